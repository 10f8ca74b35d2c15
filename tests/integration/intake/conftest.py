"""A small contest with people in the middle of it, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from storage.engine import Database
from tests.fakes.clock import FakeClock
from tests.integration.intake.game import Game
from tests.integration.storage.world import create_world


@pytest.fixture
async def game(database: Database, clock: FakeClock) -> Game:
    """A contest with one open round, before anybody has begun."""
    return Game(await create_world(database), clock)


@pytest.fixture
async def other_database(database_url: str, database: Database) -> AsyncIterator[Database]:
    """The same database with connections of its own, as another process has them."""
    other = Database(database_url)
    yield other
    await other.dispose()
