from datetime import UTC, date, datetime, timedelta

import pytest

from handlers.formats import (
    closing_text,
    date_text,
    duration_text,
    instant_text,
    local_day,
    percent_text,
    response_text,
)
from handlers.texts.loader import wording

VI, EN = wording("vi"), wording("en")


def test_an_instant_is_written_in_the_time_of_viet_nam() -> None:
    instant = datetime(2023, 11, 21, 0, 30, tzinfo=UTC)

    assert instant_text(instant, VI) == "07 giờ 30, ngày 21/11/2023"
    assert instant_text(instant, EN) == "07:30 on 21/11/2023"


def test_a_round_that_closes_at_midnight_closes_at_24_hours_of_the_day_before() -> None:
    assert closing_text(datetime(2023, 11, 21, 17, 0, tzinfo=UTC), VI) == (
        "24 giờ 00, ngày 21/11/2023"
    )
    assert closing_text(datetime(2023, 11, 21, 10, 30, tzinfo=UTC), VI) == (
        "17 giờ 30, ngày 21/11/2023"
    )


def test_the_local_day_begins_seven_hours_before_the_day_of_utc() -> None:
    assert local_day(datetime(2023, 11, 6, 16, 59, 59, tzinfo=UTC)) == date(2023, 11, 6)
    assert local_day(datetime(2023, 11, 6, 17, 0, tzinfo=UTC)) == date(2023, 11, 7)
    assert date_text(date(2005, 11, 8)) == "08/11/2005"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 giây"),
        (40, "40 giây"),
        (59.999, "59 giây"),
        (600, "10 phút"),
        (313, "5 phút 13 giây"),
        (3_725, "62 phút 5 giây"),
    ],
)
def test_a_duration_is_written_in_minutes_and_seconds(seconds: float, text: str) -> None:
    assert duration_text(timedelta(seconds=seconds), VI) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(8.79, "8,7 giây"), (26, "26 giây"), (126.4, "2 phút 6,4 giây"), (60, "1 phút 0 giây")],
)
def test_a_time_that_decides_places_is_written_to_the_tenth(seconds: float, text: str) -> None:
    assert response_text(timedelta(seconds=seconds), VI) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (12, 67, "17,9%"),
        (0, 67, "0%"),
        (1, 2, "50%"),
        (2, 3, "66,7%"),
        (9_999, 10_000, "99,9%"),
        (67, 67, "100%"),
        (80, 67, "100%"),
    ],
)
def test_a_share_has_one_decimal_and_is_whole_only_when_nothing_is_missing(
    part: int, whole: int, text: str
) -> None:
    assert percent_text(part, whole, VI) == text


def test_english_shares_have_a_decimal_point() -> None:
    assert percent_text(12, 67, EN) == "17.9%"
