"""Gathers frozen evidence of how units took part, for criteria that rest on it (seed 001 V.1.d).

Which units have a row is data: those of the levels asked for, else every unit with compulsory
participants that has none of them above it. What lies below a unit is in its row.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from contest.evidence import Row, hundredths
from contest.model import Level, RoundId, Unit, UnitId
from contest.quotas import Category, QuotaPolicy, QuotaScope
from contest.shortfalls import Shortfall
from contest.statistics import Band, Quality, Reached, quality
from contest.units import ancestors
from handlers.ports.records import Contest, Round
from handlers.ports.repositories import UnitOfWork
from handlers.ports.statistics import ScoreCount, UnitPeople
from handlers.shortfalls import ShortfallTable, load_table
from handlers.statistics import rounds_to_report, total_points


@dataclass(frozen=True, slots=True)
class EvidenceScope:
    """What evidence is about.

    Attributes:
        rounds: in the order of their opening.
        under: code of the unit at the top; None for all units.
        levels: of the units that have a row; empty for the usual ones.
    """

    rounds: Sequence[Round]
    under: str | None = None
    levels: Sequence[Level] = ()


class RoundNeededError(Exception):
    """The quota must be met in each round, so a round has to be named."""


class ScopeGoneError(Exception):
    """The rounds or units that evidence is about are not there."""


async def evidence_of(
    tx: UnitOfWork, contest: Contest, scope: EvidenceScope, made_by: str, now: datetime
) -> dict[str, Any]:
    """The document, without its seal.

    Raises:
        RoundNeededError: if one quota is owed in each of several rounds.
        ScopeGoneError: if there is no such unit.
    """
    return {
        "contest": contest.name,
        "organiser": contest.organiser,
        "rounds": [await _round(tx, one) for one in scope.rounds],
        "under": scope.under,
        "levels": list(scope.levels),
        "quota_scope": contest.quotas.scope.value,
        "categories": list(contest.quotas.categories),
        "rows": await evidence_rows(tx, contest, scope),
        "made_by": made_by,
        "taken_at": now.isoformat(),
    }


async def evidence_rows(
    tx: UnitOfWork, contest: Contest, scope: EvidenceScope
) -> Sequence[dict[str, Any]]:
    """The figures of each unit, as they are now; raises as ``evidence_of`` does."""
    if contest.quotas.scope is QuotaScope.ROUND and len(scope.rounds) > 1:
        raise RoundNeededError
    table = await load_table(tx, contest, scope.rounds[-1])
    ids = [one.id for one in scope.rounds]
    figures = _Figures(
        table,
        {row.unit: row for row in await tx.statistics.people(ids)},
        await tx.statistics.scores(ids),
        {one.id: total_points(one) for one in scope.rounds},
    )
    return [figures.row(unit) for unit in _chosen(table, scope)]


async def scope_of_document(
    tx: UnitOfWork, document: Mapping[str, Any], now: datetime
) -> EvidenceScope:
    """What a document is about, found again.

    Raises:
        ScopeGoneError: if a round of it is not there.
    """
    numbers = [one["number"] for one in document["rounds"]]
    rounds = [one for one in await rounds_to_report(tx, now) if one.id in numbers]
    if len(rounds) != len(numbers):
        raise ScopeGoneError
    return EvidenceScope(rounds, document["under"], [Level(each) for each in document["levels"]])


def usual_units(units: Sequence[Unit], policy: QuotaPolicy) -> Sequence[Unit]:
    """Units with compulsory participants that have no such unit above them."""
    return [
        unit
        for unit in units
        if policy.rules_for(unit.level)
        and not any(policy.rules_for(above.level) for above in ancestors(unit, units))
    ]


async def _round(tx: UnitOfWork, one: Round) -> dict[str, Any]:
    return {
        "number": one.id,
        "name": one.name,
        "opens_at": one.window.opens_at.isoformat(),
        "closes_at": one.window.closes_at.isoformat(),
        "rules_version": one.rules.version,
        "result": await _result(tx, one.id),
    }


async def _result(tx: UnitOfWork, round_id: RoundId) -> dict[str, Any] | None:
    found = await tx.results.published(round_id) or await tx.results.latest(round_id)
    if found is None:
        return None
    return {
        "version": found.version,
        "state": found.state.value,
        "sha256": found.fingerprint,
        "is_current": await tx.results.is_current(found),
    }


def _chosen(table: ShortfallTable, scope: EvidenceScope) -> Sequence[Unit]:
    units = list(table.units.values())
    if scope.under is not None:
        root = next((unit for unit in units if unit.code == scope.under), None)
        if root is None:
            raise ScopeGoneError
        units = list(table.below(root.id))
    if not scope.levels:
        return usual_units(units, table.contest.quotas)
    return [unit for unit in units if unit.level in scope.levels]


@dataclass(frozen=True, slots=True)
class _Figures:
    """Figures of single units, to be added up over what lies below each.

    Attributes:
        totals: points of an entry with everything right, by round.
    """

    table: ShortfallTable
    people: Mapping[UnitId, UnitPeople]
    scores: Sequence[ScoreCount]
    totals: Mapping[RoundId, int]

    def row(self, unit: Unit) -> dict[str, Any]:
        """The row of a unit and all below it."""
        below = {each.id for each in self.table.below(unit.id)}
        known = {each for each in below if self.table.headcounts[each]}
        headcount = sum(self.table.headcounts[each] for each in known)
        finished_of_known = self._finished(known)
        sums = self.table.sums[unit.id]
        return {
            "code": unit.code,
            "name": unit.name,
            "level": unit.level,
            "participants": self._participants(below),
            "finished": self._finished(below),
            "headcount": headcount,
            "finished_of_headcount": finished_of_known,
            "rate_percent": hundredths(_percent(finished_of_known, headcount)),
            "quota_units": sums.quota_units,
            "quota_units_met": sums.met_units,
            "quota_met": sums.met_units == sums.quota_units if sums.quota_units else None,
            "missing": sums.missing,
            "quotas": [_quota(line) for line in sums.lines],
            **_quality(quality(self._reached(below))),
        }

    def _participants(self, units: Collection[UnitId]) -> int:
        return sum(row.people for unit, row in self.people.items() if unit in units)

    def _finished(self, units: Collection[UnitId]) -> int:
        return sum(row.finished for unit, row in self.people.items() if unit in units)

    def _reached(self, units: Collection[UnitId]) -> Iterable[Reached]:
        return (
            Reached(one.score, self.totals[one.round], one.entries)
            for one in self.scores
            if one.unit in units
        )


def _percent(part: int, whole: int) -> Fraction | None:
    return Fraction(100 * part, whole) if whole else None


def _quota(line: Shortfall) -> dict[str, Any]:
    return {
        "category": line.category,
        "base": line.base,
        "need": line.need,
        "done": line.done,
        "missing": line.missing,
        "met": line.met,
    }


def _quality(found: Quality) -> dict[str, Any]:
    counts = found.bands.counts
    return {
        "entries": found.entries,
        "mean_percent": hundredths(found.mean_percent),
        **{band.value: counts[band] for band in Band},
        "nothing_right": found.bands.nothing_right,
        "full_percent": hundredths(found.bands.share(Band.FULL).percent),
    }


def quota_of(row: Row, category: Category) -> Mapping[str, Any] | None:
    """What a row says of one category; None if none of its units has a rule for it."""
    return next((line for line in row["quotas"] if line["category"] == category), None)
