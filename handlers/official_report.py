"""The words and figures of an official report (báo cáo) on rounds of a contest, in Vietnamese.

Every figure names what it counts; something has risen only if it rose. Names are in it only once
the result is published.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from contest.letterhead import Letterhead
from contest.model import Audience
from contest.trends import to_tenths, trend
from handlers.certificates import day_numbers, day_text, heads_of
from handlers.formats import closing_text, instant_text, local_day, percent_text
from handlers.official_tables import (
    BandRow,
    BestRow,
    LevelRow,
    RoundRow,
    UnitRow,
    band_rows,
    best_rows,
    level_rows,
    round_rows,
    unit_rows,
)
from handlers.ports.contents import Image
from handlers.ports.records import Contest, Round
from handlers.ports.repositories import UnitOfWork
from handlers.progress_pictures import levels_picture
from handlers.quality_pictures import bands_picture
from handlers.shortfalls import ShortfallTable, load_table
from handlers.statistics import RoundFigures, StatisticsReport, load_statistics
from handlers.texts.loader import DEFAULT_LOCALE, Wording, wording


@dataclass(frozen=True, slots=True)
class OfficialReport:
    """A report, ready to be filled into a template; texts are whole sentences in Vietnamese.

    Attributes:
        heads: who reports: the authority above, which may be empty, and the agency.
        number: with its symbol.
        annex_of: which report the annex belongs to; the decree wants it on the annex.
        rounds: all rounds from the first to the last one reported on.
        levels_chart, bands_chart: None where there is nothing to show.
    """

    heads: tuple[str, str]
    number: str
    place_and_day: str
    subject: str
    opening: str
    schedule: Sequence[str]
    participation: Sequence[str]
    comparison: Sequence[str]
    quotas: str
    quality: str
    ranking: str
    rounds: Sequence[RoundRow]
    levels: Sequence[LevelRow]
    bands: Sequence[BandRow]
    best: Sequence[BestRow]
    units: Sequence[UnitRow]
    annex: str
    annex_of: str
    signer_titles: Sequence[str]
    signer: str
    recipients: Sequence[str]
    levels_chart: Image | None
    bands_chart: Image | None


async def report_on(
    tx: UnitOfWork,
    contest: Contest,
    rounds: Sequence[Round],
    letterhead: Letterhead,
    number: str,
    now: datetime,
) -> OfficialReport:
    """The report on some rounds.

    Args:
        rounds: at least one, in the order of their opening, no rehearsal; several make it a report
            on the contest.
        number: as the office's register gives it, with or without its symbol; may be empty.
    """
    say, last = wording(DEFAULT_LOCALE), rounds[-1]
    figures = await load_statistics(tx, contest, rounds, now, with_items=False)
    table = await load_table(tx, contest, last)
    subject = contest.name if len(rounds) > 1 else last.name
    best = await best_rows(tx, rounds[-1], say) if len(rounds) == 1 else []
    *authority, agency = ("", *heads_of(letterhead, contest))
    parts, units = _number(number, letterhead.report_symbol), unit_rows(table, figures, say)
    return OfficialReport(
        heads=(authority[-1], agency),
        number=say("paper-number", **parts),
        place_and_day=day_text(letterhead.place or "…………", local_day(now), say),
        subject=_subject(contest, rounds, say),
        opening=say("paper-opening", contest=contest.name, agency=_agency(letterhead, contest)),
        schedule=[_schedule(one, say) for one in rounds],
        participation=[
            *_participation(figures, now, say),
            *([say("paper-annexed")] if units else []),
        ],
        comparison=_comparison(figures, say),
        quotas=_quotas(table, now, say),
        quality=_quality(figures, say),
        ranking=say("paper-best" if best else "paper-best-none"),
        rounds=round_rows(figures, say),
        levels=level_rows(table, say),
        bands=band_rows(figures, say),
        best=best,
        units=units,
        annex=say("paper-annex", round=subject).upper(),
        annex_of=say(
            "paper-annex-of",
            **parts,
            **day_numbers(local_day(now)),
            agency=_agency(letterhead, contest),
            at=instant_text(now, say),
        ),
        signer_titles=letterhead.signer_titles,
        signer=letterhead.signer,
        recipients=_recipients(letterhead, say),
        levels_chart=levels_picture(table, now, say),
        bands_chart=bands_picture(subject, figures.quality.bands, now, say),
    )


def _number(number: str, symbol: str) -> dict[str, str]:
    """A number whose symbol was typed with it keeps that one; none leaves room to write."""
    typed, _, own = number.partition("/")
    return {"number": typed or "      ", "symbol": own or symbol}


def _subject(contest: Contest, rounds: Sequence[Round], say: Wording) -> str:
    if len(rounds) > 1:
        return say("paper-subject-contest", contest=contest.name)
    return say("paper-subject-round", contest=contest.name, round=rounds[0].name)


def _agency(letterhead: Letterhead, contest: Contest) -> str:
    return letterhead.agency or contest.organiser


def _recipients(letterhead: Letterhead, say: Wording) -> Sequence[str]:
    """Each line ends as in official papers: a semicolon, and a full stop after the last."""
    lines = [line.rstrip(" ;.") for line in letterhead.recipients or (say("paper-archive"),)]
    return [*(f"- {line};" for line in lines[:-1]), f"- {lines[-1]}."]


def _schedule(one: Round, say: Wording) -> str:
    return say(
        "paper-schedule",
        round=one.name,
        opens=instant_text(one.window.opens_at, say),
        closes=closing_text(one.window.closes_at, say),
        questions=one.rules.question_count,
        minutes=round(one.rules.attempt_limit.total_seconds() / 60),
    )


def _participation(figures: StatisticsReport, now: datetime, say: Wording) -> Sequence[str]:
    at, units = instant_text(now, say), len(figures.by_unit)
    sentences = [
        say("paper-people", at=at, people=figures.people, units=units),
        say("paper-entries", entries=figures.quality.entries, attempts=figures.attempts),
    ]
    if figures.expected:
        share = percent_text(figures.expected_with_entries, figures.expected, say)
        sentences.append(
            say(
                "paper-expected",
                present=figures.expected_with_entries,
                expected=figures.expected,
                share=share,
            )
        )
    if len(figures.rounds) == 1:
        groups = figures.rounds[0].groups
        sentences.append(
            say(
                "paper-groups",
                officials=groups[Audience.OFFICIALS],
                citizens=groups[Audience.CITIZENS],
            )
        )
    return sentences


def _comparison(figures: StatisticsReport, say: Wording) -> Sequence[str]:
    """Each round that is over against the one before; nothing of a first round."""
    chosen = {one.round.id for one in figures.rounds if one.is_over}
    pairs = zip(figures.series, figures.series[1:], strict=False)
    return [_compared(earlier, later, say) for earlier, later in pairs if later.round.id in chosen]


def _compared(earlier: RoundFigures, later: RoundFigures, say: Wording) -> str:
    return say(
        "paper-compared",
        round=later.round.name,
        earlier=earlier.round.name,
        people=_trend(earlier.people, later.people, "paper-unit-people", say),
        units=_trend(earlier.units, later.units, "paper-unit-units", say),
    )


def _trend(earlier: int, later: int, what: str, say: Wording) -> str:
    change = trend(earlier, later)
    amount: dict[str, int | float | str] = {"change": abs(change.change), "percent": "none"}
    if change.percent is not None:
        amount["percent"] = float(to_tenths(abs(change.percent)))
    return say(f"paper-{change.direction}", what=say(what), now=later, **amount)


def _quotas(table: ShortfallTable, now: datetime, say: Wording) -> str:
    owing = [owed for owed in table.owed.values() if owed.has_quota]
    if not owing:
        return say("paper-no-quotas")
    met = sum(owed.met for owed in owing)
    return say(
        "paper-quotas",
        at=instant_text(now, say),
        met=met,
        of=len(owing),
        share=percent_text(met, len(owing), say),
        missing=sum(owed.missing for owed in owing),
    )


def _quality(figures: StatisticsReport, say: Wording) -> str:
    mean = figures.quality.mean_percent
    if mean is None:
        return say("paper-no-entries")
    return say("paper-quality", entries=figures.quality.entries, mean=float(to_tenths(mean)))
