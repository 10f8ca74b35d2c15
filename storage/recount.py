"""Recomputes a result from what was drawn and answered, as if nothing had been counted before
(invariant 7). It reads beside the writer, page by page, and works in another thread."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, String, cast, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from contest import scoring
from contest.model import AttemptId, Audience, OptionIndex, PersonId, Position, QuestionId, UnitId
from contest.ranking import Entry, ManualOrder, Ranked, rank
from contest.results import Fingerprint, ResultLine
from handlers.ports.records import Round
from handlers.ports.results import Recount, ResultVersion, WrongScore
from storage.codec import MICROSECOND, paper_from_text, round_from_row
from storage.engine import Database
from storage.repositories.corrections import SqlCorrections
from storage.tables.attempts import IS_RANKED, answer_table, attempt_table
from storage.tables.contests import round_table
from storage.tables.people import person_table
from storage.tables.questions import question_table
from storage.tables.units import unit_table

BATCH = 1_000
"""Attempts recomputed in one go."""

Keys = Mapping[QuestionId, OptionIndex]


class _Recounted:
    """What has been recomputed so far."""

    def __init__(self, one: Round, keys: Keys, tries: Mapping[int, int]) -> None:
        self.one = one
        self._keys = keys
        self._tries = tries
        self.entries: list[Entry] = []
        self.units: dict[AttemptId, tuple[UnitId, str]] = {}
        self.wrong: list[WrongScore] = []

    def add(self, rows: Sequence[Row[Any]]) -> None:
        for row in rows:
            self._add(row)

    def _add(self, row: Row[Any]) -> None:
        rules = self.one.rules
        answers = _answers(row.answers)
        score = scoring.recompute(paper_from_text(row.paper), answers, self._keys, rules)
        if score != row.score:
            self.wrong.append(WrongScore(PersonId(row.person_id), row.score, score))
        self.units[AttemptId(row.id)] = (UnitId(row.unit_id), row.code)
        self.entries.append(
            Entry(
                person=PersonId(row.person_id),
                attempt=AttemptId(row.id),
                audience=Audience(row.audience),
                score=score,
                submitted_at=row.ended_at,
                time_used=rules.attempt_limit - row.time_left_us * MICROSECOND,
                logged_in_at=row.started_at,
                prediction=row.prediction,
                attempts=self._tries.get(row.person_id, 1),
            )
        )

    def fingerprint(self, manual: ManualOrder) -> str:
        """That of the result as it follows from the answers."""
        rules = self.one.rules
        ranking = rank(self.entries, rules, manual)
        truth = ranking.truth if rules.prediction is not None else None
        found = Fingerprint(self.one.id, rules.version, len(ranking.places), truth)
        found.add(self._line(place, each) for place, each in enumerate(ranking.places, start=1))
        return found.value

    def _line(self, place: int, ranked: Ranked) -> ResultLine:
        entry = ranked.entry
        unit, code = self.units[entry.attempt]
        return ResultLine(
            place=place,
            rank=ranked.rank,
            group_rank=ranked.group_rank,
            person=entry.person,
            attempt=entry.attempt,
            full_name=None,
            audience=entry.audience,
            unit=unit,
            unit_code=code,
            unit_name=code,
            score=entry.score,
            time_used=entry.time_used,
            submitted_at=entry.submitted_at,
            distance=ranked.distance,
        )


async def recount(database: Database, result: ResultVersion) -> Recount:
    """Recompute every score and the ranking of the attempts that count now."""
    async with database.read() as connection:
        found = select(round_table).where(round_table.c.id == result.round)
        one = round_from_row((await connection.execute(found)).one())
        corrections = SqlCorrections(connection)
        manual = await corrections.manual_order(one.id)
        corrected = {key.asked: key.option for key in await corrections.corrected_keys(one.id)}
        keys = {**await _bank_keys(connection), **corrected}
        recounted = _Recounted(one, keys, await _tries(connection, one))
        async for rows in (await connection.stream(_attempts(one))).partitions(BATCH):
            await asyncio.to_thread(recounted.add, rows)
    fingerprint = await asyncio.to_thread(recounted.fingerprint, manual)
    return Recount(len(recounted.entries), tuple(recounted.wrong), fingerprint)


async def _bank_keys(connection: AsyncConnection) -> Keys:
    c = question_table.c
    rows = await connection.execute(select(c.id, c.correct))
    return {QuestionId(row.id): OptionIndex(row.correct) for row in rows}


async def _tries(connection: AsyncConnection, one: Round) -> Mapping[int, int]:
    if one.rules.attempts_allowed == 1:
        return {}
    c = attempt_table.c
    statement = (
        select(c.person_id, func.count().label("attempts"))
        .where(c.round_id == one.id, c.state.in_(("finished", "closed")))
        .group_by(c.person_id)
    )
    return {row.person_id: row.attempts for row in await connection.execute(statement)}


def _attempts(one: Round) -> Select[Any]:
    """The attempts that count, with their answers as ``1:0 2:3 …``: position and option."""
    c, answer, person = attempt_table.c, answer_table.c, person_table.c
    prediction, count = answer_table.alias("prediction").c, one.rules.question_count
    given = cast(answer.position, String) + literal(":") + cast(answer.option, String)
    answers = (
        select(func.aggregate_strings(given, " "))
        .where(answer.attempt_id == c.id, answer.option.is_not(None))
        .scalar_subquery()
    )
    predicted = (
        select(prediction.value)
        .where(prediction.attempt_id == c.id, prediction.position == count + 1)
        .scalar_subquery()
    )
    return (
        select(
            *(c.id, c.person_id, c.unit_id, c.paper, c.score, c.ended_at, c.started_at),
            *(c.time_left_us, person.audience, unit_table.c.code),
            answers.label("answers"),
            predicted.label("prediction"),
        )
        .join_from(attempt_table, person_table, person.id == c.person_id)
        .join(unit_table, unit_table.c.id == c.unit_id)
        .where(c.round_id == one.id, IS_RANKED)
    )


def _answers(text: str | None) -> Mapping[Position, OptionIndex | None]:
    pairs = (part.partition(":") for part in (text or "").split())
    return {Position(int(place)): OptionIndex(int(option)) for place, _, option in pairs}
