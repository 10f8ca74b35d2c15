"""The final scores of a live round, written in small transactions: nobody waits long behind them.

All of it may be broken off and repeated.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Dialect, bindparam, delete, select, update

from contest.live_scoring import Score, Scores
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_records import HostedRound
from storage.bulk import Bulk, Statement
from storage.codec import MICROSECOND
from storage.engine import Database
from storage.statements import insert_for
from storage.tables.live import live_result_table, live_round_table

CHUNK = 500
"""People of one transaction."""

_COLUMNS = tuple(column.name for column in live_result_table.columns)


def _upsert(dialect: Dialect) -> Statement:
    c = live_result_table.c
    statement = insert_for(dialect, live_result_table).values(
        {name: bindparam(name, type_=c[name].type) for name in _COLUMNS}
    )
    scored = {name: statement.excluded[name] for name in _COLUMNS[2:]}
    return statement.on_conflict_do_update(index_elements=_COLUMNS[:2], set_=scored)


_upsert_results = Bulk(_upsert)


class LiveConclusion:
    """Writes the final scores of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def is_concluded(self, live_round: LiveRoundId) -> bool:
        """Whether everything has been written."""
        c = live_round_table.c
        async with self._database.read() as connection:
            query = select(c.concluded_at).where(c.id == live_round)
            return (await connection.execute(query)).scalar_one_or_none() is not None

    async def write(self, hosted: HostedRound, scores: Scores, now: datetime) -> None:
        """Write the final scores, and that they are complete."""
        await self._database.run_write(partial(_remove_others, hosted.id, scores))
        for rows in _chunks(hosted.id, list(scores.values())):
            await self._database.run_write(partial(_insert, rows))
        await self._database.run_write(partial(_conclude, hosted.id, now))


def _remove_others(live_round: LiveRoundId, scores: Scores, connection: Connection) -> None:
    """Who has become one with somebody else since an earlier conclusion."""
    c = live_result_table.c
    stored = connection.scalars(select(c.person_id).where(c.live_round_id == live_round)).all()
    gone = [person for person in stored if person not in scores]
    if gone:
        connection.execute(
            delete(live_result_table).where(c.live_round_id == live_round, c.person_id.in_(gone))
        )


def _insert(rows: Sequence[dict[str, Any]], connection: Connection) -> None:
    _upsert_results.execute(connection, rows)


def _conclude(live_round: LiveRoundId, now: datetime, connection: Connection) -> None:
    c = live_round_table.c
    connection.execute(
        update(live_round_table)
        .where(c.id == live_round)
        .values(concluded_at=now, wake_at=None, version=c.version + 1)
    )


def _chunks(live_round: LiveRoundId, scores: Sequence[Score]) -> Iterator[list[dict[str, Any]]]:
    for first in range(0, len(scores), CHUNK):
        yield [
            {
                "live_round_id": live_round,
                "person_id": each.person,
                "unit_id": each.unit,
                "room_id": each.room,
                "points": each.points,
                "right_answers": each.right,
                "answered": each.answered,
                "time_saved_us": each.time_saved // MICROSECOND,
                "streak": each.streak,
                "right_at": each.right_at,
            }
            for each in scores[first : first + CHUNK]
        ]
