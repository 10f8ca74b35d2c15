"""State machine of one person's attempt: values in, values out.

Two rules hold for this file. First, every change of state goes through ``TRANSITIONS``; the diagram
in ``docs/attempt-states.md`` is drawn from that table, and nothing is coded beside it. Second, no
function reads a clock: the instant of an event is an argument.

Theory of operation
-------------------
An attempt stands at a *position* (from 1): the next question to be passed. While that question is
on its way to the person the attempt is WAITING and no clock runs, however slow the platform is.
When the question has been delivered the attempt is OPEN and has a deadline. A question is passed by
an answer, by a skip or by its deadline; then the attempt WAITs for the next one, or is FINISHED
after the last. CLOSED means that the attempt's time or the round ended first.

The attempt's own time is a budget (``time_left``) that is spent only while a question is open.
Hence ``deadline = min(delivered_at + question limit, attempt end, round end)`` with
``attempt end = delivered_at + time_left`` (invariant 4).

What decides lateness is the instant at which an answer was *received*, never the order in which
timers and answers are processed (invariant 3). So a question that a timer has passed keeps its
deadline in ``expired_deadline`` for as long as it is the last one passed: an answer that was
received in time but processed after the timer is still stored.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from contest.model import Position
from contest.rules import RoundRules, Window

NO_TIME = timedelta(0)
FIRST = Position(1)


class State(StrEnum):
    """Where an attempt is."""

    WAITING = "waiting"
    OPEN = "open"
    FINISHED = "finished"
    CLOSED = "closed"
    VOID = "void"


class Move(StrEnum):
    """What can happen to an attempt."""

    DELIVERED = "delivered"
    NEXT = "next"
    LAST = "last"
    CUT_OFF = "cut_off"
    VOIDED = "voided"


TRANSITIONS: dict[tuple[State, Move], State] = {
    (State.WAITING, Move.DELIVERED): State.OPEN,
    # A button can come back before we have noted that the question was delivered.
    (State.WAITING, Move.NEXT): State.WAITING,
    (State.WAITING, Move.LAST): State.FINISHED,
    (State.WAITING, Move.CUT_OFF): State.CLOSED,
    (State.WAITING, Move.VOIDED): State.VOID,
    (State.OPEN, Move.NEXT): State.WAITING,
    (State.OPEN, Move.LAST): State.FINISHED,
    (State.OPEN, Move.CUT_OFF): State.CLOSED,
    (State.OPEN, Move.VOIDED): State.VOID,
    (State.FINISHED, Move.VOIDED): State.VOID,
    (State.CLOSED, Move.VOIDED): State.VOID,
}

RUNNING = frozenset({State.WAITING, State.OPEN})


class IllegalMoveError(Exception):
    """The attempt cannot make that move from the state it is in; nothing was changed."""


class Verdict(StrEnum):
    """What became of an answer or a skip."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    LATE = "late"
    NOT_ASKED = "not_asked"
    """It names a question that this attempt has not been asked yet."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an attempt has come.

    Attributes:
        position: the next place to be passed; one past the last when all are passed.
        time_left: what remains of the attempt's time when the current question opens.
        delivered_at: when the current question reached the person; None while WAITING.
        deadline: the first instant at which an answer to the current question is late.
        paused: downtime of the system while the current question was open; not charged.
        expired_deadline: deadline of the place before ``position`` if a timer or the end of the
            round passed it and no answer to it has been stored; None otherwise.
        score: points so far.
        ended_at: when the attempt became FINISHED, CLOSED or VOID.
    """

    time_left: timedelta
    state: State = State.WAITING
    position: Position = FIRST
    delivered_at: datetime | None = None
    deadline: datetime | None = None
    paused: timedelta = NO_TIME
    expired_deadline: datetime | None = None
    score: int = 0
    ended_at: datetime | None = None

    @property
    def is_running(self) -> bool:
        """Whether a question is still to be passed."""
        return self.state in RUNNING


def begin(rules: RoundRules) -> Progress:
    """A new attempt whose first question is on its way."""
    return Progress(time_left=rules.attempt_limit)


def deadline_of(
    delivered_at: datetime, time_left: timedelta, rules: RoundRules, window: Window
) -> datetime:
    """The first instant at which an answer is late (invariant 4)."""
    return min(delivered_at + min(rules.question_limit, time_left), window.closes_at)


def deliver(
    progress: Progress, position: Position, at: datetime, rules: RoundRules, window: Window
) -> Progress:
    """Start the clock of the question at ``position``, delivered at ``at``.

    A second delivery of the same question and a delivery noted after the answer change nothing.
    A question that arrives at or after the round's end closes the attempt.
    """
    if progress.state is not State.WAITING or progress.position != position:
        return progress
    if at >= window.closes_at:
        return cut_off(progress, window.closes_at)
    return replace(
        progress,
        state=_moved(progress, Move.DELIVERED),
        delivered_at=at,
        deadline=deadline_of(at, progress.time_left, rules, window),
        paused=NO_TIME,
    )


def target_of_typed(progress: Progress, received_at: datetime) -> Position:
    """The position that a typed answer speaks to, as text names none.

    It speaks to the open question if that one was on the person's screen when the text came in,
    otherwise to the question before it: the second "B" of a hasty double tap must never answer a
    question that the person has not seen.
    """
    if progress.delivered_at is not None and received_at >= progress.delivered_at:
        return progress.position
    return Position(progress.position - 1)


def judge(
    progress: Progress,
    position: Position,
    received_at: datetime,
    window: Window,
    *,
    has_answer: bool,
) -> Verdict:
    """Say what an answer to ``position`` received at ``received_at`` is worth; changes nothing.

    Args:
        has_answer: whether an answer or skip for that position is stored already.
    """
    if has_answer:
        return Verdict.DUPLICATE
    if progress.state is State.VOID:
        return Verdict.LATE
    if position > progress.position:
        return Verdict.NOT_ASKED
    if position < progress.position:
        limit = progress.expired_deadline if position == progress.position - 1 else None
    elif not progress.is_running:
        limit = None
    else:
        limit = progress.deadline or window.closes_at
    return Verdict.STORED if limit is not None and received_at < limit else Verdict.LATE


def take(
    progress: Progress, position: Position, received_at: datetime, points: int, rules: RoundRules
) -> Progress:
    """Enter an answer (or, with 0 points, a skip) that ``judge`` found to be STORED.

    Raises:
        IllegalMoveError: if the place is passed for good or the attempt has ended.
    """
    scored = replace(progress, score=progress.score + points)
    if position < progress.position:
        return _with_straggler(scored, received_at, rules)
    return _pass(scored, received_at, rules, expired_deadline=None)


def expire(
    progress: Progress, position: Position, now: datetime, rules: RoundRules, window: Window
) -> Progress:
    """Pass the question at ``position`` because its deadline has come; idempotent.

    A question that was passed before, and one whose deadline lies ahead, stay as they are.
    """
    deadline = progress.deadline
    if (
        progress.state is not State.OPEN
        or progress.position != position
        or deadline is None
        or now < deadline
    ):
        return progress
    passed = _pass(progress, deadline, rules, expired_deadline=deadline)
    if passed.is_running and (passed.time_left <= NO_TIME or deadline >= window.closes_at):
        return _ended(passed, Move.CUT_OFF, deadline)
    return passed


def cut_off(progress: Progress, at: datetime) -> Progress:
    """End a running attempt because the round has ended; an ended one stays as it is.

    An open question is passed, like by its deadline: an answer to it that was received before
    ``at`` but is processed afterwards is still stored.
    """
    if not progress.is_running:
        return progress
    if progress.deadline is not None:
        limit = min(progress.deadline, at)
        progress = replace(
            progress,
            position=Position(progress.position + 1),
            time_left=progress.time_left - _spent(progress, limit),
            expired_deadline=limit,
        )
    return _ended(progress, Move.CUT_OFF, at)


def give_back(progress: Progress, down_from: datetime, up_at: datetime, window: Window) -> Progress:
    """Move the open deadline by the time the whole system was down (invariant 4).

    A deadline that had passed before the system went down is not moved, and none is moved past the
    end of the round.
    """
    delivered_at, deadline = progress.delivered_at, progress.deadline
    if progress.state is not State.OPEN or delivered_at is None or deadline is None:
        return progress
    lost = up_at - max(down_from, delivered_at)
    if lost <= NO_TIME or deadline <= down_from:
        return progress
    return replace(
        progress,
        deadline=min(deadline + lost, window.closes_at),
        paused=progress.paused + lost,
    )


def void(progress: Progress, at: datetime) -> Progress:
    """Take an attempt out of the contest for good.

    Raises:
        IllegalMoveError: if it is void already.
    """
    return _ended(progress, Move.VOIDED, at)


def time_used(progress: Progress, rules: RoundRules) -> timedelta:
    """Time during which questions were open: the duration that tie-breaks compare."""
    return rules.attempt_limit - progress.time_left


def _moved(progress: Progress, move: Move) -> State:
    try:
        return TRANSITIONS[progress.state, move]
    except KeyError:
        raise IllegalMoveError(f"{move.value} from {progress.state.value}") from None


def _ended(progress: Progress, move: Move, at: datetime) -> Progress:
    return replace(
        progress, state=_moved(progress, move), delivered_at=None, deadline=None, ended_at=at
    )


def _pass(
    progress: Progress, at: datetime, rules: RoundRules, *, expired_deadline: datetime | None
) -> Progress:
    is_last = progress.position >= rules.last_position
    return Progress(
        time_left=progress.time_left - _spent(progress, at),
        state=_moved(progress, Move.LAST if is_last else Move.NEXT),
        position=Position(progress.position + 1),
        expired_deadline=expired_deadline,
        score=progress.score,
        ended_at=at if is_last else None,
    )


def _with_straggler(progress: Progress, received_at: datetime, rules: RoundRules) -> Progress:
    """The answer to a place that the timer passed takes back the time charged after it came in."""
    if progress.expired_deadline is None:
        raise IllegalMoveError(f"an answer to a place before {progress.position}")
    overcharged = min(progress.expired_deadline - received_at, rules.question_limit)
    return replace(
        progress,
        expired_deadline=None,
        time_left=min(progress.time_left + overcharged, rules.attempt_limit),
        ended_at=received_at if progress.state is State.FINISHED else progress.ended_at,
    )


def _spent(progress: Progress, at: datetime) -> timedelta:
    """Time the open question has used; none if its delivery was not noted yet."""
    if progress.delivered_at is None:
        return NO_TIME
    return min(max(at - progress.delivered_at - progress.paused, NO_TIME), progress.time_left)
