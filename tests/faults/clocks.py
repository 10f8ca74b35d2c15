"""The date of the machine is stepped by an hour, while people play and before a start."""

import random
from pathlib import Path

from tests.faults.installation import Ground
from tests.faults.play import Break, Round
from tests.faults.process import PROGRAM, STEP_FILE

HOUR_SECONDS = 3_600


def stepping_ground(ground: Ground) -> tuple[Ground, Path]:
    """The same, in a process whose date can be stepped, and the file that says by how much."""
    file = ground.folder / "step"
    file.write_text("0")
    settings = {**ground.settings, STEP_FILE: str(file)}
    return Ground(ground.name, ground.url, ground.folder, program=PROGRAM, settings=settings), file


def stepping(file: Path, dice: random.Random) -> Break:
    """An hour forwards or back; the process goes on, or is killed and started under that date."""

    async def step(round_: Round) -> None:
        hours = dice.choice([hour for hour in (-1, 0, 1) if hour * HOUR_SECONDS != _now(file)])
        _set(file, hours)
        round_.installation.watch()
        await round_.goes_on()
        await round_.look()

    return step


def starting_stepped(file: Path, dice: random.Random) -> Break:
    """Killed, and started at another date."""

    async def start(round_: Round) -> None:
        process = await round_.installation.kill()
        hours = dice.choice([hour for hour in (-1, 0, 1) if hour * HOUR_SECONDS != _now(file)])
        _set(file, hours)
        await round_.look()
        await process.start()

    return start


def _set(file: Path, hours: int) -> None:
    file.write_text(str(hours * HOUR_SECONDS))


def _now(file: Path) -> int:
    return int(file.read_text())
