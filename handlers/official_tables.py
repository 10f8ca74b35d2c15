"""The tables of an official report (báo cáo), with figures as they are written in Vietnamese."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from contest.model import Audience, Level, Unit
from contest.results import ResultLine
from contest.statistics import Band
from contest.units import label
from handlers.certificates import total_of
from handlers.formats import percent_text
from handlers.ports.records import Round
from handlers.ports.repositories import UnitOfWork
from handlers.progress_pictures import level_name
from handlers.quality_pictures import band_name
from handlers.shortfalls import ShortfallTable
from handlers.statistics import RoundFigures, StatisticsReport
from handlers.texts.loader import Wording

BEST = 10
"""People named as the best of each prize group, as the leaderboard shows them."""


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One round in the table of rounds."""

    name: str
    people: str
    units: str
    full_share: str


@dataclass(frozen=True, slots=True)
class LevelRow:
    """Units of one level with a quota; counts of units, and of the people whom they miss."""

    level: str
    units: str
    met: str
    unmet: str
    missing: str


@dataclass(frozen=True, slots=True)
class BandRow:
    """One quality band, with its share of all entries."""

    band: str
    entries: str
    share: str


@dataclass(frozen=True, slots=True)
class BestRow:
    """One of the best; of a published result."""

    group: str
    rank: str
    name: str = field(repr=False)
    unit: str
    score: str


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit in the annex; ``headcount`` and ``share`` are a dash where it is not known."""

    number: str
    name: str
    headcount: str
    people: str
    share: str
    quota: str


def round_rows(figures: StatisticsReport, say: Wording) -> Sequence[RoundRow]:
    """All rounds up to the last one reported on; none where there is but one."""
    series = figures.series
    return [_round_row(one, say) for one in series] if len(series) > 1 else []


def _round_row(one: RoundFigures, say: Wording) -> RoundRow:
    bands = one.quality.bands
    full = percent_text(bands.counts[Band.FULL], bands.total, say) if bands.total else "–"
    return RoundRow(one.round.name, _count(one.people, say), _count(one.units, say), full)


def level_rows(table: ShortfallTable, say: Wording) -> Sequence[LevelRow]:
    """Each level that has units with a quota."""
    by_level: dict[Level, list[Unit]] = {}
    for unit in table.units.values():
        if table.owed[unit.id].has_quota:
            by_level.setdefault(unit.level, []).append(unit)
    rows = []
    for level, units in by_level.items():
        owed = [table.owed[unit.id] for unit in units]
        met = sum(each.met for each in owed)
        counts = (len(units), met, len(units) - met, sum(each.missing for each in owed))
        rows.append(LevelRow(level_name(level, say), *(_count(each, say) for each in counts)))
    return rows


def band_rows(figures: StatisticsReport, say: Wording) -> Sequence[BandRow]:
    """Every quality band; none where there are no entries."""
    bands = figures.quality.bands
    if not bands.total:
        return []
    return [
        BandRow(
            band_name(band, say),
            _count(bands.counts[band], say),
            percent_text(bands.counts[band], bands.total, say),
        )
        for band in Band
    ]


async def best_rows(tx: UnitOfWork, one: Round, say: Wording) -> Sequence[BestRow]:
    """The best of each prize group in the published result; none before there is one."""
    result = await tx.results.published(one.id)
    if result is None:
        return []
    found: list[ResultLine] = []
    for after in range(0, result.participants, 1_000):
        lines = await tx.results.page(result, after, 1_000)
        found += [line for line in lines if line.group_rank <= BEST]
        # Prize groups are ranked together, so the last of one may come late.
        if all(_is_full(found, audience) for audience in Audience):
            break
    return [
        _best_row(line, one, say)
        for audience in Audience
        for line in found
        if line.audience is audience
    ]


def _is_full(lines: Iterable[ResultLine], audience: Audience) -> bool:
    return sum(line.audience is audience for line in lines) >= BEST


def _best_row(line: ResultLine, one: Round, say: Wording) -> BestRow:
    return BestRow(
        say(f"audience-{line.audience.value}"),
        str(line.group_rank),
        line.full_name or say("leaderboard-erased"),
        line.unit_name,
        f"{line.score}/{total_of(one)}",
    )


def unit_rows(table: ShortfallTable, figures: StatisticsReport, say: Wording) -> Sequence[UnitRow]:
    """Every unit that has a quota or people who took part."""
    rows: list[UnitRow] = []
    for unit in table.units.values():
        own = figures.by_unit.get(unit.id)
        people, headcount = own.people if own else 0, table.headcounts[unit.id]
        if people or table.owed[unit.id].has_quota:
            rows.append(
                UnitRow(
                    str(len(rows) + 1),
                    label(unit, table.units.values()),
                    _count(headcount, say) if headcount else "–",
                    _count(people, say),
                    percent_text(people, headcount, say) if headcount else "–",
                    _quota(table, unit, say),
                )
            )
    return rows


def _quota(table: ShortfallTable, unit: Unit, say: Wording) -> str:
    owed = table.owed[unit.id]
    if not owed.has_quota:
        return say("paper-encouraged")
    return say("paper-met") if owed.met else say("paper-missing", missing=owed.missing)


def _count(number: int, say: Wording) -> str:
    return say("chart-value", value=number)
