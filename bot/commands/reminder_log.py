"""``hoithi reminders log``: what was decided for units, day by day, and the reason."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any

import typer

from bot.commands.common import Session, refuse, run
from bot.commands.lookups import unit_or_exit, with_units
from bot.commands.output import AsJson, new_table, print_json, print_table
from contest.model import Unit, UnitId
from contest.quotas import Category
from handlers.formats import date_text, local_day
from handlers.ports.reminders import ReminderEntry
from handlers.ports.repositories import UnitOfWork
from handlers.shortfalls import category_name
from handlers.texts.loader import Wording

NEWEST = 500
"""Entries shown unless a day is named: two days of a province."""


def show_log(
    unit: Annotated[str | None, typer.Option(help="code of a unit")] = None,
    day: Annotated[str | None, typer.Option(help="2023-11-14 or 14/11/2023")] = None,
    as_json: AsJson = False,
) -> None:
    """Tell why reminders went out or not, newest first."""

    async def main(session: Session) -> None:
        of_day = _day_or_exit(session, day) if day else None
        async with session.units_of_work.reading() as tx:
            existing = await tx.units.existing_on(of_day or local_day(session.now))
            named = unit_or_exit(session, existing, unit) if unit else None
            entries = await _entries(tx, [named] if named else existing, of_day)
            units = await with_units(tx, existing, (entry.unit for entry in entries))
        if as_json:
            print_json([_data(entry, units) for entry in entries])
        elif not entries:
            typer.echo(session.say("cli-reminders-none"))
        else:
            _print(entries, units, session.say)

    run(main)


async def _entries(
    tx: UnitOfWork, units: Sequence[Unit], day: date | None
) -> Sequence[ReminderEntry]:
    ids = {unit.id for unit in units}
    if day is None:
        return await tx.reminders.history(ids, NEWEST)
    return [entry for entry in await tx.reminders.logged_on(day) if entry.unit in ids]


def _day_or_exit(session: Session, text: str) -> date:
    pattern = "%d/%m/%Y" if "/" in text else "%Y-%m-%d"
    try:
        return datetime.strptime(text.strip(), pattern).date()  # noqa: DTZ007 - a local day
    except ValueError:
        refuse(session.say("cli-not-a-day", found=text[:40]))


def _data(entry: ReminderEntry, units: Mapping[UnitId, Unit]) -> dict[str, Any]:
    return {
        "unit": units[entry.unit].code,
        "day": entry.day.isoformat(),
        "round": entry.round,
        "days_left": entry.days_left,
        "outcome": entry.outcome.value,
        "decided_at": entry.decided_at.isoformat(),
        "facts": dict(entry.facts),
    }


def _print(entries: Sequence[ReminderEntry], units: Mapping[UnitId, Unit], say: Wording) -> None:
    table = new_table()
    for key in ("day", "unit", "outcome", "gaps", "told"):
        table.add_column(say(f"cli-reminders-{key}"), overflow="fold")
    for entry in entries:
        table.add_row(
            date_text(entry.day),
            units[entry.unit].code,
            say("cli-outcome", outcome=entry.outcome.value),
            _gaps(entry, say),
            _told(entry, say),
        )
    print_table(table)


def _gaps(entry: ReminderEntry, say: Wording) -> str:
    gaps: Mapping[str, int] = entry.facts.get("gaps", {})
    named = (f"{category_name(Category(name), say)} {count}" for name, count in gaps.items())
    return ", ".join(named)


def _told(entry: ReminderEntry, say: Wording) -> str:
    told: Mapping[str, int] = entry.facts.get("told", {})
    return ", ".join(f"{say('cli-addressee', who=who)} {count}" for who, count in told.items())
