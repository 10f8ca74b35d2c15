"""Who is missing: the quota of each unit against those who have taken part, and sums of it.

People are counted here, never attempts (domain.md 1.5).
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from contest.model import Level, Unit, UnitId
from contest.quotas import Category, QuotaPolicy, QuotaRule, QuotaRules

_Key = TypeVar("_Key", bound=Hashable)


class TargetStatus(StrEnum):
    """How the participation of a unit compares with what it has promised (cam kết, seed 004)."""

    MISSED = "missed"
    MET = "met"
    EXCEEDED = "exceeded"


Tally = Mapping[Category, int]
"""People by category; who is in a category within another is counted in both."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One category of a unit, or the sum over several units.

    Attributes:
        missing: stored, for in a sum nobody stands in for somebody of another unit.
    """

    category: Category
    base: int
    need: int
    done: int
    missing: int

    @property
    def met(self) -> bool:
        """Whether nobody is missing."""
        return self.missing == 0


@dataclass(frozen=True, slots=True)
class UnitShortfall:
    """What a unit owes, in the order of its rules; no lines for a unit that is encouraged only.

    Attributes:
        missing: the fewest further people who would meet every line; less than the sum of the
            lines where somebody counts in two.
    """

    unit: UnitId
    level: Level
    lines: tuple[Shortfall, ...]
    missing: int

    @property
    def has_quota(self) -> bool:
        """Whether anybody must take part; not so if the headcount is unknown (0)."""
        return any(line.need for line in self.lines)

    @property
    def met(self) -> bool:
        """Whether every line is met; true as well where there is no quota."""
        return self.missing == 0


@dataclass(frozen=True, slots=True)
class RollUp:
    """The sum over a unit and everything below it.

    Attributes:
        lines: one for each category of these units, in the order of the policy.
        quota_units: how many of those units have a quota; ``met_units``: how many of these meet it.
        missing: the sum of what the units miss.
    """

    unit: UnitId
    lines: tuple[Shortfall, ...]
    quota_units: int
    met_units: int
    missing: int


def tally(rules: QuotaRules, holders: Mapping[Category, int]) -> dict[Category, int]:
    """People by every category that they count in, from people by the one that they hold."""
    parents = {rule.category: rule.within for rule in rules}
    totals: dict[Category, int] = {}
    for held, count in holders.items():
        for category in (held, *_around(held, parents)):
            totals[category] = totals.get(category, 0) + count
    return totals


def headcount(rules: QuotaRules, strength: Tally) -> int:
    """How many people there are, nobody twice."""
    parts = {rule.category for rule in rules if rule.within is not None}
    return sum(count for category, count in strength.items() if category not in parts)


def without_excluded(policy: QuotaPolicy, strength: Tally, excluded: Tally) -> Tally:
    """The headcounts that percentages are taken of, when some people may not compete."""
    if not policy.exclude_from_base:
        return strength
    return {
        category: max(0, count - excluded.get(category, 0)) for category, count in strength.items()
    }


def shortfalls(rules: QuotaRules, strength: Tally, turnout: Tally) -> tuple[Shortfall, ...]:
    """Each category's need against the people who have done their part, in the order of the rules.

    Args:
        strength: headcounts, those excluded already left out if they are to be.
        turnout: people with a counted attempt that they completed, not attempts.
    """
    return tuple(
        _shortfall(rule, strength.get(rule.category, 0), turnout.get(rule.category, 0))
        for rule in rules
    )


def assess(policy: QuotaPolicy, unit: Unit, strength: Tally, turnout: Tally) -> UnitShortfall:
    """What a unit still owes; the arguments are those of ``shortfalls``."""
    rules = policy.rules_for(unit.level)
    lines = shortfalls(rules, strength, turnout)
    missing = _fewest_people(rules, {line.category: line.missing for line in lines})
    return UnitShortfall(unit.id, unit.level, lines, missing)


def least_compulsory(rules: QuotaRules, strength: Tally) -> int:
    """The fewest people with whom a unit meets its quota.

    Of the staff these are 30 %, or the one-stop staff if they are more (domain.md 3).
    """
    return _fewest_people(
        rules, {rule.category: rule.need(strength.get(rule.category, 0)) for rule in rules}
    )


def roll_up(
    policy: QuotaPolicy, units: Iterable[Unit], assessed: Iterable[UnitShortfall]
) -> dict[UnitId, RollUp]:
    """For every one of ``units`` the sum over its subtree; what is assessed elsewhere is left out.

    What one unit has too many makes up for nothing that another misses.
    """
    parents = {unit.id: unit.parent for unit in units}
    below: dict[UnitId, list[UnitShortfall]] = {unit: [] for unit in parents}
    for one in assessed:
        if one.unit in below:
            for unit in (one.unit, *_around(one.unit, parents)):
                below[unit].append(one)
    return {unit: _sum(unit, parts, policy.categories) for unit, parts in below.items()}


def participation(finished: int, strength: int) -> Fraction | None:
    """The exact share of a unit's people who have finished; None if their number is unknown."""
    return Fraction(finished, strength) if strength else None


def target_status(target_percent: int, finished: int, strength: int) -> TargetStatus | None:
    """Whether a unit has kept its promise about all its people, beside its quota.

    None if the number of its people is unknown.
    """
    share = participation(finished, strength)
    if share is None:
        return None
    promised = Fraction(target_percent, 100)
    if share == promised:
        return TargetStatus.MET
    return TargetStatus.EXCEEDED if share > promised else TargetStatus.MISSED


def _shortfall(rule: QuotaRule, base: int, done: int) -> Shortfall:
    need = rule.need(base)
    return Shortfall(rule.category, base, need, done, missing=max(0, need - done))


def _fewest_people(rules: QuotaRules, wanted: Tally) -> int:
    """Distinct people for the numbers wanted: a part's people serve the whole as well.

    Parts of the same whole share nobody, as a person holds one category.
    """

    def fewest(rule: QuotaRule) -> int:
        parts = sum(fewest(part) for part in rules if part.within == rule.category)
        return max(wanted[rule.category], parts)

    return sum(fewest(rule) for rule in rules if rule.within is None)


def _sum(unit: UnitId, parts: list[UnitShortfall], categories: Iterable[Category]) -> RollUp:
    lines: dict[Category, list[Shortfall]] = {category: [] for category in categories}
    for line in (line for part in parts for line in part.lines):
        lines[line.category].append(line)
    owing = [part for part in parts if part.has_quota]
    return RollUp(
        unit,
        tuple(_added(category, found) for category, found in lines.items() if found),
        quota_units=len(owing),
        met_units=sum(part.met for part in owing),
        missing=sum(part.missing for part in parts),
    )


def _added(category: Category, lines: list[Shortfall]) -> Shortfall:
    return Shortfall(
        category,
        base=sum(line.base for line in lines),
        need=sum(line.need for line in lines),
        done=sum(line.done for line in lines),
        missing=sum(line.missing for line in lines),
    )


def _around(start: _Key, parents: Mapping[_Key, _Key | None]) -> list[_Key]:
    """What lies around or above, nearest first, as far as ``parents`` knows it."""
    found: list[_Key] = []
    at = parents.get(start)
    while at is not None and at in parents and at not in (start, *found):
        found.append(at)
        at = parents.get(at)
    return found
