"""Which attempt of a person counts in a round, decided anew after a correction."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.model import AttemptId, PersonId, RoundId
from contest.rules import Counting
from contest.scoring import Tried, counted_attempt
from storage.codec import progress_from_row, round_from_row
from storage.tables.attempts import attempt_table
from storage.tables.contests import round_table
from storage.tables.corrections import disqualification_table

CHUNK = 500
"""People whose attempts are looked at together."""


async def recount(
    connection: AsyncConnection, round_id: RoundId, people: Collection[PersonId]
) -> None:
    """Mark the attempt of each person that counts, and no other; none of the disqualified."""
    counting = await _counting(connection, round_id)
    barred = await _disqualified(connection, round_id)
    ordered = sorted(people)
    for first in range(0, len(ordered), CHUNK):
        rows = await _attempts(connection, round_id, ordered[first : first + CHUNK])
        by_person = defaultdict[int, list[Row[Any]]](list)
        for row in rows:
            by_person[row.person_id].append(row)
        best = {
            _best(of_person, counting)
            for person, of_person in by_person.items()
            if person not in barred
        }
        # One counts at most, so a mark goes before another comes.
        await _mark(connection, (r.id for r in rows if r.counted and r.id not in best), False)
        await _mark(connection, (r.id for r in rows if not r.counted and r.id in best), True)


async def locked_attempts(
    connection: AsyncConnection, person: PersonId, round_id: RoundId | None = None
) -> Sequence[Row[Any]]:
    """A person's attempts, locked in the order of the intake, which loads them anew under the same
    locks."""
    c = attempt_table.c
    in_scope = c.person_id == person
    if round_id is not None:
        in_scope &= c.round_id == round_id
    statement = select(attempt_table).where(in_scope).order_by(c.id).with_for_update()
    return (await connection.execute(statement)).all()


def is_disqualified(round_id: RoundId) -> ColumnElement[bool]:
    """Whether the person of an attempt is disqualified in that round, or in all."""
    c = disqualification_table.c
    return exists().where(c.person_id == attempt_table.c.person_id, _covers(round_id))


def _best(attempts: Sequence[Row[Any]], counting: Counting) -> AttemptId | None:
    progress = {row.id: progress_from_row(row) for row in attempts}
    tried = (Tried(AttemptId(row.id), row.ordinal, progress[row.id]) for row in attempts)
    if best := counted_attempt(tried, counting):
        return best.attempt
    # As when it began: the first counts while it is running.
    running = (AttemptId(id_) for id_, each in progress.items() if each.is_running)
    return min(running, default=None)


async def _attempts(
    connection: AsyncConnection, round_id: RoundId, people: Sequence[PersonId]
) -> Sequence[Row[Any]]:
    c = attempt_table.c
    statement = (
        select(attempt_table)
        .where(c.round_id == round_id, c.person_id.in_(people))
        .order_by(c.id)
        .with_for_update()
    )
    return (await connection.execute(statement)).all()


async def _mark(connection: AsyncConnection, attempts: Iterable[int], counted: bool) -> None:
    if ids := list(attempts):
        statement = update(attempt_table).where(attempt_table.c.id.in_(ids))
        await connection.execute(statement.values(counted=counted))


async def _counting(connection: AsyncConnection, round_id: RoundId) -> Counting:
    statement = select(round_table).where(round_table.c.id == round_id)
    return round_from_row((await connection.execute(statement)).one()).rules.counting


async def _disqualified(connection: AsyncConnection, round_id: RoundId) -> Collection[int]:
    c = disqualification_table.c
    return set(await connection.scalars(select(c.person_id).where(_covers(round_id))))


def _covers(round_id: RoundId) -> ColumnElement[bool]:
    c = disqualification_table.c
    return or_(c.round_id == round_id, c.round_id.is_(None))
