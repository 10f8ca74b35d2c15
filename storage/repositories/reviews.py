"""The review of a round: candidates for signals are found by the database, the rules decide."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, TextClause, and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from contest import review
from contest.model import AttemptId, ContestId, OptionIndex, PersonId, QuestionId, RoundId, UnitId
from contest.result_policy import (
    DEFAULT_RESULT_POLICY,
    ResultPolicy,
    result_policy_from_data,
    result_policy_to_data,
)
from contest.review import Decision, Played, ReviewRules, Signal
from handlers.ports.records import Round
from handlers.ports.reviews import Reviewed, Reviewee
from storage.codec import MICROSECOND
from storage.statements import insert_into
from storage.tables.attempts import IS_RANKED, answer_table, attempt_table
from storage.tables.corrections import result_policy_table, review_decision_table
from storage.tables.people import person_table
from storage.tables.units import unit_table

CHUNK = 500
"""Attempts whose answers are read at once."""
_PRIME, _OTHER_PRIME = 100_003, 1_000_003
"""Of the sum that equal answers share: small enough for whole numbers of 64 bits, cubed."""


class SqlReviews:
    """``handlers.ports.reviews.Reviews`` on a connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def signals(self, one: Round, rules: ReviewRules) -> Sequence[Signal]:
        played = await self._with_equal_sums(one.id)
        return [
            *await self._too_fast(one, rules),
            *review.equal_answers(played, rules),
            *await self._same_phone(one.id),
        ]

    async def decisions(self, one: Round) -> Mapping[str, Reviewed]:
        c = review_decision_table.c
        rows = await self._connection.execute(
            select(review_decision_table).where(c.round_id == one.id)
        )
        return {
            row.signal: Reviewed(Decision(row.decision), row.note, row.decided_by, row.decided_at)
            for row in rows
        }

    async def decide(self, one: Round, key: str, reviewed: Reviewed) -> None:
        columns = {
            "decision": reviewed.decision.value,
            "note": reviewed.note,
            "decided_by": reviewed.by,
            "decided_at": reviewed.at,
        }
        await self._connection.execute(
            insert_into(self._connection, review_decision_table)
            .values(round_id=one.id, signal=key, **columns)
            .on_conflict_do_update(index_elements=["round_id", "signal"], set_=columns)
        )

    async def people(self, ids: Sequence[PersonId]) -> Mapping[PersonId, Reviewee]:
        c, unit = person_table.c, unit_table.c
        found: dict[PersonId, Reviewee] = {}
        for first in range(0, len(ids), CHUNK):
            statement = (
                select(c.id, c.full_name, unit.name)
                .join(unit_table, unit.id == c.unit_id)
                .where(c.id.in_(ids[first : first + CHUNK]))
            )
            for row in await self._connection.execute(statement):
                found[PersonId(row.id)] = Reviewee(PersonId(row.id), row.full_name, row.name)
        return found

    async def policy(self, contest: ContestId) -> ResultPolicy:
        c = result_policy_table.c
        statement = select(c.policy).where(c.contest_id == contest)
        data = (await self._connection.execute(statement)).scalar_one_or_none()
        return DEFAULT_RESULT_POLICY if data is None else result_policy_from_data(data)

    async def set_policy(self, contest: ContestId, policy: ResultPolicy) -> None:
        columns = {"policy": result_policy_to_data(policy)}
        await self._connection.execute(
            insert_into(self._connection, result_policy_table)
            .values(contest_id=contest, **columns)
            .on_conflict_do_update(index_elements=["contest_id"], set_=columns)
        )

    async def _too_fast(self, one: Round, rules: ReviewRules) -> Sequence[Signal]:
        c, asked = attempt_table.c, one.rules.question_count
        limit = one.rules.attempt_limit
        statement = (
            select(c.id, c.person_id, c.time_left_us)
            .where(
                *_ranked(one.id),
                c.score == asked * one.rules.points_per_question,
                c.time_left_us > (limit - asked * rules.least_per_question) // MICROSECOND,
            )
            .order_by(c.time_left_us.desc(), c.id)
        )
        used = [
            (row.person_id, row.id, limit - row.time_left_us * MICROSECOND)
            for row in await self._connection.execute(statement)
        ]
        return [
            review.too_fast(PersonId(person), AttemptId(attempt), time_used)
            for person, attempt, time_used in used
            if review.is_too_fast(time_used, asked, rules)
        ]

    async def _same_phone(self, round_id: RoundId) -> Sequence[Signal]:
        c, attempt = person_table.c, attempt_table.c
        played = (
            select(c.id, c.phone_digest)
            .join(attempt_table, attempt.person_id == c.id)
            .where(*_ranked(round_id), c.phone_digest.is_not(None))
            .subquery()
        )
        shared = (
            select(played.c.phone_digest)
            .group_by(played.c.phone_digest)
            .having(func.count() > 1)
            .scalar_subquery()
        )
        people = defaultdict[str, list[PersonId]](list)
        for row in await self._connection.execute(
            select(played).where(played.c.phone_digest.in_(shared)).order_by(played.c.id)
        ):
            people[row.phone_digest].append(PersonId(row.id))
        return [review.same_phone(each) for each in people.values()]

    async def _with_equal_sums(self, round_id: RoundId) -> Sequence[Played]:
        """Attempts that share with another of their unit a sum over their answers.

        Equal answers have equal sums in whatever order they were asked; few others have.
        """
        c, answer = attempt_table.c, answer_table.c
        sums = (
            select(c.id, c.unit_id, _answer_sum().label("sum"))
            .join(answer_table, answer.attempt_id == c.id)
            .where(*_ranked(round_id), answer.question_id.is_not(None))
            .group_by(c.id, c.unit_id)
            .subquery()
        )
        shared = (
            select(sums.c.unit_id, sums.c.sum)
            .group_by(sums.c.unit_id, sums.c.sum)
            .having(func.count() > 1)
            .subquery()
        )
        is_shared = and_(shared.c.unit_id == sums.c.unit_id, shared.c.sum == sums.c.sum)
        statement = select(sums.c.id).join(shared, is_shared).order_by(sums.c.id)
        ids = [AttemptId(id_) for id_ in await self._connection.scalars(statement)]
        return [
            played
            for first in range(0, len(ids), CHUNK)
            for played in await self._played(ids[first : first + CHUNK])
        ]

    async def _played(self, ids: Sequence[AttemptId]) -> Sequence[Played]:
        c, answer = attempt_table.c, answer_table.c
        answers = defaultdict[int, list[Any]](list)
        for row in await self._connection.execute(
            select(answer.attempt_id, answer.question_id, answer.option, answer.points)
            .where(answer.attempt_id.in_(ids), answer.question_id.is_not(None))
            .order_by(answer.attempt_id, answer.question_id)
        ):
            answers[row.attempt_id].append(row)
        rows = await self._connection.execute(
            select(c.id, c.person_id, c.unit_id, c.ended_at).where(c.id.in_(ids)).order_by(c.id)
        )
        return [
            Played(
                PersonId(row.person_id),
                AttemptId(row.id),
                UnitId(row.unit_id),
                row.ended_at,
                tuple(
                    (
                        QuestionId(each.question_id),
                        None if each.option is None else OptionIndex(each.option),
                    )
                    for each in answers[row.id]
                ),
                sum(each.points == 0 for each in answers[row.id]),
            )
            for row in rows
        ]


def _ranked(round_id: RoundId) -> tuple[ColumnElement[bool] | TextClause, ...]:
    c = attempt_table.c
    # No score is below 0; SQLite takes the index of the ranking only if this is said.
    return (c.round_id == round_id, c.score >= 0, IS_RANKED)


def _answer_sum() -> Any:
    c = answer_table.c
    chosen = case((c.option.is_(None), 0), else_=c.option + 1)
    number = (c.question_id * 11 + chosen) % _PRIME
    return func.sum(number * number * number % _OTHER_PRIME)
