"""Fills the template of an official report, which may come from anywhere: it runs no code.

Names of the fields are Vietnamese without marks, as the office edits the template in Word.
"""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.documents.attachments import attachment_of
from bot.documents.report_template import BANDS, BEST, LEVELS, ROUNDS, UNITS, Columns
from handlers.official_report import OfficialReport
from handlers.ports.contents import Image
from handlers.texts.loader import DEFAULT_LOCALE, wording

MAX_TEMPLATE = 20 * 1024 * 1024
"""Bytes of a template; one with the emblem of an office in it has some hundred thousand."""
MAX_UNPACKED = 100 * 1024 * 1024
"""Bytes of what is packed into it."""
_CHART_WIDTH = 115
"""Millimetres; the body is 165 wide."""
_FILTERS = ("upper", "lower", "capitalize", "title", "trim", "length", "join", "first", "last", "e")
"""What a template may do with a text."""
_MARKS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""What XML cannot hold."""


class TemplateFaultError(Exception):
    """A template cannot be filled; the texts of the command line have a line for each kind."""

    kind = "broken"

    def __init__(self, found: str, known: Sequence[str] = ()) -> None:
        super().__init__(found)
        self.found = found
        self.known = known


class NotWordError(TemplateFaultError):
    """The file is no Word file, or too large for one."""

    kind = "not-docx"


class UnknownFieldError(TemplateFaultError):
    """A field that there is not; ``known`` names those that there are."""

    kind = "unknown"


class ForbiddenError(TemplateFaultError):
    """Something that a template may not do."""

    kind = "forbidden"


def filled(template: bytes, report: OfficialReport) -> bytes:
    """The report as a Word file.

    Raises:
        TemplateFaultError: if the template cannot be filled.
    """
    _check_size(template)
    try:
        paper = DocxTemplate(io.BytesIO(template))
        paper.init_docx()
    except Exception as error:
        # The library raises whatever it trips over in a file that is none of Word's.
        raise NotWordError(type(error).__name__) from None
    fields = _fields(paper, report)
    try:
        _fill(paper, fields)
    except UndefinedError as error:
        raise _unknown(error, fields) from None
    except SecurityError as error:
        raise ForbiddenError(_one_line(error)) from None
    except TemplateSyntaxError as error:
        raise TemplateFaultError(_one_line(error)) from None
    except (TemplateError, TypeError, ValueError, OverflowError, ArithmeticError) as error:
        raise TemplateFaultError(_one_line(error)) from None
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


class _Environment(ImmutableSandboxedEnvironment):
    """Fields, conditions and loops over fields; no function, no method, no arithmetic.

    A template can still waste the time of the command that fills it; it reads and writes nothing.
    """

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in _FILTERS}

    def is_safe_callable(self, obj: Any) -> bool:
        return False

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        raise SecurityError(f"{operator} is not for templates")


class _Picture:
    """A picture in a template, of which nothing but itself can be reached."""

    def __init__(self, image: InlineImage) -> None:
        self._image = image

    def __html__(self) -> str:
        return str(self._image)


def _fill(paper: DocxTemplate, fields: Mapping[str, Any]) -> None:
    # A template from outside reaches nothing but the fields: no attribute of Python's own.
    environment = _Environment(undefined=StrictUndefined)
    unknown = paper.get_undeclared_template_variables(environment, fields)
    if unknown:
        raise UnknownFieldError(sorted(unknown)[0], sorted(fields))
    paper.render(dict(fields), environment, autoescape=True)


def _check_size(template: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
    except (zipfile.BadZipFile, ValueError, OSError):
        raise NotWordError("no zip") from None
    if len(template) > MAX_TEMPLATE or unpacked > MAX_UNPACKED:
        raise NotWordError("too large")


def _unknown(error: UndefinedError, fields: Mapping[str, Any]) -> UnknownFieldError:
    """The field of a row that there is not; those of the report itself were looked for before."""
    names = re.findall(r"'(\w+)'", error.message or "")
    rows = {name for rows in fields.values() if isinstance(rows, list) for name in _names(rows)}
    return UnknownFieldError(names[-1] if names else _one_line(error), sorted(rows))


def _names(rows: Sequence[Any]) -> Sequence[str]:
    return list(rows[0]) if rows and isinstance(rows[0], dict) else []


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _fields(paper: DocxTemplate, report: OfficialReport) -> Mapping[str, Any]:
    """Everything that a template may name."""
    say = wording(DEFAULT_LOCALE)
    texts = {
        "quoc_hieu": say("paper-nation"),
        "tieu_ngu": say("paper-motto"),
        "co_quan_chu_quan": report.heads[0],
        "co_quan": report.heads[1],
        "so_ky_hieu": report.number,
        "dia_danh_ngay_thang": report.place_and_day,
        "trich_yeu": report.subject,
        "mo_dau": report.opening,
        "chi_tieu": report.quotas,
        "chat_luong": report.quality,
        "xep_hang": report.ranking,
        "phu_luc": report.annex,
        "kem_theo": report.annex_of,
        "nguoi_ky": report.signer,
    }
    lists = {
        "thoi_gian": report.schedule,
        "tham_gia": report.participation,
        "so_sanh": report.comparison,
        "chuc_vu": report.signer_titles,
        "noi_nhan": report.recipients,
    }
    return {
        **{name: _clean(text) for name, text in texts.items()},
        **{name: [_clean(line) for line in lines] for name, lines in lists.items()},
        "vong_thi": _rows(ROUNDS, report.rounds),
        "cap": _rows(LEVELS, report.levels),
        "muc_diem": _rows(BANDS, report.bands),
        "dan_dau": _rows(BEST, report.best),
        "don_vi": _rows(UNITS, report.units),
        "bieu_do_chi_tieu": _picture(paper, report.levels_chart),
        "bieu_do_chat_luong": _picture(paper, report.bands_chart),
    }


def _rows(columns: Columns, rows: Sequence[Any]) -> list[dict[str, str]]:
    """Rows by the names that templates have for their columns; both are in one order."""
    names = [name for _, name, _ in columns]
    return [dict(zip(names, map(_clean, astuple(row)), strict=True)) for row in rows]


def _picture(paper: DocxTemplate, image: Image | None) -> _Picture | None:
    if image is None:
        return None
    data = io.BytesIO(attachment_of(image).data)
    return _Picture(InlineImage(paper, data, width=Mm(_CHART_WIDTH)))


def _clean(text: str) -> str:
    return _MARKS.sub("", text)
