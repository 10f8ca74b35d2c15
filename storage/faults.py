"""Tells a database that does not answer from one that refuses what it was given."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from handlers.ports.faults import ConnectionCutError, StorageAwayError

# PostgreSQL's appendix A: connections, resources, interventions of an operator (a shutdown, a
# statement that took too long), errors of the system; a database that takes no connections, and
# one that has become a replica.
AWAY_STATES = ("08", "53", "57", "58", "55000", "25006")
AWAY_FILES = ("SQLITE_BUSY", "SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY")


@contextmanager
def told_apart(*, files: bool = True) -> Iterator[None]:
    """Raise ``StorageAwayError`` in place of a driver's error that is no fault of a statement.

    Args:
        files: whether any error of the system is one of the database; not where the body may work
            with files of its own.
    """
    try:
        yield
    except StorageAwayError:
        raise
    except Exception as error:
        if is_cut(error):
            raise ConnectionCutError(_kind(error)) from None
        if is_away(error) and (files or not _is_of_a_file(error)):
            raise StorageAwayError(_kind(error)) from None
        raise


def is_cut(error: Exception) -> bool:
    """Whether a connection was lost that had been good."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated
    return isinstance(error, ConnectionError) and not isinstance(error, ConnectionRefusedError)


def is_away(error: Exception) -> bool:
    """Whether an error says that there is no database to be had now."""
    if isinstance(error, OSError | TimeoutError | NoConnectionError):
        return True
    found = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(found, OSError | TimeoutError):
        return True
    state = getattr(found, "sqlstate", None) or ""
    name = getattr(found, "sqlite_errorname", None) or ""
    return state.startswith(AWAY_STATES) or name.startswith(AWAY_FILES)


def _is_of_a_file(error: Exception) -> bool:
    return isinstance(error, OSError) and not isinstance(error, ConnectionError | TimeoutError)


def _kind(error: Exception) -> str:
    found = error.orig if isinstance(error, DBAPIError) and error.orig else error
    cause = found.__cause__
    return type(found if cause is None else cause).__name__
