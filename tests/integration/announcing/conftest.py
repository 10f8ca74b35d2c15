"""Fixtures of announcements; each test runs on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from handlers.announcing.actors import Actor
from storage.engine import Database
from tests.integration.announcing.desk import BINH, Desk, open_desk


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await open_desk(database)


@pytest.fixture
async def binh(desk: Desk) -> Actor:
    """An organiser."""
    return await desk.appoint(BINH)


@pytest.fixture
async def other_database(database_url: str, database: Database) -> AsyncIterator[Database]:
    """The same database with connections of its own, as another process has them."""
    other = Database(database_url)
    yield other
    await other.dispose()
