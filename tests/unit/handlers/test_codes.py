import re

import pytest

from handlers.codes import LETTERS, new_code, read_code, shown
from handlers.commands import read


@pytest.mark.parametrize(
    "text",
    [
        "7F3K9QXY",
        "7F3K-9QXY",
        "7f3k-9qxy",
        " 7F3K  9QXY ",
        "7F3K - 9QXY",
        "7F3K–9QXY",
        "7F3K-9QXY.",
        "7F 3K 9Q XY",
    ],
)
def test_a_code_is_read_in_every_habit_of_writing_it(text: str) -> None:
    assert read_code(text) == "7F3K9QXY"


@pytest.mark.parametrize(
    "text",
    ["", "7F3K-9QX", "7F3K-9QXYZ", "23456789", "ABCDEFGH", "7F3K-9QX0", "7F3K-9QXO", "ÂF3K-9QXY"],
)
def test_other_texts_are_no_code(text: str) -> None:
    assert read_code(text) is None


def test_a_new_code_can_be_read_out_and_typed() -> None:
    codes = {new_code() for _ in range(200)}

    assert len(codes) == 200
    for code in codes:
        assert read_code(shown(code)) == code
        assert re.fullmatch("[A-Z2-9]{4}-[A-Z2-9]{4}", shown(code))
        assert not set(code) & set("ILO01")
        assert set(code) & set(LETTERS)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("LIENKET 7F3K-9QXY", "link"),
        ("lienket 7f3k 9qxy", "link"),
        ("Liên kết: 7F3K-9QXY", "link"),
        ("LIENKET:7F3K - 9QXY", "link"),
        ("/lienket 7F3K9QXY", "link"),
        ("mã mời 7F3K 9QXY", "code"),
        ("/ma 7F3K-9QXY", "code"),
        ("/start 7F3K9QXY", "start"),
    ],
)
def test_a_code_may_follow_a_command_however_it_is_spaced(text: str, name: str) -> None:
    given = read(text)

    assert given is not None
    assert given.command.name == name
    assert read_code(given.argument) == "7F3K9QXY"


@pytest.mark.parametrize("text", ["hello các bạn", "mã mời ở đâu", "liên kết thế nào ạ"])
def test_other_words_after_a_command_make_it_none(text: str) -> None:
    assert read(text) is None
