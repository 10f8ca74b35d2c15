"""How SQLite goes about the statements of the hot path: by an index, whatever has piled up."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from contest.model import PersonId
from handlers.ports.outbox import Postponed, Sent
from storage.engine import Database
from storage.outage import SqlHeartbeat
from storage.outbox_store import SqlOutboxStore
from tests.integration.storage.world import LEASE, NOW, SECOND, World, chat, message, playing, user

BOTS = [("web", "demo"), ("telegram", "demo")]
HARMLESS_SCANS = {
    # What a claim takes of each bot, up to its limit, and of all of them together.
    "SCAN some",
    "SCAN first",
}

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@contextmanager
def recorded(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """The statements executed meanwhile, each with its first set of parameters."""
    statements: list[tuple[str, Any]] = []

    def record(_connection: Any, _cursor: Any, sql: str, parameters: Any, *context: Any) -> None:
        is_executemany = context[1]
        if not sql.startswith(("BEGIN", "INSERT", "PRAGMA")):
            statements.append((sql, parameters[0] if is_executemany else parameters))

    engine = database._engine.sync_engine
    event.listen(engine, "before_cursor_execute", record)
    yield statements
    event.remove(engine, "before_cursor_execute", record)


async def plan_of(database: Database, sql: str, parameters: Any) -> list[str]:
    async with database.read() as connection:
        rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)
        return [row.detail for row in rows]


async def use_the_hot_path(world: World) -> None:
    store, heartbeat = SqlOutboxStore(world.database, LEASE), SqlHeartbeat(world.database)
    async with world.begin() as tx:
        await tx.claim_update("web:demo:1", NOW)
        await tx.people.of_user(user(1))
        await tx.people.grants_of(user(1))
        await tx.people.recipients(PersonId(0), 10)
        await tx.dialogues.of_user(user(1))
        attempt = await playing(tx, world, 1)
        await tx.attempts.latest_of(attempt.person)
        await tx.attempts.in_round(attempt.person, world.round.id)
        await tx.attempts.answers(attempt.id)
        await tx.attempts.open_questions(due_before=NOW)
        await tx.attempts.running_in(world.round.id)
        await tx.outbox.recent(chat(1), 10)
        await tx.outbox.add([message(1, "a"), message(2, "b")], NOW)
        first, second = await tx.commit()
    await store.settle([Sent(first.id, "m1", NOW), Postponed(second.id, NOW, has_failed=True)])
    await store.wake(chat(2).key, NOW)
    await store.claim(BOTS, NOW, 10)
    await store.renew(NOW + SECOND, [first.id])
    await store.release()
    await heartbeat.beat(NOW)


async def test_no_statement_of_the_hot_path_reads_a_table_from_end_to_end(world: World) -> None:
    with recorded(world.database) as statements:
        await use_the_hot_path(world)

    assert len(statements) >= 20
    for sql, parameters in statements:
        for step in await plan_of(world.database, sql, parameters):
            assert "SCAN" not in step or step in HARMLESS_SCANS, sql


async def test_a_claim_reads_only_what_is_due_for_its_bots_in_the_order_of_an_index(
    database: Database,
) -> None:
    """It must neither read nor sort a million messages that wait, for whomever."""
    with recorded(database) as statements:
        await SqlOutboxStore(database, LEASE).claim(BOTS, NOW, 10)
    come_due, claim = [await plan_of(database, sql, parameters) for sql, parameters in statements]

    late = "SEARCH late USING INDEX ix_outbox_postponed"
    assert come_due.count(f"{late} (platform=? AND bot=? AND not_before<?)") == len(BOTS)
    due = "SEARCH due USING INDEX ix_outbox_due (platform=? AND bot=?)"
    assert claim.count(due) == len(BOTS)
    in_the_way = "SEARCH earlier USING INDEX ix_outbox_chat_pending (chat_key=?)"
    assert claim.count(in_the_way) == len(BOTS)
    assert "USE TEMP B-TREE" not in " ".join(come_due)
    # Only what each bot has given is sorted.
    assert [step for step in claim if "TEMP B-TREE" in step] == ["USE TEMP B-TREE FOR ORDER BY"]


async def test_a_claim_of_urgent_messages_reads_no_others(database: Database) -> None:
    with recorded(database) as statements:
        await SqlOutboxStore(database, LEASE).claim(BOTS[:1], NOW, 10, BOTS[1:])
    _, claim = [await plan_of(database, sql, parameters) for sql, parameters in statements]

    due = "SEARCH due USING INDEX ix_outbox_due (platform=? AND bot=?"
    assert [step for step in claim if " due " in step] == [f"{due})", f"{due} AND lane<?)"]


@pytest.mark.parametrize("of_round", [True, False])
async def test_the_shortfall_table_reads_every_entry_once_and_looks_up_the_rest(
    world: World, *, of_round: bool
) -> None:
    """Else it takes as long as entries times attempts: a minute for 30,000 of each."""
    with recorded(world.database) as statements:
        async with world.begin() as tx:
            await tx.rosters.counts(world.round.id if of_round else None)
    ((sql, parameters),) = statements

    plan = await plan_of(world.database, sql, parameters)

    scans = [step for step in plan if step.startswith("SCAN")]
    assert scans[0] == "SCAN roster_entry USING INDEX ix_roster_entry_unit_id_category"
    assert scans[1:] == ([] if of_round else ["SCAN round"])
    assert "SEARCH attempt USING INDEX uq_attempt_counted (round_id=? AND person_id=?)" in plan
    for index in ("phone_digest (", "folded_name_birth_date (folded_name=? AND "):
        assert any(f"SEARCH exclusion USING INDEX ix_exclusion_{index}" in step for step in plan)
    assert "SEARCH barred_person USING INTEGER PRIMARY KEY (rowid=?)" in plan


async def test_people_are_found_on_rosters_and_exclusions_by_an_index(world: World) -> None:
    with recorded(world.database) as statements:
        async with world.begin() as tx:
            phone = tx.people.protect("+84912345678")
            await tx.rosters.by_phone(phone)
            await tx.rosters.by_name("Nguyễn Thị Ánh", NOW.date())
            await tx.rosters.of_person(PersonId(1))
            await tx.rosters.not_done([world.units["SO-NV"]], None)
            await tx.exclusions.match("Nguyễn Thị Ánh", NOW.date(), phone)
            await tx.exclusions.of_person(PersonId(1))

    assert len(statements) >= 6
    for sql, parameters in statements:
        for step in await plan_of(world.database, sql, parameters):
            assert "SCAN" not in step or step == "SCAN round", sql


async def test_a_budget_is_counted_without_reading_the_messages_or_people_of_other_bots(
    world: World,
) -> None:
    """It is asked for at the start of every attempt on Zalo, among all that Telegram has sent."""
    with recorded(world.database) as statements:
        async with world.begin() as tx:
            await tx.budgets.usage(("zalo", "40"), NOW, NOW)
            await tx.budgets.crowd(("zalo", "40"), world.round.id)

    steps = [
        step
        for sql, parameters in statements
        for step in await plan_of(world.database, sql, parameters)
    ]
    # What is counted of both kinds together is what was found for this bot.
    assert {step for step in steps if "SCAN" in step} <= {"SCAN anon_1"}
    assert "SEARCH outbox USING INDEX ix_outbox_chat_sent (chat_key>? AND chat_key<?)" in steps
    assert "SEARCH outbox USING INDEX ix_outbox_chat_pending (chat_key>? AND chat_key<?)" in steps
    assert (
        sum(step.startswith("SEARCH identity USING INDEX sqlite_autoindex") for step in steps) == 3
    )
