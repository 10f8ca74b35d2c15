"""``make bench``: prints a table and writes it into ``docs``. Words given choose figures.

A word chooses every figure whose name begins with it: ``make bench ARGS="e2e intake_sqlite"``.
``make bench ARGS="outbox broadcast --n 2000"`` takes so many instead, to try those out; what comes
of it is not written down.
"""

import argparse
import asyncio
import itertools
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from bot.logs import configure
from bot.memory import tune_collector
from tests.benchmarks import broadcast, growth, live, memory, recovery
from tests.benchmarks.admission import measure_admission
from tests.benchmarks.anatomy import tell_libraries, tell_parts
from tests.benchmarks.broadcast import measure_broadcast, tell_faults, tell_kills
from tests.benchmarks.deadlines import measure_deadlines
from tests.benchmarks.document import DOCUMENT
from tests.benchmarks.e2e import measure_e2e
from tests.benchmarks.growth import measure_growth
from tests.benchmarks.intake import measure_intake
from tests.benchmarks.interference import PLAYERS, measure_interference
from tests.benchmarks.leaderboard import measure_leaderboard
from tests.benchmarks.live import measure_live, tell_bursts
from tests.benchmarks.memory import measure_memory
from tests.benchmarks.outbox import MILLION, measure_claims
from tests.benchmarks.recovery import measure_recovery
from tests.benchmarks.replicas import measure_replicas
from tests.benchmarks.report import Figure, merge_into, print_table
from tests.benchmarks.reports import measure_reports
from tests.benchmarks.shortfalls import measure_shortfalls
from tests.fakes.postgresql import PostgresqlServer, running_server

BENCH_FILE = Path("docs/bench.json")

Measure = Callable[[], Awaitable[Sequence[Figure]]]
Urls = Callable[[], Awaitable[str]]


def main() -> None:
    """Measure what was asked for, or everything."""
    arguments = argparse.ArgumentParser(prog="tests.benchmarks")
    arguments.add_argument("figures", nargs="*", help="beginnings of their names")
    arguments.add_argument("--n", type=int, help="rows or people, for a try")
    asked = arguments.parse_intermixed_args()
    tune_collector()
    configure("INFO", as_json=True)
    with running_server() as server, tempfile.TemporaryDirectory(prefix="hoithi-bench-") as folder:
        figures = asyncio.run(_measure_all(tuple(asked.figures), server, Path(folder), asked.n))
    if figures:
        print_table(figures)
        if asked.n is None:
            merge_into(BENCH_FILE, DOCUMENT, figures)


async def _measure_all(
    wanted: tuple[str, ...], server: PostgresqlServer, folder: Path, n: int | None
) -> Sequence[Figure]:
    numbers = itertools.count(1)

    async def sqlite() -> str:
        return f"sqlite:///{folder / f'{next(numbers)}.db'}"

    async def postgresql() -> str:
        return await server.create_database(f"bench_{next(numbers)}")

    figures: list[Figure] = []
    measures = _measures(sqlite, postgresql, folder) | _of_scale(sqlite, postgresql, folder, n)
    for names, measure in measures.items():
        if not wanted or any(name.startswith(wanted) for name in names):
            figures += [one for one in await measure() if one.name in names]
    return figures


def _measures(sqlite: Urls, postgresql: Urls, folder: Path) -> dict[tuple[str, ...], Measure]:
    """How to measure, by the names of the figures that come of it."""

    async def e2e_anatomy() -> Sequence[Figure]:
        await tell_parts(await sqlite(), folder)
        await tell_libraries(sqlite, folder)
        return []

    return {
        ("intake_sqlite",): _one(lambda: measure_intake("intake_sqlite", sqlite)),
        ("intake_postgresql",): _one(lambda: measure_intake("intake_postgresql", postgresql)),
        ("deadlines_spread_20k",): _one(lambda: _deadlines(sqlite, together=False)),
        ("deadlines_same_instant_20k",): _one(lambda: _deadlines(sqlite, together=True)),
        ("e2e_sqlite_0ms", "e2e_sqlite_50ms", "api_calls_per_answer"): (
            lambda: measure_e2e("sqlite", sqlite, folder)
        ),
        ("e2e_postgresql_0ms", "e2e_postgresql_50ms"): (
            lambda: measure_e2e("postgresql", postgresql, folder)
        ),
        ("replicas_2",): _one(lambda: measure_replicas(postgresql, folder)),
        ("e2e_anatomy",): e2e_anatomy,
        ("leaderboard_200k",): _one(
            lambda: measure_leaderboard({"sqlite": sqlite, "postgresql": postgresql})
        ),
        ("admission_5000",): _one(lambda: _on(sqlite, measure_admission)),
        ("reports_83200",): _one(
            lambda: measure_reports({"sqlite": sqlite, "postgresql": postgresql})
        ),
        ("shortfall_500_units",): _one(lambda: measure_shortfalls(sqlite)),
    }


def _of_scale(
    sqlite: Urls, postgresql: Urls, folder: Path, n: int | None
) -> dict[tuple[str, ...], Measure]:
    """Those that may be tried out with less."""

    async def broadcast_faults() -> Sequence[Figure]:
        await tell_faults(sqlite, n or broadcast.PEOPLE)
        return []

    async def broadcast_kills() -> Sequence[Figure]:
        await tell_kills(folder, n or broadcast.PEOPLE_OF_KILLS)
        return []

    both = {"sqlite": sqlite, "postgresql": postgresql}

    async def live_burst() -> Sequence[Figure]:
        await tell_bursts(sqlite, folder, n or live.PEOPLE)
        return []

    return {
        ("outbox_claim_1m",): _one(lambda: measure_claims(both, n or MILLION)),
        ("recovery_20k",): _one(lambda: measure_recovery(both, n or recovery.COUNT)),
        ("growth_200k",): _one(lambda: measure_growth(both, n or growth.LARGE)),
        ("memory_10k_attempts",): _one(lambda: measure_memory(both, n or memory.COUNT)),
        ("broadcast_rate_used", "broadcast_own_429"): (
            lambda: measure_broadcast(sqlite, n or broadcast.PEOPLE)
        ),
        ("broadcast_interference_p99",): _one(
            lambda: measure_interference(sqlite, folder, n or PLAYERS)
        ),
        ("live_settle_p99",): lambda: measure_live(sqlite, folder, n or live.PEOPLE),
        ("live_burst",): live_burst,
        ("broadcast_faults",): broadcast_faults,
        ("broadcast_kills",): broadcast_kills,
    }


def _one(measure: Callable[[], Awaitable[Figure]]) -> Measure:
    async def measured() -> Sequence[Figure]:
        return [await measure()]

    return measured


async def _on(urls: Urls, measure: Callable[[str], Awaitable[Figure]]) -> Figure:
    return await measure(await urls())


async def _deadlines(urls: Urls, *, together: bool) -> Figure:
    return await measure_deadlines(await urls(), together=together)


if __name__ == "__main__":
    main()
