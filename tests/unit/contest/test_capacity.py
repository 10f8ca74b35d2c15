"""What a contest asks of bots and machines; every figure is worked out by hand in capacity.md."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from contest.budgets import Crowd, round_messages
from contest.capacity import (
    Allowance,
    Bots,
    CapacityError,
    Demand,
    Installation,
    Measured,
    Peak,
    bots,
    carried,
    disk_bytes,
    installation,
    peak,
    rows,
    sending_time,
    traffic,
)
from contest.model import Topic
from contest.rules import RoundRules

WEEK, HOUR = timedelta(days=7), timedelta(hours=1)
PROVINCE = Demand(people=20_000, questions=15, window=WEEK)
COUNTRY = replace(PROVINCE, people=10_000_000)
TELEGRAM = Allowance(messages_per_second=30.0)
ZALO = Allowance(messages_per_second=5.0, messages_per_month=3_000, users=50)
WEB = Allowance()
MEASURED = Measured(sqlite=1_500, postgresql=1_200, postgresql_intake=3_400)


def test_a_province_is_300_000_questions_and_420_000_messages() -> None:
    expected = traffic(PROVINCE)

    # 20,000 x 15 questions; a briefing and an ending each; 4 announcements each.
    assert expected.questions == 300_000
    assert expected.around == 40_000
    assert expected.notices == 80_000
    assert (expected.playing, expected.total) == (340_000, 420_000)
    # 15 answers, "vào thi" and the start.
    assert (expected.updates, expected.answers) == (340_000, 300_000)


def test_somebody_new_costs_seven_messages_more_each_way() -> None:
    expected = traffic(replace(PROVINCE, newcomers=1_000))

    assert expected.registration == 7_000
    assert (expected.playing, expected.updates) == (347_000, 347_000)


def test_every_attempt_costs_its_messages_but_announcements_are_for_people() -> None:
    expected = traffic(replace(PROVINCE, attempts=3))

    # 20,000 x 3 x 17, and 80,000 announcements.
    assert expected.total == 1_100_000


@pytest.mark.parametrize(("people", "questions", "attempts"), [(1, 1, 1), (20, 16, 1), (7, 5, 3)])
def test_a_plan_counts_as_the_budget_of_a_month_does(
    people: int, questions: int, attempts: int
) -> None:
    rules = RoundRules(
        blueprint=((Topic("PAR"), questions),), prediction=None, attempts_allowed=attempts
    )

    expected = traffic(Demand(people, questions, WEEK, attempts))

    # Beyond the opening and the closing: that it closes soon, and the results.
    assert expected.total == round_messages(rules, Crowd(people), is_open=False) + 2 * people


def test_the_questions_of_a_province_take_one_bot_nearly_three_hours() -> None:
    # 300,000 / 30 = 10,000 s; 420,000 / 30 = 14,000 s.
    assert sending_time(300_000, TELEGRAM, 1) == timedelta(hours=2, minutes=46, seconds=40)
    assert sending_time(420_000, TELEGRAM, 1) == timedelta(hours=3, minutes=53, seconds=20)
    assert sending_time(420_000, TELEGRAM, 4) == timedelta(seconds=3_500)
    assert sending_time(420_000, WEB, 1) is None


def test_a_started_second_counts() -> None:
    assert sending_time(31, TELEGRAM, 1) == timedelta(seconds=2)


@pytest.mark.parametrize(
    ("window", "answers", "messages"),
    [
        # A fifth of the week's people in one hour: 60,000 answers and 68,000 messages in 3,600 s.
        (WEEK, Fraction(60_000, 3_600), Fraction(68_000, 3_600)),
        # Two hours: half of them in each.
        (2 * HOUR, Fraction(150_000, 3_600), Fraction(170_000, 3_600)),
        # Half an hour: all of them in it.
        (HOUR / 2, Fraction(300_000, 1_800), Fraction(340_000, 1_800)),
    ],
)
def test_the_busiest_hour_is_never_quieter_than_the_average(
    window: timedelta, answers: Fraction, messages: Fraction
) -> None:
    assert peak(replace(PROVINCE, window=window)) == Peak(answers, messages)


def test_a_share_that_is_given_counts_for_the_busiest_hour() -> None:
    busiest = peak(replace(PROVINCE, busiest_percent=100))

    assert busiest.messages == Fraction(340_000, 3_600)


@pytest.mark.parametrize(
    ("window", "needed"),
    [
        (WEEK, 1),  # 18.9 a second in the busiest hour
        (4 * HOUR, 1),  # 420,000 / 14,400 = 29.2
        (3 * HOUR, 2),  # 420,000 / 10,800 = 38.9
        (HOUR, 4),  # 420,000 / 3,600 = 116.7
    ],
)
def test_a_shorter_window_needs_more_bots(window: timedelta, needed: int) -> None:
    assert bots(replace(PROVINCE, window=window), TELEGRAM) == Bots(needed, 1, None)


def test_exactly_what_a_bot_can_send_needs_no_second_one() -> None:
    # 21 messages for each of 5,000 people are 105,000: 30 a second for 3,500 s.
    demand = Demand(people=5_000, questions=15, window=timedelta(seconds=3_500))

    assert bots(demand, TELEGRAM).needed == 1
    assert bots(replace(demand, people=5_001), TELEGRAM).needed == 2


def test_a_free_plan_of_zalo_serves_fifty_people() -> None:
    # 3,000 / 21 = 142 people by messages, but 50 by users: 20,000 / 50.
    assert bots(PROVINCE, ZALO) == Bots(for_pace=4, for_quota=400, people_each=50)
    assert bots(replace(PROVINCE, people=50), ZALO).needed == 1


def test_the_messages_of_a_month_limit_the_people_of_a_bot() -> None:
    # 21 messages each: 3,000 / 21 = 142.9; with 7 of a registration 3,000 / 28 = 107.1.
    plan = replace(ZALO, users=None)

    assert bots(PROVINCE, plan).people_each == 142
    assert bots(PROVINCE, plan).for_quota == 141  # 20,000 / 142 = 140.8
    assert bots(replace(PROVINCE, newcomers=1), plan).people_each == 107


def test_a_plan_on_which_nobody_can_play_to_the_end_is_refused() -> None:
    with pytest.raises(CapacityError):
        bots(PROVINCE, replace(ZALO, messages_per_month=20))


def test_a_web_page_sets_no_limit() -> None:
    assert bots(COUNTRY, WEB) == Bots(for_pace=1, for_quota=1, people_each=None)


def test_bots_that_are_too_few_hold_answers_back() -> None:
    busiest = peak(replace(PROVINCE, window=HOUR))  # 94.4 messages, 83.3 answers a second

    # 30 messages a second are 30 x 15/17 answers.
    assert carried(busiest, TELEGRAM, 1) == Fraction(30 * 15, 17)
    assert carried(busiest, TELEGRAM, 4) == busiest.answers
    assert carried(busiest, WEB, 1) == busiest.answers


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (Fraction(750), Installation(is_sqlite=True, replicas=1, databases=1)),
        # Half of 1,200 is 600, half of 3,400 is 1,700.
        (Fraction(751), Installation(is_sqlite=False, replicas=2, databases=1)),
        (Fraction(1_700), Installation(is_sqlite=False, replicas=3, databases=1)),
        (Fraction(1_701), Installation(is_sqlite=False, replicas=3, databases=2)),
    ],
)
def test_half_of_what_was_measured_is_planned_with(
    answers: Fraction, expected: Installation
) -> None:
    assert installation(answers, MEASURED) == expected


def test_a_country_in_a_week() -> None:
    expected, busiest = traffic(COUNTRY), peak(COUNTRY)

    assert expected.total == 210_000_000
    # 2,000,000 people in an hour: 30,000,000 answers, 34,000,000 messages.
    assert (round(busiest.answers), round(busiest.messages)) == (8_333, 9_444)
    assert bots(COUNTRY, TELEGRAM).needed == 315  # 9,444.4 / 30 = 314.8
    assert bots(COUNTRY, Allowance(messages_per_second=1_000.0)).needed == 10
    # 8,333 / 600 = 13.9 processes, 8,333 / 1,700 = 4.9 databases.
    assert installation(busiest.answers, MEASURED) == Installation(False, 14, 5)


def test_a_country_is_its_provinces() -> None:
    equal, largest = (replace(PROVINCE, people=people) for people in (294_118, 2_000_000))

    # 9,444.4 / 34 = 277.8 messages and 245.1 answers a second.
    assert bots(equal, TELEGRAM).needed == 10
    assert installation(peak(equal).answers, MEASURED).is_sqlite
    # A fifth: 1,888.9 / 30 = 62.96; 1,666.7 answers are 2.8 x 600 and less than 1,700.
    assert bots(largest, TELEGRAM).needed == 63
    assert installation(peak(largest).answers, MEASURED) == Installation(False, 3, 1)


def test_a_month_instead_of_a_week_needs_a_tenth_of_the_bots() -> None:
    calm = replace(COUNTRY, window=4 * WEEK, busiest_percent=2)

    # 200,000 x 17 / 3,600 = 944.4; / 30 = 31.5.
    assert bots(calm, TELEGRAM).needed == 32


def test_rows_and_what_they_take() -> None:
    left = rows(Demand(people=1_000, questions=15, window=WEEK, attempts=2, newcomers=100))

    assert left == {
        "person": 1_000,
        "identity": 1_000,
        "consent": 1_000,
        "attempt": 2_000,
        "answer": 30_000,
        "processed_update": 34_700,  # 2,000 x 17 and 100 x 7
        "outbox": 38_700,  # 2,000 x 17, 100 x 7 and 1,000 x 4
    }
    # 9.8 + 11.6 + 19.5 + 30.6 + 331.8 MB
    assert disk_bytes(rows(PROVINCE)) == 403_300_000
