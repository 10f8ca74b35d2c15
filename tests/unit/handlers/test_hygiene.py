import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.hygiene import MAX_PARAGRAPHS_LENGTH, MAX_TEXT_LENGTH, clean, clean_paragraphs


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


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("Một dòng", "Một dòng"),
        ("Kính gửi:\r\nHôm  nay \x07mở vòng 2.", "Kính gửi:\nHôm nay mở vòng 2."),
        ("\n\nMột\n \n\n\nHai\nBa\n\n", "Một\n\nHai\nBa"),
        ("Một\u2028Hai", "Một\nHai"),
        ("\n \u200b\n", ""),
    ],
)
def test_paragraphs_keep_their_line_breaks(raw: str, cleaned: str) -> None:
    assert clean_paragraphs(raw) == cleaned


def test_paragraphs_are_cut_where_the_longest_message_ends() -> None:
    assert clean_paragraphs("a" * 10_000) == "a" * 4_096


@given(st.text(st.characters(codec=None)))
def test_cleaning_paragraphs_again_changes_nothing(raw: str) -> None:
    once = clean_paragraphs(raw)

    assert clean_paragraphs(once) == once
    assert clean(once) == clean(raw[:MAX_PARAGRAPHS_LENGTH])
