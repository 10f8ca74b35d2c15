"""What the weekly digest says: every change with what it is compared with, rising only if it rose.

Units are named, people never: the same text goes into groups (invariant 11).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from contest.digests import Digest, UnitRate, Week
from contest.model import Unit
from contest.trends import Trend, is_rising, to_tenths, trend
from contest.units import label
from handlers.formats import closing_text, date_text, percent_text
from handlers.ports.contents import Text
from handlers.ports.records import Contest, Round
from handlers.texts.loader import Wording


def digest_text(
    contest: Contest,
    reported: Round,
    digest: Digest,
    units: Sequence[Unit],
    now: datetime,
    say: Wording,
) -> Text:
    """The whole digest in one language."""
    week = digest.weeks[-1]
    closes = closing_text(reported.window.closes_at, say)
    lines = [
        say("digest-heading", contest=contest.name, round=reported.name, day=date_text(week.day)),
        say("report-open" if reported.window.contains(now) else "report-over", closes=closes),
        *_sums(week, say),
        *_changes(digest.weeks, say),
        *_ranked("report-leading", digest.leading, units, say),
        *_ranked("report-lagging", digest.lagging, units, say),
    ]
    return Text("\n".join(lines))


def _sums(week: Week, say: Wording) -> Iterable[str]:
    if week.quota_units:
        unmet = week.quota_units - week.met_units
        yield say("digest-units", met=week.met_units, of=week.quota_units, unmet=unmet)
    if week.headcount:
        rate = percent_text(week.finished, week.headcount, say)
        yield say("digest-people", finished=week.finished, headcount=week.headcount, rate=rate)
    if week.others:
        yield say("digest-others", finished=week.others)


def _changes(weeks: Sequence[Week], say: Wording) -> Iterable[str]:
    """Against the digest before, then over all digests of the round if there are more."""
    if len(weeks) == 1:
        yield say("digest-first")
        return
    yield _compared(weeks[-2], weeks[-1], say)
    if len(weeks) > 2:
        yield _compared(weeks[0], weeks[-1], say)
        if is_rising([week.met_units for week in weeks]):
            yield say("digest-rising", count=len(weeks))


def _compared(earlier: Week, week: Week, say: Wording) -> str:
    return say(
        "digest-since",
        day=date_text(earlier.day),
        met=earlier.met_units,
        of=earlier.quota_units,
        finished=earlier.finished,
        headcount=earlier.headcount,
        units=trend_text(trend(earlier.met_units, week.met_units), say),
        people=trend_text(trend(earlier.finished, week.finished), say),
    )


def trend_text(change: Trend, say: Wording) -> str:
    """Up or down, by how much, and by how many percent of what it was if that was anything."""
    amount: dict[str, int | float | str] = {"change": abs(change.change), "percent": "none"}
    if change.percent is not None:
        amount["percent"] = float(to_tenths(abs(change.percent)))
    return say(f"digest-{change.direction}", **amount)


def _ranked(
    key: str, rates: Sequence[UnitRate], units: Sequence[Unit], say: Wording
) -> Sequence[str]:
    by_id = {unit.id: unit for unit in units}
    lines = [
        say(
            "report-unit",
            unit=label(by_id[one.unit], units),
            finished=one.finished,
            headcount=one.headcount,
            rate=percent_text(one.finished, one.headcount, say),
        )
        for one in rates
        if one.unit in by_id
    ]
    return ["", say(key), *lines] if lines else []
