"""The outcome of checking a file: its values or everything that is wrong, one line for each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from handlers.ports.tables import Fault
from handlers.texts.loader import Wording

FAULT_LIMIT = 1000
"""Faults of one file that are told; nobody mends more of them before trying again."""

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Checked(Generic[Value]):
    """What a file holds if nothing is wrong with it, else what is wrong.

    Attributes:
        values: in the order of the file; none if there is a fault.
        faults: in the order of their rows, at most ``FAULT_LIMIT``.
        more_faults: how many were left out.
        ignored: headers of columns that mean nothing to the import.
    """

    values: tuple[Value, ...] = field(repr=False)
    faults: tuple[Fault, ...] = ()
    more_faults: int = 0
    ignored: tuple[str, ...] = ()


def conclude(
    values: Iterable[Value], faults: Iterable[Fault], ignored: Sequence[str]
) -> Checked[Value]:
    """Values if there is no fault; else the faults, sorted and cut."""
    in_order = sorted(faults, key=lambda fault: fault.row or 0)
    return Checked(
        values=() if in_order else tuple(values),
        faults=tuple(in_order[:FAULT_LIMIT]),
        more_faults=max(len(in_order) - FAULT_LIMIT, 0),
        ignored=tuple(ignored),
    )


def fault_lines(checked: Checked[Value], say: Wording) -> list[str]:
    """One line for each fault, and one for those that were left out."""
    lines = [fault_line(fault, say) for fault in checked.faults]
    if checked.more_faults:
        lines.append(say("import-more-faults", count=str(checked.more_faults)))
    return lines


def fault_line(fault: Fault, say: Wording) -> str:
    """Where the fault is, what was found there, and what was expected."""
    return say(
        f"import-fault-{fault.code}",
        place=_place(fault, say),
        found=_found(fault.found, say),
        **fault.facts,
    )


def fault_reason(fault: Fault, say: Wording) -> str:
    """What is wrong, to be read beside the cell itself."""
    no_place = say(
        f"import-fault-{fault.code}", place="", found=_found(fault.found, say), **fault.facts
    )
    return no_place.removeprefix(": ")


def _place(fault: Fault, say: Wording) -> str:
    parts = [fault.file]
    # Numbers of rows go in as texts: Fluent would write 12,345 with a separator.
    if fault.row is not None and fault.line is not None:
        parts.append(say("import-at-row-and-line", row=str(fault.row), line=str(fault.line)))
    elif fault.row is not None:
        parts.append(say("import-at-row", row=str(fault.row)))
    if fault.column is not None:
        parts.append(say("import-at-column", column=fault.column))
    return ", ".join(parts)


def _found(found: str | None, say: Wording) -> str:
    return say("import-found", text=found) if found else say("import-found-empty")
