import asyncio
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

import pytest

from contest.model import UnitId
from contest.quotas import Category
from contest.reminders import Outcome, Pause
from handlers.ports.reminders import ReminderEntry
from handlers.ports.rosters import EntryId, NewRosterEntry
from storage.engine import Database
from storage.outbox import Lease
from storage.unit_of_work import SqlUnitsOfWork
from tests.fakes.secrets import SECRET
from tests.integration.storage.world import DAY, NOW, SECOND, World

NEXT_DAY = DAY + timedelta(days=1)


def decided(
    world: World, unit: str = "SO-NV", outcome: Outcome = Outcome.REMINDED
) -> ReminderEntry:
    return ReminderEntry(
        unit=world.units[unit],
        day=DAY,
        round=world.round.id,
        days_left=3,
        outcome=outcome,
        decided_at=NOW,
        facts={"missing": {"staff": 2}, "told": ["liaison"]},
    )


async def test_one_decision_is_noted_for_a_unit_and_day(world: World) -> None:
    first, other = decided(world), decided(world, "SO-TP", Outcome.MET)
    again = replace(first, outcome=Outcome.MET, decided_at=NOW + SECOND, facts={})
    async with world.begin() as tx:
        assert await tx.reminders.log([first]) == {first.unit}
        assert await tx.reminders.log([again, other]) == {other.unit}
        assert await tx.reminders.log([again]) == frozenset()
        assert await tx.reminders.log([]) == frozenset()

        assert await tx.reminders.logged_on(DAY) == [first, other]
        assert await tx.reminders.logged_on(NEXT_DAY) == []
        assert await tx.reminders.log([replace(again, day=NEXT_DAY)]) == {first.unit}


async def test_of_two_replicas_that_decide_at_once_one_reminds(
    world: World, other_database: Database
) -> None:
    other = SqlUnitsOfWork(other_database, Lease("there", 60 * SECOND), SECRET)
    entries = [decided(world), decided(world, "SO-TP")]

    async def log(begin: SqlUnitsOfWork, decisions: list[ReminderEntry]) -> Collection[UnitId]:
        async with begin() as tx:
            noted = await tx.reminders.log(decisions)
            await tx.commit()
            return noted

    noted = await asyncio.gather(log(world.begin, entries), log(other, entries[::-1]))

    units = [unit for each in noted for unit in each]
    assert sorted(units) == sorted(entry.unit for entry in entries)


async def test_a_history_has_the_newest_entries_of_its_units_first(world: World) -> None:
    days = [
        replace(decided(world), day=DAY + timedelta(days=n), decided_at=NOW + timedelta(days=n))
        for n in range(3)
    ]
    async with world.begin() as tx:
        await tx.reminders.log([*days, decided(world, "SO-TP")])

        assert await tx.reminders.history([world.units["SO-NV"]], 2) == [days[2], days[1]]
        assert await tx.reminders.history([world.units["SO-NV"]], 9) == days[::-1]
        assert len(await tx.reminders.history(world.units.values(), 9)) == 4
        assert await tx.reminders.history([], 9) == []


async def test_a_pause_is_what_was_wished_last_until_it_is_taken_back(world: World) -> None:
    so_nv, so_tp = world.units["SO-NV"], world.units["SO-TP"]
    async with world.begin() as tx:
        assert await tx.reminders.pauses() == {}
        await tx.reminders.pause(so_nv, NEXT_DAY, "leader", NOW)
        await tx.reminders.pause(so_nv, None, "leader", NOW + SECOND)
        await tx.reminders.pause(so_tp, NEXT_DAY, "leader", NOW)

        assert await tx.reminders.pauses() == {so_nv: Pause(None), so_tp: Pause(NEXT_DAY)}
        assert await tx.reminders.resume(so_nv)
        assert not await tx.reminders.resume(so_nv)
        assert await tx.reminders.pauses() == {so_tp: Pause(NEXT_DAY)}


@pytest.fixture
async def entries(world: World) -> list[EntryId]:
    """Two people on a roster."""
    listed = [
        NewRosterEntry(world.units["SO-NV"], Category("staff"), name) for name in ("Hoa", "Lan")
    ]
    async with world.begin() as tx:
        await tx.rosters.store(listed, NOW)
        found = await tx.rosters.not_done([world.units["SO-NV"]], None)
        await tx.commit()
    return [entry.id for entry in found]


async def test_somebody_is_nudged_once_a_day(world: World, entries: list[EntryId]) -> None:
    hoa, lan = entries
    async with world.begin() as tx:
        assert await tx.reminders.nudge([hoa], DAY, "leader") == {hoa}
        assert await tx.reminders.nudge([hoa, lan], DAY, "other leader") == {lan}
        assert await tx.reminders.nudge([hoa, lan], DAY, "leader") == frozenset()
        assert await tx.reminders.nudge([], DAY, "leader") == frozenset()
        assert await tx.reminders.nudge([lan, hoa], NEXT_DAY, "leader") == {hoa, lan}


async def test_a_digest_is_kept_once_a_day_and_compared_with_the_newest_before(
    world: World,
) -> None:
    week = timedelta(days=7)
    async with world.begin() as tx:
        assert await tx.reminders.last_digest(DAY) is None
        assert await tx.reminders.save_digest(DAY, {"units": 184}, NOW)
        assert not await tx.reminders.save_digest(DAY, {"units": 999}, NOW + SECOND)
        assert await tx.reminders.save_digest(DAY + week, {"units": 189}, NOW + week)

        assert await tx.reminders.last_digest(DAY) is None
        assert await tx.reminders.last_digest(DAY + week) == {"units": 184}
        assert await tx.reminders.last_digest(DAY + 2 * week) == {"units": 189}
