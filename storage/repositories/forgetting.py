"""Erases a person: name, phone number, identities and chats; anonymous score rows stay.

What somebody did in an office, such as inviting or excluding others, stays on record with the key
of the account that did it.
"""

from datetime import datetime

from sqlalchemy import ScalarSelect, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from contest import attempts as rules_of_play
from contest.attempts import RUNNING
from contest.model import PersonId
from handlers.ports.addresses import ChatRef
from storage import live_people
from storage.codec import progress_from_row, progress_to_columns
from storage.repositories.rosters import UNMATCHED
from storage.tables.attempts import attempt_table
from storage.tables.invitations import invitation_table, wrong_code_table
from storage.tables.outbox import outbox_table
from storage.tables.people import (
    consent_table,
    dialogue_table,
    identity_table,
    person_table,
    role_grant_table,
)
from storage.tables.replies import reply_count_table
from storage.tables.results import result_line_table
from storage.tables.rosters import barred_person_table, roster_entry_table
from storage.tables.waiting_line import waiting_line_table

ERASED = ""


async def forget(connection: AsyncConnection, person: PersonId, at: datetime) -> None:
    """Erase a person for good."""
    await connection.execute(
        delete(waiting_line_table).where(waiting_line_table.c.person_id == person)
    )
    await _end_attempts(connection, person, at)
    await _erase_chats(connection, person)
    await _erase_codes(connection, person)
    await _leave_lists(connection, person)
    await _erase_identities(connection, person)
    await connection.execute(
        update(result_line_table)
        .where(result_line_table.c.person_id == person)
        .values(full_name=None)
    )
    # That somebody consented to a notice stays on record, who it was does not.
    await connection.execute(
        update(consent_table).where(consent_table.c.person_id == person).values(user_key=ERASED)
    )
    await connection.execute(
        update(person_table)
        .where(person_table.c.id == person)
        .values(
            full_name=None,
            birth_date=None,
            phone_digest=None,
            phone_masked=None,
            forgotten_at=at,
        )
    )
    # After the name: what has not gone out is composed anew, without it.
    await connection.run_sync(live_people.erase_names, person)


async def _end_attempts(connection: AsyncConnection, person: PersonId, at: datetime) -> None:
    """Nobody is left to play what is still running."""
    c = attempt_table.c
    running = await connection.execute(
        select(attempt_table)
        .where(c.person_id == person, c.state.in_([state.value for state in RUNNING]))
        .with_for_update()
    )
    for row in running.all():
        ended = rules_of_play.cut_off(progress_from_row(row), at)
        await connection.execute(
            update(attempt_table).where(c.id == row.id).values(**progress_to_columns(ended))
        )


async def _erase_chats(connection: AsyncConnection, person: PersonId) -> None:
    attempts, identities = attempt_table.c, identity_table.c
    rows = await connection.execute(
        select(attempts.platform, attempts.bot, attempts.chat_id)
        .where(attempts.person_id == person)
        .union(
            select(identities.platform, identities.bot, identities.chat_id).where(
                identities.person_id == person
            )
        )
    )
    keys = [ChatRef(row.platform, row.bot, row.chat_id).key for row in rows]
    await connection.execute(delete(outbox_table).where(outbox_table.c.chat_key.in_(keys)))
    counts = reply_count_table.c
    await connection.execute(delete(reply_count_table).where(counts.chat_key.in_(keys)))
    await connection.execute(
        update(attempt_table).where(attempts.person_id == person).values(chat_id=ERASED)
    )


async def _erase_codes(connection: AsyncConnection, person: PersonId) -> None:
    """A code that links accounts would bring a new one to somebody who is no longer there."""
    c = invitation_table.c
    await connection.execute(delete(invitation_table).where(c.person_id == person))
    keys = _keys_of(person)
    await connection.execute(
        update(invitation_table).where(c.used_by.in_(keys)).values(used_by=ERASED)
    )
    await connection.execute(delete(wrong_code_table).where(wrong_code_table.c.sender.in_(keys)))


async def _leave_lists(connection: AsyncConnection, person: PersonId) -> None:
    """Who is on a list stays there, as somebody who is not registered."""
    await connection.execute(
        update(roster_entry_table)
        .where(roster_entry_table.c.person_id == person)
        .values(**UNMATCHED)
    )
    await connection.execute(
        delete(barred_person_table).where(barred_person_table.c.person_id == person)
    )


async def _erase_identities(connection: AsyncConnection, person: PersonId) -> None:
    for table in (dialogue_table, role_grant_table):
        await connection.execute(delete(table).where(table.c.user_key.in_(_keys_of(person))))
    await connection.execute(delete(identity_table).where(identity_table.c.person_id == person))


def _keys_of(person: PersonId) -> ScalarSelect[str]:
    c = identity_table.c
    return select(c.key).where(c.person_id == person).scalar_subquery()
