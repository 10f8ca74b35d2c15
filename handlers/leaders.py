"""Use case for leaders and liaisons: how far my unit and the units below it have come.

Counts of people only; never anybody's name or score (invariant 11).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from contest.model import Unit, UnitId
from contest.shortfalls import target_status
from handlers.call import Call
from handlers.commands import offer
from handlers.formats import closing_text, instant_text, percent_text
from handlers.ports.contents import Content, Text
from handlers.ports.records import Round, Standing
from handlers.ports.repositories import UnitOfWork
from handlers.progress_pictures import Part, parts_of, unit_picture
from handlers.shortfalls import ShortfallTable, own_table, quota_lines
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
    """Show a leader who is missing from the unit's quota, and how many have taken part."""
    found = await own_table(tx, call)
    if found is None:
        return [Text(call.say("play-no-round"), offer(call.say, "help"))]
    table, own = found
    contents = [
        content for unit in own[:MAX_UNITS] for content in _shown(table, table.units[unit], call)
    ]
    if len(own) > MAX_UNITS:
        more = call.say("report-more-own", count=len(own) - MAX_UNITS)
        contents.append(Text(more, offer(call.say, "download", "help")))
    return contents


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


def _shown(table: ShortfallTable, unit: Unit, call: Call) -> Sequence[Content]:
    """The report on one unit, and the same as a picture."""
    parts = parts_of(table, unit, call.say)
    picture = unit_picture(table, unit, parts, call.now, call.say)
    is_missing_own = not table.owed[unit.id].met
    names = ("missing", "nudge", "forward") if is_missing_own else ("situation",)
    choices = offer(call.say, *names, "download", "help")
    return [Text(_report(table, unit, parts, call), choices), *([picture] if picture else ())]


def _report(table: ShortfallTable, unit: Unit, parts: Sequence[Part], call: Call) -> str:
    has_below = len(parts) > 1
    everybody, sums = _count(table.below(unit.id), table.standings), table.sums[unit.id]
    lines = [
        call.say(
            "report-unit-heading",
            unit=unit.name,
            round=table.round.name,
            below="yes" if has_below else "no",
        ),
        round_line(table.round, call),
        call.say("report-people", registered=everybody.registered, playing=everybody.playing),
        finished_line(everybody, call.say),
    ]
    if has_below and sums.quota_units:
        lines.append(quota_line(sums.met_units, sums.quota_units, sums.missing, call.say))
    if table.owed[unit.id].has_quota or not has_below:
        lines += ["", *_own_lines(table, unit, call.say, is_alone=not has_below)]
    if has_below:
        lines += ["", *_lines_below(table, parts, call.say)]
    return "\n".join(lines)


def quota_line(met: int, of: int, missing: int, say: Wording) -> str:
    """How many units have met their quota, and how many people the others miss together."""
    return say("report-quotas", met=met, of=of, missing=missing)


def _own_lines(table: ShortfallTable, unit: Unit, say: Wording, *, is_alone: bool) -> Sequence[str]:
    """The quota of one unit by category, and what the unit has promised beyond it."""
    owed = table.owed[unit.id]
    heading = say("report-own-quota", unit=unit.name, alone="yes" if is_alone else "no")
    is_unknown = owed.has_quota and unit.id not in table.listed
    return [
        *([heading] if owed.has_quota else ()),
        *quota_lines(owed, say),
        *([say("report-no-roster")] if is_unknown else ()),
        *_target_lines(table, unit, say),
    ]


def _target_lines(table: ShortfallTable, unit: Unit, say: Wording) -> Sequence[str]:
    strength = table.strengths.get(unit.id)
    target = strength.target_percent if strength else None
    people = table.headcounts[unit.id]
    standing = table.standings.get(unit.id)
    finished = standing.finished if standing else 0
    status = None if target is None else target_status(target, finished, people)
    if target is None or status is None:
        return []
    rate = percent_text(finished, people, say)
    return [say("report-target", target=target, rate=rate, status=status.value)]


def _lines_below(table: ShortfallTable, parts: Sequence[Part], say: Wording) -> Sequence[str]:
    """Each unit right below; whoever misses most people comes first."""
    rows = sorted((_Row.of(table, part) for part in parts), key=_Row.need_of_help)
    lines = [say("report-below"), *(row.line(say) for row in rows[:MAX_LINES])]
    if len(rows) > MAX_LINES:
        lines.append(say("report-more", count=len(rows) - MAX_LINES))
    return lines


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the table of units below; ``people`` is the headcount as quotas take it."""

    name: str
    counts: Tally
    has_quota: bool
    missing: int
    people: int

    @classmethod
    def of(cls, table: ShortfallTable, part: Part) -> "_Row":
        name, units = part
        return cls(
            name,
            _count(units, table.standings),
            has_quota=any(table.owed[unit.id].has_quota for unit in units),
            missing=sum(table.owed[unit.id].missing for unit in units),
            people=sum(table.headcounts[unit.id] for unit in units),
        )

    def need_of_help(self) -> tuple[bool, int, bool, Fraction, str]:
        """Sorts rows, the neediest first; those without quota by what they have done, last."""
        counts = self.counts
        return (not self.has_quota, -self.missing, not counts.headcount, counts.rate, self.name)

    def line(self, say: Wording) -> str:
        """The unit in one short line."""
        if not self.has_quota:
            return unit_line(self.name, self.counts, say)
        return say(
            "report-unit-missing" if self.missing else "report-unit-met",
            unit=self.name,
            finished=self.counts.finished,
            headcount=self.people,
            missing=self.missing,
        )


def _count(units: Iterable[Unit], standings: Mapping[UnitId, Standing]) -> Tally:
    return tally(standings[unit.id] for unit in units if unit.id in standings)
