"""Mentions of the bot are taken out however they are written; nothing else is touched."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters._zalo.mentions import without_mention

NAME = "Bot Đố Vui"
DECOMPOSED = unicodedata.normalize("NFD", NAME)
LETTERS = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
)
SPACES = (" ", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "\N{FIGURE SPACE}", "  ")

words = st.lists(st.text(LETTERS + LETTERS.upper() + "0123456789.:🇻🇳", min_size=1), max_size=6)
names = st.lists(st.text(LETTERS, min_size=1, max_size=6), min_size=1, max_size=3)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("@Bot Đố Vui B", "B"),
        ("B @Bot Đố Vui", "B"),
        ("đáp án @Bot Đố Vui B", "đáp án B"),
        ("@Bot Đố Vui LIENKET 7F3K9Q", "LIENKET 7F3K9Q"),
        ("@bot đố vui b", "b"),
        ("@BOT ĐỐ VUI 2", "2"),
        ("@Bot Đố VuiB", "B"),
        ("@ Bot Đố Vui B", "B"),
        ("@Bot\N{NO-BREAK SPACE}Đố\N{NO-BREAK SPACE}Vui\N{NO-BREAK SPACE}B", "B"),
        ("@Bot Đố Vui đáp\N{NO-BREAK SPACE}án B", "đáp án B"),
        ("@Bot  Đố \N{IDEOGRAPHIC SPACE}Vui B", "B"),
        (f"@{DECOMPOSED} B", "B"),
        (f"@{DECOMPOSED} đáp án B", "đáp án B"),
        ("\u200b@Bot Đố Vui\u200b B\ufeff", "B"),
        ("@Bot Đố Vui B @Bot Đố Vui", "B"),
        ("@Bot Đố Vui", ""),
        ("@Bot Đố Vui dòng một\ndòng hai", "dòng một\ndòng hai"),
        ("@Bot Đố Vui hỏi @Lan Phạm", "hỏi @Lan Phạm"),
    ],
)
def test_a_mention_is_taken_out(text: str, left: str) -> None:
    assert without_mention(text, [NAME]) == left


@pytest.mark.parametrize(
    "text",
    [
        "B",
        "Bot Đố Vui B",
        "@Bot Đo Vui B",
        "@Lan Phạm B",
        "@ B",
        "",
        "hai\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}dấu cách ",
        unicodedata.normalize("NFD", "trách nhiệm"),
    ],
)
def test_a_text_without_a_mention_is_unchanged(text: str) -> None:
    assert without_mention(text, [NAME]) == text


def test_the_longest_of_several_names_counts() -> None:
    assert without_mention("@Bot Thi Đua B", ["Bot Thi", "Bot Thi Đua"]) == "B"


def test_a_name_is_no_pattern() -> None:
    assert without_mention("@Bot (Thi) 1+1? B", ["Bot (Thi) 1+1?"]) == "B"
    assert without_mention("@Box B", ["B.x"]) == "@Box B"


@pytest.mark.parametrize("unknown", [[], [""], [" "]])
def test_without_a_name_nothing_is_a_mention(unknown: list[str]) -> None:
    assert without_mention("@ Bot Đố Vui B", unknown) == "@ Bot Đố Vui B"


@given(words, names, st.data())
def test_a_mention_in_any_spelling_at_any_place_leaves_the_words(
    said: list[str], name: list[str], data: st.DataObject
) -> None:
    spelt = data.draw(st.sampled_from(SPACES)).join(name)
    spelt = data.draw(st.sampled_from((str.upper, str.lower, str.title)))(spelt)
    spelt = unicodedata.normalize(data.draw(st.sampled_from(("NFC", "NFD"))), spelt)
    place = data.draw(st.integers(0, len(said)))

    text = " ".join([*said[:place], f"@{spelt}", *said[place:]])

    assert without_mention(text, [" ".join(name)]) == " ".join(said)


@given(st.text().filter(lambda text: "@" not in text), st.text(min_size=1))
def test_what_has_no_at_sign_is_never_touched(text: str, name: str) -> None:
    assert without_mention(text, [name]) == text
