"""Whom a reminder of a unit reaches: the stage names them, and if nobody is there, those above."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contest.model import Unit, UnitId
from contest.reminders import Addressee
from handlers.commands import STAFF
from handlers.ports.addresses import ChatRef
from handlers.ports.groups import UnitGroup
from handlers.ports.records import OF_UNITS, Official, Role
from handlers.ports.repositories import UnitOfWork

OWN = frozenset({Addressee.LIAISON, Addressee.LEADER})
"""The unit's own people: they can stop reminders for themselves, not for those above."""

_ORDER = tuple(Addressee)


@dataclass(frozen=True, slots=True)
class Contacts:
    """Everybody who can be written to about a unit, on one reading of the database."""

    liaisons: Mapping[UnitId, Sequence[Official]]
    leaders: Mapping[UnitId, Sequence[Official]]
    staff: Sequence[Official]
    groups: Mapping[UnitId, Sequence[ChatRef]]

    def of(self, addressee: Addressee, unit: Unit) -> Sequence[Official]:
        """Who is meant by an addressee of a unit; nobody twice."""
        match addressee:
            case Addressee.LIAISON:
                return self.liaisons.get(unit.id, ())
            case Addressee.LEADER:
                return self.leaders.get(unit.id, ())
            case Addressee.PARENT:
                return self.leading(unit.parent)
            case Addressee.ORGANISERS:
                return self.staff

    def leading(self, unit: UnitId | None) -> Sequence[Official]:
        """The liaisons and leaders of a unit."""
        if unit is None:
            return ()
        return _each_once([*self.liaisons.get(unit, ()), *self.leaders.get(unit, ())])

    def reached(self, stage: Sequence[Addressee], unit: Unit) -> tuple[Addressee, ...]:
        """Those of a stage whom somebody stands for; if there is none, the next above who is."""
        found = tuple(addressee for addressee in _ORDER if addressee in stage)
        reached = tuple(addressee for addressee in found if self.of(addressee, unit))
        if reached or not found:
            return reached
        above = _ORDER[_ORDER.index(found[-1]) + 1 :]
        return tuple(addressee for addressee in above if self.of(addressee, unit))[:1]


async def load_contacts(tx: UnitOfWork) -> Contacts:
    """All officials and groups there are."""
    officials = await tx.people.officials(OF_UNITS | STAFF)
    return Contacts(
        _by_unit(officials, Role.UNIT_LIAISON),
        _by_unit(officials, Role.UNIT_LEADER),
        _each_once(one for one in officials if one.grant.role in STAFF),
        _groups_by_unit(await tx.groups.all()),
    )


def _by_unit(officials: Iterable[Official], role: Role) -> Mapping[UnitId, Sequence[Official]]:
    found: dict[UnitId, list[Official]] = {}
    for official in officials:
        if official.grant.role is role and official.grant.unit is not None:
            found.setdefault(official.grant.unit, []).append(official)
    return found


def _groups_by_unit(groups: Iterable[UnitGroup]) -> Mapping[UnitId, Sequence[ChatRef]]:
    found: dict[UnitId, list[ChatRef]] = {}
    for group in groups:
        found.setdefault(group.unit, []).append(group.chat)
    return found


def _each_once(officials: Iterable[Official]) -> Sequence[Official]:
    """Of several roles of somebody the first; a chat is written to once."""
    return tuple({one.chat.key: one for one in reversed(list(officials))}.values())[::-1]
