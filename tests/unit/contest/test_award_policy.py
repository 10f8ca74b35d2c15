"""Prizes as data: defaults, strict reading, and weights that are exact."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from contest.award_policy import (
    AwardPolicy,
    AwardPolicyError,
    award_policy_from_data,
    award_policy_to_data,
)
from contest.awards import Prize, Slot
from contest.collective_awards import Bloc
from contest.model import Audience, Level


def test_the_default_is_that_of_the_domain() -> None:
    data = award_policy_to_data(AwardPolicy())

    assert data["individual"]["citizens"] == [
        {"prize": "first", "count": 1, "points": 10},
        {"prize": "second", "count": 2, "points": 8},
        {"prize": "third", "count": 3, "points": 6},
        {"prize": "consolation", "count": 10},
    ]
    assert data["one_prize_each"] is True
    assert data["collective"] == {
        "weights": {"rate": 0.5, "quality": 0.5, "full_marks": 0, "prize_points": 0},
        "blocs": {"SO": ["SO"], "HUYEN": ["HUYEN"], "XA": ["XA"], "KHAC": ["KHAC"]},
        "prizes": [
            {"prize": "first", "count": 1},
            {"prize": "second", "count": 2},
            {"prize": "third", "count": 2},
        ],
    }
    assert award_policy_from_data(json.loads(json.dumps(data))) == AwardPolicy()
    assert award_policy_from_data({}) == AwardPolicy()


def test_what_is_loaded_is_read_exactly() -> None:
    policy = award_policy_from_data(
        {
            "individual": {"citizens": []},
            "one_prize_each": False,
            "collective": {
                "weights": {"rate": 0.1, "prize_points": 1},
                "blocs": {"cơ quan": ["SO", "HUYEN"]},
                "prizes": [{"prize": "Xuất sắc", "count": 3}],
            },
        }
    )

    formula = policy.collective.formula
    assert [formula.rate, formula.quality, formula.prize_points] == [Fraction(1, 10), 0, 1]
    assert policy.collective.bloc_of(Level("HUYEN")) == Bloc("cơ quan")
    assert policy.collective.bloc_of(Level("XA")) is None
    assert policy.collective.slots == (Slot(Prize("Xuất sắc"), 3),)
    assert policy.individual[Audience.CITIZENS] == ()
    assert policy.points_of(Audience.OFFICIALS, Prize("second")) == 8
    assert policy.points_of(Audience.CITIZENS, Prize("second")) == 0
    assert award_policy_from_data(award_policy_to_data(policy)) == policy


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ({"prizes": []}, "prizes: unknown name"),
        ({"one_prize_each": 1}, "one_prize_each: 1 instead of bool"),
        ({"individual": {"pupils": []}}, "individual.pupils: unknown name"),
        ({"individual": {"citizens": [{"prize": "first"}]}}, "citizens[0].count: missing"),
        (
            {"individual": {"citizens": [{"prize": "first", "count": 0}]}},
            "individual.citizens[0].count: 0 instead of 1",
        ),
        (
            {"individual": {"citizens": [{"prize": "a", "count": 1}, {"prize": "a", "count": 1}]}},
            "individual.citizens: a stands twice",
        ),
        ({"individual": {"citizens": [{"prize": " ", "count": 1}]}}, "an empty name"),
        ({"collective": {"weights": {"rate": -1}}}, "collective.weights.rate: -1 instead of"),
        ({"collective": {"weights": {"rate": float("nan")}}}, "collective.weights.rate: nan"),
        ({"collective": {"weights": {}}}, "collective.weights: weights start at 0"),
        ({"collective": {"blocs": {"a": ["SO"], "b": ["SO"]}}}, "blocs: SO stands twice"),
        ({"collective": {"blocs": {"a": "SO"}}}, "collective.blocs.a: 'SO' instead of list"),
    ],
)
def test_a_fault_is_refused_with_its_place(data: dict[str, Any], where: str) -> None:
    with pytest.raises(AwardPolicyError) as caught:
        award_policy_from_data(data)

    assert where in str(caught.value)


def test_the_file_in_the_guide_can_be_loaded() -> None:
    guide = (Path(__file__).parents[3] / "docs" / "vi" / "giai-thuong.md").read_text("utf-8")
    _, _, rest = guide.partition("```json giai.json\n")

    policy = award_policy_from_data(json.loads(rest.partition("```")[0]))

    assert policy.individual[Audience.OFFICIALS] == AwardPolicy().individual[Audience.OFFICIALS]
    assert policy.collective.bloc_of(Level("KHAC")) is None
