"""What a benchmark reports: every figure beside its reference, as a table and as JSON."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks.document import machine, write_into


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure.

    Attributes:
        goal: in words; nothing fails when it is missed.
        n: how many were measured.
    """

    name: str
    value: float
    unit: str
    reference: str
    reference_value: float
    goal: str
    n: int

    @property
    def ratio(self) -> float:
        return self.value / self.reference_value


def print_table(figures: Sequence[Figure]) -> None:
    """One line for each figure."""
    table = Table(title="make bench")
    for column in ("figure", "value", "reference", "ratio", "goal", "n"):
        table.add_column(column, justify="right" if column in ("value", "ratio", "n") else "left")
    for one in figures:
        table.add_row(
            one.name,
            f"{one.value:,.1f} {one.unit}",
            f"{one.reference_value:,.1f} ({one.reference})",
            f"{one.ratio:.2f}",
            one.goal,
            f"{one.n:,}",
        )
    Console(width=160).print(table)


def note(line: str) -> None:
    """Print what belongs to a figure and has no column."""
    Console(width=160).print(line, highlight=False)


def merge_into(path: Path, document: Path, figures: Sequence[Figure]) -> None:
    """Write the figures into a JSON file and the table of it; those of other names stay."""
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    measured = {"day": datetime.now(UTC).date().isoformat(), "machine": machine()}
    for one in figures:
        known[one.name] = {
            "value": round(one.value, 2),
            "unit": one.unit,
            "reference": one.reference,
            "reference_value": round(one.reference_value, 2),
            "ratio": round(one.ratio, 2),
            "goal": one.goal,
            "n": one.n,
            **measured,
        }
    text = json.dumps(known, ensure_ascii=False, indent=2, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")
    page = write_into(document.read_text(encoding="utf-8"), known)
    document.write_text(page, encoding="utf-8")
