"""When the weekly digest is due, what it is about, who leads and who lags."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from contest.digests import (
    DEFAULT_DIGESTS,
    Digest,
    DigestSchedule,
    UnitRate,
    Week,
    digest_from_data,
    digest_to_data,
    earlier_weeks,
    is_reported,
    next_slot,
    rank,
)
from contest.model import RoundId, UnitId
from contest.rules import Window

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
WEEK = Week(date(2023, 11, 13), 1, 5, 3, 93, 0)


def local(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2023, 11, day, hour, minute, tzinfo=ZONE)


def rate(unit: int, finished: int, headcount: int) -> UnitRate:
    return UnitRate(UnitId(unit), finished, headcount)


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        (local(7), datetime(2023, 11, 13, 0, 30, tzinfo=UTC)),
        (local(13), local(13, 7, 30)),
        (local(13, 23, 59), local(13, 7, 30)),
        (local(14), local(20, 7, 30)),
        # 23:00 UTC on Sunday is Monday in Viet Nam.
        (datetime(2023, 11, 12, 23, 0, tzinfo=UTC), local(13, 7, 30)),
    ],
)
def test_the_digest_is_due_on_mondays_at_half_past_seven(now: datetime, slot: datetime) -> None:
    assert next_slot(DEFAULT_DIGESTS, ZONE, now) == slot


def test_another_schedule_has_another_day_and_time() -> None:
    fridays = DigestSchedule(weekday=4, at=time(16, 0))

    assert next_slot(fridays, ZONE, local(13)) == local(17, 16)


def test_a_round_is_reported_from_its_opening_until_a_week_after_its_end() -> None:
    window = Window(local(7), local(22))
    instant = timedelta.resolution

    assert not is_reported(window, local(7) - instant)
    assert is_reported(window, local(7))
    assert is_reported(window, local(29) - instant)
    assert not is_reported(window, local(29))


def test_five_lead_and_five_lag_and_nobody_does_both() -> None:
    rates = [rate(number, number, 20) for number in range(1, 13)]

    leading, lagging = rank(rates)

    assert [one.unit for one in leading] == [12, 11, 10, 9, 8]
    assert [one.unit for one in lagging] == [1, 2, 3, 4, 5]


def test_who_has_not_begun_does_not_lead_and_larger_units_come_first() -> None:
    rates = [rate(1, 0, 4), rate(2, 5, 10), rate(3, 10, 20), rate(4, 0, 67)]

    leading, lagging = rank(rates)

    assert [one.unit for one in leading] == [3, 2]
    assert [one.unit for one in lagging] == [4, 1]


def test_rates_are_compared_exactly() -> None:
    # Thirds and tenths that are equal as far as one decimal goes.
    leading, _ = rank([rate(1, 333, 1000), rate(2, 1, 3)])

    assert [one.unit for one in leading] == [2, 1]


def test_figures_are_read_back_as_they_were_written() -> None:
    digest = Digest(RoundId(3), (WEEK,), (rate(1, 2, 3),), (rate(4, 0, 67), rate(5, 0, 4)))

    assert digest_from_data(digest_to_data(digest)) == digest


def test_only_digests_of_the_same_round_are_compared() -> None:
    before = Digest(RoundId(1), (WEEK,), (), ())

    assert earlier_weeks(before, RoundId(1)) == (WEEK,)
    assert earlier_weeks(before, RoundId(2)) == ()
    assert earlier_weeks(None, RoundId(1)) == ()
