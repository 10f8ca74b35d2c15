"""Sums over whole rounds, formed by the database: 83,200 entries are never read one by one."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    and_,
    case,
    cast,
    func,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.attempts import State
from contest.item_analysis import ItemSums
from contest.model import Audience, QuestionId, RoundId, Topic, UnitId
from handlers.ports.statistics import Item, Made, ScoreCount, UnitPeople
from storage.codec import paper_from_text
from storage.statements import seconds_between
from storage.tables.attempts import IS_RANKED, answer_table, attempt_table
from storage.tables.operations import audit_table
from storage.tables.people import person_table
from storage.tables.questions import question_table

EVIDENCE_MADE = "evidence_made"
"""Event of the audit log; its facts name the seal and who asked for it."""

_PAGE = 1_000


class SqlStatistics:
    """``handlers.ports.statistics.Statistics`` on a connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def hold_still(self) -> None:
        # SQLite reads as of the first statement of a transaction anyway.
        if self._connection.dialect.name == "postgresql":
            await self._connection.exec_driver_sql(
                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"
            )

    async def scores(self, rounds: Collection[RoundId]) -> Sequence[ScoreCount]:
        c, is_finished = attempt_table.c, attempt_table.c.state == State.FINISHED.value
        by = (c.round_id, c.unit_id, person_table.c.audience, c.score, is_finished)
        statement = (
            select(*by[:4], is_finished.label("is_finished"), func.count().label("entries"))
            .join_from(attempt_table, person_table, person_table.c.id == c.person_id)
            .where(_is_counted(rounds))
            .group_by(*by)
            .order_by(*by[:4])
        )
        return [
            ScoreCount(
                RoundId(row.round_id),
                UnitId(row.unit_id),
                Audience(row.audience),
                row.score,
                bool(row.is_finished),
                row.entries,
            )
            for row in await self._connection.execute(statement)
        ]

    async def people(self, rounds: Collection[RoundId]) -> Sequence[UnitPeople]:
        c = attempt_table.c
        latest = (c.ended_at.desc(), c.id.desc())
        place = func.row_number().over(partition_by=c.person_id, order_by=latest)
        is_finished = case((c.state == State.FINISHED.value, 1), else_=0)
        finished = func.max(is_finished).over(partition_by=c.person_id)
        played = (
            select(c.unit_id, place.label("place"), finished.label("finished"))
            .where(_is_counted(rounds))
            .subquery()
        )
        statement = (
            select(
                played.c.unit_id,
                func.count().label("people"),
                func.sum(played.c.finished).label("finished"),
            )
            .where(played.c.place == 1)
            .group_by(played.c.unit_id)
            .order_by(played.c.unit_id)
        )
        return [
            UnitPeople(UnitId(row.unit_id), row.people, int(row.finished))
            for row in await self._connection.execute(statement)
        ]

    async def attempts(self, rounds: Collection[RoundId]) -> Mapping[RoundId, int]:
        c = attempt_table.c
        ended = c.state.in_((State.FINISHED.value, State.CLOSED.value))
        statement = (
            select(c.round_id, func.count().label("attempts"))
            .where(c.round_id.in_(rounds), ended)
            .group_by(c.round_id)
        )
        return {
            RoundId(row.round_id): row.attempts for row in await self._connection.execute(statement)
        }

    async def items(self, rounds: Collection[RoundId]) -> Sequence[Item]:
        found: dict[int, _Sums] = defaultdict(_Sums)
        for row in await self._connection.execute(_answered(rounds, self._tenths())):
            found[row.question_id].add_answers(row)
        await self._add_unanswered(rounds, found)
        return await self._labelled({id_: sums.done() for id_, sums in found.items()})

    async def evidence_made(self, sha256: str) -> Made | None:
        c = audit_table.c
        statement = select(c.at, c.facts).where(c.event == EVIDENCE_MADE).order_by(c.id)
        for row in await self._connection.execute(statement):
            if row.facts.get("sha256") == sha256:
                return Made(row.at, row.facts["by"])
        return None

    def _tenths(self) -> ColumnElement[int]:
        """Tenths of a second from the answer before, or for the first from the beginning."""
        answer, before = answer_table.c, _before.c
        since = case((answer.position == 1, attempt_table.c.started_at), else_=before.received_at)
        seconds = seconds_between(self._connection, since, answer.received_at)
        return cast(func.round(seconds * 10), Integer)

    async def _add_unanswered(self, rounds: Collection[RoundId], found: dict[int, "_Sums"]) -> None:
        """Add entries to the questions that they had and did not answer.

        Which those are only the paper tells, so it is read of the entries that left any out.
        """
        ids = (await self._connection.execute(_incomplete(rounds))).scalars().all()
        c = attempt_table.c
        for first in range(0, len(ids), _PAGE):
            page = ids[first : first + _PAGE]
            answered = await self._answered_by(page)
            entries = select(c.id, c.paper, c.score).where(c.id.in_(page))
            for row in await self._connection.execute(entries):
                for drawn in paper_from_text(row.paper):
                    if drawn.question not in answered[row.id]:
                        found[drawn.question].add_unanswered(row.score)

    async def _answered_by(self, attempts: Collection[int]) -> Mapping[int, set[int]]:
        c = answer_table.c
        statement = select(c.attempt_id, c.question_id).where(
            c.attempt_id.in_(attempts), c.question_id.is_not(None)
        )
        answered: dict[int, set[int]] = defaultdict(set)
        for row in await self._connection.execute(statement):
            answered[row.attempt_id].add(row.question_id)
        return answered

    async def _labelled(self, sums: Mapping[int, ItemSums]) -> Sequence[Item]:
        c = question_table.c
        statement = (
            select(c.id, c.code, c.version, c.topic, c.text)
            .where(c.id.in_(list(sums)))
            .order_by(c.topic, c.code, c.version)
        )
        return [
            Item(
                QuestionId(row.id), row.code, row.version, Topic(row.topic), row.text, sums[row.id]
            )
            for row in await self._connection.execute(statement)
        ]


@dataclass(slots=True)
class _Sums:
    """The sums of a question while they are being gathered."""

    drawn: int = 0
    answered: int = 0
    right: int = 0
    rest: int = 0
    rest_squares: int = 0
    right_rest: int = 0
    waits: Counter[int] = field(default_factory=Counter)

    def add_answers(self, row: Row[Any]) -> None:
        self.drawn += row.answers
        self.answered += row.answers
        self.right += row.right
        self.rest += row.rest
        self.rest_squares += row.rest_squares
        self.right_rest += row.right_rest
        if row.tenths is not None:
            self.waits[row.tenths] += row.answers

    def add_unanswered(self, score: int) -> None:
        self.drawn += 1
        self.rest += score
        self.rest_squares += score**2

    def done(self) -> ItemSums:
        return ItemSums(
            self.drawn,
            self.answered,
            self.right,
            self.rest,
            self.rest_squares,
            self.right_rest,
            dict(self.waits),
        )


_before = answer_table.alias("before")


def _is_counted(rounds: Iterable[RoundId]) -> ColumnElement[bool]:
    c = attempt_table.c
    # No score is below 0; SQLite takes the index of the ranking only if this is said.
    return and_(c.round_id.in_(sorted(rounds)), c.score >= 0, IS_RANKED)


def _answered(rounds: Collection[RoundId], tenths: ColumnElement[int]) -> Select[Any]:
    """Sums of answers by question and wait, on one way through the answers."""
    answer, before = answer_table.c, _before.c
    rest = attempt_table.c.score - answer.points
    is_right = case((answer.points > 0, 1), else_=0)
    answers = (
        select(
            answer.question_id,
            is_right.label("is_right"),
            rest.label("rest"),
            tenths.label("tenths"),
        )
        .join_from(attempt_table, answer_table, answer.attempt_id == attempt_table.c.id)
        .outerjoin(
            _before,
            and_(before.attempt_id == answer.attempt_id, before.position == answer.position - 1),
        )
        .where(_is_counted(rounds), answer.question_id.is_not(None))
        .subquery()
    )
    c = answers.c
    return select(
        c.question_id,
        c.tenths,
        func.count().label("answers"),
        func.sum(c.is_right).label("right"),
        func.sum(c.rest).label("rest"),
        func.sum(c.rest * c.rest).label("rest_squares"),
        func.sum(c.rest * c.is_right).label("right_rest"),
    ).group_by(c.question_id, c.tenths)


def _incomplete(rounds: Collection[RoundId]) -> Select[Any]:
    """Ids of counted entries with fewer answers than questions."""
    c, answer = attempt_table.c, answer_table.c
    answers = (
        select(func.count())
        .where(answer.attempt_id == c.id, answer.question_id.is_not(None))
        .scalar_subquery()
    )
    # A paper writes one colon for each question.
    questions = func.length(c.paper) - func.length(func.replace(c.paper, ":", ""))
    return select(c.id).where(_is_counted(rounds), answers < questions).order_by(c.id)
