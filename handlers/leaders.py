"""Use case for leaders and liaisons: how far my unit and the units below it have come.

Counts of people only; never anybody's name or score (invariant 11).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from contest.model import Unit, UnitId
from contest.units import label, subtree
from handlers.call import Call
from handlers.commands import offer
from handlers.formats import closing_text, instant_text, local_day, percent_text
from handlers.ports.contents import Content, Text
from handlers.ports.records import Role, Round, Standing
from handlers.ports.repositories import UnitOfWork
from handlers.rounds import round_at_hand
from handlers.texts.loader import Wording

MAX_LINES = 25
"""Units listed; the largest district of the 2023 structure has 21 communes and its own office."""

MAX_UNITS = 3
"""Units of one leader that are reported in one go."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of people in a unit and all units below it.

    Attributes:
        headcount: people who could take part, as far as it is known; 0 if it is not known at all.
        finished_of_headcount: those of ``finished`` whose own unit has a headcount.
    """

    registered: int
    playing: int
    finished: int
    finished_of_headcount: int
    headcount: int

    @property
    def rate(self) -> Fraction:
        """Share of the headcount that has finished; 0 without a headcount."""
        return Fraction(self.finished_of_headcount, self.headcount or 1)


def tally(standings: Iterable[Standing]) -> Tally:
    """The sum of units; people of units without a headcount do not enter the rate."""
    rows = list(standings)
    return Tally(
        registered=sum(row.registered for row in rows),
        playing=sum(row.playing for row in rows),
        finished=sum(row.finished for row in rows),
        finished_of_headcount=sum(row.finished for row in rows if row.headcount),
        headcount=sum(row.headcount for row in rows),
    )


async def situation(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Show a leader how many of their people have registered, are playing and have finished."""
    at_hand = await round_at_hand(tx, call.now)
    mine = [
        grant.unit
        for grant in call.grants
        if grant.role is Role.UNIT_LEADER and grant.unit is not None
    ]
    if at_hand is None or not mine:
        return [Text(call.say("play-no-round"), offer(call.say, "help"))]
    units, standings = await standings_of(tx, at_hand)
    return [
        Text(_report(unit, units, standings, at_hand, call), offer(call.say, "situation", "help"))
        for unit in units
        if unit.id in mine[:MAX_UNITS]
    ]


async def standings_of(
    tx: UnitOfWork, of_round: Round
) -> tuple[Sequence[Unit], Mapping[UnitId, Standing]]:
    """The units as they were when the round opened, and their counts in that round."""
    day = local_day(of_round.window.opens_at)
    rows = await tx.units.standings(of_round.id, day)
    return await tx.units.existing_on(day), {row.unit: row for row in rows}


def round_line(of_round: Round, call: Call) -> str:
    """Whether the round is ahead, open or over."""
    window = of_round.window
    if call.now < window.opens_at:
        return call.say("report-ahead", opens=instant_text(window.opens_at, call.say))
    key = "report-open" if window.contains(call.now) else "report-over"
    return call.say(key, closes=closing_text(window.closes_at, call.say))


def unit_line(name: str, counts: Tally, say: Wording) -> str:
    """One unit in one short line: finished of headcount, or finished alone without a headcount."""
    if not counts.headcount:
        return say("report-unit-without-headcount", unit=name, finished=counts.finished)
    return say(
        "report-unit",
        unit=name,
        finished=counts.finished,
        headcount=counts.headcount,
        rate=percent_text(counts.finished_of_headcount, counts.headcount, say),
    )


def finished_line(counts: Tally, say: Wording) -> str:
    """How many have finished, of how many if that is known."""
    if not counts.headcount:
        return say("report-finished", finished=counts.finished)
    return say(
        "report-finished-of",
        finished=counts.finished,
        headcount=counts.headcount,
        rate=percent_text(counts.finished_of_headcount, counts.headcount, say),
    )


def _report(
    unit: Unit,
    units: Sequence[Unit],
    standings: Mapping[UnitId, Standing],
    at_hand: Round,
    call: Call,
) -> str:
    all_below = subtree(unit.id, units)
    counts = _count(all_below, standings)
    return "\n".join(
        [
            call.say(
                "report-unit-heading",
                unit=unit.name,
                round=at_hand.name,
                below="yes" if len(all_below) > 1 else "no",
            ),
            round_line(at_hand, call),
            call.say("report-people", registered=counts.registered, playing=counts.playing),
            finished_line(counts, call.say),
            *(_lines_below(unit, units, standings, call) if len(all_below) > 1 else ()),
        ]
    )


def _lines_below(
    unit: Unit, units: Sequence[Unit], standings: Mapping[UnitId, Standing], call: Call
) -> Sequence[str]:
    """The unit's own office and each unit right below it; who needs a reminder comes first."""
    parts = [(call.say("report-own", unit=unit.name), _count([unit], standings))]
    for child in units:
        if child.parent == unit.id:
            parts.append((label(child, ()), _count(subtree(child.id, units), standings)))
    parts.sort(key=lambda part: (not part[1].headcount, part[1].rate, part[0]))
    lines = ["", call.say("report-below")]
    lines += [unit_line(name, counts, call.say) for name, counts in parts[:MAX_LINES]]
    if len(parts) > MAX_LINES:
        lines.append(call.say("report-more", count=len(parts) - MAX_LINES))
    return lines


def _count(units: Iterable[Unit], standings: Mapping[UnitId, Standing]) -> Tally:
    return tally(standings[unit.id] for unit in units if unit.id in standings)
