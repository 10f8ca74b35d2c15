"""Making two people one: what was played, the accounts and the place on a roster become those of
the one who is kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, case, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.attempts import State
from contest.model import PersonId
from handlers.ports.rosters import Match
from storage import live_people
from storage.repositories.rosters import UNMATCHED
from storage.tables.attempts import attempt_table
from storage.tables.corrections import disqualification_table
from storage.tables.invitations import invitation_table
from storage.tables.people import identity_table, person_table
from storage.tables.rosters import barred_person_table, roster_entry_table


def lost(attempts: Sequence[Row[Any]]) -> Sequence[Row[Any]]:
    """Of the attempts of two people in one round, those that become void.

    Whoever's counted attempt began first keeps theirs; without one, whoever began first.
    """
    alive = [row for row in attempts if row.state != State.VOID.value]
    if not alive:
        return []
    first = min(alive, key=lambda row: (not row.counted, row.started_at, row.id))
    return [row for row in alive if row.person_id != first.person_id]


async def merge(connection: AsyncConnection, kept: PersonId, other: PersonId, at: datetime) -> None:
    """Move everything of ``other`` to ``kept``; of ``other`` an empty row stays."""
    await _move_attempts(connection, kept, other)
    await connection.run_sync(live_people.merge, kept, other)
    await connection.execute(
        update(identity_table).where(identity_table.c.person_id == other).values(person_id=kept)
    )
    await connection.execute(delete(invitation_table).where(invitation_table.c.person_id == other))
    await _move_roster(connection, kept, other)
    await _move_bars(connection, kept, other)
    await _empty(connection, kept, other, at)


async def _move_attempts(connection: AsyncConnection, kept: PersonId, other: PersonId) -> None:
    c, own = attempt_table.c, attempt_table.alias("own").c
    # Behind those of the one who is kept, as two cannot have one place.
    last = (
        select(func.coalesce(func.max(own.ordinal), 0))
        .where(own.person_id == kept, own.round_id == c.round_id)
        .scalar_subquery()
    )
    await connection.execute(
        update(attempt_table)
        .where(c.person_id == other)
        .values(person_id=kept, ordinal=c.ordinal + last)
    )
    await connection.execute(
        update(person_table)
        .where(person_table.c.id == kept)
        .values(current_attempt_id=_latest_of(kept).scalar_subquery())
    )


def _latest_of(person: PersonId) -> Select[tuple[int]]:
    c = attempt_table.c
    # One that is running is the one that answers are about.
    is_over = case((c.ended_at.is_(None), 0), else_=1)
    return (
        select(c.id)
        .where(c.person_id == person)
        .order_by(is_over, c.started_at.desc(), c.id.desc())
        .limit(1)
    )


async def _move_roster(connection: AsyncConnection, kept: PersonId, other: PersonId) -> None:
    c = roster_entry_table.c
    is_kept_on_one = select(c.id).where(c.person_id == kept, c.match == Match.CONFIRMED.value)
    if (await connection.execute(is_kept_on_one)).first() is None:
        columns: dict[str, Any] = {"person_id": kept}
    else:
        columns = UNMATCHED
    await connection.execute(
        update(roster_entry_table).where(c.person_id == other).values(**columns)
    )


async def _move_bars(connection: AsyncConnection, kept: PersonId, other: PersonId) -> None:
    """Whoever of the two was barred or disqualified is the same person now."""
    barred, banned = barred_person_table.c, disqualification_table.c
    is_barred = select(barred.person_id).where(barred.person_id == kept)
    if (await connection.execute(is_barred)).first() is None:
        await connection.execute(
            update(barred_person_table).where(barred.person_id == other).values(person_id=kept)
        )
    own = {
        row.round_id
        for row in await connection.execute(select(banned.round_id).where(banned.person_id == kept))
    }
    for row in (
        await connection.execute(
            select(banned.id, banned.round_id).where(banned.person_id == other)
        )
    ).all():
        if row.round_id not in own:
            await connection.execute(
                update(disqualification_table).where(banned.id == row.id).values(person_id=kept)
            )


async def _empty(
    connection: AsyncConnection, kept: PersonId, other: PersonId, at: datetime
) -> None:
    """Nothing of the other stays that would be found as somebody of their own."""
    c = person_table.c
    statement = select(c.phone_digest, c.phone_masked).where(c.id == other)
    phone = (await connection.execute(statement)).one()
    await connection.execute(
        update(person_table)
        .where(c.id == kept, c.phone_digest.is_(None))
        .values(phone_digest=phone.phone_digest, phone_masked=phone.phone_masked)
    )
    await connection.execute(
        update(person_table)
        .where(c.id == other)
        .values(
            full_name=None,
            birth_date=None,
            phone_digest=None,
            phone_masked=None,
            current_attempt_id=None,
            forgotten_at=at,
        )
    )
