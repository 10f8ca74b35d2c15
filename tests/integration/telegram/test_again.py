"""What comes a second time, or in another order, changes nothing."""

import asyncio
from datetime import datetime

import pytest

from tests.integration.telegram.system import Plan, System, opened_system
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.faults import Fault, FaultKind, Faults

pytestmark = pytest.mark.anyio

PEOPLE = 5


def lose_the_next_acknowledgement(system: System) -> None:
    """As if the process was killed after the effects of an update and before saying so."""
    webhook = system.adapter.webhook
    if webhook is None:
        # The next poll would confirm the update.
        system.telegram.faults.add(
            Fault(FaultKind.RESET, times=1, methods=frozenset({"getUpdates"}))
        )
        return
    take = webhook.take

    async def take_and_fail(body: bytes, received_at: datetime) -> bytes:
        await take(body, received_at)
        webhook.take = take  # type: ignore[method-assign]
        raise ConnectionResetError

    webhook.take = take_and_fail  # type: ignore[method-assign]


async def test_an_answer_whose_acknowledgement_is_lost_is_counted_once(system: System) -> None:
    player = await system.contestant()
    await player.begin()

    lose_the_next_acknowledgement(system)
    await player.answer(1)
    await system.telegram.bot.queue.drained()
    await player.play()
    await system.settled()

    account = await system.account()
    assert (account.answers_stored, account.duplicates_refused) == (3, 0)
    assert system.telegram.count("editMessageText") == 3
    assert player.shown.text.startswith("Câu 3")


async def test_a_message_whose_acknowledgement_is_lost_is_answered_once(system: System) -> None:
    player = await system.contestant()

    lose_the_next_acknowledgement(system)
    await player.say("thể lệ")
    await player.reads()
    await system.telegram.bot.queue.drained()
    await system.settled()

    rules = player.shown.text
    assert player.person.chat().texts.count(rules) == 1


async def test_repeated_and_mixed_updates_change_nothing(plan: Plan) -> None:
    faults = Faults(repeat_updates=1.0, mix_updates=0.5)
    async with (
        TelegramEmulator(rates=plan.rates, faults=faults) as telegram,
        opened_system(plan, telegram) as system,
    ):
        await system.register(range(PEOPLE))
        players = [system.player(number) for number in range(PEOPLE)]
        await asyncio.gather(*[player.begin() for player in players])
        await asyncio.gather(*[player.play(place=1) for player in players])
        await telegram.bot.queue.drained()

        account = await system.account()
        assert account.attempts_finished == PEOPLE
        assert account.answers_stored == sum(player.answers_sent for player in players)
        assert account.duplicates_refused == account.other_refused == account.late_refused == 0
