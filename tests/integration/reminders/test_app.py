"""The whole system sends what is due while it runs, and what was missed while it was down."""

from datetime import datetime, timedelta

import pytest

from bot.app import App
from bot.clock import SystemClock
from handlers.ports.records import Role
from tests.fakes.adapter import FakeAdapter
from tests.fakes.secrets import SECRET
from tests.integration.reminders.board import EIGHTEENTH, FOURTEENTH, Board, local, slot

pytestmark = pytest.mark.anyio


async def test_a_reminder_and_a_digest_reach_their_platform(
    board: Board, database_url: str
) -> None:
    await board.grant("liaison", Role.UNIT_LIAISON, "SO-NV")

    digest = await _sent(database_url, local(13, 7, 30) - timedelta(seconds=1))
    late = await _sent(database_url, slot(FOURTEENTH) + timedelta(hours=3))
    after_a_restart = await _sent(database_url, slot(EIGHTEENTH) + timedelta(hours=3))

    assert digest == ["digest:2023-11-13:web:demo:liaison"]
    assert late == [board.own_key(FOURTEENTH, "SO-NV", "liaison")]
    assert after_a_restart == [board.own_key(EIGHTEENTH, "SO-NV", "liaison")]


async def _sent(url: str, start: datetime) -> list[str]:
    """What goes out in one run of the system that begins at that instant, up to the first."""
    clock, adapter = SystemClock(speed=5, start=start), FakeAdapter()
    app = App(url, clock, SECRET, senders=4, max_batch=16)
    async with app.running([adapter]):
        await adapter.until(lambda: bool(adapter.sent))
    await app.close()
    return adapter.sent_keys
