"""When a platform is down: nothing has succeeded for five seconds while something was tried."""

from contextlib import suppress
from datetime import timedelta

import pytest

from handlers.platform_watch import PlatformWatch
from handlers.ports.messaging import (
    AdapterMisconfigured,
    MessageRejected,
    MessagingError,
    RateLimited,
    RecipientUnreachable,
    TemporaryFailure,
)
from tests.fakes.clock import START, FakeClock

SECOND = timedelta(seconds=1)
BROKEN = TemporaryFailure("gateway", outcome_unknown=False)


@pytest.fixture
def watch(clock: FakeClock) -> PlatformWatch:
    return PlatformWatch(clock)


def call(watch: PlatformWatch, clock: FakeClock, took: timedelta, error: Exception | None) -> None:
    """One call that takes so long and ends so."""
    with suppress(MessagingError, RuntimeError), watch.call():
        clock.advance(took)
        if error is not None:
            raise error


def test_a_call_that_hangs_for_five_seconds_is_silence_since_it_began(
    watch: PlatformWatch, clock: FakeClock
) -> None:
    clock.advance(3 * SECOND)
    with watch.call():
        clock.advance(5 * SECOND - timedelta(microseconds=1))
        assert watch.down_since(clock.now()) is None
        clock.advance(timedelta(microseconds=1))
        assert watch.down_since(clock.now()) == START + 3 * SECOND


def test_tries_that_fail_at_once_are_silence_too(watch: PlatformWatch, clock: FakeClock) -> None:
    for _ in range(3):
        call(watch, clock, timedelta(0), BROKEN)
        assert watch.down_since(clock.now()) is None
        clock.advance(2 * SECOND)

    call(watch, clock, timedelta(0), BROKEN)

    assert watch.down_since(clock.now()) == START


def test_it_stays_down_between_two_tries(watch: PlatformWatch, clock: FakeClock) -> None:
    call(watch, clock, 6 * SECOND, BROKEN)
    clock.advance(60 * SECOND)

    assert watch.down_since(clock.now()) == START


@pytest.mark.parametrize(
    "answer",
    [None, MessageRejected("too long"), RateLimited(30 * SECOND), RecipientUnreachable("kicked")],
)
def test_the_first_answer_ends_it_whatever_it_says(
    watch: PlatformWatch, clock: FakeClock, answer: Exception | None
) -> None:
    call(watch, clock, 6 * SECOND, BROKEN)

    call(watch, clock, SECOND, answer)

    assert watch.down_since(clock.now() + 60 * SECOND) is None
    assert watch.succeeded_at == START + 7 * SECOND


def test_a_bot_that_is_not_allowed_to_send_is_down(watch: PlatformWatch, clock: FakeClock) -> None:
    call(watch, clock, 5 * SECOND, AdapterMisconfigured("no such bot"))

    assert watch.down_since(clock.now()) == START


def test_others_that_are_under_way_are_silent_since_the_last_success(
    watch: PlatformWatch, clock: FakeClock
) -> None:
    with watch.call():
        call(watch, clock, 4 * SECOND, None)
        clock.advance(4 * SECOND)
        assert watch.down_since(clock.now()) is None
        clock.advance(SECOND)
        assert watch.down_since(clock.now()) == START + 4 * SECOND


def test_nobody_has_tried_anything_so_nothing_is_known(
    watch: PlatformWatch, clock: FakeClock
) -> None:
    call(watch, clock, SECOND, None)

    assert watch.down_since(clock.now() + 60 * SECOND) is None


def test_one_failure_long_ago_says_nothing_about_now(
    watch: PlatformWatch, clock: FakeClock
) -> None:
    call(watch, clock, timedelta(0), BROKEN)
    clock.advance(60 * SECOND)

    with watch.call():
        assert watch.down_since(clock.now()) is None


def test_a_call_after_a_failure_has_five_seconds_of_its_own(
    watch: PlatformWatch, clock: FakeClock
) -> None:
    call(watch, clock, timedelta(0), BROKEN)
    clock.advance(20 * SECOND)

    with watch.call():
        clock.advance(4 * SECOND)
        assert watch.down_since(clock.now()) is None
        clock.advance(SECOND)
        assert watch.down_since(clock.now()) == START


def test_a_call_that_we_break_off_says_nothing(watch: PlatformWatch, clock: FakeClock) -> None:
    call(watch, clock, 10 * SECOND, RuntimeError("stopped"))

    assert watch.down_since(clock.now()) is None
    assert watch.succeeded_at is None
