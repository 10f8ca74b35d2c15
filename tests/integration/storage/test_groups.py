from dataclasses import replace

from sqlalchemy import select

from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.contents import Text
from handlers.ports.groups import UnitGroup
from handlers.ports.messaging import OutboundMessage
from handlers.ports.outbox import Dead, Sent
from storage.outbox_store import SqlOutboxStore
from storage.tables.outbox import outbox_table
from tests.integration.storage.world import LEASE, NOW, SECOND, World

FIRST = ChatRef("zalo", "hoithi", "g-1", ChatKind.GROUP)
SECOND_GROUP = replace(FIRST, chat_id="g-2")
ELSEWHERE = replace(FIRST, platform="telegram")


async def test_a_unit_has_several_groups_in_the_order_in_which_they_were_bound(
    world: World,
) -> None:
    so_nv, so_tp = world.units["SO-NV"], world.units["SO-TP"]
    async with world.begin() as tx:
        await tx.groups.bind(SECOND_GROUP, so_nv, "leader", NOW)
        await tx.groups.bind(FIRST, so_nv, "leader", NOW + SECOND)
        await tx.groups.bind(ELSEWHERE, so_tp, "leader", NOW + 2 * SECOND)

        everything = [
            UnitGroup(SECOND_GROUP, so_nv, NOW),
            UnitGroup(FIRST, so_nv, NOW),
            UnitGroup(ELSEWHERE, so_tp, NOW),
        ]
        assert await tx.groups.of_units([so_nv]) == everything[:2]
        assert await tx.groups.of_units({so_tp, world.units["66"]}) == everything[2:]
        assert await tx.groups.of_units([]) == []
        assert await tx.groups.all() == everything
        assert await tx.groups.of_chat(FIRST) == everything[1]


async def test_a_group_that_was_never_bound_belongs_to_nobody(world: World) -> None:
    async with world.begin() as tx:
        await tx.groups.bind(FIRST, world.units["SO-NV"], "leader", NOW)

        assert await tx.groups.of_chat(SECOND_GROUP) is None
        assert await tx.groups.of_chat(ELSEWHERE) is None
        assert not await tx.groups.unbind(ELSEWHERE)


async def test_a_group_bound_again_belongs_to_the_new_unit_alone(world: World) -> None:
    async with world.begin() as tx:
        await tx.groups.bind(FIRST, world.units["SO-NV"], "leader", NOW)
        await tx.groups.bind(FIRST, world.units["SO-TP"], "other leader", NOW + SECOND)

        assert await tx.groups.all() == [UnitGroup(FIRST, world.units["SO-TP"], NOW)]


async def test_a_group_is_forgotten_once(world: World) -> None:
    async with world.begin() as tx:
        await tx.groups.bind(FIRST, world.units["SO-NV"], "leader", NOW)
        await tx.groups.bind(SECOND_GROUP, world.units["SO-NV"], "leader", NOW)

        assert await tx.groups.unbind(FIRST)
        assert not await tx.groups.unbind(FIRST)

        assert await tx.groups.all() == [UnitGroup(SECOND_GROUP, world.units["SO-NV"], NOW)]


async def test_a_group_that_moves_keeps_its_unit_under_the_new_id(world: World) -> None:
    async with world.begin() as tx:
        await tx.groups.bind(FIRST, world.units["SO-NV"], "leader", NOW)

        await tx.groups.move(FIRST, SECOND_GROUP)

        assert await tx.groups.all() == [UnitGroup(SECOND_GROUP, world.units["SO-NV"], NOW)]


async def test_a_group_that_moves_to_an_id_that_is_bound_already_takes_its_place(
    world: World,
) -> None:
    async with world.begin() as tx:
        await tx.groups.bind(FIRST, world.units["SO-NV"], "leader", NOW)
        await tx.groups.bind(SECOND_GROUP, world.units["SO-TP"], "leader", NOW)

        await tx.groups.move(FIRST, SECOND_GROUP)

        assert await tx.groups.all() == [UnitGroup(SECOND_GROUP, world.units["SO-NV"], NOW)]


async def test_a_move_of_a_group_that_was_never_bound_changes_nothing(world: World) -> None:
    async with world.begin() as tx:
        await tx.groups.bind(SECOND_GROUP, world.units["SO-TP"], "leader", NOW)

        await tx.groups.move(FIRST, SECOND_GROUP)

        assert await tx.groups.all() == [UnitGroup(SECOND_GROUP, world.units["SO-TP"], NOW)]


async def queue(world: World, chat: ChatRef, *keys: str) -> list[int]:
    """Queue messages to a chat; returns their rows."""
    async with world.begin() as tx:
        await tx.outbox.add([OutboundMessage(chat, key, Text(key)) for key in keys], NOW)
        return [row.id for row in await tx.commit()]


async def test_what_waits_for_a_group_moves_with_it_and_keeps_its_key(world: World) -> None:
    store = SqlOutboxStore(world.database, LEASE)
    sent, refused, broken, *_ = await queue(world, FIRST, "sent", "refused", "broken", "waits")
    await queue(world, ELSEWHERE, "other")
    await store.settle([Sent(sent, "1", NOW), Dead(refused, "migrated"), Dead(broken, "markup")])
    async with world.begin() as tx:
        await tx.groups.bind(FIRST, world.units["SO-NV"], "leader", NOW)
        await tx.groups.move(FIRST, SECOND_GROUP)
        await tx.commit()

    claimed = await store.claim([("zalo", "hoithi")], NOW, 10)

    assert [(row.message.key, row.message.chat) for row in claimed] == [
        ("refused", SECOND_GROUP),
        ("waits", SECOND_GROUP),
    ]
    async with world.database.read() as connection:
        c = outbox_table.c
        rows = await connection.execute(select(c.key, c.chat_key, c.state).order_by(c.id))
        assert [tuple(row) for row in rows] == [
            ("sent", FIRST.key, "sent"),
            ("refused", SECOND_GROUP.key, "pending"),
            ("broken", FIRST.key, "dead"),
            ("waits", SECOND_GROUP.key, "pending"),
            ("other", ELSEWHERE.key, "pending"),
        ]


async def test_what_a_process_hears_of_the_old_id_changes_nothing_any_more(world: World) -> None:
    store = SqlOutboxStore(world.database, LEASE)
    (row,) = await queue(world, FIRST, "notice")
    async with world.begin() as tx:
        await tx.groups.bind(FIRST, world.units["SO-NV"], "leader", NOW)
        await tx.groups.move(FIRST, SECOND_GROUP)
        await tx.commit()

    await store.settle([Dead(row, "migrated")])

    (claimed,) = await store.claim([("zalo", "hoithi")], NOW, 10)
    assert claimed.message.chat == SECOND_GROUP


async def test_what_waits_for_a_group_is_not_sent_after_it_is_forgotten(world: World) -> None:
    store = SqlOutboxStore(world.database, LEASE)
    await queue(world, FIRST, "notice")
    await queue(world, SECOND_GROUP, "other")
    async with world.begin() as tx:
        await tx.groups.bind(FIRST, world.units["SO-NV"], "leader", NOW)
        assert await tx.groups.unbind(FIRST)
        await tx.commit()
    await store.release_all()

    assert [row.message.key for row in await store.claim([("zalo", "hoithi")], NOW, 10)] == [
        "other"
    ]
