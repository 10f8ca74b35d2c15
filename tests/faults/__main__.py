"""``make faults``: breaks everything, prints what has come of it, and writes docs/faults.md."""

import argparse
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.document import machine
from tests.faults.campaign import BOUNDED, BOUNDED_NAMES, FULL, SCENARIOS, run_campaign
from tests.faults.document import page
from tests.faults.outcomes import table

DOCUMENT = Path(__file__).parents[2] / "docs" / "faults.md"


def main() -> int:
    """Run the campaign; 1 if the checker has found anything."""
    asked = _arguments()
    size = BOUNDED if asked.bounded else replace(FULL, kills=asked.kills)
    names = asked.only or (BOUNDED_NAMES if asked.bounded else tuple(SCENARIOS))
    outcomes = run_campaign(size, asked.seed, names)
    print(table(outcomes))  # noqa: T201 - that is what it is for
    is_sound = not any(outcome.findings.complaints for outcome in outcomes)
    if not asked.only and not asked.bounded:
        command = f"make faults ARGS='--kills {asked.kills} --seed {asked.seed}'"
        where = f"{machine()}; load at the end {os.getloadavg()[0]:.1f}"
        DOCUMENT.write_text(page(outcomes, command, where, _today()), encoding="utf-8")
    return 0 if is_sound else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=FULL.kills, help="of all scenarios, about")
    parser.add_argument("--seed", type=int, default=9, help="of everything that is random")
    parser.add_argument("--only", action="append", choices=SCENARIOS, help="some scenarios")
    parser.add_argument("--bounded", action="store_true", help="a few of everything, as in CI")
    return parser.parse_args()


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


if __name__ == "__main__":
    sys.exit(main())
