"""People of a live round who are excluded, who become one, or who are forgotten."""

from dataclasses import replace

import pytest
from sqlalchemy import delete, insert, update

from handlers.ports.live_orders import OrderKind
from handlers.ports.live_records import Shows
from handlers.texts.loader import wording
from storage.repositories.merging import merge
from storage.tables.outbox import outbox_table
from storage.tables.rosters import barred_person_table
from tests.integration.live.hall import RIGHT, WRONG, Hall
from tests.integration.storage.world import dump

pytestmark = pytest.mark.anyio


async def finish(hall: Hall) -> None:
    await hall.settle()
    await hall.order(OrderKind.NEXT)
    await hall.intake.drain()


async def become_one(hall: Hall, kept: int, other: int) -> None:
    async with hall.world.database.write() as connection:
        await merge(connection, hall.people[kept], hall.people[other], hall.clock.now())


async def test_who_is_excluded_has_no_place_and_is_not_counted(hall: Hall) -> None:
    await hall.begun(questions=1)
    await hall.register(1, 2, 3)
    async with hall.world.database.write() as connection:
        await connection.execute(insert(barred_person_table).values(person_id=hall.people[1]))
    assert await hall.answer(hall.press(1), hall.press(2), hall.press(3)) == ["stored"] * 3

    await finish(hall)

    display = await hall.display()
    assert display is not None
    assert display.outcome is not None
    assert display.outcome.counts == (0, 2, 0)
    assert display.standing.people_count == 2
    assert [unit.participants for unit in display.standing.units] == [1, 1]
    assert set(await hall.points()) == {hall.people[2], hall.people[3]}


async def test_who_is_excluded_after_the_end_loses_the_place(hall: Hall) -> None:
    await hall.begun(questions=1)
    await hall.register(1, 2)
    await hall.answer(hall.press(1), hall.press(2))
    await finish(hall)
    assert len(await hall.points()) == 2

    async with hall.world.database.write() as connection:
        await connection.execute(insert(barred_person_table).values(person_id=hall.people[1]))

    assert set(await hall.points()) == {hall.people[2]}


async def test_two_who_become_one_have_answered_once_with_what_came_first(hall: Hall) -> None:
    await hall.begun(questions=2)
    await hall.register(1, 2, 3)
    hall.go_to(2)
    await hall.answer(hall.press(1, place=WRONG), hall.press(3))
    hall.go_to(3)
    await hall.answer(hall.press(2, room=2, place=RIGHT))
    await hall.settle()
    await hall.order(OrderKind.NEXT)
    await hall.deliver()
    await hall.answer(hall.press(2, room=2, position=2))

    await become_one(hall, 1, 2)

    await finish(hall)
    # Of the first question the wrong answer counts, of the second the only one.
    assert await hall.points() == {hall.people[1]: 1, hall.people[3]: 1}
    assert {person for _, person, _, _ in await hall.stored()} == {hall.people[1], hall.people[3]}


async def test_two_who_become_one_after_the_end_have_one_place(hall: Hall) -> None:
    await hall.begun(questions=1)
    await hall.register(1, 2, 3)
    await hall.answer(hall.press(1), hall.press(2), hall.press(3, place=WRONG))
    await finish(hall)
    told = list(hall.handed.keys)

    async with hall.world.database.write() as connection:
        # As after the forty days for which messages are kept.
        await connection.execute(delete(outbox_table))
    await become_one(hall, 1, 2)
    async with hall.world.begin.reading() as tx:
        assert await tx.live.results(hall.id) is None
        assert await tx.live.due(hall.clock.now()) == [hall.id]
    await hall.due()
    await hall.intake.drain()

    assert await hall.points() == {hall.people[1]: 1, hall.people[3]: 0}
    assert hall.handed.keys == told, "the end is told once"


async def test_a_merger_lets_alone_rounds_that_the_other_was_not_in(hall: Hall) -> None:
    await hall.begun(questions=1)
    await hall.register(1, 2)
    await hall.answer(hall.press(1))
    await finish(hall)

    await become_one(hall, 1, 2)

    assert await hall.points() == {hall.people[1]: 1}


async def test_who_is_forgotten_keeps_the_place_without_a_name(hall: Hall) -> None:
    await hall.begun(questions=1, shows=Shows.NAMES)
    await hall.register(1)
    async with hall.world.begin() as tx:
        named = await tx.people.find(hall.people[1])
        await tx.commit()
    assert named is not None
    await hall.answer(hall.press(1))
    await finish(hall)
    assert named.full_name in (await hall.content(f"live:{hall.id}:end:1")).caption

    async with hall.world.begin() as tx:
        await tx.people.forget(hall.people[1], hall.clock.now())
        await tx.commit()

    assert named.full_name not in await dump(hall.world.database)
    display = await hall.display()
    assert display is not None
    assert [(place.rank, place.points) for place in display.standing.people] == [(1, 1)]
    assert display.standing.people[0].name not in ("", named.full_name)
    async with hall.world.begin.reading() as tx:
        results = await tx.live.results(hall.id)
    assert results is not None
    assert replace(results[0], rank=1).full_name is None


async def test_a_standing_that_has_not_gone_out_loses_the_name_and_nothing_else(
    hall: Hall,
) -> None:
    await hall.begun(rooms=2, questions=1, shows=Shows.NAMES)
    await hall.register(1)
    async with hall.world.begin.reading() as tx:
        named = await tx.people.find(hall.people[1])
    assert named is not None
    await hall.answer(hall.press(1))
    await hall.settle()
    key, other_key = f"live:{hall.id}:1:1:r", f"live:{hall.id}:1:2:r"
    before = (await hall.content(key)).body
    assert named.full_name in before
    async with hall.world.database.write() as connection:
        await connection.execute(
            update(outbox_table)
            .where(outbox_table.c.key == other_key)
            .values(state="sent", lease_owner=None, lease_until=None)
        )

    await forget(hall, 1)

    say = wording("vi")
    assert (await hall.content(key)).body == before.replace(
        named.full_name, say("leaderboard-erased")
    )
    assert (await hall.content(other_key)).body == ""
    await hall.order(OrderKind.NEXT)
    await hall.intake.drain()
    await forget(hall, 1)
    assert key in await hall.queued("cancelled"), "its question is past"
    end = f"live:{hall.id}:end:1"
    assert end in await hall.queued()
    assert say("leaderboard-erased") in (await hall.content(end)).caption


async def forget(hall: Hall, number: int) -> None:
    async with hall.world.begin() as tx:
        await tx.people.forget(hall.people[number], hall.clock.now())
        await tx.commit()


async def test_the_log_gives_nothing_of_a_question_whose_key_is_not_out(hall: Hall) -> None:
    await hall.begun()
    await hall.register(1, 2)
    await hall.answer(hall.press(1), hall.press(2, room=2))
    async with hall.world.begin.reading() as tx:
        assert await tx.live.log(hall.id) == []
        own = await tx.live.answers(hall.id, (await hall.live()).position, [hall.people[1]])
    assert [(room, given.option) for room, given in own[hall.people[1]].items()] == [(1, RIGHT)]

    await hall.settle()

    async with hall.world.begin.reading() as tx:
        (asked,) = await tx.live.log(hall.id, [hall.people[2]])
        units = await tx.live.units_of(hall.id, list(hall.people.values()))
    assert (asked.key, list(asked.ballots)) == (RIGHT, [hall.people[2]])
    assert units == {
        hall.people[1]: hall.world.units["SO-NV"],
        hall.people[2]: hall.world.units["SO-TP"],
    }
