"""SIGTERM in the middle of a round: out within ten seconds, and what was acknowledged is there."""

import asyncio
import time
from contextlib import suppress
from datetime import timedelta

import anyio
import pytest
from sqlalchemy import func, select
from websockets.exceptions import ConnectionClosed

from contest.model import Topic
from contest.rules import RoundRules
from handlers.payloads import AnswerChoice, parse_payload
from storage.engine import Database
from storage.tables.attempts import answer_table
from storage.tables.outbox import outbox_table
from tests.e2e.serving import ServeProcess
from tests.e2e.web_player import WebPlayer, register

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

PLAYERS = 12
TEN_SECONDS = 10.0


@pytest.fixture
def rules() -> RoundRules:
    """More questions than anybody has answered when the signal comes."""
    return RoundRules(
        blueprint=((Topic("POLICY"), 25), (Topic("PCI"), 10)),
        question_limit=timedelta(seconds=30),
        attempt_limit=timedelta(minutes=15),
        prediction=None,
    )


class Hasty:
    """Answers one question after the other until cut off.

    Attributes:
        acknowledged: attempt and position of every answer that was said to be stored.
    """

    def __init__(self, player: WebPlayer) -> None:
        self.player = player
        self.acknowledged: set[tuple[int, int]] = set()
        self._frames: dict[str, AnswerChoice] = {}

    async def enter(self, number: int) -> None:
        await register(self.player, f"Người Thi Thứ {'I' * (number % 3 + 1)}")
        await self.player.press("Vào thi")
        await self.player.press("Bắt đầu làm bài")
        await self.player.sees_question(1)

    async def play(self) -> None:
        with suppress(ConnectionClosed):
            while not self.player.has_ended:
                await self._answer()
        self._note()

    async def goes_on(self) -> None:
        """Come back, and hear about everything that was on its way."""
        await self.player.reconnect()
        await self.player.acknowledged()
        self._note()

    async def _answer(self) -> None:
        player = self.player
        assert player.question is not None
        choice = parse_payload(player.question["options"][0]["payload"])
        assert isinstance(choice, AnswerChoice)
        self._frames[await player.choose(0)] = choice
        await player.acknowledged()
        self._note()
        await player.sees_question(choice.position + 1)

    def _note(self) -> None:
        for frame, choice in self._frames.items():
            if self.player.verdicts.get(frame) == "stored":
                self.acknowledged.add((choice.attempt, choice.position))


async def test_a_server_asked_to_stop_under_load_ends_in_time_and_loses_nothing(
    server: ServeProcess, database: Database
) -> None:
    crowd = [Hasty(await WebPlayer.join(server.host)) for _ in range(PLAYERS)]
    await asyncio.gather(*[each.enter(number) for number, each in enumerate(crowd)])
    playing = [asyncio.create_task(each.play()) for each in crowd]
    with anyio.fail_after(60):
        while not any(each.acknowledged for each in crowd):  # noqa: ASYNC110 - others write it
            await asyncio.sleep(0.005)

    asked_at = time.monotonic()
    status = await server.stop()
    took = time.monotonic() - asked_at
    await asyncio.gather(*playing)

    assert status == 0
    assert took < TEN_SECONDS
    assert any(not each.player.has_ended for each in crowd), "the signal came after the round"
    acknowledged = {answer for each in crowd for answer in each.acknowledged}
    assert acknowledged <= await _stored(database)
    async with database.read() as connection:
        leased = select(func.count()).where(outbox_table.c.lease_owner.is_not(None))
        assert await connection.scalar(leased) == 0

    await server.start()
    await asyncio.gather(*[each.goes_on() for each in crowd if not each.player.has_ended])
    again = {answer for each in crowd for answer in each.acknowledged}
    stored = await _stored(database)
    assert acknowledged <= again <= stored


async def _stored(database: Database) -> set[tuple[int, int]]:
    async with database.read() as connection:
        rows = await connection.execute(select(answer_table.c.attempt_id, answer_table.c.position))
        return {(row.attempt_id, row.position) for row in rows}
