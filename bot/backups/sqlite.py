"""Copies of an SQLite database: taken while it is written to, and put in its place."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.backups.archive import sync_folder
from bot.backups.errors import BackupRefusedError

LOCK_SECONDS = 1.0
"""How long somebody may be just closing the database."""
BESIDE = ("-wal", "-shm", "-journal")
"""Endings of the files that SQLite keeps beside a database."""


def copy_database(source: Path, target: Path) -> str:
    """Copy a database as it is at one instant, beside its readers and writers.

    Returns:
        The revision of its schema.

    Raises:
        BackupRefusedError: if there is no database of ours, or it is damaged.
    """
    try:
        with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(target)) as copy:
            original.backup(copy)
            # One file that is whole by itself.
            copy.execute("PRAGMA journal_mode = DELETE")
        return sound_revision(target)
    except sqlite3.Error as error:
        raise BackupRefusedError("unsound", found=type(error).__name__) from None


def sound_revision(file: Path) -> str:
    """The revision of a database's schema, once the whole file has been looked through.

    Raises:
        sqlite3.Error: if it is damaged, or not a database of ours.
    """
    with closing(sqlite3.connect(file)) as connection:
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError("damaged")
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if found is None:
        raise sqlite3.DatabaseError("no revision")
    return str(found[0])


def put_in_place(copy: Path, target: Path) -> None:
    """Let a copy be the database, at once and for good.

    Raises:
        BackupRefusedError: if somebody has the present database open.
    """
    if target.exists():
        _let_go(target)
    for ending in BESIDE:
        # What was written ahead belongs to the database that goes.
        target.with_name(f"{target.name}{ending}").unlink(missing_ok=True)
    copy.rename(target)
    sync_folder(target.parent)


def _let_go(target: Path) -> None:
    """Take the present database for ourselves, for which nobody else may have it open."""
    try:
        with closing(sqlite3.connect(target, timeout=LOCK_SECONDS)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError:
        raise BackupRefusedError("in-use") from None
    except sqlite3.DatabaseError:
        return  # damaged, so nobody works with it
