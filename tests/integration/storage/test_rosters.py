import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from contest.attempts import Progress, State
from contest.model import RoundId
from contest.quotas import Category
from handlers.ports.records import Person
from handlers.ports.rosters import (
    CategoryCount,
    Duty,
    EntryId,
    ListedTwice,
    Match,
    NewExclusion,
    NewRosterEntry,
    RosterChange,
    RosterEntry,
)
from storage.engine import Database
from storage.outbox import Lease
from storage.unit_of_work import SqlUnitOfWork, SqlUnitsOfWork
from tests.fakes.secrets import SECRET
from tests.integration.storage.world import (
    DAY,
    NOW,
    RULES,
    SECOND,
    WINDOW,
    World,
    dump,
    new_attempt,
    play,
    register,
)

LEADERS, STAFF, ONESTOP = Category("leaders"), Category("staff"), Category("onestop")
BORN = date(1990, 2, 28)
PHONE = "+84912345678"
FINISHED = Progress(RULES.attempt_limit, State.FINISHED, ended_at=NOW)


def entry(
    world: World, name: str = "Nguyễn Thị Ánh", unit: str = "SO-NV", **more: Any
) -> NewRosterEntry:
    return replace(NewRosterEntry(world.units[unit], STAFF, name), **more)


async def stored(tx: SqlUnitOfWork, world: World, *entries: NewRosterEntry) -> list[RosterEntry]:
    """Store rosters; returns what is on them, in the order of the lists."""
    await tx.rosters.store(entries, NOW)
    by_name = {each.full_name: each for each in await everybody(tx, world)}
    return [by_name[each.full_name] for each in entries]


async def everybody(tx: SqlUnitOfWork, world: World) -> list[RosterEntry]:
    """Nominated people who have not played: in most tests all there are."""
    return list(await tx.rosters.not_done(world.units.values(), None))


async def test_somebody_on_a_roster_comes_back_with_a_masked_number(world: World) -> None:
    listed = entry(world, category=ONESTOP, birth_date=BORN, phone=PHONE)
    async with world.begin() as tx:
        assert await tx.rosters.store([listed], NOW) == RosterChange(added=1)
        (found,) = await everybody(tx, world)
        await tx.commit()

    assert (found.full_name, found.birth_date) == ("Nguyễn Thị Ánh", BORN)
    assert (found.unit, found.category) == (world.units["SO-NV"], ONESTOP)
    assert (found.phone_masked, found.is_nominated) == ("091****678", True)
    assert (found.match, found.person) == (Match.NONE, None)
    async with world.begin() as tx:
        assert await tx.rosters.find(found.id) == found
        assert await tx.rosters.find(EntryId(0)) is None
    assert "912345678" not in await dump(world.database)


async def test_a_roster_stored_again_changes_nothing(world: World) -> None:
    roster = [
        entry(world, "Hoa", birth_date=BORN, phone=PHONE),
        entry(world, "Hồng", birth_date=BORN),
        entry(world, "Huệ"),
        entry(world, "Huệ"),
    ]
    async with world.begin() as tx:
        assert await tx.rosters.store(roster, NOW) == RosterChange(added=4)
        before = await everybody(tx, world)

        assert await tx.rosters.store(roster, NOW) == RosterChange(unchanged=4)
        assert await everybody(tx, world) == before


async def test_a_list_replaces_the_rosters_of_the_units_it_names_and_no_others(
    world: World,
) -> None:
    async with world.begin() as tx:
        await stored(tx, world, entry(world, "Hoa"), entry(world, "Hồng"), entry(world, "Huệ"))
        (other,) = await stored(tx, world, entry(world, "Lan", "SO-TP"))

        change = await tx.rosters.store(
            [entry(world, "Hoa"), entry(world, "Hồng", category=ONESTOP), entry(world, "Cúc")], NOW
        )

        assert change == RosterChange(added=1, changed=1, unchanged=1, removed=1)
        names = {(each.full_name, each.category) for each in await everybody(tx, world)}
        assert names == {("Hoa", STAFF), ("Hồng", ONESTOP), ("Cúc", STAFF), ("Lan", STAFF)}
        assert await tx.rosters.find(other.id) == other


@pytest.mark.parametrize(
    ("before", "after", "is_the_same"),
    [
        ({"phone": PHONE}, {"phone": PHONE, "full_name": "Nguyễn Thị Anh Đào"}, True),
        ({"phone": PHONE, "birth_date": BORN}, {"birth_date": BORN}, True),
        (
            {"phone": PHONE, "birth_date": BORN},
            {"phone": "+84987654321", "birth_date": BORN, "full_name": "NGUYEN THI ANH"},
            True,
        ),
        ({"phone": PHONE}, {"phone": "+84987654321"}, False),
        ({"phone": PHONE}, {}, False),
        ({"birth_date": BORN}, {"birth_date": date(1990, 2, 27)}, False),
        ({"phone": PHONE}, {"phone": PHONE, "unit": "SO-TP"}, False),
    ],
)
async def test_a_match_stays_with_who_is_the_same_by_phone_or_by_name_and_birth_date(
    world: World, before: dict[str, Any], after: dict[str, Any], is_the_same: bool
) -> None:
    unit = after.get("unit", "SO-NV")
    changed = {"full_name": "Nguyễn Thị Ánh"} | after | {"unit": world.units[unit]}
    async with world.begin() as tx:
        (old,) = await stored(tx, world, entry(world, **before))
        person = await register(tx, world)
        assert await tx.rosters.confirm(old.id, person.id, NOW)

        # A list for both units, so that who has left one is taken off.
        others = [entry(world, "Lan", name) for name in ("SO-NV", "SO-TP")]
        await tx.rosters.store([*others, NewRosterEntry(category=STAFF, **changed)], NOW)

        now = await tx.rosters.of_person(person.id)
    if is_the_same:
        assert now is not None
        assert (now.id, now.full_name) == (old.id, changed["full_name"])
    else:
        assert now is None


async def test_of_two_namesakes_each_stays_who_they_are(world: World) -> None:
    first = entry(world, "Hoa", birth_date=BORN, phone=PHONE)
    second = entry(world, "Hoa", birth_date=BORN, phone="+84987654321")
    async with world.begin() as tx:
        await tx.rosters.store([first, second], NOW)
        (before,) = await tx.rosters.by_phone(tx.people.protect("+84987654321"))

        assert await tx.rosters.store([second], NOW) == RosterChange(unchanged=1, removed=1)

        assert await everybody(tx, world) == [before]


async def test_who_is_taken_off_leaves_no_reminders_behind(world: World) -> None:
    async with world.begin() as tx:
        hoa, lan = await stored(tx, world, entry(world, "Hoa"), entry(world, "Lan"))
        await tx.reminders.nudge([hoa.id, lan.id], DAY, "leader")

        assert await tx.rosters.store([entry(world, "Lan")], NOW) == RosterChange(
            unchanged=1, removed=1
        )

        assert await tx.reminders.nudge([lan.id], DAY, "leader") == frozenset()


async def test_a_long_list_takes_no_more_statements_than_a_short_one(world: World) -> None:
    async def statements(count: int) -> int:
        """Every kind of change: a third is added, one changed, one removed."""
        names = [f"Người {number}" for number in range(count)]
        async with world.begin() as tx:
            await tx.rosters.store([entry(world, name) for name in names], NOW)
            listed = [
                *(entry(world, name) for name in names[: count // 3]),
                *(entry(world, name, category=ONESTOP) for name in names[count // 3 : -count // 3]),
                *(entry(world, f"{name} mới") for name in names[-count // 3 :]),
            ]
            with counted_statements(world.database) as executed:
                change = await tx.rosters.store(listed, NOW)
        third = count // 3
        assert change == RosterChange(added=third, changed=third, unchanged=third, removed=third)
        return len(executed)

    assert await statements(300) == await statements(3) <= 6


@contextmanager
def counted_statements(database: Database) -> Iterator[list[str]]:
    executed: list[str] = []

    def count(_connection: Any, _cursor: Any, sql: str, *_: Any) -> None:
        executed.append(sql)

    engine = database._engine.sync_engine
    event.listen(engine, "before_cursor_execute", count)
    yield executed
    event.remove(engine, "before_cursor_execute", count)


@pytest.mark.parametrize(
    ("there", "here", "is_told"),
    [
        ({"phone": PHONE}, {"phone": PHONE}, True),
        ({"phone": PHONE}, {"phone": PHONE, "full_name": "Nguyễn Thị Anh Đào"}, True),
        ({"phone": PHONE, "birth_date": BORN}, {"phone": PHONE, "birth_date": BORN}, True),
        ({"birth_date": BORN}, {"birth_date": BORN, "full_name": "NGUYEN THI ANH"}, True),
        ({"birth_date": BORN, "phone": PHONE}, {"birth_date": BORN}, True),
        ({"birth_date": BORN}, {"birth_date": BORN, "phone": PHONE}, True),
        (
            {"birth_date": BORN, "phone": PHONE},
            {"birth_date": BORN, "phone": "+84987654321"},
            False,
        ),
        ({"birth_date": BORN}, {"birth_date": date(1990, 2, 27)}, False),
        ({"birth_date": BORN}, {"birth_date": BORN, "full_name": "Nguyễn Thị Anh Đào"}, False),
        ({"birth_date": BORN}, {"phone": PHONE}, False),
        ({}, {}, False),
    ],
)
async def test_who_stands_on_the_roster_of_another_unit_is_told_by_phone_or_by_name_and_birth_date(
    world: World, there: dict[str, Any], here: dict[str, Any], *, is_told: bool
) -> None:
    units = world.units
    listed = entry(world, **here)
    async with world.begin() as tx:
        await tx.rosters.store([entry(world, unit="SO-TP", **there)], NOW)
        await tx.rosters.store([listed], NOW)

        found = await tx.rosters.also_elsewhere([units["SO-NV"]])
        among_both = await tx.rosters.also_elsewhere([units["SO-NV"], units["SO-TP"]])

    told = [ListedTwice(listed.full_name, units["SO-NV"], units["SO-TP"])]
    assert found == (told if is_told else [])
    assert among_both == []


async def test_who_stands_on_the_rosters_of_other_units_is_told_in_the_order_of_the_list(
    world: World,
) -> None:
    async with world.begin() as tx:
        others = [
            entry(world, "Hoa", "66", birth_date=BORN),
            entry(world, "Hoa", "SO-TP", birth_date=BORN),
            entry(world, "somebody", "SO-TP", phone=PHONE),
        ]
        await tx.rosters.store(others, NOW)
        names = [("Hoa", BORN, None), ("Huệ", BORN, None), ("Lan", None, PHONE)]
        own = [entry(world, name, birth_date=born, phone=phone) for name, born, phone in names]
        await tx.rosters.store(own, NOW)

        found = await tx.rosters.also_elsewhere([world.units["SO-NV"]])
        nobody = await tx.rosters.also_elsewhere([])

    assert [(each.full_name, each.other_unit) for each in found] == [
        *(("Hoa", unit) for unit in sorted((world.units["66"], world.units["SO-TP"]))),
        ("Lan", world.units["SO-TP"]),
    ]
    assert nobody == []


async def test_people_are_found_by_phone_in_every_unit(world: World) -> None:
    async with world.begin() as tx:
        await stored(
            tx,
            world,
            entry(world, "Hoa", phone=PHONE),
            entry(world, "Lan", "SO-TP", phone=PHONE),
            entry(world, "Huệ", phone="+84912345679"),
        )

        found = await tx.rosters.by_phone(tx.people.protect(PHONE))
        nobody = await tx.rosters.by_phone(tx.people.protect("+84900000000"))

    assert [each.full_name for each in found] == ["Hoa", "Lan"]
    assert nobody == []


@pytest.mark.parametrize(
    "spelling", ["Trần Thị Hòa", "trần thị hoà", "TRAN  THI HOA", "Trần thị Hóa"]
)
async def test_people_are_found_by_name_in_any_spelling_and_birth_date(
    world: World, spelling: str
) -> None:
    async with world.begin() as tx:
        await stored(
            tx,
            world,
            entry(world, "Trần Thị Hoà", birth_date=BORN),
            entry(world, "Trần Thị Hoa", "SO-TP", birth_date=date(1991, 2, 28)),
            entry(world, "Trần Thị Hoa Lê", birth_date=BORN),
        )

        (found,) = await tx.rosters.by_name(spelling, BORN)

    assert found.full_name == "Trần Thị Hoà"


async def test_letters_that_only_names_of_units_confuse_tell_people_apart(world: World) -> None:
    async with world.begin() as tx:
        await stored(tx, world, entry(world, "Lê Thị Kúc", birth_date=BORN))

        assert await tx.rosters.by_name("Lê Thị Cúc", BORN) == []
        assert len(await tx.rosters.by_name("Lê Thị Kúc", BORN)) == 1


async def test_a_confirmed_person_is_one_entry_and_an_entry_one_person(world: World) -> None:
    async with world.begin() as tx:
        hoa, lan = await stored(tx, world, entry(world, "Hoa"), entry(world, "Lan"))
        first, second = [await register(tx, world, number) for number in (1, 2)]

        assert await tx.rosters.confirm(hoa.id, first.id, NOW)
        assert await tx.rosters.confirm(hoa.id, first.id, NOW)
        assert not await tx.rosters.confirm(hoa.id, second.id, NOW)
        assert not await tx.rosters.confirm(lan.id, first.id, NOW)
        assert not await tx.rosters.confirm(EntryId(0), second.id, NOW)

        of_first = await tx.rosters.of_person(first.id)
        assert of_first is not None
        assert (of_first.id, of_first.match) == (hoa.id, Match.CONFIRMED)
        assert await tx.rosters.of_person(second.id) is None


async def test_a_suggestion_counts_for_nothing_until_it_is_confirmed(world: World) -> None:
    async with world.begin() as tx:
        (hoa,) = await stored(tx, world, entry(world, "Hoa"))
        person = await register(tx, world)
        await play(tx, world, person, State.FINISHED)

        assert await tx.rosters.suggest(hoa.id, person.id, NOW)

        (found,) = await everybody(tx, world)
        assert (found.match, found.person) == (Match.SUGGESTED, person.id)
        assert await tx.rosters.of_person(person.id) is None
        assert await tx.rosters.confirm(hoa.id, person.id, NOW)
        assert await everybody(tx, world) == []


async def test_a_suggestion_stands_until_it_is_answered(world: World) -> None:
    async with world.begin() as tx:
        (hoa,) = await stored(tx, world, entry(world, "Hoa"))
        first, second = [await register(tx, world, number) for number in (1, 2)]
        assert await tx.rosters.suggest(hoa.id, first.id, NOW)
        assert not await tx.rosters.suggest(hoa.id, second.id, NOW)

        await tx.rosters.reject(hoa.id)

        found = await tx.rosters.find(hoa.id)
        assert found is not None
        assert (found.match, found.person) == (Match.NONE, None)
        assert await tx.rosters.suggest(hoa.id, second.id, NOW)


async def test_a_confirmation_is_not_rejected(world: World) -> None:
    async with world.begin() as tx:
        (hoa,) = await stored(tx, world, entry(world, "Hoa"))
        person = await register(tx, world)
        await tx.rosters.confirm(hoa.id, person.id, NOW)

        await tx.rosters.reject(hoa.id)

        assert await tx.rosters.of_person(person.id) is not None


async def test_who_is_confirmed_is_suggested_nowhere_else(world: World) -> None:
    async with world.begin() as tx:
        hoa, lan = await stored(tx, world, entry(world, "Hoa"), entry(world, "Lan"))
        person = await register(tx, world)
        await tx.rosters.suggest(lan.id, person.id, NOW)
        await tx.rosters.confirm(hoa.id, person.id, NOW)

        assert not await tx.rosters.suggest(lan.id, person.id, NOW)

        found = await tx.rosters.find(lan.id)
        assert found is not None
        assert (found.match, found.person) == (Match.NONE, None)


async def test_who_has_been_forgotten_is_matched_to_nobody(world: World) -> None:
    async with world.begin() as tx:
        hoa, lan = await stored(tx, world, entry(world, "Hoa"), entry(world, "Lan"))
        person = await register(tx, world)
        await tx.rosters.confirm(hoa.id, person.id, NOW)
        await tx.people.forget(person.id, NOW)

        assert await tx.rosters.of_person(person.id) is None
        assert not await tx.rosters.confirm(lan.id, person.id, NOW)
        assert not await tx.rosters.suggest(lan.id, person.id, NOW)
        assert len(await everybody(tx, world)) == 2


async def test_of_two_confirmations_at_once_one_holds(
    world: World, other_database: Database
) -> None:
    other = SqlUnitsOfWork(other_database, Lease("there", 60 * SECOND), SECRET)
    async with world.begin() as tx:
        entries = await stored(tx, world, entry(world, "Hoa"), entry(world, "Lan"))
        person = await register(tx, world)
        await tx.commit()

    async def confirm(begin: SqlUnitsOfWork, entry_id: EntryId) -> bool:
        async with begin() as tx:
            is_confirmed = await tx.rosters.confirm(entry_id, person.id, NOW)
            await tx.commit()
            return is_confirmed

    outcomes = await asyncio.gather(
        *(
            confirm(begin, each.id)
            for begin, each in zip((world.begin, other), entries, strict=True)
        )
    )

    assert sorted(outcomes) == [False, True]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_confirmation_lets_nobody_else_match_the_person_until_it_is_durable(
    world: World, other_database: Database
) -> None:
    """Else of two confirmations at once the second one fails at the unique index."""
    locking = "SELECT id FROM person FOR KEY SHARE NOWAIT"
    async with world.begin() as tx:
        (hoa,) = await stored(tx, world, entry(world, "Hoa"))
        person = await register(tx, world)
        await tx.commit()

    async with world.begin() as tx, other_database.read() as elsewhere:
        await elsewhere.execute(text(locking))
        await elsewhere.rollback()
        await tx.rosters.confirm(hoa.id, person.id, NOW)

        with pytest.raises(DBAPIError, match="could not obtain lock"):
            await elsewhere.execute(text(locking))


@pytest.fixture
async def rehearsal(world: World) -> RoundId:
    async with world.begin() as tx:
        round_ = await tx.catalogue.create_round(
            world.round.contest, "Chạy thử", WINDOW, RULES, is_rehearsal=True
        )
        await tx.commit()
    return round_.id


@pytest.fixture
async def second_round(world: World) -> RoundId:
    async with world.begin() as tx:
        round_ = await tx.catalogue.create_round(world.round.contest, "Vòng 2", WINDOW, RULES)
        await tx.commit()
    return round_.id


async def confirmed(tx: SqlUnitOfWork, world: World, number: int, listed: RosterEntry) -> Person:
    person = await register(tx, world, number)
    assert await tx.rosters.confirm(listed.id, person.id, NOW)
    return person


async def test_counts_are_of_people_who_finished_an_attempt_that_counts(
    world: World, rehearsal: RoundId, second_round: RoundId
) -> None:
    names = ("done", "running", "cut off", "void", "rehearsed", "second round", "suggested", "new")
    roster = [entry(world, name) for name in names]
    leaders = [entry(world, "chief", "SO-TP", category=LEADERS, is_nominated=False)]
    async with world.begin() as tx:
        listed = {
            name: each for name, each in zip(names, await stored(tx, world, *roster), strict=True)
        }
        people = {
            name: await confirmed(tx, world, number, listed[name])
            for number, name in enumerate(names[:6], start=1)
        }
        await play(tx, world, people["done"], State.FINISHED)
        assert await tx.attempts.begin(new_attempt(world, people["running"])) is not None
        await play(tx, world, people["cut off"], State.CLOSED)
        await play(tx, world, people["void"], State.VOID)
        await play(tx, world, people["rehearsed"], State.FINISHED, rehearsal)
        await play(tx, world, people["second round"], State.FINISHED, second_round)
        suggested = await register(tx, world, 7)
        await play(tx, world, suggested, State.FINISHED)
        await tx.rosters.suggest(listed["suggested"].id, suggested.id, NOW)
        await tx.rosters.store([*leaders], NOW)

        by_scope = {
            scope: await tx.rosters.counts(scope)
            for scope in (None, world.round.id, second_round, rehearsal)
        }
        waiting = await tx.rosters.not_done([world.units["SO-NV"]], world.round.id)

    def expected(done: int) -> list[CategoryCount]:
        return [
            CategoryCount(world.units["SO-NV"], STAFF, listed=8, done=done, excluded=0),
            CategoryCount(world.units["SO-TP"], LEADERS, listed=1, done=0, excluded=0),
        ]

    assert by_scope == {
        None: expected(2),
        world.round.id: expected(1),
        second_round: expected(1),
        rehearsal: expected(1),
    }
    assert sorted(each.full_name for each in waiting) == sorted(set(names) - {"done"})


async def test_an_attempt_that_is_not_the_counted_one_is_no_turnout(world: World) -> None:
    async with world.begin() as tx:
        (hoa,) = await stored(tx, world, entry(world, "Hoa"))
        person = await confirmed(tx, world, 1, hoa)
        await play(tx, world, person, State.CLOSED)
        again = replace(new_attempt(world, person, ordinal=2), progress=FINISHED)
        assert await tx.attempts.begin(again) is not None

        (count,) = await tx.rosters.counts(world.round.id)
        assert (count.listed, count.done) == (1, 0)


async def test_a_person_counts_once_however_often_they_have_played(
    world: World, second_round: RoundId
) -> None:
    async with world.begin() as tx:
        (hoa,) = await stored(tx, world, entry(world, "Hoa"))
        person = await confirmed(tx, world, 1, hoa)
        await play(tx, world, person, State.FINISHED)
        await play(tx, world, person, State.FINISHED, second_round)

        (count,) = await tx.rosters.counts(None)

    assert (count.listed, count.done) == (1, 1)


async def test_an_excluded_entry_is_counted_apart_and_never_done(world: World) -> None:
    """By phone, by name and birth date, and by the person whom it is confirmed to be."""
    roster = [
        entry(world, "by phone", phone=PHONE),
        entry(world, "Trần Thị Hoà", birth_date=BORN),
        entry(world, "by person"),
        entry(world, "namesake", birth_date=BORN),
        entry(world, "not yet"),
        entry(world, "idle", phone="+84987654321"),
    ]
    excluded = [
        NewExclusion(Duty.TECHNICAL, "somebody", phone=PHONE),
        NewExclusion(Duty.SECRETARIAT, "trần thị hòa", BORN),
        NewExclusion(Duty.SECRETARIAT, "namesake", date(1970, 1, 1)),
        NewExclusion(Duty.DRAFTING_TEAM, "idle", phone="+84987654321"),
    ]
    async with world.begin() as tx:
        by_phone, by_name, by_person, namesake, *_ = await stored(tx, world, *roster)
        for number, each in enumerate((by_phone, by_name, by_person, namesake), start=1):
            person = await confirmed(tx, world, number, each)
            await play(tx, world, person, State.FINISHED)
            if each is by_person:
                await tx.exclusions.carry_out(person.id)
        await tx.exclusions.store(excluded, "test", NOW)

        (count,) = await tx.rosters.counts(None)
        waiting = await tx.rosters.not_done([world.units["SO-NV"]], None)

    assert (count.listed, count.done, count.excluded) == (6, 1, 4)
    assert [each.full_name for each in waiting] == ["not yet"]


async def test_who_is_missing_is_listed_by_unit_category_and_name(world: World) -> None:
    async with world.begin() as tx:
        await tx.rosters.store(
            [
                entry(world, "Đào", "SO-TP"),
                entry(world, "Lan"),
                entry(world, "Huệ", is_nominated=False),
                entry(world, "Hồng"),
                entry(world, "Xuân", category=LEADERS),
            ],
            NOW,
        )

        both = await tx.rosters.not_done([world.units["SO-TP"], world.units["SO-NV"]], None)
        one = await tx.rosters.not_done([world.units["SO-TP"]], None)
        none = await tx.rosters.not_done([], None)

    assert [each.full_name for each in both] == ["Xuân", "Hồng", "Lan", "Đào"]
    assert [each.full_name for each in one] == ["Đào"]
    assert none == []
