"""People who stand on the rosters of two units: which statement finds them."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, or_, select, union_all

from contest.model import UnitId
from storage.tables.rosters import roster_entry_table

_HERE, _THERE = roster_entry_table.alias("here"), roster_entry_table.alias("there")


def also_elsewhere(units: Collection[UnitId]) -> CompoundSelect[Any]:
    """Entries of these units with the unit of each entry of another that may be the same person.

    Two statements, each with an index of its own: of conditions joined by "or" no database would
    use both. No pair is in both, as the second one wants a phone to be missing.
    """
    here, there = _HERE.c, _THERE.c
    is_same_name = and_(
        here.folded_name == there.folded_name,
        here.birth_date == there.birth_date,
        or_(here.phone_digest.is_(None), there.phone_digest.is_(None)),
    )
    both = (here.phone_digest == there.phone_digest, is_same_name)
    pairs = union_all(*(_pairs(units, is_same) for is_same in both))
    return pairs.order_by("entry_id", "other_unit_id", "other_id")


def _pairs(units: Collection[UnitId], is_same: ColumnElement[bool]) -> Select[Any]:
    here, there = _HERE.c, _THERE.c
    return (
        select(
            here.id.label("entry_id"),
            here.full_name,
            here.unit_id,
            there.unit_id.label("other_unit_id"),
            there.id.label("other_id"),
        )
        .join_from(_HERE, _THERE, is_same)
        .where(here.unit_id.in_(units), there.unit_id.not_in(units))
    )
