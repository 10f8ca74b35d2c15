"""kill -9 in the middle of a round: everybody goes on where they were (invariants 1, 2 and 4)."""

import asyncio
import time
from datetime import timedelta

import anyio
import pytest
from sqlalchemy import func, select

from contest.model import Topic
from contest.rules import RoundRules
from contest.scoring import recompute
from storage import codec
from storage.engine import Database
from storage.tables.attempts import answer_table, attempt_table
from storage.tables.questions import question_table
from tests.e2e.serving import ServeProcess
from tests.e2e.web_player import PATIENCE, WebPlayer, register

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

PLAYERS = 12
LIMIT = timedelta(seconds=12)
RULES = RoundRules(
    blueprint=((Topic("PAR"), 3), (Topic("PCI"), 2)),
    question_limit=LIMIT,
    attempt_limit=timedelta(minutes=2),
    prediction=None,
)


@pytest.fixture
def rules() -> RoundRules:
    """Five questions of twelve seconds."""
    return RULES


async def _enter(server: ServeProcess, number: int) -> WebPlayer:
    player = await WebPlayer.join(server.host)
    await register(player, f"Người Thi Thứ {'I' * (number % 3 + 1)}")
    await player.press("Vào thi")
    await player.press("Bắt đầu làm bài")
    await player.sees_question(1)
    return player


async def test_after_kill_9_everybody_goes_on_and_nothing_is_lost_or_counted_twice(
    server: ServeProcess, database: Database
) -> None:
    players = await asyncio.gather(*[_enter(server, number) for number in range(PLAYERS)])
    for player in players:
        await player.choose(0)
        await player.acknowledged()
        await player.sees_question(2)
    await _all_clocks_run(database)
    # Half of them have an answer on its way when the power goes; the others are thinking.
    hasty, thinking = players[: PLAYERS // 2], players[PLAYERS // 2 :]
    for player in hasty:
        await player.choose(1)
    killed_at = time.monotonic()
    await server.kill()
    await asyncio.gather(*[player.is_cut_off() for player in players])

    await server.start()
    up_at = time.monotonic()
    for player in players:
        await player.reconnect()
    for player in thinking:
        assert player.clock is not None
        assert player.clock["position"] == 2
        left_when_killed = LIMIT.total_seconds() - (killed_at - player.question_at)
        left_now = player.clock["remaining_ms"] / 1000 + (time.monotonic() - up_at)
        assert left_now >= left_when_killed - 0.5, "the time of the outage was not given back"
    await asyncio.gather(*[_play_to_the_end(player) for player in players])

    # What was on its way when the power went was sent again under its id, and counted once.
    for player in players:
        assert set(player.verdicts.values()) <= {"handled", "stored", "repeated", "duplicate"}
    await _check_database(database)


async def _all_clocks_run(database: Database) -> None:
    """Return when the delivery of everybody's question is durable."""
    with anyio.fail_after(PATIENCE):
        while True:
            async with database.read() as connection:
                query = select(func.count()).where(attempt_table.c.state == "open")
                if (await connection.execute(query)).scalar_one() == PLAYERS:
                    return


async def _play_to_the_end(player: WebPlayer) -> None:
    await player.acknowledged()
    while not player.has_ended:
        assert player.question is not None
        position = player.question["position"]
        # A question answered before the kill and shown again takes no second answer.
        await player.choose(position % 4)
        await player.acknowledged()
        if position == RULES.question_count:
            await player.sees_end()
        else:
            await player.sees_question(position + 1)


async def _check_database(database: Database) -> None:
    async with database.read() as connection:
        attempts = (await connection.execute(select(attempt_table))).all()
        assert [row.state for row in attempts] == ["finished"] * PLAYERS
        answers = await connection.execute(
            select(answer_table.c.attempt_id, func.count()).group_by(answer_table.c.attempt_id)
        )
        assert [count for _, count in answers] == [RULES.question_count] * PLAYERS
        questions = [
            codec.question_from_row(row) for row in await connection.execute(select(question_table))
        ]
        keys = {question.id: question.correct for question in questions}
        for row in attempts:
            given = await connection.execute(
                select(answer_table).where(answer_table.c.attempt_id == row.id)
            )
            options = {
                answer.position: answer.option for answer in map(codec.answer_from_row, given)
            }
            assert recompute(codec.paper_from_text(row.paper), options, keys, RULES) == row.score


async def test_a_server_asked_to_stop_tells_its_pages_and_exits_in_order(
    server: ServeProcess,
) -> None:
    player = await WebPlayer.join(server.host)

    status = await server.stop()

    await player.is_cut_off()
    assert status == 0
    assert player.socket.close_code == 1012
