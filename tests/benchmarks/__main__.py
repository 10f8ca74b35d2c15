"""``make bench``: prints a table and writes ``docs/bench.json``. Names given choose figures."""

import asyncio
import itertools
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.memory import tune_collector
from tests.benchmarks.deadlines import measure_deadlines
from tests.benchmarks.intake import measure_intake
from tests.benchmarks.report import Figure, merge_into, print_table
from tests.fakes.postgresql import PostgresqlServer, running_server

BENCH_FILE = Path("docs/bench.json")

Measure = Callable[[], Awaitable[Figure]]


def main() -> None:
    """Measure what was asked for, or everything."""
    wanted = set(sys.argv[1:])
    tune_collector()
    with running_server() as server, tempfile.TemporaryDirectory(prefix="hoithi-bench-") as folder:
        figures = asyncio.run(_measure_all(wanted, server, Path(folder)))
    print_table(figures)
    merge_into(BENCH_FILE, figures)


async def _measure_all(wanted: set[str], server: PostgresqlServer, folder: Path) -> list[Figure]:
    numbers = itertools.count(1)

    async def sqlite() -> str:
        return f"sqlite:///{folder / f'{next(numbers)}.db'}"

    async def postgresql() -> str:
        return await server.create_database(f"bench_{next(numbers)}")

    measures: dict[str, Measure] = {
        "intake_sqlite": lambda: measure_intake("intake_sqlite", sqlite),
        "intake_postgresql": lambda: measure_intake("intake_postgresql", postgresql),
        "deadlines_spread_20k": lambda: _on(sqlite, together=False),
        "deadlines_same_instant_20k": lambda: _on(sqlite, together=True),
    }
    return [await measures[name]() for name in measures if not wanted or name in wanted]


async def _on(urls: Callable[[], Awaitable[str]], *, together: bool) -> Figure:
    return await measure_deadlines(await urls(), together=together)


if __name__ == "__main__":
    main()
