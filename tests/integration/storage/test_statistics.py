"""Sums over rounds: what counts is in them once, what does not is not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from contest.attempts import Progress, State
from contest.item_analysis import ItemSums
from contest.model import Audience, OptionIndex, Position, RoundId
from contest.rules import Window
from handlers.ports.contents import Passed
from handlers.ports.records import Answer, Attempt, Person
from handlers.ports.statistics import Made, ScoreCount, UnitPeople
from storage import codec
from storage.engine import Database
from storage.repositories.statistics import EVIDENCE_MADE
from storage.tables.attempts import answer_table, attempt_table
from storage.tables.contests import round_table
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.world import NOW, RULES, SECOND, World, new_attempt, register

pytestmark = pytest.mark.anyio

SEAL = "ab" * 32


async def mark(database: Database, attempt: Attempt, **columns: object) -> None:
    """Change an attempt as only the intake does."""
    async with database.write() as connection:
        statement = update(attempt_table).where(attempt_table.c.id == attempt.id)
        await connection.execute(statement.values(**columns))


async def played(
    world: World, tx: SqlUnitOfWork, person: Person, score: int, **more: object
) -> Attempt:
    """A finished attempt with that score."""
    ended = Progress(RULES.attempt_limit, State.FINISHED, score=score, ended_at=NOW + SECOND)
    attempt = await tx.attempts.begin(
        replace(new_attempt(world, person), progress=ended, **more)  # type: ignore[arg-type]
    )
    assert attempt is not None
    return attempt


async def counted(world: World, attempts: Sequence[Attempt]) -> None:
    for attempt in attempts:
        await mark(world.database, attempt, counted=True)


async def another_round(world: World, tx: SqlUnitOfWork, *, is_rehearsal: bool = False) -> RoundId:
    window = Window(world.round.window.closes_at, world.round.window.closes_at + timedelta(days=9))
    one = await tx.catalogue.create_round(
        world.round.contest, "Vòng 2", window, RULES, is_rehearsal=is_rehearsal
    )
    return one.id


async def test_entries_are_summed_by_round_unit_group_and_score(world: World) -> None:
    async with world.begin() as tx:
        people = [await register(tx, world, number) for number in (1, 2, 3, 4)]
        other = await register(tx, world, 5, "SO-TP")
        attempts = [
            await played(world, tx, person, score)
            for person, score in zip([*people[:3], other], (3, 3, 1, 3), strict=True)
        ]
        await played(world, tx, people[3], 3)
        assert await tx.attempts.void_all(people[3].id, NOW) == 1
        await tx.commit()
    await counted(world, attempts)
    await mark(world.database, attempts[1], state=State.CLOSED.value)
    async with world.begin.reading() as tx:
        found = await tx.statistics.scores([world.round.id])
        ended = await tx.statistics.attempts([world.round.id])

    nv, tp, officials = world.units["SO-NV"], world.units["SO-TP"], Audience.OFFICIALS
    assert set(found) == {
        ScoreCount(world.round.id, nv, officials, 1, is_finished=True, entries=1),
        ScoreCount(world.round.id, nv, officials, 3, is_finished=True, entries=1),
        ScoreCount(world.round.id, nv, officials, 3, is_finished=False, entries=1),
        ScoreCount(world.round.id, tp, officials, 3, is_finished=True, entries=1),
    }
    assert ended == {world.round.id: 4}


async def test_an_attempt_that_does_not_count_is_an_attempt_but_no_entry(world: World) -> None:
    async with world.begin() as tx:
        person = await register(tx, world)
        first = await played(world, tx, person, 1)
        await played(world, tx, person, 3, ordinal=2)
        await tx.commit()
    await counted(world, [first])
    async with world.begin.reading() as tx:
        scores = await tx.statistics.scores([world.round.id])

        assert [(one.score, one.entries) for one in scores] == [(1, 1)]
        assert await tx.statistics.attempts([world.round.id]) == {world.round.id: 2}


async def test_people_count_once_over_rounds_where_they_played_last(world: World) -> None:
    """Ánh moved to another unit and finished only her first entry; the other stayed."""
    async with world.begin() as tx:
        moved, stayed = [await register(tx, world, number) for number in (1, 2)]
        second = await another_round(world, tx)
        tp = world.units["SO-TP"]
        first = [await played(world, tx, person, 3) for person in (moved, stayed)]
        later = Progress(
            RULES.attempt_limit, State.CLOSED, score=0, ended_at=NOW + timedelta(days=16)
        )
        last = await played(world, tx, moved, 0, round=second, unit=tp)
        await tx.commit()
    await counted(world, [*first, last])
    await mark(world.database, last, **codec.progress_to_columns(later))
    async with world.begin.reading() as tx:
        both = await tx.statistics.people([world.round.id, second])
        only_first = await tx.statistics.people([world.round.id])

    nv = world.units["SO-NV"]
    assert set(both) == {UnitPeople(nv, people=1, finished=1), UnitPeople(tp, 1, 1)}
    assert list(only_first) == [UnitPeople(nv, people=2, finished=2)]


async def test_questions_are_summed_with_those_that_left_them_open(world: World) -> None:
    """Three questions. Two entries: right, wrong, right; and right, then nothing more in time."""
    async with world.begin() as tx:
        people = [await register(tx, world, number) for number in (1, 2)]
        whole, broken = [
            await played(world, tx, person, score)
            for person, score in zip(people, (2, 1), strict=True)
        ]
        await tx.commit()
    await counted(world, [whole, broken])
    answers = [
        answer(world, whole, 1, 1, seconds=5),
        answer(world, whole, 2, 0, seconds=9),
        answer(world, whole, 3, 1, seconds=19.5),
        answer(world, broken, 1, 1, seconds=7),
        # A skip and a prediction have no question.
        Answer(broken.id, Position(2), Passed.SKIPPED, NOW + 9 * SECOND, 0),
        Answer(broken.id, Position(4), Passed.ANSWERED, NOW + 11 * SECOND, 0, value=7),
    ]
    await store(world.database, answers)
    async with world.begin.reading() as tx:
        items = await tx.statistics.items([world.round.id])

    assert [item.code for item in items] == ["PAR-1", "PAR-2", "PAR-3"]
    # Rests: 1 of the first entry, 0 of the second.
    assert items[0].sums == ItemSums(
        2, 2, right=2, rest=1, rest_squares=1, right_rest=1, waits={50: 1, 70: 1}
    )
    # Rests: 2 of the first entry, 1 of the second, which has no answer.
    assert items[1].sums == ItemSums(
        2, 1, right=0, rest=3, rest_squares=5, right_rest=0, waits={40: 1}
    )
    assert items[2].sums == ItemSums(
        2, 1, right=1, rest=2, rest_squares=2, right_rest=1, waits={105: 1}
    )


async def test_how_long_an_answer_took_is_not_known_after_a_question_without_one(
    world: World,
) -> None:
    async with world.begin() as tx:
        attempt = await played(world, tx, await register(tx, world), 1)
        await tx.commit()
    await counted(world, [attempt])
    await store(world.database, [answer(world, attempt, 3, 1, seconds=60)])
    async with world.begin.reading() as tx:
        items = {item.code: item.sums for item in await tx.statistics.items([world.round.id])}

    assert (items["PAR-3"].answered, items["PAR-3"].waits) == (1, {})
    assert (items["PAR-1"].drawn, items["PAR-1"].answered) == (1, 0)


async def test_a_seal_is_found_with_who_made_it(world: World) -> None:
    async with world.begin() as tx:
        await tx.audit(EVIDENCE_MADE, NOW, "command line", sha256="other", by="A")
        await tx.audit(EVIDENCE_MADE, NOW + SECOND, "command line", sha256=SEAL, by="Tổ Thư ký")
        await tx.audit("imported", NOW, "command line", sha256="cd" * 32)
        await tx.commit()
    async with world.begin.reading() as tx:
        assert await tx.statistics.evidence_made(SEAL) == Made(NOW + SECOND, "Tổ Thư ký")
        assert await tx.statistics.evidence_made("cd" * 32) is None


async def test_held_still_a_report_sees_nothing_that_is_written_meanwhile(
    world: World, other_database: Database
) -> None:
    async with world.begin() as tx:
        attempts = [await played(world, tx, await register(tx, world, n), 3) for n in (1, 2)]
        await tx.commit()
    await counted(world, attempts)
    async with world.begin.reading() as tx:
        await tx.statistics.hold_still()
        before = await tx.statistics.scores([world.round.id])
        await mark(other_database, attempts[0], counted=False)
        people = await tx.statistics.people([world.round.id])

    assert sum(one.entries for one in before) == 2
    assert sum(one.people for one in people) == 2
    async with world.begin.reading() as tx:
        assert sum(one.people for one in await tx.statistics.people([world.round.id])) == 1


async def test_only_the_rounds_that_were_asked_for_are_summed(world: World) -> None:
    async with world.begin() as tx:
        person = await register(tx, world)
        rehearsal = await another_round(world, tx, is_rehearsal=True)
        attempts = [
            await played(world, tx, person, 3),
            await played(world, tx, person, 2, round=rehearsal),
        ]
        await tx.commit()
    await counted(world, attempts)
    async with world.begin.reading() as tx:
        assert [one.score for one in await tx.statistics.scores([world.round.id])] == [3]
        assert list(await tx.statistics.scores([])) == []
        assert list(await tx.statistics.items([])) == []
        assert list(await tx.statistics.people([])) == []
    async with world.database.read() as connection:
        is_rehearsal = select(round_table.c.is_rehearsal).where(round_table.c.id == rehearsal)
        assert (await connection.execute(is_rehearsal)).scalar_one()


def answer(world: World, attempt: Attempt, position: int, points: int, *, seconds: float) -> Answer:
    received_at: datetime = NOW + timedelta(seconds=seconds)
    return Answer(
        attempt.id,
        Position(position),
        Passed.ANSWERED,
        received_at,
        points,
        world.questions[position - 1],
        OptionIndex(1 if points else 0),
    )


async def store(database: Database, answers: Sequence[Answer]) -> None:
    async with database.write() as connection:
        rows = [codec.answer_to_columns(one) for one in answers]
        await connection.execute(answer_table.insert(), rows)
