"""Parts long contents into messages that every platform shows whole, before they are queued.

A message is cut where it is shown if it is longer than its platform takes; what is parted here
never is.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from handlers.ports.contents import Announcement, Choice, Content, Text
from handlers.rendering import MAX_PAGE_LENGTH, receipt_text, utf16_length
from handlers.texts.loader import Wording

_NUMBER_LENGTH = 8
"""Of what stands around a choice that is typed: its number and a line end, or quotation marks."""
_HINT_LENGTH = 80
"""Of the words that say how to choose, which have a blank line before them."""
_SHORTEST = 200
"""A page has room for so much, however much has to stand on it besides."""


def pages_of(content: Content, say: Wording, limit: int = MAX_PAGE_LENGTH) -> Sequence[Content]:
    """The content as messages in their order; mostly itself alone.

    What became of the question before stands on the first page, choices stand on the last.

    Args:
        limit: of one message, in UTF-16 code units.
    """
    match content:
        case Text():
            return _text_pages(content, say, limit)
        case Announcement(title, body):
            first, *others = split(body, _room(limit, utf16_length(title) + 2), limit)
            return [Announcement(title, first), *map(Text, others)]
        case _:
            return [content]


def split(text: str, first_limit: int, limit: int) -> Sequence[str]:
    """The text in parts, cut at line ends where possible, else at spaces, else anywhere.

    The white space at a cut is left out; no part is empty, unless the text is.

    Args:
        first_limit: of the first part, as ``limit`` of the others, in UTF-16 code units.
    """
    parts: list[str] = []
    rest = text
    room = first_limit
    while utf16_length(rest) > room:
        cut = _cut(rest, room)
        if part := rest[:cut].rstrip():
            parts.append(part)
            room = limit
        rest = rest[cut:].lstrip()
    return [*parts, rest] if rest or not parts else parts


def _text_pages(text: Text, say: Wording, limit: int) -> Sequence[Text]:
    above = utf16_length(receipt_text(text.previous, say)) + 2 if text.previous else 0
    below = _length_below(text.choices)
    if above + utf16_length(text.body) + below <= limit:
        return [text]
    # Any page may turn out to be the last one, which has the choices below it.
    bodies = split(text.body, _room(limit, above + below), _room(limit, below))
    pages = [Text(body) for body in bodies]
    pages[0] = replace(pages[0], previous=text.previous, replaces=text.replaces)
    pages[-1] = replace(pages[-1], choices=text.choices, asks_for_phone=text.asks_for_phone)
    return pages


def _length_below(choices: Sequence[Choice]) -> int:
    """How much choices take at most where they are lines of the text."""
    labels = sum(utf16_length(choice.label) + _NUMBER_LENGTH for choice in choices)
    return labels + _HINT_LENGTH if choices else 0


def _room(limit: int, taken: int) -> int:
    return max(limit - taken, _SHORTEST)


def _cut(text: str, limit: int) -> int:
    """Where to cut a text that is longer than the limit; more than 0."""
    fitting = len(text.encode("utf-16-le")[: limit * 2].decode("utf-16-le", errors="ignore"))
    for mark in ("\n", " "):
        # The white space itself may stand beyond the limit, as it is left out.
        if (place := text.rfind(mark, 1, fitting + 1)) > 0:
            return place
    return _before_marks(text, fitting)


def _before_marks(text: str, place: int) -> int:
    """The nearest place that parts no letter from its marks; the same place if there is none."""
    start = place
    while start > 1 and unicodedata.combining(text[start]):
        start -= 1
    return start if start > 1 else place
