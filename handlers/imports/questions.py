"""Checks a table of questions: each row by itself, then for what appears twice."""

import hashlib
import re
from collections import defaultdict

from contest.model import OPTION_LETTERS, Audience, OptionIndex, Topic
from contest.units import fold
from handlers.imports.columns import Column, Reading, share_a_day
from handlers.imports.faults import Checked, conclude
from handlers.ports.catalogue import NewQuestion
from handlers.ports.tables import CELL_LIMIT, FaultCode, RawTable, Row

SHOWN_LIMIT = 1700
"""Characters of a question with its options: Zalo takes 2,000, the rest is for what frames them."""

_FEWEST_OPTIONS = 2
_CODE_DIGITS = 12
_ENDING = " .,;:!?…"
_LETTER = re.compile(r"(?:(?:phương án|lựa chọn|đáp án|option)[ _]?)?([a-j])[.)]?")

_OPTIONS = tuple(
    Column(
        f"option_{letter.lower()}",
        tuple(f"{word} {letter}" for word in ("phương án", "lựa chọn", "đáp án")),
        limit=300,
        is_required=place < _FEWEST_OPTIONS,
    )
    for place, letter in enumerate(OPTION_LETTERS)
)

COLUMNS = (
    Column("code", ("mã câu hỏi", "mã"), limit=40),
    Column("topic", ("chủ đề", "chuyên đề", "lĩnh vực"), limit=40, is_required=True),
    Column(
        "question",
        ("câu hỏi", "nội dung câu hỏi"),
        limit=1000,
        is_required=True,
        is_paragraph=True,
    ),
    *_OPTIONS,
    Column(
        "correct",
        ("đáp án", "đáp án đúng", "phương án đúng", "câu trả lời đúng"),
        limit=CELL_LIMIT,
        is_required=True,
    ),
    Column("explanation", ("giải thích", "lời giải"), limit=1000, is_paragraph=True),
    Column("source", ("nguồn", "căn cứ", "trích dẫn"), limit=500),
    Column("audience", ("đối tượng", "nhóm đối tượng"), limit=100),
    Column("valid_from", ("có hiệu lực từ", "hiệu lực từ", "từ ngày")),
    Column("valid_to", ("có hiệu lực đến", "hiệu lực đến", "đến ngày")),
)

_AUDIENCES: dict[str, Audience | None] = {
    "": None,
    "tat ca": None,
    "officials": Audience.OFFICIALS,
    "can bo": Audience.OFFICIALS,
    "can bo cong chuc": Audience.OFFICIALS,
    "can bo cong chuc vien chuc": Audience.OFFICIALS,
    "citizens": Audience.CITIZENS,
    "cong dan": Audience.CITIZENS,
    "nguoi dan": Audience.CITIZENS,
}
"""Folded words; a question for everybody has no audience."""


def check_questions(table: RawTable) -> Checked[NewQuestion]:
    """The questions of a table, or everything that is wrong with them.

    A question without a code gets one from its text, so that reading the list again finds it.
    """
    reading = Reading(table, COLUMNS)
    options = _option_columns(reading)
    questions = [(row, _question(reading, row, options)) for row in table.rows]
    _check_texts(reading, questions)
    _check_codes(reading, questions)
    return conclude((question for _, question in questions), reading.faults, reading.ignored)


def code_from_text(text: str) -> str:
    """A code that stays the same when only case, spaces or the last punctuation change."""
    return "q-" + hashlib.sha256(_same(text).encode()).hexdigest()[:_CODE_DIGITS]


def _same(text: str) -> str:
    """What two texts share that a reader would call the same; marks count: "má" is not "ma"."""
    plain = " ".join(text.casefold().split())
    return plain.rstrip(_ENDING) or plain


def _option_columns(reading: Reading) -> list[str]:
    """The columns of options up to the last one in the table; a gap before it is a fault."""
    names = [column.name for column in _OPTIONS]
    while names and not reading.has(names[-1]):
        names.pop()
    for name in names[_FEWEST_OPTIONS:]:
        if not reading.has(name):
            reading.miss(name)
    return [name for name in names if reading.has(name)]


def _question(reading: Reading, row: Row, option_columns: list[str]) -> NewQuestion:
    code, topic, text = (reading.text(row, name) for name in ("code", "topic", "question"))
    options = _options(reading, row, option_columns)
    correct = _correct(reading, row, len(options))
    shown = len(text) + sum(len(option) for option in options)
    if shown > SHOWN_LIMIT:
        facts = {"length": str(shown), "limit": str(SHOWN_LIMIT)}
        reading.fault(FaultCode.SHOWN_TOO_LONG, row, "question", **facts)
    valid_from, valid_to = reading.validity(row)
    return NewQuestion(
        code=code or (code_from_text(text) if text else ""),
        topic=Topic(topic),
        text=text,
        options=options,
        correct=correct,
        explanation=reading.text(row, "explanation"),
        source=reading.text(row, "source"),
        valid_from=valid_from,
        valid_to=valid_to,
        audience=_audience(reading, row),
    )


def _options(reading: Reading, row: Row, columns: list[str]) -> tuple[str, ...]:
    """The options up to the last one that is not empty."""
    texts = [reading.text(row, name) for name in columns]
    last = max(
        (place for place, name in enumerate(columns) if reading.is_filled(row, name)), default=-1
    )
    for name, text in list(zip(columns, texts, strict=True))[_FEWEST_OPTIONS : last + 1]:
        if not text and not reading.is_filled(row, name):
            reading.fault(FaultCode.EMPTY_OPTION, row, name)
    _check_equal(reading, row, dict(zip(columns, texts, strict=True)))
    return tuple(texts[: last + 1])


def _check_equal(reading: Reading, row: Row, texts: dict[str, str]) -> None:
    seen: dict[str, str] = {}
    for name, text in texts.items():
        if text and (first := seen.setdefault(_same(text), name)) != name:
            reading.fault(FaultCode.EQUAL_OPTIONS, row, name, first=reading.label(first))


def _correct(reading: Reading, row: Row, option_count: int) -> OptionIndex:
    text = reading.text(row, "correct")
    match = _LETTER.fullmatch(text.casefold())
    index = OPTION_LETTERS.index(match[1].upper()) if match else option_count
    if text and 0 < option_count <= index:
        letters = ", ".join(OPTION_LETTERS[:option_count])
        reading.fault(FaultCode.CORRECT_OUTSIDE, row, "correct", letters=letters)
    return OptionIndex(index)


def _audience(reading: Reading, row: Row) -> Audience | None:
    word = fold(reading.text(row, "audience"))
    if word not in _AUDIENCES:
        reading.fault(FaultCode.UNKNOWN_AUDIENCE, row, "audience")
    return _AUDIENCES.get(word)


def _check_texts(reading: Reading, questions: list[tuple[Row, NewQuestion]]) -> None:
    """A text may come again with another answer, under a code and on days of its own."""
    seen: dict[str, list[tuple[Row, NewQuestion]]] = defaultdict(list)
    for row, question in questions:
        same = seen[_same(question.text)]
        twice = (
            first
            for first, other in same
            if other.code == question.code or share_a_day(other, question)
        )
        clash = next(twice, None)
        if clash and question.text:
            reading.fault(FaultCode.DUPLICATE_QUESTION, row, "question", first=str(clash.number))
        same.append((row, question))


def _check_codes(reading: Reading, questions: list[tuple[Row, NewQuestion]]) -> None:
    if not reading.has("code"):
        return
    seen: dict[str, Row] = {}
    for row, question in questions:
        first = seen.setdefault(question.code, row)
        if question.code and first is not row and reading.is_filled(row, "code"):
            reading.fault(FaultCode.DUPLICATE_CODE, row, "code", first=str(first.number))
