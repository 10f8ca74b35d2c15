"""Pictures of participation: people who have done their part against those who are needed."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from contest.model import Level, Unit, UnitId
from contest.shortfalls import Shortfall, headcount, least_compulsory
from contest.units import fold, label
from handlers.formats import instant_text
from handlers.ports.contents import Bar, Bars, Image
from handlers.shortfalls import ShortfallTable, category_name
from handlers.texts.loader import MissingTextError, Wording

Part = tuple[str, Sequence[Unit]]
"""A bar's label, and the units that it sums up."""


def unit_picture(
    table: ShortfallTable, unit: Unit, parts: Sequence[Part], at: datetime, say: Wording
) -> Image | None:
    """The units of a subtree, one bar for each part; of a single unit its categories.

    None where nobody has to take part.
    """
    if len(parts) <= 1:
        return _categories(table, unit, at, say)
    sums = table.sums[unit.id]
    caption = say(
        "picture-units",
        unit=unit.name,
        met=sums.met_units,
        of=sums.quota_units,
        at=instant_text(at, say),
    )
    return _image(table, unit.name, _file_name(unit.code), _bars(table, parts), caption, at, say)


def levels_picture(table: ShortfallTable, at: datetime, say: Wording) -> Image | None:
    """All units, one bar for each level; None where nobody has to take part."""
    levels: dict[Level, list[Unit]] = {}
    for unit in table.units.values():
        levels.setdefault(unit.level, []).append(unit)
    bars = _bars(table, [(level_name(level, say), units) for level, units in levels.items()])
    title = say("picture-levels-title")
    caption = say("picture-levels", round=table.round.name, at=instant_text(at, say))
    return _image(table, title, "tien-do.png", bars, caption, at, say)


def _categories(table: ShortfallTable, unit: Unit, at: datetime, say: Wording) -> Image | None:
    lines = [line for line in table.owed[unit.id].lines if line.need]
    bars = [_category_bar(line, say) for line in lines]
    caption = say(
        "picture-categories",
        unit=unit.name,
        met=sum(line.met for line in lines),
        of=len(lines),
        at=instant_text(at, say),
    )
    return _image(table, unit.name, _file_name(unit.code), bars, caption, at, say)


def _category_bar(line: Shortfall, say: Wording) -> Bar:
    return Bar(category_name(line.category, say), line.done, line.need, line.base)


def _bars(table: ShortfallTable, parts: Sequence[Part]) -> Sequence[Bar]:
    bars = [_sum_bar(table, name, [unit.id for unit in units]) for name, units in parts]
    return sorted((bar for bar in bars if bar.need), key=lambda bar: bar.done - bar.need)


def _sum_bar(table: ShortfallTable, name: str, units: Iterable[UnitId]) -> Bar:
    """One bar for several units, so that what it lacks is what they miss together.

    As long as somebody is missing, people beyond what their own unit needs stand in for nobody.
    """
    need = done = missing = base = 0
    for unit in units:
        owed, rules = table.owed[unit], table.contest.quotas.rules_for(table.units[unit].level)
        need += least_compulsory(rules, {line.category: line.base for line in owed.lines})
        done += headcount(rules, {line.category: line.done for line in owed.lines})
        base += headcount(rules, {line.category: line.base for line in owed.lines})
        missing += owed.missing
    return Bar(name, need - missing if missing else done, need, base)


def level_name(level: Level, say: Wording) -> str:
    """What a level is called; a level of another law goes by its own name."""
    try:
        return say(f"level-{level.lower()}")
    except MissingTextError:
        return level


def _image(
    table: ShortfallTable,
    title: str,
    file_name: str,
    bars: Sequence[Bar],
    caption: str,
    at: datetime,
    say: Wording,
) -> Image | None:
    if not bars:
        return None
    subtitle = say("picture-subtitle", round=table.round.name, at=instant_text(at, say))
    return Image(Bars(title, subtitle, tuple(bars)), file_name, caption)


def _file_name(code: str) -> str:
    return f"tham-gia-{fold(code).replace(' ', '-')}.png"


def parts_of(table: ShortfallTable, unit: Unit, say: Wording) -> Sequence[Part]:
    """A unit's own people, then every unit right below it with its own subtree."""
    below = [child for child in table.units.values() if child.parent == unit.id]
    own = say("report-own", unit=label(unit, ())) if below else unit.name
    return [(own, [unit]), *((label(child, ()), table.below(child.id)) for child in below)]
