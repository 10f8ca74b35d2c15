"""Replies are counted by chat and hour, for two days; two processes never count past each other."""

import asyncio
from datetime import timedelta

import pytest

from handlers.ports.addresses import ChatRef
from handlers.ports.replies import ReplyHour, Saving
from storage.engine import Database
from storage.retention import Retention
from storage.unit_of_work import SqlUnitOfWork, SqlUnitsOfWork
from tests.fakes.secrets import SECRET
from tests.integration.storage.world import LEASE, NOW, SECOND, World, register, user

pytestmark = pytest.mark.anyio

HOUR = timedelta(hours=1)
CHAT = ChatRef("zalo", "40", "an")
OTHER = ChatRef("zalo", "40", "chi")
LAST = NOW + 59 * 60 * SECOND
"""In the same hour as NOW, which begins it."""


async def hours(tx: SqlUnitOfWork, chat: ChatRef = CHAT) -> list[ReplyHour]:
    return [hour for hour in await tx.replies.of_chat(chat, LAST) if hour.replies]


async def test_replies_add_up_within_the_hour_and_the_chat(world: World) -> None:
    async with world.begin() as tx:
        await tx.replies.add(CHAT, NOW - SECOND, 7)
        await tx.replies.add(CHAT, NOW, 2)
        await tx.replies.add(CHAT, LAST, 1)
        await tx.replies.add(OTHER, NOW, 5)
        await tx.commit()

    async with world.begin() as tx:
        assert await hours(tx) == [ReplyHour(NOW - HOUR, 7), ReplyHour(NOW, 3)]
        assert await hours(tx, OTHER) == [ReplyHour(NOW, 5)]


async def test_a_chat_that_was_told_nothing_has_an_empty_hour(world: World) -> None:
    async with world.begin() as tx:
        assert await tx.replies.of_chat(CHAT, LAST) == [ReplyHour(NOW, 0)]


async def test_what_a_chat_was_told_last_is_kept_beside_the_count(world: World) -> None:
    async with world.begin() as tx:
        await tx.replies.note_help(CHAT, NOW)
        await tx.replies.add(CHAT, NOW, 1)
        await tx.replies.note_help(CHAT, NOW + SECOND)
        await tx.replies.note_excuse(CHAT, NOW + 2 * SECOND)

        assert await hours(tx) == [ReplyHour(NOW, 1, NOW + SECOND, NOW + 2 * SECOND)]


async def test_two_processes_that_count_for_one_chat_wait_for_each_other(
    world: World, other_database: Database
) -> None:
    async def reply(begin: SqlUnitsOfWork) -> int:
        async with begin() as tx:
            (hour,) = await tx.replies.of_chat(CHAT, NOW)
            await tx.replies.add(CHAT, NOW, 1)
            await tx.commit()
        return hour.replies

    other = SqlUnitsOfWork(other_database, LEASE, SECRET)

    seen = await asyncio.gather(*(reply(begin) for begin in (world.begin, other) * 3))

    assert sorted(seen) == [0, 1, 2, 3, 4, 5]


async def test_what_was_found_of_a_bot_last_is_known(world: World) -> None:
    bot = ("zalo", "40")
    async with world.begin() as tx:
        assert await tx.replies.saving(bot) is None
        await tx.replies.note_saving(bot, Saving(True, NOW))
        await tx.replies.note_saving(("zalo", "41"), Saving(True, NOW))
        await tx.replies.note_saving(bot, Saving(False, NOW + SECOND))

        assert await tx.replies.saving(bot) == Saving(False, NOW + SECOND)


async def test_counts_are_purged_after_two_days(world: World) -> None:
    async with world.begin() as tx:
        for age in (0, 47, 48, 49, 100):
            await tx.replies.add(CHAT, NOW - age * HOUR, 1)
        await tx.commit()

    assert (await Retention(world.database).purge(NOW)).replies == 2
    assert (await Retention(world.database).purge(NOW)).replies == 0


async def test_counts_of_somebody_who_is_forgotten_go_too(world: World) -> None:
    async with world.begin() as tx:
        person = await register(tx, world, 1)
        chat = ChatRef("web", "demo", "chat-1")
        await tx.replies.add(chat, NOW, 3)
        await tx.people.forget(person.id, NOW)

        assert await tx.people.of_user(user(1)) is None
        assert await hours(tx, chat) == []
