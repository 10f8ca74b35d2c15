"""What has come of each fault, and the table that tells it."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.faults.findings import Findings

HEADINGS = (
    "fault",
    "on",
    "times",
    "acknowledged",
    "stored",
    "lost",
    "twice",
    "stuck",
    "reminders doubled",
    "other",
    "recovery s, p50",
    "max",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One kind of fault on one installation.

    Attributes:
        ground: what the installation stood on.
        times: how often it befell it.
        checks: how often the checker looked, the last time after everything had come to its end.
        recoveries: seconds until the system took something in again, or sent something.
        note: what else there is to say.
    """

    name: str
    ground: str
    times: int
    findings: Findings
    checks: int = 1
    recoveries: Sequence[float] = field(default_factory=list)
    note: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        found = self.findings
        other = len(found.late) + len(found.wrong) + len(found.missed) + len(found.broken)
        return (
            self.name,
            self.ground,
            f"{self.times}",
            f"{found.acknowledged:,}",
            f"{found.stored:,}",
            f"{len(found.lost)}",
            f"{len(found.twice)}",
            f"{len(found.stuck)}",
            f"{len(found.doubled)}",
            f"{other}",
            f"{statistics.median(self.recoveries):.1f}" if self.recoveries else "-",
            f"{max(self.recoveries):.1f}" if self.recoveries else "-",
        )


def table(outcomes: Sequence[Outcome]) -> str:
    """All of them, in Markdown, wide enough to be read as it is."""
    rows = [HEADINGS, *[outcome.cells for outcome in outcomes]]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = [_line(row, widths) for row in rows]
    lines.insert(1, _line(["-" * width for width in widths], widths))
    return "\n".join(lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        cell.ljust(width) if number < 2 else cell.rjust(width)
        for number, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return f"| {' | '.join(padded)} |"
