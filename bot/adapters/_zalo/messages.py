"""From content to a call: which method, and with which parameters."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from handlers.live_rendering import live_heading
from handlers.ports.contents import Announcement, Content, Image, Question
from handlers.ports.live_contents import LiveQuestion
from handlers.ports.messaging import Capabilities, MessageRejected, OutboundMessage
from handlers.rendering import question_heading, render, utf16_length
from handlers.texts.loader import DEFAULT_LOCALE, wording

Params = Mapping[str, object]
PictureUrl = Callable[[OutboundMessage], str | None]
"""Where the platform can fetch a message's picture; None if it cannot."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call that shows a message.

    Attributes:
        plain: the same words without style or picture, for when those are refused; None if there is
            nothing to leave out.
    """

    method: str
    params: Params
    plain: "Call | None" = None

    @property
    def is_styled(self) -> bool:
        return "text_styles" in self.params


def call_for(
    message: OutboundMessage, can: Capabilities, now: datetime, picture_url: PictureUrl | None
) -> Call:
    """The call that shows a message.

    Raises:
        MessageRejected: if there is nothing to show.
    """
    content = message.content
    text = render(content, can, wording(DEFAULT_LOCALE), now).text
    url = picture_url(message) if picture_url and isinstance(content, Image) else None
    if not text.strip() and url is None:
        raise MessageRejected("empty")
    plain = Call("sendMessage", {"chat_id": message.chat.chat_id, "text": text})
    if url is not None:
        return _photo(plain, url, text)
    styles = _bold(text, _heading(content, now))
    # Neither markdown nor HTML: no way is published to write a name in them that breaks nothing.
    return Call(plain.method, {**plain.params, "text_styles": styles}, plain) if styles else plain


def message_id_of(sent: object) -> str:
    """The id of a message, from the result of the call; empty if it was accepted without one."""
    number = sent.get("message_id") if isinstance(sent, Mapping) else None
    return "" if number is None else str(number)


def _photo(plain: Call, url: str, caption: str) -> Call:
    params = {"chat_id": plain.params["chat_id"], "photo": url}
    if not caption.strip():
        return Call("sendPhoto", params)
    return Call("sendPhoto", {**params, "caption": caption}, plain)


def _heading(content: Content, now: datetime) -> str:
    match content:
        case Question():
            return question_heading(content, wording(content.locale), content.remaining(now))
        case LiveQuestion():
            return live_heading(content)
        case Announcement():
            return content.title
        case _:
            return ""


def _bold(text: str, heading: str) -> list[dict[str, object]]:
    """``text_styles`` that set the first line equal to the heading in bold; offsets in UTF-16."""
    start = 0
    for line in text.split("\n"):
        if heading and line == heading:
            return [{"start": start, "len": utf16_length(line), "st": ["b"]}]
        start += utf16_length(line) + 1
    return []
