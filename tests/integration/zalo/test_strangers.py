"""One stranger cannot use up the month, and nobody who plays notices."""

from pathlib import Path

import anyio
import pytest

from tests.integration.zalo.system import opened_system
from tests.platforms.zalo.emulator import ZaloEmulator

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

REPLIES_AN_HOUR = 30
TEXTS = 120


async def test_a_stranger_who_writes_all_the_time_gets_30_answers_and_a_player_plays_on(
    zalo: ZaloEmulator, sqlite_template: Path, tmp_path: Path
) -> None:
    async with opened_system(zalo, "webhook", sqlite_template, tmp_path) as system:
        stranger, player = zalo.person("Người Lạ"), system.player()

        async def talk() -> None:
            for _ in range(TEXTS):
                await stranger.say(system.account, "hello")

        async with anyio.create_task_group() as group:
            group.start_soon(talk)
            await player.register()
            await player.begin()
            await player.answers("B", "2", "đáp án b")
        outcome = await system.outcome()

    shown = [each.text for each in stranger.shown(system.account)]
    silences = [place for place, text in enumerate(shown) if "tạm ngừng trả lời" in text]
    assert silences == [REPLIES_AN_HOUR - 1]
    assert len(shown) == REPLIES_AN_HOUR
    assert (outcome.attempts_finished, outcome.answers_stored) == (1, 3)
    assert zalo.refused == []
    assert system.account.sent_this_month < REPLIES_AN_HOUR + 40
