"""Corrections of closed rounds: each is logged and makes its leaderboards out of date at once."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, Select, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from contest import attempts as rules_of_play
from contest.attempts import RUNNING, State
from contest.model import AttemptId, OptionIndex, PersonId, QuestionId, RoundId
from contest.ranking import NO_ORDER, ManualOrder
from contest.result_changes import Cause
from handlers.ports.corrections import Correction, KeyVersions, Ruling
from handlers.ports.results import CorrectedKey
from storage.codec import progress_from_row, progress_to_columns
from storage.repositories import corrected_scores, merging
from storage.repositories.boards import outdate
from storage.repositories.counting import locked_attempts, recount
from storage.tables.attempts import answer_table, attempt_table
from storage.tables.corrections import (
    corrected_key_table,
    correction_table,
    disqualification_table,
    manual_place_table,
)
from storage.tables.questions import question_table


class SqlCorrections:
    """``handlers.ports.corrections.Corrections`` on a connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def disqualify(
        self, person: PersonId, round_id: RoundId | None, ruling: Ruling
    ) -> Correction | None:
        if await self._disqualification(person, round_id) is not None:
            return None
        rows = [
            row
            for row in await locked_attempts(self._connection, person, round_id)
            if row.state != State.VOID.value
        ]
        await self._connection.execute(
            update(attempt_table)
            .where(attempt_table.c.id.in_([row.id for row in rows]))
            .values(counted=False)
        )
        done = await self._log(round_id, Cause.DISQUALIFIED, [person], len(rows), ruling)
        await self._connection.execute(
            insert(disqualification_table).values(
                person_id=person, round_id=round_id, correction_id=done.number
            )
        )
        await outdate(self._connection, _rounds(rows))
        return done

    async def note_excluded(self, person: PersonId, attempts: int, ruling: Ruling) -> Correction:
        return await self._log(None, Cause.EXCLUDED, [person], attempts, ruling)

    async def reinstate(
        self, person: PersonId, round_id: RoundId | None, ruling: Ruling
    ) -> Correction | None:
        id_ = await self._disqualification(person, round_id)
        if id_ is None:
            return None
        await self._connection.execute(
            delete(disqualification_table).where(disqualification_table.c.id == id_)
        )
        rows = await locked_attempts(self._connection, person, round_id)
        await self._recount(_rounds(rows), [person])
        return await self._log(round_id, Cause.REINSTATED, [person], len(rows), ruling)

    async def void(self, attempt: AttemptId, ruling: Ruling) -> Correction | None:
        c = attempt_table.c
        statement = select(attempt_table).where(c.id == attempt).with_for_update()
        row = (await self._connection.execute(statement)).one_or_none()
        if row is None or State(row.state) in (*RUNNING, State.VOID):
            return None
        await self._void([row], ruling)
        round_id, person = RoundId(row.round_id), PersonId(row.person_id)
        await self._recount({round_id}, [person])
        return await self._log(round_id, Cause.VOID_ATTEMPT, [person], 1, ruling)

    async def merge(self, kept: PersonId, other: PersonId, ruling: Ruling) -> Correction:
        by_round = defaultdict[RoundId, list[Row[Any]]](list)
        for person in sorted((kept, other)):
            for row in await locked_attempts(self._connection, person):
                by_round[RoundId(row.round_id)].append(row)
        lost = [row for rows in by_round.values() for row in merging.lost(rows)]
        await self._void(lost, ruling)
        await merging.merge(self._connection, kept, other, ruling.at)
        await self._recount(by_round.keys(), [kept])
        return await self._log(None, Cause.MERGED, [kept, other], len(lost), ruling)

    async def correct_key(
        self, round_id: RoundId, key: CorrectedKey, points: int, ruling: Ruling
    ) -> Correction:
        people = await corrected_scores.correct(self._connection, round_id, key, points)
        done = await self._log(round_id, Cause.CORRECTED_KEY, [], len(people), ruling)
        await corrected_scores.keep_key(self._connection, round_id, key, done.number)
        # Of a person with one attempt, that one counts whatever its score.
        several = await corrected_scores.with_several(self._connection, round_id, people)
        await self._recount({round_id}, several)
        return done

    async def order(
        self, round_id: RoundId, people: Sequence[PersonId], ruling: Ruling
    ) -> Correction:
        done = await self._log(round_id, Cause.MANUAL_ORDER, people, len(people), ruling)
        c = manual_place_table.c
        of_round = c.round_id == round_id
        await self._connection.execute(
            delete(manual_place_table).where(of_round, c.person_id.in_(people))
        )
        last = select(func.coalesce(func.max(c.place), 0)).where(of_round)
        first = (await self._connection.execute(last)).scalar_one() + 1
        await self._connection.execute(
            insert(manual_place_table),
            [
                {
                    "round_id": round_id,
                    "person_id": person,
                    "place": place,
                    "correction_id": done.number,
                }
                for place, person in enumerate(people, start=first)
            ],
        )
        await outdate(self._connection, {round_id})
        return done

    async def key_versions(self, round_id: RoundId, code: str) -> Sequence[KeyVersions]:
        c, answer, attempt = question_table.c, answer_table.c, attempt_table.c
        versions = (
            await self._connection.execute(
                select(c.id, c.version).where(c.code == code).order_by(c.version)
            )
        ).all()
        asked = (
            select(answer.question_id)
            .distinct()
            .join(attempt_table, attempt.id == answer.attempt_id)
            .where(
                attempt.round_id == round_id, answer.question_id.in_([row.id for row in versions])
            )
            .order_by(answer.question_id)
        )
        return [
            KeyVersions(QuestionId(id_), QuestionId(versions[-1].id), versions[-1].version)
            for id_ in await self._connection.scalars(asked)
        ]

    async def manual_order(self, round_id: RoundId) -> ManualOrder:
        c = manual_place_table.c
        statement = (
            select(c.person_id, correction_table.c.reason)
            .join(correction_table, correction_table.c.id == c.correction_id)
            .where(c.round_id == round_id)
            .order_by(c.place)
        )
        rows = (await self._connection.execute(statement)).all()
        if not rows:
            return NO_ORDER
        people = tuple(PersonId(row.person_id) for row in rows)
        return ManualOrder(people, "; ".join(dict.fromkeys(row.reason for row in rows)))

    async def corrected_keys(self, round_id: RoundId) -> Sequence[CorrectedKey]:
        c, question = corrected_key_table.c, question_table.c
        statement = (
            select(c.asked_id, c.by_id, c.option, question.code, question.version)
            .join(question_table, question.id == c.by_id)
            .where(c.round_id == round_id)
            .order_by(c.asked_id)
        )
        return [
            CorrectedKey(
                QuestionId(row.asked_id),
                QuestionId(row.by_id),
                row.code,
                row.version,
                OptionIndex(row.option),
            )
            for row in await self._connection.execute(statement)
        ]

    async def since(self, round_id: RoundId, number: int) -> Sequence[Correction]:
        c = correction_table.c
        statement = corrections_of(round_id).where(c.id > number).order_by(c.id)
        return [_correction(row) for row in await self._connection.execute(statement)]

    async def _disqualification(self, person: PersonId, round_id: RoundId | None) -> int | None:
        c = disqualification_table.c
        # As a condition, "== None" becomes "IS NULL".
        statement = select(c.id).where(c.person_id == person, c.round_id == round_id)
        id_: int | None = (await self._connection.execute(statement)).scalar_one_or_none()
        return id_

    async def _void(self, rows: Sequence[Row[Any]], ruling: Ruling) -> None:
        for row in rows:
            columns = progress_to_columns(rules_of_play.void(progress_from_row(row), ruling.at))
            await self._connection.execute(
                update(attempt_table)
                .where(attempt_table.c.id == row.id)
                .values(**columns, counted=False)
            )

    async def _recount(self, rounds: Collection[RoundId], people: Collection[PersonId]) -> None:
        for round_id in sorted(rounds):
            await recount(self._connection, round_id, people)
        await outdate(self._connection, rounds)

    async def _log(
        self,
        round_id: RoundId | None,
        cause: Cause,
        people: Sequence[PersonId],
        attempts: int,
        ruling: Ruling,
    ) -> Correction:
        statement = (
            insert(correction_table)
            .values(
                round_id=round_id,
                cause=cause.value,
                people=list(people),
                attempts=attempts,
                reason=ruling.reason,
                decided_by=ruling.by,
                decided_at=ruling.at,
            )
            .returning(correction_table.c.id)
        )
        number = (await self._connection.execute(statement)).scalar_one()
        return Correction(number, round_id, cause, tuple(people), ruling, attempts)


def corrections_of(round_id: RoundId) -> Select[Any]:
    """Corrections of a round, and of all rounds."""
    c = correction_table.c
    return select(correction_table).where(or_(c.round_id == round_id, c.round_id.is_(None)))


def _rounds(rows: Sequence[Row[Any]]) -> set[RoundId]:
    return {RoundId(row.round_id) for row in rows}


def _correction(row: Row[Any]) -> Correction:
    return Correction(
        number=row.id,
        round=None if row.round_id is None else RoundId(row.round_id),
        cause=Cause(row.cause),
        people=tuple(map(PersonId, row.people)),
        ruling=Ruling(row.decided_by, row.reason, row.decided_at),
        attempts=row.attempts,
    )
