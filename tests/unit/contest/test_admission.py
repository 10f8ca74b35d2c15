"""Who may begin when a bot cannot serve everybody at once; figures are worked out by hand."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.admission import (
    Allowance,
    Players,
    burst,
    is_crowded,
    starts_per_second,
    waits,
)

NOW = datetime(2023, 11, 7, 1, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
NO_DELAY = timedelta(0)
LIMIT = 2 * SECOND


def test_an_idle_bot_lets_people_begin_at_its_share_of_the_rate() -> None:
    assert starts_per_second(30, NO_DELAY, Players(), LIMIT) == pytest.approx(25.5)


def test_whoever_plays_takes_a_message_an_interval_from_the_share() -> None:
    """A hundred people who answer every 10 s ask for 10 of the 25.5 messages a second."""
    players = Players(to_come={5: 100})

    assert starts_per_second(30, NO_DELAY, players, LIMIT) == pytest.approx(15.5)


def test_a_full_bot_lets_somebody_begin_now_and_then_while_nothing_waits() -> None:
    """However wrongly people were counted, nobody is stuck: 2 % of 30."""
    players = Players(to_come={5: 1000})

    assert starts_per_second(30, NO_DELAY, players, LIMIT) == pytest.approx(0.6)


def test_nobody_begins_while_messages_wait_for_more_than_half_of_the_limit() -> None:
    assert not is_crowded(SECOND, LIMIT)
    assert starts_per_second(30, SECOND, Players(), LIMIT) > 0
    assert is_crowded(1.001 * SECOND, LIMIT)
    assert starts_per_second(30, 1.001 * SECOND, Players(), LIMIT) == 0


def test_without_answers_people_are_taken_to_answer_every_ten_seconds() -> None:
    assert Players(to_come={16: 1}).interval == 10 * SECOND


def test_the_interval_follows_what_is_seen() -> None:
    """The guess weighs 20 answers in 200 s; with 20 more in 300 s it is 500 s for 40."""
    assert Players({16: 1}, answered=20, took=300 * SECOND).interval == 12.5 * SECOND


def test_beginners_are_counted_as_playing() -> None:
    players = Players(to_come={3: 1}).with_beginners(2, 16)

    assert players.to_come == {3: 1, 16: 2}


def test_an_allowance_grows_with_time_up_to_a_limit() -> None:
    empty = Allowance(0, NOW)

    assert empty.refilled(NOW + 2 * SECOND, 4, most=30).count == pytest.approx(8)
    assert empty.refilled(NOW + 60 * SECOND, 4, most=30).count == 30
    assert empty.refilled(NOW - SECOND, 4, most=30) == empty


def test_what_was_spent_is_gone_and_no_debt_is_made() -> None:
    assert Allowance(8, NOW).spent(3) == Allowance(5, NOW)
    assert Allowance(2, NOW).spent(3) == Allowance(0, NOW)


def test_after_a_rest_questions_may_fill_half_of_the_limit() -> None:
    assert burst(30, LIMIT) == 30
    assert burst(0.2, LIMIT) == 1


def test_the_first_places_of_an_idle_bot_wait_as_its_share_sends() -> None:
    """25.5 a second: the 51st begins after 2 s."""
    found = waits(30, Players(), 16, 51)

    assert found[0].total_seconds() == pytest.approx(1 / 25.5, abs=1e-6)
    assert found[50].total_seconds() == pytest.approx(2)


def test_in_the_long_run_an_attempt_takes_as_many_messages_as_it_has() -> None:
    """The first question and 16 more, at 25.5 messages a second: 1.5 begin each second."""
    found = waits(30, Players(), 16, 4000)

    assert (found[3999] - found[1999]).total_seconds() == pytest.approx(2000 / 1.5, rel=0.05)


def test_at_a_full_bot_the_first_place_waits_for_the_least_that_is_let_in() -> None:
    """300 players ask for 30 a second; 2 % of 30 is 0.6 a second, so one in 1.67 s."""
    found = waits(30, Players(to_come={16: 300}), 16, 1)

    assert found[0].total_seconds() == pytest.approx(1 / 0.6)


def test_whoever_is_about_to_finish_makes_room_sooner() -> None:
    at_the_end = waits(30, Players(to_come={1: 250}), 16, 100)
    at_the_start = waits(30, Players(to_come={16: 250}), 16, 100)

    assert at_the_end[99] < at_the_start[99] / 2


@given(
    rate=st.floats(1, 100),
    to_come=st.lists(st.integers(1, 16), max_size=60),
    messages=st.integers(1, 16),
    places=st.integers(0, 200),
)
@settings(max_examples=50, deadline=None)
def test_every_place_has_a_wait_and_nobody_overtakes(
    rate: float, to_come: list[int], messages: int, places: int
) -> None:
    found = waits(rate, Players(Counter(to_come)), messages, places)

    assert len(found) == places
    assert all(wait > NO_DELAY for wait in found)
    assert all(earlier <= later for earlier, later in pairwise(found))
