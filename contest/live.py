"""State machine of a live round, one round over many rooms: values in, values out.

Every change of state goes through ``TRANSITIONS``, from which ``docs/live-states.md`` is drawn. No
function reads a clock: the instant of an event is an argument.

Theory of operation
-------------------
A round is ANNOUNCED, calls its rooms together in the LOBBY and asks one question after another. All
rooms are posted the same question at once, but each room's clock starts when the question has been
delivered *there*, however slow its platform is. The question is OPEN until the last room's time is
up, so that no key is shown to anybody while somebody else may still answer (invariant 11). Then it
is SETTLING until everything that was received in time has been stored and counted, and REVEALED
when key and standing are out. Nothing is folded into the standing before the next question is
asked: an answer that was received in time but processed after the key went out still counts
(invariant 3).

A room in trouble (the question cannot be delivered, the platform is down) keeps the question from
settling until the trouble is over or the host decides: go on without it, or skip the question for
everybody. Until then its clock stands still: what comes in meanwhile counts, whether it is
processed before the trouble ends or after. A room that the bot was thrown out of keeps nobody
waiting.

A pause stops the clocks of all rooms. Breaks are kept, not subtracted: whether an answer came in
during one is decided by the instant of its receipt, whenever it is processed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from contest.live_clock import Break
from contest.live_rooms import IllegalMoveError, QuestionClock, Room, RoomId, RoomState
from contest.live_rules import LiveRules
from contest.model import Position, check_aware

NOTHING_ASKED = Position(0)


class State(StrEnum):
    """Where a live round is."""

    ANNOUNCED = "announced"
    LOBBY = "lobby"
    OPEN = "question_open"
    SETTLING = "settling"
    REVEALED = "revealed"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class Move(StrEnum):
    """What can happen to a live round."""

    CALL = "call"
    ASK = "ask"
    CLOSE = "close"
    REVEAL = "reveal"
    SKIP = "skip"
    PAUSE = "pause"
    RESUME_QUESTION = "resume_question"
    RESUME_SETTLING = "resume_settling"
    RESUME_REVEALED = "resume_revealed"
    FINISH = "finish"
    STOP = "stop"
    CANCEL = "cancel"


TRANSITIONS: dict[tuple[State, Move], State] = {
    (State.ANNOUNCED, Move.CALL): State.LOBBY,
    (State.ANNOUNCED, Move.CANCEL): State.CANCELLED,
    (State.LOBBY, Move.ASK): State.OPEN,
    (State.LOBBY, Move.CANCEL): State.CANCELLED,
    (State.OPEN, Move.CLOSE): State.SETTLING,
    (State.OPEN, Move.SKIP): State.REVEALED,
    (State.OPEN, Move.PAUSE): State.PAUSED,
    (State.OPEN, Move.STOP): State.FINISHED,
    (State.OPEN, Move.CANCEL): State.CANCELLED,
    (State.SETTLING, Move.REVEAL): State.REVEALED,
    (State.SETTLING, Move.SKIP): State.REVEALED,
    (State.SETTLING, Move.PAUSE): State.PAUSED,
    (State.SETTLING, Move.STOP): State.FINISHED,
    (State.SETTLING, Move.CANCEL): State.CANCELLED,
    (State.REVEALED, Move.ASK): State.OPEN,
    # The key turns out to be wrong when everybody sees it.
    (State.REVEALED, Move.SKIP): State.REVEALED,
    (State.REVEALED, Move.PAUSE): State.PAUSED,
    (State.REVEALED, Move.FINISH): State.FINISHED,
    (State.REVEALED, Move.STOP): State.FINISHED,
    (State.REVEALED, Move.CANCEL): State.CANCELLED,
    (State.PAUSED, Move.RESUME_QUESTION): State.OPEN,
    (State.PAUSED, Move.RESUME_SETTLING): State.SETTLING,
    (State.PAUSED, Move.RESUME_REVEALED): State.REVEALED,
    (State.PAUSED, Move.SKIP): State.PAUSED,
    (State.PAUSED, Move.STOP): State.FINISHED,
    (State.PAUSED, Move.CANCEL): State.CANCELLED,
}

ENDED = frozenset({State.FINISHED, State.CANCELLED})
_RESUMPTIONS = {
    State.OPEN: Move.RESUME_QUESTION,
    State.SETTLING: Move.RESUME_SETTLING,
    State.REVEALED: Move.RESUME_REVEALED,
}


class NoRoomError(Exception):
    """There is no room that a question could be asked in; nothing was changed."""


@dataclass(frozen=True, slots=True)
class LiveRound:
    """How far a live round has come.

    Attributes:
        question_count: how many questions it has; the same ones in all rooms.
        starts_at: when the first question is due.
        position: of the question asked last; 0 before the first.
        breaks: while that question was out; a pause of it has no end while it lasts.
        resumes_to: where a PAUSED round goes on.
        next_at: when a REVEALED round goes on by itself; None if the host says when.
        annulled: questions that count for nobody.
        ended_at: when it became FINISHED or CANCELLED.
    """

    rules: LiveRules
    question_count: int
    starts_at: datetime
    state: State = State.ANNOUNCED
    position: Position = NOTHING_ASKED
    rooms: Mapping[RoomId, Room] = field(default_factory=dict)
    asked_at: datetime | None = None
    breaks: tuple[Break, ...] = ()
    resumes_to: State | None = None
    next_at: datetime | None = None
    annulled: frozenset[Position] = frozenset()
    ended_at: datetime | None = None

    def __post_init__(self) -> None:
        check_aware(self.starts_at)
        if self.question_count < 1:
            raise ValueError("a live round has at least one question")

    @property
    def clock(self) -> QuestionClock:
        """The clocks of the question asked last."""
        return QuestionClock(self.rules.question_limit, self.rooms, self.breaks)

    @property
    def is_annulled(self) -> bool:
        """Whether the question asked last counts for nobody."""
        return self.position in self.annulled

    @property
    def waits_for_answers(self) -> bool:
        """Whether a question is out that is not settled, in a pause or not."""
        return State.OPEN in (self.state, self.resumes_to)

    @property
    def has_more(self) -> bool:
        """Whether there is a question after the one asked last."""
        return self.position < self.question_count

    @property
    def previous_counted(self) -> Position | None:
        """The last question before this one that was not annulled."""
        earlier = range(self.position - 1, 0, -1)
        return next((Position(at) for at in earlier if at not in self.annulled), None)

    @property
    def undecided(self) -> tuple[RoomId, ...]:
        """Rooms in trouble that keep the question from settling."""
        rooms = self.rooms.values() if self.waits_for_answers else ()
        return tuple(room.id for room in rooms if room.trouble is not None)


def postpone(live: LiveRound, starts_at: datetime) -> LiveRound:
    """Move the start of a round that has asked nothing yet.

    Raises:
        IllegalMoveError: if it has.
    """
    if live.state not in (State.ANNOUNCED, State.LOBBY):
        raise IllegalMoveError(f"a new start while {live.state.value}")
    return replace(live, starts_at=starts_at)


def call(live: LiveRound) -> LiveRound:
    """Call the rooms together."""
    return replace(live, state=_moved(live, Move.CALL))


def ask(live: LiveRound, at: datetime) -> LiveRound:
    """Ask the first question or the next one in every room that the bot is in.

    Raises:
        IllegalMoveError: if it is not the moment, or there is no further question.
        NoRoomError: if the bot is in no room.
    """
    state = _moved(live, Move.ASK)
    if not live.has_more:
        raise IllegalMoveError("ask after the last question")
    if all(room.state is RoomState.LOST for room in live.rooms.values()):
        raise NoRoomError
    return replace(
        live,
        state=state,
        position=Position(live.position + 1),
        rooms={room.id: room.post() for room in live.rooms.values()},
        asked_at=check_aware(at),
        breaks=(),
        next_at=None,
    )


def close(live: LiveRound, now: datetime) -> LiveRound:
    """Begin to settle if every room's time is up; otherwise change nothing. Safe to repeat."""
    if live.state is not State.OPEN:
        return live
    clock = live.clock
    if not all(clock.is_over(room, now) for room in live.rooms.values()):
        return live
    return replace(live, state=_moved(live, Move.CLOSE))


def reveal(live: LiveRound, at: datetime) -> LiveRound:
    """Show the key: everything that was received in time has been counted."""
    return _revealed(live, _moved(live, Move.REVEAL), at)


def finish(live: LiveRound, at: datetime) -> LiveRound:
    """End the round after its last question.

    Raises:
        IllegalMoveError: if there is another question.
    """
    if live.has_more:
        raise IllegalMoveError(f"finish after question {live.position}")
    return _ended(live, Move.FINISH, at)


def skip(live: LiveRound, at: datetime) -> LiveRound:
    """Annul the question asked last, for everybody; a paused round stays paused."""
    state = _moved(live, Move.SKIP)
    annulled = replace(live, annulled=live.annulled | {live.position})
    if live.state is State.PAUSED:
        return replace(annulled, resumes_to=State.REVEALED)
    return replace(annulled, state=state) if live.state is state else _revealed(annulled, state, at)


def pause(live: LiveRound, at: datetime) -> LiveRound:
    """Stop all clocks. What is received from now on is not taken.

    A question whose time was up stays so, though ``at`` may be earlier: its key may be out.
    """
    stopped = (Break(at, None, is_pause=True),) if live.state is State.OPEN else ()
    return replace(
        live,
        state=_moved(live, Move.PAUSE),
        resumes_to=live.state,
        breaks=live.breaks + stopped,
        next_at=None,
    )


def resume(live: LiveRound, at: datetime) -> LiveRound:
    """Go on where the round was paused; a key that was out is shown for its full time again.

    Raises:
        IllegalMoveError: if it is not paused.
    """
    if live.resumes_to is None:
        raise IllegalMoveError(f"resume from {live.state.value}")
    state = _moved(live, _RESUMPTIONS[live.resumes_to])
    going = replace(live, state=state, breaks=_with_end(live.breaks, at), resumes_to=None)
    return _revealed(going, state, at) if state is State.REVEALED else going


def give_back(live: LiveRound, down_from: datetime, up_at: datetime) -> LiveRound:
    """Give back the time during which the whole system was down while a question was out."""
    if not live.waits_for_answers or up_at <= down_from:
        return live
    return replace(live, breaks=(*live.breaks, Break(down_from, up_at)))


def stop(live: LiveRound, at: datetime) -> LiveRound:
    """End the round before its last question; a question whose key is not out is annulled."""
    is_shown = State.REVEALED in (live.state, live.resumes_to)
    annulled = live.annulled if is_shown else live.annulled | {live.position}
    return replace(_ended(live, Move.STOP, at), annulled=annulled)


def cancel(live: LiveRound, at: datetime) -> LiveRound:
    """End the round so that nothing of it counts."""
    return _ended(live, Move.CANCEL, at)


def _moved(live: LiveRound, move: Move) -> State:
    try:
        return TRANSITIONS[live.state, move]
    except KeyError:
        raise IllegalMoveError(f"{move.value} from {live.state.value}") from None


def _revealed(live: LiveRound, state: State, at: datetime) -> LiveRound:
    shown_for = live.rules.reveal_for
    next_at = None if shown_for is None else check_aware(at) + shown_for
    return replace(live, state=state, next_at=next_at)


def _with_end(breaks: tuple[Break, ...], at: datetime) -> tuple[Break, ...]:
    return tuple(
        replace(each, ends_at=max(at, each.begins_at)) if each.ends_at is None else each
        for each in breaks
    )


def _ended(live: LiveRound, move: Move, at: datetime) -> LiveRound:
    state = _moved(live, move)
    return replace(live, state=state, resumes_to=None, next_at=None, ended_at=check_aware(at))
