"""A poller waits for its lease, and begins no poll without it; what fails is tried again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import pytest
from anyio.lowlevel import checkpoint
from structlog.testing import capture_logs

from bot.adapters.polling_lease import PollingLease
from tests.fakes.clock import START, FakeClock
from tests.fakes.pollers import FakeLeases

pytestmark = pytest.mark.anyio

BOT = ("zalo", "40")
RENEWAL = timedelta(seconds=10)


async def turns() -> None:
    for _ in range(20):
        await checkpoint()


async def is_held(lease: PollingLease) -> bool:
    """Whether a poll could begin now."""
    waiting = asyncio.create_task(lease.held())
    await turns()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    return not waiting.cancelled()


@asynccontextmanager
async def asking(leases: FakeLeases, clock: FakeClock) -> AsyncIterator[PollingLease]:
    lease = PollingLease(leases, BOT, clock)
    async with lease.kept():
        await turns()
        yield lease


async def pass_renewals(clock: FakeClock, count: int) -> None:
    for _ in range(count):
        clock.advance(RENEWAL)
        await turns()


async def test_without_other_processes_a_poll_never_waits(clock: FakeClock) -> None:
    lease = PollingLease(None, BOT, clock)

    async with lease.kept():
        assert await is_held(lease)
    assert not lease.is_standby
    assert lease.held_since is None


async def test_the_lease_is_renewed_for_as_long_as_it_is_kept(clock: FakeClock) -> None:
    leases = FakeLeases("first")
    async with asking(leases, clock) as lease:
        await pass_renewals(clock, 12)

        assert await is_held(lease)
        assert leases.kept[BOT].until == START + 12 * RENEWAL + timedelta(seconds=30)
        assert lease.held_since == START


async def test_the_other_stands_by_and_takes_over_when_the_first_ends(clock: FakeClock) -> None:
    first = FakeLeases("first")
    with capture_logs() as logs:
        async with AsyncExitStack() as both:
            holder = await both.enter_async_context(asking(first, clock))
            async with asking(first.of("second"), clock) as lease:
                assert not await is_held(lease)
                assert (lease.is_standby, holder.is_standby) == (True, False)
                await pass_renewals(clock, 3)
                assert not await is_held(lease)
                await both.aclose()

                await pass_renewals(clock, 1)

                assert await is_held(lease)
                assert (lease.is_standby, lease.held_since) == (False, START + 4 * RENEWAL)

    assert [(log["event"], log["fence"]) for log in logs] == [
        ("poller_lease_taken", 1),
        ("poller_standing_by", 1),
        ("poller_lease_taken", 2),
    ]


async def test_the_one_that_stands_by_takes_over_within_the_lease_of_one_that_died(
    clock: FakeClock,
) -> None:
    leases = FakeLeases("dead")
    await leases.take(BOT, clock.now())
    async with asking(leases.of("second"), clock) as lease:
        await pass_renewals(clock, 2)
        assert not await is_held(lease)

        await pass_renewals(clock, 1)

        assert await is_held(lease)
        assert lease.held_since == START + 3 * RENEWAL
        assert leases.kept[BOT].fence == 2


async def test_no_poll_begins_with_a_lease_that_could_not_be_renewed_in_time(
    clock: FakeClock,
) -> None:
    leases = FakeLeases("first")
    with capture_logs() as logs:
        async with asking(leases, clock) as lease:
            leases.is_away = True
            await pass_renewals(clock, 2)
            assert await is_held(lease)

            await pass_renewals(clock, 1)
            assert not await is_held(lease)

            leases.is_away = False
            await pass_renewals(clock, 1)
            assert await is_held(lease)

    failures = [log for log in logs if log["event"] == "poller_lease_not_renewed"]
    assert [log["error"] for log in failures] == ["ConnectionError"] * 3


async def test_a_process_that_stood_still_for_too_long_begins_no_poll(clock: FakeClock) -> None:
    leases = FakeLeases("first")
    async with asking(leases, clock) as lease:
        await leases.of("second").take(BOT, clock.now() + timedelta(seconds=31))
        waiting = asyncio.create_task(lease.held())
        clock.advance(timedelta(seconds=32))

        await turns()

        assert lease.is_standby
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)


async def test_a_database_that_is_away_at_the_end_does_not_keep_the_process(
    clock: FakeClock,
) -> None:
    leases = FakeLeases("first")
    with capture_logs() as logs:
        async with asking(leases, clock):
            leases.is_away = True

    assert [log["event"] for log in logs] == ["poller_lease_taken", "poller_lease_not_released"]
