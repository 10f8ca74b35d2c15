"""The exact bytes of evidence, written by hand."""

import hashlib
import json
from fractions import Fraction

import pytest

from contest.evidence import (
    UnreadableEvidenceError,
    differing,
    hundredths,
    read,
    sealed,
)

DOCUMENT = {
    "contest": "Tìm hiểu",
    "rows": [{"code": "SO-NV", "met": True, "base": 15}, {"code": "SO-YT", "rate": None}],
    "levels": [],
}
LINES = (
    "{",
    '"contest":"Tìm hiểu",',
    '"format":"hoithi-evidence-1",',
    '"levels":[],',
    '"rows":[',
    '{"base":15,"code":"SO-NV","met":true},',
    '{"code":"SO-YT","rate":null}]',
    "}",
)
TEXT = "".join(f"{line}\n" for line in LINES)
SEAL = hashlib.sha256(TEXT.encode()).hexdigest()


def test_the_text_is_these_bytes_with_their_seal_in_the_second_line() -> None:
    one = sealed(DOCUMENT)

    assert one.claimed == SEAL
    assert one.text.decode() == TEXT.replace("{\n", f'{{\n"sha256":"{SEAL}",\n', 1)
    assert one.is_intact
    assert json.loads(one.text)["rows"] == DOCUMENT["rows"]


def test_the_seal_is_that_of_all_other_lines() -> None:
    """What ``grep -v '^"sha256"' FILE | sha256sum`` does."""
    lines = sealed(DOCUMENT).text.splitlines(keepends=True)
    others = [line for line in lines if not line.startswith(b'"sha256"')]

    assert len(others) == len(lines) - 1
    assert hashlib.sha256(b"".join(others)).hexdigest() == SEAL


def test_what_was_sealed_is_read_again() -> None:
    one = read(sealed(DOCUMENT).text)

    assert one.is_intact
    assert one.document()["contest"] == "Tìm hiểu"


def test_names_in_another_composition_are_written_in_form_c() -> None:
    decomposed = {**DOCUMENT, "contest": "Tìm hiểu"}

    assert sealed(decomposed).claimed == SEAL


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"{\n}\n", b'{\n"sha256":"abc",\n}\n', b"\xff\n\n"]
)
def test_what_has_no_seal_is_not_evidence(content: bytes) -> None:
    with pytest.raises(UnreadableEvidenceError):
        read(content)


@pytest.mark.parametrize("text", ["[]\n", '{\n"format":"other"\n}\n', "{\n"])
def test_sealed_by_somebody_else_it_is_not_our_evidence(text: str) -> None:
    seal = hashlib.sha256(text.encode()).hexdigest()
    first, _, rest = text.partition("\n")
    one = read(f'{first}\n"sha256":"{seal}",\n{rest}'.encode())

    assert one.is_intact
    with pytest.raises(UnreadableEvidenceError):
        one.document()


def test_a_number_that_is_not_whole_is_refused() -> None:
    with pytest.raises(ValueError, match="not exact"):
        sealed({**DOCUMENT, "rows": [{"code": "A", "rate": 0.5}]})


def test_units_whose_figures_differ_are_named_in_order() -> None:
    before = [{"code": "A", "n": 1}, {"code": "B", "n": 2}, {"code": "C", "n": 3}]
    after = [{"code": "A", "n": 1}, {"code": "B", "n": 9}, {"code": "D", "n": 3}]

    assert differing(before, after) == ["B", "C", "D"]
    assert differing(before, before) == []


@pytest.mark.parametrize(
    ("percent", "text"),
    [
        (Fraction(594_500, 25_980), "22.88"),
        (Fraction(100), "100.00"),
        (Fraction(1, 3), "0.33"),
        (Fraction(1, 200), "0.01"),
        (Fraction(0), "0.00"),
        (None, None),
    ],
)
def test_percentages_have_two_decimals(percent: Fraction | None, text: str | None) -> None:
    assert hundredths(percent) == text
