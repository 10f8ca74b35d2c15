"""Whoever has to wait sees it on the button they pressed, and gets their turn by itself."""

import asyncio
from pathlib import Path

import pytest

from tests.integration.telegram.system import RULES, Plan, copied, opened_system
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.limits import Rates

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(60)]

PEOPLE = 3
FAST = Rates(overall_per_second=300, per_chat_seconds=0.02)


async def test_the_button_says_the_place_and_the_question_comes_by_itself(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = Plan("telegram_aiogram", "webhook", copied(sqlite_template, tmp_path), RULES, FAST)
    async with TelegramEmulator(rates=FAST) as telegram, opened_system(plan, telegram) as system:
        await system.register(range(PEOPLE))
        players = [system.player(number) for number in range(PEOPLE)]
        for player in players:
            await player.say("vào thi")
            await player.reads()

        # As if the bot were full, for as long as people press.
        monkeypatch.setattr("contest.admission.burst", lambda _rate, _limit: 0.0)
        answers = await asyncio.gather(*[player.tap(0).answered() for player in players])
        monkeypatch.undo()
        for player in players:
            while player.question is None:
                await player.reads()

        assert sorted(answer.text or "" for answer in answers) == [
            f"Bạn đang ở vị trí {place}, dự kiến chưa đầy 1 phút nữa đến lượt. "
            "Bạn không cần làm gì thêm và không mất thời gian trả lời."
            for place in (1, 2, 3)
        ]
