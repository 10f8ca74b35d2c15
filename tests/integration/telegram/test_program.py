"""`hoithi serve` on Telegram as an operator starts it, and kill -9 in the middle of a round."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.demo.summary import read_account
from tests.e2e.serving import ServeProcess
from tests.integration.telegram.system import (
    SECRET,
    Plan,
    copied,
    listening,
    opened_app,
    player_of,
    register,
)
from tests.platforms.telegram.emulator import TelegramEmulator

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

PEOPLE = 8


@pytest.fixture(params=[("telegram_aiogram", "webhook"), ("telegram_ptb", "polling")], ids="-".join)
def plan(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path) -> Plan:
    library, inlet = request.param
    return Plan(library, inlet, copied(sqlite_template, tmp_path))


@pytest.fixture
async def server(
    plan: Plan, telegram: TelegramEmulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[ServeProcess]:
    process = ServeProcess(f"sqlite:///{plan.database}", tmp_path)
    monkeypatch.setenv("MESSAGING_ADAPTERS", plan.library)
    monkeypatch.setenv("TELEGRAM_TOKENS", telegram.bot.token)
    monkeypatch.setenv("TELEGRAM_API_URL", telegram.url)
    monkeypatch.setenv("TELEGRAM_WEBHOOK_SECRET", SECRET)
    monkeypatch.setenv("TELEGRAM_WEBHOOK_URL", f"http://{process.host}" if plan.is_webhook else "")
    await process.start()
    yield process
    await process.kill()


async def test_after_kill_9_what_was_on_its_way_comes_again_and_counts_once(
    plan: Plan, telegram: TelegramEmulator, server: ServeProcess, tmp_path: Path
) -> None:
    async with opened_app(plan) as app:
        await register(app, str(telegram.bot.id), range(PEOPLE))
        await listening(telegram, plan)
        players = [player_of(telegram, number) for number in range(PEOPLE)]
        await asyncio.gather(*[player.begin() for player in players])
        await asyncio.gather(*[player.answer(1) for player in players])

        places = [player.position for player in players]
        for player in players:
            player.tap_option(2)
        await server.kill()
        await server.start()
        await asyncio.gather(
            *[player.changes(place) for player, place in zip(players, places, strict=True)]
        )
        await asyncio.gather(*[player.play() for player in players])
        await telegram.bot.queue.drained()

        account = await read_account(app.database)
        assert account.attempts_finished == PEOPLE
        assert account.answers_stored == sum(player.answers_sent for player in players)
        assert account.duplicates_refused == account.late_refused == account.other_refused == 0
    assert await server.stop() == 0
    assert telegram.bot.token.partition(":")[2] not in (tmp_path / "serve.log").read_text()


async def test_a_setting_that_is_missing_is_named_at_the_start(tmp_path: Path) -> None:
    program = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("hoithi")),
        "serve",
        stderr=asyncio.subprocess.PIPE,
        env=os.environ | {"MESSAGING_ADAPTERS": "telegram_aiogram", "TELEGRAM_TOKENS": ""},
        cwd=tmp_path,
    )
    _, told = await program.communicate()

    assert program.returncode == 2
    assert told.decode() == "TELEGRAM_TOKENS is needed\n"
    assert os.listdir(tmp_path) == []
