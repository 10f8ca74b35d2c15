"""The ranking of a round line by line: as it was frozen, else as the leaderboard has it now."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from contest.model import Audience, Unit, UnitId
from contest.results import ResultLine
from contest.units import label
from handlers.formats import local_day
from handlers.ports.boards import BoardLine
from handlers.ports.records import Round
from handlers.ports.repositories import UnitOfWork
from handlers.ports.results import ResultVersion
from handlers.texts.loader import Wording

PAGE = 1_000


@dataclass(frozen=True, slots=True)
class RankingLine:
    """One person's place.

    Attributes:
        full_name: None once the person has had their data erased.
        unit: code and name; None if the unit is not there any more.
    """

    rank: int
    group_rank: int | None
    full_name: str | None = field(repr=False)
    audience: Audience
    unit: tuple[str, str] | None
    score: int = field(repr=False)
    time_used: timedelta
    distance: int | None
    submitted_at: datetime


async def frozen_result(tx: UnitOfWork, one: Round) -> ResultVersion | None:
    """The version of a round's result that counts: the published one, else the newest."""
    return await tx.results.published(one.id) or await tx.results.latest(one.id)


def result_text(one: Round, result: ResultVersion, is_current: bool, say: Wording) -> str:
    """How far the result of a round has come, and whether it is still what the attempts say."""
    return say(
        "evidence-result",
        round=one.name,
        version=str(result.version),
        state=result.state.value,
        current="yes" if is_current else "no",
    )


async def ranking_pages(
    tx: UnitOfWork, one: Round, result: ResultVersion | None
) -> AsyncIterator[Sequence[RankingLine]]:
    """All places of a round in their order, a page at a time; none while it has no ranking."""
    if result is not None:
        async for frozen in _frozen(tx, result):
            yield [_of_result(line) for line in frozen]
        return
    units = await tx.units.existing_on(local_day(one.window.opens_at))
    labels = {unit.id: (unit.code, label(unit, units)) for unit in units}
    after = 0
    while lines := await tx.boards.page(one, after, PAGE):
        await _add_gone(tx, lines, labels)
        yield [_of_board(line, labels) for line in lines]
        after += PAGE


async def _frozen(tx: UnitOfWork, result: ResultVersion) -> AsyncIterator[Sequence[ResultLine]]:
    after = 0
    while lines := await tx.results.page(result, after, PAGE):
        yield lines
        after += PAGE


async def _add_gone(
    tx: UnitOfWork, lines: Sequence[BoardLine], labels: dict[UnitId, tuple[str, str]]
) -> None:
    """Name units as well that people have played for and that exist no more."""
    for id_ in {line.unit for line in lines} - set(labels):
        gone: Unit | None = await tx.units.find(id_)
        if gone is not None:
            labels[id_] = gone.code, gone.name


def _of_result(line: ResultLine) -> RankingLine:
    return RankingLine(
        line.rank,
        line.group_rank,
        line.full_name,
        line.audience,
        (line.unit_code, line.unit_name),
        line.score,
        line.time_used,
        line.distance,
        line.submitted_at,
    )


def _of_board(line: BoardLine, labels: Mapping[UnitId, tuple[str, str]]) -> RankingLine:
    return RankingLine(
        line.rank,
        line.group_rank,
        line.full_name,
        line.audience,
        labels.get(line.unit),
        line.score,
        line.time_used,
        line.distance,
        line.submitted_at,
    )
