"""The demonstration reminds once, soon after its opening, whatever the hour."""

from datetime import datetime, timedelta

import pytest

from bot.demo.rosters import schedule_of
from bot.demo.run import ROUND_LENGTH
from contest.reminders import slots
from contest.rules import Window
from handlers.formats import LOCAL_ZONE


@pytest.mark.parametrize(
    ("opens", "reminded"),
    [
        ((2023, 11, 7, 9, 15, 30), (2023, 11, 7, 9, 19)),
        ((2023, 11, 7, 22, 30, 0), (2023, 11, 7, 22, 34)),
        ((2023, 11, 7, 23, 58, 59), (2023, 11, 8, 0, 2)),
        ((2023, 11, 7, 2, 0, 0), (2023, 11, 7, 2, 4)),
    ],
)
def test_there_is_one_slot_a_few_minutes_after_the_opening(
    opens: tuple[int, int, int, int, int, int], reminded: tuple[int, int, int, int, int]
) -> None:
    opens_at = datetime(*opens, tzinfo=LOCAL_ZONE)
    window = Window(opens_at, opens_at + ROUND_LENGTH)

    (slot,) = slots(schedule_of(opens_at), window, LOCAL_ZONE)

    assert slot.at == datetime(*reminded, tzinfo=LOCAL_ZONE)
    assert timedelta(minutes=3) < slot.at - opens_at <= timedelta(minutes=4)
