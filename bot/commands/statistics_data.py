"""Statistics as plain JSON values for scripts; names and order are fixed (design.md 7)."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from contest.item_analysis import ItemSums
from contest.previous import PreviousUnit, compare, compare_units, total
from contest.statistics import Band, Quality
from contest.trends import Trend, trend
from handlers.statistics import RoundFigures, StatisticsReport
from handlers.statistics_texts import SERIES


def of_report(report: StatisticsReport, earlier: Sequence[PreviousUnit]) -> dict[str, Any]:
    """Everything that is reported.

    Args:
        earlier: figures of an earlier contest; empty if there are none to compare with.
    """
    return {
        "rounds": [_of_round(one) for one in report.rounds],
        "units": len(report.by_unit),
        "expected_units": report.expected,
        "expected_units_with_entries": report.expected_with_entries,
        "people": report.people,
        "finished": report.finished,
        "attempts": report.attempts,
        **_of_quality(report.quality),
        "changes": _changes(report.series),
        "previous": _previous(report, earlier) if earlier else None,
        "by_unit": _by_unit(report),
        "topics": [{"topic": topic, **_of_items(sums)} for topic, sums in report.topics.items()],
        "questions": [
            {
                "code": item.code,
                "version": item.version,
                "topic": item.topic,
                "text": item.text,
                **_of_items(item.sums),
            }
            for item in report.items
        ],
    }


def _of_round(one: RoundFigures) -> dict[str, Any]:
    return {
        "number": one.round.id,
        "name": one.round.name,
        "units": one.units,
        "people": one.people,
        "finished": one.finished,
        "attempts": one.attempts,
        "groups": {audience.value: people for audience, people in one.groups.items()},
        **_of_quality(one.quality),
    }


def _of_quality(found: Quality) -> dict[str, Any]:
    return {
        "entries": found.entries,
        "bands": {band.value: found.bands.counts[band] for band in Band},
        "nothing_right": found.bands.nothing_right,
        "mean_percent": _rounded(found.mean_percent),
    }


def _of_items(sums: ItemSums) -> dict[str, Any]:
    apart = sums.discrimination
    return {
        "drawn": sums.drawn,
        "answered": sums.answered,
        "right": sums.right,
        "right_percent": _rounded(sums.share_right.percent),
        "discrimination": None if apart is None else round(apart, 3),
        "median_seconds": _rounded(sums.median_seconds),
    }


def _by_unit(report: StatisticsReport) -> list[dict[str, Any]]:
    return [
        {
            "code": unit.code,
            "name": unit.name,
            "level": unit.level,
            "people": found.people,
            "finished": found.finished,
            **_of_quality(found.quality),
        }
        for unit in report.units.values()
        if (found := report.by_unit.get(unit.id))
    ]


def _changes(series: Sequence[RoundFigures]) -> dict[str, Any]:
    """Of the last round of the series; None where nothing is to be compared yet."""
    if not series or not series[-1].is_over:
        return {"since_previous": None, "since_first": None}
    numbers = {name: [figure(one) for one in series] for name, figure in SERIES.items()}
    return {
        "since_previous": _steps({name: each[-2:] for name, each in numbers.items()}),
        "since_first": _steps({name: [each[0], each[-1]] for name, each in numbers.items()})
        if len(series) > 1
        else None,
    }


def _steps(numbers: dict[str, list[int]]) -> dict[str, Any] | None:
    if any(len(each) < 2 for each in numbers.values()):
        return None
    return {name: _change(trend(each[0], each[1])) for name, each in numbers.items()}


def _previous(report: StatisticsReport, earlier: Sequence[PreviousUnit]) -> dict[str, Any]:
    before, change = total(earlier), compare(total(earlier), report.figures)
    by_unit = compare_units(earlier, report.entries_by_code())
    return {
        "units": before.units,
        "entries": before.entries,
        "people": before.people,
        "changes": {
            "units": _change(change.units),
            "entries": _change(change.entries),
            "people": _change(change.people) if change.people else None,
        },
        "by_unit": [
            {"code": code, "entries": _change(one) if one else None}
            for code, one in by_unit.items()
        ],
    }


def _change(one: Trend) -> dict[str, Any]:
    return {
        "direction": one.direction.value,
        "change": one.change,
        "percent": _rounded(one.percent),
    }


def _rounded(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 2)
