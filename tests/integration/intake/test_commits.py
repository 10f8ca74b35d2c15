"""What the intake promises about commits: nothing leaves before, nobody pays for another."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace

import pytest
from sqlalchemy import Connection

from handlers.ports.faults import StorageAwayError
from handlers.ports.records import OutboxRow
from storage.direct_writer import Result
from storage.engine import Database
from tests.fakes.clock import FakeClock
from tests.integration.intake.game import LIMIT, Game
from tests.integration.storage.world import World, create_world

pytestmark = pytest.mark.anyio

STORED, DUPLICATE, REPEATED = "stored", "duplicate", "repeated"
NOT_UNICODE = "\ud800"
"""No driver can write this, so a statement with it fails."""


class WatchedDatabase(Database):
    """A database whose commits can be counted and made to fail.

    Attributes:
        events: "commit" once for each; others may write theirs between.
        faults: raised instead of the next commits.
    """

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.events: list[str] = []
        self.faults: list[Exception] = []

    async def run_write(self, work: Callable[[Connection], Result]) -> Result:
        def watched(connection: Connection) -> Result:
            result = work(connection)
            if self.faults:
                raise self.faults.pop()
            return result

        result = await super().run_write(watched)
        self.events.append("commit")
        return result


@pytest.fixture
async def watched(database_url: str) -> AsyncIterator[WatchedDatabase]:
    database = WatchedDatabase(database_url)
    yield database
    await database.dispose()


@pytest.fixture
async def game(watched: WatchedDatabase, clock: FakeClock) -> Game:
    """A game whose commits are watched."""
    game = Game(await create_world(watched), clock)

    def hand_over(rows: Sequence[OutboxRow]) -> None:
        watched.events.append("hand over")
        game.handed.rows.extend(rows)

    game.intake.connect(hand_over, game.handed, game.handed.observe)
    return game


async def test_nothing_is_handed_over_or_acknowledged_before_the_commit(
    game: Game, watched: WatchedDatabase
) -> None:
    player = await game.playing()
    watched.events.clear()

    await game.answer(game.press(player, 1))
    watched.events.append("acknowledged")

    assert watched.events == ["commit", "hand over", "acknowledged"]


async def test_what_arrives_together_shares_a_commit(game: Game, watched: WatchedDatabase) -> None:
    players = [await game.playing(number) for number in range(1, 11)]
    watched.events.clear()

    assert await game.answer(*[game.press(player, 1) for player in players]) == [STORED] * 10

    assert watched.events == ["commit", "hand over"]


async def test_a_commit_that_fails_leaves_no_trace_and_the_answer_can_come_again(
    game: Game, watched: WatchedDatabase
) -> None:
    player = await game.playing()
    message = game.press(player, 1)
    armed = list(game.handed.armed)
    watched.faults.append(TimeoutError("away"))

    with pytest.raises(StorageAwayError):
        await game.intake.answer(message)

    assert await game.answers(player) == []
    assert await game.verdicts() == {}
    assert (game.handed.keys, game.handed.armed) == ([], armed)
    assert await game.answer(message) == [STORED]
    assert game.handed.keys == [f"attempt:{player.attempt}:q:2"]


async def test_a_delivery_that_could_not_be_noted_sets_no_timer(
    game: Game, watched: WatchedDatabase
) -> None:
    player = await game.player()
    watched.faults.append(TimeoutError("away"))

    with pytest.raises(StorageAwayError):
        await game.deliver(player, 1)

    assert game.handed.armed == []


async def test_one_answer_that_cannot_be_stored_takes_no_other_with_it(game: Game) -> None:
    players = [await game.playing(number) for number in range(1, 6)]
    messages = [game.press(player, 1) for player in players]
    messages[2] = replace(messages[2], update_id=NOT_UNICODE)

    outcomes = await asyncio.gather(
        *[game.intake.answer(message) for message in messages], return_exceptions=True
    )

    failed = [isinstance(outcome, Exception) for outcome in outcomes]
    assert failed == [False, False, True, False, False]
    assert [await game.positions(player) for player in players] == [[1], [1], [], [1], [1]]
    assert (await game.progress(players[2])).position == 1
    assert await game.answer(game.press(players[2], 1)) == [STORED]


async def test_a_batch_that_failed_for_a_moment_is_stored_once(
    game: Game, watched: WatchedDatabase
) -> None:
    players = [await game.playing(number) for number in range(1, 4)]
    watched.faults.append(ConnectionError("away"))

    verdicts = await game.answer(*[game.press(player, 1) for player in players])

    assert verdicts == [STORED] * 3
    assert [await game.positions(player) for player in players] == [[1]] * 3
    assert [(await game.progress(player)).score for player in players] == [1] * 3


async def test_whoever_gives_up_waiting_loses_nobody_elses_answer(game: Game) -> None:
    hoa, tam = await game.playing(1), await game.playing(2)
    impatient = asyncio.create_task(game.intake.answer(game.press(hoa, 1)))
    patient = asyncio.create_task(game.intake.answer(game.press(tam, 1)))
    await asyncio.sleep(0)

    impatient.cancel()
    acknowledgement = await patient
    await game.intake.drain()

    assert acknowledgement is not None
    assert acknowledgement.verdict == STORED
    assert await game.positions(hoa) == [1]


async def test_draining_waits_for_everything_taken_in(game: Game) -> None:
    players = [await game.playing(number) for number in range(1, 6)]
    tasks = [
        asyncio.create_task(game.intake.answer(game.press(player, 1)), name="answer")
        for player in players
    ]
    await asyncio.sleep(0)

    await game.intake.drain()

    assert [await game.positions(player) for player in players] == [[1]] * 5
    await asyncio.gather(*tasks)


# Two processes on one database


@pytest.fixture
async def world(database: Database) -> World:
    return await create_world(database)


@pytest.fixture
def here(world: World, clock: FakeClock) -> Game:
    return Game(world, clock)


@pytest.fixture
def there(world: World, other_database: Database, clock: FakeClock) -> Game:
    return Game(world, clock, other_database)


async def test_of_two_processes_that_get_one_answer_each_one_stores(
    here: Game, there: Game
) -> None:
    for number in range(1, 16):
        player = await here.playing(number)

        verdicts = await asyncio.gather(
            here.answer(here.press(player, 1, 2)), there.answer(there.press(player, 1, 0))
        )

        assert sorted(verdicts) == [[DUPLICATE], [STORED]]
        (answer,) = await here.answers(player)
        assert (await here.progress(player)).score == answer.points
        assert len([key for key in await here.queued() if f":{player.attempt}:q:" in key]) == 1


async def test_an_update_that_reaches_two_processes_counts_once(here: Game, there: Game) -> None:
    for number in range(1, 16):
        player = await here.playing(number)
        message = here.press(player, 1)

        verdicts = await asyncio.gather(here.answer(message), there.answer(message))

        assert sorted(verdicts) == [[REPEATED], [STORED]]
        assert (await here.progress(player)).score == 1


async def test_of_two_processes_that_see_a_deadline_one_moves_the_attempt_on(
    here: Game, there: Game
) -> None:
    players = [await here.playing(number) for number in range(1, 11)]
    here.clock.advance(LIMIT)

    await asyncio.gather(*[game.expire(player, 1) for player in players for game in (here, there)])

    assert [(await here.progress(player)).position for player in players] == [2] * 10
    assert sorted(here.handed.observed + there.handed.observed) == [here.clock.now()] * 10


async def test_batches_of_two_processes_with_the_same_people_do_not_block_each_other(
    here: Game, there: Game
) -> None:
    players = [await here.playing(number) for number in range(1, 21)]

    verdicts = await asyncio.gather(
        here.answer(*[here.press(player, 1) for player in players]),
        there.answer(*[there.press(player, 1) for player in reversed(players)]),
    )

    assert sorted(verdicts[0] + verdicts[1]) == [DUPLICATE] * 20 + [STORED] * 20  # type: ignore[type-var]
    assert [(await here.progress(player)).score for player in players] == [1] * 20


async def test_an_answer_in_one_process_is_not_lost_to_a_timer_in_another(
    here: Game, there: Game
) -> None:
    for number in range(1, 21):
        player = await here.playing(number)
        punctual = here.press(player, 1)
        here.clock.advance(LIMIT)

        await asyncio.gather(here.answer(punctual), there.expire(player, 1))

        progress = await here.progress(player)
        assert (progress.position, progress.score) == (2, 1)
        assert await here.positions(player) == [1]
