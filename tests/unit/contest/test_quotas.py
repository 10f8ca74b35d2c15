"""Quota rules as data: the seed's rule set, need in whole people, strict reading."""

import json
from typing import Any

import pytest

from contest.model import Level
from contest.quotas import (
    DEFAULT_POLICY,
    Category,
    QuotaKind,
    QuotaPolicy,
    QuotaPolicyError,
    QuotaRule,
    QuotaScope,
    policy_from_data,
    policy_to_data,
)

CHIEFS = Category("chiefs")
CREW = Category("crew")
DESK = Category("desk")

SEED_001 = {
    "levels": {
        "SO": [
            {"category": "leaders", "kind": "count", "amount": 1, "within": None},
            {"category": "division_heads", "kind": "percent", "amount": 50, "within": None},
            {"category": "staff", "kind": "percent", "amount": 30, "within": None},
            {"category": "onestop", "kind": "percent", "amount": 100, "within": "staff"},
        ],
        "HUYEN": [
            {"category": "leaders", "kind": "count", "amount": 1, "within": None},
            {"category": "division_heads", "kind": "percent", "amount": 50, "within": None},
            {"category": "staff", "kind": "percent", "amount": 30, "within": None},
            {"category": "onestop", "kind": "percent", "amount": 100, "within": "staff"},
        ],
        "XA": [
            {"category": "leaders", "kind": "percent", "amount": 50, "within": None},
            {"category": "staff", "kind": "percent", "amount": 30, "within": None},
            {"category": "onestop", "kind": "percent", "amount": 100, "within": "staff"},
        ],
    },
    "exclude_from_base": True,
    "scope": "contest",
}


def test_the_default_policy_is_that_of_the_plan() -> None:
    assert policy_to_data(DEFAULT_POLICY) == SEED_001


def test_a_level_that_no_rule_names_is_encouraged_only() -> None:
    assert DEFAULT_POLICY.rules_for(Level("KHAC")) == ()
    assert DEFAULT_POLICY.rules_for(Level("TINH")) == ()


def test_categories_are_named_once_in_the_order_of_the_levels() -> None:
    assert DEFAULT_POLICY.categories == ("leaders", "division_heads", "staff", "onestop")


@pytest.mark.parametrize(
    ("percent", "base", "need"),
    [
        (50, 15, 8),
        (50, 3, 2),
        (50, 2, 1),
        (50, 1, 1),
        (50, 0, 0),
        (30, 48, 15),
        (30, 10, 3),
        (30, 118, 36),
        (30, 1, 1),
        (100, 6, 6),
        (100, 0, 0),
        (1, 1, 1),
        # With a float, 1100 * 0.07 would be rounded up to 78.
        (7, 1100, 77),
        (29, 10**18, 29 * 10**16),
    ],
)
def test_a_percentage_is_rounded_up_to_whole_people(percent: int, base: int, need: int) -> None:
    assert QuotaRule(CREW, QuotaKind.PERCENT, percent).need(base) == need


@pytest.mark.parametrize(
    ("amount", "base", "need"), [(1, 4, 1), (1, 1, 1), (1, 0, 0), (3, 2, 2), (3, 3, 3)]
)
def test_a_count_never_asks_for_more_people_than_there_are(
    amount: int, base: int, need: int
) -> None:
    assert QuotaRule(CREW, QuotaKind.COUNT, amount).need(base) == need


def test_levels_and_categories_of_another_law_are_data() -> None:
    policy = policy_from_data(
        {
            "levels": {
                "DANG": [
                    {"category": "chiefs", "kind": "count", "amount": 2},
                    {"category": "crew", "kind": "percent", "amount": 40},
                    {"category": "desk", "kind": "percent", "amount": 90, "within": "crew"},
                ]
            },
            "exclude_from_base": False,
            "scope": "round",
        }
    )

    assert policy == QuotaPolicy(
        {
            Level("DANG"): (
                QuotaRule(CHIEFS, QuotaKind.COUNT, 2),
                QuotaRule(CREW, QuotaKind.PERCENT, 40),
                QuotaRule(DESK, QuotaKind.PERCENT, 90, within=CREW),
            )
        },
        exclude_from_base=False,
        scope=QuotaScope.ROUND,
    )
    assert policy.rules_for(Level("SO")) == ()


def test_what_the_data_do_not_name_keeps_its_default() -> None:
    assert policy_from_data({}) == DEFAULT_POLICY
    assert policy_from_data({"scope": "round"}) == QuotaPolicy(scope=QuotaScope.ROUND)


def test_a_policy_survives_json() -> None:
    assert policy_from_data(json.loads(json.dumps(policy_to_data(DEFAULT_POLICY)))) == (
        DEFAULT_POLICY
    )


def _levels(*rules: object) -> dict[str, Any]:
    return {"levels": {"SO": list(rules)}}


def _rule(**changes: object) -> dict[str, Any]:
    return {"category": "crew", "kind": "percent", "amount": 30, **changes}


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ([], "the whole: [] instead of an object"),
        ({"level": {}}, "level: unknown name"),
        ({"levels": []}, "levels: [] instead of an object"),
        ({"levels": {"SO": {}}}, "levels.SO: {} instead of list"),
        ({"scope": "week"}, "scope: 'week' is none of contest, round"),
        ({"exclude_from_base": 1}, "exclude_from_base: 1 instead of bool"),
        (_levels("crew"), "levels.SO[0]: 'crew' instead of an object"),
        (_levels({"category": "crew", "kind": "count"}), "levels.SO[0].amount: missing"),
        (_levels(_rule(), _rule(amuont=1)), "levels.SO[1].amuont: unknown name"),
        (_levels(_rule(amount=True)), "levels.SO[0].amount: True instead of int"),
        (_levels(_rule(amount=30.0)), "levels.SO[0].amount: 30.0 instead of int"),
        (_levels(_rule(amount="30")), "levels.SO[0].amount: '30' instead of int"),
        (_levels(_rule(kind="share")), "levels.SO[0].kind: 'share' is none of count, percent"),
        (_levels(_rule(kind=[])), "levels.SO[0].kind: [] is none of count, percent"),
        (_levels(_rule(within=1)), "levels.SO[0].within: 1 instead of str"),
        (_levels(_rule(category="")), "levels.SO[0]: a rule names no category"),
        (_levels(_rule(amount=0)), "levels.SO[0]: crew: an amount starts at 1"),
        (_levels(_rule(amount=-1)), "levels.SO[0]: crew: an amount starts at 1"),
        (_levels(_rule(amount=101)), "levels.SO[0]: crew: 101 percent is more than everybody"),
        (_levels(_rule(), _rule()), "level SO names a category twice"),
        (
            _levels(_rule(within="staff")),
            "level SO: crew is within staff, which has no rule",
        ),
        (_levels(_rule(within="crew")), "level SO: crew within itself"),
        (
            _levels(_rule(within="desk"), _rule(category="desk", within="crew")),
            "level SO: crew, desk within itself",
        ),
    ],
)
def test_faulty_data_are_refused_with_their_place(data: Any, complaint: str) -> None:
    with pytest.raises(QuotaPolicyError) as caught:
        policy_from_data(data)

    assert str(caught.value) == complaint
