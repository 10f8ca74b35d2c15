from dataclasses import replace

from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.groups import UnitGroup
from tests.integration.storage.world import NOW, SECOND, World

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
            UnitGroup(SECOND_GROUP, so_nv),
            UnitGroup(FIRST, so_nv),
            UnitGroup(ELSEWHERE, so_tp),
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

        assert await tx.groups.all() == [UnitGroup(FIRST, world.units["SO-TP"])]


async def test_a_group_is_forgotten_once(world: World) -> None:
    async with world.begin() as tx:
        await tx.groups.bind(FIRST, world.units["SO-NV"], "leader", NOW)
        await tx.groups.bind(SECOND_GROUP, world.units["SO-NV"], "leader", NOW)

        assert await tx.groups.unbind(FIRST)
        assert not await tx.groups.unbind(FIRST)

        assert await tx.groups.all() == [UnitGroup(SECOND_GROUP, world.units["SO-NV"])]


async def test_a_group_that_moves_keeps_its_unit_under_the_new_id(world: World) -> None:
    async with world.begin() as tx:
        await tx.groups.bind(FIRST, world.units["SO-NV"], "leader", NOW)

        await tx.groups.move(FIRST, SECOND_GROUP)

        assert await tx.groups.all() == [UnitGroup(SECOND_GROUP, world.units["SO-NV"])]


async def test_a_group_that_moves_to_an_id_that_is_bound_already_takes_its_place(
    world: World,
) -> None:
    async with world.begin() as tx:
        await tx.groups.bind(FIRST, world.units["SO-NV"], "leader", NOW)
        await tx.groups.bind(SECOND_GROUP, world.units["SO-TP"], "leader", NOW)

        await tx.groups.move(FIRST, SECOND_GROUP)

        assert await tx.groups.all() == [UnitGroup(SECOND_GROUP, world.units["SO-NV"])]


async def test_a_move_of_a_group_that_was_never_bound_changes_nothing(world: World) -> None:
    async with world.begin() as tx:
        await tx.groups.bind(SECOND_GROUP, world.units["SO-TP"], "leader", NOW)

        await tx.groups.move(FIRST, SECOND_GROUP)

        assert await tx.groups.all() == [UnitGroup(SECOND_GROUP, world.units["SO-TP"])]
