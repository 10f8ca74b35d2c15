"""Corrections of a closed round: what they do to attempts, ranking and the explanation of both."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from contest.attempts import State
from contest.model import AttemptId, OptionIndex, PersonId, QuestionId
from contest.result_changes import Cause, Change
from contest.rules import TieBreak, rules_to_data
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.catalogue import NewQuestion
from handlers.ports.corrections import Correction, KeyVersions, Ruling
from handlers.ports.results import CorrectedKey
from handlers.result_changes import explain
from storage.boards import SqlBoardMaker
from storage.results import SqlResultFreezer
from storage.tables.attempts import attempt_table
from storage.tables.contests import round_table
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.played import (
    LATER,
    MINUTE,
    OTHER,
    RIGHT,
    SECRETARY,
    WRONG,
    Attempted,
    close,
    freeze,
    make_board,
    play,
)
from tests.integration.storage.world import NOW, QUESTIONS, RULES, World, playing, register

pytestmark = pytest.mark.anyio

RULING = Ruling(SECRETARY, "Biên bản số 3", LATER)
ONE_WRONG, TWO_WRONG = (RIGHT, RIGHT, WRONG), (RIGHT, WRONG, WRONG)


def some(number: int) -> PersonId:
    return PersonId(number)


async def ranks(world: World) -> list[tuple[int, int]]:
    async with world.begin.reading() as tx:
        one = await tx.rounds.find(world.round.id)
        assert one is not None
        return [(line.person, line.rank) for line in await tx.boards.page(one, 0, 10)]


async def states(world: World) -> list[tuple[int, int, str, bool]]:
    c = attempt_table.c
    async with world.database.read() as connection:
        rows = await connection.execute(
            select(c.id, c.person_id, c.state, c.counted).order_by(c.id)
        )
        return [tuple(row) for row in rows]


async def is_due(world: World) -> bool:
    return await SqlBoardMaker(world.database).due(LATER + 2 * MINUTE) == [world.round.id]


async def changes_since(world: World) -> tuple[Sequence[Change], Sequence[Correction]]:
    """Freeze again and explain what is different from the version before."""
    await make_board(world)
    await freeze(world, "Điều chỉnh")
    async with world.begin.reading() as tx:
        versions = await tx.results.versions(world.round.id)
        return await explain(tx, versions[-2], versions[-1])


async def recount_is_right(world: World) -> bool:
    """Whether the newest version follows from the raw answers."""
    async with world.begin.reading() as tx:
        result = await tx.results.latest(world.round.id)
    assert result is not None
    recount = await SqlResultFreezer(world.database).recount(result)
    return not recount.wrong_scores and recount.fingerprint == result.fingerprint


async def test_who_is_disqualified_leaves_and_comes_back_where_they_were(world: World) -> None:
    await play(
        world,
        [
            Attempted(1, prediction=3),
            Attempted(2, prediction=2),
            Attempted(3, ONE_WRONG),
        ],
    )
    await close(world)
    await freeze(world)
    before = await ranks(world)

    async with world.begin() as tx:
        done = await tx.corrections.disqualify(some(1), world.round.id, RULING)
        assert await tx.corrections.disqualify(some(1), world.round.id, RULING) is None
        await tx.commit()

    assert done is not None
    assert (done.cause, done.people, done.attempts) == (Cause.DISQUALIFIED, (1,), 1)
    assert await is_due(world)
    found, between = await changes_since(world)
    # Person 2 stays first, and so is no change.
    assert found == [
        Change(some(1), Cause.DISQUALIFIED, 2, None, 3, None),
        Change(some(3), Cause.OTHERS, 3, 2, 2, 2),
    ]
    assert between == [done]
    assert await ranks(world) == [(2, 1), (3, 2)]

    async with world.begin() as tx:
        assert await tx.corrections.reinstate(some(1), None, RULING) is None
        assert await tx.corrections.reinstate(some(1), world.round.id, RULING)
        await tx.commit()
    found, _ = await changes_since(world)

    assert [(change.person, change.cause) for change in found] == [
        (1, Cause.REINSTATED),
        (3, Cause.OTHERS),
    ]
    assert await ranks(world) == before


async def test_who_is_disqualified_in_all_rounds_counts_in_none_that_closes_later(
    world: World,
) -> None:
    await play(world, [Attempted(1), Attempted(2)])
    async with world.begin() as tx:
        done = await tx.corrections.disqualify(some(1), None, RULING)
        await tx.commit()
    # As the intake does when another attempt ends.
    async with world.database.write() as connection:
        await connection.execute(update(attempt_table).values(counted=True))

    await close(world)

    assert await ranks(world) == [(2, 1)]
    assert [counted for *_, counted in await states(world)] == [False, True]
    async with world.begin.reading() as tx:
        assert await tx.corrections.since(world.round.id, 0) == [done]


async def test_after_one_attempt_is_void_the_next_best_counts(world: World) -> None:
    async with world.database.write() as connection:
        rules = rules_to_data(replace(RULES, attempts_allowed=3))
        await connection.execute(update(round_table).values(rules=rules))
    await play(
        world,
        [
            Attempted(1, attempt=11),
            Attempted(1, TWO_WRONG, attempt=12, ordinal=2),
            Attempted(1, ONE_WRONG, attempt=13, ordinal=3),
        ],
    )
    await close(world)
    await freeze(world)

    async with world.begin() as tx:
        done = await tx.corrections.void(AttemptId(11), RULING)
        assert await tx.corrections.void(AttemptId(11), RULING) is None
        assert await tx.corrections.void(AttemptId(99), RULING) is None
        await tx.commit()

    assert done is not None
    assert await is_due(world)
    assert await states(world) == [
        (11, 1, State.VOID.value, False),
        (12, 1, State.FINISHED.value, False),
        (13, 1, State.FINISHED.value, True),
    ]
    found, _ = await changes_since(world)
    assert found == [Change(some(1), Cause.VOID_ATTEMPT, 1, 1, 3, 2)]


async def test_nothing_of_somebody_disqualified_counts_instead_of_what_is_void(
    world: World,
) -> None:
    async with world.database.write() as connection:
        rules = rules_to_data(replace(RULES, attempts_allowed=2))
        await connection.execute(update(round_table).values(rules=rules))
    second = Attempted(1, ONE_WRONG, attempt=12, ordinal=2)
    await play(world, [Attempted(1, attempt=11), second])
    await close(world)
    async with world.begin() as tx:
        await tx.corrections.disqualify(some(1), world.round.id, RULING)
        assert await tx.corrections.void(AttemptId(11), RULING)
        await tx.commit()
    assert [counted for *_, counted in await states(world)] == [False, False]

    async with world.begin() as tx:
        assert await tx.corrections.reinstate(some(1), world.round.id, RULING)
        await tx.commit()
    assert [counted for *_, counted in await states(world)] == [False, True]


async def corrected(tx: SqlUnitOfWork, world: World, option: int) -> CorrectedKey:
    """The first question with another key, as an import would store it."""
    first = QUESTIONS[0]
    await tx.catalogue.store_questions([replace(first, correct=OptionIndex(option))])
    (version,) = await tx.corrections.key_versions(world.round.id, first.code)
    assert version == KeyVersions(world.questions[0], version.newest, 2)
    return CorrectedKey(version.asked, version.newest, first.code, 2, OptionIndex(option))


async def test_a_corrected_key_scores_everybody_again_who_was_asked(world: World) -> None:
    await play(
        world,
        [
            Attempted(1),
            Attempted(2, (OTHER, RIGHT, RIGHT)),
            Attempted(3, (None, RIGHT, WRONG)),
            Attempted(4, (WRONG, RIGHT, WRONG)),
        ],
    )
    await close(world)
    await freeze(world)

    async with world.begin() as tx:
        key = await corrected(tx, world, OTHER)
        done = await tx.corrections.correct_key(world.round.id, key, 1, RULING)
        again = await tx.corrections.correct_key(world.round.id, key, 1, RULING)
        await tx.commit()

    assert (done.cause, done.people, done.attempts, again.attempts) == (
        Cause.CORRECTED_KEY,
        (),
        2,
        0,
    )
    assert await is_due(world)
    found, _ = await changes_since(world)
    assert found == [
        Change(some(1), Cause.CORRECTED_KEY, 1, 2, 3, 2),
        Change(some(2), Cause.CORRECTED_KEY, 2, 1, 2, 3),
    ]
    assert await recount_is_right(world)
    async with world.begin.reading() as tx:
        result = await tx.results.latest(world.round.id)
    assert result is not None
    assert result.corrected_keys == (key,)


async def test_without_the_corrected_key_a_recount_would_find_the_scores_wrong(
    world: World,
) -> None:
    await play(world, [Attempted(1)])
    await close(world)
    result = await freeze(world)
    async with world.begin() as tx:
        key = await corrected(tx, world, WRONG)
        await tx.corrections.correct_key(world.round.id, key, 1, RULING)
        await tx.commit()

    recount = await SqlResultFreezer(world.database).recount(result)

    # The stored scores are those of the new key; the frozen one is of the old.
    assert recount.wrong_scores == ()
    assert recount.fingerprint != result.fingerprint


async def test_a_question_that_nobody_was_asked_has_no_versions(world: World) -> None:
    new = NewQuestion("PAR-9", QUESTIONS[0].topic, "Câu hỏi?", ("một", "hai"), OptionIndex(0))
    await play(world, [Attempted(1)])
    async with world.begin() as tx:
        await tx.catalogue.store_questions([new])
        assert await tx.corrections.key_versions(world.round.id, "PAR-9") == []
        assert await tx.corrections.key_versions(world.round.id, "none") == []
        (version,) = await tx.corrections.key_versions(world.round.id, "PAR-2")
    asked: QuestionId = world.questions[1]
    assert version == KeyVersions(asked, asked, 1)


async def test_two_registrations_of_one_person_become_one_with_what_began_first(
    world: World,
) -> None:
    async with world.begin() as tx:
        kept, other = await register(tx, world, 1), await register(tx, world, 2)
        await tx.commit()
    late = Attempted(kept.id, ended_at=NOW + 10 * MINUTE, attempt=21)
    early = Attempted(other.id, ONE_WRONG, ended_at=NOW, attempt=22)
    await play(world, [late, early], are_registered=True)
    await close(world)
    await freeze(world)

    async with world.begin() as tx:
        done = await tx.corrections.merge(kept.id, other.id, RULING)
        await tx.commit()

    assert (done.cause, done.people, done.attempts) == (Cause.MERGED, (kept.id, other.id), 1)
    assert await states(world) == [
        (21, kept.id, State.VOID.value, False),
        (22, kept.id, State.FINISHED.value, True),
    ]
    async with world.begin() as tx:
        both = [await tx.people.of_user(UserRef("web", "demo", f"user-{n}")) for n in (1, 2)]
        assert await tx.people.find(other.id) is None
        contacts = await tx.people.contacts([kept.id])
    assert [each and each.id for each in both] == [kept.id, kept.id]
    assert contacts[kept.id].chat == ChatRef("web", "demo", "chat-1")
    found, _ = await changes_since(world)
    assert found == [
        Change(kept.id, Cause.MERGED, 1, 1, 3, 2),
        Change(other.id, Cause.MERGED, 2, None, 2, None),
    ]
    assert await recount_is_right(world)


async def test_the_organisers_part_those_who_are_equal(world: World) -> None:
    async with world.database.write() as connection:
        rules = replace(RULES, tie_breaks=(TieBreak.SCORE, TieBreak.MANUAL))
        await connection.execute(update(round_table).values(rules=rules_to_data(rules)))
    await play(world, [Attempted(1), Attempted(2), Attempted(3), Attempted(4, ONE_WRONG)])
    await close(world)
    await freeze(world)
    assert await ranks(world) == [(1, 1), (2, 1), (3, 1), (4, 4)]

    async with world.begin() as tx:
        await tx.corrections.order(world.round.id, [some(3), some(1)], RULING)
        await tx.commit()

    assert await is_due(world)
    found, _ = await changes_since(world)
    assert await ranks(world) == [(3, 1), (1, 2), (2, 3), (4, 4)]
    assert found == [
        Change(some(1), Cause.MANUAL_ORDER, 1, 2, 3, 3),
        Change(some(2), Cause.OTHERS, 1, 3, 3, 3),
    ]
    assert await recount_is_right(world)

    async with world.begin() as tx:
        await tx.corrections.order(world.round.id, [some(1), some(3)], RULING)
        manual = await tx.corrections.manual_order(world.round.id)
        await tx.commit()
    assert (manual.people, manual.reason) == ((1, 3), "Biên bản số 3")
    await make_board(world)
    assert await ranks(world) == [(1, 1), (3, 2), (2, 3), (4, 4)]


async def test_who_was_disqualified_while_playing_and_is_reinstated_counts_again(
    world: World,
) -> None:
    async with world.begin() as tx:
        await playing(tx, world)
        await tx.commit()
    async with world.begin() as tx:
        await tx.corrections.disqualify(some(1), None, RULING)
        await tx.corrections.reinstate(some(1), None, RULING)
        await tx.commit()

    assert [counted for *_, counted in await states(world)] == [True]
