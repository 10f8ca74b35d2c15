import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from contest.attempts import Progress, State
from contest.model import AttemptId, OptionIndex, PersonId, Position
from contest.quotas import Category
from handlers.ports.contents import Passed
from handlers.ports.records import Answer, Attempt, Person
from handlers.ports.rosters import NewRosterEntry
from storage.codec import answer_to_columns, progress_to_columns
from storage.engine import Database
from storage.outbox import Lease
from storage.tables.attempts import answer_table, attempt_table
from storage.unit_of_work import SqlUnitsOfWork
from tests.fakes.secrets import SECRET
from tests.integration.storage.world import (
    NOW,
    SECOND,
    World,
    new_attempt,
    opened,
    play,
    playing,
    register,
)


@pytest.fixture
async def person(world: World) -> Person:
    async with world.begin() as tx:
        person = await register(tx, world, 1)
        await tx.commit()
    return person


async def set_progress(world: World, attempt: AttemptId, progress: Progress) -> None:
    async with world.database.write() as connection:
        await connection.execute(
            update(attempt_table)
            .where(attempt_table.c.id == attempt)
            .values(**progress_to_columns(progress))
        )


def ended(attempt: Attempt) -> Progress:
    return replace(attempt.progress, state=State.FINISHED, ended_at=NOW)


async def test_an_attempt_comes_back_as_it_began(world: World, person: Person) -> None:
    new = new_attempt(world, person)
    async with world.begin() as tx:
        attempt = await tx.attempts.begin(new)
        await tx.commit()

    assert attempt is not None
    assert (attempt.paper, attempt.progress, attempt.chat) == (new.paper, new.progress, new.chat)
    assert (attempt.round, attempt.started_at, attempt.ordinal) == (world.round, NOW, 1)
    async with world.begin() as tx:
        assert await tx.attempts.latest_of(person.id) == attempt
        assert await tx.attempts.in_round(person.id, world.round.id) == [attempt]


async def test_somebody_who_never_began_has_no_attempt(world: World, person: Person) -> None:
    async with world.begin() as tx:
        assert await tx.attempts.latest_of(person.id) is None
        assert await tx.attempts.in_round(person.id, world.round.id) == []


async def test_nobody_has_two_running_attempts_in_a_round(world: World, person: Person) -> None:
    async with world.begin() as tx:
        assert await tx.attempts.begin(new_attempt(world, person, ordinal=1)) is not None
        assert await tx.attempts.begin(new_attempt(world, person, ordinal=2)) is None


async def test_an_ordinal_is_used_once(world: World, person: Person) -> None:
    async with world.begin() as tx:
        first = await tx.attempts.begin(new_attempt(world, person))
        await tx.commit()
    assert first is not None
    await set_progress(world, first.id, ended(first))

    async with world.begin() as tx:
        assert await tx.attempts.begin(new_attempt(world, person, ordinal=1)) is None
        second = await tx.attempts.begin(new_attempt(world, person, ordinal=2))
        assert second is not None
        assert await tx.attempts.latest_of(person.id) == second
        attempts = await tx.attempts.in_round(person.id, world.round.id)
        assert [attempt.ordinal for attempt in attempts] == [1, 2]


async def test_of_two_begins_at_once_one_is_stored(
    world: World, person: Person, other_database: Database
) -> None:
    other = SqlUnitsOfWork(other_database, Lease("there", 60 * SECOND), SECRET)

    async def begin_attempt(begin: SqlUnitsOfWork) -> Attempt | None:
        async with begin() as tx:
            attempt = await tx.attempts.begin(new_attempt(world, person))
            await tx.commit()
            return attempt

    attempts = await asyncio.gather(*(begin_attempt(begin) for begin in (world.begin, other) * 3))

    (stored,) = [attempt for attempt in attempts if attempt is not None]
    async with world.database.read() as connection:
        rows = (await connection.execute(select(attempt_table.c.id, attempt_table.c.counted))).all()
    assert rows == [(stored.id, True)]


async def test_only_the_first_attempt_counts_from_its_beginning(
    world: World, person: Person
) -> None:
    async with world.begin() as tx:
        first = await tx.attempts.begin(new_attempt(world, person))
        await tx.commit()
    assert first is not None
    await set_progress(world, first.id, ended(first))
    async with world.begin() as tx:
        assert await tx.attempts.begin(new_attempt(world, person, ordinal=2)) is not None
        await tx.commit()

    async with world.database.read() as connection:
        rows = await connection.execute(
            select(attempt_table.c.ordinal, attempt_table.c.counted).order_by("ordinal")
        )
        assert rows.all() == [(1, True), (2, False)]


async def test_the_database_refuses_a_second_counted_attempt(world: World, person: Person) -> None:
    async with world.begin() as tx:
        first = await tx.attempts.begin(new_attempt(world, person))
        await tx.commit()
    assert first is not None
    await set_progress(world, first.id, ended(first))
    async with world.begin() as tx:
        await tx.attempts.begin(new_attempt(world, person, ordinal=2))
        await tx.commit()

    await refused(world.database, update(attempt_table).values(counted=True))


async def test_the_database_refuses_a_second_answer_to_a_position(world: World) -> None:
    async with world.begin() as tx:
        attempt = await playing(tx, world)
        await tx.commit()
    first = Answer(attempt.id, Position(1), Passed.ANSWERED, NOW, 1, world.questions[0])
    async with world.database.write() as connection:
        await connection.execute(insert(answer_table).values(**answer_to_columns(first)))

    second = replace(first, received_at=NOW + SECOND, points=0, passed=Passed.SKIPPED)
    await refused(world.database, insert(answer_table).values(**answer_to_columns(second)))

    async with world.begin() as tx:
        assert await tx.attempts.answers(attempt.id) == [first]


@pytest.mark.parametrize(
    "values",
    [
        {"state": "open", "deadline": None},
        {"state": "finished", "ended_at": None},
        {"state": "waiting", "ended_at": NOW},
        {"state": "asleep"},
        {"position": 0},
    ],
)
async def test_the_database_refuses_a_state_that_cannot_be(
    world: World, values: dict[str, Any]
) -> None:
    async with world.begin() as tx:
        await playing(tx, world)
        await tx.commit()

    await refused(world.database, update(attempt_table).values(**values))


async def test_answers_come_back_exactly_and_in_the_order_of_positions(world: World) -> None:
    async with world.begin() as tx:
        attempt = await playing(tx, world)
        await tx.commit()
    answers = [
        Answer(
            attempt.id, Position(1), Passed.ANSWERED, NOW, 1, world.questions[0], OptionIndex(2)
        ),
        Answer(attempt.id, Position(2), Passed.SKIPPED, NOW + SECOND, 0, world.questions[1]),
        Answer(attempt.id, Position(4), Passed.ANSWERED, NOW + SECOND, 0, value=5_000_000_000),
    ]
    async with world.database.write() as connection:
        await connection.execute(
            insert(answer_table), [answer_to_columns(answer) for answer in reversed(answers)]
        )

    async with world.begin() as tx:
        assert await tx.attempts.answers(attempt.id) == answers


async def test_open_questions_are_listed_with_their_deadlines_soonest_first(world: World) -> None:
    async with world.begin() as tx:
        waiting, late, soon = [await playing(tx, world, number) for number in (1, 2, 3)]
        await tx.commit()
    await set_progress(world, late.id, opened(NOW + 5 * SECOND))
    await set_progress(world, soon.id, opened(NOW))

    async with world.begin() as tx:
        assert await tx.attempts.open_questions() == [
            (soon.id, 1, NOW + timedelta(seconds=40)),
            (late.id, 1, NOW + timedelta(seconds=45)),
        ]
        assert await tx.attempts.running_in(world.round.id) == [waiting.id, late.id, soon.id]


async def test_an_ended_attempt_is_not_running(world: World) -> None:
    async with world.begin() as tx:
        attempt = await playing(tx, world)
        await tx.commit()
    await set_progress(world, attempt.id, ended(attempt))

    async with world.begin() as tx:
        assert await tx.attempts.running_in(world.round.id) == []


async def test_all_attempts_of_a_person_become_void_the_running_one_too(world: World) -> None:
    async with world.begin() as tx:
        person = await register(tx, world, 1)
        first = await play(tx, world, person, State.FINISHED)
        second = await tx.attempts.begin(new_attempt(world, person, ordinal=2))
        assert second is not None
        other = await playing(tx, world, 2)
        await tx.commit()
    await set_progress(world, second.id, opened(NOW))

    async with world.begin() as tx:
        assert await tx.attempts.void_all(person.id, NOW + SECOND) == 2
        assert await tx.attempts.void_all(person.id, NOW + 2 * SECOND) == 0
        assert await tx.attempts.void_all(PersonId(0), NOW) == 0
        await tx.commit()

    async with world.database.read() as connection:
        c = attempt_table.c
        query = select(c.id, c.state, c.counted, c.ended_at, c.deadline).order_by(c.id)
        rows = (await connection.execute(query)).all()
    assert rows == [
        (first.id, State.VOID, False, NOW + SECOND, None),
        (second.id, State.VOID, False, NOW + SECOND, None),
        (other.id, State.WAITING, True, None, None),
    ]


async def test_void_attempts_leave_the_standings_and_the_turnout(world: World) -> None:
    listed = NewRosterEntry(world.units["SO-NV"], Category("staff"), "Hoa")
    async with world.begin() as tx:
        person = await register(tx, world, 1)
        await play(tx, world, person, State.FINISHED)
        await tx.rosters.store([listed], NOW)
        (entry,) = await tx.rosters.not_done([world.units["SO-NV"]], None)
        await tx.rosters.confirm(entry.id, person.id, NOW)
        assert [count.done for count in await tx.rosters.counts(None)] == [1]

        await tx.attempts.void_all(person.id, NOW)

        assert [count.done for count in await tx.rosters.counts(None)] == [0]
        standing = (await tx.units.standings(world.round.id, NOW.date()))[1]
        assert (standing.registered, standing.playing, standing.finished) == (1, 0, 0)


async def refused(database: Database, statement: Any) -> None:
    async with database.transaction() as connection:
        with pytest.raises(IntegrityError):
            await connection.execute(statement)
