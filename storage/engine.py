"""The database of an installation: an SQLite file or a PostgreSQL server, one class for both.

Beside ``storage.drivers`` nothing else in storage knows drivers, pools or how a transaction starts.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from weakref import WeakSet

import aiosqlite
from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.pool import ConnectionPoolEntry, Pool, QueuePool

from storage.direct_writer import DirectWriter, Result
from storage.drivers import BEGIN, direct_engine, driver_url, pooled_engine
from storage.faults import told_apart
from storage.writer_turns import WriterTurns

SERVING = "hoithi serve "
"""Begins the name under which a server knows the connections of a process that serves."""
RETURN_LIMIT = timedelta(seconds=2)
RETURN_LOOK = timedelta(milliseconds=5)

CONNECTIONS = 15
URGENT_CONNECTIONS = 5
"""Kept for the short commits of play, however many conversations hold up the others."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server may work at one statement.

    Attributes:
        urgent: in the short transactions of play.
        other: in conversations and reports; also how long a transaction may be left alone, whose
            process is frozen and holds locks.
    """

    urgent: timedelta
    other: timedelta


class Database:
    """Connections to one database; disposed by whoever created it."""

    def __init__(self, url: str, patience: Patience | None = None) -> None:
        """Prepare connections; none is opened before the first use.

        Args:
            patience: of a process that serves; None for one whose work takes as long as it takes.
                An SQLite file has one writer of ours, and waits for others ``BUSY_TIMEOUT``.

        Raises:
            UnsupportedDatabaseError: if no driver fits the URL.
        """
        self._url = driver_url(url)
        name = SERVING + secrets.token_hex(4)
        limit = patience.other if patience else None
        self._engine = pooled_engine(self._url, name, limit, CONNECTIONS)
        self._pools = [self._engine]
        self._opened: WeakSet[Any] = WeakSet()
        self._writer = self._engine.execution_options(**{BEGIN: "BEGIN IMMEDIATE"})
        self._urgent_writer = self._writer
        self._turns = WriterTurns() if self.is_sqlite else None
        self._direct: DirectWriter | None = None
        self._engines = [self._engine.sync_engine]
        if self.is_sqlite:
            self._engines.append(direct_engine(self._url))
            self._direct = DirectWriter(self._engines[-1])
        else:
            limit = patience.urgent if patience else None
            self._urgent_writer = pooled_engine(self._url, name, limit, URGENT_CONNECTIONS)
            self._pools.append(self._urgent_writer)
            self._engines.append(self._urgent_writer.sync_engine)
        for pool in self._pools:
            event.listen(pool.sync_engine, "connect", self._remember, insert=True)

    @property
    def is_sqlite(self) -> bool:
        return self._url.get_backend_name() == "sqlite"

    @property
    def file(self) -> Path | None:
        """Where an SQLite database lives; None for a server."""
        return Path(self._url.database) if self.is_sqlite and self._url.database else None

    @asynccontextmanager
    async def transaction(self, *, urgent: bool = False) -> AsyncIterator[AsyncConnection]:
        """A connection to write with; leaving undoes whatever was not committed on it.

        On SQLite the one writer of this process: whoever comes next waits here, never busily.

        Args:
            urgent: for the short commits of play, which take turns with all others.
        """
        async with AsyncExitStack() as stack:
            if self._turns is not None:
                await stack.enter_async_context(self._turns.turn(urgent=urgent))
            writer = self._urgent_writer if urgent else self._writer
            yield await stack.enter_async_context(writer.connect())

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A short, urgent transaction that commits on leaving and is undone by an error.

        Raises:
            StorageAwayError: if there is no database to be had now.
        """
        with told_apart():
            async with self.transaction(urgent=True) as connection:
                yield connection
                await connection.commit()

    async def run_write(self, work: Callable[[Connection], Result]) -> Result:
        """Let ``work`` do everything in one short, urgent transaction; its result once durable.

        ``work`` may run in another thread, and may run twice if its caller tries again.

        Raises:
            StorageAwayError: if there is no database to be had now.
        """
        with told_apart():
            if self._turns is None or self._direct is None:
                async with self._urgent_writer.begin() as connection:
                    return await connection.run_sync(work)
            async with self._turns.turn(urgent=True):
                return await self._direct.run(work)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection to read from, concurrent with writers; what it writes is undone."""
        async with self._engine.connect() as connection:
            yield connection

    @asynccontextmanager
    async def without_limits(self) -> AsyncIterator["Database"]:
        """The same database for work that takes as long as it takes."""
        if self.is_sqlite:
            yield self
            return
        patient = Database(self._url.render_as_string(hide_password=False))
        try:
            yield patient
        finally:
            await patient.dispose()

    async def checkpoint(self) -> None:
        """Carry what SQLite has written ahead into its file, beside readers and the writer.

        Called now and then by a serving process; see ``WAL_PAGES``.
        """
        if self.is_sqlite:
            async with self.read() as connection:
                await connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")

    def on_error(self, observe: Callable[[str], None]) -> None:
        """Tell the kind of every error of the driver, from whatever thread it comes up in."""

        def tell(context: ExceptionContext) -> None:
            observe(type(context.original_exception).__name__)

        for engine in self._engines:
            event.listen(engine, "handle_error", tell)

    async def dispose(self) -> None:
        """Close all connections, those included that are on their way back."""
        await self._returned()
        for pool in self._pools:
            await pool.dispose()
        for connection in list(self._opened):
            await _close(connection)
        if self._direct is not None:
            await self._direct.close()

    def _remember(self, connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        self._opened.add(entry.driver_connection)

    async def _returned(self) -> None:
        """Wait a little for what is in use.

        A task that is cancelled gives its connection back a moment later, and a pool that is
        disposed of by then would leave it open.
        """
        pools = [engine.sync_engine.pool for engine in self._pools]
        with suppress(TimeoutError):
            async with asyncio.timeout(RETURN_LIMIT.total_seconds()):
                while any(_is_in_use(pool) for pool in pools):  # noqa: ASYNC110 - it tells nobody
                    await asyncio.sleep(RETURN_LOOK.total_seconds())


def _is_in_use(pool: Pool) -> bool:
    return isinstance(pool, QueuePool) and pool.checkedout() > 0


async def _close(connection: Any) -> None:
    """Close a driver's connection that the pool has lost sight of; nothing if it is closed.

    A task that is cancelled twice leaves one behind: its rollback is cut off, and so is the closing
    of what could not be rolled back.
    """
    if isinstance(connection, aiosqlite.Connection):
        with suppress(ValueError):
            await connection.close()
    elif not connection.is_closed():
        connection.terminate()
