"""Drivers and their settings: how connections to SQLite and PostgreSQL are made."""

import json
from datetime import timedelta
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
SUPPORTED = "a database URL is sqlite:///file or postgresql://…"

# Writers of one process queue in front of a lock; this is how long they wait for another process.
BUSY_TIMEOUT = timedelta(seconds=15)
BEGIN = "hoithi_begin"

# A server: how long for a connection, and for one that is free. Somebody waits for both.
CONNECT_LIMIT = timedelta(seconds=5)
POOL_LIMIT = timedelta(seconds=10)
MARGIN = timedelta(seconds=2)
"""How much longer we wait for a statement than the server works at it: a server that is frozen, or
behind a network that is gone, does not tell that it has given up."""

# Pages written ahead before a commit itself carries them into the file, 80 MB. With the default of
# 1,000 one commit in a few does, and everybody behind it waits: deadlines spread over 10 s were
# passed 175 ms late at p99 instead of 64. A serving process does it beside the writer instead.
WAL_PAGES = 20_000

WRITER_CACHE_KIB = 64 * 1024
"""Of the one connection that commits answers: with SQLite's 2 MB and 200,000 people in the tables
an answer took 305 microseconds instead of 285."""


class UnsupportedDatabaseError(ValueError):
    """The database URL is neither ``sqlite:///file`` nor ``postgresql://…``."""


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


def pooled_engine(url: URL, name: str, limit: timedelta | None, connections: int) -> AsyncEngine:
    """An engine with a pool; transactions begin as the execution option ``BEGIN`` says.

    Args:
        name: under which a server knows its connections.
        limit: how long a server may work at one statement, and a transaction be left alone; None
            for as long as it takes.
        connections: to a server, at most.
    """
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


def direct_engine(url: URL) -> Engine:
    """An engine for the one thread that writes to an SQLite file."""
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
