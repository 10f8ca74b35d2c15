"""What reports say in words: every figure with its denominator, every change with what it is of."""

from collections.abc import Callable, Iterable, Sequence

from contest.previous import PreviousUnit, compare, compare_units, total
from contest.statistics import Band, Quality
from contest.trends import Trend, is_rising, to_tenths, trend
from handlers.digest_texts import trend_text
from handlers.formats import percent_text
from handlers.statistics import RoundFigures, StatisticsReport
from handlers.texts.loader import Wording

_NAMED = 10
"""Units that cannot be compared which are named."""

SERIES: dict[str, Callable[[RoundFigures], int]] = {
    "units": lambda one: one.units,
    "people": lambda one: one.people,
}
"""What is followed from round to round."""


def total_lines(report: StatisticsReport, say: Wording) -> Iterable[str]:
    """All rounds reported on together."""
    yield say(
        "statistics-units",
        units=len(report.by_unit),
        met=report.expected_with_entries,
        expected=report.expected,
    )
    yield say("statistics-people", people=report.people, finished=report.finished)
    yield say("statistics-attempts", attempts=report.attempts, entries=report.quality.entries)
    yield from quality_lines(report.quality, say)


def quality_lines(found: Quality, say: Wording) -> Iterable[str]:
    """Bands and mean of counted entries; nothing without any."""
    if found.mean_percent is None:
        return
    bands = "; ".join(
        say(
            "cli-round-band",
            band=band.value,
            people=found.bands.counts[band],
            share=percent_text(found.bands.counts[band], found.entries, say),
        )
        for band in Band
    )
    yield say("statistics-bands", bands=bands, total=found.entries)
    mean = float(to_tenths(found.mean_percent))
    yield say("statistics-mean", percent=mean, nothing=found.bands.nothing_right)


def change_lines(series: Sequence[RoundFigures], say: Wording) -> Iterable[str]:
    """The last round against the one before and the first; "rising" only if every step rose."""
    if len(series) < 2 or not series[-1].is_over:
        return
    for name, figure in SERIES.items():
        numbers = [figure(one) for one in series]
        before = _since(series[-2], figure(series[-2]), trend(numbers[-2], numbers[-1]), say)
        parts = [before]
        if len(series) > 2:
            parts.append(_since(series[0], numbers[0], trend(numbers[0], numbers[-1]), say))
            if is_rising(numbers):
                parts.append(say("statistics-rising", count=len(series)))
        last = series[-1].round.name
        changes = "; ".join(parts)
        yield say("statistics-change", name=name, round=last, count=numbers[-1], changes=changes)


def previous_lines(
    report: StatisticsReport, previous: Sequence[PreviousUnit], name: str, say: Wording
) -> Iterable[str]:
    """Against an earlier contest.

    Args:
        name: of that contest, or of the file with its figures.
    """
    earlier = total(previous)
    change = compare(earlier, report.figures)
    yield say(
        "statistics-previous",
        name=name,
        units=earlier.units,
        entries=earlier.entries,
        unit_change=trend_text(change.units, say),
        entry_change=trend_text(change.entries, say),
    )
    if change.people is not None:
        people = trend_text(change.people, say)
        yield say("statistics-previous-people", people=earlier.people or 0, change=people)
    by_unit = compare_units(previous, report.entries_by_code())
    missing = [code for code, one in by_unit.items() if one is None]
    if any(row.now for row in previous) and missing:
        named = ", ".join(missing[:_NAMED]) + (", …" if len(missing) > _NAMED else "")
        yield say("statistics-not-comparable", count=len(missing), of=len(by_unit), units=named)


def _since(earlier: RoundFigures, count: int, change: Trend, say: Wording) -> str:
    text = trend_text(change, say)
    return say("statistics-since", round=earlier.round.name, count=count, change=text)
