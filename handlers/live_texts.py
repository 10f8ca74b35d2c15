"""What a live round says in its rooms: pure texts, in the words of an official to a public group.

Everybody in a room reads everything: before a question is closed nothing but how many have answered
is told (invariant 11). Keys and standings are told by ``handlers/live_standings.py``.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from contest.live_answers import Verdict
from contest.live_rules import LiveRules
from contest.model import OPTION_LETTERS, Position
from handlers.formats import duration_text, instant_text
from handlers.ports.messaging import ChoiceStyle
from handlers.texts.loader import Wording

MAX_NOTICE = 200
"""Characters of a callback notice (core.telegram.org/bots/api#answercallbackquery)."""

_CHANGEABLE = "-change"
_EXAMPLE = OPTION_LETTERS[1]


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the rooms are told before a round.

    Attributes:
        address: of the page on which anybody registers; None if there is none.
    """

    title: str
    rules: LiveRules
    starts_at: datetime
    question_count: int
    is_rehearsal: bool = False
    address: str | None = None


def call_text(one: Invitation, say: Wording) -> str:
    """Call a room together: when it begins, how many questions, and what counts."""
    return say(
        "live-call",
        title=one.title,
        rehearsal=_yes(one.is_rehearsal),
        starts=instant_text(one.starts_at, say),
        questions=one.question_count,
        limit=duration_text(one.rules.question_limit, say),
        change=_yes(one.rules.may_change),
        address=one.address or "none",
    )


def late_call_text(one: Invitation, position: Position, say: Wording) -> str:
    """Call a room to a round that is under way; ``position`` is of the question asked last."""
    return say(
        "live-call-late",
        title=one.title,
        rehearsal=_yes(one.is_rehearsal),
        position=position,
        of=one.question_count,
        limit=duration_text(one.rules.question_limit, say),
        change=_yes(one.rules.may_change),
        address=one.address or "none",
    )


def postponed_text(title: str, starts_at: datetime, say: Wording) -> str:
    """Tell a room that was called together about another start."""
    return say("live-postponed", title=title, starts=instant_text(starts_at, say))


def heading(position: Position, of: int, limit: timedelta | None, say: Wording) -> str:
    """Which question it is, and how long it can be answered; None once its time is up."""
    if limit is None:
        return say("live-heading-closed", position=position, of=of)
    return say("live-heading", position=position, of=of, limit=duration_text(limit, say))


def how_to_answer(style: ChoiceStyle, say: Wording, *, as_poll: bool = False) -> str:
    """How to answer in a room of a platform."""
    if as_poll:
        return say("live-how-poll")
    if style is ChoiceStyle.BUTTONS:
        return say("live-how-buttons")
    return say("live-how-text", letter=_EXAMPLE)


def counter(answered: int, say: Wording) -> str:
    """How many people have answered: all that is told before the close."""
    return say("live-counter", answered=answered)


def annulled_text(position: Position, of: int, say: Wording) -> str:
    """Tell that a question counts for nobody."""
    return say("live-annulled", position=position, of=of)


def paused_text(say: Wording) -> str:
    """Tell that the clocks stand still and nothing is taken."""
    return say("live-paused")


def resumed_text(position: Position, of: int, left: timedelta | None, say: Wording) -> str:
    """Tell that the round goes on; ``left`` is what a room still has of a question that is out."""
    if left is None:
        return say("live-resumed" if position < of else "live-resumed-end")
    return say("live-resumed-question", position=position, of=of, left=duration_text(left, say))


def given_back_text(position: Position, of: int, left: timedelta, say: Wording) -> str:
    """Tell that the system was away, and what a room still has of the question that is out."""
    return say("live-given-back", position=position, of=of, left=duration_text(left, say))


def left_out_text(position: Position, of: int, say: Wording) -> str:
    """Tell a room that the others have gone on without it."""
    return say("live-left-out", position=position, of=of)


def back_text(title: str, say: Wording) -> str:
    """Tell a room that the bot has come to, or come back to, that it takes part from now on."""
    return say("live-room-back", title=title)


def finished_text(title: str, say: Wording) -> str:
    """Tell that all questions have been asked."""
    return say("live-end", title=title)


def stopped_text(title: str, position: Position, of: int, say: Wording) -> str:
    """Tell that the organisers have ended the round early; ``position`` was asked last."""
    return say("live-end-stopped", title=title, position=position, of=of)


def cancelled_text(title: str, say: Wording) -> str:
    """Tell that nothing of the round counts."""
    return say("live-end-cancelled", title=title)


def notice(
    verdict: Verdict, position: Position, place: int, say: Wording, *, may_change: bool = False
) -> str:
    """What somebody is told at once about their answer, where a platform shows such a line.

    Args:
        place: of the option, from 0 as it was shown.
    """
    if verdict is not Verdict.STORED:
        return say(f"live-notice-{verdict.value.replace('_', '-')}")
    key = f"live-notice-stored{_CHANGEABLE if may_change else ''}"
    return say(key, position=position, letter=OPTION_LETTERS[place])


def unregistered_notice(address: str | None, say: Wording) -> str:
    """What somebody is told whom nobody knows; an address too long for a notice is left out."""
    text = say("live-notice-unregistered", address=address or "none")
    fits = len(text) <= MAX_NOTICE
    return text if fits else say("live-notice-unregistered", address="none")


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"
