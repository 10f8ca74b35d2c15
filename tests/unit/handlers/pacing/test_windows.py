"""Windows and paces: what they count, and how long one more has to wait."""

from datetime import datetime, timedelta

from handlers.pacing.windows import SECOND, Pace, Window
from tests.fakes.clock import START


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_a_window_is_full_after_so_many_and_free_again_after_its_length() -> None:
    window = Window(SECOND)
    for _ in range(2):
        assert window.wait(at(0), 2) == timedelta(0)
        window.leave()
        window.count(at(0))

    assert window.wait(at(0.25), 2) == 0.75 * SECOND
    assert window.wait(at(1), 2) == timedelta(0)


def test_a_window_counts_from_the_instant_at_which_the_outcome_is_known() -> None:
    window = Window(SECOND)
    window.leave()

    assert window.wait(at(5), 1) is None
    window.count(at(5))

    assert window.wait(at(5), 1) == SECOND


def test_what_did_not_leave_takes_no_place_in_a_window() -> None:
    window = Window(SECOND)
    window.leave()
    window.stay()

    assert window.wait(at(0), 1) == timedelta(0)


def test_a_window_that_has_shrunk_waits_until_enough_of_it_is_free() -> None:
    window = Window(SECOND)
    for number in range(4):
        window.leave()
        window.count(at(number / 10))

    assert window.wait(at(0.5), 4) == 0.5 * SECOND
    assert window.wait(at(0.5), 2) == 0.7 * SECOND
    assert window.wait(at(0.5), 0) is None


def test_a_window_tells_what_is_on_its_way_from_what_was_counted() -> None:
    window = Window(SECOND)
    for _ in range(3):
        window.leave()
    window.count(at(0))

    assert (window.occupied(at(0.5)), window.counted(at(0.5))) == (3, 1)
    assert (window.occupied(at(1)), window.counted(at(1))) == (2, 0)


def test_a_pace_allows_a_burst_after_rest_and_then_one_in_each_interval() -> None:
    pace, waits = Pace(per_second=1, burst=3), []
    for _ in range(5):
        waits.append(pace.wait(at(0)) / SECOND)
        pace.count(at(0))

    assert waits == [0, 0, 0, 1, 2]
    assert pace.wait(at(10)) == timedelta(0)


def test_what_did_not_leave_costs_a_pace_nothing() -> None:
    pace = Pace(per_second=1, burst=1)
    pace.count(at(0))
    pace.stay()

    assert pace.wait(at(0)) == timedelta(0)
