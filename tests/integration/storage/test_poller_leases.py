"""Leases of pollers between two processes: one holder at a time, and its end is noticed."""

import asyncio
from datetime import timedelta

import pytest

from handlers.ports.pollers import PollerLease
from storage.engine import Database
from storage.outbox import Lease
from storage.poller_leases import SqlPollerLeases
from tests.integration.storage.world import NOW, SECOND

pytestmark = pytest.mark.anyio

BOT = ("zalo", "40")
OTHER_BOT = ("telegram", "40")
HALF_A_MINUTE = timedelta(seconds=30)


@pytest.fixture
def first(database: Database) -> SqlPollerLeases:
    return SqlPollerLeases(database, Lease("first", HALF_A_MINUTE))


@pytest.fixture
def second(other_database: Database) -> SqlPollerLeases:
    return SqlPollerLeases(other_database, Lease("second", HALF_A_MINUTE))


async def test_whoever_asks_first_holds_the_lease_and_the_other_stands_by(
    first: SqlPollerLeases, second: SqlPollerLeases
) -> None:
    taken = await first.take(BOT, NOW)
    seen = await second.take(BOT, NOW + SECOND)

    assert taken == PollerLease(BOT, "first", 1, NOW + HALF_A_MINUTE)
    assert seen == PollerLease(
        BOT, "first", 1, NOW + HALF_A_MINUTE, standby="second", standby_at=NOW + SECOND
    )
    assert first.is_mine(seen)
    assert not second.is_mine(seen)


async def test_a_lease_that_is_renewed_lasts_from_then_on_with_the_same_fence(
    first: SqlPollerLeases, second: SqlPollerLeases
) -> None:
    await first.take(BOT, NOW)
    renewed = await first.take(BOT, NOW + 10 * SECOND)

    seen = await second.take(BOT, NOW + 39 * SECOND)

    assert (renewed.fence, renewed.until) == (1, NOW + 40 * SECOND)
    assert (seen.owner, seen.fence) == ("first", 1)


async def test_a_lease_that_has_run_out_goes_to_the_other_with_a_higher_fence(
    first: SqlPollerLeases, second: SqlPollerLeases
) -> None:
    await first.take(BOT, NOW)
    await second.take(BOT, NOW + SECOND)

    taken = await second.take(BOT, NOW + HALF_A_MINUTE)
    late = await first.take(BOT, NOW + 31 * SECOND)

    assert taken == PollerLease(BOT, "second", 2, NOW + 60 * SECOND)
    assert (late.owner, late.fence, late.standby) == ("second", 2, "first")
    assert not first.is_mine(late)


async def test_a_lease_that_is_given_back_is_free_at_once_and_only_its_holder_gives_it_back(
    first: SqlPollerLeases, second: SqlPollerLeases
) -> None:
    await first.take(BOT, NOW)
    await second.release(BOT)
    assert (await second.take(BOT, NOW)).owner == "first"

    await first.release(BOT)

    assert await first.all() == []
    taken = await second.take(BOT, NOW + SECOND)
    assert (taken.owner, taken.fence) == ("second", 2)


async def test_every_bot_has_a_lease_of_its_own(
    first: SqlPollerLeases, second: SqlPollerLeases
) -> None:
    await first.take(BOT, NOW)
    await second.take(OTHER_BOT, NOW)

    assert [(one.bot, one.owner) for one in await first.all()] == [
        (OTHER_BOT, "second"),
        (BOT, "first"),
    ]
    await first.release_all()
    assert await first.all() == []


async def test_of_two_that_ask_at_once_one_holds_it(
    first: SqlPollerLeases, second: SqlPollerLeases
) -> None:
    for turn in range(5):
        now = NOW + turn * timedelta(minutes=1)
        seen = await asyncio.gather(first.take(BOT, now), second.take(BOT, now))

        assert len({(one.owner, one.fence) for one in seen}) == 1
