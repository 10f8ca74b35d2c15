"""``hoithi serve`` in a process whose date can be stepped, or whose contest runs faster.

Started as ``python -m tests.faults.process``. Only the date moves: nobody can step the monotonic
clock of a machine, here neither.
"""

import os
import sys
import time
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path
from unittest.mock import patch

STEP_FILE = "FAULTS_STEP_FILE"
"""Environment variable: a file with the seconds by which the date is off."""
SPEED = "FAULTS_SPEED"
"""Environment variable: seconds of contest time in one second of the wall."""
PROGRAM = (sys.executable, "-m", "tests.faults.process")
READERS = (
    "bot.clock",
    "apscheduler.schedulers.base",
    "apscheduler.triggers.interval",
    "apscheduler.triggers.date",
    "apscheduler.executors.base",
)
"""Modules that ask for the date in a serving process."""

real_time = time.time


def _step() -> float:
    path = os.environ.get(STEP_FILE)
    return float(Path(path).read_text() or 0) if path else 0.0


class SteppedDatetime(datetime):
    """The date of a machine that somebody has set wrong, or right."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        date = datetime.now(UTC) + timedelta(seconds=_step())
        return date.replace(tzinfo=None) if tz is None else date.astimezone(tz)


def main() -> None:
    """Run ``hoithi serve`` under that date."""
    from bot.cli import main as hoithi  # noqa: PLC0415 - likewise
    from bot.clock import SystemClock  # noqa: PLC0415 - likewise
    from bot.commands import running  # noqa: PLC0415 - before the date is replaced

    time.time = lambda: real_time() + _step()
    for name in READERS:
        patch(f"{name}.datetime", SteppedDatetime).start()
    clock = partial(SystemClock, float(os.environ.get(SPEED, "1")))
    patch.object(running, "SystemClock", clock).start()
    sys.argv = ["hoithi", "serve"]
    hoithi()


if __name__ == "__main__":
    main()
