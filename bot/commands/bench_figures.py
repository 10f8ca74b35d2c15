"""The figures of a benchmark that a plan goes by, read from ``docs/bench.json`` or its like."""

import json
import math
from pathlib import Path
from typing import Any

from contest.capacity import Measured

BENCH = Path(__file__).parents[2] / "docs" / "bench.json"
"""In the repository; an installed package has none."""


def load_measured(file: Path) -> Measured | None:
    """The figures; None if the file cannot be read, or one of them is missing or no rate."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        return Measured(
            # Through a platform that takes 50 ms for a call, as real ones do.
            sqlite=_rate(found["e2e_sqlite_50ms"]),
            postgresql=_rate(found["e2e_postgresql_50ms"]),
            postgresql_intake=_rate(found["intake_postgresql"]),
        )
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _rate(figure: Any) -> float:
    """Answers a second.

    Raises:
        ValueError: if it is no rate above 0.
    """
    value = float(figure["value"])
    if figure["unit"] != "answers/s" or not 0 < value < math.inf:
        raise ValueError
    return value
