"""The figures of reports counted once more, in SQL that was written by hand.

Nothing here knows the tables or the statements of ``storage``: if both agree, both are right or
both are wrong in the same way, and that is unlikely.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.item_analysis import ItemSums
from contest.statistics import Band, Quality
from handlers.evidence import EvidenceScope, evidence_rows
from handlers.statistics import StatisticsReport, load_statistics
from tests.benchmarks.province import Province

# What is counted, written out again in every statement, so that each can be read alone.
_ROUNDS = """
SELECT r.name,
       count(DISTINCT a.unit_id) AS units,
       count(DISTINCT a.person_id) AS people,
       count(CASE WHEN a.state = 'finished' THEN 1 END) AS finished,
       count(CASE WHEN p.audience = 'citizens' THEN 1 END) AS citizens,
       count(CASE WHEN a.score = 15 THEN 1 END) AS full_marks,
       count(CASE WHEN a.score * 100 >= 75 * 15 AND a.score < 15 THEN 1 END) AS high,
       count(CASE WHEN a.score * 100 >= 25 * 15 AND a.score * 100 < 75 * 15 THEN 1 END) AS middle,
       count(CASE WHEN a.score * 100 < 25 * 15 THEN 1 END) AS low,
       count(CASE WHEN a.score = 0 THEN 1 END) AS none_right,
       sum(a.score) AS points
  FROM attempt a
  JOIN round r ON r.id = a.round_id
  JOIN person p ON p.id = a.person_id
 WHERE a.counted AND a.state IN ('finished', 'closed') AND NOT r.is_rehearsal
 GROUP BY r.name
"""
_PEOPLE = """
SELECT count(DISTINCT person_id) AS people,
       count(DISTINCT CASE WHEN state = 'finished' THEN person_id END) AS finished,
       count(DISTINCT unit_id) AS units
  FROM attempt WHERE counted AND state IN ('finished', 'closed')
"""
_UNITS = """
SELECT u.code,
       count(DISTINCT a.person_id) AS people,
       count(*) AS entries,
       sum(a.score) AS points,
       count(CASE WHEN a.score = 15 THEN 1 END) AS full_marks
  FROM unit u JOIN attempt a ON a.unit_id = u.id
 WHERE a.counted AND a.state IN ('finished', 'closed')
 GROUP BY u.code
"""
_ANSWERS = """
SELECT q.code,
       count(*) AS answered,
       sum(CASE WHEN w.points > 0 THEN 1 ELSE 0 END) AS correct,
       sum(CASE WHEN w.points > 0 THEN a.score - w.points ELSE 0 END) AS right_rest
  FROM answer w
  JOIN attempt a ON a.id = w.attempt_id
  JOIN question q ON q.id = w.question_id
 WHERE a.counted AND a.state IN ('finished', 'closed')
 GROUP BY q.code
"""
_DRAWN = """
SELECT count(*) AS drawn
  FROM attempt WHERE counted AND state IN ('finished', 'closed')
   AND ' ' || paper LIKE '% ' || CAST(:question AS TEXT) || ':%'
"""
_LEADERS = """
SELECT u.code, count(DISTINCT e.person_id) AS done
  FROM roster_entry e
  JOIN unit u ON u.id = e.unit_id
  JOIN attempt a ON a.person_id = e.person_id
 WHERE e.category = 'leaders' AND e.match = 'confirmed'
   AND a.counted AND a.state = 'finished'
 GROUP BY u.code
"""


async def check_figures(province: Province) -> int:
    """Compare every figure of the reports with the count by hand; returns how many there were.

    Raises:
        AssertionError: if one differs; it says which.
    """
    async with province.begin.reading() as tx:
        contest = await tx.rounds.contest()
        assert contest is not None
        report = await load_statistics(tx, contest, province.rounds, province.now)
        levels = sorted({unit.level for unit in province.units})
        rows = await evidence_rows(tx, contest, EvidenceScope(province.rounds, None, levels))
    async with province.database.read() as connection:
        pairs = {
            **await _rounds(connection, report),
            **await _totals(connection, report),
            **await _units(connection, report),
            **await _items(connection, report),
            **await _evidence(connection, rows),
        }
    wrong = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    assert not wrong, (
        f"{len(wrong)} of {len(pairs)} figures differ: {dict(list(wrong.items())[:5])}"
    )
    return len(pairs)


Pairs = dict[str, tuple[Any, Any]]
"""By name: the figure of the report, and the one counted by hand."""


async def _rounds(connection: AsyncConnection, report: StatisticsReport) -> Pairs:
    by_name = {row.name: row for row in await connection.execute(text(_ROUNDS))}
    pairs: Pairs = {"rounds": (len(report.rounds), len(by_name))}
    for one in report.rounds:
        row, bands = by_name[one.round.name], one.quality.bands
        figures = {
            "units": (one.units, row.units),
            "people": (one.people, row.people),
            "finished": (one.finished, row.finished),
            "citizens": (list(one.groups.values())[1], row.citizens),
            "nothing": (bands.nothing_right, row.none_right),
            "points": (_points(one.quality), int(row.points)),
            "bands": (
                [bands.counts[band] for band in Band],
                [row.full_marks, row.high, row.middle, row.low],
            ),
            "sum of bands": (sum(bands.counts.values()), row.people),
        }
        pairs |= {f"{one.round.name}, {name}": pair for name, pair in figures.items()}
    return pairs


async def _totals(connection: AsyncConnection, report: StatisticsReport) -> Pairs:
    row = (await connection.execute(text(_PEOPLE))).one()
    return {
        "people": (report.people, row.people),
        "finished": (report.finished, row.finished),
        "units": (len(report.by_unit), row.units),
    }


async def _units(connection: AsyncConnection, report: StatisticsReport) -> Pairs:
    pairs: Pairs = {}
    ids = {unit.code: unit.id for unit in report.units.values()}
    for row in await connection.execute(text(_UNITS)):
        found = report.by_unit[ids[row.code]]
        pairs |= {
            f"{row.code}, people": (found.people, row.people),
            f"{row.code}, entries": (found.quality.entries, row.entries),
            f"{row.code}, points": (_points(found.quality), int(row.points)),
            f"{row.code}, full": (found.quality.bands.counts[Band.FULL], row.full_marks),
        }
    return pairs


async def _items(connection: AsyncConnection, report: StatisticsReport) -> Pairs:
    pairs: Pairs = {}
    items = {item.code: item for item in report.items}
    for row in await connection.execute(text(_ANSWERS)):
        item = items[row.code]
        drawn = await connection.execute(text(_DRAWN), {"question": str(item.question)})
        pairs |= {f"{row.code}, {name}": pair for name, pair in _item(item.sums, row).items()}
        pairs[f"{row.code}, drawn"] = (item.sums.drawn, drawn.scalar_one())
    return pairs


def _item(sums: ItemSums, row: Any) -> Pairs:
    return {
        "answered": (sums.answered, row.answered),
        "right": (sums.right, row.correct),
        "right rest": (sums.right_rest, row.right_rest),
    }


async def _evidence(connection: AsyncConnection, rows: Any) -> Pairs:
    done = {row.code: row.done for row in await connection.execute(text(_LEADERS))}
    return {
        f"{row['code']}, leaders": (row["quotas"][0]["done"], done.get(row["code"], 0))
        for row in _single(rows)
    }


def _single(rows: Any) -> list[Mapping[str, Any]]:
    """Rows of units with leaders and nothing below them."""
    return [row for row in rows if row["quotas"] and row["level"] in {"SO", "XA"}]


def _points(found: Quality) -> Any:
    """Points of all entries: each has 15 at most, so one percent is 0.15."""
    return found.percent_sum * 15 / 100
