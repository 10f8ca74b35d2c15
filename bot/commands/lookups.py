"""What a command names, found; or exit status 2 with what may have been meant."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from bot.commands.common import Session, refuse
from contest.model import RoundId, Unit, UnitId
from handlers.imports.unit_names import UnitNames
from handlers.ports.records import Contest, Role, Round
from handlers.ports.repositories import UnitOfWork
from handlers.rounds import round_at_hand


def unit_or_exit(session: Session, units: Sequence[Unit], text: str) -> Unit:
    """The unit of a code, or of a name that only one has."""
    names = UnitNames(units)
    found = names.find(text)
    if len(found) != 1:
        near = names.listing(found) or _near_codes(units, text) or names.near(text)
        refuse(session.say("cli-unknown-unit", found=text, near=near or "none"))
    return found[0]


def _near_codes(units: Sequence[Unit], text: str) -> str:
    return ", ".join(get_close_matches(text.upper(), [unit.code for unit in units], 3))


def role_or_exit(session: Session, text: str) -> Role:
    """The role of that name."""
    if text not in list(Role):
        near = get_close_matches(text.casefold().replace("-", "_"), list(Role), 1) or ["none"]
        refuse(session.say("cli-unknown-role", found=text, near=near[0], roles=", ".join(Role)))
    return Role(text)


async def with_units(
    tx: UnitOfWork, existing: Sequence[Unit], further: Iterable[UnitId]
) -> Mapping[UnitId, Unit]:
    """Units by their ids, with those that something refers to though they exist no more."""
    units = {unit.id: unit for unit in existing}
    for id_ in set(further) - set(units):
        if gone := await tx.units.find(id_):
            units[id_] = gone
    return units


async def contest_or_exit(session: Session, tx: UnitOfWork) -> Contest:
    """The contest of this installation."""
    contest = await tx.rounds.contest()
    if contest is None:
        refuse(session.say("cli-no-contest"))
    return contest


async def round_or_exit(session: Session, tx: UnitOfWork, number: int | None) -> Round:
    """The round of that number; the one at hand if none is named."""
    if number is None:
        found = await round_at_hand(tx, session.now)
        if found is None:
            refuse(session.say("cli-no-rounds"))
        return found
    found = await tx.rounds.find(RoundId(number))
    if found is None:
        refuse(session.say("cli-no-such-round", number=number))
    return found
