"""Letterheads are read strictly from plain data and say who earns a certificate."""

from typing import Any

import pytest

from contest.letterhead import (
    DEFAULT_LETTERHEAD,
    Letterhead,
    LetterheadError,
    letterhead_from_data,
    letterhead_to_data,
)

OWN = Letterhead(
    authority="UBND tỉnh",
    agency="Sở Nội vụ",
    place="Đắk Lắk",
    report_symbol="BC-SNV",
    certificate_symbol="GCN-SNV",
    signer_titles=("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
    signer="Trần Văn Mẫu",
    recipients=("UBND tỉnh (b/c)", "Lưu: VT"),
    has_national_heading=False,
    certificate_from_percent=80,
)


def test_a_letterhead_is_read_back_as_it_was() -> None:
    assert letterhead_from_data(letterhead_to_data(OWN)) == OWN


def test_what_is_not_named_keeps_its_default() -> None:
    found = letterhead_from_data({"place": " Đắk Lắk "})

    assert found.place == "Đắk Lắk"
    assert found.signer_titles == DEFAULT_LETTERHEAD.signer_titles


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"sign": "A"}, "sign: unknown name"),
        ({"place": 3}, "place: 3 instead of str"),
        ({"place": "Đắk\nLắk"}, "place: more than one line"),
        ({"recipients": "Lưu: VT"}, "recipients: 'Lưu: VT' instead of list"),
        ({"recipients": ["Lưu", 1]}, "recipients[1]: 1 instead of str"),
        ({"has_national_heading": 1}, "has_national_heading: 1 instead of bool"),
        ({"certificate_from_percent": 101}, "certificate_from_percent: not between 0 and 100"),
        ({"certificate_from_percent": -1}, "certificate_from_percent: not between 0 and 100"),
        ({"certificate_from_percent": True}, "certificate_from_percent: True instead of int"),
    ],
)
def test_a_fault_is_named_with_its_place(data: dict[str, Any], fault: str) -> None:
    with pytest.raises(LetterheadError) as error:
        letterhead_from_data(data)

    assert str(error.value) == fault


@pytest.mark.parametrize(
    ("percent", "score", "earns"),
    [(80, 12, True), (80, 11, False), (81, 12, False), (0, 0, True), (100, 15, True)],
)
def test_a_certificate_is_earned_from_the_percentage_on(
    percent: int, score: int, earns: bool
) -> None:
    assert Letterhead(certificate_from_percent=percent).earns(score, 15) is earns
