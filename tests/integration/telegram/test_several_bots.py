"""Two bots in one system: everybody is served by the bot that they wrote to."""

import asyncio

import pytest
from structlog.testing import capture_logs

from handlers.pacing.refusals import FLOOD_CHATS
from tests.integration.telegram.system import Plan, opened_system, register
from tests.integration.web.site import eventually
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


async def test_a_bot_that_pauses_does_not_slow_the_other(
    plan: Plan, telegram: TelegramEmulator
) -> None:
    second = telegram.add_bot("hoithi_hai_bot")
    async with opened_system(plan, telegram, second) as system:
        limited = [system.player(number) for number in range(1, 1 + FLOOD_CHATS)]
        other = Player(telegram.person(1_100), second)
        await register(system.app, str(telegram.bot.id), range(1, 1 + FLOOD_CHATS))
        await register(system.app, str(second.id), [100])
        await asyncio.gather(*[player.begin() for player in limited])
        for player in limited:
            telegram.flood(300, player.person.chat())

        with capture_logs() as logs:
            for player in limited:
                player.tap_option(0)
            await eventually(lambda: "bot_paused" in [log["event"] for log in logs])
            await other.begin()
            await other.play()

        assert (await system.account()).attempts_finished == 1
