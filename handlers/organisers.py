"""Use case for the organisers: how the round goes, in totals and by unit.

Counts of people only; never anybody's name or score (invariant 11).
"""

from collections.abc import Sequence

from contest.units import label
from handlers.call import Call
from handlers.commands import offer
from handlers.formats import percent_text
from handlers.leaders import Tally, round_line, standings_of, tally, unit_line
from handlers.ports.contents import Content, Text
from handlers.ports.repositories import UnitOfWork
from handlers.rounds import round_at_hand

MAX_RANKED = 5
"""Units named at the top and at the bottom, as weekly notices name them (domain.md 2.6, 3)."""

Counted = tuple[str, Tally]
"""A unit's name, with its parent's, and its own counts without those of units below."""


async def progress(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Show totals, how many units take part, and the units that lead and lag."""
    at_hand = await round_at_hand(tx, call.now)
    if at_hand is None:
        return [Text(call.say("play-no-round"), offer(call.say, "help"))]
    units, standings = await standings_of(tx, at_hand)
    counts = tally(standings.values())
    expected = [
        (label(unit, units), tally([standings[unit.id]]))
        for unit in units
        if unit.id in standings and standings[unit.id].headcount
    ]
    lines = [
        call.say("report-heading", round=at_hand.name),
        round_line(at_hand, call),
        call.say("report-people", registered=counts.registered, playing=counts.playing),
        call.say("report-finished", finished=counts.finished),
    ]
    if expected:
        lines += [*_of_headcount(counts, expected, call), *_ranked(expected, call)]
    return [Text("\n".join(lines), offer(call.say, "progress", "help"))]


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
    leading = sorted(
        (pair for pair in expected if pair[1].finished),
        key=lambda pair: (-pair[1].rate, -pair[1].headcount, pair[0]),
    )[:MAX_RANKED]
    lagging = sorted(
        (pair for pair in expected if pair not in leading),
        key=lambda pair: (pair[1].rate, -pair[1].headcount, pair[0]),
    )[:MAX_RANKED]
    return [
        *_listed("report-leading", leading, call),
        *_listed("report-lagging", lagging, call),
    ]


def _listed(key: str, ranked: Sequence[Counted], call: Call) -> Sequence[str]:
    lines = [unit_line(name, count, call.say) for name, count in ranked]
    return ["", call.say(key), *lines] if lines else []
