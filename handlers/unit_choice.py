"""The step of registration in which somebody names their unit and picks it from what was found."""

from collections.abc import Sequence
from dataclasses import replace

from contest.model import Unit, UnitId
from contest.units import fold, label, search
from handlers.call import Call
from handlers.dialogues import Said
from handlers.formats import local_day
from handlers.payloads import dialogue_payload
from handlers.ports.contents import Choice, Text
from handlers.ports.repositories import UnitOfWork
from handlers.registration_draft import Draft

MAX_HITS = 5
"""As many as fit on a phone's screen without scrolling."""

_FREE_CONTESTANT = "thi sinh tu do"
"""How the name of the unit for citizens without a unit begins, folded (domain.md 3, S1 II.2b)."""


async def ask_unit(tx: UnitOfWork, call: Call, draft: Draft) -> Text:
    """Ask for a part of the unit's name, or show what the last search found."""
    units = await _units(tx, call)
    hits = [unit for hit in draft.hits for unit in units if unit.id == hit]
    if hits:
        choices = [_choice(unit, label(unit, units)) for unit in hits]
        other = Choice(call.say("choice-unit-other"), dialogue_payload("unit", "other"))
        return Text(call.say("registration-unit-hits"), (*choices, other))
    free = [unit for unit in units if fold(unit.name).startswith(_FREE_CONTESTANT)][:1]
    key = "registration-unit-not-found" if draft.has_searched else "registration-unit"
    choices = [_choice(unit, call.say("choice-unit-free")) for unit in free]
    return Text(call.say(key), tuple(choices))


async def take_unit(tx: UnitOfWork, call: Call, draft: Draft, said: Said) -> Draft | Text:
    """Take a unit that was picked, a unit code, or another part of a name to search for."""
    if said.value == "other":
        return replace(draft, hits=(), has_searched=True)
    units = _selectable(await _units(tx, call))
    wanted = fold(said.text)
    for unit in units:
        if str(unit.id) == said.value or (wanted and fold(unit.code) == wanted):
            return replace(draft, unit=unit.id, hits=(), has_searched=False)
    hits = search(said.text, units, MAX_HITS)
    return replace(draft, hits=tuple(hit.id for hit in hits), has_searched=True)


async def find_code(tx: UnitOfWork, call: Call, code: str) -> Unit | None:
    """The unit under that code, however it is capitalised, if somebody can belong to it today."""
    wanted = fold(code)
    units = _selectable(await _units(tx, call))
    return next((unit for unit in units if wanted and fold(unit.code) == wanted), None)


async def unit_label(tx: UnitOfWork, call: Call, unit_id: UnitId | None) -> str:
    """A unit's name with its parent's, as names alone are not unique; empty if there is none."""
    unit = await tx.units.find(unit_id) if unit_id is not None else None
    return label(unit, await _units(tx, call)) if unit else ""


async def _units(tx: UnitOfWork, call: Call) -> Sequence[Unit]:
    return await tx.units.existing_on(local_day(call.now))


def _selectable(units: Sequence[Unit]) -> Sequence[Unit]:
    """Units to which people belong: all but the root of a tree, the province itself."""
    parents = {unit.parent for unit in units}
    return [unit for unit in units if unit.parent is not None or unit.id not in parents]


def _choice(unit: Unit, words: str) -> Choice:
    return Choice(words, dialogue_payload("unit", unit.id))
