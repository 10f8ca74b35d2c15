"""What the tests of one-time codes share: codes to redeem, and looking for traces of them."""

import re
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from handlers import codes
from handlers.ports.invitations import Invitation, Purpose
from handlers.ports.records import Grant, Role
from storage.tables.base import Row
from tests.integration.handlers.conftest import World
from tests.integration.handlers.conversation import Conversation

WEEK = timedelta(days=7)


async def role_code(world: World, role: Role, unit: str | None = None) -> str:
    """A fresh code, good for a week, that gives a role."""
    return await _issue(world, Purpose.ROLE, role, unit)


async def group_code(world: World, unit: str) -> str:
    """A fresh code, good for a week, that binds a group to a unit."""
    return await _issue(world, Purpose.GROUP, None, unit)


async def _issue(world: World, purpose: Purpose, role: Role | None, unit: str | None) -> str:
    now = world.clock.now()
    invitation = Invitation(
        purpose, "test", now, now + WEEK, role, world.units[unit].id if unit else None
    )
    async with world.begin() as tx:
        code = await codes.issue(tx, invitation)
        await tx.commit()
    return codes.shown(code)


def code_in(text: str) -> str:
    """The code that a message gives."""
    found = re.search(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b", text)
    assert found is not None
    return found[0]


async def grants_of(world: World, someone: Conversation) -> Sequence[Grant]:
    async with world.begin() as tx:
        return await tx.people.grants_of(someone.user)


async def everything_stored(world: World, *, but: Sequence[str] = ()) -> str:
    """All rows of all tables, as one text."""
    async with world.database.read() as connection:
        rows = [
            tuple(row)
            for table in Row.metadata.sorted_tables
            if table.name not in but
            for row in await connection.execute(select(table))
        ]
    return repr(rows)
