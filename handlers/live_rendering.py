"""A question of a live round as a room sees it: text with letters to press or type, or a poll.

Pure. Everybody in a room reads everything, so nothing but how many have answered is told before the
question is closed everywhere (invariant 11).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from contest.model import OPTION_LETTERS
from handlers.live_texts import counter, heading, how_to_answer
from handlers.payloads import live_payload
from handlers.ports.contents import Choice
from handlers.ports.live_contents import LiveQuestion
from handlers.ports.messaging import Capabilities, ChoiceStyle
from handlers.texts.loader import wording


@dataclass(frozen=True, slots=True)
class LivePoll:
    """A question as a platform's own poll; its key is not told to the platform."""

    question: str = field(repr=False)
    options: tuple[str, ...] = field(repr=False)


def live_text(question: LiveQuestion, style: ChoiceStyle) -> str:
    """The question with its options, and how it can be answered while it can."""
    say = wording(question.locale)
    how = "" if question.is_closed else how_to_answer(style, say)
    count = "" if question.answered is None else counter(question.answered, say)
    ending = "\n".join(part for part in (how, count) if part)
    asked = f"{live_heading(question)}\n{question.text}"
    parts = (asked, "\n".join(_lettered(question)), ending)
    return "\n\n".join(part for part in parts if part)


def live_choices(question: LiveQuestion, style: ChoiceStyle) -> tuple[Choice, ...]:
    """A letter to press for each option, where the platform has buttons and it is not too late."""
    if question.is_closed or style is not ChoiceStyle.BUTTONS:
        return ()
    return tuple(
        Choice(OPTION_LETTERS[place], live_payload(question.live_round, question.position, place))
        for place in range(len(question.options))
    )


def live_heading(question: LiveQuestion) -> str:
    """Which question it is, and how long it can be answered."""
    limit = None if question.is_closed else question.limit
    return heading(question.position, question.of, limit, wording(question.locale))


def poll_of(question: LiveQuestion, capabilities: Capabilities) -> LivePoll | None:
    """The question as a poll; None if it is not to be one, or does not fit into one.

    An edit of a question gives the same poll, or none, as the question did.
    """
    limits = capabilities.native_poll
    if not question.as_poll or limits is None:
        return None
    asked = heading(question.position, question.of, question.limit, wording(question.locale))
    poll = LivePoll(f"{asked}\n{question.text}", tuple(_lettered(question)))
    is_too_long = len(poll.question) > limits.max_question_length or any(
        len(option) > limits.max_option_length for option in poll.options
    )
    return None if is_too_long else poll


def _lettered(question: LiveQuestion) -> Sequence[str]:
    return [
        f"{letter}. {option}"
        for letter, option in zip(OPTION_LETTERS, question.options, strict=False)
    ]
