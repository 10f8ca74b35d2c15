"""Turns content into what a platform shows: a text and, where it has buttons, choices to press.

Pure: content, capabilities and wording in, text out. Platforms without buttons get choices as
numbered lines, or as the words to type.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from contest.model import OPTION_LETTERS
from handlers.formats import duration_text
from handlers.live_rendering import live_choices, live_text
from handlers.payloads import CommandChoice, answer_payload, parse_payload
from handlers.ports.contents import (
    Announcement,
    CertificateFile,
    Choice,
    Content,
    Document,
    Image,
    Passed,
    Question,
    Receipt,
    Text,
)
from handlers.ports.live_contents import LiveQuestion
from handlers.ports.messaging import Capabilities, ChoiceStyle
from handlers.texts.loader import Wording, wording

MAX_PAGE_LENGTH = 1_900
"""UTF-16 code units of one message; the strictest platform takes 2,000 and we add a few words."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as it is shown.

    Attributes:
        choices: buttons in order; empty where choices are part of the text.
    """

    text: str = field(repr=False)
    choices: tuple[Choice, ...] = ()


def render(content: Content, capabilities: Capabilities, say: Wording, now: datetime) -> Rendered:
    """The content as this platform shows it, never longer than the platform takes.

    Args:
        say: the reader's texts; a question brings its own language.
        now: when the message is sent, for the time that a question still leaves.
    """
    match content:
        case Question():
            rendered = _question(content, capabilities, now)
        case LiveQuestion():
            style = capabilities.choices
            rendered = Rendered(live_text(content, style), live_choices(content, style))
        case Text():
            rendered = _text(content, capabilities, say)
        case Announcement():
            rendered = Rendered(f"{content.title}\n\n{content.body}")
        case Image() | Document() | CertificateFile():
            rendered = Rendered(content.caption)
    return replace(rendered, text=clip(rendered.text, capabilities.max_text_length))


def receipt_text(receipt: Receipt, say: Wording) -> str:
    """What became of the question before, in one or two short sentences."""
    sentences = [_passed_text(receipt, say)]
    if receipt.correct:
        sentences.append(say("receipt-right"))
    elif receipt.right_place is not None:
        sentences.append(say("receipt-right-option", letter=OPTION_LETTERS[receipt.right_place]))
    return " ".join(sentences)


def question_heading(question: Question, say: Wording, remaining: timedelta) -> str:
    """Which question this is and how much time it leaves."""
    time = duration_text(remaining, say)
    if not question.options:
        return say("question-heading-prediction", time=time)
    return say("question-heading", position=question.position, of=question.of, time=time)


def utf16_length(text: str) -> int:
    """Length as the platforms count it: an emoji is two."""
    return len(text.encode("utf-16-le")) // 2


def clip(text: str, limit: int) -> str:
    """The text cut to ``limit`` UTF-16 code units, with an ellipsis for what was cut."""
    if utf16_length(text) <= limit:
        return text
    kept = text.encode("utf-16-le")[: (limit - 1) * 2].decode("utf-16-le", errors="ignore")
    return f"{kept}…"


def paged(blocks: Iterable[str], limit: int = MAX_PAGE_LENGTH) -> Sequence[str]:
    """The blocks in order, a blank line apart, on as few pages as hold them.

    Only a block that is longer than a page is cut.
    """
    pages: list[str] = []
    for block in blocks:
        joined = f"{pages[-1]}\n\n{block}" if pages else block
        if pages and utf16_length(joined) <= limit:
            pages[-1] = joined
        else:
            pages.append(clip(block, limit))
    return pages


def _question(question: Question, capabilities: Capabilities, now: datetime) -> Rendered:
    say = wording(question.locale)
    options = [
        f"{letter}. {option}"
        for letter, option in zip(OPTION_LETTERS, question.options, strict=False)
    ]
    has_buttons = capabilities.choices is ChoiceStyle.BUTTONS
    parts = [
        receipt_text(question.previous, say) if question.previous else "",
        f"{question_heading(question, say, question.remaining(now))}\n{question.text}",
        "\n".join(options),
        say("question-how-to-answer") if options and not has_buttons else "",
    ]
    return Rendered(
        "\n\n".join(part for part in parts if part),
        _letters(question) if has_buttons else (),
    )


def _letters(question: Question) -> tuple[Choice, ...]:
    return tuple(
        Choice(OPTION_LETTERS[place], answer_payload(question.attempt, question.position, place))
        for place in range(len(question.options))
    )


def _text(text: Text, capabilities: Capabilities, say: Wording) -> Rendered:
    receipt = receipt_text(text.previous, say) if text.previous else ""
    body = "\n\n".join(part for part in (receipt, text.body) if part)
    if capabilities.choices is ChoiceStyle.BUTTONS:
        return Rendered(body, text.choices)
    typed = _typed_choices(text.choices, say)
    room = capabilities.max_text_length - utf16_length(typed) - 2
    return Rendered(f"{clip(body, room)}\n\n{typed}" if typed else body)


def _typed_choices(choices: Sequence[Choice], say: Wording) -> str:
    """Steps of a dialogue take numbers; commands are words, as a number would be an answer."""
    commands = [each for each in choices if isinstance(parse_payload(each.payload), CommandChoice)]
    numbered = [each for each in choices if each not in commands]
    lines = [f"{number}. {each.label}" for number, each in enumerate(numbered, start=1)]
    if commands:
        words = " · ".join(f"“{each.label}”" for each in commands)
        lines.append(say("choices-to-type", words=words))
    return "\n".join(lines)


def _passed_text(receipt: Receipt, say: Wording) -> str:
    if receipt.passed is not Passed.ANSWERED:
        return say(f"receipt-{receipt.passed}", position=receipt.position)
    if receipt.place is None:
        return say("receipt-noted")
    letter = OPTION_LETTERS[receipt.place]
    return say("receipt-answered", position=receipt.position, letter=letter)
