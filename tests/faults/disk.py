"""A disk that is full: a real one where we may mount it, or a limit on the size of files."""

import asyncio
import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import anyio

from tests.faults.play import PATIENCE_SECONDS, Round

SMALL_FILES = 96 * 1024
"""Bytes; far below the database, so that nothing more can be added to it."""
DISK_BYTES = 24 * 1024 * 1024
UNDELIVERED = "telegram_update_not_delivered"


async def limit_files(round_: Round) -> None:
    """The process may write no file beyond a size, and then it may again."""
    process = round_.installation.processes[0]._process
    assert process is not None
    # The log is a file too, and no part of this.
    os.truncate(_log(round_), 0)
    _limit(process.pid, SMALL_FILES)
    try:
        await _cannot_write(round_)
    finally:
        _limit(process.pid, resource.RLIM_INFINITY)
    round_.installation.watch()
    await round_.look()


async def fill_disk(round_: Round) -> None:
    """The disk of the database is filled by somebody else, and then cleared."""
    filler = Path(round_.installation.ground.url.partition(":///")[2]).with_name("filler")
    os.truncate(_log(round_), 0)
    await asyncio.to_thread(_fill, filler)
    try:
        await _cannot_write(round_)
    finally:
        filler.unlink()
    round_.installation.watch()
    await round_.look()


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """A file system of its own; None where this user may not mount one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "hoithi-faults", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


async def _cannot_write(round_: Round) -> None:
    """Return when something could not be stored."""
    log = _log(round_)
    with anyio.fail_after(PATIENCE_SECONDS):
        while UNDELIVERED not in _read(log):  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.05)


def _read(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")


def _limit(process: int, size: int) -> None:
    _, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (size, hard))


def _fill(filler: Path) -> None:
    chunk = bytes(64 * 1024)
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(chunk)


def _log(round_: Round) -> Path:
    return round_.installation.ground.folder / "serve.log"
