"""``make fuzz``: a hundred thousand inputs that nobody would send on purpose.

``make fuzz ARGS="--n 5000 --seed 7"`` takes so many, drawn anew. Ends with status 1 if anything
happened that must not.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.fuzz.campaign import Outcome, run_campaign

COUNT = 100_000
MAX_GROWTH = 64.0
"""MiB: what logs of the round, pages of SQLite and fragments of the allocator may take."""


def main() -> None:
    """Run, and print what came of it."""
    arguments = argparse.ArgumentParser(prog="tests.fuzz")
    arguments.add_argument("--n", type=int, default=COUNT, help="inputs in all")
    arguments.add_argument("--seed", type=int, default=1)
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="hoithi-fuzz-") as folder:
        outcome = run_campaign(Path(folder), asked.n, asked.seed)
    _tell(outcome)
    before, after = outcome.memory
    sys.exit(1 if outcome.wrongs or after - before > MAX_GROWTH else 0)


def _tell(outcome: Outcome) -> None:
    table = Table(title="make fuzz")
    table.add_column("put in through")
    table.add_column("inputs", justify="right")
    for name, number in outcome.inputs.items():
        table.add_row(name, f"{number:,}")
    console = Console(width=100)
    console.print(table)
    before, after = outcome.memory
    console.print(f"memory {before:.0f} MiB after the warm-up, {after:.0f} MiB at the end")
    console.print(f"{sum(outcome.inputs.values()):,} inputs in {outcome.seconds:.0f} s")
    for kind, times in sorted(outcome.wrongs.items()):
        console.print(f"WRONG {times:,} times: {kind}", markup=False)


if __name__ == "__main__":
    main()
