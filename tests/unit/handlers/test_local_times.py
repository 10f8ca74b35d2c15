"""Instants as people type them: 2026-11-22 is a Sunday, and it is 08:30 in Viet Nam."""

from datetime import datetime

import pytest

from handlers.formats import LOCAL_ZONE
from handlers.local_times import TimeFault, read_instant

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=LOCAL_ZONE)


def local(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=LOCAL_ZONE)


@pytest.mark.parametrize(
    "text",
    [
        "lúc 07:30 ngày 25/11",
        "luc 07:30 ngay 25/11",
        "07:30 25/11",
        "07:30, 25/11/2026",
        "25/11/2026 07:30",
        "2026-11-25 07:30",
        "7h30 25-11",
        "7H30 ngày 25.11.2026",
        "lúc 7 giờ 30, ngày 25/11/2026",
        "07 giờ 30 phút ngày 25 tháng 11",
        "7 gio 30 ngay 25 thang 11 nam 2026",
        "at 07:30 on 25/11",
    ],
)
def test_one_instant_is_read_however_it_is_written(text: str) -> None:
    assert read_instant(text, NOW) == local(2026, 11, 25, 7, 30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15:00", local(2026, 11, 22, 15)),
        ("9h", local(2026, 11, 22, 9)),
        ("07:30", local(2026, 11, 23, 7, 30)),
        ("08:30", local(2026, 11, 23, 8, 30)),
        ("hôm nay 15:00", local(2026, 11, 22, 15)),
        ("15 giờ hôm nay", local(2026, 11, 22, 15)),
        ("ngày mai 7h", local(2026, 11, 23, 7)),
        ("mai, 10:15", local(2026, 11, 23, 10, 15)),
        ("tomorrow 10:15", local(2026, 11, 23, 10, 15)),
        ("7h ngày 05/01", local(2027, 1, 5, 7)),
        ("7h ngày 05/01/2027", local(2027, 1, 5, 7)),
    ],
)
def test_a_day_that_is_not_written_out_is_the_one_that_comes(text: str, expected: datetime) -> None:
    assert read_instant(text, NOW) == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", TimeFault.UNREADABLE),
        ("sáng mai", TimeFault.UNREADABLE),
        ("25/11", TimeFault.UNREADABLE),
        ("3 giờ chiều 25/11", TimeFault.UNREADABLE),
        ("3 giờ chiều", TimeFault.UNREADABLE),
        ("07:30 25/11 26/11", TimeFault.UNREADABLE),
        ("07:30 08:30 25/11", TimeFault.UNREADABLE),
        ("07:30 25/11/20260", TimeFault.UNREADABLE),
        ("7:5 25/11", TimeFault.UNREADABLE),
        ("07:30 31/11", TimeFault.NO_SUCH_DAY),
        ("07:30 29/02/2027", TimeFault.NO_SUCH_DAY),
        ("07:30 25/13", TimeFault.NO_SUCH_DAY),
        ("24:00 25/11", TimeFault.NO_SUCH_TIME),
        ("10:61 25/11", TimeFault.NO_SUCH_TIME),
        ("07:30 20/11", TimeFault.PAST),
        ("08:30 22/11/2026", TimeFault.PAST),
        ("hôm nay 07:30", TimeFault.PAST),
        ("07:30 25/11/2028", TimeFault.TOO_FAR),
    ],
)
def test_what_cannot_be_planned_is_told_with_its_reason(text: str, fault: TimeFault) -> None:
    assert read_instant(text, NOW) is fault


def test_a_day_of_spring_typed_in_winter_is_that_of_next_year() -> None:
    assert read_instant("07:00 10/05", NOW) == local(2027, 5, 10, 7)
    assert read_instant("07:00 22/05", NOW) is TimeFault.PAST
