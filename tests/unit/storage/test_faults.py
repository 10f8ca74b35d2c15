"""Which errors say that there is no database, and which that a statement was wrong."""

import sqlite3

import pytest
from asyncpg.exceptions import (  # type: ignore[import-untyped]
    AdminShutdownError,
    CannotConnectNowError,
    DiskFullError,
    InvalidTextRepresentationError,
    LockNotAvailableError,
    QueryCanceledError,
    TooManyConnectionsError,
    UniqueViolationError,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from handlers.ports.faults import ConnectionCutError, StorageAwayError
from storage.faults import told_apart


def of_statement(cause: BaseException, *, is_cut: bool = False) -> DBAPIError:
    """A driver's error as SQLAlchemy raises it."""
    return DBAPIError("SELECT 1", {}, cause, connection_invalidated=is_cut)


def of_sqlite(name: str) -> DBAPIError:
    error = sqlite3.OperationalError("text that may hold anything")
    error.sqlite_errorname = name
    return of_statement(error)


def outcome(error: Exception, *, files: bool = True) -> BaseException:
    """What becomes of an error."""
    with pytest.raises(Exception) as caught, told_apart(files=files):  # noqa: PT011 - of any kind
        raise error
    return caught.value


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        TimeoutError(),
        NoConnectionError(),
        FileNotFoundError("/run/postgresql"),
        CannotConnectNowError("starting up"),
        of_statement(AdminShutdownError("terminating")),
        of_statement(QueryCanceledError("statement timeout")),
        of_statement(TooManyConnectionsError("too many")),
        of_statement(DiskFullError("no space")),
        of_sqlite("SQLITE_BUSY"),
        of_sqlite("SQLITE_FULL"),
        of_sqlite("SQLITE_IOERR_WRITE"),
        of_sqlite("SQLITE_READONLY_DBMOVED"),
    ],
    ids=lambda error: type(getattr(error, "orig", error)).__name__,
)
def test_a_database_that_is_not_to_be_had_is_told_as_such(error: Exception) -> None:
    assert type(outcome(error)) is StorageAwayError


@pytest.mark.parametrize(
    "error", [ConnectionResetError(), of_statement(ConnectionResetError(), is_cut=True)]
)
def test_a_good_connection_that_was_lost_may_be_replaced_at_once(error: Exception) -> None:
    assert type(outcome(error)) is ConnectionCutError


@pytest.mark.parametrize(
    "error",
    [
        LookupError("a bug"),
        of_statement(UniqueViolationError("twice")),
        of_statement(InvalidTextRepresentationError("no number")),
        of_statement(LockNotAvailableError("asked not to wait")),
        of_sqlite("SQLITE_CONSTRAINT_UNIQUE"),
        of_sqlite("SQLITE_ERROR"),
    ],
)
def test_what_a_statement_did_wrong_stays_what_it_is(error: Exception) -> None:
    assert outcome(error) is error


def test_a_file_of_a_command_is_not_the_database() -> None:
    error = FileNotFoundError("roster.xlsx")

    assert outcome(error, files=False) is error
    assert type(outcome(TimeoutError(), files=False)) is StorageAwayError


def test_only_the_kind_is_told() -> None:
    told = outcome(of_statement(QueryCanceledError("postgresql://hoithi:mat-khau@host/db")))

    assert isinstance(told, StorageAwayError)
    assert told.kind == "QueryCanceledError"
    assert "mat-khau" not in repr(told)
    assert told.__cause__ is None
