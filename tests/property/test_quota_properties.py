"""What holds for every quota policy, every unit and every tree of units."""

import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, timezone
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from contest.model import Level, Unit, UnitId
from contest.quotas import (
    Category,
    QuotaKind,
    QuotaPolicy,
    QuotaRule,
    QuotaRules,
    QuotaScope,
    policy_from_data,
    policy_to_data,
)
from contest.reminders import (
    Addressee,
    ReminderSchedule,
    due_slot,
    schedule_from_data,
    schedule_to_data,
    slots,
)
from contest.rules import Window
from contest.shortfalls import (
    assess,
    headcount,
    least_compulsory,
    roll_up,
    shortfalls,
    tally,
)
from contest.units import subtree

CATEGORIES = [Category(name) for name in ("a", "b", "c", "d", "e")]
LEVELS = [Level(name) for name in ("SO", "XA", "DANG")]
VIET_NAM = timezone(timedelta(hours=7))

kinds = st.sampled_from(QuotaKind)
holders = st.dictionaries(st.sampled_from(CATEGORIES), st.integers(0, 200))


@st.composite
def rule_sets(draw: st.DrawFn) -> QuotaRules:
    """Up to five categories, some within one that is named before."""
    rules: list[QuotaRule] = []
    for category in draw(st.lists(st.sampled_from(CATEGORIES), unique=True, max_size=5)):
        kind = draw(kinds)
        amount = draw(st.integers(1, 100 if kind is QuotaKind.PERCENT else 250))
        within = draw(st.sampled_from([None, *(rule.category for rule in rules)]))
        rules.append(QuotaRule(category, kind, amount, within))
    return tuple(draw(st.permutations(rules)))


policies = st.builds(
    QuotaPolicy,
    levels=st.dictionaries(st.sampled_from(LEVELS), rule_sets()),
    exclude_from_base=st.booleans(),
    scope=st.sampled_from(QuotaScope),
)


@st.composite
def trees(draw: st.DrawFn) -> list[Unit]:
    """Up to 12 units in any order, each below one that was there before, or a root."""
    units: list[Unit] = []
    for number in range(1, draw(st.integers(1, 12)) + 1):
        parent = draw(st.sampled_from([None, *(unit.id for unit in units)]))
        level = draw(st.sampled_from(LEVELS))
        units.append(Unit(UnitId(number), f"U{number}", f"Đơn vị {number}", level, parent))
    return list(draw(st.permutations(units)))


@given(kinds, st.integers(1, 100), st.integers(0, 10**12))
def test_a_need_is_between_nobody_and_everybody_and_the_least_that_suffices(
    kind: QuotaKind, amount: int, base: int
) -> None:
    need = QuotaRule(CATEGORIES[0], kind, amount).need(base)

    assert 0 <= need <= base
    assert (need == 0) is (base == 0)
    if kind is QuotaKind.PERCENT:
        assert need * 100 >= base * amount > (need - 1) * 100


@given(rule_sets(), holders, holders, st.sampled_from(CATEGORIES), st.integers(1, 50))
def test_joining_more_people_never_increases_a_shortfall(
    rules: QuotaRules,
    strength: dict[Category, int],
    joined: dict[Category, int],
    category: Category,
    more: int,
) -> None:
    policy = QuotaPolicy({LEVELS[0]: rules})
    unit = Unit(UnitId(1), "U1", "Đơn vị 1", LEVELS[0], None)
    base = tally(rules, strength)
    grown = {**joined, category: joined.get(category, 0) + more}

    before = assess(policy, unit, base, tally(rules, joined))
    after = assess(policy, unit, base, tally(rules, grown))

    assert before.missing - more <= after.missing <= before.missing
    for then, now in zip(before.lines, after.lines, strict=True):
        assert (now.category, now.base, now.need) == (then.category, then.base, then.need)
        assert now.missing <= then.missing


@given(rule_sets(), holders, holders)
def test_a_line_is_met_exactly_when_as_many_are_done_as_needed(
    rules: QuotaRules, strength: dict[Category, int], joined: dict[Category, int]
) -> None:
    for line in shortfalls(rules, tally(rules, strength), tally(rules, joined)):
        assert line.met is (line.done >= line.need)
        assert 0 <= line.missing <= line.need


@given(rule_sets(), holders, st.randoms(use_true_random=False))
def test_the_order_of_rules_and_of_people_does_not_matter(
    rules: QuotaRules, strength: dict[Category, int], random: Random
) -> None:
    shuffled_rules = tuple(random.sample(rules, len(rules)))
    shuffled_people = dict(random.sample(list(strength.items()), len(strength)))

    counted = tally(rules, strength)
    counted_again = tally(shuffled_rules, shuffled_people)

    assert counted_again == counted
    assert least_compulsory(shuffled_rules, counted_again) == least_compulsory(rules, counted)
    assert set(shortfalls(shuffled_rules, counted_again, {})) == set(shortfalls(rules, counted, {}))


@given(rule_sets(), holders)
def test_the_least_compulsory_people_are_enough_and_never_more_than_there_are(
    rules: QuotaRules, strength: dict[Category, int]
) -> None:
    counted = tally(rules, strength)
    lines = shortfalls(rules, counted, {})
    parts = {rule.category for rule in rules if rule.within is not None}

    least = least_compulsory(rules, counted)

    assert headcount(rules, counted) == sum(strength.values())
    assert max((line.need for line in lines), default=0) <= least <= headcount(rules, counted)
    assert sum(line.need for line in lines if line.category not in parts) <= least
    assert least <= sum(line.need for line in lines)


@given(policies, trees(), st.data(), st.randoms(use_true_random=False))
def test_a_roll_up_is_the_sum_over_the_subtree_in_any_order(
    policy: QuotaPolicy, units: list[Unit], data: st.DataObject, random: Random
) -> None:
    assessed = {}
    for unit in units:
        rules = policy.rules_for(unit.level)
        strength, joined = (tally(rules, data.draw(holders)) for _ in range(2))
        assessed[unit.id] = assess(policy, unit, strength, joined)

    sums = roll_up(policy, units, assessed.values())
    shuffled = roll_up(
        policy,
        random.sample(units, len(units)),
        random.sample(list(assessed.values()), len(assessed)),
    )

    assert shuffled == sums
    assert set(sums) == set(assessed)
    for unit in units:
        below = [assessed[one.id] for one in subtree(unit.id, units)]
        for category in CATEGORIES:
            lines = [line for one in below for line in one.lines if line.category == category]
            found = [line for line in sums[unit.id].lines if line.category == category]
            assert len(found) == (1 if lines else 0)
            for line in found:
                assert line.base == sum(one.base for one in lines)
                assert line.need == sum(one.need for one in lines)
                assert line.done == sum(one.done for one in lines)
                assert line.missing == sum(one.missing for one in lines)
        assert sums[unit.id].missing == sum(one.missing for one in below)
        assert sums[unit.id].quota_units == sum(one.has_quota for one in below)
        assert sums[unit.id].met_units == sum(one.has_quota and one.met for one in below)


@given(policies)
def test_a_policy_survives_its_data(policy: QuotaPolicy) -> None:
    data = json.loads(json.dumps(policy_to_data(policy)))

    assert policy_from_data(data) == policy


minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))
stages = st.lists(st.sampled_from(Addressee), min_size=1, max_size=4, unique=True).map(tuple)


@st.composite
def schedules(draw: st.DrawFn) -> ReminderSchedule:
    at, quiet_from, quiet_to = draw(minutes), draw(minutes), draw(minutes)
    night = ReminderSchedule(at=time(0), quiet_from=time(0), quiet_to=time(0))
    plan = replace(
        night,
        at=at,
        days_before=tuple(draw(st.sets(st.integers(1, 30), max_size=5))),
        on_last_day=draw(st.booleans()),
        escalate=draw(st.dictionaries(st.integers(0, 40), stages, min_size=1)),
    )
    inside = (
        quiet_from <= at < quiet_to if quiet_from <= quiet_to else not quiet_to <= at < quiet_from
    )
    return plan if inside else replace(plan, quiet_from=quiet_from, quiet_to=quiet_to)


@given(schedules())
def test_a_schedule_survives_its_data(schedule: ReminderSchedule) -> None:
    assert schedule_from_data(json.loads(json.dumps(schedule_to_data(schedule)))) == schedule


@given(schedules(), st.integers(0, 60 * 24 * 40), st.integers(1, 60 * 24 * 40))
def test_slots_lie_in_the_round_outside_the_night_and_one_a_day(
    schedule: ReminderSchedule, opens_after: int, length: int
) -> None:
    opens_at = datetime(2023, 11, 7, tzinfo=UTC) + timedelta(minutes=opens_after)
    window = Window(opens_at, opens_at + timedelta(minutes=length))

    found = slots(schedule, window, VIET_NAM)

    assert [slot.at for slot in found] == sorted(slot.at for slot in found)
    assert len({slot.day for slot in found}) == len(found)
    for slot in found:
        assert window.opens_at <= slot.at < window.closes_at
        assert not schedule.is_quiet(slot.at.astimezone(VIET_NAM).time())
        assert slot.stage
        assert due_slot(schedule, window, VIET_NAM, slot.at) == slot
