"""Two `hoithi serve` on PostgreSQL and Valkey: killed, cut off and restarted in mid-round."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import anyio
import pytest
from sqlalchemy import func, select, update
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from bot.demo.contest import load_contest
from contest.model import Topic
from contest.rules import RoundRules, Window
from handlers.payloads import AnswerChoice, parse_payload
from storage.engine import Database
from storage.outbox import Lease
from storage.tables.attempts import answer_table, attempt_table
from storage.tables.outbox import outbox_table
from storage.tables.people import identity_table
from storage.unit_of_work import SqlUnitsOfWork
from tests.e2e.serving import ServeProcess
from tests.e2e.web_player import PATIENCE, WebPlayer, register
from tests.fakes.balancer import Balancer, balancing
from tests.fakes.broadcast import announce, received
from tests.fakes.secrets import SECRET
from tests.fakes.valkey import Valkey, running_valkey
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram_people import Player

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]

QUESTIONS = 6
WEB_PLAYERS = 6
TELEGRAM_PLAYERS = 3
WEBHOOK_SECRET = "a-secret-of-tests-with-32-characters-or-more"
GOES_ON_WITHIN = 20.0
"""Seconds in which whoever plays has the next question, whatever has happened; the lease that a
killed process leaves behind is longer."""
TEN_SECONDS = 10.0
"""What `test_stop.py` requires of a stop; here the machine runs five programs at once."""


class Steady:
    """A visitor whose page connects again, to whichever process, and sends again what it has to.

    Attributes:
        stored: attempt and position of every answer that was said to be stored.
    """

    def __init__(self, player: WebPlayer, questions: int) -> None:
        self.player = player
        self._questions = questions
        self.stored: set[tuple[int, int]] = set()
        self._frames: dict[str, AnswerChoice] = {}

    async def enter(self, number: int) -> None:
        await register(self.player, f"Người Thi Thứ {'I' * (number % 3 + 1)}")
        await self.player.press("Vào thi")
        await self.player.press("Bắt đầu làm bài")
        await self.player.sees_question(1)

    async def answer_to(self, last: int) -> None:
        """Answer everything up to a position; returns when what comes after it is there."""
        assert self.player.question is not None
        for position in range(self.player.question["position"], last + 1):
            await self._answer(position)

    async def _answer(self, position: int) -> None:
        player = self.player
        await self.is_shown(position)
        assert player.question is not None
        choice = parse_payload(player.question["options"][0]["payload"])
        assert isinstance(choice, AnswerChoice)
        with suppress(ConnectionClosed):  # sent again after the next connect
            await player.choose(0)
        (frame,) = player.unacknowledged
        self._frames[frame] = choice
        await self.goes_on(player.acknowledged)
        for frame, given in self._frames.items():
            # Repeated: it had been stored, and the process ended before it could say so.
            if player.verdicts.get(frame) in {"stored", "repeated"}:
                self.stored.add((given.attempt, given.position))
        await self.goes_on(
            player.sees_end
            if position == self._questions
            else lambda: player.sees_question(position + 1)
        )

    async def is_shown(self, position: int) -> None:
        """Wait for a question."""
        await self.goes_on(lambda: self.player.sees_question(position))

    async def goes_on(self, step: Callable[[], Awaitable[None]]) -> None:
        with anyio.fail_after(GOES_ON_WITHIN):
            while True:
                try:
                    return await step()
                except ConnectionClosed:
                    await self.come_back()

    async def come_back(self) -> None:
        while True:
            try:
                return await self.player.reconnect()
            except (ConnectionClosed, InvalidHandshake, OSError, EOFError):
                await asyncio.sleep(0.05)


@dataclass
class System:
    """Two replicas, what they share, and who plays."""

    database: Database
    valkey: Valkey
    telegram: TelegramEmulator
    replicas: Sequence[ServeProcess]
    balancer: Balancer
    questions: int

    async def enter(self, number: int) -> Sequence[Steady]:
        """So many visitors of the web page with the first question before them.

        Each has the session of one process and the page of the other, by turns.
        """
        crowd = [
            Steady(await WebPlayer.join(self.balancer.host), self.questions) for _ in range(number)
        ]
        await asyncio.gather(*[each.enter(place) for place, each in enumerate(crowd)])
        return crowd

    async def announce(self) -> None:
        """Write to everybody."""
        lease = Lease("office", timedelta(0))
        await announce(SqlUnitsOfWork(self.database, lease, SECRET), datetime.now(UTC))

    async def let_expire(self, position: int) -> int:
        """Let the time of the web's open questions be over; returns how many there were.

        No timer knows, so the sweeps of both processes find them at once.
        """
        c, now = attempt_table.c, datetime.now(UTC)
        over = now - timedelta(seconds=2)
        web = select(identity_table.c.person_id).where(identity_table.c.platform == "web")
        async with self.database.write() as connection:
            done = await connection.execute(
                update(attempt_table)
                .where(c.state == "open", c.position == position, c.person_id.in_(web))
                .values(deadline=over, delivered_at=over - timedelta(minutes=1))
            )
            return done.rowcount

    async def until_open(self, position: int, number: int) -> None:
        """Return when the clocks of so many run at that position."""
        c = attempt_table.c
        count = select(func.count()).where(c.state == "open", c.position == position)
        with anyio.fail_after(PATIENCE):
            while True:
                async with self.database.read() as connection:
                    if await connection.scalar(count) == number:
                        return
                await asyncio.sleep(0.05)

    async def until_sent(self) -> None:
        """Return when the outbox holds nothing more."""
        c = outbox_table.c
        waiting = select(func.count()).where(c.state == "pending")
        with anyio.fail_after(PATIENCE):
            while True:
                async with self.database.read() as connection:
                    if await connection.scalar(waiting) == 0:
                        return
                await asyncio.sleep(0.1)

    async def stored(self) -> Counter[tuple[int, int]]:
        c = answer_table.c
        async with self.database.read() as connection:
            rows = await connection.execute(select(c.attempt_id, c.position))
            return Counter((row.attempt_id, row.position) for row in rows)

    async def states(self) -> Counter[str]:
        async with self.database.read() as connection:
            return Counter(await connection.scalars(select(attempt_table.c.state)))


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    with running_valkey() as server:
        yield server


@pytest.fixture
def questions() -> int:
    return QUESTIONS


@pytest.fixture
async def system(
    postgresql_url: str, valkey: Valkey, tmp_path: Path, questions: int
) -> AsyncIterator[System]:
    """Both serve; the round is open."""
    async with AsyncExitStack() as stack:
        database = Database(postgresql_url)
        stack.push_async_callback(database.dispose)
        now = datetime.now(UTC)
        window = Window(now - timedelta(hours=1), now + timedelta(hours=1))
        lease = Lease("test", timedelta(0))
        await load_contest(SqlUnitsOfWork(database, lease, SECRET), window, _rules(questions))
        telegram = await stack.enter_async_context(TelegramEmulator())
        replicas = [ServeProcess(postgresql_url, tmp_path) for _ in range(2)]
        balancer = await stack.enter_async_context(balancing([each.port for each in replicas]))
        settings = _settings(telegram, valkey, balancer)
        for replica in replicas:
            replica.settings = settings
            stack.push_async_callback(replica.kill)
        await asyncio.gather(*[replica.start() for replica in replicas])
        yield System(database, valkey, telegram, replicas, balancer, questions)


def _settings(telegram: TelegramEmulator, valkey: Valkey, balancer: Balancer) -> dict[str, str]:
    return {
        "MESSAGING_ADAPTERS": "web,telegram_aiogram",
        "TELEGRAM_TOKENS": telegram.bot.token,
        "TELEGRAM_API_URL": telegram.url,
        "TELEGRAM_WEBHOOK_URL": f"http://{balancer.host}",
        "TELEGRAM_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "REDIS_URL": valkey.url,
    }


def _rules(questions: int) -> RoundRules:
    return RoundRules(
        blueprint=((Topic("POLICY"), questions - 2), (Topic("PCI"), 2)),
        question_limit=timedelta(seconds=60),
        attempt_limit=timedelta(minutes=10),
        prediction=None,
    )


async def test_a_replica_and_valkey_may_go_and_come_back_in_the_middle_of_a_round(
    system: System,
) -> None:
    _, other = system.replicas
    crowd = await system.enter(WEB_PLAYERS)
    people = [Player(system.telegram.person(1_001 + number)) for number in range(TELEGRAM_PLAYERS)]
    await asyncio.gather(*[each.register() for each in people])
    await asyncio.gather(*[each.begin() for each in people])
    await _all_answer(crowd, people, 1)
    assert all([await _updates(replica) > 0 for replica in system.replicas])

    await other.kill()
    await _all_answer(crowd, people, 2)
    await other.start()

    for each in crowd[::2]:  # so that both have pages again
        await each.player.leave()
        await each.come_back()
    await system.until_open(3, WEB_PLAYERS + TELEGRAM_PLAYERS)
    assert await system.let_expire(3) == WEB_PLAYERS
    await asyncio.gather(*[each.is_shown(4) for each in crowd])

    system.valkey.stop()
    await _all_answer(crowd, people, 4)
    system.valkey.start()
    await system.announce()
    await _all_answer(crowd, people, QUESTIONS)
    await system.until_sent()

    stored, said = await system.stored(), {answer for each in crowd for answer in each.stored}
    assert len(said) == WEB_PLAYERS * (QUESTIONS - 1)
    assert said <= set(stored)
    assert len(stored) == len(said) + TELEGRAM_PLAYERS * QUESTIONS
    assert set(stored.values()) == {1}
    assert await system.states() == {"finished": WEB_PLAYERS + TELEGRAM_PLAYERS}
    assert set(received(system.telegram, TELEGRAM_PLAYERS).values()) == {1}


@pytest.mark.parametrize("questions", [24])
async def test_replicas_are_restarted_one_after_the_other_without_a_lost_answer(
    system: System, questions: int
) -> None:
    crowd = await system.enter(WEB_PLAYERS)
    for turn, replica in enumerate(system.replicas, 1):
        took, _ = await asyncio.gather(
            _stopped(replica), _all_answer(crowd, [], turn * questions // 3)
        )
        assert took < 3 * TEN_SECONDS
        await replica.start()
    await _all_answer(crowd, [], questions)

    stored, said = await system.stored(), {answer for each in crowd for answer in each.stored}
    assert len(said) == WEB_PLAYERS * questions
    assert set(stored) == said
    assert await system.states() == {"finished": WEB_PLAYERS}


async def _all_answer(crowd: Sequence[Steady], people: Sequence[Player], last: int) -> None:
    """Everybody answers up to a position and sees what comes after it."""

    async def play(person: Player) -> None:
        while not person.has_ended and person.position <= last:
            await person.answer(0)

    await asyncio.gather(*[each.answer_to(last) for each in crowd], *map(play, people))


async def _stopped(replica: ServeProcess) -> float:
    """Seconds that a process took to end in order."""
    asked_at = time.monotonic()
    assert await replica.stop() == 0
    return time.monotonic() - asked_at


async def _updates(replica: ServeProcess) -> int:
    """Updates of Telegram that a process has taken in."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://{replica.host}/metrics") as answer,
    ):
        lines = (await answer.text()).splitlines()
    name = 'hoithi_updates_total{platform="telegram"} '
    return sum(int(float(line.removeprefix(name))) for line in lines if line.startswith(name))
