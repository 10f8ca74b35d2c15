"""kill -9 at every state of a live round: it goes on from where it was, and no answer is lost.

What is killed is a real process before the emulated Telegram. The host is this test, which orders
over the database as the command line does.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path

import anyio
import pytest
from sqlalchemy import func, select

from bot.clock import SystemClock
from contest.live import State
from contest.live_answers import Verdict
from contest.live_rules import LiveRules
from contest.model import OptionIndex, PersonId, Position
from handlers.ports.addresses import ChatKind, ChatRef, UserRef
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_orders import HostOrder, HostResult, OrderKind
from handlers.ports.live_records import HostedRound
from handlers.ports.live_standings import PlacedScore
from handlers.ports.repositories import UnitOfWork
from storage import schema
from storage.engine import Database
from storage.live_intake import LiveIntake
from storage.outbox import Lease
from storage.tables.live import live_answer_table
from storage.tables.operations import processed_update_table
from storage.unit_of_work import SqlUnitsOfWork
from tests.e2e.serving import ServeProcess
from tests.fakes.secrets import SECRET
from tests.integration.live.stage import KEY, seed
from tests.platforms.telegram.bots import Press
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.model import Message
from tests.platforms.telegram.people import GroupLife, Person

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]

SECOND = timedelta(seconds=1)
GROUPS = 2
PEOPLE_OF_EACH = 3
QUESTIONS = 2
LIMIT = 8 * SECOND
RULES = LiveRules(question_limit=LIMIT, reveal_for=None, delivery_patience=120 * SECOND)
WRONG = OptionIndex(0)
PATIENCE = 60.0
LOOK_SECONDS = 0.1

Given = set[tuple[PersonId, Position, OptionIndex]]


@dataclass
class Show:
    """A live round in two groups of the emulated Telegram.

    Attributes:
        pressed: every press, by person, position and option.
        promised: of these, what somebody was told to be stored.
    """

    telegram: TelegramEmulator
    server: ServeProcess
    database: Database
    groups: list[GroupLife]
    people: list[Person]
    live_round: LiveRoundId
    pressed: list[tuple[PersonId, Position, OptionIndex, Press]] = field(default_factory=list)
    promised: Given = field(default_factory=set)
    _orders: "count[int]" = field(default_factory=count)

    async def restart(self) -> None:
        """Lose the power, and get it back."""
        await self.server.kill()
        await self.server.start()

    async def hosted(self) -> HostedRound:
        async with self._reading() as tx:
            found = await tx.live.find(self.live_round)
        assert found is not None
        return found

    async def until(self, state: State, position: int = 0) -> HostedRound:
        """Return when the stored round is there."""
        with anyio.fail_after(PATIENCE):
            while True:
                hosted = await self.hosted()
                if (hosted.live.state, hosted.live.position) == (state, position):
                    return hosted
                await asyncio.sleep(LOOK_SECONDS)

    async def until_delivered(self) -> HostedRound:
        """Return when the question asked last is out in all groups, and that is durable."""
        with anyio.fail_after(PATIENCE):
            while True:
                hosted = await self.hosted()
                if all(room.delivered_at is not None for room in hosted.live.rooms.values()):
                    return hosted
                await asyncio.sleep(LOOK_SECONDS)

    async def order(self, kind: OrderKind) -> None:
        intake = LiveIntake(self.database, SystemClock(), Lease("host", timedelta(0)), 16)
        key = f"host-{next(self._orders)}"
        outcome = await intake.order(self.live_round, HostOrder(kind, "user:host"), key)
        assert outcome.result is HostResult.DONE, outcome.result

    def press(self, number: int, position: int, option: OptionIndex) -> Press:
        """Somebody presses a button of the newest question of their group; does not wait."""
        group = self.groups[(number - 1) // PEOPLE_OF_EACH]
        (message, *_) = [each for each in reversed(group.chat.shown) if each.buttons]
        press = self.people[number - 1].press(message, option)
        self.pressed.append((PersonId(number), Position(position), option, press))
        return press

    async def answered(self, number: int, position: int, option: OptionIndex) -> bool:
        """Somebody presses a button and is told; whether that the answer counts."""
        answer = await self.press(number, position, option).answered(PATIENCE)
        assert answer.text is not None
        is_stored = f"Đã ghi nhận câu {position}: {'ABCD'[option]}" in answer.text
        if is_stored:
            self.promised.add((PersonId(number), Position(position), option))
        return is_stored

    async def until_decided(self) -> None:
        """Return when it is durable what became of every press, told or not."""
        c = processed_update_table.c
        decided = select(func.count()).where(c.verdict.in_([each.value for each in Verdict]))
        with anyio.fail_after(PATIENCE):
            while True:
                async with self.database.read() as connection:
                    if await connection.scalar(decided) == len(self.pressed):
                        return
                await asyncio.sleep(LOOK_SECONDS)

    async def reads(self, words: str, times: int = 1) -> None:
        """Return when all groups have been told that so many times."""
        for group in self.groups:
            await group.chat.until(
                lambda group=group: sum(words in text for text in group.chat.texts) >= times,  # type: ignore[misc]
                PATIENCE,
            )

    async def stored(self) -> Given:
        c = live_answer_table.c
        async with self.database.read() as connection:
            rows = await connection.execute(select(c.person_id, c.position, c.option))
            return {(PersonId(p), Position(at), OptionIndex(o)) for p, at, o in rows}

    async def results(self) -> list[PlacedScore]:
        with anyio.fail_after(PATIENCE):
            while True:
                async with self._reading() as tx:
                    found = await tx.live.results(self.live_round)
                if found is not None:
                    return list(found)
                await asyncio.sleep(LOOK_SECONDS)

    @property
    def given(self) -> Given:
        return {(person, position, option) for person, position, option, _ in self.pressed}

    def _reading(self) -> AbstractAsyncContextManager[UnitOfWork]:
        return SqlUnitsOfWork(self.database, Lease("host", timedelta(0)), SECRET).reading()


@pytest.fixture
async def show(tmp_path: Path) -> AsyncIterator[Show]:
    url = f"sqlite:///{tmp_path / 'hoithi.db'}"
    database = Database(url)
    await schema.upgrade(database)
    async with TelegramEmulator() as telegram:
        people = [telegram.person(1_000 + n) for n in range(GROUPS * PEOPLE_OF_EACH)]
        groups = [_group(telegram, people[n::1][:PEOPLE_OF_EACH]) for n in (0, PEOPLE_OF_EACH)]
        bot = str(telegram.bot.id)
        rooms = {
            ChatRef("telegram", bot, str(group.id), ChatKind.GROUP): [
                UserRef("telegram", bot, str(person.id))
                for person in people[n * PEOPLE_OF_EACH : (n + 1) * PEOPLE_OF_EACH]
            ]
            for n, group in enumerate(groups)
        }
        begin = SqlUnitsOfWork(database, Lease("host", timedelta(0)), SECRET)
        now = SystemClock().now()
        in_an_hour = now + timedelta(hours=1)
        live_round = await seed(begin, now, rooms, in_an_hour, RULES, QUESTIONS)
        server = ServeProcess(url, tmp_path, settings=_settings(telegram))
        yield Show(telegram, server, database, groups, people, live_round)
        await server.kill()
    await database.dispose()


def _group(telegram: TelegramEmulator, members: list[Person]) -> GroupLife:
    group = telegram.group(members[0])
    group.add(*members[1:])
    group.add_bot(telegram.bot)
    return group


def _settings(telegram: TelegramEmulator) -> dict[str, str]:
    return {
        "MESSAGING_ADAPTERS": "telegram_aiogram",
        "TELEGRAM_TOKENS": telegram.bot.token,
        "TELEGRAM_API_URL": telegram.url,
    }


async def test_a_live_round_killed_at_every_state_goes_on_and_loses_no_answer(show: Show) -> None:
    await show.server.start()
    await show.until(State.ANNOUNCED)

    # Announced; it is moved while nobody serves, and the rooms are called.
    await show.server.kill()
    await _move(show, timedelta(minutes=4))
    await show.server.start()
    await show.until(State.LOBBY)
    await show.reads("Chung kết")

    # Lobby; while the process is away, the host orders the start.
    await show.server.kill()
    await show.order(OrderKind.START)
    await show.server.start()
    await show.until(State.OPEN, 1)
    await show.until_delivered()
    await show.reads("Câu hỏi 1?")

    # Open: two answers are durable and told so, and two are on their way.
    for number in (1, 4):
        assert await show.answered(number, 1, KEY)
    before = await show.hosted()
    for number in (2, 5):
        show.press(number, 1, WRONG)
    await show.restart()
    await show.until_decided()
    after = await show.hosted()
    assert after.live.rooms == before.live.rooms
    assert after.live.breaks, "the time of the outage was not given back"
    for number in (3, 6):
        await show.answered(number, 1, KEY)
    await show.until(State.REVEALED, 1)
    await show.reads("Đáp án")

    # Revealed; then the next question is paused.
    await show.restart()
    await show.order(OrderKind.NEXT)
    await show.until(State.OPEN, 2)
    await show.until_delivered()
    for number in (1, 4):
        assert await show.answered(number, 2, KEY)
    await show.order(OrderKind.PAUSE)
    await show.restart()
    await show.until(State.PAUSED, 2)
    await show.order(OrderKind.RESUME)
    await show.answered(2, 2, KEY)

    # In the instant in which the question is to be settled.
    await _until_over(show)
    await show.restart()
    await show.until(State.REVEALED, 2)
    await show.order(OrderKind.NEXT)
    await show.until(State.FINISHED, 2)

    stored = await show.stored()
    assert show.promised <= stored <= show.given
    right = Counter({person: 0 for person, *_ in stored})
    right.update(person for person, _, option in stored if option == KEY)
    assert {each.score.person: each.score.right for each in await show.results()} == right
    for group in show.groups:
        # At least once; what was on its way at a kill may come twice.
        assert all(1 <= _times(group, f"Câu hỏi {n}?") <= 2 for n in (1, 2))


async def _move(show: Show, ahead: timedelta) -> None:
    intake = LiveIntake(show.database, SystemClock(), Lease("host", timedelta(0)), 16)
    order = HostOrder(OrderKind.MOVE, "user:host", starts_at=SystemClock().now() + ahead)
    outcome = await intake.order(show.live_round, order, "moved")
    assert outcome.result is HostResult.DONE


async def _until_over(show: Show) -> None:
    hosted = await show.hosted()
    closes_at = [hosted.live.clock.closes_at(room) for room in hosted.live.rooms.values()]
    last = max(each for each in closes_at if each is not None)
    await asyncio.sleep(max((last - SystemClock().now()).total_seconds(), 0))


def _times(group: GroupLife, words: str) -> int:
    messages: list[Message] = group.chat.shown
    return sum(words in message.text and bool(message.buttons) for message in messages)
