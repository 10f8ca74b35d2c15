"""Rules of a round as data, its window and the age rule."""

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from contest.model import NaiveInstantError, Topic
from contest.rules import (
    Counting,
    Prediction,
    PredictionScope,
    PredictionSubject,
    Reveal,
    RoundRules,
    RulesError,
    TieBreak,
    Window,
    is_old_enough,
    rules_from_data,
    rules_to_data,
)

VIET_NAM = timezone(timedelta(hours=7))
ROUND_1 = Window(
    datetime(2023, 11, 7, tzinfo=VIET_NAM),
    datetime(2023, 11, 22, tzinfo=VIET_NAM),
)

OTHER_RULES: dict[str, Any] = {
    "blueprint": ((Topic("PAR"), 3), (Topic("PCI"), 2)),
    "question_limit": timedelta(seconds=41),
    "attempt_limit": timedelta(minutes=11),
    "attempts_allowed": 2,
    "counting": Counting.LAST,
    "points_per_question": 2,
    "shuffle_questions": False,
    "shuffle_options": False,
    "prediction": None,
    "reveal": Reveal.NEVER,
    "tie_breaks": (TieBreak.SCORE, TieBreak.SHORTEST_TIME),
    "minimum_age": 16,
}
"""For every rule a value that is not the default."""


def test_the_defaults_are_those_of_the_domain_notes() -> None:
    rules = RoundRules()

    assert dict(rules.blueprint) == {
        "PAR": 3,
        "PCI": 2,
        "PAPI": 2,
        "SIPAS": 2,
        "DTI": 2,
        "POLICY": 3,
        "05T05K": 1,
    }
    assert rules.question_limit == timedelta(seconds=40)
    assert rules.attempt_limit == timedelta(minutes=10)
    assert rules.attempts_allowed == 1
    assert rules.counting is Counting.BEST_THEN_EARLIEST
    assert rules.points_per_question == 1
    assert rules.shuffle_questions
    assert rules.shuffle_options
    assert rules.prediction == Prediction(
        PredictionSubject.PEOPLE_ALL_CORRECT, PredictionScope.PRIZE_GROUP
    )
    assert rules.reveal is Reveal.AFTER_ROUND
    assert rules.tie_breaks == (
        TieBreak.SCORE,
        TieBreak.PREDICTION_DISTANCE,
        TieBreak.EARLIEST_SUBMISSION,
        TieBreak.SHORTEST_TIME,
        TieBreak.MANUAL,
    )
    assert rules.minimum_age == 18


def test_fifteen_questions_and_a_prediction_make_sixteen_places() -> None:
    assert RoundRules().question_count == 15
    assert RoundRules().last_position == 16
    assert RoundRules(prediction=None).last_position == 15


def test_the_default_attempt_leaves_every_scored_question_its_full_time() -> None:
    rules = RoundRules()

    assert rules.question_count * rules.question_limit == rules.attempt_limit


@pytest.mark.parametrize(
    "fault",
    [
        {"blueprint": ()},
        {"blueprint": ((Topic("PAR"), 0),)},
        {"blueprint": ((Topic("PAR"), 1), (Topic("PAR"), 2))},
        {"question_limit": timedelta(0)},
        {"question_limit": timedelta(minutes=11)},
        {"question_limit": timedelta(seconds=1, microseconds=1)},
        {"attempt_limit": timedelta(minutes=10, microseconds=1)},
        {"attempts_allowed": 0},
        {"points_per_question": 0},
        {"minimum_age": -1},
        {"tie_breaks": ()},
        {"tie_breaks": (TieBreak.SHORTEST_TIME, TieBreak.SCORE)},
    ],
    ids=str,
)
def test_rules_that_cannot_be_right_are_refused(fault: dict[str, Any]) -> None:
    with pytest.raises(RulesError):
        RoundRules(**fault)


def test_the_other_rules_name_every_rule() -> None:
    assert set(OTHER_RULES) == {field.name for field in fields(RoundRules)}


@pytest.mark.parametrize("name", OTHER_RULES)
def test_the_version_changes_whenever_a_rule_changes(name: str) -> None:
    changed = replace(RoundRules(), **{name: OTHER_RULES[name]})

    assert changed.version != RoundRules().version


def test_the_version_of_the_defaults_stays_the_same_for_ever() -> None:
    # It is printed in the Thể lệ: a new value here means that published rules seem to have changed.
    assert RoundRules().version == "5567efa2c0"


@pytest.mark.parametrize("rules", [RoundRules(), RoundRules(**OTHER_RULES)])
def test_rules_survive_storage_as_json(rules: RoundRules) -> None:
    stored = json.dumps(rules_to_data(rules))

    assert rules_from_data(json.loads(stored)) == rules


def test_what_the_data_do_not_name_keeps_its_default() -> None:
    assert rules_from_data({}) == RoundRules()
    assert rules_from_data({"question_limit_ms": 15_000}) == RoundRules(
        question_limit=timedelta(seconds=15)
    )


@pytest.mark.parametrize(
    "data",
    [
        {"speed_bonus": 1},
        {"question_limit": 40},
        {"question_limit_ms": "40"},
        {"question_limit_ms": 1.5},
        {"attempt_limit_ms": 10**30},
        {"attempts_allowed": "1"},
        {"attempts_allowed": 1.5},
        {"attempts_allowed": True},
        {"attempts_allowed": None},
        {"shuffle_questions": "no"},
        {"shuffle_options": 1},
        {"counting": "worst"},
        {"reveal": None},
        {"tie_breaks": 5},
        {"tie_breaks": ["score", "luck"]},
        {"blueprint": "PAR"},
        {"blueprint": [["PAR"]]},
        {"blueprint": [["PAR", "3"]]},
        {"blueprint": [[5, 3]]},
        {"blueprint": {"AB": 3}},
        {"prediction": {}},
        {"prediction": False},
        {"prediction": {"subject": "people_all_correct"}},
        {"prediction": {"subject": "weather", "scope": "everybody"}},
    ],
    ids=str,
)
def test_bad_data_are_a_rules_error(data: dict[str, Any]) -> None:
    with pytest.raises(RulesError):
        rules_from_data(data)


def test_round_1_opens_at_midnight_of_7_november() -> None:
    midnight = datetime(2023, 11, 6, 17, 0, tzinfo=UTC)

    assert ROUND_1.contains(midnight)
    assert not ROUND_1.contains(midnight - timedelta(microseconds=1))


def test_24h00_on_21_november_is_exclusive() -> None:
    last = datetime(2023, 11, 21, 23, 59, 59, 999_000, tzinfo=VIET_NAM)
    midnight = datetime(2023, 11, 22, 0, 0, 0, tzinfo=VIET_NAM)

    assert ROUND_1.contains(last)
    assert not ROUND_1.contains(midnight)


@pytest.mark.parametrize("length", [timedelta(0), timedelta(seconds=-1)])
def test_a_round_that_does_not_last_is_refused(length: timedelta) -> None:
    with pytest.raises(RulesError):
        Window(ROUND_1.opens_at, ROUND_1.opens_at + length)


def test_a_window_needs_time_zones() -> None:
    naive = datetime(2023, 11, 22)  # noqa: DTZ001 - the fault under test

    with pytest.raises(NaiveInstantError):
        Window(ROUND_1.opens_at, naive)


@pytest.mark.parametrize(
    ("born", "opening_day", "may_take_part"),
    [
        (date(2005, 11, 8), date(2023, 11, 7), False),
        (date(2005, 11, 8), date(2023, 11, 8), True),
        (date(2005, 11, 7), date(2023, 11, 7), True),
        (date(2004, 2, 29), date(2022, 2, 28), False),
        (date(2004, 2, 29), date(2022, 3, 1), True),
        (date(2004, 2, 29), date(2024, 2, 28), True),
        (date(2024, 1, 1), date(2023, 11, 7), False),
    ],
)
def test_contestants_are_eighteen_on_the_day_the_round_opens(
    born: date, opening_day: date, may_take_part: bool
) -> None:
    assert is_old_enough(born, RoundRules(), opening_day) is may_take_part


def test_on_the_eighteenth_birthday_of_a_29_february_in_a_leap_year_one_may_take_part() -> None:
    rules = RoundRules(minimum_age=20)

    assert not is_old_enough(date(2004, 2, 29), rules, date(2024, 2, 28))
    assert is_old_enough(date(2004, 2, 29), rules, date(2024, 2, 29))
