"""A live round in a small contest, driven through its intake, and what is stored of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from contest.live import LiveRound
from contest.live_rules import LiveRules
from contest.model import OptionIndex, PersonId, Position, Topic
from handlers.payloads import live_payload
from handlers.ports.addresses import ChatKind, ChatRef, UserRef
from handlers.ports.catalogue import NewQuestion
from handlers.ports.live_contents import LiveQuestion, LiveRoundId
from handlers.ports.live_orders import HostOrder, HostOutcome, OrderKind
from handlers.ports.live_records import HostedRound, NewLiveRoom, NewLiveRound, Shows
from handlers.ports.live_standings import LiveDisplay
from handlers.ports.messaging import Acknowledgement, InboundMessage
from handlers.ports.records import Grant, OutboxRow, Role
from storage.content import content_from_data
from storage.engine import Database
from storage.live_intake import LiveIntake
from storage.tables.live import live_answer_table
from storage.tables.operations import processed_update_table
from storage.tables.outbox import outbox_table
from tests.fakes.clock import FakeClock
from tests.integration.storage.world import LEASE, World, chat, register, user

SECOND = timedelta(seconds=1)
LIMIT = 20
RULES = LiveRules(question_limit=LIMIT * SECOND, reveal_for=10 * SECOND)
UNITS = ("SO-NV", "SO-TP")
P1, P2, P3 = Position(1), Position(2), Position(3)
A, B, C = 0, 1, 2
RIGHT, WRONG = B, A
"""Every question of the hall has three options, and the second is right."""
HOST = "web:demo:user-900"

_numbers = count(1)


def group(number: int, platform: str = "telegram") -> ChatRef:
    """The chat of a room."""
    return ChatRef(platform, "demo", f"group-{number}", ChatKind.GROUP)


@dataclass
class Handed:
    """What left the intake: messages, and when each round has to be looked at."""

    rows: list[OutboxRow] = field(default_factory=list)
    armed: dict[LiveRoundId, datetime | None] = field(default_factory=dict)
    settled: list[tuple[datetime, datetime]] = field(default_factory=list)

    def arm(self, live_round: LiveRoundId, wake_at: datetime | None) -> None:
        self.armed[live_round] = wake_at

    def settle(self, deadline: datetime, at: datetime) -> None:
        self.settled.append((deadline, at))

    @property
    def keys(self) -> list[str]:
        return [row.message.key for row in self.rows]


class Hall:
    """A contest with people, a live round of a few rooms, and one process that runs it."""

    def __init__(self, world: World, clock: FakeClock, database: Database | None = None) -> None:
        self.world = world
        self.clock = clock
        self.started_at = clock.now()
        self.handed = Handed()
        self.database = database or world.database
        self.start_again()
        self.id = LiveRoundId(0)
        self.people: dict[int, PersonId] = {}

    def start_again(self) -> None:
        """Go on as a process that remembers nothing."""
        self.intake = LiveIntake(self.database, self.clock, LEASE, max_batch=64)
        self.intake.connect(
            self.handed.rows.extend, self.handed, "https://thi.example", self.handed.settle
        )

    def at(self, seconds: float) -> datetime:
        return self.started_at + timedelta(seconds=seconds)

    def go_to(self, seconds: float) -> None:
        """Let it be so many seconds after the beginning."""
        self.clock.advance(self.at(seconds) - self.clock.now())

    async def create(
        self,
        rooms: int = 2,
        questions: int = 3,
        rules: LiveRules = RULES,
        *,
        chats: Sequence[ChatRef] = (),
        as_poll: bool = False,
        shows: Shows = Shows.UNITS_ONLY,
    ) -> LiveRoundId:
        """Announce a round that starts in ten minutes."""
        async with self.world.begin() as tx:
            contest = await tx.rounds.contest()
            assert contest is not None
            new = NewLiveRound(
                contest=contest.id,
                title="Hội thi trực tiếp",
                rules=rules,
                questions=tuple(self.world.questions[:questions]),
                starts_at=self.clock.now() + timedelta(minutes=10),
                host_key=HOST,
                rooms=tuple(
                    NewLiveRoom(where, f"Phòng {n}", self.world.units[UNITS[n % 2]])
                    for n, where in enumerate(chats or [group(n) for n in range(1, rooms + 1)], 1)
                ),
                as_poll=as_poll,
                shows=shows,
            )
            self.id = await tx.live.create(new)
            await tx.commit()
        return self.id

    async def register(self, *numbers: int) -> None:
        """Let people register; who has an odd number belongs to the first unit."""
        async with self.world.begin() as tx:
            for number in numbers:
                person = await register(tx, self.world, number, UNITS[(number + 1) % 2])
                self.people[number] = person.id
            await tx.commit()

    async def host(self) -> None:
        """Let somebody be an organiser, who can be told of troubles."""
        async with self.world.begin() as tx:
            await tx.people.grant(user(900), chat(900), Grant(Role.ORGANISER))
            await tx.commit()

    async def begin(self, **kinds: Any) -> None:
        """Create the round and ask its first question, now."""
        await self.create(**kinds)
        await self.order(OrderKind.START)

    async def begun(self, **kinds: Any) -> None:
        """The same, and the question has reached every room."""
        await self.begin(**kinds)
        await self.deliver()

    async def order(self, kind: OrderKind, key: str | None = None, **details: Any) -> HostOutcome:
        order = HostOrder(kind, "user:host", **details)
        return await self.intake.order(self.id, order, key or f"order-{next(_numbers)}")

    async def due(self) -> None:
        """Let the timer of the round go off."""
        await self.intake.due(self.id)

    async def deliver(self, *rooms: int, position: int | None = None, poll: bool = False) -> None:
        """Let the question that is out reach these rooms, or all, now."""
        hosted = await self.hosted()
        chosen = [group(n) for n in rooms] or [room.chat for room in hosted.rooms.values()]
        rows = {
            row.message.chat: row.id
            for row in self.handed.rows
            if isinstance(row.message.content, LiveQuestion)
        }
        at = Position(position or hosted.live.position)
        await asyncio.gather(
            *[
                self.intake.posted(
                    rows.get(where, 0),
                    self.id,
                    at,
                    where,
                    self.clock.now(),
                    f"m{at}",
                    f"poll-{where.chat_id}-{at}" if poll else None,
                )
                for where in chosen
            ]
        )

    def press(
        self,
        number: int,
        room: int = 1,
        place: int = RIGHT,
        position: int = 1,
        at: datetime | None = None,
    ) -> InboundMessage:
        """A press on an option."""
        payload = live_payload(self.id, Position(position), place)
        return self.message(user(number), group(room), at, choice=payload)

    def write(
        self, number: int, text: str, room: int = 1, at: datetime | None = None
    ) -> InboundMessage:
        """A typed text."""
        return self.message(user(number), group(room), at, text=text)

    def message(
        self,
        sender: UserRef,
        where: ChatRef,
        at: datetime | None = None,
        text: str = "",
        choice: str | None = None,
    ) -> InboundMessage:
        return InboundMessage(
            update_id=f"{next(_numbers)}",
            chat=where,
            sender=sender,
            received_at=at or self.clock.now(),
            text=text,
            choice=choice,
        )

    async def answer(self, *messages: InboundMessage) -> list[str | None]:
        """Hand messages in together; the verdict on each, None if it was no answer."""
        taken = await asyncio.gather(*[self.intake.answer(message) for message in messages])
        return [None if each is None else each.verdict for each in taken]

    async def acknowledge(self, message: InboundMessage) -> Acknowledgement:
        acknowledgement = await self.intake.answer(message)
        assert acknowledgement is not None
        return acknowledgement

    async def settle(self) -> None:
        """Let the time of the question run down everywhere and its key come out."""
        self.clock.advance(LIMIT * SECOND)
        await self.due()
        await self.intake.drain()

    async def hosted(self) -> HostedRound:
        async with self.world.begin.reading() as tx:
            found = await tx.live.find(self.id)
        assert found is not None
        return found

    async def live(self) -> LiveRound:
        return (await self.hosted()).live

    async def display(self) -> LiveDisplay | None:
        async with self.world.begin.reading() as tx:
            return await tx.live.display(self.id)

    async def points(self) -> dict[PersonId, int]:
        """Who has how many points in the final result."""
        async with self.world.begin.reading() as tx:
            results = await tx.live.results(self.id)
        assert results is not None
        return {each.score.person: each.score.points for each in results}

    async def stored(self) -> list[tuple[int, int, int, int]]:
        """Position, person, room and option of every answer that is kept."""
        c = live_answer_table.c
        async with self.database.read() as connection:
            query = select(c.position, c.person_id, c.room_id, c.option).order_by(*c[:4])
            return [tuple(row) for row in await connection.execute(query)]

    async def verdicts(self) -> list[str]:
        """Verdicts on all updates."""
        c = processed_update_table.c
        async with self.database.read() as connection:
            return sorted((await connection.scalars(select(c.verdict))).all())

    async def queued(self, state: str = "pending") -> list[str]:
        """Keys of the messages in that state."""
        c = outbox_table.c
        async with self.database.read() as connection:
            query = select(c.key).where(c.state == state).order_by(c.id)
            return list((await connection.scalars(query)).all())

    async def content(self, key: str) -> Any:
        c = outbox_table.c
        async with self.database.read() as connection:
            query = select(c.content).where(c.key == key)
            return content_from_data((await connection.execute(query)).scalar_one())


async def with_questions(world: World, count: int) -> World:
    """The world with so many questions."""
    async with world.begin() as tx:
        await tx.catalogue.store_questions(
            [
                NewQuestion(
                    f"LIVE-{n:02}", Topic("PAR"), f"Câu {n}?", ("a", "b", "c"), OptionIndex(RIGHT)
                )
                for n in range(1, count + 1)
            ]
        )
        stored = await tx.questions.valid_on(world.round.window.opens_at.date())
        await tx.commit()
    added = [question.id for question in stored if question.text.startswith("Câu ")]
    return replace(world, questions=added[-count:])
