"""Fixtures that many tests share: the event loop, and a fresh database of either kind."""

import logging
import shutil
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import pytest
import structlog

from storage import schema
from storage.engine import Database
from tests.fakes.clock import FakeClock
from tests.fakes.postgresql import PostgresqlServer, running_server

TEMPLATE = "hoithi_template"
numbers = count(1)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _logs_as_in_production() -> Iterator[None]:
    """What a test sets up ends with it; two lines for each message would be written otherwise."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    structlog.reset_defaults()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("INFO"))
    yield
    # A command that runs in this process has written to a stream that is closed by now.
    root.handlers[:] = [each for each in root.handlers if each in handlers]
    root.setLevel(level)


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands at 2023-11-07 08:00 in Viet Nam until it is moved."""
    return FakeClock()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """One PostgreSQL server for all tests; without one they fail."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
async def postgresql_template(postgresql_server: PostgresqlServer) -> str:
    """Name of a database with all tables and no rows, to copy from."""
    await postgresql_server.trade_durability_for_speed()
    await _migrate(await postgresql_server.create_database(TEMPLATE))
    return TEMPLATE


@pytest.fixture(scope="session")
async def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables and no rows, to copy from."""
    path = tmp_path_factory.mktemp("template") / "hoithi.db"
    await _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
async def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """URL of a fresh SQLite database with all tables."""
    path = tmp_path / "hoithi.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
async def postgresql_url(
    postgresql_server: PostgresqlServer, postgresql_template: str
) -> AsyncIterator[str]:
    """URL of a fresh PostgreSQL database with all tables."""
    name = f"hoithi_{next(numbers)}"
    yield await postgresql_server.create_database(name, postgresql_template)
    await postgresql_server.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """URL of a fresh database with all tables, once of each kind.

    A test for one kind says ``parametrize("database_url", ["sqlite"], indirect=True)``.
    """
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh database with all tables, once of each kind."""
    database = Database(database_url)
    yield database
    await database.dispose()


async def _migrate(url: str) -> None:
    database = Database(url)
    await schema.upgrade(database)
    await database.dispose()
