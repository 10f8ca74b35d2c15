"""Evidence as files: the sealed text itself, or a spreadsheet that shows it and carries it along.

The second sheet of a spreadsheet is the sealed text line by line. Whoever verifies it compares what
the first sheet shows with that text, so words of the first sheet must stay as they are: a test pins
them.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from bot.documents.book import Book, Cell, Column, Kind
from bot.documents.sheets import WorkbookError
from bot.documents.tables import FILE_LIMIT
from bot.documents.workbooks import read_workbook
from contest.evidence import Row, Sealed, UnreadableEvidenceError, read
from contest.model import Level
from contest.quotas import Category
from contest.statistics import Band
from handlers.evidence import quota_of
from handlers.formats import LOCAL_ZONE
from handlers.shortfalls import category_name
from handlers.texts.loader import DEFAULT_LOCALE, Wording, wording

Document = Mapping[str, Any]

_SHOWN, _TEXT = 0, 1
"""Places of the two sheets."""
_EXACT = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """Evidence as it was read from a file.

    Attributes:
        shows_its_text: whether a spreadsheet shows what its sealed text says; true of a text file.
    """

    sealed: Sealed
    shows_its_text: bool

    @property
    def is_intact(self) -> bool:
        """Whether nothing was changed in it."""
        return self.sealed.is_intact and self.shows_its_text


def evidence_xlsx(sealed: Sealed) -> bytes:
    """Sealed evidence as a spreadsheet."""
    say, document = wording(DEFAULT_LOCALE), sealed.document()
    target = io.BytesIO()
    taken_at = datetime.fromisoformat(document["taken_at"])
    with Book(target, say("evidence-title"), taken_at, sealed.claimed, say) as book:
        facts = _facts(document, sealed.claimed, say)
        title = say("evidence-title")
        page = book.table(say("evidence-sheet"), title, _columns(document, say), facts)
        for row in document["rows"]:
            page.add(_cells(document, row, say))
        page.finish()
        lines = book.sheet(say("evidence-text-sheet"))
        lines.set_column(0, 0, 120)
        for number, line in enumerate(sealed.text.decode().splitlines()):
            lines.write_string(number, 0, line)
    return target.getvalue()


def read_evidence(path: Path) -> EvidenceFile:
    """Evidence from a file of either kind, by the ending of its name.

    Raises:
        UnreadableEvidenceError: if it is not evidence, or nothing that can be read.
    """
    try:
        if path.stat().st_size > FILE_LIMIT:
            raise UnreadableEvidenceError("too large")
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableEvidenceError("no file") from error
    if path.suffix.lower() == ".xlsx":
        return _read_sheets(content)
    sealed = read(content)
    if sealed.is_intact:
        sealed.document()
    return EvidenceFile(sealed, shows_its_text=True)


def _read_sheets(content: bytes) -> EvidenceFile:
    try:
        text = read_workbook(content, ".xlsx", _TEXT)
        shown = read_workbook(content, ".xlsx", _SHOWN)
    except WorkbookError as error:
        raise UnreadableEvidenceError("no spreadsheet") from error
    sealed = read("".join(f"{row[0] if row else ''}\n" for row in text).encode())
    try:
        return EvidenceFile(sealed, sealed.is_intact and _shows(shown, sealed))
    except (AttributeError, LookupError, TypeError) as error:
        # Sealed by somebody, but not by us.
        raise UnreadableEvidenceError("not our figures") from error


def _shows(shown: Sequence[Sequence[str]], sealed: Sealed) -> bool:
    say, document = wording(DEFAULT_LOCALE), sealed.document()
    expected: list[Sequence[Cell]] = [
        [say("evidence-title")],
        *([fact] for fact in _facts(document, sealed.claimed, say)),
        [column.title for column in _columns(document, say)],
        *(_cells(document, row, say) for row in document["rows"]),
    ]
    height = max(len(shown), len(expected))
    return all(
        _is_same(_at(shown, row), expected[row] if row < len(expected) else ())
        for row in range(height)
    )


def _at(rows: Sequence[Sequence[str]], row: int) -> Sequence[str]:
    return rows[row] if row < len(rows) else ()


def _is_same(shown: Sequence[str], expected: Sequence[Cell]) -> bool:
    width = max(len(shown), len(expected))
    return all(
        _is_equal(
            shown[place] if place < len(shown) else "",
            expected[place] if place < len(expected) else None,
        )
        for place in range(width)
    )


def _is_equal(shown: str, cell: Cell) -> bool:
    if not isinstance(cell, Fraction):
        return shown == ("" if cell is None else str(cell))
    try:
        part = Decimal(cell.numerator) / Decimal(cell.denominator) / 100
        return Decimal(shown).quantize(_EXACT) == part.quantize(_EXACT)
    except InvalidOperation:
        return False


def _facts(document: Document, seal: str, say: Wording) -> list[str]:
    taken_at = datetime.fromisoformat(document["taken_at"]).astimezone(LOCAL_ZONE)
    under, levels = document["under"], [Level(each) for each in document["levels"]]
    return [
        say("evidence-contest", contest=document["contest"], organiser=document["organiser"]),
        say("evidence-rounds", rounds="; ".join(one["name"] for one in document["rounds"])),
        *(_result(one, say) for one in document["rounds"] if one["result"]),
        *([say("evidence-under", code=under)] if under else []),
        *([say("evidence-levels", levels=", ".join(levels))] if levels else []),
        say("evidence-taken", at=f"{taken_at:%H:%M:%S %d/%m/%Y}", by=document["made_by"]),
        say("evidence-seal", sha256=seal),
    ]


def _result(one: Mapping[str, Any], say: Wording) -> str:
    result = one["result"]
    return say(
        "evidence-result",
        round=one["name"],
        version=str(result["version"]),
        state=result["state"],
        current="yes" if result["is_current"] else "no",
    )


def _columns(document: Document, say: Wording) -> list[Column]:
    return [
        Column(say("cli-report-code"), width=10),
        Column(say("cli-report-unit"), width=28),
        Column(say("cli-report-level"), width=8),
        *_counts(say, "participants", "finished", "headcount", "finished-of-headcount"),
        Column(say("evidence-rate"), Kind.PERCENT, 9),
        *(Column(category_name(Category(each), say), width=15) for each in document["categories"]),
        Column(say("evidence-quota"), width=8),
        Column(say("evidence-quota-units"), width=9),
        *_counts(say, "missing", "entries"),
        Column(say("evidence-mean"), Kind.PERCENT, 9),
        *_counts(say, *(f"band-{band.value}" for band in Band), "nothing-right"),
        Column(say("evidence-full"), Kind.PERCENT, 9),
    ]


def _counts(say: Wording, *names: str) -> list[Column]:
    return [Column(say(f"evidence-{name}"), Kind.COUNT, 9) for name in names]


def _cells(document: Document, row: Row, say: Wording) -> list[Cell]:
    met = {True: "yes", False: "no", None: "none"}[row["quota_met"]]
    return [
        *(row["code"], row["name"], row["level"]),
        *(row["participants"], row["finished"], row["headcount"], row["finished_of_headcount"]),
        _percent(row["rate_percent"]),
        *(_quota(quota_of(row, Category(each)), say) for each in document["categories"]),
        say("evidence-quota-state", state=met),
        f"{row['quota_units_met']}/{row['quota_units']}",
        *(row["missing"], row["entries"], _percent(row["mean_percent"])),
        *(row[band.value] for band in Band),
        row["nothing_right"],
        _percent(row["full_percent"]),
    ]


def _quota(line: Mapping[str, Any] | None, say: Wording) -> str | None:
    """One category in one cell, so that a row fits on paper; numbers are in the text."""
    if line is None:
        return None
    figures = {name: str(line[name]) for name in ("done", "base", "need")}
    return say("evidence-quota-line", **figures, missing=str(line["missing"] or "none"))


def _percent(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
