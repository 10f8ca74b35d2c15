"""The waiting line before the attempts of a bot that is asked for more than it can send."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType, Protocol

from contest.model import PersonId, Position, RoundId
from handlers.ports.addresses import ChatRef
from handlers.ports.messaging import Acknowledgement, InboundMessage, Lane
from handlers.ports.outbox import Bot
from handlers.ports.records import Dialogue, Person

TELLING = Lane.REMINDER
"""Where messages to people who wait stand: those who play go first."""

WaitingId = NewType("WaitingId", int)
"""Of a place in the line; the order of these ids is the order of the line."""


class Waiting(StrEnum):
    """What has become of a place in the line."""

    WAITING = "waiting"
    ADMITTED = "admitted"
    LEFT = "left"
    CLOSED = "closed"
    """The round ended before the turn came, and the person has been told so."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who takes a place.

    Attributes:
        expected_at: when their turn was said to come.
        was_noticed: whether they have seen place and time already, at no cost of a message.
    """

    person: PersonId
    round: RoundId
    chat: ChatRef
    locale: str
    expected_at: datetime
    was_noticed: bool


@dataclass(frozen=True, slots=True)
class InLine:
    """A place in the line.

    Attributes:
        place: from 1, among those who wait for the same bot.
    """

    id: WaitingId
    person: PersonId
    round: RoundId
    chat: ChatRef
    locale: str
    expected_at: datetime
    place: int

    @property
    def bot(self) -> Bot:
        return self.chat.platform, self.chat.bot


@dataclass(frozen=True, slots=True)
class Candidate:
    """What decides about somebody who wants to begin.

    Attributes:
        attempts: begun in the round.
        is_playing: whether an attempt of the round is running.
    """

    person: Person
    dialogue: Dialogue | None
    attempts: int
    is_playing: bool
    is_barred: bool


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """One place of a round's papers, and those who have it open now.

    Attributes:
        count: of attempts.
        took: how long the questions before it took them, in sum.
    """

    bot: Bot
    round: RoundId
    position: Position
    count: int
    took: timedelta


class WaitingLine(Protocol):
    """The line as one unit of work sees it; of one round a person has one place at most."""

    async def candidates(
        self, user_keys: Collection[str], round_id: RoundId
    ) -> Mapping[str, Candidate]:
        """What is known of registered users, by their keys."""

    async def join(self, newcomers: Sequence[Newcomer], at: datetime) -> None:
        """Give places in that order; who waits already keeps theirs."""

    async def places(
        self, people: Collection[PersonId], round_id: RoundId
    ) -> Mapping[PersonId, InLine]:
        """The places of those of them who wait."""

    async def lengths(self) -> Mapping[Bot, int]:
        """How many wait for each bot for which somebody does."""

    async def admit(self, bot: Bot, count: int, at: datetime) -> Sequence[InLine]:
        """Take the first so many out of the line, in order; what another takes is passed over."""

    async def leave(self, person: PersonId, round_id: RoundId, at: datetime) -> bool:
        """Give a place up; False if there is none."""

    async def close(self, at: datetime, limit: int) -> Sequence[InLine]:
        """Take out so many of those whose round has ended by then."""

    async def tell(self, bot: Bot, behind: int, count: int) -> Sequence[InLine]:
        """Mark as told so many of those behind a place who were not; the unnoticed go first."""

    async def warn(self, bot: Bot, up_to: int, since: datetime, count: int) -> Sequence[InLine]:
        """Mark as warned so many of those up to a place who were not and have waited since then."""

    async def unsent(self, bot: Bot, at_most: int) -> int:
        """How many messages of the lane in which people are told are still to be sent.

        Args:
            at_most: more are not counted.
        """

    async def promise(self, expected: Mapping[WaitingId, datetime]) -> None:
        """Note when their turns are now said to come."""

    async def playing(
        self, bots: Collection[Bot], longest: Mapping[RoundId, timedelta]
    ) -> Sequence[OpenQuestion]:
        """Where those are who play in private chats of these bots.

        Args:
            longest: of each round, how long a question is taken to last at most; days of absence in
                between are left out by it. Attempts of other rounds are not counted.
        """


class Joining(Protocol):
    """What the dispatcher asks before somebody begins."""

    async def join(self, message: InboundMessage) -> Acknowledgement | None:
        """Let the sender join the line; None if they may begin now or cannot begin at all.

        When it returns an acknowledgement, the place is durable.
        """

    def lane(self, message: InboundMessage) -> Lane:
        """Where a reply to it stands that nobody's clock waits for."""
