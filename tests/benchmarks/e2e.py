"""Answers per second from Telegram's webhook to the next question, beside a bare aiogram handler.

Three processes: people and platform here, ``hoithi serve`` and the bare bot each in its own.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from sqlalchemy import func, select

from storage.engine import Database
from storage.tables.attempts import answer_table
from tests.benchmarks.crowd import Crowd, Pass
from tests.benchmarks.report import Figure, note
from tests.benchmarks.stage import PEOPLE, opened_stage

LATENCIES = {"0ms": 0.0, "50ms": 0.05}
TIMES = 2
"""Questions that everybody answers in one pass; with 2,000 people some 3 to 7 seconds."""
ROUNDS = 2
"""Ours and the reference take turns; the best of each counts, as the machine is shared."""
REFERENCE = "bare aiogram handler: same two calls, no storage"

Urls = Callable[[], Awaitable[str]]
Passes = Mapping[tuple[str, str], Sequence[Pass]]
"""By side (ours, bare) and latency."""


async def measure_e2e(name: str, urls: Urls, folder: Path) -> Sequence[Figure]:
    """Answers per second without latency and with 50 ms, and the calls that an answer takes.

    Args:
        name: of the database, as figures are called.
        folder: where programs write.
    """
    url = await urls()
    async with opened_stage(folder) as stage, AsyncExitStack() as stack:
        crowds = {
            "ours": await stack.enter_async_context(stage.ours(url)),
            "bare": await stack.enter_async_context(stage.bare()),
        }
        passes = await _take_turns(crowds)
    await _require_stored(url, _all_of("ours", passes))
    _tell(name, passes)
    figures = [_rate(name, latency, passes) for latency in LATENCIES]
    return [*figures, _calls(passes)]


async def _take_turns(crowds: Mapping[str, Crowd]) -> Passes:
    passes: defaultdict[tuple[str, str], list[Pass]] = defaultdict(list)
    for crowd in crowds.values():
        await crowd.answer(1, 0.0)
    for _ in range(ROUNDS):
        for latency, seconds in LATENCIES.items():
            for side, crowd in crowds.items():
                passes[side, latency].append(await crowd.answer(TIMES, seconds))
    return passes


async def _require_stored(url: str, passes: Sequence[Pass]) -> None:
    """Fail unless every answer that was pressed is in the database."""
    database = Database(url)
    try:
        async with database.read() as connection:
            stored = await connection.scalar(select(func.count()).select_from(answer_table))
    finally:
        await database.dispose()
    pressed = PEOPLE + sum(one.answers for one in passes)
    assert stored == pressed, f"{stored} answers stored of {pressed}"


def _rate(name: str, latency: str, passes: Passes) -> Figure:
    ours, bare = passes["ours", latency], passes["bare", latency]
    return Figure(
        name=f"e2e_{name}_{latency}",
        value=max(one.per_second for one in ours),
        unit="answers/s",
        reference=REFERENCE,
        reference_value=max(one.per_second for one in bare),
        goal=">= 1.0 x reference, then 2.0",
        n=sum(one.answers for one in ours),
    )


def _calls(passes: Passes) -> Figure:
    ours, bare = _all_of("ours", passes), _all_of("bare", passes)
    return Figure(
        name="api_calls_per_answer",
        value=max(one.limited_calls for one in ours),
        unit="rate-limited calls beyond the callback answer",
        reference="bare aiogram handler",
        reference_value=max(one.limited_calls for one in bare),
        goal="<= 1",
        n=sum(one.answers for one in ours),
    )


def _all_of(side: str, passes: Passes) -> list[Pass]:
    return [one for key, all_of in passes.items() for one in all_of if key[0] == side]


def _tell(name: str, passes: Passes) -> None:
    """What the table has no column for."""
    for (side, latency), all_of in passes.items():
        best = min(all_of, key=lambda one: one.cpu_seconds)
        load = max(one.load_share for one in all_of)
        note(
            f"e2e_{name}_{latency} {side}: {best.cpu_ms:.2f} ms of CPU an answer, "
            f"{best.limited_calls:g} limited calls, {best.callback_answers:g} callback answers; "
            f"people and platform took {load:.0%} of a core"
        )
