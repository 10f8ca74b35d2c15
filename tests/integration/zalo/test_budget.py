"""What is counted and forecast here is what Zalo counts."""

from pathlib import Path

import pytest

from bot.adapters._zalo.facts import FREE_PLAN
from contest.budgets import attempt_messages
from handlers.budget import BotBudget, load_budget, round_ahead
from tests.integration.zalo.desk import BOT
from tests.integration.zalo.system import RULES, System, opened_system
from tests.platforms.zalo.emulator import ZaloEmulator

pytestmark = pytest.mark.anyio


async def budget_of(system: System) -> BotBudget:
    """The bot's budget, once everything queued has been sent and noted."""
    await system.outcome()
    now = system.app.clock.now()
    async with system.app.units_of_work.reading() as tx:
        return await load_budget(tx, ("zalo", BOT), FREE_PLAN, await round_ahead(tx, now), now)


async def test_the_count_is_zalos_and_an_attempt_costs_what_was_forecast(
    zalo: ZaloEmulator, sqlite_template: Path, tmp_path: Path
) -> None:
    async with opened_system(zalo, "polling", sqlite_template, tmp_path) as system:
        player = system.player()
        await player.register()
        before = await budget_of(system)
        assert before.usage.sent == system.account.sent_this_month > 0

        await player.begin()
        await player.answers("B", "2", "đáp án b")

        after = await budget_of(system)
        assert after.usage.sent == system.account.sent_this_month
    # The briefing, three questions and the end.
    assert after.usage.sent - before.usage.sent == attempt_messages(RULES) == 5
    assert before.messages.asked - after.messages.asked == 5
    assert (after.usage.users, after.crowd.registered, after.crowd.begun) == (1, 1, 1)
