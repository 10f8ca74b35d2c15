"""Use cases for leaders and liaisons: the figures of my subtree, and who is missing, as files."""

from collections.abc import Iterable, Sequence

from contest.model import Unit, UnitId
from contest.units import fold
from handlers.call import Call
from handlers.commands import offer
from handlers.formats import instant_text
from handlers.missing import match_text, nobody_text, not_done
from handlers.ports.contents import CellKind, Content, Document, Sheet, SheetColumn, Text
from handlers.ports.repositories import UnitOfWork
from handlers.ports.rosters import RosterEntry
from handlers.progress_pictures import level_name
from handlers.shortfalls import ShortfallTable, category_name, own_table
from handlers.texts.loader import Wording

Row = tuple[str | int | None, ...]

_FIGURES = (
    ("code", CellKind.TEXT, 12),
    ("unit", CellKind.TEXT, 36),
    ("level", CellKind.TEXT, 22),
    ("category", CellKind.TEXT, 36),
    ("base", CellKind.COUNT, 12),
    ("need", CellKind.COUNT, 12),
    ("done", CellKind.COUNT, 12),
    ("missing", CellKind.COUNT, 12),
    ("met", CellKind.TEXT, 12),
)
_PEOPLE = (
    ("unit", CellKind.TEXT, 36),
    ("name", CellKind.TEXT, 30),
    ("category", CellKind.TEXT, 36),
    ("registered", CellKind.TEXT, 14),
)


async def figures(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Give the figures of the sender's units and all below: one row for each unit and category."""
    found = await own_table(tx, call)
    if found is None:
        return [Text(call.say("play-no-round"), offer(call.say, "help"))]
    table, own = found
    units = {unit.id: unit for top in own for unit in table.below(top)}
    caption = call.say(
        "download-figures",
        round=table.round.name,
        unit=_names(table, own),
        at=instant_text(call.now, call.say),
    )
    rows = tuple(row for unit in units.values() for row in _figure_rows(table, unit, call.say))
    sheet = Sheet(call.say("download-figures-sheet"), caption, _columns(_FIGURES, call.say), rows)
    return [Document(sheet, _file_name("tham-gia", table, own), caption)]


async def people(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Give the names of those missing from the sender's own units, never from units below."""
    found = await own_table(tx, call)
    if found is None:
        return [Text(call.say("play-no-round"), offer(call.say, "help"))]
    table, own = found
    by_unit = await not_done(tx, table, own)
    missing = [entry for entries in by_unit.values() for entry in entries]
    if not missing:
        return [nobody_text(table, unit, call.say) for unit in own]
    await tx.audit(
        "missing_people_exported",
        call.now,
        f"user:{call.user.key}",
        units=list(own),
        people=len(missing),
    )
    return [_people_document(table, own, missing, call)]


def _people_document(
    table: ShortfallTable, own: Sequence[UnitId], missing: Sequence[RosterEntry], call: Call
) -> Document:
    title = call.say(
        "download-people",
        unit=_names(table, own),
        count=len(missing),
        at=instant_text(call.now, call.say),
    )
    rows = tuple(_person_row(table, entry, call.say) for entry in missing)
    sheet = Sheet(call.say("download-people-sheet"), title, _columns(_PEOPLE, call.say), rows)
    caption = f"{title}\n{call.say('missing-private')}"
    return Document(sheet, _file_name("chua-thi", table, own), caption)


def _figure_rows(table: ShortfallTable, unit: Unit, say: Wording) -> Iterable[Row]:
    """A unit without a quota has one row too: units expected are in the list."""
    head = (unit.code, unit.name, level_name(unit.level, say))
    lines = table.owed[unit.id].lines
    if not lines:
        yield (*head, say("chart-free"), table.headcounts[unit.id] or None, *(None,) * 4)
    for line in lines:
        numbers = (line.base, line.need, line.done, line.missing)
        yield (*head, category_name(line.category, say), *numbers, _yes(line.met, say))


def _person_row(table: ShortfallTable, entry: RosterEntry, say: Wording) -> Row:
    return (
        table.units[entry.unit].name,
        entry.full_name,
        category_name(entry.category, say),
        match_text(entry, say),
    )


def _yes(fact: bool, say: Wording) -> str:
    return say("template-yes" if fact else "template-no")


def _columns(columns: Sequence[tuple[str, CellKind, int]], say: Wording) -> tuple[SheetColumn, ...]:
    return tuple(SheetColumn(say(f"column-{name}"), kind, width) for name, kind, width in columns)


def _names(table: ShortfallTable, own: Sequence[UnitId]) -> str:
    return ", ".join(table.units[unit].name for unit in own)


def _file_name(kind: str, table: ShortfallTable, own: Sequence[UnitId]) -> str:
    codes = "-".join(fold(table.units[unit].code).replace(" ", "-") for unit in own[:3])
    return f"{kind}-{codes}.xlsx"
