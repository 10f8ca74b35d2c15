import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from contest.attempts import State
from contest.model import PersonId, Position, RoundId
from contest.quotas import Category
from handlers.ports.contents import Passed
from handlers.ports.invitations import Invitation, Purpose
from handlers.ports.outbox import Sent
from handlers.ports.records import Answer, Dialogue, Grant, Official, Recipient, Role
from handlers.ports.repositories import AlreadyRegisteredError
from handlers.ports.rosters import NewRosterEntry
from storage.codec import answer_to_columns
from storage.engine import Database
from storage.outbox import Lease
from storage.outbox_store import SqlOutboxStore
from storage.tables.attempts import answer_table, attempt_table
from storage.tables.people import consent_table, identity_table, person_table
from storage.tables.rosters import barred_person_table
from storage.unit_of_work import SqlUnitsOfWork
from tests.fakes.secrets import SECRET
from tests.integration.storage.world import (
    LEASE,
    NOW,
    SECOND,
    World,
    chat,
    dump,
    message,
    new_person,
    playing,
    register,
    user,
)

PHONE = "+84912345678"
LATER = NOW + timedelta(days=7)


async def test_a_registered_user_is_found_as_the_person_they_registered(world: World) -> None:
    async with world.begin() as tx:
        person = await register(tx, world, 1)
        await tx.commit()

    async with world.begin() as tx:
        assert await tx.people.of_user(user(1)) == person
        assert await tx.people.of_user(user(2)) is None
    assert (person.full_name, person.unit) == ("Nguyễn Thị Ánh", world.units["SO-NV"])


async def test_registration_keeps_the_proof_of_consent(world: World) -> None:
    async with world.begin() as tx:
        person = await register(tx, world, 1)
        await tx.commit()

    async with world.database.read() as connection:
        consent = (await connection.execute(select(consent_table))).one()
    assert consent.person_id == person.id
    assert (consent.user_key, consent.notice_version) == ("web:demo:user-1", "1")
    assert (consent.channel, consent.consented_at) == ("web", NOW)


async def test_a_second_registration_is_refused_and_stores_nothing(world: World) -> None:
    async with world.begin() as tx:
        await register(tx, world, 1)
        with pytest.raises(AlreadyRegisteredError):
            await register(tx, world, 1, "SO-TP")
        await tx.commit()

    async with world.database.read() as connection:
        assert len((await connection.execute(select(person_table))).all()) == 1
        assert len((await connection.execute(select(consent_table))).all()) == 1


async def test_of_two_registrations_at_once_one_is_stored(
    world: World, other_database: Database
) -> None:
    other = SqlUnitsOfWork(other_database, Lease("there", 60 * SECOND), SECRET)

    async def try_to_register(begin: SqlUnitsOfWork) -> bool:
        async with begin() as tx:
            try:
                await tx.people.register(user(1), chat(1), new_person(world))
            except AlreadyRegisteredError:
                return False
            finally:
                await tx.commit()
            return True

    outcomes = await asyncio.gather(try_to_register(world.begin), try_to_register(other))

    assert sorted(outcomes) == [False, True]
    async with world.database.read() as connection:
        assert len((await connection.execute(select(person_table))).all()) == 1


async def test_somebody_with_a_role_can_register_too(world: World) -> None:
    leader = Grant(Role.UNIT_LEADER, world.units["SO-NV"])
    async with world.begin() as tx:
        await tx.people.grant(user(1), chat(1), leader)
        person = await register(tx, world, 1)

        assert await tx.people.of_user(user(1)) == person
        assert await tx.people.grants_of(user(1)) == [leader]


async def test_a_role_is_granted_once(world: World) -> None:
    leader = Grant(Role.UNIT_LEADER, world.units["SO-NV"])
    organiser = Grant(Role.ORGANISER)
    async with world.begin() as tx:
        for grant in (organiser, leader, organiser, leader):
            await tx.people.grant(user(1), chat(1), grant)

        assert await tx.people.grants_of(user(1)) == [organiser, leader]
        assert await tx.people.grants_of(user(2)) == []


async def test_a_forgotten_person_is_nowhere_by_name_user_or_chat(world: World) -> None:
    async with world.begin() as tx:
        attempt = await playing(tx, world, 1)
        await tx.people.grant(user(1), chat(1), Grant(Role.ORGANISER))
        await tx.dialogues.put(user(1), Dialogue("name", {"name": "Nguyễn Thị Ánh"}), NOW)
        await tx.people.set_phone(attempt.person, tx.people.protect(PHONE))
        await tx.invitations.issue("ROLE2345", Invitation(Purpose.ROLE, "organiser", NOW, LATER))
        await tx.invitations.redeem("ROLE2345", Purpose.ROLE, user(1), NOW)
        await tx.invitations.note_wrong(user(1), NOW)
        await tx.outbox.add([message(1, "hello"), message(1, "question")], NOW)
        first, _ = await tx.commit()
    await SqlOutboxStore(world.database, LEASE).settle([Sent(first.id, "m1", NOW)])

    async with world.begin() as tx:
        person = await tx.people.of_user(user(1))
        digest = tx.people.protect(PHONE).digest
        assert person is not None
        await tx.people.forget(person.id, NOW + SECOND)
        await tx.commit()

    everything = await dump(world.database)
    for trace in ("Nguyễn Thị Ánh", "1990", "user-1", "chat-1", digest, "091****678"):
        assert trace not in everything


async def test_a_forgotten_person_stays_on_the_lists_that_others_have_made(world: World) -> None:
    listed = NewRosterEntry(world.units["SO-NV"], Category("staff"), "Nguyễn Thị Ánh")
    async with world.begin() as tx:
        person = await register(tx, world, 1)
        await tx.rosters.store([listed], NOW)
        (entry,) = await tx.rosters.not_done([world.units["SO-NV"]], None)
        await tx.rosters.confirm(entry.id, person.id, NOW)
        await tx.exclusions.carry_out(person.id)

        await tx.people.forget(person.id, NOW)

        (found,) = await tx.rosters.not_done([world.units["SO-NV"]], None)
        assert found == entry
        await tx.commit()
    async with world.database.read() as connection:
        assert (await connection.execute(select(barred_person_table))).all() == []


async def test_a_link_to_a_forgotten_person_can_no_longer_be_redeemed(world: World) -> None:
    async with world.begin() as tx:
        person = await register(tx, world, 1)
        link = Invitation(Purpose.LINK, user(1).key, NOW, LATER, person=person.id)
        await tx.invitations.issue("LINK2345", link)

        await tx.people.forget(person.id, NOW)

        assert await tx.invitations.redeem("LINK2345", Purpose.LINK, user(2), NOW) is None


async def test_the_scores_of_a_forgotten_person_stay_without_their_name(world: World) -> None:
    async with world.begin() as tx:
        attempt = await playing(tx, world, 1)
        await tx.commit()
    answer = Answer(
        attempt.id, Position(1), Passed.ANSWERED, NOW, points=1, question=world.questions[0]
    )
    async with world.database.write() as connection:
        await connection.execute(answer_table.insert().values(**answer_to_columns(answer)))

    async with world.begin() as tx:
        await tx.people.forget(attempt.person, NOW + timedelta(days=1))
        await tx.commit()

    async with world.begin() as tx:
        assert await tx.attempts.answers(attempt.id) == [answer]
        (standing,) = [
            standing
            for standing in await tx.units.standings(world.round.id, NOW.date())
            if standing.unit == world.units["SO-NV"]
        ]
        assert standing.registered == 1


async def test_the_running_attempt_of_a_forgotten_person_ends(world: World) -> None:
    async with world.begin() as tx:
        attempt = await playing(tx, world, 1)
        await tx.people.forget(attempt.person, NOW + SECOND)
        await tx.commit()

    async with world.database.read() as connection:
        row = (await connection.execute(select(attempt_table))).one()
    assert (row.state, row.ended_at) == (State.CLOSED, NOW + SECOND)


async def test_forgetting_one_person_leaves_the_others_alone(world: World) -> None:
    async with world.begin() as tx:
        gone = await register(tx, world, 1)
        other = await playing(tx, world, 2)
        await tx.outbox.add([message(2, "hello")], NOW)
        await tx.people.forget(gone.id, NOW)

        assert await tx.people.of_user(user(1)) is None
        remaining = await tx.people.of_user(user(2))
        assert remaining is not None
        assert remaining.full_name == "Nguyễn Thị Ánh"
        assert await tx.attempts.latest_of(other.person) == other
        assert [row.message.key for row in await tx.commit()] == ["hello"]


async def test_a_forgotten_user_can_register_anew(world: World) -> None:
    async with world.begin() as tx:
        first = await register(tx, world, 1)
        await tx.people.forget(first.id, NOW)
        second = await register(tx, world, 1)

        assert second.id != first.id
        assert await tx.people.of_user(user(1)) == second


async def test_recipients_come_page_by_page_each_person_once_in_one_chat(world: World) -> None:
    async with world.begin() as tx:
        people = [await register(tx, world, number) for number in (1, 2, 3)]
        await tx.people.grant(user(4), chat(4), Grant(Role.ORGANISER))
        await tx.commit()
    second_identity = insert(identity_table).values(
        key="zalo:demo:9",
        platform="zalo",
        bot="demo",
        user_id="9",
        chat_id="9",
        person_id=people[0].id,
    )
    async with world.database.write() as connection:
        await connection.execute(second_identity)

    async with world.begin() as tx:
        first_page = await tx.people.recipients(PersonId(0), 2)
        second_page = await tx.people.recipients(first_page[-1].person, 2)

    assert [*first_page, *second_page] == [
        Recipient(person.id, chat(number), "vi") for number, person in enumerate(people, start=1)
    ]


async def test_a_forgotten_person_is_no_recipient(world: World) -> None:
    async with world.begin() as tx:
        gone = await register(tx, world, 1)
        left = await register(tx, world, 2)
        await tx.people.forget(gone.id, NOW)

        recipients = await tx.people.recipients(PersonId(0), 10)

    assert [recipient.person for recipient in recipients] == [left.id]


async def test_recipients_may_be_those_who_played_a_round(world: World) -> None:
    async with world.begin() as tx:
        await register(tx, world, 1)
        attempt = await playing(tx, world, 2)

        recipients = await tx.people.recipients(PersonId(0), 10, played=world.round.id)
        nobody = await tx.people.recipients(PersonId(0), 10, played=RoundId(0))

    assert [recipient.person for recipient in recipients] == [attempt.person]
    assert nobody == []


async def test_a_phone_number_is_kept_as_a_digest_and_masked(world: World) -> None:
    async with world.begin() as tx:
        phone = tx.people.protect(PHONE)
        new = replace(new_person(world), phone=phone)
        person = await tx.people.register(user(1), chat(1), new)
        other = await register(tx, world, 2)
        await tx.commit()

    assert (person.phone_masked, other.phone_masked) == ("091****678", None)
    async with world.begin() as tx:
        assert await tx.people.of_user(user(1)) == person
    async with world.database.read() as connection:
        query = select(person_table.c.phone_digest).order_by(person_table.c.id)
        assert (await connection.execute(query)).scalars().all() == [phone.digest, None]
    everything = await dump(world.database) + repr((person, new, phone))
    assert "912345678" not in everything
    assert repr(phone) == "ProtectedPhone()"


async def test_the_same_number_has_the_same_digest_in_one_installation_only(world: World) -> None:
    async with (
        world.begin() as tx,
        SqlUnitsOfWork(world.database, LEASE, SECRET + "!").reading() as elsewhere,
    ):
        assert tx.people.protect(PHONE) == tx.people.protect(PHONE)
        assert tx.people.protect(PHONE) != tx.people.protect("+84912345679")
        assert tx.people.protect(PHONE).digest != elsewhere.people.protect(PHONE).digest


async def test_a_phone_number_may_come_later(world: World) -> None:
    async with world.begin() as tx:
        person = await register(tx, world, 1)
        await register(tx, world, 2)

        await tx.people.set_phone(person.id, tx.people.protect(PHONE))

        changed = await tx.people.find(person.id)
        other = await tx.people.of_user(user(2))
    assert changed == replace(person, phone_masked="091****678")
    assert other is not None
    assert other.phone_masked is None


async def test_a_person_is_found_until_they_are_forgotten(world: World) -> None:
    async with world.begin() as tx:
        person = await register(tx, world, 1)

        assert await tx.people.find(person.id) == person
        assert await tx.people.find(PersonId(0)) is None
        await tx.people.forget(person.id, NOW)
        assert await tx.people.find(person.id) is None


async def test_a_person_may_be_several_users(world: World) -> None:
    async with world.begin() as tx:
        person = await register(tx, world, 1)
        await tx.people.grant(user(2), chat(2), Grant(Role.ORGANISER))

        await tx.people.link(user(2), chat(2), person.id)
        await tx.people.link(user(3), chat(3), person.id)

        assert [await tx.people.of_user(user(number)) for number in (1, 2, 3)] == [person] * 3
        assert await tx.people.grants_of(user(2)) == [Grant(Role.ORGANISER)]


async def test_a_user_who_is_somebody_already_is_not_linked(world: World) -> None:
    async with world.begin() as tx:
        first, second = [await register(tx, world, number) for number in (1, 2)]

        with pytest.raises(AlreadyRegisteredError):
            await tx.people.link(user(2), chat(2), first.id)

        assert await tx.people.of_user(user(2)) == second


async def test_a_role_is_taken_away_alone(world: World) -> None:
    """The role without a unit, and that of one unit, are not those of another."""
    organiser = Grant(Role.ORGANISER)
    here, there = [Grant(Role.UNIT_LEADER, world.units[code]) for code in ("SO-NV", "SO-TP")]
    async with world.begin() as tx:
        for grant in (organiser, here, there):
            await tx.people.grant(user(1), chat(1), grant)
        await tx.people.grant(user(2), chat(2), here)

        assert await tx.people.revoke(user(1).key, here)
        assert not await tx.people.revoke(user(1).key, here)
        assert not await tx.people.revoke(user(1).key, Grant(Role.UNIT_LEADER))
        assert await tx.people.grants_of(user(1)) == [organiser, there]
        assert await tx.people.revoke(user(1).key, organiser)
        assert await tx.people.grants_of(user(1)) == [there]
        assert await tx.people.grants_of(user(2)) == [here]


async def test_officials_are_found_by_role_with_their_chat_and_language(world: World) -> None:
    leader = Grant(Role.UNIT_LEADER, world.units["SO-NV"])
    liaison = Grant(Role.UNIT_LIAISON, world.units["SO-NV"])
    async with world.begin() as tx:
        await tx.people.grant(user(2), chat(2), leader)
        await tx.people.register(user(1), chat(1), replace(new_person(world), locale="en"))
        await tx.people.grant(user(1), chat(1), liaison)
        await tx.people.grant(user(1), chat(1), Grant(Role.ORGANISER))

        assert await tx.people.officials([Role.UNIT_LIAISON, Role.UNIT_LEADER]) == [
            Official(user(2).key, chat(2), leader, "vi"),
            Official(user(1).key, chat(1), liaison, "en"),
        ]
        assert await tx.people.officials({Role.SECRETARY}) == []


async def test_contacts_are_the_chats_that_people_used_first(world: World) -> None:
    async with world.begin() as tx:
        first, second, gone = [await register(tx, world, number) for number in (1, 2, 3)]
        await tx.people.link(user(4), chat(4), first.id)
        await tx.people.forget(gone.id, NOW)

        assert await tx.people.contacts([first.id, gone.id]) == {
            first.id: Recipient(first.id, chat(1), "vi")
        }
        assert set(await tx.people.contacts({first.id, second.id})) == {first.id, second.id}
        assert await tx.people.contacts([]) == {}
