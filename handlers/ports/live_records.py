"""A live round as it is stored, and its rooms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from contest.live import LiveRound, State
from contest.live_rooms import RoomId
from contest.live_rules import LiveRules
from contest.model import ContestId, Position, QuestionId, UnitId
from handlers.ports.addresses import ChatRef
from handlers.ports.live_contents import LiveRoundId


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
