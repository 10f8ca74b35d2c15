"""Who is missing, by the worked numbers of the domain notes and the demonstration roster."""

import csv
import io
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from importlib.resources import files

import pytest

from contest.model import Level, Unit, UnitId
from contest.quotas import DEFAULT_POLICY, Category, QuotaKind, QuotaPolicy, QuotaRule
from contest.shortfalls import (
    Shortfall,
    TargetStatus,
    UnitShortfall,
    assess,
    headcount,
    least_compulsory,
    participation,
    roll_up,
    shortfalls,
    tally,
    target_status,
    without_excluded,
)

SO, HUYEN, XA, KHAC = Level("SO"), Level("HUYEN"), Level("XA"), Level("KHAC")
CATEGORIES = tuple(map(Category, ("leaders", "division_heads", "staff", "onestop")))
LEADERS, HEADS, STAFF, ONESTOP = CATEGORIES

Numbers = tuple[int, int, int, int]


def people(*numbers: int) -> dict[Category, int]:
    """Leaders, heads, staff, one-stop; one-stop people are among the staff."""
    return dict(zip(CATEGORIES, numbers, strict=True))


def unit(number: int, level: Level, parent: int | None = None) -> Unit:
    above = None if parent is None else UnitId(parent)
    return Unit(UnitId(number), f"U{number}", f"Đơn vị {number}", level, above)


def missing(found: UnitShortfall) -> dict[Category, int]:
    return {line.category: line.missing for line in found.lines if not line.met}


SO_NV = unit(2, SO)
SO_NV_STRENGTH = people(4, 15, 48, 6)


@pytest.fixture(scope="module")
def roster(units: list[Unit]) -> dict[str, tuple[Unit, Mapping[Category, int]]]:
    """Unit and headcounts of the demonstration, by code."""
    text = files("bot.demo").joinpath("data", "units.csv").read_text(encoding="utf-8")
    return {
        row["code"]: (
            one,
            people(*(int(row[f"headcount_{category}"]) for category in CATEGORIES)),
        )
        for one, row in zip(units, csv.DictReader(io.StringIO(text)), strict=True)
    }


@pytest.mark.parametrize(
    ("code", "level", "strength", "needs"),
    [
        ("SO-NV", SO, (4, 15, 48, 6), {LEADERS: 1, HEADS: 8, STAFF: 15, ONESTOP: 6}),
        ("SO-YT", SO, (4, 21, 91, 4), {LEADERS: 1, HEADS: 11, STAFF: 28, ONESTOP: 4}),
        ("643", HUYEN, (4, 38, 118, 8), {LEADERS: 1, HEADS: 19, STAFF: 36, ONESTOP: 8}),
        ("655", HUYEN, (3, 24, 73, 6), {LEADERS: 1, HEADS: 12, STAFF: 22, ONESTOP: 6}),
        ("24118", XA, (2, 0, 14, 2), {LEADERS: 1, STAFF: 5, ONESTOP: 2}),
    ],
)
def test_a_unit_owes_what_the_worked_table_says(
    code: str,
    level: Level,
    strength: Numbers,
    needs: dict[Category, int],
    roster: dict[str, tuple[Unit, Mapping[Category, int]]],
) -> None:
    one, counted = roster[code]

    found = assess(DEFAULT_POLICY, one, counted, {})

    assert (one.level, counted) == (level, people(*strength))
    assert {line.category: line.need for line in found.lines} == needs
    assert missing(found) == needs


@pytest.mark.parametrize(
    ("turnout", "gaps", "further_people"),
    [
        (people(0, 8, 15, 6), {LEADERS: 1}, 1),
        (people(1, 7, 15, 6), {HEADS: 1}, 1),
        (people(1, 8, 14, 6), {STAFF: 1}, 1),
        (people(1, 8, 15, 5), {ONESTOP: 1}, 1),
        (people(1, 8, 15, 6), {}, 0),
        (people(4, 15, 48, 6), {}, 0),
        (people(1, 7, 13, 6), {HEADS: 1, STAFF: 2}, 3),
        # The missing one-stop officer is one of the two missing staff.
        (people(1, 8, 13, 5), {STAFF: 2, ONESTOP: 1}, 2),
        (people(1, 8, 14, 3), {STAFF: 1, ONESTOP: 3}, 3),
        ({}, {LEADERS: 1, HEADS: 8, STAFF: 15, ONESTOP: 6}, 24),
    ],
)
def test_gaps_are_named_by_category_and_summed_without_counting_anybody_twice(
    turnout: dict[Category, int], gaps: dict[Category, int], further_people: int
) -> None:
    found = assess(DEFAULT_POLICY, SO_NV, SO_NV_STRENGTH, turnout)

    assert missing(found) == gaps
    assert found.missing == further_people
    assert found.met is (not gaps)


def test_enough_staff_do_not_make_up_for_a_missing_one_stop_officer() -> None:
    lines = shortfalls(DEFAULT_POLICY.rules_for(SO), SO_NV_STRENGTH, people(1, 8, 15, 5))

    assert lines[2] == Shortfall(STAFF, base=48, need=15, done=15, missing=0)
    assert lines[3] == Shortfall(ONESTOP, base=6, need=6, done=5, missing=1)


def test_a_commune_with_three_leaders_needs_two() -> None:
    found = assess(DEFAULT_POLICY, unit(5, XA), people(3, 0, 14, 2), people(1, 0, 5, 2))

    assert found.lines[0] == Shortfall(LEADERS, base=3, need=2, done=1, missing=1)


def test_nobody_is_missing_where_there_is_nobody() -> None:
    found = assess(DEFAULT_POLICY, SO_NV, people(0, 0, 10, 0), people(0, 0, 3, 0))

    assert found.met
    assert [line.need for line in found.lines] == [0, 0, 3, 0]


def test_a_unit_without_rules_has_no_quota() -> None:
    found = assess(DEFAULT_POLICY, unit(9, KHAC), people(1, 2, 3, 0), people(1, 1, 1, 0))

    assert found == UnitShortfall(UnitId(9), KHAC, (), 0)
    assert not found.has_quota


def test_a_unit_of_unknown_headcount_has_no_quota() -> None:
    assert not assess(DEFAULT_POLICY, SO_NV, people(0, 0, 0, 0), {}).has_quota
    assert assess(DEFAULT_POLICY, SO_NV, SO_NV_STRENGTH, {}).has_quota


def test_excluded_people_leave_the_headcount() -> None:
    strength = without_excluded(DEFAULT_POLICY, SO_NV_STRENGTH, {HEADS: 3})
    found = assess(DEFAULT_POLICY, SO_NV, strength, {})

    assert strength == people(4, 12, 48, 6)
    assert found.lines[1] == Shortfall(HEADS, base=12, need=6, done=0, missing=6)


def test_excluded_people_stay_in_the_headcount_if_the_policy_says_so() -> None:
    policy = QuotaPolicy(exclude_from_base=False)

    strength = without_excluded(policy, SO_NV_STRENGTH, {HEADS: 3})

    assert strength == SO_NV_STRENGTH


def test_more_excluded_than_counted_leaves_nobody() -> None:
    assert without_excluded(DEFAULT_POLICY, {HEADS: 2}, {HEADS: 3, STAFF: 1}) == {HEADS: 0}


def test_whoever_holds_a_part_counts_in_the_whole_too() -> None:
    rules = DEFAULT_POLICY.rules_for(SO)

    assert tally(rules, {STAFF: 10, ONESTOP: 5, LEADERS: 1, Category("guests"): 2}) == {
        LEADERS: 1,
        STAFF: 15,
        ONESTOP: 5,
        Category("guests"): 2,
    }


def test_a_part_within_a_part_counts_all_the_way_up() -> None:
    rules = (
        QuotaRule(STAFF, QuotaKind.PERCENT, 10),
        QuotaRule(ONESTOP, QuotaKind.PERCENT, 50, within=STAFF),
        QuotaRule(HEADS, QuotaKind.COUNT, 4, within=ONESTOP),
    )

    assert tally(rules, {HEADS: 4, ONESTOP: 2, STAFF: 1}) == {HEADS: 4, ONESTOP: 6, STAFF: 7}
    assert least_compulsory(rules, {HEADS: 4, ONESTOP: 6, STAFF: 7}) == 4


def test_the_headcount_of_a_unit_counts_nobody_twice() -> None:
    assert headcount(DEFAULT_POLICY.rules_for(SO), SO_NV_STRENGTH) == 67


def test_the_least_staff_are_the_share_or_the_one_stop_staff_if_they_are_more() -> None:
    rules = DEFAULT_POLICY.rules_for(XA)

    assert least_compulsory(rules, people(2, 0, 14, 2)) == 1 + 5
    assert least_compulsory(rules, people(2, 0, 14, 7)) == 1 + 7


def test_the_demonstration_roster_needs_2227_of_6158_people(
    roster: dict[str, tuple[Unit, Mapping[Category, int]]],
) -> None:
    units, least, everybody = Counter[Level](), Counter[Level](), 0
    for one, strength in roster.values():
        if rules := DEFAULT_POLICY.rules_for(one.level):
            units[one.level] += 1
            least[one.level] += least_compulsory(rules, strength)
            everybody += headcount(rules, strength)

    assert units == {SO: 20, HUYEN: 15, XA: 184}
    assert least == {SO: 448, HUYEN: 565, XA: 1214}
    assert least.total() == 2227
    assert everybody == 6158


def test_the_province_sums_up_all_units_with_a_quota(
    roster: dict[str, tuple[Unit, Mapping[Category, int]]],
) -> None:
    units = [one for one, _ in roster.values()]
    assessed = [assess(DEFAULT_POLICY, one, strength, {}) for one, strength in roster.values()]

    province = roll_up(DEFAULT_POLICY, units, assessed)[roster["66"][0].id]

    assert province.quota_units == 219
    assert province.met_units == 0
    assert province.missing == 2227
    assert [line.category for line in province.lines] == list(CATEGORIES)


def test_a_surplus_of_one_unit_makes_up_for_nothing_of_another() -> None:
    district, ward, village, friend = (
        unit(1, HUYEN),
        unit(2, XA, parent=1),
        unit(3, XA, parent=1),
        unit(4, KHAC, parent=1),
    )
    assessed = [
        assess(DEFAULT_POLICY, district, people(3, 10, 20, 2), people(1, 5, 6, 2)),
        assess(DEFAULT_POLICY, ward, people(2, 0, 10, 1), people(2, 0, 10, 1)),
        assess(DEFAULT_POLICY, village, people(3, 0, 10, 2), people(1, 0, 2, 1)),
        assess(DEFAULT_POLICY, friend, {}, {}),
    ]

    found = roll_up(DEFAULT_POLICY, [district, ward, village, friend], assessed)

    assert found[district.id].lines == (
        Shortfall(LEADERS, base=8, need=4, done=4, missing=1),
        Shortfall(HEADS, base=10, need=5, done=5, missing=0),
        Shortfall(STAFF, base=40, need=12, done=18, missing=1),
        Shortfall(ONESTOP, base=5, need=5, done=4, missing=1),
    )
    assert (found[district.id].quota_units, found[district.id].met_units) == (3, 2)
    assert found[district.id].missing == 2
    assert found[village.id].lines == assessed[2].lines
    assert found[friend.id].lines == ()


def test_units_outside_the_list_are_in_no_sum_and_a_circle_ends() -> None:
    one, other = unit(1, XA, parent=2), unit(2, XA, parent=1)
    elsewhere = unit(3, XA, parent=1)
    assessed = [
        assess(DEFAULT_POLICY, each, people(2, 0, 0, 0), {}) for each in (one, other, elsewhere)
    ]

    found = roll_up(DEFAULT_POLICY, [one, other], assessed)

    assert {key: sums.missing for key, sums in found.items()} == {one.id: 2, other.id: 2}


def test_a_quota_may_be_met_while_the_target_is_missed() -> None:
    strength = people(0, 0, 100, 0)

    found = assess(DEFAULT_POLICY, SO_NV, strength, people(0, 0, 55, 0))

    assert found.met
    assert target_status(80, finished=55, strength=100) is TargetStatus.MISSED


@pytest.mark.parametrize(
    ("finished", "strength", "status"),
    [
        (79, 100, TargetStatus.MISSED),
        (80, 100, TargetStatus.MET),
        (81, 100, TargetStatus.EXCEEDED),
        (4, 5, TargetStatus.MET),
        (5, 7, TargetStatus.MISSED),
        (6, 7, TargetStatus.EXCEEDED),
        (8 * 10**17, 10**18, TargetStatus.MET),
        (8 * 10**17 - 1, 10**18, TargetStatus.MISSED),
        (0, 0, None),
    ],
)
def test_a_target_is_compared_with_the_exact_share(
    finished: int, strength: int, status: TargetStatus | None
) -> None:
    assert target_status(80, finished, strength) is status


def test_the_participation_of_an_unknown_number_of_people_is_unknown() -> None:
    assert participation(0, 0) is None
    assert participation(36, 40) == Fraction(9, 10)
