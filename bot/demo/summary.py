"""The account of a demonstration: what citizens sent against what the database holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.attempts import State, Verdict
from contest.reminders import Outcome
from handlers.ports.contents import Passed
from handlers.ports.messaging import Lane
from storage.engine import Database
from storage.tables.attempts import answer_table, attempt_table
from storage.tables.live import live_answer_table
from storage.tables.operations import processed_update_table
from storage.tables.outbox import Delivery, outbox_table
from storage.tables.reminders import reminder_table

ENDED = (State.FINISHED.value, State.CLOSED.value)


@dataclass(frozen=True, slots=True)
class Account:
    """Counts read from the database alone."""

    attempts_finished: int
    answers_stored: int
    duplicates_refused: int
    late_refused: int
    other_refused: int
    expired: int
    messages_sent: int
    reminders_sent: int
    announcements_sent: int


async def read_account(database: Database) -> Account:
    """Count what the database holds."""
    columns = outbox_table.c
    # Digests go to many as well, but they announce nothing.
    is_digest = columns.key.startswith("digest:")
    async with database.read() as connection:
        verdicts = await _verdicts(connection)
        sent = await _sent(connection)
        announced = await _sent(connection, columns.lane == Lane.BROADCAST, ~is_digest)
        reminders = await _reminders(connection)
        ended, passed = await _ended(connection)
        stored, stored_in_ended = await _answers(connection)
    duplicates, late, other = _refused(verdicts)
    return Account(
        attempts_finished=ended,
        answers_stored=stored,
        duplicates_refused=duplicates,
        late_refused=late,
        other_refused=other,
        expired=passed - stored_in_ended,
        messages_sent=sent,
        reminders_sent=reminders,
        announcements_sent=announced,
    )


@dataclass(frozen=True, slots=True)
class LiveAccount:
    """The same of live rounds."""

    answers_stored: int
    duplicates_refused: int
    late_refused: int
    other_refused: int
    messages_sent: int


async def read_live_account(database: Database) -> LiveAccount:
    """Count what the database holds of live rounds."""
    async with database.read() as connection:
        verdicts = await _verdicts(connection)
        stored = await connection.scalar(select(func.count()).select_from(live_answer_table))
        sent = await _sent(connection, outbox_table.c.lane == Lane.LIVE_ROUND)
    return LiveAccount(stored or 0, *_refused(verdicts), sent)


async def pending_messages(database: Database) -> int:
    """How many messages still wait to be sent."""
    query = select(func.count()).where(outbox_table.c.state == Delivery.PENDING.value)
    async with database.read() as connection:
        return (await connection.execute(query)).scalar_one()


def lateness(samples: Sequence[timedelta]) -> dict[str, float]:
    """Percentiles of the time from a deadline to the commit that moved its attempt on, in ms."""
    ordered = sorted(sample / timedelta(milliseconds=1) for sample in samples) or [0.0]
    return {
        "p50": round(ordered[len(ordered) // 2], 1),
        "p99": round(ordered[min(len(ordered) * 99 // 100, len(ordered) - 1)], 1),
        "max": round(ordered[-1], 1),
    }


async def _verdicts(connection: AsyncConnection) -> dict[str, int]:
    column = processed_update_table.c.verdict
    query = select(column, func.count()).where(column.is_not(None)).group_by(column)
    return {verdict: count for verdict, count in await connection.execute(query)}


def _refused(verdicts: Mapping[str, int]) -> tuple[int, int, int]:
    """Answers that were not stored: given twice, late, and for any other reason."""
    duplicates, late = verdicts.get(Verdict.DUPLICATE, 0), verdicts.get(Verdict.LATE, 0)
    stored = verdicts.get(Verdict.STORED, 0)
    return duplicates, late, sum(verdicts.values()) - duplicates - late - stored


async def _sent(connection: AsyncConnection, *which: ColumnElement[bool]) -> int:
    query = select(func.count()).where(outbox_table.c.state == Delivery.SENT.value, *which)
    return (await connection.execute(query)).scalar_one()


async def _reminders(connection: AsyncConnection) -> int:
    """Units that were reminded, as the log has it; one reminder may be several messages."""
    is_reminded = reminder_table.c.outcome == Outcome.REMINDED.value
    query = select(func.count()).select_from(reminder_table).where(is_reminded)
    return (await connection.execute(query)).scalar_one()


async def _ended(connection: AsyncConnection) -> tuple[int, int]:
    columns = attempt_table.c
    query = select(func.count(), func.coalesce(func.sum(columns.position - 1), 0)).where(
        columns.state.in_(ENDED)
    )
    row: Any = (await connection.execute(query)).one()
    return int(row[0]), int(row[1])


async def _answers(connection: AsyncConnection) -> tuple[int, int]:
    """Answers in all attempts, without skips; and everything stored in attempts that have ended."""
    answered = select(func.count()).where(answer_table.c.passed == Passed.ANSWERED.value)
    in_ended = (
        select(func.count())
        .select_from(answer_table.join(attempt_table))
        .where(attempt_table.c.state.in_(ENDED))
    )
    return (
        (await connection.execute(answered)).scalar_one(),
        (await connection.execute(in_ended)).scalar_one(),
    )
