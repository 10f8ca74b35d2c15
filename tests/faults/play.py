"""People play, and whatever they play on is broken again and again."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio

from bot.clock import SystemClock
from contest.rules import RoundRules
from tests.fakes.broadcast import FIRST_PERSON, register, start_chats
from tests.faults.checker import check
from tests.faults.crowd import HABITS, ChatPlayer, Crowd, PagePlayer
from tests.faults.findings import Findings
from tests.faults.installation import Ground, Installation, opened_installation
from tests.faults.outcomes import Outcome
from tests.faults.seen import Seen
from tests.faults.stage import RULES, number_on, opened_office
from tests.faults.tables import read_tables
from tests.platforms.telegram_people import Habits, Player

PATIENCE_SECONDS = 120.0
LOOK_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Scene:
    """Who plays by which rules.

    Attributes:
        chats: people on Telegram.
        pages: people on the web page.
        most_updates: so many are confirmed between two faults, at most: about as many seconds.
    """

    chats: int = 14
    pages: int = 5
    rules: RoundRules = RULES
    habits: Habits = HABITS
    most_updates: int = 14


FULL = Scene()


@dataclass
class Round:
    """A round that is being played.

    Attributes:
        complaints: of looks in between, which the last one might not show any more.
    """

    installation: Installation
    crowd: Crowd
    most_updates: int
    dice: random.Random
    checks: int = 0
    complaints: list[str] = field(default_factory=list)

    async def goes_on(self, updates: int | None = None) -> None:
        """Return when some more updates have been confirmed, and so how many, if not told."""
        recorder = self.installation.recorder
        wanted = recorder.confirmed + (updates or self.dice.randint(1, self.most_updates))
        with anyio.fail_after(PATIENCE_SECONDS):
            while recorder.confirmed < wanted:  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Let the checker see how things stand, while people still play."""
        self.checks += 1
        findings = check(
            self._seen(), await read_tables(self.installation.ground.url), is_over=False
        )
        self.complaints += findings.complaints

    async def settle(self) -> Findings:
        """What the checker says once everybody has come to the end."""
        self.checks += 1
        with anyio.move_on_after(PATIENCE_SECONDS):
            while not await self._is_settled():  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(10 * LOOK_SECONDS)
        findings = check(self._seen(), await read_tables(self.installation.ground.url))
        findings.broken += [each for each in self.complaints if each not in findings.complaints]
        return findings

    async def _is_settled(self) -> bool:
        # Telegram may bring a double tap again after a minute; nobody waits for that.
        return not (await read_tables(self.installation.ground.url)).pending

    def _seen(self) -> Seen:
        answers = [*self.installation.recorder.answers, *self.crowd.answers]
        return Seen(answers=answers, waiting=list(self.crowd.waiting))


Break = Callable[[Round], Awaitable[None]]
"""Breaks something while people play, and mends it."""


@asynccontextmanager
async def opened_round(ground: Ground, dice: random.Random, scene: Scene) -> AsyncIterator[Round]:
    """A round that is open, on an installation that runs; everybody is there."""
    async with opened_installation(ground, dice) as installation:
        telegram = installation.telegram
        async with opened_office(installation) as office:
            now, bot = SystemClock().now(), str(telegram.bot.id)
            await register(
                office.database, office.units_of_work, now, bot, scene.chats, scene.rules
            )
            await number_on(office)
        start_chats(telegram, scene.chats)
        await installation.start()
        chats = [
            ChatPlayer(Player(telegram.person(FIRST_PERSON + each)), scene.habits, dice)
            for each in range(1, scene.chats + 1)
        ]
        pages = [
            PagePlayer(installation.host, f"Người Thi {'I' * each}", dice)
            for each in range(1, scene.pages + 1)
        ]
        crowd = Crowd(chats, pages)
        await crowd.enter()
        try:
            yield Round(installation, crowd, scene.most_updates, dice)
        finally:
            await crowd.leave()


async def break_play(
    name: str,
    ground: Ground,
    times: int,
    dice: random.Random,
    break_once: Break,
    scene: Scene = FULL,
) -> Outcome:
    """Break it so many times at random moments, and say what has come of it."""
    async with opened_round(ground, dice, scene) as round_:
        enough = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(round_.crowd.play_until(enough))
            for _ in range(times):
                await round_.goes_on()
                await break_once(round_)
            await round_.goes_on()
            enough.set()
        findings = await round_.settle()
    recoveries = round_.installation.recoveries
    return Outcome(name, ground.name, times, findings, round_.checks, recoveries)


async def kill(round_: Round) -> None:
    """kill -9, and a start after the checker has looked at what is left."""
    process = await round_.installation.kill()
    await round_.look()
    await process.start()
