"""Turns of an attempt: what an answer, a delivery or a deadline does to it, and what is said next.

Everything here is a decision on values. ``storage/answers.py`` loads many attempts at once, calls
these functions in memory and makes the steps durable in one commit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from contest import attempts as rules_of_play
from contest.attempts import Progress, Verdict
from contest.matching import match_number, match_option
from contest.model import AttemptId, Position
from contest.rules import Counting
from contest.scoring import Tried, counted_attempt, points_for
from handlers.asking import Bank, ask, closing_words, receipt_of, score_line
from handlers.payloads import AnswerChoice
from handlers.ports import contents
from handlers.ports.contents import Passed, Receipt, Text
from handlers.ports.messaging import InboundMessage, OutboundMessage
from handlers.ports.records import Answer, Attempt
from handlers.texts.loader import wording

ECHO_TIME = timedelta(seconds=30)
"""A typed "B" this soon after the last question is taken as an echo of it, not as a new request."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer or a skip as it came in; ``choice`` is None for typed text."""

    message: InboundMessage
    choice: AnswerChoice | None = None
    is_skip: bool = False


@dataclass(frozen=True, slots=True)
class Delivered:
    """A stored question reached its person at ``at``; ``row`` is its place in the outbox."""

    row: int
    message_id: str
    attempt: AttemptId
    position: Position
    at: datetime


@dataclass(frozen=True, slots=True)
class Expired:
    """The deadline of a question has come."""

    attempt: AttemptId
    position: Position


@dataclass(frozen=True, slots=True)
class RoundEnded:
    """The round of a running attempt is over."""

    attempt: AttemptId
    at: datetime


Event = Given | Delivered | Expired | RoundEnded


@dataclass(frozen=True, slots=True)
class Step:
    """What one event did to an attempt.

    Attributes:
        verdict: ``Verdict`` values, or ``unreadable`` for text that is no option of the question.
        notice: a short line for the person, where the platform can show one.
    """

    attempt: Attempt
    verdict: str = ""
    notice: str | None = None
    answer: Answer | None = None
    messages: tuple[OutboundMessage, ...] = ()


def is_about(attempt: Attempt, given: Given) -> bool:
    """Whether what came in speaks to this attempt at all; otherwise other use cases handle it."""
    if given.choice is not None or attempt.progress.is_running:
        return True
    ended_at = attempt.progress.ended_at
    return ended_at is not None and given.message.received_at < ended_at + ECHO_TIME


def answer(attempt: Attempt, given: Given, bank: Bank, answered: frozenset[Position]) -> Step:
    """Decide an answer or a skip.

    Args:
        answered: places before the last one passed that have an answer; the others are known from
            the attempt itself.
    """
    if attempt.chat != given.message.chat:
        attempt = replace(attempt, chat=given.message.chat)
    position = _position(attempt, given)
    verdict = rules_of_play.judge(
        attempt.progress,
        position,
        given.message.received_at,
        attempt.round.window,
        has_answer=_has_answer(attempt.progress, position, answered),
    )
    if verdict is not Verdict.STORED:
        return _refused(attempt, position, verdict)
    stored = _read(attempt, position, given, bank)
    if stored is None:
        return _unreadable(attempt, position)
    return _entered(attempt, stored, bank, given.message.reply_to if given.choice else None)


def delivered(attempt: Attempt, position: Position, at: datetime) -> Step:
    """Start the clock of a question that has reached the person."""
    progress = rules_of_play.deliver(
        attempt.progress, position, at, attempt.round.rules, attempt.round.window
    )
    return _with_end(attempt, progress, previous=None)


def expired(attempt: Attempt, position: Position, now: datetime, bank: Bank) -> Step:
    """Move on from a question whose deadline has come."""
    progress = rules_of_play.expire(
        attempt.progress, position, now, attempt.round.rules, attempt.round.window
    )
    if progress is attempt.progress:
        return Step(attempt)
    return _moved_on(attempt, progress, receipt_of(attempt, position, Passed.EXPIRED, bank), bank)


def counted_of(attempts: Sequence[Attempt], counting: Counting) -> Attempt | None:
    """Which of one person's attempts in a round counts; None while none has ended."""
    by_id = {attempt.id: attempt for attempt in attempts}
    tried = counted_attempt((Tried(a.id, a.ordinal, a.progress) for a in attempts), counting)
    return None if tried is None else by_id[tried.attempt]


def round_ended(attempt: Attempt, at: datetime) -> Step:
    """End a running attempt with the round; questions not yet delivered stay unanswered."""
    # The timer of a question that is due in this very instant may come later or never.
    rules, window = attempt.round.rules, attempt.round.window
    due = rules_of_play.expire(attempt.progress, attempt.progress.position, at, rules, window)
    return _with_end(attempt, rules_of_play.cut_off(due, at), previous=None)


def _position(attempt: Attempt, given: Given) -> Position:
    if given.choice is not None:
        return given.choice.position
    return rules_of_play.target_of_typed(attempt.progress, given.message.received_at)


def _has_answer(progress: Progress, position: Position, answered: frozenset[Position]) -> bool:
    """The last place passed has an answer unless a timer passed it; the current one has none."""
    if position == progress.position - 1:
        return progress.expired_deadline is None
    return position in answered


def _read(attempt: Attempt, position: Position, given: Given, bank: Bank) -> Answer | None:
    """What was said, as an answer to that place; None if it is no possible answer."""
    received_at = given.message.received_at
    if given.is_skip:
        return Answer(attempt.id, position, Passed.SKIPPED, received_at, points=0)
    if position > attempt.round.rules.question_count:
        value = match_number(given.message.text)
        if value is None:
            return None
        return Answer(attempt.id, position, Passed.ANSWERED, received_at, points=0, value=value)
    drawn = attempt.paper[position - 1]
    place = (
        given.choice.place if given.choice else match_option(given.message.text, len(drawn.order))
    )
    option = None if place is None else drawn.option_at(place)
    if option is None:
        return None
    points = points_for(bank[drawn.question], option, attempt.round.rules)
    return Answer(
        attempt.id, position, Passed.ANSWERED, received_at, points, drawn.question, option
    )


def _entered(attempt: Attempt, stored: Answer, bank: Bank, replaces: str | None) -> Step:
    """Enter an answer.

    Args:
        replaces: the message whose button was pressed, for what comes next to take its place.
    """
    progress = rules_of_play.take(
        attempt.progress, stored.position, stored.received_at, stored.points, attempt.round.rules
    )
    say = wording(attempt.locale)
    if progress.position == attempt.progress.position:
        # The timer had moved the attempt on before this punctual answer was processed.
        body = say("play-straggler", position=stored.position)
        if not progress.is_running:
            body = f"{body}\n{score_line(attempt, progress)}"
        note = _message(attempt, f"straggler:{stored.position}", Text(body))
        return Step(
            replace(attempt, progress=progress), Verdict.STORED, body, stored, messages=(note,)
        )
    receipt = receipt_of(attempt, stored.position, stored.passed, bank, stored.option)
    step = _moved_on(attempt, progress, receipt, bank, replaces)
    return replace(step, verdict=Verdict.STORED, notice=say("play-stored"), answer=stored)


def _moved_on(
    attempt: Attempt, progress: Progress, receipt: Receipt, bank: Bank, replaces: str | None = None
) -> Step:
    if not progress.is_running:
        return _with_end(attempt, progress, receipt, replaces)
    attempt = replace(attempt, progress=progress)
    question = ask(attempt, bank, receipt, replaces)
    return Step(attempt, messages=(_message(attempt, f"q:{progress.position}", question),))


def _with_end(
    attempt: Attempt,
    progress: Progress,
    previous: Receipt | None,
    replaces: str | None = None,
) -> Step:
    """The step to ``progress``, with the closing words if the attempt has ended there."""
    if progress is attempt.progress:
        return Step(attempt)
    has_ended = attempt.progress.is_running and not progress.is_running
    attempt = replace(attempt, progress=progress)
    if not has_ended:
        return Step(attempt)
    words = closing_words(attempt, previous, replaces)
    return Step(attempt, messages=(_message(attempt, "end", words),))


def _refused(attempt: Attempt, position: Position, verdict: Verdict) -> Step:
    say = wording(attempt.locale)
    if verdict is not Verdict.LATE or position < 1:
        return Step(attempt, verdict, say("play-duplicate", position=position))
    body = say("play-late", position=position)
    return Step(
        attempt, verdict, body, messages=(_message(attempt, f"late:{position}", Text(body)),)
    )


def _unreadable(attempt: Attempt, position: Position) -> Step:
    say = wording(attempt.locale)
    is_number = position > attempt.round.rules.question_count
    body = say("play-type-a-number" if is_number else "play-type-an-option", position=position)
    message = _message(attempt, f"unreadable:{position}", Text(body))
    return Step(attempt, "unreadable", body, messages=(message,))


def _message(attempt: Attempt, name: str, content: Text | contents.Question) -> OutboundMessage:
    """A message about an attempt; its key makes it go out once, however often it is decided."""
    return OutboundMessage(attempt.chat, f"attempt:{attempt.id}:{name}", content)
