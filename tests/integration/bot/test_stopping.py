"""All parts of a stop share one limit, so that together they stay within it."""

import asyncio
from datetime import datetime, timedelta

import anyio
import pytest

from bot.app import DRAIN, App
from bot.clock import SystemClock
from bot.web.serving import GRACE_SECONDS
from handlers.ports.messaging import Deliver
from storage.engine import Database
from tests.fakes.adapter import FakeAdapter
from tests.fakes.secrets import SECRET
from tests.integration.bot.test_app import After, Before
from tests.integration.storage.world import chat

pytestmark = pytest.mark.anyio

SECOND = timedelta(seconds=1)


class SteppedClock(SystemClock):
    """One that can be told that time has passed."""

    passed = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self.passed


class SlowToStop(FakeAdapter):
    """A platform that takes all the time there is to finish what it is doing."""

    def __init__(self, clock: SteppedClock) -> None:
        super().__init__()
        self._clock = clock

    async def run(self, deliver: Deliver) -> None:
        try:
            await super().run(deliver)
        finally:
            self._clock.passed = DRAIN


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_time_that_a_platform_took_to_stop_is_not_spent_again_on_sending(
    database_url: str, database: Database
) -> None:
    before = Before(database)
    await before.prepare()
    await before.queue("held")
    await before.last_sign_of_life(before.now - 60 * SECOND)
    clock = SteppedClock()
    adapter = SlowToStop(clock)
    adapter.hold(chat(1))
    app = App(database_url, clock, SECRET)

    with anyio.fail_after((DRAIN - 2 * SECOND).total_seconds()):
        async with app.running([adapter]):
            await adapter.until_running()
            await adapter.until_tried("held")
    await app.close()

    assert adapter.sent_keys == []


class SendsAtLast(SlowToStop):
    """A platform that takes a message just as the time to stop is up."""

    def __init__(self, clock: SteppedClock) -> None:
        super().__init__(clock)
        self.taken = self.hold(chat(1))

    async def run(self, deliver: Deliver) -> None:
        try:
            await super().run(deliver)
        finally:
            self.taken.set()
            await self.until_sent("held")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_was_being_noted_at_a_stop_is_noted_before_the_database_is_closed(
    database_url: str, database: Database
) -> None:
    before, after = Before(database), After(database)
    await before.prepare()
    await before.queue("held")
    await before.last_sign_of_life(before.now - 60 * SECOND)
    clock = SteppedClock()
    adapter = SendsAtLast(clock)
    app = App(database_url, clock, SECRET)

    async with app.running([adapter]):
        await adapter.until_running()
        await adapter.until_tried("held")
    working = {task.get_name() for task in asyncio.all_tasks()}
    await app.close()

    assert adapter.sent_keys == ["held"]
    assert (await after.message("held")).state == "sent"
    assert "group-commit" not in working


def test_the_limits_of_a_stop_leave_a_second_of_the_ten() -> None:
    assert DRAIN.total_seconds() + GRACE_SECONDS <= 9
