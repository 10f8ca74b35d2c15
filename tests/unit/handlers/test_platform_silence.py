"""A platform that takes nothing for ten minutes makes nobody lose a message."""

from datetime import timedelta

import pytest

from handlers.delivery import LONGEST_SILENCE, LONGEST_SILENT_PAUSE, MAX_TRIES, try_to_send
from handlers.platform_watch import PlatformWatch
from handlers.ports.addresses import ChatRef
from handlers.ports.contents import Text
from handlers.ports.messaging import Lane, OutboundMessage, TemporaryFailure
from handlers.ports.outbox import Dead, Postponed, Settlement
from handlers.ports.records import OutboxRow
from tests.fakes.adapter import FakeAdapter
from tests.fakes.clock import START, FakeClock
from tests.fakes.dice import HighDice

pytestmark = pytest.mark.anyio

SECOND = timedelta(seconds=1)


async def _tried(clock: FakeClock, watch: PlatformWatch) -> Settlement:
    """What becomes of a message that fails for the last time."""
    adapter = FakeAdapter()
    adapter.trouble("a", TemporaryFailure("no answer", outcome_unknown=False))
    message = OutboundMessage(ChatRef("web", "demo", "chat-1"), "a", Text("Tin"), Lane.REPLY)
    row = OutboxRow(5, message, START, MAX_TRIES - 1)
    return await try_to_send(adapter, row, clock, HighDice(), watch)


async def test_a_message_is_not_given_up_while_the_platform_takes_nothing(
    clock: FakeClock,
) -> None:
    settlement = await _tried(clock, PlatformWatch(clock))

    assert settlement == Postponed(5, START + LONGEST_SILENT_PAUSE, has_failed=True)


async def test_a_message_is_given_up_if_the_platform_takes_others(clock: FakeClock) -> None:
    watch = PlatformWatch(clock)
    with watch.call():
        pass
    clock.advance(LONGEST_SILENT_PAUSE - SECOND)

    assert await _tried(clock, watch) == Dead(5, "no answer")


async def test_a_success_long_ago_says_nothing(clock: FakeClock) -> None:
    watch = PlatformWatch(clock)
    with watch.call():
        pass
    clock.advance(LONGEST_SILENT_PAUSE)

    assert isinstance(await _tried(clock, watch), Postponed)


async def test_after_a_day_of_silence_a_message_is_given_up(clock: FakeClock) -> None:
    clock.advance(LONGEST_SILENCE)

    assert await _tried(clock, PlatformWatch(clock)) == Dead(5, "no answer")
