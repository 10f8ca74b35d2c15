"""From an event, as JSON, to what it means to us (docs.zaloplatforms.com/docs/BOT/webhook)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.adapters._zalo.facts import PLATFORM
from bot.adapters._zalo.mentions import without_mention
from handlers.ports.addresses import ChatKind, ChatRef, UserRef
from handlers.ports.messaging import InboundMessage

Json = Mapping[str, Any]

MAX_ID_LENGTH = 200
"""Characters; those seen have about twenty, and what is stored under them has its limits."""

_KINDS = {"PRIVATE": ChatKind.PRIVATE, "GROUP": ChatKind.GROUP}
_TEXTS = {"message.text.received": "text", "message.image.received": "caption"}
"""Where the words of an event are; all others have none, or none that we know of."""


@dataclass(frozen=True, slots=True)
class Me:
    """The bot as the platform and people know it.

    Attributes:
        bot: our name for it, the digits before the colon of its token.
        user_id: under which its own messages may come back; empty until the platform has told it.
        names: display names, by which groups mention it.
    """

    bot: str
    user_id: str = ""
    names: tuple[str, ...] = ()


def events_of(payload: object) -> Sequence[Json]:
    """The events of a poll's result or a webhook's body, with or without an envelope around them.

    A poll is documented to bring one object, and some clients have been written for a list.
    """
    match payload:
        case {"ok": _, "result": inner}:
            return events_of(inner)
        case Mapping():
            return [payload]
        case [*several]:
            return [each for each in several if isinstance(each, Mapping)]
        case _:
            return []


def message_id_of(event: Json) -> str | None:
    """What tells a repeated event from a new one; None if it has no message."""
    match event:
        case {"message": {"message_id": str() | int() as number}} if str(number).isprintable():
            return str(number) or None
        case _:
            return None


def read_event(event: Json, me: Me, received_at: datetime) -> InboundMessage | None:
    """What an event means; None for what nobody said to us in words.

    Raises:
        LookupError, TypeError, ValueError: if it is none that the platform documents.
    """
    field, message = _TEXTS.get(event.get("event_name", "")), event.get("message")
    if field is None or message is None:
        return None
    kind, sender = _KINDS.get(message["chat"]["chat_type"]), message["from"]
    text = message.get(field, "")
    if kind is None or not text or sender.get("is_bot") or _id(sender["id"]) == me.user_id:
        return None
    return InboundMessage(
        update_id=_id(message["message_id"]),
        chat=ChatRef(PLATFORM, me.bot, _id(message["chat"]["id"]), kind),
        sender=UserRef(PLATFORM, me.bot, _id(sender["id"])),
        received_at=received_at,
        text=without_mention(_text(text), me.names),
        sent_at=_instant(message.get("date")),
    )


def _id(value: object) -> str:
    """An id as an opaque text, however it came."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError("no id")
    # No database takes half a surrogate pair or a NUL, and what cannot be stored is kept for ever.
    if not 0 < len(text := str(value)) <= MAX_ID_LENGTH or not text.isprintable():
        raise ValueError("no id")
    return text


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _instant(milliseconds: object) -> datetime | None:
    """The platform's own date; nothing depends on it, so that a strange one does no harm."""
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
