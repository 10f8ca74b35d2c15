"""Texts in pictures are broken into lines that fit, in letters that the typeface has."""

import pytest

from bot.documents.canvas import Style, Weight, line_width, lines_of

PLAIN = Style(40, "black")
ALPHABET = (
    "AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY aăâbcdđeêghiklmnoôơpqrstuưvxy "
    "ÀẢÃÁẠẰẲẴẮẶẦẨẪẤẬÈẺẼÉẸỀỂỄẾỆÌỈĨÍỊÒỎÕÓỌỒỔỖỐỘỜỞỠỚỢÙỦŨÚỤỪỬỮỨỰỲỶỸÝỴ "
    "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ 0123456789 ✓…·–“”%/()"
)


def test_words_go_to_the_next_line_where_the_line_is_full() -> None:
    width = line_width("Ủy ban nhân dân", PLAIN)

    lines = lines_of("Ủy ban nhân dân tỉnh Đắk Lắk", PLAIN, width, 3)

    assert lines == ["Ủy ban nhân dân", "tỉnh Đắk Lắk"]


def test_what_does_not_fit_ends_between_words_with_an_ellipsis() -> None:
    width = line_width("Ủy ban nhân dân", PLAIN)

    lines = lines_of("Ủy ban nhân dân tỉnh, thành phố, huyện", PLAIN, width, 2)

    assert lines == ["Ủy ban nhân dân", "tỉnh, thành…"]


def test_a_word_longer_than_the_line_is_cut() -> None:
    (line,) = lines_of("Nghiêng" * 20, PLAIN, 300, 1)

    assert line.startswith("Nghiêng")
    assert line.endswith("…")
    assert 270 < line_width(line, PLAIN) <= 300


@pytest.mark.parametrize("weight", Weight)
def test_the_typeface_has_every_vietnamese_letter(weight: Weight) -> None:
    assert lines_of(ALPHABET, Style(10, "black", weight), 10_000, 1) == [ALPHABET]


def test_decomposed_marks_are_composed() -> None:
    assert lines_of("Tra\u0301ch nhie\u0323\u0302m", PLAIN, 1_000, 1) == ["Trách nhiệm"]


def test_what_the_typeface_does_not_have_is_left_out() -> None:
    assert lines_of("Sở 🇻🇳 Nội\tvụ\n\x07", PLAIN, 1_000, 1) == ["Sở Nội vụ"]


@pytest.mark.parametrize("text", ["", " \n", "👩‍💼"])
def test_nothing_to_write_is_no_line(text: str) -> None:
    assert lines_of(text, PLAIN, 1_000, 3) == []
