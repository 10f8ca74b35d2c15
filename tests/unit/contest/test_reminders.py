"""When units are reminded, who is told, and every reason why they are not."""

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import pytest

from contest.model import Level, NaiveInstantError, UnitId
from contest.quotas import Category
from contest.reminders import (
    DEFAULT_SCHEDULE,
    Addressee,
    Outcome,
    Pause,
    ReminderSchedule,
    ReminderScheduleError,
    decide,
    due_slot,
    last_day,
    schedule_from_data,
    schedule_to_data,
    slots,
)
from contest.rules import Window
from contest.shortfalls import Shortfall, UnitShortfall

VIET_NAM = timezone(timedelta(hours=7))
LIAISON, LEADER, PARENT, ORGANISERS = Addressee


def local(day: int, hour: int = 0, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2023, month, day, hour, minute, tzinfo=VIET_NAM)


ROUND_1 = Window(local(7), local(22))


def short_by(missing: int, base: int = 4) -> UnitShortfall:
    line = Shortfall(Category("leaders"), base, base, base - missing, missing)
    return UnitShortfall(UnitId(2), Level("SO"), (line,), missing)


def test_days_are_counted_to_the_last_day_on_which_somebody_can_answer() -> None:
    found = slots(DEFAULT_SCHEDULE, ROUND_1, VIET_NAM)

    assert [(slot.at, slot.day, slot.days_left) for slot in found] == [
        (local(14, 7, 30), date(2023, 11, 14), 7),
        (local(18, 7, 30), date(2023, 11, 18), 3),
        (local(20, 7, 30), date(2023, 11, 20), 1),
        (local(21, 7, 30), date(2023, 11, 21), 0),
    ]
    assert all(slot.at.tzinfo is UTC for slot in found)


def test_more_people_are_told_as_the_close_comes_nearer() -> None:
    assert [slot.stage for slot in slots(DEFAULT_SCHEDULE, ROUND_1, VIET_NAM)] == [
        (LIAISON,),
        (LIAISON, LEADER),
        (LIAISON, LEADER, PARENT),
        (LIAISON, LEADER, PARENT, ORGANISERS),
    ]


@pytest.mark.parametrize(
    ("days_left", "stage"),
    [
        (30, (LIAISON,)),
        (10, (LIAISON,)),
        (9, (LIAISON,)),
        (3, (LIAISON,)),
        (2, (LEADER,)),
        (1, (LEADER,)),
        (0, (LEADER,)),
    ],
)
def test_a_stage_lasts_until_the_next_one(days_left: int, stage: tuple[Addressee, ...]) -> None:
    schedule = ReminderSchedule(escalate={10: (LIAISON,), 2: (LEADER,)})

    assert schedule.stage(days_left) == stage


@pytest.mark.parametrize(
    ("closes_at", "last"),
    [
        (local(22), date(2023, 11, 21)),
        (local(22, 0, 1), date(2023, 11, 22)),
        (local(21, 17, 30), date(2023, 11, 21)),
        (datetime(2023, 11, 21, 16, 59, tzinfo=UTC), date(2023, 11, 21)),
        (datetime(2023, 11, 21, 17, 0, tzinfo=UTC), date(2023, 11, 21)),
        (datetime(2023, 11, 21, 17, 1, tzinfo=UTC), date(2023, 11, 22)),
    ],
)
def test_the_end_of_a_round_is_outside_its_last_day(closes_at: datetime, last: date) -> None:
    assert last_day(Window(local(7), closes_at), VIET_NAM) == last


@pytest.mark.parametrize(
    ("opens_at", "closes_at", "days_left"),
    [
        # Opened after T-3 at 07:30, and in the very minute of it.
        (local(18, 7, 31), local(22), [1, 0]),
        (local(18, 7, 30), local(22), [3, 1, 0]),
        # Closed before and in the very minute of the last day's slot.
        (local(7), local(21, 7, 0), [7, 3, 1]),
        (local(7), local(21, 7, 30), [7, 3, 1]),
        (local(7), local(21, 7, 31), [7, 3, 1, 0]),
        (local(21, 8), local(21, 9), []),
    ],
)
def test_a_slot_outside_the_round_does_not_exist(
    opens_at: datetime, closes_at: datetime, days_left: list[int]
) -> None:
    found = slots(DEFAULT_SCHEDULE, Window(opens_at, closes_at), VIET_NAM)

    assert [slot.days_left for slot in found] == days_left


def test_the_last_day_and_the_days_before_are_data() -> None:
    schedule = ReminderSchedule(days_before=(2, 5), on_last_day=False, at=time(16, 45))

    assert [slot.at for slot in slots(schedule, ROUND_1, VIET_NAM)] == [
        local(16, 16, 45),
        local(19, 16, 45),
    ]


def test_moving_a_round_moves_its_slots() -> None:
    moved = Window(ROUND_1.opens_at + timedelta(days=90), ROUND_1.closes_at + timedelta(days=90))

    before = slots(DEFAULT_SCHEDULE, ROUND_1, VIET_NAM)
    after = slots(DEFAULT_SCHEDULE, moved, VIET_NAM)

    assert [slot.at - timedelta(days=90) for slot in after] == [slot.at for slot in before]


@pytest.mark.parametrize(
    ("now", "days_left"),
    [
        (local(14, 7, 29), None),
        (local(14, 7, 30), 7),
        (local(14, 13, 0), 7),
        (local(14, 23, 59), 7),
        (local(15, 0, 0), None),
        (local(15, 7, 30), None),
        (local(18, 9, 0), 3),
        (local(21, 23, 59), 0),
        (local(22, 0, 0), None),
        (local(22, 7, 30), None),
        # 00:30 in Viet Nam on the 14th is still the 13th in Greenwich.
        (datetime(2023, 11, 14, 0, 30, tzinfo=UTC), 7),
        (datetime(2023, 11, 14, 16, 59, tzinfo=UTC), 7),
        (datetime(2023, 11, 14, 17, 0, tzinfo=UTC), None),
    ],
)
def test_what_was_missed_is_due_on_the_same_day_and_never_later(
    now: datetime, days_left: int | None
) -> None:
    slot = due_slot(DEFAULT_SCHEDULE, ROUND_1, VIET_NAM, now)

    assert (slot and slot.days_left) == days_left


def test_nothing_is_due_once_the_round_has_closed() -> None:
    closes_at_noon = Window(local(7), local(21, 12))

    before = due_slot(DEFAULT_SCHEDULE, closes_at_noon, VIET_NAM, local(21, 11, 59))
    after = due_slot(DEFAULT_SCHEDULE, closes_at_noon, VIET_NAM, local(21, 12))

    assert before is not None
    assert after is None


TODAY, YESTERDAY, TOMORROW = date(2023, 11, 18), date(2023, 11, 17), date(2023, 11, 19)
NO_QUOTA = UnitShortfall(UnitId(9), Level("KHAC"), (), 0)


@pytest.mark.parametrize(
    ("shortfall", "pause", "reminded_on", "now", "outcome"),
    [
        (short_by(1), None, None, local(18, 7, 30), Outcome.REMINDED),
        (short_by(1), None, YESTERDAY, local(18, 7, 30), Outcome.REMINDED),
        (short_by(1), Pause(YESTERDAY), None, local(18, 7, 30), Outcome.REMINDED),
        (short_by(0), None, None, local(18, 7, 30), Outcome.MET),
        (NO_QUOTA, None, None, local(18, 7, 30), Outcome.NO_QUOTA),
        (short_by(0, base=0), None, None, local(18, 7, 30), Outcome.NO_QUOTA),
        (short_by(1), Pause(None), None, local(18, 7, 30), Outcome.STOPPED),
        (short_by(1), Pause(TODAY), None, local(18, 7, 30), Outcome.SNOOZED),
        (short_by(1), Pause(TOMORROW), None, local(18, 7, 30), Outcome.SNOOZED),
        (short_by(1), None, TODAY, local(18, 7, 30), Outcome.ALREADY_TODAY),
        (short_by(1), None, None, local(18, 6, 29), Outcome.QUIET_HOURS),
        (short_by(1), None, None, local(18, 6, 30), Outcome.REMINDED),
        (short_by(1), None, None, local(18, 20, 59), Outcome.REMINDED),
        (short_by(1), None, None, local(18, 21, 0), Outcome.QUIET_HOURS),
        # The day of a pause and the night are those of Viet Nam.
        (
            short_by(1),
            Pause(YESTERDAY),
            None,
            datetime(2023, 11, 18, 2, tzinfo=UTC),
            Outcome.REMINDED,
        ),
        (
            short_by(1),
            None,
            TODAY,
            datetime(2023, 11, 17, 23, 45, tzinfo=UTC),
            Outcome.ALREADY_TODAY,
        ),
        # Of several reasons the most lasting one is named.
        (NO_QUOTA, Pause(None), TODAY, local(18, 22), Outcome.NO_QUOTA),
        (short_by(0), Pause(None), TODAY, local(18, 22), Outcome.MET),
        (short_by(1), Pause(None), TODAY, local(18, 22), Outcome.STOPPED),
        (short_by(1), Pause(TODAY), TODAY, local(18, 22), Outcome.SNOOZED),
        (short_by(1), None, TODAY, local(18, 22), Outcome.ALREADY_TODAY),
    ],
)
def test_every_decision_has_its_reason(
    shortfall: UnitShortfall,
    pause: Pause | None,
    reminded_on: date | None,
    now: datetime,
    outcome: Outcome,
) -> None:
    decided = decide(DEFAULT_SCHEDULE, shortfall, pause, reminded_on, now, VIET_NAM)

    assert decided is outcome


def test_a_decision_needs_an_aware_instant() -> None:
    naive = local(18).replace(tzinfo=None)

    with pytest.raises(NaiveInstantError):
        decide(DEFAULT_SCHEDULE, short_by(1), None, None, naive, VIET_NAM)


@pytest.mark.parametrize(
    ("quiet_from", "quiet_to", "moment", "quiet"),
    [
        (time(21), time(6, 30), time(0), True),
        (time(21), time(6, 30), time(12), False),
        (time(12), time(14), time(12), True),
        (time(12), time(14), time(13, 59), True),
        (time(12), time(14), time(14), False),
        (time(12), time(14), time(23), False),
        (time(0), time(0), time(0), False),
        (time(0), time(0), time(3), False),
    ],
)
def test_the_night_may_cross_midnight_and_may_be_empty(
    quiet_from: time, quiet_to: time, moment: time, quiet: bool
) -> None:
    schedule = ReminderSchedule(quiet_from=quiet_from, quiet_to=quiet_to)

    assert schedule.is_quiet(moment) is quiet


def test_the_default_schedule_is_that_of_the_domain_notes() -> None:
    assert schedule_to_data(DEFAULT_SCHEDULE) == {
        "days_before": [7, 3, 1],
        "on_last_day": True,
        "at": "07:30",
        "quiet_from": "21:00",
        "quiet_to": "06:30",
        "escalate": {
            "7": ["liaison"],
            "3": ["liaison", "leader"],
            "1": ["liaison", "leader", "parent"],
            "0": ["liaison", "leader", "parent", "organisers"],
        },
        "closing_soon_hours": 24,
        "closing_soon_from_days": 3,
    }


def test_a_schedule_survives_json() -> None:
    schedule = ReminderSchedule(
        days_before=(14, 2),
        on_last_day=False,
        at=time(16, 5),
        quiet_from=time(22, 15),
        quiet_to=time(5),
        escalate={12: (LEADER,)},
    )

    assert schedule_from_data(json.loads(json.dumps(schedule_to_data(schedule)))) == schedule
    assert schedule_from_data({}) == DEFAULT_SCHEDULE


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ({"day": 1}, "day: unknown name"),
        ({"days_before": 7}, "days_before: 7 instead of list"),
        ({"days_before": [7, "3"]}, "days_before[1]: '3' instead of int"),
        ({"days_before": [0]}, "days before the last one are 1 to 366"),
        ({"days_before": [367]}, "days before the last one are 1 to 366"),
        ({"days_before": [3, 3]}, "a day is named twice"),
        ({"on_last_day": "yes"}, "on_last_day: 'yes' instead of bool"),
        ({"at": "7:30"}, "at: '7:30' instead of a time such as 07:30"),
        ({"at": "24:00"}, "at: '24:00' instead of a time such as 07:30"),
        ({"at": "07:30:00"}, "at: '07:30:00' instead of a time such as 07:30"),
        ({"at": 730}, "at: 730 instead of str"),
        ({"at": "21:00"}, "21:00 lies in the quiet hours"),
        ({"at": "06:29"}, "06:29 lies in the quiet hours"),
        ({"quiet_to": "08:00"}, "07:30 lies in the quiet hours"),
        ({"escalate": []}, "escalate: [] instead of an object"),
        ({"escalate": {"07": ["liaison"]}}, "escalate: '07' instead of a number of days"),
        ({"escalate": {"-1": ["liaison"]}}, "escalate: '-1' instead of a number of days"),
        (
            {"escalate": {"7": ["boss"]}},
            "escalate.7[0]: 'boss' is none of liaison, leader, parent, organisers",
        ),
        ({"escalate": {}}, "every stage names its days, from 0, and somebody to tell"),
        ({"escalate": {"7": []}}, "every stage names its days, from 0, and somebody to tell"),
    ],
)
def test_faulty_data_are_refused_with_their_place(data: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ReminderScheduleError) as caught:
        schedule_from_data(data)

    assert str(caught.value) == complaint


@pytest.mark.parametrize("moment", [time(7, 30, 1), time(7, 30, 0, 1), time(7, 30, tzinfo=UTC)])
def test_a_time_that_would_not_survive_storage_is_refused(moment: time) -> None:
    with pytest.raises(ReminderScheduleError):
        ReminderSchedule(at=moment)
