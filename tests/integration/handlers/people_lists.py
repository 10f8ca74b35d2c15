"""What the tests of rosters and exclusions share: people, lists, and what the system tells them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select, update

from contest.model import Audience
from contest.quotas import Category
from handlers.ports.contents import Text
from handlers.ports.records import NewPerson, Person, ProtectedPhone
from handlers.ports.rosters import Match, NewRosterEntry, RosterEntry
from handlers.roster_matching import match_person
from storage.tables.operations import audit_table
from storage.tables.outbox import outbox_table
from tests.fakes.clock import START
from tests.integration.handlers.conftest import World
from tests.integration.handlers.conversation import Conversation

NAME, BORN = "Trần Văn Bình", date(1985, 2, 1)
PHONE, OTHER_PHONE = "+84912345678", "+84987654321"


def listed(world: World, unit: str = "SO-NV", **changes: str | None) -> NewRosterEntry:
    return NewRosterEntry(
        unit=world.units[unit].id,
        category=Category("division_heads"),
        full_name=changes.get("name") or NAME,
        birth_date=BORN,
        phone=changes.get("phone", PHONE),
    )


async def store(world: World, *entries: NewRosterEntry) -> Sequence[RosterEntry]:
    """Store rosters; returns what is on them, in the order of the list."""
    async with world.begin() as tx:
        await tx.rosters.store(entries, START)
        stored = await tx.rosters.not_done([entry.unit for entry in entries], None)
        await tx.commit()
    return sorted(stored, key=lambda entry: entry.id)


async def register(
    world: World, name: str = "binh", phone: str | None = None, unit: str = "SO-NV"
) -> tuple[Person, ProtectedPhone | None]:
    someone = world.person(name)
    async with world.begin() as tx:
        protected = tx.people.protect(phone) if phone else None
        new = NewPerson(
            full_name=NAME,
            birth_date=BORN,
            unit=world.units[unit].id,
            audience=Audience.OFFICIALS,
            locale="vi",
            notice_version="1",
            consented_at=START,
            phone=protected,
        )
        person = await tx.people.register(someone.user, someone.chat, new)
        await tx.commit()
    return person, protected


async def match(world: World, person: Person, phone: ProtectedPhone | None) -> Match:
    async with world.begin() as tx:
        found = await match_person(tx, person, phone, world.clock.now())
        await tx.commit()
    return found


async def entry_of(world: World, entry: RosterEntry) -> RosterEntry:
    async with world.begin() as tx:
        found = await tx.rosters.find(entry.id)
    assert found is not None
    return found


async def asked(conversation: Conversation) -> str:
    """What was put to somebody without their having written."""
    conversation.heard = await conversation._newly_queued()
    return "\n".join(text.body for text in conversation.heard if isinstance(text, Text))


async def all_sent(world: World) -> None:
    """Let every message have reached its chat."""
    async with world.database.transaction() as connection:
        await connection.execute(
            update(outbox_table).values(
                state="sent", sent_at=START, message_id="1", lease_owner=None, lease_until=None
            )
        )
        await connection.commit()


async def audited(world: World) -> list[tuple[str, str, dict[str, Any]]]:
    """The audit log: events, actors and facts."""
    async with world.database.read() as connection:
        rows = await connection.execute(select(audit_table).order_by(audit_table.c.id))
        return [(row.event, row.actor, row.facts) for row in rows]
