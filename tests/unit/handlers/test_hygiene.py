import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.hygiene import MAX_TEXT_LENGTH, clean


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("  Nguyễn   Văn\tAn\n", "Nguyễn Văn An"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("đồng\u200b ý\ufeff", "đồng ý"),
        ("\u202egnortkram thgir\u202c", "gnortkram thgir"),
        ("\u2066An\u2069", "An"),
        ("\x00\x07B\x1b[31m", "B[31m"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("\u3164\u115f", ""),
        ("❤\ufe0f", "❤"),
        ("một\u2028hai", "một hai"),
        ("\u200d\u00ad", ""),
        ("H’Hen Niê", "H’Hen Niê"),
    ],
)
def test_what_is_invisible_goes_and_the_rest_is_composed(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


def test_a_text_of_ten_thousand_characters_is_cut_to_two_thousand() -> None:
    assert clean("a" * 10_000) == "a" * 2_000


def test_a_text_that_composing_lengthens_stays_within_the_limit() -> None:
    # U+FB2C is one character that NFC takes apart into three.
    assert len(clean("\ufb2c" * 2_000)) == MAX_TEXT_LENGTH


@given(st.text())
def test_cleaning_again_changes_nothing(raw: str) -> None:
    once = clean(raw)

    assert clean(once) == once


@given(st.text(st.characters(codec=None)))
def test_a_cleaned_text_can_be_stored_and_has_no_controls(raw: str) -> None:
    cleaned = clean(raw)

    cleaned.encode("utf-8")
    assert not {unicodedata.category(char) for char in cleaned} & {"Cc", "Cf", "Cs", "Co"}
