"""What registration has collected so far, as a value and as the JSON data of a dialogue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from contest.model import Audience, UnitId


@dataclass(frozen=True, slots=True)
class Draft:
    """An unfinished registration; before consent it holds nothing but ``link``.

    Attributes:
        link: unit code of the link through which somebody came; empty if none.
        notice: version of the consent notice that was agreed to; empty before.
        hits: units found by the last search, in the order shown.
        phone_digest, phone_masked: a number as it may be kept; empty before it is given.
        keeps_phone_back: whether the person would rather not give a number.
        is_fixing: whether the person is choosing what to correct.
    """

    link: str = ""
    notice: str = ""
    consented_at: datetime | None = None
    name: str = field(default="", repr=False)
    birth: date | None = field(default=None, repr=False)
    hits: tuple[UnitId, ...] = ()
    has_searched: bool = False
    unit: UnitId | None = None
    audience: Audience | None = None
    phone_digest: str = field(default="", repr=False)
    phone_masked: str = field(default="", repr=False)
    keeps_phone_back: bool = False
    is_fixing: bool = False


def draft_to_data(draft: Draft) -> dict[str, Any]:
    """The draft as JSON values; what is empty is left out."""
    values: dict[str, Any] = {each.name: getattr(draft, each.name) for each in fields(draft)}
    for name in ("consented_at", "birth"):
        values[name] = values[name] and values[name].isoformat()
    return {name: value for name, value in values.items() if value}


def draft_from_data(data: Mapping[str, Any]) -> Draft:
    """The draft that ``draft_to_data`` wrote; other entries of a dialogue are passed over."""
    values = {each.name: data[each.name] for each in fields(Draft) if each.name in data}
    return Draft(**{name: _READERS.get(name, _unchanged)(value) for name, value in values.items()})


def _unchanged(value: Any) -> Any:
    return value


_READERS: dict[str, Callable[[Any], Any]] = {
    "consented_at": datetime.fromisoformat,
    "birth": date.fromisoformat,
    "hits": lambda value: tuple(UnitId(unit) for unit in value),
    "unit": UnitId,
    "audience": Audience,
}
