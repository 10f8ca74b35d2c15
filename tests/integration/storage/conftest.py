"""Fixtures of the storage tests; each test runs on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from storage.engine import Database
from tests.integration.storage.world import World, create_world


@pytest.fixture
async def world(database: Database) -> World:
    """A contest with one round in a fresh database."""
    return await create_world(database)


@pytest.fixture
async def other_database(database_url: str, database: Database) -> AsyncIterator[Database]:
    """The same database with connections of its own, as another process has them."""
    other = Database(database_url)
    yield other
    await other.dispose()
