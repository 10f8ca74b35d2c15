"""A crowd that begins within a second at one bot: the real core and database, time in our hands.

Only the platform is played: a lane that sends so many messages a second, and people who answer
after a while. Nothing depends on how fast the machine is.
"""

import asyncio
import heapq
import random
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count

from sqlalchemy import insert, select

from bot.demo.contest import load_contest
from contest.model import AttemptId, Audience
from contest.rules import RoundRules, Window
from handlers.admission import Admission
from handlers.dispatcher import Dispatcher
from handlers.gate import Gate
from handlers.joining import Entrance
from handlers.payloads import answer_payload, command_payload
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.contents import Question, Text
from handlers.ports.messaging import Acknowledgement, InboundMessage, Lane
from handlers.ports.outbox import Dead, Sent, Settlement
from handlers.ports.records import OutboxRow, Round
from handlers.turns import Delivered
from storage.answers import AnswerIntake
from storage.engine import Database
from storage.joins import Joins
from storage.outbox import Lease
from storage.outbox_store import SqlOutboxStore
from storage.tables.people import identity_table, person_table
from storage.tables.units import unit_table
from storage.tables.waiting_line import waiting_line_table
from storage.unit_of_work import SqlUnitsOfWork
from tests.fakes.clock import FakeClock
from tests.fakes.secrets import SECRET

PLATFORM = "telegram"
BOT = "7"
STEP = timedelta(milliseconds=250)
SECOND = timedelta(seconds=1)
LIMIT = timedelta(seconds=2)
numbers = count(1)


class FakeWay:
    """The way out of one bot: ``Load`` and ``Handover``; lower lanes get what higher ones leave."""

    def __init__(self, rate: float | None) -> None:
        self._rate = rate
        self._credit = 0.0
        self.given_up: list[OutboxRow] = []
        self.lanes: dict[Lane, deque[OutboxRow]] = {lane: deque() for lane in Lane}

    def delay(self, platform: str, bot: str, now: datetime) -> timedelta:
        waiting = len(self.lanes[Lane.REPLY])
        return timedelta(seconds=waiting / self._rate) if self._rate else timedelta(0)

    def rate(self, platform: str, bot: str) -> float | None:
        return self._rate

    def hand_over(self, rows: Sequence[OutboxRow]) -> None:
        for row in rows:
            self.lanes[row.message.lane].append(row)

    def send(self, duration: timedelta, now: datetime) -> list[OutboxRow]:
        """What goes out in that time; an idle second is not saved up."""
        rate = self._rate or 1e6
        self._credit = min(self._credit + rate * duration.total_seconds(), max(rate, 1))
        sent: list[OutboxRow] = []
        for lane in Lane:
            while self.lanes[lane] and self._credit >= 1:
                row = self.lanes[lane].popleft()
                if _is_late(row, now):
                    self.given_up.append(row)
                else:
                    self._credit -= 1
                    sent.append(row)
        return sent


@dataclass(order=True)
class _Answer:
    """Something that somebody is about to answer."""

    at: datetime
    number: int
    person: int = field(compare=False)
    payload: str | None = field(compare=False)


@dataclass
class Account:
    """What happened.

    Attributes:
        first_delays: from a turn to the first question, of everybody.
        next_delays: from an answer to what follows it.
        thought: how long each attempt's questions were open, in sum.
    """

    first_delays: list[timedelta] = field(default_factory=list)
    next_delays: list[timedelta] = field(default_factory=list)
    asked_at: dict[int, datetime] = field(default_factory=dict)
    thought: dict[AttemptId, timedelta] = field(default_factory=dict)
    messages: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)


class Rush:
    """One bot, and the people who press its button.

    Args:
        rate: messages a second that the bot may send.
        thinking: shortest and longest time for one question.
    """

    def __init__(
        self,
        database: Database,
        clock: FakeClock,
        rate: float | None,
        thinking: tuple[float, float] = (4.0, 20.0),
    ) -> None:
        lease = self.lease = Lease("rush", timedelta(hours=9))
        self.clock = clock
        self.way = FakeWay(rate)
        self.account = Account()
        self.units_of_work = SqlUnitsOfWork(database, lease, SECRET)
        self.gate = Gate(LIMIT)
        self.intake = AnswerIntake(database, clock, lease, max_batch=256)
        self.intake.connect(self.way.hand_over, _NoTimers())
        announcing = SqlUnitsOfWork(database, Lease("rush", timedelta(0)), SECRET)
        self.admission = Admission(
            self.units_of_work, announcing, self.units_of_work.reading, self.gate
        )
        self._database = database
        self._store = SqlOutboxStore(database, lease)
        self._thinking = thinking
        self._dice = random.Random(7)  # noqa: S311 - repeatable
        self._due: list[_Answer] = []
        self._answered_at: dict[int, datetime] = {}
        self._looked_at = clock.now() - SECOND
        joins = Joins(self.units_of_work, self.gate, max_batch=256)
        bot = (PLATFORM, BOT)
        self.gate.connect(self.way, [bot])
        entrance = Entrance(self.gate, noticing=[bot])
        joins.connect(self.way, entrance)
        self.admission.connect(self.way, entrance)
        self._dispatcher = Dispatcher(self.units_of_work, self.intake, self.way, joining=joins)
        self.round: Round

    async def prepare(self, people: int, rules: RoundRules, length: timedelta) -> None:
        """An open round and registered people, numbered from 1."""
        now = self.clock.now()
        window = Window(now - timedelta(hours=1), now + length)
        self.round = await load_contest(self.units_of_work, window, rules)
        async with self._database.write() as connection:
            unit = (await connection.execute(select(unit_table.c.id).limit(1))).scalar_one()
            numbers = range(1, people + 1)
            await connection.execute(
                insert(person_table), [_person(number, unit, now) for number in numbers]
            )
            await connection.execute(
                insert(identity_table), [_identity(number) for number in numbers]
            )

    async def press(self, person: int, payload: str = command_payload("begin")) -> Acknowledgement:
        """Press a button."""
        return await self.deliver(self.message(person, choice=payload))

    async def press_all(self, people: Sequence[int]) -> Sequence[Acknowledgement]:
        """Everybody presses in the same instant."""
        return await asyncio.gather(*[self.press(each) for each in people])

    def message(self, person: int, choice: str | None = None, text: str = "") -> InboundMessage:
        return InboundMessage(
            update_id=str(next(numbers)),
            chat=chat(person),
            sender=UserRef(PLATFORM, BOT, str(person)),
            received_at=self.clock.now(),
            choice=choice,
            text=text,
        )

    async def write(self, person: int, text: str) -> Acknowledgement:
        return await self.deliver(self.message(person, text=text))

    async def deliver(self, message: InboundMessage) -> Acknowledgement:
        return await self._dispatcher.deliver(message)

    async def promises(self) -> dict[int, timedelta]:
        """How long those who wait have been told to, by person."""
        c = waiting_line_table.c
        query = select(c.person_id, c.expected_at, c.joined_at).where(c.ended_at.is_(None))
        async with self._database.read() as connection:
            rows = await connection.execute(query)
        return {row.person_id: row.expected_at - row.joined_at for row in rows}

    async def states(self) -> Counter[str]:
        """How many places of the line are in which state."""
        async with self._database.read() as connection:
            return Counter((await connection.scalars(select(waiting_line_table.c.state))).all())

    async def poll(self) -> None:
        """Find in the outbox what was handed over to nobody."""
        for row in await self._store.claim([(PLATFORM, BOT)], self.clock.now(), 100):
            self.way.hand_over([row])

    async def run(self, duration: timedelta) -> None:
        """Let that much time pass."""
        until = self.clock.now() + duration
        while self.clock.now() < until:
            await self.step()

    async def run_until_over(self, patience: timedelta) -> None:
        """Let time pass until nobody waits and nobody plays."""
        until = self.clock.now() + patience
        while self._due or any(self.way.lanes.values()) or self.gate.waiting[PLATFORM, BOT]:
            assert self.clock.now() < until, "somebody is stuck"
            await self.step()

    async def step(self) -> None:
        """A quarter of a second: what is sent arrives, people answer, turns come."""
        now = self.clock.now()
        if now - self._looked_at >= SECOND:
            self._looked_at = now
            await self.admission.look(now)
            await self.admission.inform(now)
        await self.admission.admit(now)
        await self._deliver(self.way.send(STEP, now))
        await self._answer()
        self.clock.advance(STEP)

    async def _deliver(self, rows: Sequence[OutboxRow]) -> None:
        now = self.clock.now()
        questions = []
        settled: list[Settlement] = [Dead(row.id, "too late") for row in self.way.given_up]
        self.account.messages["given up"] += len(settled)
        self.way.given_up.clear()
        for row in rows:
            person, content = int(row.message.chat.chat_id), row.message.content
            self.account.messages[_kind(row)] += 1
            if (answered_at := self._answered_at.pop(person, None)) is not None:
                self.account.next_delays.append(now - answered_at)
            if isinstance(content, Question):
                if person not in self.account.asked_at:
                    self.account.asked_at[person] = now
                    self.account.first_delays.append(now - row.queued_at)
                questions.append(Delivered(row.id, "m", content.attempt, content.position, now))
                self._think(person, content)
            else:
                settled.append(Sent(row.id, "m", now))
        if settled:
            await self._store.settle(settled)
        await asyncio.gather(*[self.intake.delivered(each) for each in questions])

    def _think(self, person: int, question: Question) -> None:
        thinking = timedelta(seconds=round(self._dice.uniform(*self._thinking), 3))
        payload = None
        if question.options:
            payload = answer_payload(question.attempt, question.position, 0)
        thought = self.account.thought
        thought[question.attempt] = thought.get(question.attempt, timedelta(0)) + thinking
        answer = _Answer(self.clock.now() + thinking, next(numbers), person, payload)
        heapq.heappush(self._due, answer)

    async def _answer(self) -> None:
        """Whatever is answered before the step ends, each stamped with its own instant."""
        messages = []
        while self._due and self._due[0].at < self.clock.now() + STEP:
            due = heapq.heappop(self._due)
            self._answered_at[due.person] = due.at
            messages.append(
                InboundMessage(
                    update_id=str(next(numbers)),
                    chat=chat(due.person),
                    sender=UserRef(PLATFORM, BOT, str(due.person)),
                    received_at=due.at,
                    choice=due.payload,
                    text="" if due.payload else "100",
                )
            )
        done = await asyncio.gather(*[self._dispatcher.deliver(each) for each in messages])
        self.account.verdicts.update(each.verdict for each in done)


def chat(person: int) -> ChatRef:
    return ChatRef(PLATFORM, BOT, str(person))


class _NoTimers:
    """Everybody answers in time."""

    def arm(self, attempt: AttemptId, position: int, deadline: datetime) -> None:
        pass


def _is_late(row: OutboxRow, now: datetime) -> bool:
    content = row.message.content
    return isinstance(content, Text) and content.until is not None and now >= content.until


def _kind(row: OutboxRow) -> str:
    key = row.message.key
    if key.startswith("line:"):
        return key.rsplit(":", 1)[1]
    return "question" if isinstance(row.message.content, Question) else key.partition(":")[0]


def _person(number: int, unit: int, now: datetime) -> dict[str, object]:
    return {
        "id": number,
        "full_name": f"Người dự thi {number}",
        "birth_date": date(1990, 1, 1),
        "unit_id": unit,
        "audience": Audience.OFFICIALS.value,
        "locale": "vi",
        "created_at": now,
    }


def _identity(number: int) -> dict[str, object]:
    user = UserRef(PLATFORM, BOT, str(number))
    return {
        "key": user.key,
        "platform": PLATFORM,
        "bot": BOT,
        "user_id": user.user_id,
        "chat_id": str(number),
        "person_id": number,
    }
