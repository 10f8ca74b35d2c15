"""Dumps of a PostgreSQL database, made and restored by PostgreSQL's own programs."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import URL, text

from bot.backups.errors import BackupRefusedError
from bot.logs import scrub
from storage.drivers import driver_url
from storage.engine import Database

OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)


def dump(url: str, target: Path) -> None:
    """Write a consistent dump, beside readers and writers.

    Raises:
        BackupRefusedError: if ``pg_dump`` is missing or fails.
    """
    _run("pg_dump", url, ["--format=custom", f"--file={target}"])


def restore(url: str, source: Path) -> None:
    """Replace what a dump holds, in one transaction.

    Raises:
        BackupRefusedError: if ``pg_restore`` is missing or fails; then nothing has changed.
    """
    _run("pg_restore", url, ["--single-transaction", "--clean", "--if-exists", str(source)])


def check_tool(name: str) -> str:
    """Where one of PostgreSQL's programs is.

    Raises:
        BackupRefusedError: if it is not installed.
    """
    path = shutil.which(name)
    if path is None:
        raise BackupRefusedError("tool-missing", tool=name)
    return path


async def is_in_use(database: Database) -> bool:
    """Whether anybody else is connected."""
    async with database.read() as connection:
        return bool(await connection.scalar(OTHERS))


def _run(tool: str, url: str, arguments: Sequence[str]) -> None:
    address, password = _address(driver_url(url))
    environment = os.environ | ({"PGPASSWORD": password} if password else {})
    done = subprocess.run(  # noqa: S603 - our own arguments, no shell
        [check_tool(tool), "--no-owner", "--no-privileges", f"--dbname={address}", *arguments],
        env=environment,
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
        text=True,
        errors="replace",
    )
    if done.returncode != 0:
        # The first line names the fault; those after it may quote rows.
        told = done.stderr.strip().partition("\n")[0] or f"exit status {done.returncode}"
        raise BackupRefusedError("tool-failed", tool=tool, found=scrub(told))


def _address(url: URL) -> tuple[str, str | None]:
    """What PostgreSQL's programs take, and apart from it the password, which all users could see
    among the arguments of a process."""
    password = url.password
    if "ssl" in url.query:
        mode = {"sslmode": url.query["ssl"]}
        url = url.difference_update_query(["ssl"]).update_query_dict(mode)
    bare = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    return bare.render_as_string(hide_password=False), password
