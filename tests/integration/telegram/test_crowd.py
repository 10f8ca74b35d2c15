"""Two hundred people at once, over a platform that errs: nothing is lost and nobody is stuck."""

import asyncio
import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.integration.telegram.system import FAST, RULES, Plan, copied, opened_system
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.faults import Fault, FaultKind, Faults
from tests.platforms.telegram_people import Habits, play_as_people_do

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

PEOPLE = 200
ERRING = 0.05
QUICK = replace(RULES, question_limit=timedelta(seconds=4))
SENDING = frozenset({"sendMessage", "editMessageText", "answerCallbackQuery"})


def erring(latency: float) -> Faults:
    """One call in twenty fails, half of them after it was carried out; updates repeat and mix."""
    faults = Faults(latency=latency, repeat_updates=ERRING, mix_updates=ERRING)
    kinds = (FaultKind.RESET, FaultKind.SERVER_ERROR, FaultKind.HTML_PAGE)
    for kind in kinds:
        for after_effect in (False, True):
            share = ERRING / len(kinds) / 2
            faults.add(Fault(kind, share, methods=SENDING, after_effect=after_effect))
    return faults


@pytest.mark.parametrize(
    ("library", "inlet", "latency"),
    [
        ("telegram_aiogram", "webhook", 0.0),
        ("telegram_aiogram", "polling", 0.05),
        ("telegram_ptb", "webhook", 0.05),
        ("telegram_ptb", "polling", 0.0),
    ],
)
async def test_what_is_stored_and_refused_is_what_was_sent(
    library: str, inlet: str, latency: float, sqlite_template: Path, tmp_path: Path
) -> None:
    plan = Plan(library, inlet, copied(sqlite_template, tmp_path), rules=QUICK)
    async with (
        TelegramEmulator(rates=FAST, faults=erring(latency)) as telegram,
        opened_system(plan, telegram) as system,
    ):
        await system.register(range(PEOPLE))
        players = [system.player(number) for number in range(PEOPLE)]

        await asyncio.gather(
            *[
                play_as_people_do(player, Habits(), random.Random(number))  # noqa: S311
                for number, player in enumerate(players)
            ]
        )
        await telegram.bot.queue.drained()
        await system.settled()

        account = await system.account()
        refused = account.duplicates_refused + account.late_refused + account.other_refused
        assert account.attempts_finished == PEOPLE
        assert account.answers_stored + refused == sum(player.answers_sent for player in players)
        # That they play at all; on a machine that is busy otherwise many are late.
        assert account.answers_stored > PEOPLE / 4
        assert sum(fault.hits for fault in telegram.faults.active) > PEOPLE / 10
        # Nothing was refused for our pace.
        assert telegram.refusals == Counter()
