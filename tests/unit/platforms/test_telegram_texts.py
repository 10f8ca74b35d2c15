"""Cleaning and trimming of texts, and entities that a call gives itself."""

import pytest

from tests.platforms.telegram.bodies import Params
from tests.platforms.telegram.errors import ApiError
from tests.platforms.telegram.texts import (
    Entity,
    FormattedText,
    check_entities,
    cleaned,
    read_entities,
    utf16_length,
)


def test_length_is_counted_in_utf_16_units() -> None:
    assert [utf16_length(text) for text in ("abc", "ếếế", "🏆a")] == [3, 3, 3]


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("  a b \n", "a b"),
        ("a\r\nb", "a\nb"),
        ("a\tb\x00c", "a b c"),
        ("a\u202eb\u2028c", "abc"),
        (" \n\t", ""),
    ],
)
def test_a_text_is_cleaned_and_trimmed(raw: str, kept: str) -> None:
    assert cleaned(FormattedText(raw)).text == kept


def test_entities_move_with_the_text_that_is_trimmed() -> None:
    raw = FormattedText("  ab cd  ", (Entity(5, 4, "bold"),))

    assert cleaned(raw) == ("ab cd", (Entity(3, 2, "bold"),))


def test_entities_move_with_the_characters_that_are_removed() -> None:
    raw = FormattedText("a\r\nbc", (Entity(3, 2, "bold"),))

    assert cleaned(raw) == ("a\nbc", (Entity(2, 2, "bold"),))


def test_blanks_inside_the_first_entity_stay() -> None:
    raw = FormattedText("  ab", (Entity(1, 3, "bold"),))

    assert cleaned(raw) == (" ab", (Entity(0, 3, "bold"),))


def test_entities_come_in_order_of_their_offset_the_longer_first() -> None:
    raw = FormattedText(
        "abcd", (Entity(1, 1, "bold"), Entity(0, 2, "italic"), Entity(0, 4, "code"))
    )

    assert cleaned(raw).entities == (
        Entity(0, 4, "code"),
        Entity(0, 2, "italic"),
        Entity(1, 1, "bold"),
    )


def test_given_entities_are_read_and_those_that_servers_find_ignored() -> None:
    given = [
        {"type": "bold", "offset": 0, "length": 2},
        {"type": "url", "offset": 3, "length": 4},
        {"type": "text_link", "offset": 1, "length": 1, "url": "https://hue.gov.vn"},
    ]

    assert read_entities(Params({"entities": given}), "entities") == (
        Entity(0, 2, "bold"),
        Entity(1, 1, "text_link", '"url":"https://hue.gov.vn"'),
    )


@pytest.mark.parametrize(
    "given", [[1], [{"type": "bold", "offset": 0}], [{"type": "big", "offset": 0, "length": 1}]]
)
def test_a_given_entity_of_the_wrong_shape_is_refused(given: list[object]) -> None:
    with pytest.raises(ApiError, match="can't parse MessageEntity"):
        read_entities(Params({"entities": given}), "entities")


@pytest.mark.parametrize(
    ("entity", "why"),
    [
        (Entity(-1, 1, "bold"), "incorrect offset -1"),
        (Entity(0, -1, "bold"), "incorrect length -1"),
        (Entity(4, 1, "bold"), "begins after the end of the text"),
        (Entity(0, 4, "bold"), "ends after the end of the text at UTF-16 offset 4"),
        (Entity(1, 1, "bold"), "begins in a middle of a UTF-16 symbol"),
        (Entity(0, 1, "bold"), "ends in a middle of a UTF-16 symbol"),
    ],
)
def test_an_entity_has_to_lie_between_characters_of_the_text(entity: Entity, why: str) -> None:
    with pytest.raises(ApiError, match=why):
        check_entities("🏆a", (entity,))


def test_an_entity_between_characters_is_fine() -> None:
    check_entities("🏆a", (Entity(0, 2, "bold"), Entity(2, 1, "italic")))
