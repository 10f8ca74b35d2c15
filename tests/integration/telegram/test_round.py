"""One person takes part over Telegram, from the deep link to the end of the attempt."""

import pytest

from tests.integration.telegram.system import System

pytestmark = pytest.mark.anyio


async def test_a_person_registers_and_plays_to_the_end(system: System) -> None:
    player = system.player()

    await player.register()
    await player.begin()
    await player.play()

    account = await system.account()
    assert (account.attempts_finished, account.answers_stored) == (1, 3)
    assert system.telegram.refusals == {}
