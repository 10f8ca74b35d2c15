import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from handlers.ports.invitations import Invitation, Purpose
from handlers.ports.records import Role
from storage.engine import Database
from storage.outbox import Lease
from storage.tables.invitations import invitation_table
from storage.unit_of_work import SqlUnitsOfWork
from tests.fakes.secrets import SECRET
from tests.integration.storage.world import LEASE, NOW, SECOND, World, dump, register, user

CODE = "7F3K9QXY"
EXPIRES = NOW + timedelta(days=7)


@pytest.fixture
def invitation(world: World) -> Invitation:
    """To lead a unit."""
    return Invitation(
        Purpose.ROLE, "organiser", NOW, EXPIRES, Role.UNIT_LEADER, world.units["SO-NV"]
    )


async def test_a_code_gives_what_it_was_issued_for_once(
    world: World, invitation: Invitation
) -> None:
    async with world.begin() as tx:
        await tx.invitations.issue(CODE, invitation)

        assert await tx.invitations.find(CODE, NOW) == invitation
        assert await tx.invitations.find(CODE, NOW) == invitation
        assert await tx.invitations.redeem(CODE, Purpose.ROLE, user(1), NOW) == invitation
        assert await tx.invitations.redeem(CODE, Purpose.ROLE, user(1), NOW) is None
        assert await tx.invitations.redeem(CODE, Purpose.ROLE, user(2), NOW) is None
        assert await tx.invitations.find(CODE, NOW) is None


async def test_who_used_a_code_and_when_is_kept(world: World, invitation: Invitation) -> None:
    async with world.begin() as tx:
        await tx.invitations.issue(CODE, invitation)
        await tx.invitations.redeem(CODE, Purpose.ROLE, user(1), NOW + SECOND)
        await tx.commit()

    async with world.database.read() as connection:
        row = (await connection.execute(select(invitation_table))).one()
    assert (row.used_by, row.used_at) == (user(1).key, NOW + SECOND)


async def test_of_two_who_redeem_a_code_at_once_one_gets_it(
    world: World, invitation: Invitation, other_database: Database
) -> None:
    other = SqlUnitsOfWork(other_database, Lease("there", 60 * SECOND), SECRET)
    async with world.begin() as tx:
        await tx.invitations.issue(CODE, invitation)
        await tx.commit()

    async def redeem(begin: SqlUnitsOfWork, number: int) -> Invitation | None:
        async with begin() as tx:
            given = await tx.invitations.redeem(CODE, Purpose.ROLE, user(number), NOW)
            await tx.commit()
            return given

    given = await asyncio.gather(
        *(redeem(begin, number) for number, begin in enumerate((world.begin, other) * 3))
    )

    assert sorted(given, key=lambda each: each is None) == [invitation, *[None] * 5]


async def test_a_code_is_good_until_it_expires(world: World, invitation: Invitation) -> None:
    async with world.begin() as tx:
        await tx.invitations.issue(CODE, invitation)

        assert await tx.invitations.find(CODE, EXPIRES) is None
        assert await tx.invitations.redeem(CODE, Purpose.ROLE, user(1), EXPIRES) is None
        assert await tx.invitations.redeem(CODE, Purpose.ROLE, user(1), EXPIRES - SECOND)


async def test_a_code_is_good_for_its_purpose_only_and_not_used_up_otherwise(
    world: World, invitation: Invitation
) -> None:
    async with world.begin() as tx:
        await tx.invitations.issue(CODE, invitation)

        for purpose in (Purpose.GROUP, Purpose.LINK):
            assert await tx.invitations.redeem(CODE, purpose, user(1), NOW) is None
        assert await tx.invitations.redeem(CODE, Purpose.ROLE, user(1), NOW) == invitation


async def test_an_unknown_code_gives_nothing(world: World, invitation: Invitation) -> None:
    async with world.begin() as tx:
        await tx.invitations.issue(CODE, invitation)

        assert await tx.invitations.find("7F3K9QXZ", NOW) is None
        assert await tx.invitations.redeem("7F3K9QXZ", Purpose.ROLE, user(1), NOW) is None


async def test_codes_that_bind_a_group_and_link_an_account_come_back_whole(world: World) -> None:
    async with world.begin() as tx:
        person = await register(tx, world)
        group = Invitation(Purpose.GROUP, "leader", NOW, EXPIRES, unit=world.units["SO-TP"])
        link = Invitation(Purpose.LINK, user(1).key, NOW, EXPIRES, person=person.id)
        await tx.invitations.issue("GROUP234", group)
        await tx.invitations.issue("LINK2345", link)

        assert await tx.invitations.find("GROUP234", NOW) == group
        assert await tx.invitations.find("LINK2345", NOW) == link


async def test_a_code_is_nowhere_in_the_database_and_useless_without_the_secret(
    world: World, invitation: Invitation
) -> None:
    async with world.begin() as tx:
        await tx.invitations.issue(CODE, invitation)
        await tx.commit()

    assert CODE not in await dump(world.database)
    async with SqlUnitsOfWork(world.database, LEASE, SECRET + "!")() as tx:
        assert await tx.invitations.find(CODE, NOW) is None


async def test_wrong_codes_are_counted_for_each_sender_from_an_instant_on(world: World) -> None:
    async with world.begin() as tx:
        for seconds in (0, 10, 20):
            await tx.invitations.note_wrong(user(1), NOW + seconds * SECOND)

        assert await tx.invitations.wrong_since(user(1), NOW - SECOND) == 3
        assert await tx.invitations.wrong_since(user(1), NOW) == 2
        assert await tx.invitations.wrong_since(user(1), NOW + 20 * SECOND) == 0
        assert await tx.invitations.wrong_since(user(2), NOW - SECOND) == 0


async def test_a_code_is_not_issued_a_second_time_for_something_else(
    world: World, invitation: Invitation
) -> None:
    """Eight random characters never repeat; if they did, nobody's code may change its meaning."""
    async with world.begin() as tx:
        await tx.invitations.issue(CODE, invitation)
        with pytest.raises(IntegrityError):
            await tx.invitations.issue(CODE, replace(invitation, role=Role.ORGANISER))
