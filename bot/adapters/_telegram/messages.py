"""From content to the parameters of a Bot API call: text, markup and keyboard."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.adapters._telegram.facts import MAX_PAYLOAD_BYTES
from bot.adapters._telegram.html import bold, escape
from handlers.ports.contents import Announcement, Choice, Content, Question, Text
from handlers.ports.live_contents import LiveQuestion
from handlers.ports.messaging import Capabilities, MessageRejected, OutboundMessage
from handlers.rendering import render
from handlers.texts.loader import DEFAULT_LOCALE, wording

Params = dict[str, Any]

LETTERS_IN_A_ROW = 5
"""Letters fit side by side on the narrowest phone; longer labels get a row each."""


def send_params(message: OutboundMessage, can: Capabilities, now: datetime) -> Params:
    """Parameters of sendMessage.

    Raises:
        MessageRejected: if a choice does not fit into a button.
    """
    params = _shown(message, can, now)
    if isinstance(message.content, Question | LiveQuestion):
        # Nobody's screen can keep an app from copying, but nothing offers it either.
        params["protect_content"] = True
    return params


def edit_params(message_id: str, message: OutboundMessage, can: Capabilities, now: datetime) -> Any:
    """Parameters of editMessageText; a keyboard that is not named disappears."""
    return {"message_id": int(message_id), **_shown(message, can, now)}


def _shown(message: OutboundMessage, can: Capabilities, now: datetime) -> Params:
    content = message.content
    rendered = render(content, can, wording(DEFAULT_LOCALE), now)
    params: Params = {
        "chat_id": message.chat.chat_id,
        "text": _markup(content, rendered.text),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    if isinstance(content, Text) and content.asks_for_phone:
        params["reply_markup"] = _contact_keyboard(content)
    elif rendered.choices:
        width = LETTERS_IN_A_ROW if isinstance(content, Question | LiveQuestion) else 1
        params["reply_markup"] = {"inline_keyboard": _rows(rendered.choices, width)}
    return params


def _contact_keyboard(text: Text) -> Params:
    """Telegram gives a number away by a key of this kind only; other choices are keys as well."""
    share = {"text": wording(DEFAULT_LOCALE)("share-phone"), "request_contact": True}
    others = [{"text": choice.label} for choice in text.choices]
    return {
        "keyboard": [[key] for key in (share, *others)],
        "resize_keyboard": True,
        "one_time_keyboard": True,
    }


def _markup(content: Content, text: str) -> str:
    # The limit of length counts the text without its markup, so what fitted before still does.
    if isinstance(content, Announcement) and text.startswith(content.title):
        return bold(content.title) + escape(text[len(content.title) :])
    return escape(text)


def _rows(choices: Sequence[Choice], width: int) -> list[list[Params]]:
    buttons = [_button(choice) for choice in choices]
    return [buttons[first : first + width] for first in range(0, len(buttons), width)]


def _button(choice: Choice) -> Params:
    if len(choice.payload.encode()) > MAX_PAYLOAD_BYTES:
        raise MessageRejected("payload")
    return {"text": choice.label, "callback_data": choice.payload}
