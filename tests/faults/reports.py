"""A report is written, and its process is killed while it is: the file is whole or not there."""

import asyncio
import os
import random
import sys
import time
import zipfile
from pathlib import Path

from bot.clock import SystemClock
from tests.fakes.broadcast import register
from tests.faults.checker import check
from tests.faults.installation import Ground, opened_installation
from tests.faults.outcomes import Outcome
from tests.faults.seen import Seen
from tests.faults.stage import RULES, opened_office
from tests.faults.tables import read_tables

PEOPLE = 300
HOITHI = str(Path(sys.executable).with_name("hoithi"))


async def break_reports(name: str, ground: Ground, kills: int, dice: random.Random) -> Outcome:
    """Kill it at random moments of its run; at last it is let run, and must succeed."""
    async with (
        opened_installation(ground, dice) as installation,
        opened_office(installation) as office,
    ):
        now, bot = SystemClock().now(), str(installation.telegram.bot.id)
        await register(office.database, office.units_of_work, now, bot, PEOPLE, RULES)
    file, broken = ground.folder / "report.xlsx", list[str]()
    began = time.monotonic()
    broken += await _written(ground, file)
    duration = time.monotonic() - began
    for _ in range(kills):
        file.unlink(missing_ok=True)
        await _killed(ground, file, dice.uniform(0.3, 1.0) * duration)
        broken += _faults_of(file)
    file.unlink(missing_ok=True)
    broken += await _written(ground, file)
    findings = check(Seen(broken=broken), await read_tables(ground.url))
    return Outcome(name, ground.name, kills, findings, kills + 2)


async def _written(ground: Ground, file: Path) -> list[str]:
    process = await _start(ground, file)
    status = await process.wait()
    return _faults_of(file) if status == 0 else [f"a report ends with {status}"]


async def _killed(ground: Ground, file: Path, seconds: float) -> None:
    process = await _start(ground, file)
    try:
        async with asyncio.timeout(seconds):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


async def _start(ground: Ground, file: Path) -> asyncio.subprocess.Process:
    environment = os.environ | {"DATABASE_URL": ground.url}
    return await asyncio.create_subprocess_exec(
        *(HOITHI, "export", "results", str(file)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment,
        cwd=ground.folder,
    )


def _faults_of(file: Path) -> list[str]:
    """What is wrong with the file, if it is there."""
    if not file.exists():
        return []
    try:
        with zipfile.ZipFile(file) as archive:
            damaged = archive.testzip()
    except zipfile.BadZipFile:
        return ["a report is half written"]
    return [] if damaged is None else [f"a report has a damaged {damaged}"]
