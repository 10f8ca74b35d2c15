"""Updates as they look on the wire (zalo-api.md A5)."""

import json
from typing import Literal, NamedTuple

from tests.platforms.zalo.polling import Event

TEXT = "message.text.received"
IMAGE = "message.image.received"
STICKER = "message.sticker.received"
VOICE = "message.voice.received"
UNSUPPORTED = "message.unsupported.received"


class Sender(NamedTuple):
    """Who wrote, as the bot is told."""

    id: str
    name: str
    is_bot: bool = False


def message_event(
    name: str,
    sender: Sender,
    chat: tuple[str, str],
    content: dict[str, str],
    *,
    message_id: str,
    date: int,
) -> Event:
    """An update with a message.

    Args:
        chat: id and type.
        content: the fields that only this kind of message has.
        date: Unix time in milliseconds.
    """
    chat_id, chat_type = chat
    return {
        "event_name": name,
        "message": {
            "from": {"id": sender.id, "display_name": sender.name, "is_bot": sender.is_bot},
            "chat": {"id": chat_id, "chat_type": chat_type},
            **content,
            "message_id": message_id,
            "date": date,
        },
    }


def webhook_body(event: Event, shape: Literal["wrapped", "bare"]) -> bytes:
    """The body of a delivery."""
    body = {"ok": True, "result": event} if shape == "wrapped" else event
    return json.dumps(body, ensure_ascii=False).encode()


def forged_text(text: str) -> bytes:
    """A delivery that looks right in everything but its secret."""
    sender = Sender("00000000000000000bad", "Người lạ")
    chat = (sender.id, "PRIVATE")
    event = message_event(
        TEXT, sender, chat, {"text": text}, message_id="000000000bad", date=1_700_000_000_000
    )
    return webhook_body(event, "wrapped")
