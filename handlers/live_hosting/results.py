"""The result of a finished live round as organisers read it: names and points, never in a group."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from contest.live import State
from contest.live_standings import response_time
from contest.model import Unit, UnitId
from contest.units import label
from handlers.formats import local_day, response_text
from handlers.live_standings import unit_line, units_heading
from handlers.ports.contents import Content, Text
from handlers.ports.live_records import HostedRound, Shows
from handlers.ports.live_standings import PlacedScore, UnitPlace
from handlers.ports.repositories import UnitOfWork
from handlers.texts.loader import Wording

SHOWN = 10
"""Places in chat; the command line and the workbook have them all."""


@dataclass(frozen=True, slots=True)
class ResultLine:
    """What somebody has reached.

    Attributes:
        full_name: None of somebody whose data have been erased.
        unit: None of a unit that is not stored any more.
        response: time of all answers, where a question without one counts with its whole limit.
    """

    rank: int
    full_name: str | None = field(repr=False)
    unit: Unit | None
    unit_name: str
    points: int = field(repr=False)
    right: int = field(repr=False)
    answered: int
    response: timedelta


@dataclass(frozen=True, slots=True)
class LiveResult:
    """All places of a finished round; ``counted`` questions were not annulled."""

    hosted: HostedRound
    counted: int
    people: Sequence[ResultLine]
    units: Sequence[UnitPlace]


async def load_result(tx: UnitOfWork, hosted: HostedRound, say: Wording) -> LiveResult | None:
    """The result of a round; None if it has not finished or is still being written."""
    if hosted.live.state is not State.FINISHED:
        return None
    people = await tx.live.results(hosted.id)
    units = await tx.live.unit_results(hosted.id)
    if people is None or units is None:
        return None
    counted = hosted.live.position - len(hosted.live.annulled)
    existing = await tx.units.existing_on(local_day(hosted.live.starts_at))
    found = {unit.id: unit for unit in existing}
    gone = say("leaderboard-unit-gone")
    names = {unit.id: label(unit, existing) for unit in existing}
    lines = [
        _line(each, hosted, counted, found, names.get(each.score.unit, gone)) for each in people
    ]
    return LiveResult(hosted, counted, lines, units)


async def result_texts(tx: UnitOfWork, hosted: HostedRound, say: Wording) -> Sequence[Content]:
    """The first units and people of a finished round."""
    found = await load_result(tx, hosted, say)
    if found is None:
        return [Text(no_result_text(hosted, say))]
    lines = [heading(found, say)]
    if found.people:
        lines += ["", units_heading(hosted.live.rules, say)]
        lines += [unit_line(each, Shows.NAMES, say) for each in found.units[:SHOWN]]
        lines += ["", say("live-standing-people")]
        lines += [person_text(each, say) for each in found.people[:SHOWN]]
    return [Text("\n".join([*lines, "", say("live-results-file", number=hosted.id)]))]


def no_result_text(hosted: HostedRound, say: Wording) -> str:
    """Why a round has no result, or none yet."""
    is_cancelled = hosted.live.state is State.CANCELLED
    return say("live-results-cancelled" if is_cancelled else "live-results-not-yet")


def heading(one: LiveResult, say: Wording) -> str:
    """Which round it is, and how many took part."""
    hosted = one.hosted
    return say(
        "live-results-heading",
        title=hosted.title,
        rehearsal="yes" if hosted.is_rehearsal else "no",
        people=len(one.people),
        units=len(one.units),
        questions=one.counted,
    )


def person_text(one: ResultLine, say: Wording) -> str:
    """A person's place in a line, with points and time."""
    return say(
        "live-results-person",
        rank=one.rank,
        name=one.full_name or say("leaderboard-erased"),
        unit=one.unit_name,
        points=one.points,
        time=response_text(one.response, say),
    )


def _line(
    one: PlacedScore,
    hosted: HostedRound,
    counted: int,
    units: dict[UnitId, Unit],
    unit_name: str,
) -> ResultLine:
    score = one.score
    return ResultLine(
        one.rank,
        one.full_name,
        units.get(score.unit),
        unit_name,
        score.points,
        score.right,
        score.answered,
        response_time(score, counted, hosted.live.rules),
    )
