"""Checks of the database: that it can be reached, understood and written, and will have room."""

import shutil
from pathlib import Path

from sqlalchemy import text

from bot.checks.findings import Findings, State
from storage import schema
from storage.engine import Database

GIGABYTE = 10**9
SCARCE = 2 * GIGABYTE
"""Bytes: what 125,000 attempts take at some 16 KB each, before old messages are purged."""
TOO_LITTLE = SCARCE // 10


async def check_database(database: Database, findings: Findings) -> bool:
    """Note how it stands with the database; returns whether this version can read from it."""
    if database.file is not None and not database.file.exists():
        findings.note("database", State.FAILED, error="none")
        return False
    try:
        missing = await schema.check(database)
    except Exception as error:
        # Drivers raise whatever they like here; its kind tells enough and holds no password.
        findings.note("database", State.FAILED, error=type(error).__name__)
        return False
    findings.note("database", State.OK, error="none")
    state = State.FAILED if missing else State.OK
    findings.note("schema", state, found=missing or "none", kind=await _age(database))
    await _check_writing(database, findings)
    if database.file is not None:
        await _check_journal(database, findings)
        check_disk(database.file.parent, findings)
    return missing is None


async def _age(database: Database) -> str:
    """Whether another version has upgraded the schema beyond what this one knows."""
    found = await schema.revision(database)
    return "known" if found is None or schema.is_known(found) else "newer"


async def _check_writing(database: Database, findings: Findings) -> None:
    """Write and take it back."""
    try:
        async with database.transaction() as connection:
            await connection.execute(text("CREATE TABLE doctor_was_here (id INTEGER)"))
    except Exception as error:
        findings.note("writing", State.FAILED, error=type(error).__name__)
    else:
        findings.note("writing", State.OK, error="none")


async def _check_journal(database: Database, findings: Findings) -> None:
    """File systems of networks refuse the journal that lets players and readers go on at once."""
    async with database.read() as connection:
        mode = str((await connection.execute(text("PRAGMA journal_mode"))).scalar_one())
    findings.note("journal", State.OK if mode == "wal" else State.FAILED, mode=mode)


def check_disk(folder: Path, findings: Findings) -> None:
    """Note how much room is left for the database file."""
    free = shutil.disk_usage(folder).free
    state = State.OK
    if free < SCARCE:
        state = State.FAILED if free < TOO_LITTLE else State.WARNING
    findings.note("disk", state, free=round(free / GIGABYTE, 1))
