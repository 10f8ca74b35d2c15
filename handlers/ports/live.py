"""Live rounds: the stored round, what happens to it, and what is read of it.

Whatever moves a round goes through the intake, from whichever process it comes. Everybody else only
reads; ``version`` tells that there is something new to be read.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from contest.live import LiveRound, State
from contest.live_answers import Given
from contest.live_rooms import RoomId, Trouble
from contest.live_rules import LiveRules
from contest.live_scoring import AskedQuestion, Score
from contest.model import ContestId, OptionIndex, PersonId, Position, QuestionId, UnitId
from handlers.ports.addresses import ChatRef
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.messaging import Acknowledgement, InboundMessage
from handlers.ports.outbox import Bot


class Shows(StrEnum):
    """What is told in a room of single persons (invariant 11)."""

    UNITS_ONLY = "units_only"
    """Of the first ten their initials and units, without points."""
    NAMES = "names"
    """Of the first ten their names, units and points."""


@dataclass(frozen=True, slots=True)
class NewLiveRoom:
    """A room to take part; ``unit`` is None for a hall of people of several units."""

    chat: ChatRef
    name: str
    unit: UnitId | None = None


@dataclass(frozen=True, slots=True)
class LiveRoom:
    """A room of a live round; how it fares is in ``LiveRound.rooms``."""

    id: RoomId
    chat: ChatRef
    name: str
    unit: UnitId | None


@dataclass(frozen=True, slots=True)
class NewLiveRound:
    """A live round about to be announced.

    Attributes:
        questions: versions in the order in which they are asked, none twice.
        host_key: of the user whom troubles are told.
        starts_at: when the first question is due.
    """

    contest: ContestId
    title: str
    rules: LiveRules
    questions: tuple[QuestionId, ...]
    starts_at: datetime
    host_key: str
    rooms: tuple[NewLiveRoom, ...]
    is_rehearsal: bool = False
    as_poll: bool = False
    shows: Shows = Shows.UNITS_ONLY


@dataclass(frozen=True, slots=True)
class HostedRound:
    """A live round with its rooms, as it is stored.

    Attributes:
        live: how far it has come.
        version: raised by every commit that moves it.
    """

    id: LiveRoundId
    contest: ContestId
    title: str
    questions: tuple[QuestionId, ...]
    host_key: str
    rooms: Mapping[RoomId, LiveRoom]
    is_rehearsal: bool
    as_poll: bool
    shows: Shows
    live: LiveRound
    version: int
    _by_chat: Mapping[str, LiveRoom] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Every answer asks for its room.
        by_chat = {room.chat.key: room for room in self.rooms.values()}
        object.__setattr__(self, "_by_chat", by_chat)

    def room_of(self, chat_key: str) -> LiveRoom | None:
        """The room in a chat."""
        return self._by_chat.get(chat_key)


@dataclass(frozen=True, slots=True)
class RoomPlace:
    """Where a room was found."""

    live_round: LiveRoundId
    room: LiveRoom
    state: State
    """Of the round."""


@dataclass(frozen=True, slots=True)
class PollPlace:
    """What was asked by a poll, and where."""

    live_round: LiveRoundId
    position: Position
    chat: ChatRef


@dataclass(frozen=True, slots=True)
class Pulse:
    """What changes often: the version, and how many people have answered the question that is out.

    Attributes:
        answered: people with an answer to the question asked last, whatever it is worth.
    """

    version: int
    position: Position
    answered: int


@dataclass(frozen=True, slots=True)
class PostedQuestion:
    """A question that has reached a room; ``answered`` counts people of that room."""

    room: RoomId
    chat: ChatRef
    message_id: str
    answered: int


@dataclass(frozen=True, slots=True)
class LiveTimer:
    """When somebody has to look at a round; None if only people or platforms can move it."""

    live_round: LiveRoundId
    version: int
    wake_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonPlace:
    """A person's place as it may be shown: name and points by the policy of the round."""

    rank: int
    name: str = field(repr=False)
    unit: str
    points: int | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """A unit's place; ``participants`` are people who have answered at least once."""

    rank: int
    name: str
    average: Fraction
    participants: int


@dataclass(frozen=True, slots=True)
class LiveStanding:
    """The standing after a question, or at the end.

    Attributes:
        people: the first ten, and who shares the tenth place.
        units: all of which somebody has answered.
        people_count, unit_count: all who have a place.
    """

    people: tuple[PersonPlace, ...]
    units: tuple[UnitPlace, ...]
    people_count: int
    unit_count: int


@dataclass(frozen=True, slots=True)
class QuestionOutcome:
    """How a question was answered; told once it is closed everywhere.

    Attributes:
        options: in the order in which everybody saw them; ``key`` and ``counts`` go by that order.
        counts: answers that count.
    """

    position: Position
    of: int
    options: tuple[str, ...]
    key: OptionIndex
    counts: tuple[int, ...]
    explanation: str = ""
    is_annulled: bool = False


@dataclass(frozen=True, slots=True)
class LiveDisplay:
    """What everybody may see once a question is closed; written by the commit that reveals it.

    Attributes:
        outcome: of the question asked last; None if none was asked.
        scale: how many people have which points, most points first; empty if there are more than a
            hundred different ones.
    """

    outcome: QuestionOutcome | None
    standing: LiveStanding
    scale: tuple[tuple[int, int], ...] = ()
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class PlacedScore:
    """A line of the result of a finished round; ``rank`` is shared by equals."""

    rank: int
    score: Score
    full_name: str | None = field(repr=False)


class OrderKind(StrEnum):
    """What a host can order."""

    START = "start"
    """Ask the first question now."""
    MOVE = "move"
    """Give a round that has not begun another start."""
    PAUSE = "pause"
    RESUME = "resume"
    NEXT = "next"
    """Ask the next question now; after the last one the round is finished."""
    SKIP = "skip"
    STOP = "stop"
    CANCEL = "cancel"
    GO_ON_WITHOUT = "go_on_without"
    WAIT = "wait"
    """Leave the question open for a room in trouble; if its platform refused it, try once more."""


@dataclass(frozen=True, slots=True)
class HostOrder:
    """What the host wants.

    Attributes:
        by: who it is, for the audit: ``user:<key>`` or the name of an account of this machine.
        position: that the host was looking at; of another one nothing is done. None for any.
        rooms: in trouble, for GO_ON_WITHOUT and WAIT; none named means all that are.
        starts_at: for MOVE.
    """

    kind: OrderKind
    by: str
    position: Position | None = None
    rooms: tuple[RoomId, ...] = ()
    starts_at: datetime | None = None


class HostResult(StrEnum):
    """What became of an order."""

    DONE = "done"
    UNCHANGED = "unchanged"
    """There was nothing to be done, as with a room that is in no trouble any more."""
    REPEATED = "repeated"
    """An order with that key was carried out before."""
    STALE = "stale"
    """The round has gone on to another question meanwhile."""
    ILLEGAL = "illegal"
    """The round is not where this could be done."""
    NO_ROOM = "no_room"
    """The bot is in none of the rooms; nothing was asked."""
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class HostOutcome:
    """What became of an order, and the round as it is then."""

    result: HostResult
    round: HostedRound | None = None


class LiveIntake(Protocol):
    """Takes everything that happens to live rounds, many events in one commit.

    Whatever returns is durable. Everything may be repeated.
    """

    async def answer(self, message: InboundMessage) -> Acknowledgement | None:
        """Decide what may be an answer in a room; None if it is none of its business, and then
        nothing was stored.

        The verdict is one of ``contest.live_answers.Verdict``, "repeated" or "unregistered".
        """

    async def posted(
        self,
        row: int,
        live_round: LiveRoundId,
        position: Position,
        chat: ChatRef,
        at: datetime,
        message_id: str,
        poll_id: str | None = None,
    ) -> None:
        """Note that a question has reached a room, and its row of the outbox as sent: its clock
        starts."""

    async def troubled(
        self,
        live_round: LiveRoundId,
        position: Position,
        chat: ChatRef,
        trouble: Trouble,
        at: datetime,
    ) -> None:
        """Note that a room is in trouble with a question; the host is told."""

    async def platform_down(self, bot: Bot, at: datetime) -> None:
        """Note that a platform has taken nothing from a bot since ``at``."""

    async def platform_up(self, bot: Bot, at: datetime) -> None:
        """Note that it does again: the rooms get the time back."""

    async def lost(self, chat: ChatRef, at: datetime) -> None:
        """Note that a bot was thrown out of a group, in all live rounds that have it as a room."""

    async def regained(self, chat: ChatRef) -> None:
        """Note that it is back."""

    async def due(self, live_round: LiveRoundId) -> None:
        """Do what time has come for; nothing before its time."""

    async def order(self, live_round: LiveRoundId, order: HostOrder, key: str) -> HostOutcome:
        """Do what the host wants, once for a key: of an update, or anything that is never used
        again."""

    async def drain(self) -> None:
        """Return when everything taken in so far is durable."""


class LiveTimers(Protocol):
    """Remembers when live rounds are due and reports them to the intake then."""

    def arm(self, live_round: LiveRoundId, wake_at: datetime | None) -> None:
        """Take the place of what was armed for that round before; told after every commit."""


class LiveRounds(Protocol):
    """Live rounds, to create and to look at; what happens to them goes through the intake."""

    async def create(self, new: NewLiveRound) -> LiveRoundId:
        """Store a round that is ANNOUNCED."""

    async def find(self, live_round: LiveRoundId) -> HostedRound | None: ...

    async def all(self) -> Sequence[HostedRound]:
        """In the order in which they start."""

    async def rooms_at(self, chat: ChatRef) -> Sequence[RoomPlace]:
        """Rooms of live rounds in a chat, the one that starts last first."""

    async def add_room(self, live_round: LiveRoundId, room: NewLiveRoom) -> RoomId:
        """Let a chat take part from the next question on; one that does already stays as it is.

        Raises:
            IllegalMoveError: if the round has ended.
        """

    async def move_room(self, chat: ChatRef, to: ChatRef) -> None:
        """A platform has given a group another id; safe to repeat."""

    async def of_poll(self, poll_id: str) -> PollPlace | None:
        """Which question a poll asked; None if no live round posted it."""

    async def timers(self) -> Sequence[LiveTimer]:
        """Rounds that have not ended, or have something left to be done."""

    async def due(self, now: datetime) -> Sequence[LiveRoundId]:
        """Rounds whose time to be looked at has come."""

    async def pulses(self, rounds: Collection[LiveRoundId]) -> Mapping[LiveRoundId, Pulse]:
        """Cheap enough to be asked several times a second."""

    async def posts(self, live_round: LiveRoundId) -> Sequence[PostedQuestion]:
        """The question asked last, in the rooms that it has reached."""

    async def display(self, live_round: LiveRoundId) -> LiveDisplay | None:
        """What was revealed last; None before the first key is out."""

    async def answers(
        self, live_round: LiveRoundId, position: Position, people: Collection[PersonId]
    ) -> Mapping[PersonId, Mapping[RoomId, Given]]:
        """What these people have answered to a question, for their own eyes."""

    async def log(
        self, live_round: LiveRoundId, people: Collection[PersonId] | None = None
    ) -> Sequence[AskedQuestion]:
        """All questions whose key is out, with the ballots of these people, or of everybody."""

    async def units_of(
        self, live_round: LiveRoundId, people: Collection[PersonId]
    ) -> Mapping[PersonId, UnitId]:
        """The units that people play for: their own when their first answer counted."""

    async def results(self, live_round: LiveRoundId) -> Sequence[PlacedScore] | None:
        """The result of a finished round, best first; None until it is complete.

        Excluded people are not among them (invariant 9).
        """

    async def unit_results(self, live_round: LiveRoundId) -> Sequence[UnitPlace] | None:
        """The same of the units."""
