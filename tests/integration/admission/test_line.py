"""The rows of the waiting line, on both kinds of database."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from contest.model import PersonId
from handlers.ports.admission import TELLING, InLine, Newcomer
from handlers.ports.contents import Text
from handlers.ports.messaging import Lane, OutboundMessage
from storage.engine import Database
from storage.outbox import Lease
from storage.tables.waiting_line import waiting_line_table
from storage.unit_of_work import SqlUnitsOfWork
from tests.fakes.rush import BOT, PLATFORM, Rush, chat
from tests.fakes.secrets import SECRET

pytestmark = pytest.mark.anyio

TELEGRAM = (PLATFORM, BOT)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def newcomer(rush: Rush, person: int, *, was_noticed: bool = True) -> Newcomer:
    expected_at = rush.clock.now() + MINUTE
    return Newcomer(PersonId(person), rush.round.id, chat(person), "vi", expected_at, was_noticed)


async def join(rush: Rush, *people: int, was_noticed: bool = True) -> None:
    newcomers = [newcomer(rush, person, was_noticed=was_noticed) for person in people]
    async with rush.units_of_work() as tx:
        await tx.line.join(newcomers, rush.clock.now())
        await tx.commit()


async def places(rush: Rush, *people: int) -> dict[int, int]:
    async with rush.units_of_work() as tx:
        found = await tx.line.places([PersonId(each) for each in people], rush.round.id)
    return {person: each.place for person, each in found.items()}


def people_of(found: list[InLine]) -> list[int]:
    return [each.person for each in found]


async def test_places_are_given_in_the_order_of_joining(rush: Rush) -> None:
    await join(rush, 5, 3)
    await join(rush, 8)

    assert await places(rush, 3, 5, 8, 9) == {5: 1, 3: 2, 8: 3}
    async with rush.units_of_work() as tx:
        assert await tx.line.lengths() == {TELEGRAM: 3}


async def test_joining_again_keeps_the_place(rush: Rush) -> None:
    await join(rush, 5, 3)
    await join(rush, 8, 5)

    assert await places(rush, 3, 5, 8) == {5: 1, 3: 2, 8: 3}


async def test_everybody_is_admitted_once_and_in_order(rush: Rush) -> None:
    await join(rush, 5, 3, 8, 1)
    admitted = []
    for _ in range(3):
        async with rush.units_of_work() as tx:
            admitted.append(people_of(list(await tx.line.admit(TELEGRAM, 2, rush.clock.now()))))
            await tx.commit()

    assert admitted == [[5, 3], [8, 1], []]
    assert await places(rush, 5, 3, 8, 1) == {}


async def test_two_processes_never_admit_the_same_person(rush: Rush, database_url: str) -> None:
    await join(rush, *range(1, 13))
    other = Database(database_url)
    processes = [rush.units_of_work, SqlUnitsOfWork(other, Lease("other", HOUR), SECRET)]

    async def admit(process: SqlUnitsOfWork) -> list[int]:
        async with process() as tx:
            found = await tx.line.admit(TELEGRAM, 3, rush.clock.now())
            await tx.commit()
        return people_of(list(found))

    pages = await asyncio.gather(*[admit(processes[turn % 2]) for turn in range(4)])
    await other.dispose()

    assert sorted(person for page in pages for person in page) == list(range(1, 13))


async def test_a_place_that_was_not_committed_is_still_there(rush: Rush) -> None:
    """A process that dies while it lets people in leaves them where they were."""
    await join(rush, 5, 3)
    async with rush.units_of_work() as tx:
        assert len(await tx.line.admit(TELEGRAM, 2, rush.clock.now())) == 2

    assert await places(rush, 5, 3) == {5: 1, 3: 2}


async def test_whoever_leaves_makes_room_and_may_come_back_at_the_end(rush: Rush) -> None:
    await join(rush, 5, 3)
    async with rush.units_of_work() as tx:
        assert await tx.line.leave(PersonId(5), rush.round.id, rush.clock.now())
        assert not await tx.line.leave(PersonId(5), rush.round.id, rush.clock.now())
        await tx.commit()
    assert await places(rush, 5, 3) == {3: 1}

    await join(rush, 5)

    assert await places(rush, 5, 3) == {3: 1, 5: 2}


async def test_only_the_line_of_a_round_that_is_over_is_closed(rush: Rush) -> None:
    await join(rush, 5, 3, 8)
    closes_at = rush.round.window.closes_at
    async with rush.units_of_work() as tx:
        assert await tx.line.close(closes_at - MINUTE, 10) == []
        assert people_of(list(await tx.line.close(closes_at, 2))) == [5, 3]
        assert people_of(list(await tx.line.close(closes_at, 2))) == [8]
        await tx.commit()

    assert await rush.states() == {"closed": 3}


async def test_whoever_has_seen_nothing_is_told_first_and_everybody_once(rush: Rush) -> None:
    await join(rush, 1, 2, 3)
    await join(rush, 4, was_noticed=False)
    told = []
    for _ in range(3):
        async with rush.units_of_work() as tx:
            found = await tx.line.tell(TELEGRAM, behind=1, count=2)
            told.append([(each.person, each.place) for each in found])
            await tx.commit()

    assert told == [[(2, 2), (4, 4)], [(3, 3)], []]


async def test_only_those_at_the_front_who_have_waited_are_warned_and_once(rush: Rush) -> None:
    await join(rush, 1, 2)
    rush.clock.advance(2 * MINUTE)
    await join(rush, 3)
    async with rush.units_of_work() as tx:
        since = rush.clock.now() - MINUTE
        assert people_of(list(await tx.line.warn(TELEGRAM, 1, since, 9))) == [1]
        assert people_of(list(await tx.line.warn(TELEGRAM, 3, since, 9))) == [2]
        # A warning says everything that the place would have.
        assert people_of(list(await tx.line.tell(TELEGRAM, 0, 9))) == [3]


async def test_a_person_who_is_forgotten_leaves_nothing_in_the_line(
    rush: Rush, database: Database
) -> None:
    await join(rush, 5, 3)
    async with rush.units_of_work() as tx:
        await tx.people.forget(PersonId(5), rush.clock.now())
        await tx.commit()

    async with database.read() as connection:
        left = (await connection.scalars(select(waiting_line_table.c.person_id))).all()
    assert left == [3]


async def test_an_update_is_claimed_once_among_many(rush: Rush) -> None:
    async with rush.units_of_work() as tx:
        assert await tx.claim_update("b", rush.clock.now())
        assert set(await tx.claim_updates(["a", "b", "c"], rush.clock.now())) == {"a", "c"}
        assert set(await tx.claim_updates([], rush.clock.now())) == set()


async def test_what_is_known_of_candidates(rush: Rush, database: Database) -> None:
    await rush.press(1)
    key = f"{PLATFORM}:{BOT}"
    async with rush.units_of_work() as tx:
        found = await tx.line.candidates([f"{key}:1", f"{key}:2", f"{key}:99"], rush.round.id)

    assert {one.person.id: (one.attempts, one.is_playing) for one in found.values()} == {
        1: (1, True),
        2: (0, False),
    }
    assert not any(one.is_barred for one in found.values())
    async with database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(waiting_line_table)) == 0


async def test_what_is_still_to_be_sent_to_those_who_wait_is_counted_up_to_a_limit(
    rush: Rush,
) -> None:
    async with rush.units_of_work() as tx:
        messages = [
            OutboundMessage(chat(1), f"{lane.name}-{number}", Text("Tin"), lane)
            for lane in (Lane.REPLY, TELLING)
            for number in range(3)
        ]
        await tx.outbox.add(messages, rush.clock.now())

        assert await tx.line.unsent(TELEGRAM, at_most=10) == 3
        assert await tx.line.unsent(TELEGRAM, at_most=2) == 2
        assert await tx.line.unsent((PLATFORM, "8"), at_most=10) == 0
