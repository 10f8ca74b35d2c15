"""What counts as a typed answer, and what must never be taken for one."""

import unicodedata

import pytest

from contest import matching
from contest.matching import MAX_ANSWER_LENGTH, looks_like_answer, match_number, match_option

FOUR = 4
BOT = "Bot Đố Vui"


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


MEANING_B = [
    "B",
    "b",
    "b.",
    "b)",
    "(B)",
    "[b]",
    "B!",
    " B \n",
    "đáp án b",
    "Đáp án: B",
    "ĐÁP ÁN B",
    "dap an b",
    "Đáp án đúng là B",
    "đáp án - b",
    "ĐA: B",
    "câu b",
    "câu trả lời là B",
    "phương án B",
    "lựa chọn B",
    "ý b",
    "chọn B",
    "em chọn b ạ",
    "Dạ, em chọn đáp án B ạ.",
    "e chọn b",
    "tôi xin chọn B",
    "em nghĩ là B",
    "B ạ",
    "b nhé",
    "answer B",
    "I choose b",
    "2",
    "2.",
    "(2)",
    "số 2",
    "đáp án 2",
    "đáp án - 2",
    "đáp án số 2",
    "chọn câu 2",
    decomposed("phương án B ạ"),
    "\u00a0B\u00a0",
    "đáp\u00a0án\u202fB",
    "Ｂ",
    "２．",
    "（Ｂ）",
    "Ⓑ",
    "②",
    "\u200bB\u200d\ufeff",
    "\u202eB\u202c",
    "đ\u200báp á\u00adn B",
    "\u0000B\u0007",
    "😀 B",
    "B👍🏽",
    "B❤️",
    "2️⃣",
]


@pytest.mark.parametrize("text", MEANING_B)
def test_the_ways_in_which_people_type_the_second_option(text: str) -> None:
    assert match_option(text, FOUR) == 1
    assert looks_like_answer(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "😀",
        "A hoặc B",
        "A, B",
        "A/B",
        "AB",
        "A B",
        "BB",
        "B B",
        "B2",
        "2 3",
        "12",
        "2,5",
        "1/2",
        "-2",
        "- 2",
        "−2",
        "+2",
        ".2",
        "2%",
        "2k",
        "không biết",
        "không chọn B",
        "bỏ qua",
        "B hay là C nhỉ",
        "B đúng không?",
        "câu 2",
        "Câu số 2 ạ",
        "câu 3: B",
        "tôi không rõ câu c nói gì",
        "cho em hỏi câu b",
        "bà",
        "bác",
        "cá",
        "Ba",
        "em",
        "đáp án",
        "В",  # Cyrillic
    ],
)
def test_what_names_no_option_or_several_is_no_answer(text: str) -> None:
    assert match_option(text, FOUR) is None


@pytest.mark.parametrize("letter", ["à", "ạ", "á", "ả", "ã", "ă", "â", "ấ", "ê", "é", "í"])
def test_a_letter_with_a_mark_is_another_letter(letter: str) -> None:
    for text in (letter, letter.upper(), decomposed(letter), f"chọn {letter}"):
        assert match_option(text, 10) is None


def test_a_mark_that_composes_with_nothing_still_makes_another_letter() -> None:
    assert match_option("b\u0301", FOUR) is None


def test_the_letter_d_with_a_stroke_is_not_d() -> None:
    # Telex writes "đ" for "dd": somebody who typed it may have meant D, or a word.
    assert match_option("d", FOUR) == 3
    assert match_option("D", FOUR) == 3
    assert match_option("đ", FOUR) is None
    assert match_option("Đ", FOUR) is None
    assert match_option("đáp án Đ", FOUR) is None


def test_a_polite_particle_without_its_mark_could_be_an_option() -> None:
    assert match_option("B ạ", FOUR) == 1
    assert match_option("B a", FOUR) is None


def test_letters_and_numbers_name_places_in_order() -> None:
    assert [match_option(letter, 10) for letter in "ABCDEFGHIJ"] == list(range(10))
    assert [match_option(str(number), 10) for number in range(1, 11)] == list(range(10))


@pytest.mark.parametrize("text", ["E", "5", "0", "10", "đáp án e", "K"])
def test_an_option_that_is_not_shown_is_no_answer(text: str) -> None:
    assert match_option(text, FOUR) is None


@pytest.mark.parametrize("text", ["C", "3"])
def test_the_number_of_options_shown_is_the_limit(text: str) -> None:
    assert match_option(text, 3) == 2
    assert match_option(text, 2) is None


@pytest.mark.parametrize(
    "text",
    [
        "@Bot Đố Vui B",
        "B @Bot Đố Vui",
        "@bot đố vui: đáp án B",
        "em chọn @Bot Đố Vui B ạ",
        "@ Bot Đố Vui\u00a0B",
        "@Bot Đố Vui\nB",
        decomposed("@Bot Đố Vui B"),
        "@hoithi_bot B",
    ],
)
def test_a_mention_of_the_bot_counts_as_nothing(text: str) -> None:
    assert match_option(text, FOUR, BOT) == 1
    assert looks_like_answer(text, BOT)


def test_a_mention_alone_is_no_answer() -> None:
    assert match_option("@Bot A", FOUR, "Bot A") is None
    assert match_option("@Bot A", FOUR, "Bot") == 0
    assert match_option("@Bot AB", FOUR, "Bot A") is None


def test_a_name_of_the_bot_that_looks_like_a_pattern_is_taken_literally() -> None:
    assert match_option("@Đố (Vui) + B", FOUR, "Đố (Vui) +") == 1


def test_a_mention_is_removed_from_a_number() -> None:
    assert match_number("@Bot Đố Vui 5945", BOT) == 5945


@pytest.mark.parametrize(
    "text",
    [
        "5945",
        "5.945",
        "5,945",
        "5 945",
        "5\u00a0945",
        "5\u202f945",
        "５９４５",
        "5945.",
        "5945!",
        "~5945",
        "5945 người",
        "5945người",
        "khoảng 5.945 người",
        "Dự đoán: 5.945",
        "em đoán 5945 ạ",
        "em đoán khoảng 5.945 người trả lời đúng ạ",
        "có 5945 người tham gia",
        decomposed("khoảng 5.945 người"),
        "\u200b59\u200b45\u200b",
        "5945 🙂",
    ],
)
def test_the_ways_in_which_people_type_a_number(text: str) -> None:
    assert match_number(text) == 5945
    assert looks_like_answer(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("7", 7), ("12.345", 12_345), ("12 345 678", 12_345_678), ("999999999", 999999999)],
)
def test_numbers_of_up_to_nine_digits_are_taken(text: str, number: int) -> None:
    assert match_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "năm nghìn",
        "-5",
        "- 5",
        "−5945",
        "+5",
        "3,5",
        "3.5",
        ".5",
        "5.94",
        "5.9455",
        "5.945,5",
        "5,945.123",
        "5..945",
        "0.945",
        "0 945",
        "05945",
        "1000000000",
        "1.000.000.000",
        "0912345678",
        "9" * 10_000,
        "5k",
        "5 nghìn",
        "5 triệu",
        "5%",
        "½",
        "5½",
        "10²",
        "5-6",
        "12/11/2023",
        "5 hoặc 6",
        "5😀945",
        "٥٩٤٥",
        "hơn 5945 người",
        "tôi có 5 con",
        "không phải 5945",
        "B",
    ],
)
def test_what_is_no_plain_whole_number_is_no_prediction(text: str) -> None:
    assert match_number(text) is None


@pytest.mark.parametrize("text", ["xin chào", "", "không biết", "tôi không rõ câu c nói gì", "đ"])
def test_conversation_does_not_look_like_an_answer(text: str) -> None:
    assert not looks_like_answer(text)


def test_the_longest_answer_is_still_read_and_one_character_more_is_not() -> None:
    longest = "B" + " " * (MAX_ANSWER_LENGTH - 1)

    assert match_option(longest, FOUR) == 1
    assert match_option(longest + " ", FOUR) is None
    assert match_number("5" + " " * MAX_ANSWER_LENGTH) is None


def test_a_text_that_is_too_long_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(text: str) -> str:
        raise AssertionError(f"{len(text)} characters were looked at")

    monkeypatch.setattr(matching, "_normal", fail)

    assert not looks_like_answer("B " * 5_000)
