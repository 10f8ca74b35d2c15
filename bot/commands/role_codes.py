"""One-time codes of roles as the command line gives them out: one to read, or a list of units."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import typer

from bot.commands.addresses import links_to, web_link
from bot.commands.common import Session, refuse
from bot.commands.import_outcomes import ACTOR
from bot.commands.lookups import unit_or_exit
from bot.commands.output import written
from bot.documents.spreadsheets import xlsx_of
from contest.model import Unit
from contest.quotas import DEFAULT_POLICY
from contest.units import label
from handlers import codes
from handlers.formats import instant_text, local_day
from handlers.invitations import NO_UNIT
from handlers.ports.contents import Sheet, SheetColumn
from handlers.ports.invitations import Invitation, Purpose
from handlers.ports.records import Role
from handlers.ports.repositories import UnitOfWork
from handlers.texts.loader import Wording


def role_name(role: Role, say: Wording) -> str:
    """What a role is called."""
    return say(f"role-{role.value.replace('_', '-')}")


async def invite_one(session: Session, role: Role, unit_code: str | None, until: datetime) -> None:
    """Print a code, the text to forward, and links that redeem it."""
    async with session.units_of_work() as tx:
        units = await tx.units.existing_on(local_day(session.now))
        unit = unit_or_exit(session, units, unit_code) if unit_code else None
        code = codes.shown(await codes.issue(tx, _invitation(session, role, unit, until)))
        await tx.commit()
    typer.echo(
        session.say(
            "invite-code",
            role=role_name(role, session.say),
            unit=label(unit, units) if unit else NO_UNIT,
            code=code,
            until=instant_text(until, session.say),
        )
    )
    for link in await links_to(session, code):
        typer.echo(session.say("cli-invite-link", link=link))


async def invite_all(session: Session, role: Role, until: datetime, target: Path) -> None:
    """Write a spreadsheet with a code for each unit whose level has a quota.

    A unit counts whose headcount is not known yet: its liaison is who will tell it.
    """
    async with session.units_of_work() as tx:
        units = await tx.units.existing_on(local_day(session.now))
        invited = await _with_quota(tx, units)
        if not invited:
            refuse(session.say("cli-invite-no-units"))
        rows = [await _row(session, tx, role, unit, units, until) for unit in invited]
        # Codes count only once they are in the file.
        done = written(session, target, xlsx_of(_sheet(session, role, rows)), is_secret=True)
        await tx.commit()
    typer.echo(done)
    typer.echo(session.say("cli-invited-all", count=len(rows)))


async def _with_quota(tx: UnitOfWork, units: Sequence[Unit]) -> Sequence[Unit]:
    contest = await tx.rounds.contest()
    policy = contest.quotas if contest else DEFAULT_POLICY
    return [unit for unit in units if policy.rules_for(unit.level)]


async def _row(
    session: Session,
    tx: UnitOfWork,
    role: Role,
    unit: Unit,
    units: Sequence[Unit],
    until: datetime,
) -> tuple[str, ...]:
    """One unit with its parent, its code and the text that brings it to the right person."""
    code = codes.shown(await codes.issue(tx, _invitation(session, role, unit, until)))
    name, until_text = label(unit, units), instant_text(until, session.say)
    parent = next((above.name for above in units if above.id == unit.parent), "")
    forward = session.say(
        "cli-invite-forward",
        role=role_name(role, session.say),
        unit=name,
        code=code,
        until=until_text,
        link=web_link(session.settings, code) or "none",
    )
    return unit.code, unit.name, parent, code, until_text, forward


def _sheet(session: Session, role: Role, rows: Sequence[tuple[str, ...]]) -> Sheet:
    titles = (
        ("cli-report-code", 12),
        ("cli-report-unit", 36),
        ("cli-report-parent", 30),
        ("cli-invite-code", 14),
        ("cli-invite-until", 28),
        ("cli-invite-text", 80),
    )
    name = role_name(role, session.say)
    columns = tuple(SheetColumn(session.say(key), width=width) for key, width in titles)
    return Sheet(name, session.say("cli-invite-title", role=name), columns, tuple(rows))


def _invitation(session: Session, role: Role, unit: Unit | None, until: datetime) -> Invitation:
    return Invitation(
        Purpose.ROLE,
        issued_by=ACTOR,
        issued_at=session.now,
        expires_at=until,
        role=role,
        unit=unit.id if unit else None,
    )
