"""What a page shows of a live round: the big screen of a hall, and the phones in a web room.

Values for anybody's eyes; before a question is closed everywhere they hold nothing of its key and
its answers (invariant 11).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from contest.live import ENDED, LiveRound, State
from contest.live_answers import counted_answer
from contest.live_rooms import QuestionClock, Room, RoomId, RoomState
from contest.live_scoring import AskedQuestion, Score, recompute, tally
from contest.model import OptionIndex, PersonId, Position, UnitId
from handlers.ports.addresses import ChatRef
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_records import HostedRound, RoomPlace, Shows
from handlers.ports.live_standings import LiveDisplay, LiveStanding, QuestionOutcome
from handlers.ports.repositories import UnitOfWork

_NO_UNIT = UnitId(0)
"""A person's own points do not depend on the unit."""

_UNDER_WAY = frozenset(State) - ENDED - {State.ANNOUNCED}


class Phase(StrEnum):
    """What a page is to show."""

    LOBBY = "lobby"
    SENDING = "sending"
    """The question is on its way to the room."""
    QUESTION = "question"
    OVER = "over"
    """Time is up in the room; others may still be answering."""
    TROUBLE = "trouble"
    LEFT_OUT = "left-out"
    REVEALED = "revealed"
    ANNULLED = "annulled"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"


_ASKED = frozenset({Phase.QUESTION, Phase.OVER, Phase.REVEALED})
_JUDGED = frozenset({Phase.REVEALED, Phase.ANNULLED, Phase.FINISHED})


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question without its key."""

    text: str = field(repr=False)
    options: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class LiveScreen:
    """A live round as one room sees it.

    Attributes:
        question: only in phases in which the room may read it.
        closes_at: the first instant at which an answer of the room is late, while it can answer.
        is_held: whether the question is kept open by rooms in trouble.
        next_at: when the next question comes, or the end, if that needs nobody.
        outcome: key and counts, once everybody may see them.
        shows: what the standing may tell of single persons.
    """

    live_round: LiveRoundId
    title: str
    is_rehearsal: bool
    may_change: bool
    phase: Phase
    position: Position
    of: int
    limit: timedelta
    starts_at: datetime
    question: ShownQuestion | None = None
    closes_at: datetime | None = None
    is_held: bool = False
    next_at: datetime | None = None
    outcome: QuestionOutcome | None = None
    standing: LiveStanding | None = None
    shows: Shows = Shows.UNITS_ONLY


@dataclass(frozen=True, slots=True)
class Watched:
    """All that the pages of a round are made from.

    Attributes:
        ranks: everybody's place, once the result is complete; empty before.
    """

    hosted: HostedRound
    question: ShownQuestion | None
    display: LiveDisplay | None
    ranks: Mapping[PersonId, int] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class OwnTotal:
    """What somebody has by now, for their own eyes.

    Attributes:
        of: questions so far that count.
        ranks: the first and the last of the places that people with as many points share; None if
            the round does not tell.
    """

    points: int = field(repr=False)
    right: int = field(repr=False)
    of: int
    ranks: tuple[int, int] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class OwnAnswers:
    """What somebody has answered, for their own eyes.

    Attributes:
        position: of the question asked last.
        place: of the option that was chosen there; None if none was.
        is_right: once the key is out; None also if nothing counts.
    """

    position: Position
    place: OptionIndex | None = field(default=None, repr=False)
    is_right: bool | None = field(default=None, repr=False)
    total: OwnTotal | None = None


async def find_room(tx: UnitOfWork, chat: ChatRef) -> RoomPlace | None:
    """The room that a chat is now; None if it never was one."""
    return present(await tx.live.rooms_at(chat))


def present(places: Sequence[RoomPlace]) -> RoomPlace | None:
    """Of the rooms of one chat that of the round under way, else of the next, else of the last.

    Args:
        places: the one that starts last first.
    """
    under_way = (each for each in places if each.state in _UNDER_WAY)
    coming = (each for each in reversed(places) if each.state is State.ANNOUNCED)
    return next(under_way, None) or next(coming, None) or next(iter(places), None)


async def watch(tx: UnitOfWork, live_round: LiveRoundId) -> Watched | None:
    """Everything that the pages of a round need; None if there is no such round."""
    hosted = await tx.live.find(live_round)
    if hosted is None:
        return None
    display = await tx.live.display(live_round)
    if hosted.live.position < 1:
        return Watched(hosted, None, display)
    asked = hosted.questions[hosted.live.position - 1]
    question = (await tx.questions.find([asked]))[asked]
    shown = ShownQuestion(question.text, question.options)
    return Watched(hosted, shown, display, await _ranks(tx, hosted))


async def _ranks(tx: UnitOfWork, hosted: HostedRound) -> Mapping[PersonId, int]:
    is_finished = hosted.live.state is State.FINISHED
    placed = await tx.live.results(hosted.id) if is_finished else None
    return {one.score.person: one.rank for one in placed or ()}


async def own_answers(
    tx: UnitOfWork, watched: Watched, room: RoomId, people: Collection[PersonId]
) -> Mapping[PersonId, OwnAnswers]:
    """What these people in a room have answered to the question asked last, and their points."""
    hosted, position = watched.hosted, watched.hosted.live.position
    if position < 1:
        return {}
    given = await tx.live.answers(hosted.id, position, people)
    log = await tx.live.log(hosted.id, people) if watched.display is not None else ()
    units = dict.fromkeys(people, _NO_UNIT)
    scores = recompute(log, hosted.live.rules, units)
    marks, closings = _marks(log, position), hosted.live.clock.closings()
    found = {}
    for person in people:
        # What is kept of somebody who plays in another room does not count here.
        counted = counted_answer(closings, given.get(person, {}))
        place = counted[1].option if counted is not None and counted[0] == room else None
        total = _total(scores.get(person), log, watched)
        found[person] = OwnAnswers(position, place, marks.get(person), total)
    return found


def screen_of(watched: Watched, room: RoomId | None, now: datetime) -> LiveScreen:
    """What a room sees now; without a room, what a screen for everybody shows."""
    hosted, live = watched.hosted, watched.hosted.live
    phase = _phase(live, room, now)
    is_judged, display = phase in _JUDGED, watched.display
    return LiveScreen(
        hosted.id,
        hosted.title,
        hosted.is_rehearsal,
        live.rules.may_change,
        phase,
        live.position,
        live.question_count,
        live.rules.question_limit,
        live.starts_at,
        watched.question if phase in _ASKED else None,
        _closes_at(live.clock, _rooms(live, room)) if phase is Phase.QUESTION else None,
        bool(live.undecided),
        live.next_at if phase in _JUDGED else None,
        display.outcome if display and phase is Phase.REVEALED else None,
        display.standing if display and is_judged else None,
        hosted.shows,
    )


def _phase(live: LiveRound, room: RoomId | None, now: datetime) -> Phase:
    match live.state:
        case State.ANNOUNCED | State.LOBBY:
            return Phase.LOBBY
        case State.OPEN:
            return _open_phase(live, _rooms(live, room), now)
        case State.SETTLING:
            return Phase.OVER
        case State.REVEALED:
            return Phase.ANNULLED if live.is_annulled else Phase.REVEALED
        case _:
            return Phase(live.state.value)


def _open_phase(live: LiveRound, rooms: Sequence[Room], now: datetime) -> Phase:
    """Of the rooms that a page is about, what the one that has most of the question has of it."""
    if any(room.delivered_at is not None for room in rooms):
        closes_at = _closes_at(live.clock, rooms)
        if closes_at is None:
            return Phase.TROUBLE
        return Phase.QUESTION if now < closes_at else Phase.OVER
    if any(room.trouble is not None for room in rooms):
        return Phase.TROUBLE
    is_coming = any(room.state is RoomState.POSTED for room in rooms)
    return Phase.SENDING if is_coming else Phase.LEFT_OUT


def _rooms(live: LiveRound, room: RoomId | None) -> Sequence[Room]:
    if room is None:
        return list(live.rooms.values())
    return [live.rooms[room]] if room in live.rooms else []


def _closes_at(clock: QuestionClock, rooms: Sequence[Room]) -> datetime | None:
    """When the last of the rooms that have the question closes; None while their clocks stand."""
    known = (clock.closes_at(room) for room in rooms if room.delivered_at is not None)
    return max((each for each in known if each is not None), default=None)


def _marks(log: Sequence[AskedQuestion], position: Position) -> Mapping[PersonId, bool]:
    """Who was right in the question at a position, of those whose answer counts."""
    return {
        mark.person: mark.is_right
        for asked in log
        if asked.position == position and not asked.is_annulled
        for mark in tally(asked.clock, asked.ballots, asked.key)
    }


def _total(score: Score | None, log: Sequence[AskedQuestion], watched: Watched) -> OwnTotal | None:
    counted = sum(not asked.is_annulled for asked in log)
    if not log:
        return None
    if score is None:
        return OwnTotal(0, 0, counted)
    return OwnTotal(score.points, score.right, counted, _places(score, watched))


def _places(score: Score, watched: Watched) -> tuple[int, int] | None:
    """The place of the result, or until there is one those of everybody with as many points."""
    rank = watched.ranks.get(score.person)
    if rank is not None:
        return rank, rank
    scale = watched.display.scale if watched.display is not None else ()
    above = sum(people for more, people in scale if more > score.points)
    equal = sum(people for same, people in scale if same == score.points)
    return (above + 1, above + equal) if equal else None
