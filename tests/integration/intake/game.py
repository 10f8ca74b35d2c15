"""People playing through the answer intake, and what is stored of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select, update

from contest.attempts import Progress
from contest.model import AttemptId, PersonId, Position
from contest.rules import RoundRules
from handlers.payloads import answer_payload, command_payload
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.messaging import Acknowledgement, InboundMessage
from handlers.ports.records import Answer, OutboxRow
from handlers.turns import Delivered
from storage.answers import AnswerIntake
from storage.codec import answer_from_row, progress_from_row, progress_to_columns
from storage.engine import Database
from storage.tables.attempts import answer_table, attempt_table
from storage.tables.operations import processed_update_table
from storage.tables.outbox import outbox_table
from tests.fakes.clock import FakeClock
from tests.integration.storage.world import (
    LEASE,
    NOW,
    WINDOW,
    World,
    chat,
    new_attempt,
    register,
    user,
)

RIGHT = 2
"""The place at which every paper of ``world.py`` shows the right option: "C"."""
WRONG = 0
PREDICTION = 4
"""The position of the prediction, after three questions."""

_update_ids = count(1)


@dataclass(frozen=True)
class Player:
    """Somebody with a running attempt."""

    attempt: AttemptId
    person: PersonId
    user: UserRef
    chat: ChatRef


@dataclass
class Handed:
    """What left the intake after a commit.

    Attributes:
        armed: attempt, position and deadline of each timer set.
        observed: deadlines that a timer passed.
    """

    rows: list[OutboxRow] = field(default_factory=list)
    armed: list[tuple[AttemptId, Position, datetime]] = field(default_factory=list)
    observed: list[datetime] = field(default_factory=list)

    def arm(self, attempt: AttemptId, position: Position, deadline: datetime) -> None:
        self.armed.append((attempt, position, deadline))

    def observe(self, deadline: datetime, at: datetime) -> None:
        self.observed.append(deadline)

    @property
    def keys(self) -> list[str]:
        return [row.message.key for row in self.rows]


class Game:
    """A contest, an intake, and what it handed over."""

    def __init__(self, world: World, clock: FakeClock, database: Database | None = None) -> None:
        self.world = world
        self.clock = clock
        self.handed = Handed()
        self.intake = AnswerIntake(database or world.database, clock, LEASE, max_batch=64)
        self.intake.connect(self.handed.rows.extend, self.handed, self.handed.observe)

    async def under(self, rules: RoundRules) -> None:
        """From now on people play another round, under other rules."""
        async with self.world.begin() as tx:
            contest = await tx.rounds.contest()
            assert contest is not None
            other = await tx.catalogue.create_round(contest.id, "Vòng 2", WINDOW, rules)
            await tx.commit()
        self.world = replace(self.world, round=other)

    async def player(self, number: int = 1) -> Player:
        """Somebody who has registered and begun; their first question is on its way."""
        async with self.world.begin() as tx:
            person = await register(tx, self.world, number)
            await tx.commit()
        return await self.begin(number, person.id, 1)

    async def begin(self, number: int, person: PersonId, ordinal: int) -> Player:
        async with self.world.begin() as tx:
            known = await tx.people.of_user(user(number))
            assert known is not None
            attempt = await tx.attempts.begin(new_attempt(self.world, known, number, ordinal))
            assert attempt is not None
            await tx.commit()
        return Player(attempt.id, person, user(number), chat(number))

    async def playing(self, number: int = 1) -> Player:
        """Somebody whose first question has just been delivered."""
        player = await self.player(number)
        await self.deliver(player, 1)
        return player

    async def deliver(self, player: Player, position: int, row: int = 0) -> None:
        """Let a question reach its person now."""
        await self.intake.delivered(
            Delivered(row, "m", player.attempt, Position(position), self.clock.now())
        )

    async def expire(self, player: Player, position: int) -> None:
        """Let the timer of a question go off."""
        await self.intake.expire([(player.attempt, Position(position))])

    async def answer(self, *messages: InboundMessage) -> list[str | None]:
        """Hand messages in together; the verdict on each, None if it was about no attempt."""
        taken = await asyncio.gather(*[self.intake.answer(message) for message in messages])
        return [None if each is None else each.verdict for each in taken]

    async def acknowledge(self, message: InboundMessage) -> Acknowledgement:
        """Hand a message in that is about an attempt."""
        acknowledgement = await self.intake.answer(message)
        assert acknowledgement is not None
        return acknowledgement

    def press(
        self, player: Player, position: int, place: int = RIGHT, at: datetime | None = None
    ) -> InboundMessage:
        """A press on an option."""
        payload = answer_payload(player.attempt, Position(position), place)
        return self._message(player, at, choice=payload)

    def write(self, player: Player, text: str, at: datetime | None = None) -> InboundMessage:
        """A typed text."""
        return self._message(player, at, text=text)

    def skip(self, player: Player) -> InboundMessage:
        """A press on "skip"."""
        return self._message(player, None, choice=command_payload("skip"))

    def _message(
        self, player: Player, at: datetime | None, text: str = "", choice: str | None = None
    ) -> InboundMessage:
        return InboundMessage(
            update_id=f"{next(_update_ids)}",
            chat=player.chat,
            sender=player.user,
            received_at=at or self.clock.now(),
            text=text,
            choice=choice,
        )

    async def progress(self, player: Player) -> Progress:
        async with self.world.database.read() as connection:
            query = select(attempt_table).where(attempt_table.c.id == player.attempt)
            return progress_from_row((await connection.execute(query)).one())

    async def put(self, player: Player, progress: Progress) -> None:
        """Let an attempt stand somewhere else."""
        async with self.world.database.write() as connection:
            await connection.execute(
                update(attempt_table)
                .where(attempt_table.c.id == player.attempt)
                .values(**progress_to_columns(progress))
            )

    async def answers(self, player: Player) -> list[Answer]:
        async with self.world.database.read() as connection:
            c = answer_table.c
            query = select(answer_table).where(c.attempt_id == player.attempt).order_by(c.position)
            return [answer_from_row(row) for row in await connection.execute(query)]

    async def positions(self, player: Player) -> list[int]:
        """The places that have an answer."""
        return [answer.position for answer in await self.answers(player)]

    async def queued(self) -> list[str]:
        """Keys of all outgoing messages, in the order of queueing."""
        async with self.world.database.read() as connection:
            query = select(outbox_table.c.key).order_by(outbox_table.c.id)
            return list((await connection.scalars(query)).all())

    async def outbox_row(self, key: str) -> Any:
        async with self.world.database.read() as connection:
            query = select(outbox_table).where(outbox_table.c.key == key)
            return (await connection.execute(query)).one()

    async def counted(self) -> Sequence[int]:
        """Ids of the attempts that count."""
        async with self.world.database.read() as connection:
            query = select(attempt_table.c.id).where(attempt_table.c.counted)
            return (await connection.scalars(query)).all()

    async def verdicts(self) -> dict[str, str]:
        """Verdicts on updates, by update key."""
        async with self.world.database.read() as connection:
            rows = await connection.execute(select(processed_update_table))
            return {row.key: row.verdict for row in rows}


SECOND = timedelta(seconds=1)
MICROSECOND = timedelta(microseconds=1)
LIMIT = timedelta(seconds=40)
"""Time for one question under the default rules."""
DEADLINE = NOW + LIMIT
"""Of a question that was delivered when the clock started."""
