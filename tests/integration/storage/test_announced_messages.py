"""How rows of announcements are stored: by what index, beside what, and after which migration."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError

from contest.announcements import AnnouncementState, OfSubtree
from contest.model import UnitId
from handlers.delivery import UNTIL_REACHED
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.announcements import (
    BotAudience,
    BotTally,
    Fate,
    GroupFate,
    NewAnnouncement,
    Resending,
    StoredAnnouncement,
    Tally,
)
from handlers.ports.contents import Picture
from handlers.ports.outbox import Postponed
from storage.engine import Database
from storage.outbox_store import SqlOutboxStore
from storage.tables.outbox import outbox_table
from tests.integration.storage.test_schema import _upgrade_to
from tests.integration.storage.world import LEASE, NOW, World, message

pytestmark = pytest.mark.anyio

HOUR = timedelta(hours=1)


async def test_every_step_of_an_announcement_is_read_back_as_it_was_stored(world: World) -> None:
    picture = Picture("ab" * 32, "image/png", b"png")
    content = NewAnnouncement("Mời thi", OfSubtree(UnitId(7)), picture, NOW + HOUR, is_forced=True)
    group = ChatRef("zalo", "40", "g:1", ChatKind.GROUP)
    async with world.begin() as tx:
        await tx.announcements.keep_picture(picture, NOW)
        await tx.announcements.keep_picture(picture, NOW + HOUR)
        draft = await tx.announcements.create(content, "zalo:40:binh", NOW)
        later = StoredAnnouncement(
            draft.id,
            content,
            AnnouncementState.CANCELLED,
            "zalo:40:binh",
            NOW,
            confirmed_by="command line",
            confirmed_at=NOW + HOUR,
            begun_at=NOW + 2 * HOUR,
            cursor="17",
            fed_at=NOW + 3 * HOUR,
            ended_at=NOW + 4 * HOUR,
            resends=2,
            resending=Resending(99, with_unknown=True),
            cancel_reason="viết nhầm",
            left_out=(BotAudience(("zalo", "40"), 5, 1),),
            final=Tally(
                (BotTally(("zalo", "40"), {Fate.FAILED: 2, Fate.DELIVERED: 1}),),
                {"chat not found": 2},
                (GroupFate(group, UnitId(7), Fate.DELIVERED), GroupFate(group, None, Fate.FAILED)),
            ),
        )
        first = await tx.announcements.find(draft.id)
        await tx.announcements.store(later)
        await tx.commit()

    async with world.begin.reading() as tx:
        assert first == draft
        assert await tx.announcements.find(draft.id) == later
        assert await tx.announcements.latest(5) == [later]
        assert await tx.announcements.latest(5, offset=1) == []
        kept = await tx.announcements.picture(picture.digest)
    assert kept is not None
    assert kept.data == b"png"


async def test_the_alive_are_those_confirmed_without_final_counts(world: World) -> None:
    names = ("draft", "scheduled", "sending", "paused", "finished", "cancelled", "counted")
    async with world.begin() as tx:
        for name in names:
            made = await tx.announcements.create(
                NewAnnouncement(name, OfSubtree(UnitId(7))), "binh", NOW
            )
            if name == "draft":
                continue
            is_over = name in ("finished", "cancelled", "counted")
            state = AnnouncementState("finished" if name == "counted" else name)
            await tx.announcements.store(
                StoredAnnouncement(
                    made.id,
                    made.content,
                    state,
                    "binh",
                    NOW,
                    confirmed_by="binh",
                    confirmed_at=NOW,
                    ended_at=NOW if is_over else None,
                    final=Tally() if name == "counted" else None,
                )
            )
        dropped = await tx.announcements.create(
            NewAnnouncement("dropped", OfSubtree(UnitId(7))), "binh", NOW
        )
        await tx.announcements.store(
            StoredAnnouncement(
                dropped.id,
                dropped.content,
                AnnouncementState.CANCELLED,
                "binh",
                NOW,
                ended_at=NOW,
            )
        )
        alive = await tx.announcements.alive()

    assert [one.content.text for one in alive] == list(names[1:-1])


async def test_stopping_an_announcement_leaves_every_other_message_alone(world: World) -> None:
    store = SqlOutboxStore(world.database, LEASE)
    async with world.begin() as tx:
        one = await tx.announcements.create(
            NewAnnouncement("Mời thi", OfSubtree(UnitId(7))), "binh", NOW
        )
        await tx.outbox.add([message(1, "reply")], NOW)
        await tx.announcements.queue(one.id, [message(1, "a1"), message(2, "a2")], NOW)
        await tx.commit()
    async with world.database.read() as connection:
        rows = dict((await connection.execute(select(outbox_table.c.key, outbox_table.c.id))).all())
    await store.settle([Postponed(rows["a2"], UNTIL_REACHED, has_failed=False)])

    states = []
    for name in ("hold", "let_go", "cancel"):
        async with world.begin() as tx:
            assert await getattr(tx.announcements, name)(one.id) == 2
            await tx.commit()
        async with world.database.read() as connection:
            found = await connection.execute(select(outbox_table.c.key, outbox_table.c.state))
            states.append(dict(found.all()))

    assert states == [
        {"reply": "pending", "a1": "held", "a2": "held"},
        {"reply": "pending", "a1": "pending", "a2": "pending"},
        {"reply": "pending", "a1": "cancelled", "a2": "cancelled"},
    ]


async def test_a_row_that_is_not_pending_has_no_lease(world: World) -> None:
    async with world.begin() as tx:
        await tx.outbox.add([message(1, "reply")], NOW)
        await tx.commit()

    with pytest.raises(IntegrityError):
        async with world.database.write() as connection:
            await connection.execute(update(outbox_table).values(state="held"))


async def test_the_messages_of_an_announcement_are_found_by_their_index(world: World) -> None:
    plan = "EXPLAIN QUERY PLAN" if world.database.is_sqlite else "EXPLAIN"
    query = (
        "SELECT state, count(*) FROM outbox WHERE announcement_id = 1 GROUP BY state",
        "UPDATE outbox SET state = 'held' WHERE announcement_id = 1 AND state IN ('pending')",
    )
    async with world.database.transaction() as connection:
        if not world.database.is_sqlite:
            # An empty table is read as a whole otherwise.
            await connection.execute(text("SET LOCAL enable_seqscan = off"))
        plans = [
            "\n".join(
                " ".join(map(str, row)) for row in await connection.execute(text(f"{plan} {each}"))
            )
            for each in query
        ]

    assert all("ix_outbox_announcement" in each for each in plans), plans


@pytest.fixture
async def old_file(tmp_path: Path) -> AsyncIterator[Database]:
    """An SQLite file of revision 0003 with two messages, of which the newer is gone."""
    database = Database(f"sqlite:///{tmp_path}/old.db")
    async with database.write() as connection:
        await connection.run_sync(_upgrade_to, "0003")
        for number in (1, 2):
            await connection.execute(
                text(
                    "INSERT INTO outbox (key, lane, platform, bot, chat_id, chat_kind, chat_key,"
                    " content, state, attempts, queued_at, lease_owner, lease_until) VALUES"
                    " (:key, 0, 'web', 'demo', 'c', 'private', 'web:demo:c', '{}', 'pending', 3,"
                    " '2023-11-07 01:00:00.000000+00:00', 'here',"
                    " '2023-11-07 01:01:00.000000+00:00')"
                ),
                {"key": f"old-{number}"},
            )
        await connection.execute(text("DELETE FROM outbox WHERE key = 'old-2'"))
    yield database
    await database.dispose()


async def test_the_migration_keeps_messages_and_uses_no_number_again(old_file: Database) -> None:
    async with old_file.write() as connection:
        await connection.run_sync(_upgrade_to, "0004")
        await connection.execute(
            text(
                "INSERT INTO outbox (key, lane, platform, bot, chat_id, chat_kind, chat_key,"
                " content, state, attempts, queued_at) SELECT 'new', lane, platform, bot, chat_id,"
                " chat_kind, chat_key, content, 'held', attempts, queued_at FROM outbox"
            )
        )

    c = outbox_table.c
    async with old_file.read() as connection:
        rows = (await connection.execute(select(c.id, c.key, c.attempts, c.lease_owner))).all()
        newest = await connection.scalar(select(func.max(c.id)))
    assert [tuple(row) for row in rows] == [(1, "old-1", 3, "here"), (3, "new", 3, None)]
    assert newest == 3
