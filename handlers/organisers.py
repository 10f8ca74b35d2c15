"""Use case for the organisers: how the round goes, in totals, by level and by unit.

Counts of people only; never anybody's name or score (invariant 11).
"""

from collections.abc import Sequence

from contest.units import label
from handlers.call import Call
from handlers.commands import offer
from handlers.formats import percent_text
from handlers.leaders import Tally, quota_line, round_line, tally, unit_line
from handlers.ports.contents import Content, Text
from handlers.ports.repositories import UnitOfWork
from handlers.progress_pictures import levels_picture
from handlers.shortfalls import ShortfallTable, table_at_hand

MAX_RANKED = 5
"""Units named at the top and at the bottom, as weekly notices name them (domain.md 2.6, 3)."""

MAX_SHORT = 10
"""Units named that miss most people."""

Counted = tuple[str, Tally]
"""A unit's name, with its parent's, and its own counts without those of units below."""


async def progress(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Show totals, how many units take part and meet their quota, and which lead and lag."""
    table = await table_at_hand(tx, call)
    if table is None:
        return [Text(call.say("play-no-round"), offer(call.say, "help"))]
    picture = levels_picture(table, call.now, call.say)
    text = Text("\n".join(_lines(table, call)), offer(call.say, "progress", "help"))
    return [text, *([picture] if picture else ())]


def _lines(table: ShortfallTable, call: Call) -> Sequence[str]:
    counts = tally(table.standings.values())
    lines = [
        call.say("report-heading", round=table.round.name),
        round_line(table.round, call),
        call.say("report-people", registered=counts.registered, playing=counts.playing),
        call.say("report-finished", finished=counts.finished),
    ]
    units = list(table.units.values())
    expected = [
        (label(unit, units), tally([table.standings[unit.id]]))
        for unit in units
        if unit.id in table.standings and table.standings[unit.id].headcount
    ]
    if expected:
        lines += _of_headcount(counts, expected, call)
    quotas = [owed for owed in table.owed.values() if owed.has_quota]
    if not quotas:
        return [*lines, *_ranked(expected, call)]
    missing = sum(owed.missing for owed in quotas)
    lines.append(quota_line(sum(owed.met for owed in quotas), len(quotas), missing, call.say))
    return [*lines, *_listed("report-leading", _leading(expected), call), *_short(table, call)]


def _of_headcount(counts: Tally, expected: Sequence[Counted], call: Call) -> Sequence[str]:
    return [
        call.say(
            "report-rate",
            finished=counts.finished_of_headcount,
            headcount=counts.headcount,
            rate=percent_text(counts.finished_of_headcount, counts.headcount, call.say),
        ),
        call.say(
            "report-units",
            active=sum(count.finished > 0 for _, count in expected),
            expected=len(expected),
        ),
    ]


def _ranked(expected: Sequence[Counted], call: Call) -> Sequence[str]:
    """The units that lead, of those that have begun, and those that lag, larger ones first."""
    leading = _leading(expected)
    lagging = sorted(
        (pair for pair in expected if pair not in leading),
        key=lambda pair: (pair[1].rate, -pair[1].headcount, pair[0]),
    )[:MAX_RANKED]
    return [
        *_listed("report-leading", leading, call),
        *_listed("report-lagging", lagging, call),
    ]


def _leading(expected: Sequence[Counted]) -> Sequence[Counted]:
    return sorted(
        (pair for pair in expected if pair[1].finished),
        key=lambda pair: (-pair[1].rate, -pair[1].headcount, pair[0]),
    )[:MAX_RANKED]


def _short(table: ShortfallTable, call: Call) -> Sequence[str]:
    """The units that miss most people, each without the units below it."""
    units = list(table.units.values())
    short = sorted(
        (owed for owed in table.owed.values() if owed.missing),
        key=lambda owed: (-owed.missing, owed.unit),
    )
    lines = [
        call.say(
            "report-short-unit",
            unit=label(table.units[owed.unit], units),
            missing=owed.missing,
        )
        for owed in short[:MAX_SHORT]
    ]
    if len(short) > MAX_SHORT:
        lines.append(call.say("report-more", count=len(short) - MAX_SHORT))
    return ["", call.say("report-short"), *lines] if lines else []


def _listed(key: str, ranked: Sequence[Counted], call: Call) -> Sequence[str]:
    lines = [unit_line(name, count, call.say) for name, count in ranked]
    return ["", call.say(key), *lines] if lines else []
