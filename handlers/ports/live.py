"""Live rounds: what happens to them, and what is read of them.

Whatever moves a round goes through the intake, from whichever process it comes. Everybody else only
reads; ``version`` tells that there is something new to be read.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from contest.live_answers import Given
from contest.live_rooms import RoomId, Trouble
from contest.live_scoring import AskedQuestion
from contest.model import PersonId, Position, UnitId
from handlers.ports.addresses import ChatRef
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_orders import HostOrder, HostOutcome
from handlers.ports.live_records import (
    HostedRound,
    LiveTimer,
    NewLiveRoom,
    NewLiveRound,
    PollPlace,
    PostedQuestion,
    Pulse,
    RoomPlace,
)
from handlers.ports.live_standings import LiveDisplay, PlacedScore, UnitPlace
from handlers.ports.messaging import Acknowledgement, InboundMessage
from handlers.ports.outbox import Bot


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
