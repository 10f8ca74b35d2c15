"""The whole system on SQLite behind an emulated Telegram, through either library."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import anyio
from pydantic import SecretStr

from bot.adapters._telegram.adapter import TelegramAdapter
from bot.app import App
from bot.clock import SystemClock
from bot.demo.contest import load_contest
from bot.demo.summary import Account, pending_messages, read_account
from bot.platforms import telegram_bots
from bot.serving import serving
from bot.tasks import Running
from bot.telegram_settings import TelegramSettings
from bot.web.app import create_app
from bot.web.webhooks import Webhooks
from contest.model import Audience, Topic
from contest.rules import RoundRules, Window
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.records import NewPerson
from tests.e2e.serving import free_port
from tests.integration.web.site import eventually
from tests.platforms.telegram.bots import Bot
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.limits import Rates
from tests.platforms.telegram_people import PATIENCE, Player

SECRET = "a-secret-of-tests-with-32-characters-or-more"
LIBRARIES = ("telegram_aiogram", "telegram_ptb")
INLETS = ("webhook", "polling")
FIRST_PERSON = 1_000
RULES = RoundRules(
    blueprint=((Topic("PAR"), 2), (Topic("PCI"), 1)),
    question_limit=timedelta(seconds=20),
    attempt_limit=timedelta(minutes=2),
    prediction=None,
)
HOUR = timedelta(hours=1)
FAST = Rates(overall_per_second=300, per_chat_seconds=0.02)
"""Ten times Telegram's and more, so that tests need not wait for the pace of a chat."""


@dataclass
class System:
    """A running system and the platform that it talks to."""

    telegram: TelegramEmulator
    app: App
    running: Running
    bots: Sequence[TelegramAdapter]

    @property
    def adapter(self) -> TelegramAdapter:
        return self.bots[0]

    def player(self, number: int = 1) -> Player:
        """Somebody who has never written to the bot."""
        return player_of(self.telegram, number)

    async def contestant(self, number: int = 1) -> Player:
        """Somebody who is registered, as if in a conversation before."""
        await self.register([number])
        return self.player(number)

    async def register(self, numbers: Iterable[int]) -> None:
        await register(self.app, self.adapter.bot, numbers)

    async def settled(self) -> None:
        """Return when everything queued has been sent and noted."""
        with anyio.fail_after(PATIENCE):
            while await self.pending():
                await self.app.clock.sleep(timedelta(milliseconds=20))

    async def account(self) -> Account:
        return await read_account(self.app.database)

    async def pending(self) -> int:
        return await pending_messages(self.app.database)


@dataclass(frozen=True)
class Plan:
    """How a system is put together.

    Attributes:
        rates: what the emulator allows; the adapter is told the same.
        webhook_port: where updates are brought to.
    """

    library: str
    inlet: str
    database: Path
    rules: RoundRules = RULES
    rates: Rates = FAST
    webhook_port: int = field(default_factory=free_port)

    @property
    def is_webhook(self) -> bool:
        return self.inlet == "webhook"


def player_of(telegram: TelegramEmulator, number: int) -> Player:
    """A person of the emulator, with the first bot's chat open."""
    return Player(telegram.person(FIRST_PERSON + number))


async def register(app: App, bot: str, numbers: Iterable[int]) -> None:
    """Register people of the emulator without a conversation."""
    now = app.clock.now()
    async with app.units_of_work() as tx:
        unit = next(one for one in await tx.units.existing_on(now.date()) if one.parent)
        for number in numbers:
            key = str(FIRST_PERSON + number)
            await tx.people.register(
                UserRef("telegram", bot, key),
                ChatRef("telegram", bot, key),
                NewPerson(
                    full_name="Nguyễn Thị Hoa",
                    birth_date=date(1980, 11, 8),
                    unit=unit.id,
                    audience=Audience.OFFICIALS,
                    locale="vi",
                    notice_version="1",
                    consented_at=now,
                ),
            )
        await tx.commit()


@asynccontextmanager
async def opened_app(plan: Plan) -> AsyncIterator[App]:
    """The core with a contest in its database."""
    app = App(f"sqlite:///{plan.database}", SystemClock(), SECRET)
    now = app.clock.now()
    await load_contest(app.units_of_work, Window(now - HOUR, now + HOUR), plan.rules)
    try:
        yield app
    finally:
        await app.close()


@asynccontextmanager
async def opened_system(
    plan: Plan, telegram: TelegramEmulator, *others: Bot
) -> AsyncIterator[System]:
    """A system whose bots, the emulator's first and others, are ready to hear people."""
    async with AsyncExitStack() as stack:
        app = await stack.enter_async_context(opened_app(plan))
        bots = telegram_bots(plan.library, settings(plan, telegram, *others), app.clock)
        for bot in bots:
            stack.push_async_callback(bot.close)
            _grant(bot, plan.rates)
        running = await stack.enter_async_context(app.running(bots))
        if hooks := [bot.webhook for bot in bots if bot.webhook is not None]:
            site = Webhooks(create_app([]), hooks, app.clock)
            await stack.enter_async_context(serving(site, "127.0.0.1", plan.webhook_port, ""))
        for account in (telegram.bot, *others):
            await _heeding(account, plan)
        yield System(telegram, app, running, bots)


def settings(plan: Plan, telegram: TelegramEmulator, *others: Bot) -> TelegramSettings:
    return TelegramSettings(
        _env_file=None,
        tokens=tuple(SecretStr(bot.token) for bot in (telegram.bot, *others)),
        api_url=telegram.url,
        webhook_url=f"http://127.0.0.1:{plan.webhook_port}" if plan.is_webhook else "",
        webhook_secret=SecretStr(SECRET),
        messages_per_second=plan.rates.overall_per_second,
    )


async def listening(telegram: TelegramEmulator, plan: Plan) -> None:
    """Return when the bot has said how it wants its updates."""
    await _heeding(telegram.bot, plan)


async def _heeding(account: Bot, plan: Plan) -> None:
    if plan.is_webhook:
        await eventually(lambda: account.webhook is not None)
        return
    async with asyncio.timeout(10):
        await account.polls.begun()


def copied(template: Path, folder: Path) -> Path:
    return Path(shutil.copyfile(template, folder / "hoithi.db"))


def _grant(bot: TelegramAdapter, rates: Rates) -> None:
    """Let the adapter pace itself for the emulator's limits, which may not be Telegram's."""
    bot.capabilities = replace(
        bot.capabilities,
        chat_messages_per_second=1 / rates.per_chat_seconds,
        chat_burst=rates.chat_burst,
    )
