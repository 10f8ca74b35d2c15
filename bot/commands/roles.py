"""``hoithi role``: who may do what, by one-time codes that are given to people."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands import role_codes
from bot.commands.common import Session, refuse, run
from bot.commands.import_outcomes import ACTOR
from bot.commands.lookups import role_or_exit, unit_or_exit, with_units
from bot.commands.output import AsJson, new_table, print_json, print_table, xlsx
from bot.commands.role_codes import role_name
from contest.model import Unit, UnitId
from handlers.formats import local_day
from handlers.ports.records import OF_UNITS, Grant, Official, Role
from handlers.ports.repositories import UnitOfWork

app = typer.Typer(help="Invite to roles, list and revoke them.", no_args_is_help=True)

MAX_DAYS = 90
"""A code that lies about for longer is rather made anew."""

RoleName = Annotated[str, typer.Argument(metavar="ROLE", help=f"one of {', '.join(Role)}")]
UnitCode = Annotated[
    str | None, typer.Option("--unit", help="code of the unit, for roles of a unit")
]


@app.command()
def invite(
    role_name: RoleName,
    unit: UnitCode = None,
    days: Annotated[
        int, typer.Option(min=1, max=MAX_DAYS, help="for how many days the code is good")
    ] = 7,
    all_units: Annotated[
        Path | None,
        typer.Option(help="spreadsheet to write: a code for each unit with a quota", callback=xlsx),
    ] = None,
) -> None:
    """Make a one-time code that gives a role to whoever sends it to the bot first."""

    async def main(session: Session) -> None:
        role = role_or_exit(session, role_name)
        _check_target(session, role, unit, all_units)
        until = session.now + timedelta(days=days)
        if all_units is not None:
            await role_codes.invite_all(session, role, until, all_units)
        else:
            await role_codes.invite_one(session, role, unit, until)

    run(main)


@app.command("list")
def list_roles(as_json: AsJson = False) -> None:
    """List who holds which role, in the order in which they got it."""

    async def main(session: Session) -> None:
        async with session.units_of_work.reading() as tx:
            officials = await tx.people.officials(list(Role))
            units = await _units_of(session, tx, officials)
        if as_json:
            print_json([_data(one, units) for one in officials])
        elif not officials:
            typer.echo(session.say("cli-no-roles"))
        else:
            _print(session, officials, units)

    run(main)


@app.command()
def revoke(
    user: Annotated[str, typer.Argument(help="key of the user, as `role list` shows it")],
    role_name: RoleName,
    unit: UnitCode = None,
) -> None:
    """Take a role from somebody."""

    async def main(session: Session) -> None:
        role = role_or_exit(session, role_name)
        _check_target(session, role, unit, None)
        async with session.units_of_work() as tx:
            held = await tx.people.officials([role])
            units = await _units_of(session, tx, held)
            named = unit_or_exit(session, list(units.values()), unit) if unit else None
            grant = Grant(role, named.id if named else None)
            if not await tx.people.revoke(user, grant):
                refuse(session.say("cli-role-not-held", user=user, role=role.value))
            await tx.audit(
                "role_revoked",
                session.now,
                ACTOR,
                user=user,
                role=role.value,
                unit=grant.unit,
            )
            await tx.commit()
        typer.echo(session.say("cli-role-revoked", user=user, role=role.value))

    run(main)


def _check_target(session: Session, role: Role, unit: str | None, all_units: Path | None) -> None:
    """Refuse a role of a unit without one, and a unit with a role that is of none."""
    named = (unit is not None) + (all_units is not None)
    if named > 1:
        refuse(session.say("cli-role-one-target"))
    if bool(named) != (role in OF_UNITS):
        key = "cli-role-needs-unit" if role in OF_UNITS else "cli-role-without-unit"
        refuse(session.say(key, role=role.value))


async def _units_of(
    session: Session, tx: UnitOfWork, officials: Sequence[Official]
) -> Mapping[UnitId, Unit]:
    """The units of today, and those that are gone but for which somebody holds a role still."""
    existing = await tx.units.existing_on(local_day(session.now))
    held = (official.grant.unit for official in officials)
    return await with_units(tx, existing, (unit for unit in held if unit is not None))


def _code(official: Official, units: Mapping[UnitId, Unit]) -> str | None:
    unit = official.grant.unit
    return units[unit].code if unit is not None and unit in units else None


def _data(official: Official, units: Mapping[UnitId, Unit]) -> dict[str, Any]:
    return {
        "user": official.user_key,
        "platform": official.chat.platform,
        "role": official.grant.role.value,
        "unit": _code(official, units),
    }


def _print(session: Session, officials: Sequence[Official], units: Mapping[UnitId, Unit]) -> None:
    table = new_table()
    table.add_column(session.say("cli-roles-role"), overflow="fold")
    table.add_column(session.say("cli-roles-unit"), overflow="fold")
    table.add_column(session.say("cli-roles-user"), overflow="fold")
    for official in officials:
        role = role_name(official.grant.role, session.say)
        name = f"{role} ({official.grant.role.value})"
        table.add_row(name, _code(official, units) or "", official.user_key)
    print_table(table)
