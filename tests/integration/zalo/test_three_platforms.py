"""One contest on Zalo, Telegram and the web at once: everybody counts once, wherever they play."""

import re
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import anyio
import pytest
from sqlalchemy import func, select

from bot.adapters._telegram.adapter import TelegramAdapter
from bot.adapters.zalo import ZaloAdapter
from bot.app import App
from bot.clock import SystemClock
from bot.demo.contest import load_contest
from bot.demo.summary import Account, pending_messages, read_account
from bot.platforms import opened_platforms
from bot.serving import serving
from bot.settings import load_settings, session_secret
from contest.model import PersonId
from contest.rules import Window
from handlers.formats import local_day
from handlers.ports.messaging import MessagingAdapter
from handlers.ports.records import Standing
from storage.tables.attempts import attempt_table
from storage.tables.people import identity_table, person_table
from tests.e2e.web_player import WebPlayer
from tests.e2e.web_player import register as register_on_the_web
from tests.integration.web.site import eventually
from tests.integration.zalo.desk import NAME, SECRET, TOKEN
from tests.integration.zalo.system import CHAT_MESSAGES_PER_SECOND, HOUR, PATIENCE, RULES, System
from tests.integration.zalo.system import Player as ZaloPlayer
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.limits import Rates
from tests.platforms.telegram_people import BIRTH_DATE
from tests.platforms.telegram_people import Player as TelegramPlayer
from tests.platforms.zalo.emulator import ZaloEmulator, running_zalo

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(90)]

FAST = Rates(overall_per_second=300, per_chat_seconds=0.02)
CODE = re.compile(r"[A-Z2-9]{4}-[A-Z2-9]{4}")
NO_ATTEMPT_LEFT = "Bạn đã dùng hết số lượt thi của"
LINKED = "Đã liên kết. Bạn dùng chung một hồ sơ dự thi trên các nền tảng"


@dataclass
class Everywhere:
    """A running system on all three platforms."""

    app: App
    zalo: System
    telegram: TelegramEmulator
    host: str

    def on_zalo(self) -> ZaloPlayer:
        return self.zalo.player()

    def on_telegram(self, number: int = 1) -> TelegramPlayer:
        return TelegramPlayer(self.telegram.person(1_000 + number))

    async def on_the_web(self) -> WebPlayer:
        return await WebPlayer.join(self.host)

    async def outcome(self) -> Account:
        """What became of every answer, once everything queued has been sent and noted."""
        with anyio.fail_after(PATIENCE):
            while await pending_messages(self.app.database):
                await self.app.clock.sleep(timedelta(milliseconds=20))
        return await read_account(self.app.database)

    async def standing(self) -> Standing:
        """The counts of SO-NV, in which everybody registers."""
        async with self.app.units_of_work.reading() as tx:
            (one,) = await tx.rounds.all()
            day = local_day(self.app.clock.now())
            unit = next(each for each in await tx.units.existing_on(day) if each.code == "SO-NV")
            standings = await tx.units.standings(one.id, day)
        return next(each for each in standings if each.unit == unit.id)

    async def leaderboard(self) -> list[PersonId]:
        """Everybody who has a place in the round, best first."""
        async with self.app.units_of_work.reading() as tx:
            (one,) = await tx.rounds.all()
            return [line.person for line in await tx.boards.so_far(one, 0, 10)]

    async def rows(self) -> tuple[int, int, int]:
        """How many people, accounts and attempts are stored."""
        async with self.app.database.read() as connection:
            people, accounts, attempts = [
                await connection.scalar(select(func.count()).select_from(table)) or 0
                for table in (person_table, identity_table, attempt_table)
            ]
        return people, accounts, attempts


@pytest.fixture
async def everywhere(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Everywhere]:
    """The program as an operator sets it up, behind two emulators and a page."""
    async with running_zalo() as zalo, TelegramEmulator(rates=FAST) as telegram:
        monkeypatch.chdir(tmp_path)
        for name, value in {
            "MESSAGING_ADAPTERS": "web,zalo,telegram_aiogram",
            "SESSION_SECRET": SECRET,
            "ZALO_TOKENS": TOKEN,
            "ZALO_API_URL": zalo.url,
            "TELEGRAM_TOKENS": telegram.bot.token,
            "TELEGRAM_API_URL": telegram.url,
        }.items():
            monkeypatch.setenv(name, value)
        database = shutil.copyfile(sqlite_template, tmp_path / "hoithi.db")
        async with opened(database, zalo, telegram) as everywhere:
            yield everywhere


@asynccontextmanager
async def opened(
    database: Path, zalo: ZaloEmulator, telegram: TelegramEmulator
) -> AsyncIterator[Everywhere]:
    account, settings = zalo.add_bot(TOKEN, name=NAME), load_settings()
    app = App(f"sqlite:///{database}", SystemClock(), session_secret(settings))
    now = app.clock.now()
    await load_contest(app.units_of_work, Window(now - HOUR, now + HOUR), RULES)
    async with opened_platforms(settings, app) as platforms:
        hasten(platforms.adapters)
        async with (
            app.running(platforms.adapters),
            serving(platforms.asgi, "127.0.0.1", 0, "") as address,
        ):
            await eventually(lambda: zalo.calls["getUpdates"] > 0)
            await telegram.bot.polls.begun()
            host = address.removeprefix("http://").rstrip("/")
            yield Everywhere(app, System(zalo, account, app), telegram, host)
    await app.close()


def hasten(adapters: Sequence[MessagingAdapter]) -> None:
    """Let the bots send as fast as the emulators allow, so that tests need not wait."""
    for adapter in adapters:
        if isinstance(adapter, ZaloAdapter | TelegramAdapter):
            adapter.capabilities = replace(
                adapter.capabilities,
                messages_per_second=FAST.overall_per_second,
                chat_messages_per_second=CHAT_MESSAGES_PER_SECOND,
            )


async def play_on_the_web(player: WebPlayer) -> int:
    """Play from the first question to the end; returns how many answers were sent."""
    await player.press("Vào thi")
    await player.press("Bắt đầu làm bài")
    for position in (1, 2, 3):
        await player.sees_question(position)
        await player.choose(0)
        await player.acknowledged()
    await player.sees_end()
    return 3


async def test_three_people_on_three_platforms_are_one_contest(everywhere: Everywhere) -> None:
    on_zalo, on_telegram = everywhere.on_zalo(), everywhere.on_telegram()
    on_the_web = await everywhere.on_the_web()

    await on_zalo.register()
    await on_zalo.begin()
    await on_zalo.answers("B", "2", "đáp án b")
    await register_on_telegram(on_telegram)
    await on_telegram.begin()
    await on_telegram.play()
    await register_on_the_web(on_the_web, "Lê Văn Cường")
    web_answers = await play_on_the_web(on_the_web)

    outcome, standing = await everywhere.outcome(), await everywhere.standing()
    assert (outcome.attempts_finished, outcome.answers_stored) == (3, 9)
    sent = on_zalo.answers_sent + on_telegram.answers_sent + web_answers
    refused = outcome.duplicates_refused + outcome.late_refused + outcome.other_refused
    assert outcome.answers_stored + refused == sent
    assert (standing.registered, standing.finished) == (3, 3)
    assert len(set(await everywhere.leaderboard())) == 3
    assert await everywhere.rows() == (3, 3, 3)


async def test_one_person_linked_on_all_platforms_counts_once(everywhere: Everywhere) -> None:
    on_telegram, on_zalo = everywhere.on_telegram(), everywhere.on_zalo()
    on_the_web = await everywhere.on_the_web()
    await register_on_telegram(on_telegram)

    await on_zalo.say(await link_code(on_telegram))
    await on_zalo.reads(LINKED)
    await on_the_web.say(await link_code(on_telegram))
    await web_reads(on_the_web, LINKED)

    # Begun on Telegram, gone on with on Zalo.
    await on_telegram.begin()
    await on_telegram.answer(0)
    await on_zalo.say("tiếp tục")
    await on_zalo.reads("Câu 2/3")
    await on_zalo.say("B")
    await on_zalo.reads("Câu 3/3")
    await on_zalo.say("B")
    await on_zalo.reads("Bạn đã hoàn thành bài thi")

    # No second attempt, wherever it is tried.
    await on_zalo.say("vào thi")
    assert NO_ATTEMPT_LEFT in await on_zalo.reads(NO_ATTEMPT_LEFT)
    await on_the_web.say("vào thi")
    await web_reads(on_the_web, NO_ATTEMPT_LEFT)
    await on_telegram.say("vào thi")
    while NO_ATTEMPT_LEFT not in await on_telegram.reads():
        pass

    outcome, standing = await everywhere.outcome(), await everywhere.standing()
    # One answer on Telegram and two on Zalo, and none of them refused.
    assert (outcome.attempts_finished, outcome.answers_stored) == (1, 3)
    assert (outcome.duplicates_refused, outcome.late_refused, outcome.other_refused) == (0, 0, 0)
    assert (standing.registered, standing.finished) == (1, 1)
    assert len(await everywhere.leaderboard()) == 1
    # One person, three accounts, one attempt.
    assert await everywhere.rows() == (1, 3, 1)


async def test_a_link_code_makes_one_account_and_no_second(everywhere: Everywhere) -> None:
    on_telegram, on_zalo, other = (
        everywhere.on_telegram(),
        everywhere.on_zalo(),
        everywhere.on_zalo(),
    )
    await register_on_telegram(on_telegram)
    code = await link_code(on_telegram)
    await on_zalo.say(code)
    await on_zalo.reads(LINKED)

    await other.say(code)

    await other.reads("Mã này không đúng, đã được dùng hoặc đã hết hạn")
    assert await everywhere.rows() == (1, 2, 0)


async def register_on_telegram(player: TelegramPlayer) -> None:
    """Follow the deep link of a unit and go through the whole dialogue."""
    player.person.start("SO-NV", player.bot)
    await player.press("Đồng ý")
    await player.reads()
    await player.say("Trần Văn Bình")
    await player.reads()
    await player.say(BIRTH_DATE)
    while not player.offers("Vào thi"):
        if "Số điện thoại của bạn" in await player.reads():
            await player.say("0912 345 679")
        elif player.shown.buttons and not player.offers("Vào thi"):
            player.tap(0)


async def link_code(player: TelegramPlayer) -> str:
    """Ask the bot on Telegram for a code to use elsewhere."""
    await player.say("liên kết")
    while (found := CODE.search(await player.reads())) is None:
        pass
    return found[0]


async def web_reads(player: WebPlayer, words: str) -> None:
    """Listen until a text with these words is on the page."""
    while not any(words in text for text in player.texts):
        await player.hear("message")
