import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, text, true

from handlers.ports.addresses import ChatRef
from handlers.ports.contents import Text
from handlers.ports.messaging import Lane, OutboundMessage
from handlers.ports.outbox import Dead, OutboxStore, Postponed, Sent, Settlement, Unknown
from handlers.ports.records import OutboxRow
from storage.engine import Database
from storage.outbox import Lease, queue_messages
from storage.outbox_store import SqlOutboxStore, claim_messages
from storage.tables.outbox import outbox_table
from tests.integration.storage.world import LEASE, NOW, SECOND, World, chat, message

THERE = Lease(owner="there", duration=LEASE.duration)
MINUTE = 60 * SECOND
BOTS = [("web", "demo")]


@pytest.fixture
def here(database: Database) -> OutboxStore:
    return SqlOutboxStore(database, LEASE)


@pytest.fixture
def there(other_database: Database) -> OutboxStore:
    return SqlOutboxStore(other_database, THERE)


async def queue(
    database: Database,
    messages: Sequence[OutboundMessage],
    at: datetime = NOW,
    lease: Lease = LEASE,
) -> Sequence[OutboxRow]:
    async with database.write() as connection:
        return await connection.run_sync(queue_messages, messages, at, lease)


async def leave(database: Database, messages: Sequence[OutboundMessage]) -> None:
    """Queue messages and lose their lease, as a process does that dies."""
    await queue(database, messages, lease=Lease("dead", 0 * SECOND))


def keys(rows: Sequence[OutboxRow]) -> list[str]:
    return [row.message.key for row in rows]


async def stored(database: Database, key: str) -> Any:
    async with database.read() as connection:
        return (
            await connection.execute(select(outbox_table).where(outbox_table.c.key == key))
        ).one()


async def test_what_was_just_queued_is_leased_and_not_claimed_by_anybody(
    database: Database, here: OutboxStore, there: OutboxStore
) -> None:
    await queue(database, [message(1, "a")])

    assert await here.claim(BOTS, NOW, 10) == []
    assert await there.claim(BOTS, NOW, 10) == []


async def test_a_row_is_claimed_exactly_as_it_was_queued(
    database: Database, here: OutboxStore
) -> None:
    await leave(database, [message(1, "a")])

    (row,) = await here.claim(BOTS, NOW, 10)

    assert row == OutboxRow(row.id, message(1, "a"), queued_at=NOW, attempts=0)


async def test_a_lease_that_has_run_out_passes_to_whoever_claims(
    database: Database, here: OutboxStore, there: OutboxStore
) -> None:
    await queue(database, [message(1, "a")])

    assert await there.claim(BOTS, NOW + MINUTE - SECOND, 10) == []
    assert keys(await there.claim(BOTS, NOW + MINUTE, 10)) == ["a"]
    assert await here.claim(BOTS, NOW + MINUTE, 10) == []


async def test_rows_are_claimed_by_lane_and_then_in_the_order_of_queueing(
    database: Database, here: OutboxStore
) -> None:
    await leave(
        database,
        [
            replace(message(1, "broadcast"), lane=Lane.BROADCAST),
            message(2, "first reply"),
            replace(message(3, "reminder"), lane=Lane.REMINDER),
            message(1, "second reply"),
        ],
    )

    assert keys(await here.claim(BOTS, NOW, 3)) == ["first reply", "second reply", "reminder"]
    assert keys(await here.claim(BOTS, NOW, 3)) == ["broadcast"]


async def test_a_process_leaves_what_is_for_the_bots_of_another_process_alone(
    database: Database, here: OutboxStore, there: OutboxStore
) -> None:
    bots = [("web", "demo"), ("telegram", "demo"), ("telegram", "spare"), ("web", "spare")]
    await leave(
        database,
        [
            OutboundMessage(ChatRef(platform, bot, "1"), f"{platform}-{bot}", Text("Tin"))
            for platform, bot in bots
        ],
    )

    ours = await here.claim([("web", "demo"), ("telegram", "spare")], NOW, 10)

    assert keys(ours) == ["web-demo", "telegram-spare"]
    assert (await stored(database, "telegram-demo")).lease_owner == "dead"
    assert keys(await there.claim([("telegram", "demo")], NOW, 10)) == ["telegram-demo"]
    assert await there.claim([], NOW, 10) == []


async def test_of_urgent_bots_only_what_people_wait_for_is_claimed(
    database: Database, here: OutboxStore
) -> None:
    await leave(
        database,
        [
            OutboundMessage(ChatRef("web", bot, f"{lane}"), f"{bot}-{lane.name}", Text("Tin"), lane)
            for bot in ("full", "free", "other")
            for lane in Lane
        ],
    )

    both = await here.claim([("web", "free")], NOW, 10, [("web", "full")])
    urgent_alone = await here.claim([], NOW, 10, [("web", "other")])

    assert keys(both) == [
        *("full-REPLY", "free-REPLY", "full-LIVE_ROUND", "free-LIVE_ROUND"),
        *("free-REMINDER", "free-BROADCAST"),
    ]
    assert keys(urgent_alone) == ["other-REPLY", "other-LIVE_ROUND"]


async def test_a_key_is_queued_and_handed_out_once(database: Database) -> None:
    first = await queue(database, [message(1, "a"), message(1, "b"), message(2, "a")])

    again = await queue(database, [message(1, "b"), message(1, "c")])

    assert keys(first) == ["a", "b"]
    assert keys(again) == ["c"]
    assert (await stored(database, "a")).chat_id == "chat-1"


async def test_two_processes_share_the_rows_and_none_gets_a_row_of_the_other(
    database: Database, here: OutboxStore, there: OutboxStore
) -> None:
    await leave(database, [message(n, f"m{n}") for n in range(40)])

    claims = await asyncio.gather(*(store.claim(BOTS, NOW, 4) for store in (here, there) * 5))

    claimed = [row.message.key for rows in claims for row in rows]
    assert sorted(claimed) == sorted(f"m{n}" for n in range(40))


async def test_claims_at_once_never_hand_out_the_later_message_of_a_chat_elsewhere(
    database: Database, here: OutboxStore, there: OutboxStore
) -> None:
    await leave(database, [message(n % 3, f"m{n:02}") for n in range(30)])

    claims = await asyncio.gather(*(store.claim(BOTS, NOW, 2) for store in (here, there) * 5))

    owners: dict[str, set[str]] = {}
    for store, rows in zip(("here", "there") * 5, claims, strict=True):
        for row in rows:
            owners.setdefault(row.message.chat.key, set()).add(store)
    assert owners
    assert all(len(owner) == 1 for owner in owners.values())


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_claim_waits_for_one_that_is_not_committed_yet(
    database: Database, other_database: Database, here: OutboxStore
) -> None:
    """It would pass over the row that the other has locked, and hand out the one behind it."""
    await leave(database, [message(1, "a"), message(1, "b")])
    async with other_database.write() as connection:
        assert keys(await claim_messages(connection, THERE, BOTS, NOW, 1)) == ["a"]
        claim = asyncio.create_task(here.claim(BOTS, NOW, 10))
        while not (claim.done() or await is_somebody_waiting(database)):
            pass  # asking the server lets the claim go on

    assert await claim == []


async def test_a_message_waits_while_an_earlier_one_of_its_chat_is_leased_elsewhere(
    database: Database, here: OutboxStore, there: OutboxStore
) -> None:
    await leave(database, [message(1, "a"), message(1, "b"), message(2, "c")])
    (first,) = await there.claim(BOTS, NOW, 1)

    assert keys(await here.claim(BOTS, NOW, 10)) == ["c"]

    await there.settle([Sent(first.id, "m1", NOW)])
    assert keys(await here.claim(BOTS, NOW, 10)) == ["b"]


async def test_a_message_waits_while_an_earlier_one_of_its_chat_is_postponed(
    database: Database, here: OutboxStore
) -> None:
    first, _ = await queue(database, [message(1, "a"), message(1, "b")])
    await here.settle([Postponed(first.id, NOW + MINUTE, has_failed=True)])
    await here.release()

    assert await here.claim(BOTS, NOW, 10) == []
    assert keys(await here.claim(BOTS, NOW + MINUTE, 10)) == ["a", "b"]


async def test_a_message_of_another_lane_does_not_wait(
    database: Database, here: OutboxStore
) -> None:
    broadcast = replace(message(1, "broadcast"), lane=Lane.BROADCAST)
    (row,) = await queue(database, [broadcast])
    await here.settle([Postponed(row.id, NOW + MINUTE, has_failed=True)])

    assert keys(await queue(database, [message(1, "reply")])) == ["reply"]


async def test_a_new_message_is_not_handed_over_past_one_that_waits_for_somebody_else(
    database: Database, here: OutboxStore
) -> None:
    await queue(database, [message(1, "theirs")], lease=THERE)

    assert keys(await queue(database, [message(1, "ours"), message(2, "other chat")])) == [
        "other chat"
    ]
    assert keys(await here.claim(BOTS, NOW + MINUTE, 10)) == ["theirs", "ours", "other chat"]


async def test_a_new_message_follows_those_that_this_process_has_leased(
    database: Database,
) -> None:
    await queue(database, [message(1, "a")])

    assert keys(await queue(database, [message(1, "b")])) == ["b"]


async def test_a_postponed_message_is_due_at_its_time_and_counts_failures_only(
    database: Database, here: OutboxStore
) -> None:
    failed, paused = await queue(database, [message(1, "failed"), message(2, "paused")])
    await here.settle(
        [
            Postponed(failed.id, NOW + SECOND, has_failed=True),
            Postponed(paused.id, NOW + SECOND, has_failed=False),
        ]
    )

    assert await here.claim(BOTS, NOW, 10) == []
    rows = await here.claim(BOTS, NOW + SECOND, 10)
    assert [(row.message.key, row.attempts) for row in rows] == [("failed", 1), ("paused", 0)]


async def test_settled_messages_are_never_claimed_again(
    database: Database, here: OutboxStore
) -> None:
    sent, dead, unknown = await queue(database, [message(n, str(n)) for n in (1, 2, 3)])

    await here.settle(
        [Dead(dead.id, "unreachable"), Sent(sent.id, "m1", NOW), Unknown(unknown.id, "timeout")]
    )

    await here.release_all()
    assert await here.claim(BOTS, NOW + MINUTE, 10) == []
    row = await stored(database, "1")
    assert (row.state, row.message_id, row.sent_at) == ("sent", "m1", NOW)
    row = await stored(database, "2")
    assert (row.state, row.reason) == ("dead", "unreachable")
    row = await stored(database, "3")
    assert (row.state, row.reason) == ("unknown", "timeout")


@pytest.mark.parametrize("kind", ["sent", "postponed", "dead", "unknown"])
async def test_a_row_taken_over_by_another_process_is_left_to_it(
    database: Database, here: OutboxStore, there: OutboxStore, kind: str
) -> None:
    (row,) = await queue(database, [message(1, "a")])
    (_,) = await there.claim(BOTS, NOW + MINUTE, 10)
    late: dict[str, Settlement] = {
        "sent": Sent(row.id, "m1", NOW),
        "postponed": Postponed(row.id, NOW, has_failed=True),
        "dead": Dead(row.id, "unreachable"),
        "unknown": Unknown(row.id, "timeout"),
    }

    await here.settle([late[kind]])

    left = await stored(database, "a")
    assert (left.state, left.lease_owner, left.attempts) == ("pending", "there", 0)


@pytest.mark.parametrize("state", ["held", "cancelled"])
async def test_a_row_that_was_called_back_stays_so_unless_it_was_sent(
    database: Database, here: OutboxStore, state: str
) -> None:
    rows = await queue(database, [message(n, key) for n, key in enumerate("spdu")])
    sent, postponed, dead, unknown = (row.id for row in rows)
    await call_back(database, state)

    await here.settle(
        [
            Sent(sent, "m1", NOW),
            Postponed(postponed, NOW + SECOND, has_failed=True),
            Dead(dead, "unreachable"),
            Unknown(unknown, "timeout"),
        ]
    )

    assert [(await stored(database, key)).state for key in "spdu"] == ["sent", *[state] * 3]
    assert (await stored(database, "s")).message_id == "m1"
    assert (await stored(database, "p")).attempts == 0


async def test_what_was_sent_and_called_back_and_resumed_meanwhile_is_sent(
    database: Database, here: OutboxStore, there: OutboxStore
) -> None:
    (row,) = await queue(database, [message(1, "a")])
    await call_back(database, "held")
    await call_back(database, "pending")

    await here.settle([Sent(row.id, "m1", NOW)])

    assert (await stored(database, "a")).state == "sent"
    assert await there.claim(BOTS, NOW, 10) == []


async def test_rows_are_recalled_that_are_not_to_be_sent_from_here_any_more(
    database: Database, here: OutboxStore
) -> None:
    kept, held, resumed, taken = await queue(
        database, [message(n, key) for n, key in enumerate(["kept", "held", "resumed", "taken"])]
    )
    await call_back(database, "held", held.id)
    await call_back(database, "pending", resumed.id)
    async with database.write() as connection:
        by_id = outbox_table.c.id == taken.id
        await connection.execute(outbox_table.update().where(by_id).values(lease_owner="there"))

    recalled = await here.recalled([kept.id, held.id, resumed.id, taken.id])

    assert set(recalled) == {held.id, resumed.id, taken.id}


async def test_an_owner_gives_back_its_own_rows_only(
    database: Database, here: OutboxStore, there: OutboxStore
) -> None:
    await queue(database, [message(1, "ours")])
    await queue(database, [message(2, "theirs")], lease=THERE)

    await here.release()

    assert keys(await there.claim(BOTS, NOW, 10)) == ["ours"]


async def test_at_a_start_everything_leased_is_due_at_once(
    database: Database, here: OutboxStore
) -> None:
    await queue(database, [message(1, "ours")])
    await queue(database, [message(2, "theirs")], lease=THERE)

    await here.release_all()

    assert keys(await here.claim(BOTS, NOW, 10)) == ["ours", "theirs"]


async def test_renewed_leases_begin_anew_and_others_run_out(
    database: Database, here: OutboxStore, there: OutboxStore
) -> None:
    ours, _ = await queue(database, [message(1, "ours"), message(3, "unknown")])
    (theirs,) = await queue(database, [message(2, "theirs")], lease=THERE)

    await here.renew(NOW + MINUTE - SECOND, [ours.id, theirs.id])

    assert keys(await here.claim(BOTS, NOW + MINUTE, 10)) == ["unknown", "theirs"]
    assert keys(await there.claim(BOTS, NOW + 2 * MINUTE - 2 * SECOND, 10)) == []
    assert keys(await there.claim(BOTS, NOW + 2 * MINUTE - SECOND, 10)) == ["ours"]


async def test_somebody_who_is_there_again_gets_what_was_postponed(
    database: Database, here: OutboxStore
) -> None:
    a, b = await queue(database, [message(1, "a"), message(2, "b")])
    await here.settle([Postponed(row.id, NOW + MINUTE, has_failed=False) for row in (a, b)])

    await here.wake(chat(1).key, NOW)

    assert keys(await here.claim(BOTS, NOW, 10)) == ["a"]


async def test_the_newest_sent_messages_of_a_chat_come_oldest_first(
    world: World, here: OutboxStore
) -> None:
    rows = await queue(world.database, [message(n, f"{n}{k}") for k in "abcd" for n in (1, 2)])
    mine = [row for row in rows if row.message.chat == chat(1)]
    await here.settle([Sent(row.id, row.message.key, NOW) for row in mine[:3]])

    async with world.begin() as tx:
        assert keys(await tx.outbox.recent(chat(1), 2)) == ["1b", "1c"]
        assert keys(await tx.outbox.recent(chat(1), 10)) == ["1a", "1b", "1c"]
        assert await tx.outbox.recent(chat(2), 10) == []


async def test_an_id_is_never_used_again(database: Database) -> None:
    (last,) = await queue(database, [message(1, "a")])
    async with database.write() as connection:
        await connection.execute(outbox_table.delete())

    (next_,) = await queue(database, [message(1, "b")])

    assert next_.id > last.id


async def call_back(database: Database, state: str, row: int | None = None) -> None:
    """Let all rows, or one, have a state that ends their leases."""
    which = outbox_table.c.id == row if row is not None else true()
    values = {"state": state, "lease_owner": None, "lease_until": None}
    async with database.write() as connection:
        await connection.execute(outbox_table.update().where(which).values(values))


async def is_somebody_waiting(database: Database) -> bool:
    async with database.read() as connection:
        waiting = await connection.execute(text("SELECT 1 FROM pg_locks WHERE NOT granted"))
        return waiting.first() is not None
