"""The leaderboard of a round: who is on it, in what order, and when it is made anew."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, update

from contest.attempts import Progress, State
from contest.model import Audience, PersonId, RoundId, Topic
from contest.rules import Prediction, PredictionSubject, RoundRules, TieBreak, rules_to_data
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.boards import BoardLine
from handlers.ports.contents import Passed
from handlers.ports.records import Person
from storage import boards
from storage.boards import LEASE as MAKING
from storage.boards import SETTLING, SqlBoardMaker
from storage.engine import Database
from storage.tables.attempts import answer_table
from storage.tables.boards import standing_table
from storage.tables.contests import round_table
from storage.tables.people import person_table
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.test_plans import plan_of, recorded
from tests.integration.storage.world import (
    NOW,
    RULES,
    SECOND,
    WINDOW,
    World,
    new_attempt,
    new_person,
    register,
    user,
)

pytestmark = pytest.mark.anyio

CLOSED = WINDOW.closes_at
LATER = CLOSED + SETTLING
MINUTE = timedelta(minutes=1)
FAMILY_B = RoundRules(
    blueprint=((Topic("PAR"), 3),),
    tie_breaks=(TieBreak.SCORE, TieBreak.SHORTEST_TIME, TieBreak.PREDICTION_DISTANCE),
)


async def finish(
    tx: SqlUnitOfWork,
    world: World,
    number: int,
    score: int,
    *,
    ended_at: datetime = NOW,
    used: timedelta = MINUTE,
    prediction: int | None = None,
    state: State = State.FINISHED,
) -> Person:
    """A newly registered person with an attempt that has ended."""
    person = await register(tx, world, number)
    progress = Progress(RULES.attempt_limit - used, state, score=score, ended_at=ended_at)
    new = replace(new_attempt(world, person, number), progress=progress)
    attempt = await tx.attempts.begin(new)
    assert attempt is not None
    if prediction is not None:
        await tx._connection.execute(
            insert(answer_table).values(
                attempt_id=attempt.id,
                position=4,
                value=prediction,
                passed=Passed.ANSWERED.value,
                points=0,
                received_at=ended_at,
            )
        )
    return person


async def close(world: World, at: datetime = CLOSED) -> None:
    async with world.begin() as tx:
        assert await tx.rounds.mark_closed(world.round.id, at)
        await tx.commit()


async def made(world: World, now: datetime = LATER) -> None:
    assert await SqlBoardMaker(world.database).make(world.round.id, now)


async def lines(world: World, after: int = 0, limit: int = 10) -> list[BoardLine]:
    async with world.begin.reading() as tx:
        one = await tx.rounds.find(world.round.id)
        assert one is not None
        return list(await tx.boards.page(one, after, limit))


async def ranks(world: World) -> list[tuple[int, int]]:
    return [(line.person, line.rank) for line in await lines(world)]


async def set_rules(world: World, rules: RoundRules) -> None:
    async with world.database.write() as connection:
        await connection.execute(update(round_table).values(rules=rules_to_data(rules)))


async def test_people_are_ranked_by_the_rules_of_their_round(world: World) -> None:
    async with world.begin() as tx:
        # Two have everything right: who predicted 2 is 0 off, who predicted 5 is 3 off.
        far = await finish(tx, world, 1, 3, prediction=5, ended_at=NOW - MINUTE)
        near = await finish(tx, world, 2, 3, prediction=2)
        low = await finish(tx, world, 3, 2, prediction=2, ended_at=NOW - MINUTE)
        late = await finish(tx, world, 4, 2, prediction=2, state=State.CLOSED)
        await tx.commit()
    await close(world)

    await made(world)

    assert await ranks(world) == [(near.id, 1), (far.id, 2), (low.id, 3), (late.id, 4)]
    assert (await lines(world))[1] == BoardLine(
        rank=2,
        group_rank=2,
        person=far.id,
        full_name="Nguyễn Thị Ánh",
        audience=Audience.OFFICIALS,
        unit=world.units["SO-NV"],
        score=3,
        time_used=MINUTE,
        submitted_at=NOW - MINUTE,
        distance=3,
    )


async def test_the_other_family_of_tie_breaks_is_only_data(world: World) -> None:
    async with world.begin() as tx:
        near = await finish(tx, world, 1, 3, prediction=2, used=2 * MINUTE)
        quick = await finish(tx, world, 2, 3, prediction=9)
        await tx.commit()
    await set_rules(world, FAMILY_B)
    await close(world)

    await made(world)

    assert await ranks(world) == [(quick.id, 1), (near.id, 2)]


async def test_the_board_tells_what_was_to_be_predicted(world: World) -> None:
    async with world.begin() as tx:
        for number, score in ((1, 3), (2, 3), (3, 0)):
            await finish(tx, world, number, score)
        citizen = await finish(tx, world, 4, 3)
        await tx._connection.execute(
            update(person_table)
            .where(person_table.c.id == citizen.id)
            .values(audience=Audience.CITIZENS.value)
        )
        await tx.commit()
    await close(world)
    await made(world)

    async with world.begin.reading() as tx:
        board = await tx.boards.current(world.round.id)
        own = await tx.boards.own(world.round, citizen.id)

    assert board is not None
    assert (board.participants, board.made_at) == (4, LATER)
    assert board.truth == {Audience.OFFICIALS: 2, Audience.CITIZENS: 1}
    assert own is not None
    assert (own.rank, own.group_rank, own.distance) == (1, 1, None)


async def test_equal_people_share_a_rank(world: World) -> None:
    async with world.begin() as tx:
        people = [
            await finish(tx, world, number, score) for number, score in ((1, 3), (2, 3), (3, 1))
        ]
        await tx.commit()
    await close(world)

    await made(world)

    assert await ranks(world) == [(people[0].id, 1), (people[1].id, 1), (people[2].id, 3)]


async def test_void_and_running_attempts_have_no_place(world: World) -> None:
    async with world.begin() as tx:
        kept, void = await finish(tx, world, 1, 1), await finish(tx, world, 2, 3)
        running = await register(tx, world, 3)
        await tx.attempts.begin(new_attempt(world, running, 3))
        assert await tx.attempts.void_all(void.id, NOW) == 1
        await tx.commit()
    await close(world)

    await made(world)

    assert await ranks(world) == [(kept.id, 1)]


async def test_only_the_attempt_that_counts_has_a_place(world: World) -> None:
    await set_rules(world, replace(RULES, attempts_allowed=2, prediction=Prediction()))
    async with world.begin() as tx:
        person = await finish(tx, world, 1, 1)
        second = replace(
            new_attempt(world, person, 1, ordinal=2),
            progress=Progress(timedelta(0), State.FINISHED, score=3, ended_at=NOW),
        )
        assert await tx.attempts.begin(second) is not None
        await tx.commit()
    await close(world)

    await made(world)

    assert [(line.person, line.score) for line in await lines(world)] == [(person.id, 1)]


async def test_all_attempts_that_have_ended_count_where_they_were_to_be_predicted(
    world: World,
) -> None:
    subject = Prediction(PredictionSubject.ATTEMPTS)
    await set_rules(world, replace(RULES, attempts_allowed=3, prediction=subject))
    async with world.begin() as tx:
        person, other = await finish(tx, world, 1, 1), await finish(tx, world, 2, 1)
        for ordinal, state in ((2, State.CLOSED), (3, State.VOID)):
            again = replace(
                new_attempt(world, person, 1, ordinal),
                progress=Progress(timedelta(0), state, ended_at=NOW),
            )
            assert await tx.attempts.begin(again) is not None
        assert await tx.attempts.begin(new_attempt(world, other, 2, ordinal=2)) is not None
        await tx.commit()
    await close(world)
    await made(world)

    async with world.begin.reading() as tx:
        board = await tx.boards.current(world.round.id)
    assert board is not None
    # Three have ended and are not void; the second of the other person never ended.
    assert board.truth == {Audience.OFFICIALS: 3, Audience.CITIZENS: 0}


async def test_a_person_on_two_platforms_has_one_place_and_finds_it_from_both(world: World) -> None:
    elsewhere = UserRef("zalo", "bot", "77")
    async with world.begin() as tx:
        person = await finish(tx, world, 1, 3)
        await tx.people.link(elsewhere, ChatRef("zalo", "bot", "77"), person.id)
        # The second attempt of one and the same person is refused.
        assert await tx.attempts.begin(new_attempt(world, person, 1)) is None
        await tx.commit()
    await close(world)
    await made(world)

    assert await ranks(world) == [(person.id, 1)]
    async with world.begin.reading() as tx:
        for account in (user(1), elsewhere):
            found = await tx.people.of_user(account)
            assert found is not None
            assert await tx.boards.own(world.round, found.id) is not None


async def test_pages_follow_each_other_without_gap_or_repeat(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "BATCH", 2)
    async with world.begin() as tx:
        people = [
            await finish(tx, world, number, 3, ended_at=NOW + number * SECOND)
            for number in range(1, 6)
        ]
        await tx.commit()
    await close(world)
    await made(world)

    pages = [[line.person for line in await lines(world, after, 2)] for after in (0, 2, 4, 6)]

    ids = [person.id for person in people]
    assert pages == [ids[:2], ids[2:4], ids[4:], []]


async def test_a_forgotten_person_keeps_a_place_without_a_name(world: World) -> None:
    async with world.begin() as tx:
        person = await finish(tx, world, 1, 3)
        await tx.people.forget(person.id, NOW)
        await tx.commit()
    await close(world)
    await made(world)

    assert [line.full_name for line in await lines(world)] == [None]


async def test_a_board_is_due_once_its_round_was_closed_and_what_came_in_has_settled(
    world: World,
) -> None:
    maker = SqlBoardMaker(world.database)
    assert await maker.due(LATER) == []
    await close(world)

    assert await maker.due(LATER - SECOND) == []
    assert await maker.due(LATER) == [world.round.id]
    await made(world)
    assert await maker.due(LATER + timedelta(days=1)) == []


async def test_a_rehearsal_gets_no_board(world: World) -> None:
    async with world.database.write() as connection:
        await connection.execute(update(round_table).values(is_rehearsal=True))
    async with world.begin() as tx:
        await finish(tx, world, 1, 3)
        await tx.commit()
    await close(world)

    assert await SqlBoardMaker(world.database).due(LATER) == []
    await SqlBoardMaker(world.database).make(world.round.id, LATER)
    assert await lines(world) == []


async def test_a_disqualification_takes_the_board_away_until_it_is_made_anew(world: World) -> None:
    maker = SqlBoardMaker(world.database)
    async with world.begin() as tx:
        # Of three with everything right; predictions of 2 become exact when one is gone.
        first = await finish(tx, world, 1, 3, prediction=3)
        second = await finish(tx, world, 2, 3, prediction=2)
        gone = await finish(tx, world, 3, 3, prediction=3, ended_at=NOW - MINUTE)
        await tx.commit()
    await close(world)
    await made(world)
    assert await ranks(world) == [(gone.id, 1), (first.id, 2), (second.id, 3)]

    async with world.begin() as tx:
        await tx.attempts.void_all(gone.id, LATER)
        await tx.commit()

    assert await lines(world) == []
    async with world.begin.reading() as tx:
        assert await tx.boards.current(world.round.id) is None
        assert await tx.boards.own(world.round, first.id) is None
    assert await maker.due(LATER) == [world.round.id]
    await made(world)
    assert await ranks(world) == [(second.id, 1), (first.id, 2)]
    assert await stored_places(world.database) == 2


async def stored_places(database: Database) -> int:
    async with database.read() as connection:
        return (
            await connection.execute(select(func.count()).select_from(standing_table))
        ).scalar_one()


async def test_a_board_made_of_what_has_changed_meanwhile_is_thrown_away(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world.begin() as tx:
        kept, gone = await finish(tx, world, 1, 1), await finish(tx, world, 2, 3)
        await tx.commit()
    await close(world)
    maker = SqlBoardMaker(world.database)
    read = maker._read

    async def read_before_a_disqualification(round_id: RoundId) -> object:
        found = await read(round_id)
        async with world.begin() as tx:
            await tx.attempts.void_all(gone.id, LATER)
            await tx.commit()
        return found

    monkeypatch.setattr(maker, "_read", read_before_a_disqualification)
    assert not await maker.make(world.round.id, LATER)

    assert await lines(world) == []
    assert await maker.due(LATER) == [world.round.id]
    await made(world)
    assert await ranks(world) == [(kept.id, 1)]
    assert await stored_places(world.database) == 1


async def test_only_one_process_makes_a_board_until_its_lease_runs_out(world: World) -> None:
    await close(world)
    maker, other = SqlBoardMaker(world.database), SqlBoardMaker(world.database)
    assert await maker._begin(world.round.id, LATER) == 1

    assert await other.due(LATER) == []
    assert not await other.make(world.round.id, LATER)
    assert await other.due(LATER + MAKING) == [world.round.id]
    assert await other.make(world.round.id, LATER + MAKING)


async def test_a_round_that_was_opened_again_shows_no_board_until_it_closes(world: World) -> None:
    async with world.begin() as tx:
        await finish(tx, world, 1, 1)
        await tx.commit()
    await close(world)
    await made(world)
    reopened = replace(world.round.window, closes_at=CLOSED + timedelta(days=1))
    async with world.begin() as tx:
        await tx.catalogue.move_round(world.round.id, reopened, LATER)
        second = await finish(tx, world, 2, 3, ended_at=LATER)
        await tx.commit()

    assert await lines(world) == []
    assert await SqlBoardMaker(world.database).due(LATER) == []
    await close(world, reopened.closes_at)
    assert await lines(world) == []
    assert await SqlBoardMaker(world.database).due(reopened.closes_at + SETTLING)
    await made(world, reopened.closes_at + SETTLING)
    assert (await lines(world))[0].person == second.id


async def test_an_open_round_is_ranked_by_what_is_known(world: World) -> None:
    async with world.begin() as tx:
        predicted = await finish(tx, world, 1, 3, prediction=3, used=2 * MINUTE)
        quick = await finish(tx, world, 2, 3)
        early = await finish(tx, world, 3, 3, ended_at=NOW - SECOND)
        low = await finish(tx, world, 4, 2, ended_at=NOW - MINUTE)
        twin = await finish(tx, world, 5, 2, ended_at=NOW - MINUTE)
        await tx.commit()

    async with world.begin.reading() as tx:
        found = await tx.boards.so_far(world.round, 0, 10)
        second_page = await tx.boards.so_far(world.round, 4, 10)
        by_time = await tx.boards.so_far(replace(world.round, rules=FAMILY_B), 0, 2)
        ended = await tx.boards.ended(world.round.id)

    assert [(line.person, line.rank) for line in found] == [
        (early.id, 1),
        (quick.id, 2),
        (predicted.id, 3),
        (low.id, 4),
        (twin.id, 4),
    ]
    assert [(line.group_rank, line.distance) for line in found] == [(None, None)] * 5
    assert [(line.person, line.rank) for line in second_page] == [(twin.id, 4)]
    assert [line.person for line in by_time] == [quick.id, early.id]
    assert ended == 5


async def test_somebody_who_did_not_play_has_no_place(world: World) -> None:
    async with world.begin() as tx:
        person = await tx.people.register(user(9), ChatRef("web", "demo", "9"), new_person(world))
        await tx.commit()
    await close(world)
    await made(world)

    async with world.begin.reading() as tx:
        assert await tx.boards.own(world.round, person.id) is None
        assert await tx.boards.own(world.round, PersonId(0)) is None
        board = await tx.boards.current(world.round.id)
    assert board is not None
    assert board.participants == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_page_a_place_and_an_open_page_are_read_by_an_index(world: World) -> None:
    await close(world)
    with recorded(world.database) as statements:
        async with world.begin.reading() as tx:
            await tx.boards.current(world.round.id)
            await tx.boards.page(world.round, 0, 10)
            await tx.boards.own(world.round, PersonId(1))
            await tx.boards.so_far(world.round, 0, 10)
            await tx.boards.ended(world.round.id)

    assert len(statements) == 5
    plans = [await plan_of(world.database, sql, parameters) for sql, parameters in statements]
    assert not [step for plan in plans for step in plan if step.startswith("SCAN")]
    # The page of an open round comes in the order of the index; only those with one score and one
    # instant are sorted.
    assert "SEARCH attempt USING INDEX ix_attempt_ranked (round_id=?)" in plans[3]
    assert "USE TEMP B-TREE FOR ORDER BY" not in plans[3]
    assert "SEARCH attempt USING INDEX ix_attempt_ranked (round_id=? AND score>?)" in plans[4]
