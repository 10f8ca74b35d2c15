"""Who is missing from compulsory participation: the table of all units, and its lines in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contest.model import RoundId, Unit, UnitId
from contest.quotas import Category, QuotaRules, QuotaScope
from contest.shortfalls import (
    RollUp,
    Shortfall,
    UnitShortfall,
    assess,
    headcount,
    roll_up,
    tally,
    without_excluded,
)
from contest.units import subtree
from handlers.call import Call
from handlers.formats import closing_text, local_day
from handlers.ports.records import Contest, Round, Standing, Strength
from handlers.ports.repositories import UnitOfWork
from handlers.ports.rosters import CategoryCount
from handlers.rounds import round_at_hand
from handlers.texts.loader import MissingTextError, Wording

Holders = Mapping[Category, int]
"""People by the one category that they hold."""


@dataclass(frozen=True, slots=True)
class ShortfallTable:
    """What every unit owes in a round, on one reading of the database.

    Attributes:
        owed: of every unit; those without a quota have no lines.
        sums: of every unit together with all units below.
        standings: people who registered, play and have finished, by the unit they took part for.
        headcounts: people of each unit, nobody twice; 0 if that is not known.
        listed: people on the roster of each unit; units without a roster are left out.
    """

    round: Round
    contest: Contest
    units: Mapping[UnitId, Unit]
    owed: Mapping[UnitId, UnitShortfall]
    sums: Mapping[UnitId, RollUp]
    strengths: Mapping[UnitId, Strength]
    standings: Mapping[UnitId, Standing]
    headcounts: Mapping[UnitId, int]
    listed: Mapping[UnitId, int]

    @property
    def scope(self) -> RoundId | None:
        """The round in which people have to finish; None if any round will do."""
        return scope_of(self.contest, self.round)

    def below(self, unit: UnitId) -> Sequence[Unit]:
        """A unit and all units below it."""
        return subtree(unit, list(self.units.values()))


async def load_table(tx: UnitOfWork, contest: Contest, of_round: Round) -> ShortfallTable:
    """The table of all units that exist on the day on which the round opens."""
    day = local_day(of_round.window.opens_at)
    policy = contest.quotas
    units = {unit.id: unit for unit in await tx.units.existing_on(day)}
    strengths = {one.unit: one for one in await tx.units.strengths(day)}
    counts = _by_unit(await tx.rosters.counts(scope_of(contest, of_round)))
    owed: dict[UnitId, UnitShortfall] = {}
    headcounts: dict[UnitId, int] = {}
    for unit in units.values():
        rules = policy.rules_for(unit.level)
        listed = counts.get(unit.id, ())
        whole = _strength(rules, strengths.get(unit.id), listed)
        excluded = tally(rules, {each.category: each.excluded for each in listed})
        done = tally(rules, {each.category: each.done for each in listed})
        owed[unit.id] = assess(policy, unit, without_excluded(policy, whole, excluded), done)
        headcounts[unit.id] = headcount(rules, whole)
    return ShortfallTable(
        of_round,
        contest,
        units,
        owed,
        roll_up(policy, units.values(), owed.values()),
        strengths,
        {row.unit: row for row in await tx.units.standings(of_round.id, day)},
        headcounts,
        {unit: sum(each.listed for each in found) for unit, found in counts.items()},
    )


async def own_table(tx: UnitOfWork, call: Call) -> tuple[ShortfallTable, Sequence[UnitId]] | None:
    """The table of the round at hand and those units in it that the sender leads; None if none."""
    table = await table_at_hand(tx, call)
    own = [unit for unit in call.own_units if table is not None and unit in table.units]
    return (table, own) if table is not None and own else None


async def table_at_hand(tx: UnitOfWork, call: Call) -> ShortfallTable | None:
    """The table of the round at hand; None without a contest or a round."""
    contest, at_hand = await tx.rounds.contest(), await round_at_hand(tx, call.now)
    if contest is None or at_hand is None:
        return None
    return await load_table(tx, contest, at_hand)


def scope_of(contest: Contest, of_round: Round) -> RoundId | None:
    """The round in which people have to finish; None if any round that counts will do."""
    return of_round.id if contest.quotas.scope is QuotaScope.ROUND else None


def category_name(category: Category, say: Wording) -> str:
    """What a category is called; a category of another law's rules goes by its own name."""
    try:
        return say(f"category-{category.replace('_', '-')}")
    except MissingTextError:
        return category


def gap_line(line: Shortfall, say: Wording) -> str:
    """One category in one line: done of base, how many are needed, how many are missing."""
    return say(
        "shortfall-met" if line.met else "shortfall-gap",
        category=category_name(line.category, say),
        done=line.done,
        base=line.base,
        need=line.need,
        missing=line.missing,
    )


async def group_text(tx: UnitOfWork, call: Call, unit: UnitId) -> str:
    """How a unit stands, for its group: numbers only, never a name (invariant 11)."""
    table = await table_at_hand(tx, call)
    if table is None or unit not in table.units:
        return call.say("play-no-round")
    return unit_text(table, unit, call.say)


def unit_text(table: ShortfallTable, unit: UnitId, say: Wording) -> str:
    """How a unit stands in numbers, one line for each category."""
    heading = say(
        "shortfall-heading",
        unit=table.units[unit].name,
        round=table.round.name,
        closes=closing_text(table.round.window.closes_at, say),
    )
    return "\n".join((heading, *quota_lines(table.owed[unit], say)))


def quota_lines(owed: UnitShortfall, say: Wording) -> Sequence[str]:
    """One line for each category in which somebody must take part, and what they come to."""
    if not owed.has_quota:
        return [say("shortfall-no-quota")]
    lines = [gap_line(line, say) for line in owed.lines if line.need]
    return [
        *lines,
        say("shortfall-all-met" if owed.met else "shortfall-total", missing=owed.missing),
    ]


def _by_unit(counts: Sequence[CategoryCount]) -> Mapping[UnitId, Sequence[CategoryCount]]:
    found: dict[UnitId, list[CategoryCount]] = {}
    for each in counts:
        found.setdefault(each.unit, []).append(each)
    return found


def _strength(
    rules: QuotaRules, known: Strength | None, listed: Sequence[CategoryCount]
) -> Holders:
    """The headcounts of a unit; a category of unknown headcount has those on the roster."""
    on_roster = tally(rules, {each.category: each.listed for each in listed})
    stated = known.headcounts if known else {}
    return {
        category: stated.get(category, 0) or on_roster.get(category, 0)
        for category in {*stated, *on_roster}
    }
