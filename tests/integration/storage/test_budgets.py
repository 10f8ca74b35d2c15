"""What a bot has used up, as it is counted from messages, people, groups and attempts."""

from dataclasses import replace
from datetime import datetime, timedelta

from contest.attempts import State
from contest.budgets import Crowd
from contest.model import Position
from handlers.delivery import UNTIL_REACHED
from handlers.ports.addresses import ChatKind, ChatRef, UserRef
from handlers.ports.budgets import Usage
from handlers.ports.contents import Text
from handlers.ports.messaging import OutboundMessage
from handlers.ports.outbox import Dead, Postponed, Sent, Unknown
from handlers.ports.records import Grant, Role
from storage.outbox_store import SqlOutboxStore
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.world import (
    LEASE,
    NOW,
    SECOND,
    World,
    new_attempt,
    new_person,
)

BOT = ("zalo", "40")
SINCE = NOW - timedelta(days=6)
OTHERS = [("zalo", "4"), ("zalo", "400"), ("zalo", "41"), ("web", "40"), ("telegram", "40")]
"""Bots whose keys begin like ours or differ in one part."""


def chat(number: int, bot: tuple[str, str] = BOT) -> ChatRef:
    return ChatRef(*bot, f"chat-{number}")


def user(number: int, bot: tuple[str, str] = BOT) -> UserRef:
    return UserRef(*bot, f"user-{number}")


async def queue(world: World, *chats: ChatRef) -> list[int]:
    """Queue one message to each chat; returns their rows."""
    async with world.begin() as tx:
        messages = [
            OutboundMessage(each, f"{each.key}:{place}", Text("Xin chào"))
            for place, each in enumerate(chats)
        ]
        await tx.outbox.add(messages, NOW)
        return [row.id for row in await tx.commit()]


async def usage(world: World, since: datetime = SINCE) -> Usage:
    async with world.begin.reading() as tx:
        return await tx.budgets.usage(BOT, since, NOW)


async def crowd(world: World) -> Crowd:
    async with world.begin.reading() as tx:
        return await tx.budgets.crowd(BOT, world.round.id)


async def join(tx: SqlUnitOfWork, world: World, number: int) -> None:
    await tx.people.register(user(number), chat(number), new_person(world))


async def test_messages_count_from_an_instant_on_and_only_those_that_were_taken(
    world: World,
) -> None:
    before, first, last, dead, unknown, waiting = await queue(
        world, *[chat(number) for number in range(6)]
    )
    await SqlOutboxStore(world.database, LEASE).settle(
        [
            Sent(before, "m1", SINCE - SECOND),
            Sent(first, "m2", SINCE),
            Sent(last, "m3", NOW),
            Dead(dead, "gone"),
            Unknown(unknown, "cut"),
            Postponed(waiting, NOW + SECOND, has_failed=True),
        ]
    )

    # The three who were sent something have written before, registered or not.
    assert await usage(world) == Usage(sent=2, waiting=1, held=0, users=3, groups=0)


async def test_messages_of_other_bots_do_not_count(world: World) -> None:
    mine, *others = await queue(world, chat(1), *[chat(1, bot) for bot in OTHERS])
    await SqlOutboxStore(world.database, LEASE).settle(
        [Sent(row, "m", NOW) for row in (mine, *others[:3])]
    )

    assert await usage(world) == Usage(sent=1, waiting=0, held=0, users=1, groups=0)


async def test_what_the_platform_has_put_off_until_tomorrow_is_held_and_waits(
    world: World,
) -> None:
    tomorrow, soon, away = await queue(world, chat(1), chat(2), chat(3))
    await SqlOutboxStore(world.database, LEASE).settle(
        [
            Postponed(tomorrow, NOW + timedelta(hours=16), has_failed=False),
            Postponed(soon, NOW + timedelta(minutes=5), has_failed=True),
            Postponed(away, UNTIL_REACHED, has_failed=False),
        ]
    )

    assert await usage(world) == Usage(sent=0, waiting=2, held=1, users=0, groups=0)


async def test_people_and_groups_count_for_their_own_bot(world: World) -> None:
    group = ChatRef(*BOT, "g-1", ChatKind.GROUP)
    async with world.begin() as tx:
        await join(tx, world, 1)
        await tx.people.grant(user(2), chat(2), Grant(Role.ORGANISER))
        for bot in OTHERS:
            await tx.people.grant(user(3, bot), chat(3, bot), Grant(Role.ORGANISER))
        await tx.groups.bind(group, world.units["SO-NV"], "leader", NOW)
        await tx.groups.bind(replace(group, bot="41"), world.units["SO-NV"], "leader", NOW)
        await tx.commit()

    assert await usage(world) == Usage(sent=0, waiting=0, held=0, users=2, groups=1)


async def test_a_stranger_who_was_answered_is_a_user_and_somebody_known_counts_once(
    world: World,
) -> None:
    group = ChatRef(*BOT, "g-1", ChatKind.GROUP)
    async with world.begin() as tx:
        await join(tx, world, 1)
        await tx.commit()
    rows = await queue(world, chat(1), chat(2), chat(2), group, chat(3))
    await SqlOutboxStore(world.database, LEASE).settle([Sent(row, "m", NOW) for row in rows[:4]])

    assert (await usage(world)).users == 2


async def test_a_crowd_is_the_people_of_a_bot_and_how_far_they_are(world: World) -> None:
    async with world.begin() as tx:
        for number in range(1, 5):
            await join(tx, world, number)
        await tx.people.grant(user(5), chat(5), Grant(Role.ORGANISER))
        elsewhere = await tx.people.register(
            user(9, OTHERS[0]), chat(9, OTHERS[0]), new_person(world)
        )
        # One person has two accounts with the bot.
        person = await tx.people.of_user(user(1))
        assert person is not None
        await tx.people.link(user(6), chat(6), person.id)
        here = replace(new_attempt(world, person), chat=chat(1))
        await tx.attempts.begin(here)
        other = await tx.people.of_user(user(2))
        assert other is not None
        progress = replace(here.progress, position=Position(3))
        await tx.attempts.begin(replace(here, person=other.id, chat=chat(2), progress=progress))
        third = await tx.people.of_user(user(3))
        assert third is not None
        await tx.attempts.begin(replace(here, person=third.id, chat=chat(3, ("web", "chat"))))
        await tx.attempts.begin(replace(here, person=elsewhere.id, chat=chat(9, OTHERS[0])))
        await tx.commit()

    assert await crowd(world) == Crowd(registered=4, begun=3, running=2, positions=4)


async def test_an_attempt_that_has_ended_runs_no_more_and_was_begun(world: World) -> None:
    async with world.begin() as tx:
        await join(tx, world, 1)
        person = await tx.people.of_user(user(1))
        assert person is not None
        begun = await tx.attempts.begin(replace(new_attempt(world, person), chat=chat(1)))
        assert begun is not None
        await tx.attempts.void_all(person.id, NOW)
        await tx.commit()

    assert begun.progress.state is State.WAITING
    assert await crowd(world) == Crowd(registered=1, begun=1, running=0, positions=0)


async def test_a_bot_without_anybody_has_used_nothing(world: World) -> None:
    assert await usage(world) == Usage(sent=0, waiting=0, held=0, users=0, groups=0)
    assert await crowd(world) == Crowd(registered=0)
