"""Compulsory participation by unit level and position, as data: who must take part.

Only the default policy names categories and levels (seed 001 II.2a); another law's are loaded.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NewType

from contest.model import Level
from contest.reading import UnreadableError, exactly, list_of, mapping, named_values, one_of, place
from contest.units import find_cycles

Category = NewType("Category", str)
"""Position category of a person, as the roster has it and never the person."""


class QuotaKind(StrEnum):
    """How a rule states its minimum."""

    COUNT = "count"
    PERCENT = "percent"


class QuotaScope(StrEnum):
    """Over what a person has to have completed a counted attempt to count (domain.md 3)."""

    CONTEST = "contest"
    ROUND = "round"


class QuotaPolicyError(ValueError):
    """The quota rules contradict themselves or are not written as they should be."""


@dataclass(frozen=True, slots=True)
class QuotaRule:
    """The minimum of one category at one level.

    Attributes:
        amount: people, or percent of the category's headcount.
        within: the category of which this one is a part: its people count there as well.

    Raises:
        QuotaPolicyError: if the amount asks for nobody or for more than everybody.
    """

    category: Category
    kind: QuotaKind
    amount: int
    within: Category | None = None

    def __post_init__(self) -> None:
        if not self.category:
            raise QuotaPolicyError("a rule names no category")
        if self.amount < 1:
            raise QuotaPolicyError(f"{self.category}: an amount starts at 1")
        if self.kind is QuotaKind.PERCENT and self.amount > 100:
            raise QuotaPolicyError(f"{self.category}: {self.amount} percent is more than everybody")

    def need(self, base: int) -> int:
        """How many of ``base`` people must take part: nobody of none, never more than all."""
        if self.kind is QuotaKind.COUNT:
            return min(self.amount, base)
        return -(-base * self.amount // 100)


QuotaRules = tuple[QuotaRule, ...]
"""The rules of one level in the order in which they are reported; no category twice."""


def _seed_rules(*rules: tuple[str, QuotaKind, int]) -> QuotaRules:
    staff = Category("staff")
    return (
        *(QuotaRule(Category(name), kind, amount) for name, kind, amount in rules),
        QuotaRule(staff, QuotaKind.PERCENT, 30),
        QuotaRule(Category("onestop"), QuotaKind.PERCENT, 100, within=staff),
    )


_OFFICE = _seed_rules(
    ("leaders", QuotaKind.COUNT, 1),
    ("division_heads", QuotaKind.PERCENT, 50),
)

DEFAULT_LEVELS: Mapping[Level, QuotaRules] = {
    Level("SO"): _OFFICE,
    Level("HUYEN"): _OFFICE,
    Level("XA"): _seed_rules(("leaders", QuotaKind.PERCENT, 50)),
}


@dataclass(frozen=True, slots=True)
class QuotaPolicy:
    """The quota rules of a contest.

    Attributes:
        levels: a level that is not named has no quota: its units are encouraged only.
        exclude_from_base: whether people who may not compete leave the headcount (domain.md 9.2).

    Raises:
        QuotaPolicyError: if a level names a category twice, or one within a category that it does
            not name or within itself.
    """

    levels: Mapping[Level, QuotaRules] = field(default_factory=lambda: DEFAULT_LEVELS)
    exclude_from_base: bool = True
    scope: QuotaScope = QuotaScope.CONTEST

    def __post_init__(self) -> None:
        for level, rules in self.levels.items():
            _check_level(level, rules)

    def rules_for(self, level: Level) -> QuotaRules:
        """The rules of a level; none if its units are encouraged only."""
        return self.levels.get(level, ())

    @property
    def categories(self) -> tuple[Category, ...]:
        """Every category once, in the order in which the levels name them."""
        return tuple(
            dict.fromkeys(rule.category for rules in self.levels.values() for rule in rules)
        )


def _check_level(level: Level, rules: QuotaRules) -> None:
    parents = {rule.category: rule.within for rule in rules}
    if len(parents) != len(rules):
        raise QuotaPolicyError(f"level {level} names a category twice")
    for rule in rules:
        if rule.within is not None and rule.within not in parents:
            raise QuotaPolicyError(
                f"level {level}: {rule.category} is within {rule.within}, which has no rule"
            )
    for cycle in find_cycles(parents):
        raise QuotaPolicyError(f"level {level}: {', '.join(cycle)} within itself")


def policy_to_data(policy: QuotaPolicy) -> dict[str, Any]:
    """A policy as plain JSON values."""
    return {
        "levels": {
            level: [_rule_to_data(rule) for rule in rules] for level, rules in policy.levels.items()
        },
        "exclude_from_base": policy.exclude_from_base,
        "scope": policy.scope.value,
    }


def policy_from_data(data: Mapping[str, Any]) -> QuotaPolicy:
    """A policy from plain JSON values; what is not named keeps its default.

    Raises:
        QuotaPolicyError: if a name is unknown or missing, a value is not of its kind, or the rules
            contradict themselves; it says where.
    """
    try:
        return QuotaPolicy(**named_values(data, _POLICY_READERS))
    except UnreadableError as error:
        raise QuotaPolicyError(str(error)) from error


def _rule_to_data(rule: QuotaRule) -> dict[str, Any]:
    return {
        "category": rule.category,
        "kind": rule.kind.value,
        "amount": rule.amount,
        "within": rule.within,
    }


def _levels(value: Any, where: str) -> dict[Level, QuotaRules]:
    return {
        Level(level): _rules(rules, place(where, level))
        for level, rules in mapping(value, where).items()
    }


def _rule(value: Any, where: str) -> QuotaRule:
    values = named_values(value, _RULE_READERS, where, required=("category", "kind", "amount"))
    try:
        return QuotaRule(**values)
    except QuotaPolicyError as error:
        raise QuotaPolicyError(f"{where}: {error}") from error


def _text_or_none(value: Any, where: str) -> str | None:
    return None if value is None else str(exactly(str)(value, where))


_rules = list_of(_rule)

_RULE_READERS = {
    "category": exactly(str),
    "kind": one_of(QuotaKind),
    "amount": exactly(int),
    "within": _text_or_none,
}

_POLICY_READERS = {
    "levels": _levels,
    "exclude_from_base": exactly(bool),
    "scope": one_of(QuotaScope),
}


DEFAULT_POLICY = QuotaPolicy()
