"""Frozen results: what a version holds, that it never changes, and that it can be recomputed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Table, delete, func, select, update
from sqlalchemy.exc import DBAPIError

from contest.model import Audience, PersonId
from contest.results import IllegalStepError, ResultMove, ResultState
from contest.rules import TieBreak, rules_to_data
from handlers.ports.corrections import Ruling
from handlers.ports.results import NothingToFreezeError, ResultVersion, Step, WrongScore
from storage import results
from storage.engine import Database
from storage.results import GIVEN_UP, SqlResultFreezer
from storage.tables.attempts import answer_table, attempt_table
from storage.tables.contests import round_table
from storage.tables.people import person_table
from storage.tables.results import result_line_table, result_step_table, result_table
from tests.integration.storage.played import (
    LATER,
    MINUTE,
    RIGHT,
    SECRETARY,
    WRONG,
    Attempted,
    close,
    freeze,
    lines_of,
    make_board,
    play,
)
from tests.integration.storage.world import NOW, RULES, World

pytestmark = pytest.mark.anyio

A, B, C, D = 1, 2, 3, 4
NAMES = {A: "A", B: "B", C: "C", D: "D"}
OTHERS = range(100, 100 + 5_945 - 3)
RULING = Ruling(SECRETARY, "Thi hộ, biên bản số 3", LATER)
FAMILY_A = (TieBreak.SCORE, TieBreak.PREDICTION_DISTANCE, TieBreak.EARLIEST_SUBMISSION)
FAMILY_B = (TieBreak.SCORE, TieBreak.SHORTEST_TIME, TieBreak.PREDICTION_DISTANCE)

# Domain.md 2.3, with two of three questions right where it says 14 of 15.
CANDIDATES = [
    Attempted(A, prediction=5_945, ended_at=NOW + 122 * MINUTE, used=timedelta(seconds=95)),
    Attempted(B, prediction=5_945, ended_at=NOW + 118 * MINUTE, used=timedelta(seconds=140)),
    Attempted(C, prediction=5_950, ended_at=NOW, used=timedelta(seconds=60)),
    Attempted(
        D,
        (RIGHT, RIGHT, WRONG),
        prediction=5_945,
        ended_at=NOW - 60 * MINUTE,
        used=timedelta(seconds=50),
    ),
]


async def set_rules(world: World, *tie_breaks: TieBreak) -> None:
    rules = replace(RULES, tie_breaks=tie_breaks)
    async with world.database.write() as connection:
        await connection.execute(update(round_table).values(rules=rules_to_data(rules)))


async def candidates(world: World, result: ResultVersion) -> list[tuple[str, int | None]]:
    """The candidates in the order in which they come, with their distances."""
    return [
        (NAMES[line.person], line.distance)
        for line in await lines_of(world, result)
        if line.person in NAMES
    ]


async def few(world: World) -> ResultVersion:
    """Three people have played; the result is frozen."""
    three = [
        Attempted(1, prediction=1),
        Attempted(2, (RIGHT, RIGHT, WRONG), unit="SO-TP"),
        Attempted(3, (RIGHT, WRONG, WRONG)),
    ]
    await play(world, three)
    await close(world)
    return await freeze(world)


async def rows_of(database: Database, table: Table) -> list[tuple[object, ...]]:
    async with database.read() as connection:
        ordered = select(table).order_by(*table.primary_key.columns)
        return [tuple(row) for row in await connection.execute(ordered)]


async def take(world: World, *moves: ResultMove) -> ResultVersion:
    async with world.begin() as tx:
        result = await tx.results.latest(world.round.id)
        assert result is not None
        for move in moves:
            result = await tx.results.take_step(result, move, Step(SECRETARY, LATER))
        await tx.commit()
    return result


async def disqualify(world: World, person: int) -> None:
    async with world.begin() as tx:
        assert await tx.corrections.disqualify(PersonId(person), world.round.id, RULING)
        await tx.commit()


async def test_the_worked_tie_break_comes_out_frozen_and_changes_with_a_disqualification(
    world: World,
) -> None:
    await set_rules(world, *FAMILY_A)
    others = [Attempted(number, ended_at=NOW + 200 * MINUTE) for number in OTHERS]
    await play(world, [*CANDIDATES, *others])
    await close(world)

    first = await freeze(world)
    recount = await SqlResultFreezer(world.database).recount(first)

    assert first.truth == {Audience.OFFICIALS: 5_945, Audience.CITIZENS: 0}
    assert await candidates(world, first) == [("B", 0), ("A", 0), ("C", 5), ("D", 0)]
    assert (recount.people, recount.wrong_scores) == (5_946, ())
    assert recount.fingerprint == first.fingerprint

    await disqualify(world, OTHERS[0])
    await make_board(world)
    second = await freeze(world, "Loại một thí sinh")

    assert second.truth == {Audience.OFFICIALS: 5_944, Audience.CITIZENS: 0}
    assert await candidates(world, second) == [("B", 1), ("A", 1), ("C", 6), ("D", 1)]
    assert await candidates(world, first) == [("B", 0), ("A", 0), ("C", 5), ("D", 0)]


async def test_the_other_family_is_only_data(world: World) -> None:
    await set_rules(world, *FAMILY_B)
    await play(world, CANDIDATES)
    await close(world)

    assert [name for name, _ in await candidates(world, await freeze(world))] == list("CABD")


async def test_a_version_holds_everything_as_it_was(world: World) -> None:
    result = await few(world)
    async with world.database.write() as connection:
        await connection.execute(update(person_table).values(full_name="Khác"))

    first, second, third = await lines_of(world, result)
    async with world.begin.reading() as tx:
        own = await tx.results.line_of(result, PersonId(2))
        nobody = await tx.results.line_of(result, PersonId(9))
        assert await tx.results.latest(world.round.id) == result
        assert await tx.results.published(world.round.id) is None
        assert await tx.results.is_current(result)

    assert (result.version, result.state, result.participants) == (1, ResultState.PROVISIONAL, 3)
    assert (first.full_name, first.unit_code, first.unit_name) == (
        "Nguyễn Văn 1",
        "SO-NV",
        "Sở Nội vụ",
    )
    assert (first.score, first.distance, first.time_used) == (3, 0, MINUTE)
    assert (second.rank, second.score, second.unit_code, second.distance) == (2, 2, "SO-TP", None)
    assert (own, nobody, third.place) == (second, None, 3)


async def test_publishing_and_then_correcting_leaves_the_first_version_as_it_is(
    world: World,
) -> None:
    await few(world)
    first = await take(world, ResultMove.VERIFY, ResultMove.APPROVE, ResultMove.PUBLISH)
    kept = await rows_of(world.database, result_line_table)

    await disqualify(world, 1)
    async with world.begin.reading() as tx:
        assert not await tx.results.is_current(first)
    await make_board(world)
    async with world.begin.reading() as tx:
        # There is a leaderboard again, but another one.
        assert not await tx.results.is_current(first)
    second = await freeze(world, "Loại thí sinh số 1")

    async with world.begin.reading() as tx:
        assert await tx.results.published(world.round.id) == first
    assert (second.version, second.participants, second.corrections) == (2, 2, 1)
    assert second.fingerprint != first.fingerprint

    published = await take(world, ResultMove.VERIFY, ResultMove.APPROVE, ResultMove.PUBLISH)

    async with world.begin.reading() as tx:
        assert await tx.results.published(world.round.id) == published
        old, new = await tx.results.versions(world.round.id)
    assert (old.state, new.state) == (ResultState.SUPERSEDED, ResultState.PUBLISHED)
    assert old.steps[ResultMove.REPLACE] == Step(SECRETARY, LATER)
    assert (old.fingerprint, old.made, old.participants) == (first.fingerprint, first.made, 3)
    assert (await rows_of(world.database, result_line_table))[:3] == kept


async def test_a_version_that_was_not_published_is_superseded_by_the_next(world: World) -> None:
    await few(world)
    await take(world, ResultMove.VERIFY)
    await disqualify(world, 3)
    await make_board(world)

    await freeze(world, "Loại thí sinh số 3")

    async with world.begin.reading() as tx:
        states = [each.state for each in await tx.results.versions(world.round.id)]
    assert states == [ResultState.SUPERSEDED, ResultState.PROVISIONAL]


@pytest.mark.parametrize("move", [ResultMove.APPROVE, ResultMove.PUBLISH])
async def test_no_step_can_be_left_out(world: World, move: ResultMove) -> None:
    await few(world)

    with pytest.raises(IllegalStepError):
        await take(world, move)


async def test_a_step_is_taken_once_whoever_read_the_version_before(world: World) -> None:
    result = await few(world)
    await take(world, ResultMove.VERIFY)

    async with world.begin() as tx:
        with pytest.raises(IllegalStepError):
            await tx.results.take_step(result, ResultMove.VERIFY, Step(SECRETARY, LATER))


TAMPERINGS: list[tuple[Table, dict[str, object] | None]] = [
    (result_line_table, {"score": 3}),
    (result_line_table, {"rank": 1}),
    (result_line_table, {"full_name": "Kẻ mạo danh"}),
    (result_line_table, None),
    (result_table, {"fingerprint": "0" * 64}),
    (result_table, {"participants": 2}),
    (result_table, {"state": "approved"}),
    (result_table, None),
    (result_step_table, {"taken_by": "web:demo:other"}),
    (result_step_table, None),
]


async def test_the_database_itself_refuses_to_change_what_is_frozen(world: World) -> None:
    await few(world)
    await take(world, ResultMove.VERIFY, ResultMove.APPROVE, ResultMove.PUBLISH)

    for table, columns in TAMPERINGS:
        before = await rows_of(world.database, table)
        statement = delete(table) if columns is None else update(table).values(**columns)
        with pytest.raises(DBAPIError, match="a frozen result never changes"):
            async with world.database.write() as connection:
                await connection.execute(statement)
        assert await rows_of(world.database, table) == before


async def test_whoever_has_their_data_erased_stays_in_it_without_a_name(world: World) -> None:
    result = await few(world)
    async with world.begin() as tx:
        await tx.people.forget(PersonId(1), LATER)
        await tx.commit()

    names = [line.full_name for line in await lines_of(world, result)]
    recount = await SqlResultFreezer(world.database).recount(result)

    assert names == [None, "Nguyễn Văn 2", "Nguyễn Văn 3"]
    assert recount.fingerprint == result.fingerprint


class KilledError(BaseException):
    """The process ends here."""


async def test_freezing_that_is_killed_between_two_pages_leaves_nothing_to_be_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "BATCH", 1)
    freezer, write, pages = SqlResultFreezer(world.database), world.database.run_write, []

    async def killed(work: object) -> object:
        pages.append(work)
        if len(pages) == 3:
            raise KilledError
        return await write(work)  # type: ignore[arg-type]

    async def nothing(*_: object) -> None:
        """Nobody is there to clean up."""

    await play(world, [Attempted(1), Attempted(2), Attempted(3)])
    await close(world)
    with monkeypatch.context() as patched:
        patched.setattr(world.database, "run_write", killed)
        patched.setattr(freezer, "_remove", nothing)
        with pytest.raises(KilledError):
            await freezer.freeze(world.round.id, "", Step(SECRETARY, LATER))

    async with world.begin.reading() as tx:
        assert await tx.results.latest(world.round.id) is None
        assert await tx.results.versions(world.round.id) == []
    assert len(await rows_of(world.database, result_line_table)) == 2

    await freezer.freeze(world.round.id, "", Step(SECRETARY, LATER + GIVEN_UP))

    async with world.begin.reading() as tx:
        (only,) = await tx.results.versions(world.round.id)
    assert (only.version, only.participants) == (1, 3)
    assert len(await lines_of(world, only)) == 3
    # What the dead process had written is gone.
    assert len(await rows_of(world.database, result_line_table)) == 3


@pytest.mark.parametrize("is_made_anew", [False, True])
async def test_what_is_corrected_while_it_is_being_frozen_is_not_frozen(
    world: World, monkeypatch: pytest.MonkeyPatch, is_made_anew: bool
) -> None:
    await play(world, [Attempted(1), Attempted(2)])
    await close(world)
    freezer = SqlResultFreezer(world.database)
    write = freezer._write_lines

    async def write_before_a_disqualification(*arguments: object) -> str:
        fingerprint = await write(*arguments)  # type: ignore[arg-type]
        await disqualify(world, 1)
        if is_made_anew:
            await make_board(world)
        return fingerprint

    monkeypatch.setattr(freezer, "_write_lines", write_before_a_disqualification)
    with pytest.raises(NothingToFreezeError):
        await freezer.freeze(world.round.id, "", Step(SECRETARY, LATER))

    assert await rows_of(world.database, result_table) == []
    assert await rows_of(world.database, result_line_table) == []


async def test_without_a_leaderboard_there_is_nothing_to_freeze(world: World) -> None:
    await play(world, [Attempted(1)])

    with pytest.raises(NothingToFreezeError):
        await freeze(world)


async def test_a_round_without_people_can_be_frozen(world: World) -> None:
    await close(world)

    result = await freeze(world)

    assert (result.participants, len(result.fingerprint)) == (0, 64)
    recount = await SqlResultFreezer(world.database).recount(result)
    assert recount.fingerprint == result.fingerprint


async def test_a_recount_finds_a_score_that_does_not_follow_from_the_answers(world: World) -> None:
    result = await few(world)
    async with world.database.write() as connection:
        await connection.execute(
            update(attempt_table).where(attempt_table.c.id == 3).values(score=3)
        )

    recount = await SqlResultFreezer(world.database).recount(result)

    assert recount.wrong_scores == (WrongScore(PersonId(3), stored=3, recomputed=1),)
    # The frozen score is that of the answers.
    assert recount.fingerprint == result.fingerprint


async def test_a_recount_finds_an_answer_that_was_changed_afterwards(world: World) -> None:
    result = await few(world)
    async with world.database.write() as connection:
        await connection.execute(
            update(answer_table)
            .where(answer_table.c.attempt_id == 3, answer_table.c.position == 3)
            .values(option=RIGHT)
        )

    recount = await SqlResultFreezer(world.database).recount(result)

    assert [(wrong.person, wrong.recomputed) for wrong in recount.wrong_scores] == [(3, 2)]
    assert recount.fingerprint != result.fingerprint


async def test_results_are_frozen_in_pages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "BATCH", 2)
    await play(world, [Attempted(number, ended_at=NOW + number * MINUTE) for number in range(1, 6)])
    await close(world)
    result = await freeze(world)

    async with world.begin.reading() as tx:
        pages = [
            [line.person for line in await tx.results.page(result, after, 2)]
            for after in (0, 2, 4, 6)
        ]
    async with world.database.read() as connection:
        stored = await connection.scalar(select(func.count()).select_from(result_line_table))

    assert pages == [[1, 2], [3, 4], [5], []]
    assert stored == 5
