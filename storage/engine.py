"""The database of an installation: an SQLite file or a PostgreSQL server, one class for both.

Nothing else in storage knows drivers, pools or how a transaction starts.
"""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from weakref import WeakSet

import aiosqlite
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, Pool, QueuePool

from storage.direct_writer import DirectWriter, Result
from storage.faults import told_apart
from storage.writer_turns import WriterTurns

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
SUPPORTED = "a database URL is sqlite:///file or postgresql://…"

# Writers of one process queue in front of a lock; this is how long they wait for another process.
BUSY_TIMEOUT = timedelta(seconds=15)
BEGIN = "hoithi_begin"
SERVING = "hoithi serve "
"""Begins the name under which a server knows the connections of a process that serves."""
RETURN_LIMIT = timedelta(seconds=2)
RETURN_LOOK = timedelta(milliseconds=5)

# A server: how long for a connection, and for one that is free. Somebody waits for both.
CONNECT_LIMIT = timedelta(seconds=5)
POOL_LIMIT = timedelta(seconds=10)
MARGIN = timedelta(seconds=2)
"""How much longer we wait for a statement than the server works at it: a server that is frozen, or
behind a network that is gone, does not tell that it has given up."""
CONNECTIONS = 15
URGENT_CONNECTIONS = 5
"""Kept for the short commits of play, however many conversations hold up the others."""


# Pages written ahead before a commit itself carries them into the file, 80 MB. With the default of
# 1,000 one commit in a few does, and everybody behind it waits: deadlines spread over 10 s were
# passed 175 ms late at p99 instead of 64. A serving process does it beside the writer instead.
WAL_PAGES = 20_000

WRITER_CACHE_KIB = 64 * 1024
"""Of the one connection that commits answers: with SQLite's 2 MB and 200,000 people in the tables
an answer took 305 microseconds instead of 285."""


class UnsupportedDatabaseError(ValueError):
    """The database URL is neither ``sqlite:///file`` nor ``postgresql://…``."""


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
        self._engine = _engine(self._url, name, limit, CONNECTIONS)
        self._pools = [self._engine]
        self._opened: WeakSet[Any] = WeakSet()
        self._writer = self._engine.execution_options(**{BEGIN: "BEGIN IMMEDIATE"})
        self._urgent_writer = self._writer
        self._turns = WriterTurns() if self.is_sqlite else None
        self._direct: DirectWriter | None = None
        self._engines = [self._engine.sync_engine]
        if self.is_sqlite:
            self._engines.append(_direct_engine(self._url))
            self._direct = DirectWriter(self._engines[-1])
        else:
            limit = patience.urgent if patience else None
            self._urgent_writer = _engine(self._url, name, limit, URGENT_CONNECTIONS)
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


def driver_url(text: str) -> URL:
    """The URL with the driver that we use.

    Raises:
        UnsupportedDatabaseError: if there is none for it; it does not show the URL, which may hold
            a password.
    """
    try:
        url = make_url(text)
        backend = url.get_backend_name()
    except (ArgumentError, ValueError):
        raise UnsupportedDatabaseError(SUPPORTED) from None
    if backend not in DRIVERS or (backend == "sqlite" and not url.database):
        raise UnsupportedDatabaseError(SUPPORTED)
    if "sslmode" in url.query:
        # So PostgreSQL's own tools and hosters write what the driver calls ssl.
        mode = {"ssl": url.query["sslmode"]}
        url = url.difference_update_query(["sslmode"]).update_query_dict(mode)
    return url.set(drivername=DRIVERS[backend])


def _engine(url: URL, name: str, limit: timedelta | None, connections: int) -> AsyncEngine:
    # Parameters are names and answers; an error must not carry them into a log (invariant 12).
    common: dict[str, Any] = {"json_serializer": to_json, "hide_parameters": True}
    if url.get_backend_name() == "postgresql":
        return create_async_engine(
            url,
            **common,
            # A server that was started again is not noticed by whoever comes next.
            pool_pre_ping=True,
            pool_size=connections,
            max_overflow=0,
            pool_timeout=POOL_LIMIT.total_seconds(),
            connect_args=_server_settings(name, limit),
        )
    # The driver must start no transactions of its own: it knows only BEGIN, and a transaction that
    # turns from reader to writer fails at once when another process has written in between.
    engine = create_async_engine(url, **common, connect_args={"isolation_level": None})
    _listen(engine.sync_engine)
    return engine


def _server_settings(name: str, limit: timedelta | None) -> dict[str, Any]:
    arguments: dict[str, Any] = {"timeout": CONNECT_LIMIT.total_seconds()}
    # Work that may take as long as it takes is not that of a process that serves.
    if limit is not None:
        milliseconds = str(limit // timedelta(milliseconds=1))
        arguments["command_timeout"] = (limit + MARGIN).total_seconds()
        arguments["server_settings"] = {
            "application_name": name,
            "statement_timeout": milliseconds,
            "idle_in_transaction_session_timeout": milliseconds,
        }
    return arguments


def _direct_engine(url: URL) -> Engine:
    engine = create_engine(
        url.set(drivername="sqlite"),
        json_serializer=to_json,
        hide_parameters=True,
        connect_args={"isolation_level": None},
        execution_options={BEGIN: "BEGIN IMMEDIATE"},
    )
    _listen(engine)
    event.listen(engine, "connect", _widen_cache)
    return engine


def _widen_cache(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA cache_size = -{WRITER_CACHE_KIB}")
    cursor.close()


def _listen(engine: Engine) -> None:
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT // timedelta(milliseconds=1)}")
    cursor.execute("PRAGMA journal_mode = WAL")
    # FULL: an acknowledged answer survives a loss of power, not only of the process (invariant 1).
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA wal_autocheckpoint = {WAL_PAGES}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(BEGIN, "BEGIN"))


_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def to_json(value: Any) -> str:
    """Compact JSON; Vietnamese stays readable, what is not valid Unicode is escaped."""
    text = _COMPACT.encode(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"))
    return text
