"""What a round costs where messages are counted; expected figures are added up by hand."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from contest.budgets import (
    Budget,
    Crowd,
    attempt_messages,
    attempt_messages_from,
    group_round_messages,
    month_start,
    next_month_start,
    reserve,
    round_messages,
)
from contest.rules import RoundRules

RULES = RoundRules(prediction=None)
"""Fifteen questions, one attempt."""
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def test_an_attempt_is_a_briefing_a_message_for_each_question_and_the_end() -> None:
    assert attempt_messages(RULES) == 17
    assert attempt_messages(RoundRules()) == 18  # one more for the prediction


def test_on_the_last_question_only_the_end_is_still_to_come() -> None:
    assert attempt_messages_from(RULES, 15) == 1
    assert attempt_messages_from(RULES, 1) == 15


def test_twenty_people_need_their_attempts_and_both_announcements() -> None:
    # 20 attempts of 17 messages, 20 openings, 20 closings.
    assert round_messages(RULES, Crowd(20), is_open=False) == 380


def test_once_a_round_is_open_its_opening_is_not_needed_any_more() -> None:
    assert round_messages(RULES, Crowd(20), is_open=True) == 360


def test_who_has_begun_is_only_told_of_the_closing() -> None:
    # 12 attempts of 17 messages and 20 closings.
    assert round_messages(RULES, Crowd(20, begun=8), is_open=True) == 224


def test_further_attempts_that_are_allowed_are_needed_too() -> None:
    # 2 people with 3 attempts of 17 messages each, 2 closings.
    rules = replace(RULES, attempts_allowed=3)

    assert round_messages(rules, Crowd(2), is_open=True) == 104


def test_running_attempts_keep_what_they_need_to_come_to_their_end() -> None:
    # One at question 1 with 15 to come, one at question 14 with 2, one at question 15 with 1.
    assert reserve(RULES, Crowd(20, begun=3, running=3, positions=30)) == 18


def test_fifteen_questions_live_to_twenty_people_in_a_group_are_332_of_3000() -> None:
    spent = group_round_messages(people=20, questions=15)

    # A call, 15 × (question, key with standing, 20 answers), the end.
    assert spent == 332
    assert Budget(granted=3_000, spent=spent).left == 2_668


@pytest.mark.parametrize(
    ("needed", "lasts"), [(70, True), (71, False)], ids=["to the last one", "one too few"]
)
def test_a_budget_lasts_if_everything_asked_for_is_left(needed: int, *, lasts: bool) -> None:
    assert Budget(granted=100, spent=20, reserved=10, needed=needed).lasts is lasts


def test_what_running_attempts_need_is_not_given_to_new_ones() -> None:
    budget = Budget(granted=100, spent=70, reserved=13, needed=500)

    assert budget.allows(17)
    assert not budget.allows(18)


def test_more_spent_than_granted_leaves_nothing() -> None:
    assert Budget(granted=10, spent=12).left == 0


def test_a_month_begins_at_local_midnight() -> None:
    # 00:30 on 1 December in Viet Nam is still November in UTC.
    now = datetime(2023, 11, 30, 17, 30, tzinfo=UTC)

    assert month_start(now, HANOI) == datetime(2023, 11, 30, 17, 0, tzinfo=UTC)
    assert next_month_start(now, HANOI) == datetime(2023, 12, 31, 17, 0, tzinfo=UTC)
