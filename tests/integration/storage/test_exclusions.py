from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from handlers.ports.records import NewPerson, Person
from handlers.ports.rosters import Duty, NewExclusion, RosterChange
from storage.tables.rosters import exclusion_table
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.world import (
    NOW,
    World,
    chat,
    dump,
    new_person,
    register,
    user,
)

BORN = date(1985, 6, 1)
PHONE, OTHER_PHONE = "+84912345678", "+84987654321"
HOA = NewExclusion(Duty.SECRETARIAT, "Trần Thị Hoà", BORN, PHONE)


async def exclude(tx: SqlUnitOfWork, *exclusions: NewExclusion) -> RosterChange:
    return await tx.exclusions.store(exclusions, "organiser", NOW)


async def register_as(tx: SqlUnitOfWork, number: int, new: NewPerson) -> Person:
    return await tx.people.register(user(number), chat(number), new)


async def test_somebody_is_barred_by_phone_whatever_their_name(world: World) -> None:
    async with world.begin() as tx:
        await exclude(tx, HOA)
        same, other = tx.people.protect(PHONE), tx.people.protect(OTHER_PHONE)

        assert await tx.exclusions.match("Ai đó", date(2000, 1, 1), same) is Duty.SECRETARIAT
        assert await tx.exclusions.match("Ai đó", date(2000, 1, 1), other) is None
        assert await tx.exclusions.match("Ai đó", date(2000, 1, 1), None) is None
        await tx.commit()
    assert "912345678" not in await dump(world.database)


@pytest.mark.parametrize(
    ("name", "born", "duty"),
    [
        ("Trần Thị Hoà", BORN, Duty.SECRETARIAT),
        ("TRẦN THỊ HÒA", BORN, Duty.SECRETARIAT),
        ("tran thi hoa", BORN, Duty.SECRETARIAT),
        ("Trần Thị Hoà", date(1985, 6, 2), None),
        ("Trần Thị Hoa Lê", BORN, None),
    ],
)
async def test_somebody_is_barred_by_name_and_birth_date_together(
    world: World, name: str, born: date, duty: Duty | None
) -> None:
    async with world.begin() as tx:
        await exclude(tx, HOA)

        assert await tx.exclusions.match(name, born, tx.people.protect(OTHER_PHONE)) is duty
        assert await tx.exclusions.match(name, born, None) is duty


async def test_an_exclusion_without_birth_date_or_phone_bars_nobody(world: World) -> None:
    async with world.begin() as tx:
        await exclude(tx, NewExclusion(Duty.TECHNICAL, "Trần Thị Hoà"))
        await register(tx, world)

        assert await tx.exclusions.match("Trần Thị Hoà", BORN, None) is None
        assert await tx.exclusions.newly_barred() == []


async def test_a_list_stored_again_changes_nothing(world: World) -> None:
    exclusions = [
        HOA,
        replace(HOA, birth_date=None, full_name="Lan"),
        NewExclusion(HOA.duty, "Huệ"),
    ]
    async with world.begin() as tx:
        assert await exclude(tx, *exclusions) == RosterChange(added=3)
        assert await exclude(tx, *exclusions) == RosterChange(unchanged=3)


async def test_a_later_list_completes_what_is_known_and_takes_nothing_away(world: World) -> None:
    without_phone = replace(HOA, phone=None)
    async with world.begin() as tx:
        await exclude(tx, without_phone)
        phone = tx.people.protect(PHONE)
        assert await tx.exclusions.match("Ai đó", NOW.date(), phone) is None

        assert await exclude(tx, HOA) == RosterChange(changed=1)
        assert await exclude(tx, without_phone) == RosterChange(unchanged=1)

        assert await tx.exclusions.match("Ai đó", NOW.date(), phone) is Duty.SECRETARIAT


async def test_a_later_list_may_name_another_duty(world: World) -> None:
    async with world.begin() as tx:
        await exclude(tx, HOA)

        assert await exclude(tx, replace(HOA, duty=Duty.TECHNICAL)) == RosterChange(changed=1)

        assert await tx.exclusions.match(HOA.full_name, BORN, None) is Duty.TECHNICAL


@pytest.mark.parametrize(
    "second",
    [
        NewExclusion(Duty.TECHNICAL, "Lê Văn Nam", date(1980, 1, 1), PHONE),
        replace(HOA, duty=Duty.TECHNICAL, phone=OTHER_PHONE),
        replace(HOA, duty=Duty.TECHNICAL, birth_date=date(1980, 1, 1)),
    ],
)
async def test_who_may_be_somebody_else_takes_nobody_off_the_list(
    world: World, second: NewExclusion
) -> None:
    """Two share a phone in the office, or a name."""
    async with world.begin() as tx:
        await exclude(tx, HOA)

        assert await exclude(tx, second) == RosterChange(added=1)

        phone = tx.people.protect(PHONE)
        assert await tx.exclusions.match(HOA.full_name, BORN, None) is not None
        assert await tx.exclusions.match("Ai đó", NOW.date(), phone) is Duty.SECRETARIAT
        assert second.birth_date is not None
        assert await tx.exclusions.match(second.full_name, second.birth_date, None) is not None
        assert await exclude(tx, HOA, second) == RosterChange(unchanged=2)


async def test_registered_people_whom_an_exclusion_names_are_barred_once(world: World) -> None:
    """By name and birth date, by phone, and both accounts of the same somebody."""
    async with world.begin() as tx:
        named = replace(new_person(world), full_name="trần thị hòa", birth_date=BORN)
        by_name = await register_as(tx, 1, named)
        by_phone = await register_as(
            tx, 2, replace(new_person(world), phone=tx.people.protect(PHONE))
        )
        await register_as(tx, 3, replace(named, birth_date=date(1986, 6, 1)))
        await register_as(tx, 4, replace(named, full_name="Trần Thị Huệ"))
        gone = await register_as(tx, 5, named)
        await tx.people.forget(gone.id, NOW)
        assert await tx.exclusions.newly_barred() == []
        await exclude(tx, HOA)

        assert await tx.exclusions.newly_barred() == [
            (by_name.id, Duty.SECRETARIAT),
            (by_phone.id, Duty.SECRETARIAT),
        ]
        await tx.exclusions.carry_out(by_name.id)
        await tx.exclusions.carry_out(by_name.id)
        assert await tx.exclusions.newly_barred() == [(by_phone.id, Duty.SECRETARIAT)]
        await tx.exclusions.carry_out(by_phone.id)
        assert await tx.exclusions.newly_barred() == []


async def test_who_takes_on_a_duty_is_barred_at_once(world: World) -> None:
    async with world.begin() as tx:
        person = await register(tx, world, 1)
        other = await register_as(tx, 2, replace(new_person(world), full_name="Lê Văn Nam"))
        assert await tx.exclusions.of_person(person.id) is None

        await tx.exclusions.bar(person.id, Duty.DRAFTING_TEAM, "organiser", NOW)

        assert await tx.exclusions.of_person(person.id) is Duty.DRAFTING_TEAM
        assert await tx.exclusions.of_person(other.id) is None
        assert await tx.exclusions.newly_barred() == []


async def test_who_has_taken_on_a_duty_cannot_come_back_as_somebody_new(world: World) -> None:
    async with world.begin() as tx:
        phone = tx.people.protect(PHONE)
        person = await register_as(tx, 1, replace(new_person(world), phone=phone))
        await tx.exclusions.bar(person.id, Duty.DRAFTING_TEAM, "organiser", NOW)
        await tx.people.forget(person.id, NOW)

        assert await tx.exclusions.of_person(person.id) is None
        by_name = await tx.exclusions.match(person.full_name, person.birth_date, None)
        by_phone = await tx.exclusions.match("Ai đó", NOW.date(), phone)
    assert (by_name, by_phone) == (Duty.DRAFTING_TEAM, Duty.DRAFTING_TEAM)


async def test_who_was_excluded_before_keeps_their_duty(world: World) -> None:
    async with world.begin() as tx:
        person = await register_as(
            tx, 1, replace(new_person(world), full_name=HOA.full_name, birth_date=BORN)
        )
        await exclude(tx, HOA)

        await tx.exclusions.bar(person.id, Duty.TECHNICAL, "organiser", NOW)

        assert await tx.exclusions.of_person(person.id) is Duty.SECRETARIAT
        assert await tx.exclusions.newly_barred() == []
        assert await exclude(tx, HOA) == RosterChange(unchanged=1)
        await tx.commit()
    async with world.database.read() as connection:
        assert len((await connection.execute(select(exclusion_table))).all()) == 1
