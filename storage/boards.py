"""Makes the leaderboard of a closed round: reads its attempts, lets the rules rank them, writes.

Nobody who plays waits long behind it: it reads beside the writer, ranks in another thread and
writes in small transactions. A leaderboard is seen only when it is complete, and only if no attempt
has changed since it was begun.
"""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.model import AttemptId, Audience, PersonId, RoundId
from contest.ranking import Entry, ManualOrder, Ranked, Ranking, rank
from handlers.ports.records import Round
from storage.bulk import Bulk
from storage.codec import MICROSECOND, round_from_row
from storage.engine import Database
from storage.repositories.boards import is_current
from storage.repositories.corrections import SqlCorrections
from storage.repositories.counting import is_disqualified
from storage.statements import insert_into
from storage.tables.attempts import IS_RANKED, answer_table, attempt_table
from storage.tables.boards import board_table, standing_table
from storage.tables.contests import round_table
from storage.tables.people import person_table

BATCH = 1_000
"""Places of one transaction."""
SETTLING = timedelta(seconds=5)
"""After a round was closed: what was received in time may still be on its way to the database."""
LEASE = timedelta(minutes=2)
"""How long others leave the making of a leaderboard to whoever began it."""

_insert_standings = Bulk(lambda _: insert(standing_table))


class SqlBoardMaker:
    """``handlers.ports.boards.BoardMaker`` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, now: datetime) -> Sequence[RoundId]:
        board, rounds = board_table.c, round_table.c
        statement = (
            select(rounds.id)
            .outerjoin(board_table, board.round_id == rounds.id)
            .where(
                ~rounds.is_rehearsal,
                rounds.closed_at <= now - SETTLING,
                or_(board.round_id.is_(None), board.made_at.is_(None), ~is_current()),
                or_(board.making_until.is_(None), board.making_until <= now),
            )
            .order_by(rounds.id)
        )
        async with self._database.read() as connection:
            return [RoundId(row.id) for row in await connection.execute(statement)]

    async def make(self, round_id: RoundId, now: datetime) -> bool:
        version = await self._begin(round_id, now)
        if version is None:
            return False
        one, entries, manual = await self._read(round_id)
        ranking = await asyncio.to_thread(rank, entries, one.rules, manual)
        for rows in _batches(ranking.places, round_id, version):
            await self._database.run_write(partial(_insert, rows))
        is_made = await self._finish(one, version, ranking, now)
        await self._remove_others(round_id)
        return is_made

    async def _begin(self, round_id: RoundId, now: datetime) -> int | None:
        """Take the next version and the lease; None if somebody else has it."""
        c = board_table.c
        async with self._database.write() as connection:
            statement = (
                insert_into(connection, board_table)
                .values(round_id=round_id, wanted=1, making_until=now + LEASE)
                .on_conflict_do_update(
                    index_elements=["round_id"],
                    set_={"wanted": c.wanted + 1, "making_until": now + LEASE},
                    where=or_(c.making_until.is_(None), c.making_until <= now),
                )
                .returning(c.wanted)
            )
            version: int | None = (await connection.execute(statement)).scalar_one_or_none()
            if version is not None:
                await _leave_out_disqualified(connection, round_id)
            return version

    async def _read(self, round_id: RoundId) -> tuple[Round, Sequence[Entry], ManualOrder]:
        async with self._database.read() as connection:
            found = select(round_table).where(round_table.c.id == round_id)
            one = round_from_row((await connection.execute(found)).one())
            tries = {
                row.person_id: row.attempts
                for row in await connection.execute(_tries(round_id))
                if one.rules.attempts_allowed > 1
            }
            entries: list[Entry] = []
            async for rows in (await connection.stream(_entries(one))).partitions(BATCH):
                entries += [_entry(row, one, tries) for row in rows]
            return one, entries, await SqlCorrections(connection).manual_order(round_id)

    async def _finish(self, one: Round, version: int, ranking: Ranking, now: datetime) -> bool:
        """Let everybody see the new version, unless it is out of date already."""
        c, truth = board_table.c, {group.value: count for group, count in ranking.truth.items()}
        async with self._database.write() as connection:
            shown = await connection.execute(
                update(board_table)
                .where(c.round_id == one.id, c.wanted == version)
                .values(
                    version=version,
                    made_at=now,
                    participants=len(ranking.places),
                    truth=truth if one.rules.prediction is not None else None,
                )
            )
            await connection.execute(
                update(board_table).where(c.round_id == one.id).values(making_until=None)
            )
            return shown.rowcount == 1

    async def _remove_others(self, round_id: RoundId) -> None:
        """Delete places of versions that nobody will look at any more."""
        c, board = standing_table.c, board_table.c
        shown = select(board.version).where(board.round_id == round_id).scalar_subquery()
        is_old = and_(c.round_id == round_id, c.version < shown)
        async with self._database.read() as connection:
            places = select(c.version, func.max(c.place).label("last")).where(is_old)
            old = (await connection.execute(places.group_by(c.version))).all()
        for version, last in old:
            for first in range(1, last + 1, BATCH):
                async with self._database.write() as connection:
                    await connection.execute(
                        delete(standing_table).where(
                            c.round_id == round_id,
                            c.version == version,
                            c.place.between(first, first + BATCH - 1),
                        )
                    )


async def _leave_out_disqualified(connection: AsyncConnection, round_id: RoundId) -> None:
    """Who is disqualified in all rounds may have ended an attempt since."""
    c = attempt_table.c
    await connection.execute(
        update(attempt_table)
        .where(c.round_id == round_id, c.counted, is_disqualified(round_id))
        .values(counted=False)
    )


def _insert(rows: Sequence[dict[str, Any]], connection: Connection) -> None:
    _insert_standings.execute(connection, rows)


def _entries(one: Round) -> Select[Any]:
    c, answer, person = attempt_table.c, answer_table.c, person_table.c
    prediction = and_(answer.attempt_id == c.id, answer.position == one.rules.question_count + 1)
    return (
        select(
            *(c.id, c.person_id, c.score, c.ended_at, c.time_left_us, c.started_at),
            *(person.audience, answer.value),
        )
        .join_from(attempt_table, person_table, person.id == c.person_id)
        .outerjoin(answer_table, prediction)
        .where(c.round_id == one.id, IS_RANKED)
    )


def _tries(round_id: RoundId) -> Select[Any]:
    """How many attempts each person has ended in a round."""
    c = attempt_table.c
    return (
        select(c.person_id, func.count().label("attempts"))
        .where(c.round_id == round_id, c.state.in_(("finished", "closed")))
        .group_by(c.person_id)
    )


def _entry(row: Row[Any], one: Round, tries: dict[int, int]) -> Entry:
    return Entry(
        person=PersonId(row.person_id),
        attempt=AttemptId(row.id),
        audience=Audience(row.audience),
        score=row.score,
        submitted_at=row.ended_at,
        time_used=one.rules.attempt_limit - row.time_left_us * MICROSECOND,
        logged_in_at=row.started_at,
        prediction=row.value,
        attempts=tries.get(row.person_id, 1),
    )


def _batches(
    places: Sequence[Ranked], round_id: RoundId, version: int
) -> Iterator[Sequence[dict[str, Any]]]:
    for first in range(0, len(places), BATCH):
        yield [
            {
                "round_id": round_id,
                "version": version,
                "place": place,
                "rank": ranked.rank,
                "group_rank": ranked.group_rank,
                "person_id": ranked.entry.person,
                "attempt_id": ranked.entry.attempt,
                "distance": ranked.distance,
            }
            for place, ranked in enumerate(places[first : first + BATCH], start=first + 1)
        ]
