"""Which prizes a contest gives, as data: slots of prize groups, the collective formula, blocs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from contest.awards import DEFAULT_SLOTS, Prize, Slot, Slots
from contest.collective_awards import Bloc, CollectiveFormula
from contest.model import Audience, Level
from contest.reading import UnreadableError, exactly, list_of, mapping, named_values, place

MAX_COUNT = 10_000
"""Of prizes of a kind, and points of one; far above every contest found (domain.md 2.2)."""
MAX_WEIGHT = 1_000

DEFAULT_BLOCS: Mapping[Bloc, tuple[Level, ...]] = {
    Bloc(name): (Level(name),) for name in ("SO", "HUYEN", "XA", "KHAC")
}
"""Blocs of domain.md 2.5; a year without districts has no units in theirs."""
DEFAULT_COLLECTIVE_SLOTS: Slots = (
    Slot(Prize("first"), 1),
    Slot(Prize("second"), 2),
    Slot(Prize("third"), 2),
)
"""Seed 003: 1/2/2."""


class AwardPolicyError(ValueError):
    """The policy is not written as it should be; the text says where."""


@dataclass(frozen=True, slots=True)
class CollectivePolicy:
    """How units are compared.

    Attributes:
        blocs: the levels that compete with each other; a level of no bloc takes no part.
        slots: the prizes of each bloc.

    Raises:
        AwardPolicyError: if a level is in two blocs.
    """

    formula: CollectiveFormula = field(default_factory=CollectiveFormula)
    blocs: Mapping[Bloc, tuple[Level, ...]] = field(default_factory=lambda: DEFAULT_BLOCS)
    slots: Slots = DEFAULT_COLLECTIVE_SLOTS

    def __post_init__(self) -> None:
        levels = [level for levels in self.blocs.values() for level in levels]
        for level in levels:
            if levels.count(level) > 1:
                raise AwardPolicyError(f"blocs: {level} stands twice")

    def bloc_of(self, level: Level) -> Bloc | None:
        """The bloc of the units of a level; None if they do not compete."""
        return next((bloc for bloc, levels in self.blocs.items() if level in levels), None)


@dataclass(frozen=True, slots=True)
class AwardPolicy:
    """The prizes of a contest.

    Attributes:
        individual: of each prize group in each round.
        one_prize_each: whether a person keeps only the highest prize over all rounds (R16).
    """

    individual: Mapping[Audience, Slots] = field(
        default_factory=lambda: dict.fromkeys(Audience, DEFAULT_SLOTS)
    )
    one_prize_each: bool = True
    collective: CollectivePolicy = field(default_factory=CollectivePolicy)

    def points_of(self, audience: Audience, prize: Prize) -> int:
        """What a prize brings the unit of its winner."""
        slots = self.individual.get(audience, ())
        return next((slot.points for slot in slots if slot.prize == prize), 0)


def award_policy_to_data(policy: AwardPolicy) -> dict[str, Any]:
    """A policy as plain JSON values."""
    collective = policy.collective
    formula = collective.formula
    return {
        "individual": {
            audience.value: _slots_to_data(slots) for audience, slots in policy.individual.items()
        },
        "one_prize_each": policy.one_prize_each,
        "collective": {
            "weights": {name: _number(getattr(formula, name)) for name in _WEIGHT_NAMES},
            "blocs": {bloc: list(levels) for bloc, levels in collective.blocs.items()},
            "prizes": _slots_to_data(collective.slots),
        },
    }


def award_policy_from_data(data: Mapping[str, Any]) -> AwardPolicy:
    """A policy from plain JSON values; what is not named keeps its default.

    Raises:
        AwardPolicyError: if a name is unknown or a value is not of its kind; it says where.
    """
    try:
        return AwardPolicy(**named_values(data, _READERS))
    except UnreadableError as error:
        raise AwardPolicyError(str(error)) from error


def _slots_to_data(slots: Slots) -> list[dict[str, Any]]:
    return [
        {
            "prize": slot.prize,
            "count": slot.count,
            **({"points": slot.points} if slot.points else {}),
        }
        for slot in slots
    ]


def _number(weight: Fraction) -> int | float:
    return weight.numerator if weight.denominator == 1 else float(weight)


def _individual(value: Any, where: str) -> Mapping[Audience, Slots]:
    given = named_values(value, {audience.value: _slots for audience in Audience}, where)
    return {audience: given.get(audience.value, DEFAULT_SLOTS) for audience in Audience}


def _slots(value: Any, where: str) -> Slots:
    slots: Slots = list_of(_slot)(value, where)
    prizes = [slot.prize for slot in slots]
    for prize in prizes:
        if prizes.count(prize) > 1:
            raise UnreadableError(f"{where}: {prize} stands twice")
    return slots


def _slot(value: Any, where: str) -> Slot:
    return Slot(**named_values(value, _SLOT_READERS, where, required=("prize", "count")))


def _from(least: int) -> Any:
    def read(value: Any, where: str) -> int:
        number: int = exactly(int)(value, where)
        if not least <= number <= MAX_COUNT:
            raise UnreadableError(f"{where}: {number} instead of {least} to {MAX_COUNT}")
        return number

    return read


def _name(value: Any, where: str) -> str:
    name: str = exactly(str)(value, where)
    if not name.strip():
        raise UnreadableError(f"{where}: an empty name")
    return name


def _weight(value: Any, where: str) -> Fraction:
    if type(value) not in (int, float) or not 0 <= value <= MAX_WEIGHT:
        raise UnreadableError(f"{where}: {value!r} instead of a number, 0 to {MAX_WEIGHT}")
    # 0.1 is to be a tenth, not what a binary number comes closest to it with.
    return Fraction(str(value))


def _formula(value: Any, where: str) -> CollectiveFormula:
    """Weights that are not named are 0: who names one says how units are compared."""
    given = named_values(value, dict.fromkeys(_WEIGHT_NAMES, _weight), where)
    weights = {name: given.get(name, Fraction(0)) for name in _WEIGHT_NAMES}
    try:
        return CollectiveFormula(**weights)
    except ValueError as error:
        raise UnreadableError(f"{where}: {error}") from error


def _blocs(value: Any, where: str) -> Mapping[Bloc, tuple[Level, ...]]:
    levels = list_of(_name)
    return {
        Bloc(_name(bloc, where)): levels(each, place(where, bloc))
        for bloc, each in mapping(value, where).items()
    }


def _collective(value: Any, where: str) -> CollectivePolicy:
    given = named_values(value, _COLLECTIVE_READERS, where)
    return CollectivePolicy(**{_FIELDS[name]: found for name, found in given.items()})


_WEIGHT_NAMES = ("rate", "quality", "full_marks", "prize_points")
_SLOT_READERS = {"prize": _name, "count": _from(1), "points": _from(0)}
_FIELDS = {"weights": "formula", "blocs": "blocs", "prizes": "slots"}
_COLLECTIVE_READERS = {"weights": _formula, "blocs": _blocs, "prizes": _slots}
_READERS = {
    "individual": _individual,
    "one_prize_each": exactly(bool),
    "collective": _collective,
}
