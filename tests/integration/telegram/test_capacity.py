"""What a plan promises is what the platform counts and what the database holds."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.app import App
from contest.capacity import REGISTRATION, Demand, disk_bytes, rows, traffic
from contest.rules import RoundRules
from storage.tables.attempts import answer_table, attempt_table
from storage.tables.operations import processed_update_table
from storage.tables.outbox import outbox_table
from storage.tables.people import consent_table, identity_table, person_table
from tests.integration.telegram.system import RULES, Plan, System, copied, opened_system
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.limits import Rates
from tests.platforms.telegram_people import Player

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

PEOPLE = 200
PATIENT = replace(RULES, question_limit=timedelta(minutes=2), attempt_limit=timedelta(minutes=6))
"""A deadline that passes costs a message as an answer does, but no answer."""
NO_LINE = timedelta(minutes=5)
"""However busy the machine is, nobody is told to wait; those words would count too."""
PACE = Rates(overall_per_second=1_000, per_chat_seconds=0.001)
COUNTED = ("sendMessage", "editMessageText")
TABLES = (
    person_table,
    identity_table,
    consent_table,
    attempt_table,
    answer_table,
    processed_update_table,
    outbox_table,
)


async def take_part(player: Player) -> None:
    await player.begin()
    await player.play()


def demand(rules: RoundRules, people: int, newcomers: int) -> Demand:
    return Demand(people, rules.question_count, timedelta(hours=2), newcomers=newcomers)


async def counted(system: System) -> int:
    """Messages and edits that the platform counted, without announcements of the round."""
    announced = (await system.account()).announcements_sent
    return sum(system.telegram.count(method) for method in COUNTED) - announced


async def held(system: System) -> Mapping[str, int]:
    """Rows of the tables that grow."""
    async with system.app.database.read() as connection:
        return {
            table.name: (await connection.scalar(select(func.count()).select_from(table))) or 0
            for table in TABLES
        }


async def test_two_hundred_people_cost_what_was_planned(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "tests.integration.telegram.system.App", partial(App, admission_delay=NO_LINE)
    )
    plan = Plan(
        "telegram_aiogram",
        "webhook",
        copied(sqlite_template, tmp_path),
        rules=PATIENT,
        rates=PACE,
    )
    size = plan.database.stat().st_size
    async with (
        TelegramEmulator(rates=PACE) as telegram,
        opened_system(plan, telegram) as system,
    ):
        newcomer = system.player(PEOPLE)
        await newcomer.register()
        await system.settled()
        assert await counted(system) == REGISTRATION
        assert (await held(system))["processed_update"] == REGISTRATION

        await system.register(range(1, PEOPLE))
        players = [*map(system.player, range(1, PEOPLE)), newcomer]
        await asyncio.gather(*map(take_part, players))
        await telegram.bot.queue.drained()
        await system.settled()

        expected = traffic(demand(PATIENT, PEOPLE, newcomers=1))
        # 200 x (3 + 2) and 7.
        assert (await counted(system), expected.playing) == (1_007, 1_007)
        assert telegram.refusals == {}
        left, planned = await held(system), rows(demand(PATIENT, PEOPLE, newcomers=1))
        announced = (await system.account()).announcements_sent
        assert left == {**planned, "outbox": expected.playing + announced}

    grown = plan.database.stat().st_size - size
    assert 0.5 < disk_bytes(left) / grown < 2
