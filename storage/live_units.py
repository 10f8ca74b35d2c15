"""Names of units as standings show them; read once, and again for a unit that is new."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, select

from contest.model import Unit, UnitId
from contest.units import label
from storage.repositories.units import unit_from_row
from storage.tables.units import unit_table


class UnitLabels:
    """The names under which people have chosen their units (``contest.units.label``)."""

    def __init__(self) -> None:
        self._labels: dict[UnitId, str] = {}

    def __call__(self, connection: Connection, units: Collection[UnitId]) -> dict[UnitId, str]:
        """The names of these units."""
        if not self._labels.keys() >= set(units):
            rows = connection.execute(select(unit_table))
            stored = {unit.id: unit for unit in map(unit_from_row, rows)}
            self._labels = {id_: label(unit, _above(unit, stored)) for id_, unit in stored.items()}
        return {unit: self._labels[unit] for unit in units if unit in self._labels}


def _above(unit: Unit, stored: Mapping[UnitId, Unit]) -> list[Unit]:
    """The units above, so that a name need not be looked for among all."""
    found: list[Unit] = []
    while unit.parent is not None and unit.parent in stored:
        unit = stored[unit.parent]
        if unit in found:
            break
        found.append(unit)
    return found
