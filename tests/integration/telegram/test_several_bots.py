"""Two bots in one system: everybody is served by the bot that they wrote to."""

import asyncio

import pytest

from tests.integration.telegram.system import Plan, opened_system, register
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram_people import Player

pytestmark = pytest.mark.anyio


async def test_each_person_is_served_by_the_bot_they_wrote_to(
    plan: Plan, telegram: TelegramEmulator
) -> None:
    second = telegram.add_bot("hoithi_hai_bot")
    async with opened_system(plan, telegram, second) as system:
        one, two = system.player(1), Player(telegram.person(1_002), second)
        await register(system.app, str(telegram.bot.id), [1])
        await register(system.app, str(second.id), [2])

        await asyncio.gather(one.begin(), two.begin())
        await asyncio.gather(one.play(), two.play())
        await system.settled()

        served = {(call.bot_id, call.chat_id) for call in telegram.calls if call.chat_id}
        assert served == {(telegram.bot.id, "1001"), (second.id, "1002")}
        account = await system.account()
        assert (account.attempts_finished, account.answers_stored) == (2, 6)


async def test_a_limit_of_one_bot_does_not_slow_the_other(
    plan: Plan, telegram: TelegramEmulator
) -> None:
    second = telegram.add_bot("hoithi_hai_bot")
    async with opened_system(plan, telegram, second) as system:
        await register(system.app, str(telegram.bot.id), [1])
        await register(system.app, str(second.id), [2])
        one, two = system.player(1), Player(telegram.person(1_002), second)
        await one.begin()
        telegram.flood(300, telegram.person(1_001).chat())
        one.tap_option(0)

        await two.begin()
        await two.play()

        assert (await system.account()).attempts_finished == 1
