"""A live round in the hands of a test, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from storage.engine import Database
from tests.fakes.clock import FakeClock
from tests.integration.live.hall import Hall
from tests.integration.storage.world import World, create_world


@pytest.fixture
async def world(database: Database) -> World:
    """A contest with one round in a fresh database."""
    return await create_world(database)


@pytest.fixture
async def hall(world: World, clock: FakeClock) -> AsyncIterator[Hall]:
    """A contest, before any live round."""
    hall = Hall(world, clock)
    yield hall
    await hall.intake.drain()


@pytest.fixture
async def other_database(database_url: str, database: Database) -> AsyncIterator[Database]:
    """The same database with connections of its own, as another process has them."""
    other = Database(database_url)
    yield other
    await other.dispose()
