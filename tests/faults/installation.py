"""An installation to be broken: its database, its processes, and the platform before them."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.e2e.serving import SERVE, ServeProcess
from tests.faults.door import Door
from tests.faults.recorder import Recorder
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.faults import Faults
from tests.platforms.telegram.limits import Rates

RATES = Rates(overall_per_second=300)
WEBHOOK_SECRET = "a-webhook-secret-of-tests-with-32-characters"


@dataclass(frozen=True, slots=True)
class Ground:
    """What an installation stands on.

    Attributes:
        name: for the table of outcomes.
        url: of an empty database.
        redis_url: None for a single process.
        replicas: processes.
        program: what is started, with its arguments.
        settings: environment variables beside the common ones.
        rates: what the platform permits.
    """

    name: str
    url: str
    folder: Path
    redis_url: str | None = None
    replicas: int = 1
    program: Sequence[str] = SERVE
    settings: Mapping[str, str] = field(default_factory=dict)
    rates: Rates = RATES


class Installation:
    """Processes that can be killed, and come back.

    Attributes:
        host: where pages find it, whichever process serves them.
        recorder: what was pressed on Telegram.
        recoveries: seconds from each fault to the first update that was confirmed after it.
    """

    def __init__(self, ground: Ground, telegram: TelegramEmulator, dice: random.Random) -> None:
        self.ground = ground
        self.telegram = telegram
        self.recorder = Recorder(telegram.bot)
        self.recoveries: list[float] = []
        self.dice = dice
        settings: dict[str, str] = {}
        self.processes = [
            ServeProcess(ground.url, ground.folder, settings=settings, program=ground.program)
            for _ in range(ground.replicas)
        ]
        self._door = Door([each.port for each in self.processes], dice)
        self.settings = settings
        self._watches: list[asyncio.Task[None]] = []

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._door.port}"

    async def open(self) -> None:
        """Open the door; nobody is behind it yet."""
        await self._door.open()
        self.settings |= {
            "MESSAGING_ADAPTERS": "web,telegram_aiogram",
            "TELEGRAM_TOKENS": self.telegram.bot.token,
            "TELEGRAM_API_URL": self.telegram.url,
            "TELEGRAM_MESSAGES_PER_SECOND": str(RATES.overall_per_second),
            "TELEGRAM_REPLIES_PER_SECOND": str(RATES.overall_per_second),
            **self.ground.settings,
        }
        if self.ground.redis_url is not None:
            self.settings["REDIS_URL"] = self.ground.redis_url
        if self.ground.replicas > 1:
            self.settings["TELEGRAM_WEBHOOK_URL"] = f"http://{self.host}"
            self.settings["TELEGRAM_WEBHOOK_SECRET"] = WEBHOOK_SECRET

    async def close(self) -> None:
        """Kill what runs, and close the door."""
        for watch in self._watches:
            watch.cancel()
        for process in self.processes:
            if process._process is not None:
                await process.kill()
        await self._door.close()

    async def start(self) -> None:
        """Start all processes, one after the other, as an operator does."""
        for process in self.processes:
            await process.start()

    async def kill(self) -> ServeProcess:
        """kill -9 to any one of the processes."""
        process = self.dice.choice(self.processes)
        await process.kill()
        self.watch()
        return process

    def watch(self) -> None:
        """Note how long it takes from now until the next update is confirmed."""
        recovery = self._recovered(time.monotonic(), self.recorder.confirmed)
        self._watches.append(asyncio.create_task(recovery))

    async def _recovered(self, began: float, confirmed: int) -> None:
        while self.recorder.confirmed == confirmed:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)
        self.recoveries.append(time.monotonic() - began)


@asynccontextmanager
async def opened_installation(
    ground: Ground, dice: random.Random, latency_seconds: float = 0.0
) -> AsyncIterator[Installation]:
    """An installation whose processes are not started yet; all of them end with it.

    Args:
        latency_seconds: of every call to the platform, half of it before its effect.
    """
    faults = Faults(latency=latency_seconds)
    async with TelegramEmulator(rates=ground.rates, faults=faults) as telegram:
        installation = Installation(ground, telegram, dice)
        await installation.open()
        try:
            yield installation
        finally:
            await installation.close()
