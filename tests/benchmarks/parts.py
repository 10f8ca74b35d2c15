"""Where our process spends its CPU, by part: samples of its main thread, a counter in the writer.

A process of its own: ``python -m tests.benchmarks.parts FILE ARGUMENTS`` runs ``hoithi ARGUMENTS``;
SIGUSR1 begins to sample, SIGUSR2 ends it and writes seconds by part into FILE as JSON. Samples are
weighted by the thread's own CPU clock, so neither waiting nor other threads count for it. On SQLite
the writer is a thread of its own, of which only the decisions are timed; the rest is the commit.
"""

import json
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import CodeType, FrameType

from bot.cli import main as run_hoithi
from handlers.ports.messaging import Acknowledgement
from handlers.turns import Event
from storage.intake_batch import Batch

PERIOD_SECONDS = 0.002
"""Of CPU: one sample costs the process some 30 microseconds."""
LOOP = "event loop"

Decide = Callable[[Batch, Event, datetime], Acknowledgement | None]

_PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    # Used by several parts: the caller decides.
    ("", ("/handlers/texts/", "/handlers/ports/", "/handlers/formats", "/handlers/payloads")),
    ("send", ("/handlers/delivery", "/handlers/rendering", "/scheduler/", "/aiogram/")),
    ("send", ("/aiohttp/", "/telegram/", "/bot/adapters/telegram_")),
    (
        "send",
        tuple(f"/_telegram/{name}" for name in ("api", "html", "messages", "wire", "adapter")),
    ),
    ("parse", ("/uvicorn/", "/h11/", "/bot/web/", "/bot/adapters/_telegram/")),
    ("commit", ("/storage/", "/sqlalchemy/", "/sqlmodel/", "/aiosqlite/", "/asyncpg/")),
    ("decide", ("/handlers/", "/contest/")),
)
"""The innermost function of a sample that has a part gives it its name; first match counts."""


class Sampler:
    """Adds up CPU by part while it is switched on."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._known: dict[CodeType, str] = {}
        self._thread_at = self._process_at = 0.0
        self._deciding = 0.0

    def install(self) -> None:
        signal.signal(signal.SIGPROF, self._sample)
        signal.signal(signal.SIGUSR1, self._begin)
        signal.signal(signal.SIGUSR2, self._end)
        Batch.decide = self._timed(Batch.decide)  # type: ignore[method-assign, assignment]

    def _begin(self, _number: int, _frame: FrameType | None) -> None:
        self._seconds.clear()
        self._deciding = 0.0
        self._thread_at, self._process_at = time.thread_time(), time.process_time()
        signal.setitimer(signal.ITIMER_PROF, PERIOD_SECONDS, PERIOD_SECONDS)

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        in_writer = time.process_time() - self._process_at - sum(self._seconds.values())
        self._seconds["decide"] += self._deciding
        self._seconds["commit"] += in_writer - self._deciding
        draft = self._file.with_suffix(".draft")
        draft.write_text(json.dumps(self._seconds), encoding="utf-8")
        draft.rename(self._file)

    def _sample(self, _number: int, frame: FrameType | None) -> None:
        now = time.thread_time()
        self._seconds[self._part_of(frame)] += now - self._thread_at
        self._thread_at = now

    def _timed(self, decide: Decide) -> Decide:
        def timed(batch: Batch, event: Event, now: datetime) -> Acknowledgement | None:
            began = time.thread_time()
            try:
                return decide(batch, event, now)
            finally:
                self._deciding += time.thread_time() - began

        return timed

    def _part_of(self, frame: FrameType | None) -> str:
        while frame is not None:
            code = frame.f_code
            part = self._known.get(code)
            if part is None:
                part = self._known[code] = _part_of_file(code.co_filename)
            if part:
                return part
            frame = frame.f_back
        return LOOP


def _part_of_file(name: str) -> str:
    return next((part for part, marks in _PARTS if any(mark in name for mark in marks)), "")


def main() -> None:
    """Run ``hoithi`` under the sampler."""
    _, file, *arguments = sys.argv
    Sampler(Path(file)).install()
    sys.argv = ["hoithi", *arguments]
    run_hoithi()


if __name__ == "__main__":
    main()
