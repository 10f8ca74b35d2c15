"""``hoithi groups``: which groups of the platforms are bound to which units, and parting them."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from bot.commands.common import Session, refuse, run
from bot.commands.import_outcomes import ACTOR
from bot.commands.lookups import with_units
from bot.commands.output import AsJson, new_table, print_json, print_table
from contest.model import Unit, UnitId
from contest.units import label
from handlers.formats import instant_text, local_day
from handlers.ports.groups import UnitGroup
from handlers.ports.repositories import UnitOfWork

app = typer.Typer(help="List groups of units, and unbind them.", no_args_is_help=True)

Units = Mapping[UnitId, Unit]


@app.command("list")
def list_groups(as_json: AsJson = False) -> None:
    """List the groups that are bound to units, in the order in which they were bound."""

    async def main(session: Session) -> None:
        async with session.units_of_work.reading() as tx:
            groups = await tx.groups.all()
            units = await _units_of(session, tx, groups)
        if as_json:
            print_json([_data(group, units) for group in groups])
        elif not groups:
            typer.echo(session.say("cli-groups-none"))
        else:
            _print(session, groups, units)

    run(main)


@app.command()
def unbind(
    key: Annotated[str, typer.Argument(help="key of the group, as `groups list` shows it")],
    as_json: AsJson = False,
) -> None:
    """Part a group from its unit: nothing more is sent to it, until it is bound again."""

    async def main(session: Session) -> None:
        async with session.units_of_work() as tx:
            found = [group for group in await tx.groups.all() if group.chat.key == key]
            if not found:
                refuse(session.say("cli-groups-unknown", found=key))
            (group,) = found
            units = await _units_of(session, tx, found)
            await tx.groups.unbind(group.chat)
            await tx.audit("group_unbound", session.now, ACTOR, unit=group.unit, chat=key)
            await tx.commit()
        if as_json:
            print_json(_data(group, units))
        else:
            name = units[group.unit].name
            typer.echo(session.say("cli-groups-unbound", group=key, unit=name))

    run(main)


async def _units_of(session: Session, tx: UnitOfWork, groups: Sequence[UnitGroup]) -> Units:
    """The units of today, and those that are gone but still have a group."""
    existing = await tx.units.existing_on(local_day(session.now))
    return await with_units(tx, existing, (group.unit for group in groups))


def _data(group: UnitGroup, units: Units) -> dict[str, Any]:
    return {
        "key": group.chat.key,
        "platform": group.chat.platform,
        "bot": group.chat.bot,
        "unit": units[group.unit].code,
        "bound_at": group.bound_at.isoformat(),
    }


def _print(session: Session, groups: Sequence[UnitGroup], units: Units) -> None:
    table = new_table()
    for name in ("unit", "key", "bound"):
        table.add_column(session.say(f"cli-groups-{name}"), overflow="fold")
    for group in groups:
        table.add_row(
            label(units[group.unit], units.values()),
            group.chat.key,
            instant_text(group.bound_at, session.say),
        )
    print_table(table)
