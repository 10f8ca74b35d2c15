"""The rules of a live round as data."""

from datetime import timedelta
from typing import Any

import pytest

from contest.live_rules import (
    LiveRules,
    LiveScoring,
    live_rules_from_data,
    live_rules_to_data,
)
from contest.rules import RulesError

SECOND = timedelta(seconds=1)


def test_speed_earns_nothing_and_the_first_answer_counts_unless_the_rules_say_otherwise() -> None:
    rules = live_rules_from_data({})

    assert rules.scoring is LiveScoring.PLAIN
    assert rules.points_per_question == 1
    assert rules.may_change is False
    assert rules.unit_best is None


def test_rules_survive_the_way_through_plain_values() -> None:
    rules = LiveRules(
        question_limit=30 * SECOND,
        lobby_for=0 * SECOND,
        reveal_for=None,
        delivery_patience=timedelta(milliseconds=2500),
        may_change=True,
        scoring=LiveScoring.SPEED_AND_STREAKS,
        points_per_question=2,
        unit_best=5,
    )

    data = live_rules_to_data(rules)

    assert data == {
        "question_limit_ms": 30_000,
        "lobby_for_ms": 0,
        "reveal_for_ms": None,
        "delivery_patience_ms": 2_500,
        "may_change": True,
        "scoring": "speed_and_streaks",
        "points_per_question": 2,
        "unit_best": 5,
    }
    assert live_rules_from_data(data) == rules


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"speed": True}, "speed: unknown name"),
        ({"may_change": 1}, "may_change: 1 instead of bool"),
        ({"question_limit_ms": 20.0}, "question_limit_ms: 20.0 instead of int"),
        ({"question_limit_ms": None}, "question_limit_ms: None instead of int"),
        ({"question_limit_ms": 10**30}, "is too long"),
        ({"scoring": "kahoot"}, "scoring: 'kahoot' is none of plain, speed, speed_and_streaks"),
        ({"unit_best": True}, "unit_best: True instead of int"),
        ({"unit_best": 0}, "start at 1"),
        ({"points_per_question": 0}, "start at 1"),
        ({"question_limit_ms": 0}, "need time"),
        ({"delivery_patience_ms": 0}, "need time"),
        ({"lobby_for_ms": -1}, "the lobby may take no time"),
        ({"reveal_for_ms": 0}, "must be seen"),
    ],
)
def test_a_rule_that_cannot_be_right_is_refused(data: dict[str, Any], says: str) -> None:
    with pytest.raises(RulesError, match=says):
        live_rules_from_data(data)


def test_a_time_finer_than_a_millisecond_is_refused() -> None:
    with pytest.raises(RulesError, match="whole number of milliseconds"):
        LiveRules(reveal_for=timedelta(microseconds=1500))
