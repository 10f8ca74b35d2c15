import asyncio

import pytest
from sqlalchemy import func, select

from handlers.ports.records import Dialogue
from handlers.ports.repositories import UnitsOfWork
from storage.engine import Database
from storage.outbox import Lease
from storage.schema import metadata
from storage.tables.operations import audit_table
from storage.unit_of_work import SqlUnitOfWork, SqlUnitsOfWork
from tests.fakes.secrets import SECRET
from tests.integration.storage.world import (
    NOW,
    SECOND,
    World,
    chat,
    message,
    playing,
    user,
)


async def row_counts(database: Database) -> dict[str, int]:
    async with database.read() as connection:
        return {
            table.name: (
                await connection.execute(select(func.count()).select_from(table))
            ).scalar_one()
            for table in metadata().sorted_tables
        }


async def change_everything(tx: SqlUnitOfWork, world: World) -> None:
    assert await tx.claim_update("web:demo:1", NOW)
    await playing(tx, world)
    await tx.dialogues.put(user(2), Dialogue("name"), NOW)
    await tx.outbox.add([message(1, "hello")], NOW)
    await tx.audit("tried", NOW, "test")


async def test_leaving_without_a_commit_leaves_nothing_behind(world: World) -> None:
    before = await row_counts(world.database)

    async with world.begin() as tx:
        await change_everything(tx, world)

    assert await row_counts(world.database) == before


async def test_an_error_after_everything_was_written_leaves_nothing_behind(world: World) -> None:
    before = await row_counts(world.database)

    async def fail() -> None:
        async with world.begin() as tx:
            await change_everything(tx, world)
            raise LookupError

    with pytest.raises(LookupError):
        await fail()

    assert await row_counts(world.database) == before


async def test_a_commit_makes_state_update_key_and_messages_durable_together(world: World) -> None:
    before = await row_counts(world.database)

    async with world.begin() as tx:
        await change_everything(tx, world)
        await tx.commit()

    after = await row_counts(world.database)
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        "processed_update": 1,
        "person": 1,
        "identity": 1,
        "consent": 1,
        "attempt": 1,
        "dialogue": 1,
        "outbox": 1,
        "audit": 1,
    }


async def test_an_update_is_claimed_once(world: World) -> None:
    async with world.begin() as tx:
        assert await tx.claim_update("web:demo:1", NOW)
        await tx.commit()

    async with world.begin() as tx:
        assert not await tx.claim_update("web:demo:1", NOW + SECOND)
        assert await tx.claim_update("web:demo:2", NOW + SECOND)


async def test_an_update_that_arrives_many_times_at_once_is_claimed_once(
    world: World, other_database: Database
) -> None:
    other = SqlUnitsOfWork(other_database, Lease("there", 60 * SECOND), SECRET)

    async def claim(begin: UnitsOfWork) -> bool:
        async with begin() as tx:
            is_first = await tx.claim_update("web:demo:7", NOW)
            await tx.commit()
            return is_first

    claims = await asyncio.gather(*(claim(begin) for begin in (world.begin, other) * 5))

    assert sorted(claims) == [False] * 9 + [True]


async def test_an_update_claimed_by_a_failed_use_case_can_be_claimed_again(world: World) -> None:
    async with world.begin() as tx:
        assert await tx.claim_update("web:demo:1", NOW)

    async with world.begin() as tx:
        assert await tx.claim_update("web:demo:1", NOW)


async def test_commit_returns_the_messages_queued_in_their_order(world: World) -> None:
    async with world.begin() as tx:
        await tx.outbox.add([message(1, "a"), message(2, "b")], NOW)
        await tx.outbox.add([message(1, "c")], NOW)
        rows = await tx.commit()

    assert [row.message for row in rows] == [message(1, "a"), message(2, "b"), message(1, "c")]
    assert [row.id for row in rows] == sorted(row.id for row in rows)
    assert {row.queued_at for row in rows} == {NOW}


async def test_a_message_queued_before_is_passed_over(world: World) -> None:
    async with world.begin() as tx:
        await tx.outbox.add([message(1, "a"), message(1, "a")], NOW)
        assert [row.message.key for row in await tx.commit()] == ["a"]

    async with world.begin() as tx:
        await tx.outbox.add([message(1, "a"), message(1, "b")], NOW)
        assert [row.message.key for row in await tx.commit()] == ["b"]


async def test_the_audit_log_keeps_who_did_what_and_when(world: World) -> None:
    async with world.begin() as tx:
        await tx.audit("round_moved", NOW, "web:demo:user-1", round=1, days=90)
        await tx.commit()

    async with world.database.read() as connection:
        row = (await connection.execute(select(audit_table))).one()
    assert (row.event, row.at, row.actor) == ("round_moved", NOW, "web:demo:user-1")
    assert row.facts == {"round": 1, "days": 90}


async def test_a_dialogue_is_kept_replaced_and_ended(world: World) -> None:
    async with world.begin() as tx:
        await tx.dialogues.put(user(1), Dialogue("name", {}), NOW)
        await tx.dialogues.put(user(1), Dialogue("unit", {"name": "Ánh\x00", "tries": 2}), NOW)
        await tx.commit()

    async with world.begin() as tx:
        assert await tx.dialogues.of_user(user(1)) == Dialogue(
            "unit", {"name": "Ánh\x00", "tries": 2}
        )
        await tx.dialogues.end(user(1))
        assert await tx.dialogues.of_user(user(1)) is None
        assert await tx.dialogues.of_user(user(2)) is None


async def test_messages_to_a_chat_are_recent_only_once_they_were_sent(world: World) -> None:
    async with world.begin() as tx:
        await tx.outbox.add([message(1, "a")], NOW)
        await tx.commit()

    async with world.begin() as tx:
        assert await tx.outbox.recent(chat(1), 10) == []
