from dataclasses import replace
from datetime import date

from contest.attempts import Progress, State
from contest.model import AttemptId, Level, UnitId
from contest.quotas import Category
from handlers.ports.catalogue import NewUnit
from handlers.ports.records import Standing, Strength
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.world import (
    DAY,
    NOW,
    RULES,
    WINDOW,
    World,
    headcounts,
    new_attempt,
    playing,
    register,
    set_progress,
)


async def end(world: World, attempt: AttemptId, state: State) -> None:
    progress = replace(Progress(RULES.attempt_limit), state=state, ended_at=NOW)
    await set_progress(world, attempt, progress)


async def begin(tx: SqlUnitOfWork, world: World, number: int, unit: str) -> AttemptId:
    person = await register(tx, world, number, unit)
    attempt = await tx.attempts.begin(new_attempt(world, person, number))
    assert attempt is not None
    return attempt.id


async def test_standings_count_the_people_of_every_unit(world: World) -> None:
    """SO-NV: 1 registered only, 1 playing, 2 finished, 1 cut off, 1 void; SO-TP: 1 playing."""
    async with world.begin() as tx:
        await register(tx, world, 1, "SO-NV")
        await begin(tx, world, 2, "SO-NV")
        finished = [await begin(tx, world, number, "SO-NV") for number in (3, 4)]
        cut_off = await begin(tx, world, 5, "SO-NV")
        void = await begin(tx, world, 6, "SO-NV")
        await begin(tx, world, 7, "SO-TP")
        await tx.commit()
    for attempt in finished:
        await end(world, attempt, State.FINISHED)
    await end(world, cut_off, State.CLOSED)
    await end(world, void, State.VOID)

    async with world.begin() as tx:
        standings = await tx.units.standings(world.round.id, DAY)

    assert standings == [
        Standing(world.units["66"], registered=0, playing=0, finished=0, headcount=0),
        Standing(world.units["SO-NV"], registered=6, playing=1, finished=2, headcount=67),
        Standing(world.units["SO-TP"], registered=1, playing=1, finished=0, headcount=54),
    ]


async def test_somebody_who_plays_again_is_one_finished_person_and_one_playing(
    world: World,
) -> None:
    async with world.begin() as tx:
        first = await playing(tx, world, 1)
        await tx.commit()
    await end(world, first.id, State.FINISHED)
    async with world.begin() as tx:
        again = replace(
            new_attempt(world, await register(tx, world, 2), 1, ordinal=2), person=first.person
        )
        second = await tx.attempts.begin(again)
        assert second is not None
        await tx.commit()

    async with world.begin() as tx:
        standing = (await tx.units.standings(world.round.id, DAY))[1]
    assert (standing.registered, standing.playing, standing.finished) == (2, 1, 1)

    await end(world, second.id, State.FINISHED)
    async with world.begin() as tx:
        standing = (await tx.units.standings(world.round.id, DAY))[1]
    assert (standing.registered, standing.playing, standing.finished) == (2, 0, 1)


async def test_a_round_counts_its_own_attempts_only(world: World) -> None:
    async with world.begin() as tx:
        rehearsal = await tx.catalogue.create_round(
            world.round.contest, "Chạy thử", WINDOW, RULES, is_rehearsal=True
        )
        person = await register(tx, world, 1)
        attempt = await tx.attempts.begin(replace(new_attempt(world, person), round=rehearsal.id))
        assert attempt is not None

        in_round = (await tx.units.standings(world.round.id, DAY))[1]
        in_rehearsal = (await tx.units.standings(rehearsal.id, DAY))[1]

    assert (in_round.registered, in_round.playing) == (1, 0)
    assert (in_rehearsal.registered, in_rehearsal.playing) == (1, 1)


async def test_an_attempt_counts_for_the_unit_it_was_made_for(world: World) -> None:
    async with world.begin() as tx:
        person = await register(tx, world, 1, "SO-NV")
        moved = replace(new_attempt(world, person), unit=world.units["SO-TP"])
        assert await tx.attempts.begin(moved) is not None

        standings = await tx.units.standings(world.round.id, DAY)

    assert [(standing.registered, standing.playing) for standing in standings] == [
        (0, 0),
        (1, 0),
        (0, 1),
    ]


async def test_units_are_those_of_the_day_in_question(world: World) -> None:
    """Code 24133 was phường Thắng Lợi and is now phường Buôn Ma Thuột (domain.md 8)."""
    old = NewUnit("24133", "Phường Thắng Lợi", Level("XA"), "66", valid_to=date(2025, 6, 30))
    new = NewUnit("24133", "Phường Buôn Ma Thuột", Level("XA"), "66", valid_from=date(2025, 7, 1))
    async with world.begin() as tx:
        await tx.catalogue.store_units([old, new])
        await tx.commit()

    async def names_on(day: date) -> list[str]:
        async with world.begin() as tx:
            return [unit.name for unit in await tx.units.existing_on(day)][3:]

    assert await names_on(date(2023, 11, 7)) == ["Phường Thắng Lợi"]
    assert await names_on(date(2025, 6, 30)) == ["Phường Thắng Lợi"]
    assert await names_on(date(2025, 7, 1)) == ["Phường Buôn Ma Thuột"]
    async with world.begin() as tx:
        after = await tx.units.standings(world.round.id, date(2025, 7, 1))
    assert len(after) == 4


async def test_a_unit_is_found_with_its_parent(world: World) -> None:
    async with world.begin() as tx:
        unit = await tx.units.find(world.units["SO-NV"])
        assert unit is not None
        assert (unit.code, unit.name, unit.level) == ("SO-NV", "Sở Nội vụ", "SO")
        assert unit.parent == world.units["66"]
        assert await tx.units.find(UnitId(0)) is None


async def test_strengths_are_the_headcounts_of_every_category_and_the_promise(
    world: World,
) -> None:
    """With a category that only another law's rules know."""
    police = NewUnit(
        "CA-T",
        "Công an tỉnh",
        Level("CA"),
        "66",
        leaders=5,
        more_headcounts={Category("officers"): 120},
        target_percent=80,
    )
    gone = NewUnit("SO-CU", "Sở cũ", Level("SO"), "66", staff=9, valid_to=date(2023, 11, 6))
    async with world.begin() as tx:
        await tx.catalogue.store_units([police, gone])

        strengths = await tx.units.strengths(DAY)

        units = {unit.code: unit.id for unit in await tx.units.existing_on(DAY)}
    assert strengths == [
        Strength(units["66"], headcounts(0, 0, 0, 0)),
        Strength(units["SO-NV"], headcounts(4, 15, 48, 0)),
        Strength(units["SO-TP"], headcounts(3, 7, 44, 0)),
        Strength(units["CA-T"], headcounts(5, 0, 0, 0) | {Category("officers"): 120}, 80),
    ]
