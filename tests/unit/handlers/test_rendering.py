from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.model import AttemptId, Position
from handlers.payloads import AnswerChoice, command_payload, dialogue_payload, parse_payload
from handlers.ports.contents import Announcement, Choice, Passed, Question, Receipt, Text
from handlers.ports.messaging import Capabilities, ChoiceStyle
from handlers.rendering import clip, paged, receipt_text, render, utf16_length
from handlers.texts.loader import wording

VI = wording("vi")
NOW = datetime(2023, 11, 21, 16, 59, 0, tzinfo=UTC)
ZALO = Capabilities(max_text_length=2_000, choices=ChoiceStyle.NUMBERED_TEXT)
TELEGRAM = Capabilities(max_text_length=4_096, choices=ChoiceStyle.BUTTONS)

QUESTION = Question(
    attempt=AttemptId(7),
    position=Position(3),
    of=15,
    text="PAR INDEX là gì?",
    options=("Chỉ số cạnh tranh", "Chỉ số cải cách hành chính"),
    limit=timedelta(seconds=40),
    closes_at=datetime(2023, 11, 21, 17, 0, tzinfo=UTC),
    locale="vi",
    previous=Receipt(AttemptId(7), Position(2), Passed.ANSWERED, place=1),
)
MENU = Text(
    "Bạn muốn làm gì?",
    (Choice("Vào thi", command_payload("play")), Choice("Thể lệ", command_payload("rules"))),
)
CONSENT = Text(
    "Bạn có đồng ý không?",
    (
        Choice("Đồng ý", dialogue_payload("consent", "yes")),
        Choice("Không đồng ý", dialogue_payload("consent", "no")),
        Choice("Thể lệ", command_payload("rules")),
    ),
)


def test_a_question_on_a_platform_without_buttons_says_how_to_answer() -> None:
    rendered = render(QUESTION, ZALO, VI, NOW)

    assert rendered.choices == ()
    assert rendered.text == (
        "Câu 2: bạn chọn B.\n\n"
        "Câu 3/15 · 40 giây\n"
        "PAR INDEX là gì?\n\n"
        "A. Chỉ số cạnh tranh\n"
        "B. Chỉ số cải cách hành chính\n\n"
        "Nhắn chữ cái của phương án để trả lời."
    )


def test_a_question_on_a_platform_with_buttons_has_a_letter_for_each_option() -> None:
    rendered = render(QUESTION, TELEGRAM, VI, NOW)

    assert rendered.text.endswith("B. Chỉ số cải cách hành chính")
    assert [choice.label for choice in rendered.choices] == ["A", "B"]
    assert parse_payload(rendered.choices[1].payload) == AnswerChoice(AttemptId(7), Position(3), 1)


def test_a_question_shows_the_time_that_is_left_before_the_round_ends() -> None:
    ten_seconds_before = QUESTION.closes_at - timedelta(seconds=10)

    assert "Câu 3/15 · 10 giây" in render(QUESTION, ZALO, VI, ten_seconds_before).text


def test_a_question_is_rendered_in_its_own_language() -> None:
    question = Question(
        attempt=AttemptId(7),
        position=Position(16),
        of=15,
        text="How many?",
        options=(),
        limit=timedelta(seconds=40),
        closes_at=QUESTION.closes_at,
        locale="en",
    )

    assert render(question, ZALO, VI, NOW).text == "Prediction · 40 seconds\nHow many?"
    assert render(question, TELEGRAM, VI, NOW).choices == ()


def test_commands_are_words_to_type_and_answers_of_a_dialogue_are_numbers() -> None:
    assert render(MENU, ZALO, VI, NOW).text == (
        "Bạn muốn làm gì?\n\nBạn có thể nhắn: “Vào thi” · “Thể lệ”"
    )
    assert render(CONSENT, ZALO, VI, NOW).text == (
        "Bạn có đồng ý không?\n\n1. Đồng ý\n2. Không đồng ý\nBạn có thể nhắn: “Thể lệ”"
    )


def test_choices_are_buttons_where_there_are_buttons() -> None:
    rendered = render(CONSENT, TELEGRAM, VI, NOW)

    assert rendered.text == "Bạn có đồng ý không?"
    assert rendered.choices == CONSENT.choices


def test_an_announcement_has_its_title_above_its_body() -> None:
    rendered = render(Announcement("Thông báo", "Vòng 2 đã mở."), TELEGRAM, VI, NOW)

    assert rendered.text == "Thông báo\n\nVòng 2 đã mở."


def test_a_text_without_choices_is_its_body() -> None:
    assert render(Text("Xin chào"), ZALO, VI, NOW).text == "Xin chào"


@pytest.mark.parametrize(
    ("receipt", "text"),
    [
        (Receipt(AttemptId(1), Position(2), Passed.ANSWERED, 0), "Câu 2: bạn chọn A."),
        (
            Receipt(AttemptId(1), Position(2), Passed.ANSWERED, 0, correct=True, right_place=0),
            "Câu 2: bạn chọn A. Đúng!",
        ),
        (
            Receipt(AttemptId(1), Position(2), Passed.ANSWERED, 0, correct=False, right_place=3),
            "Câu 2: bạn chọn A. Đáp án đúng: D.",
        ),
        (
            Receipt(AttemptId(1), Position(2), Passed.EXPIRED, right_place=3),
            "Câu 2 đã hết giờ. Đáp án đúng: D.",
        ),
        (Receipt(AttemptId(1), Position(2), Passed.SKIPPED), "Bạn đã bỏ qua câu 2."),
        (Receipt(AttemptId(1), Position(16), Passed.ANSWERED), "Đã ghi nhận dự đoán của bạn."),
    ],
)
def test_a_receipt_tells_only_what_the_person_may_know(receipt: Receipt, text: str) -> None:
    assert receipt_text(receipt, VI) == text


def test_a_receipt_stands_before_the_words_of_the_message() -> None:
    text = Text("Hết bài.", previous=Receipt(AttemptId(1), Position(2), Passed.SKIPPED))

    assert render(text, ZALO, VI, NOW).text == "Bạn đã bỏ qua câu 2.\n\nHết bài."


def test_a_text_that_is_too_long_keeps_its_choices() -> None:
    text = Text("x" * 5_000, CONSENT.choices)

    rendered = render(text, ZALO, VI, NOW)

    assert utf16_length(rendered.text) == 2_000
    assert rendered.text.endswith("…\n\n1. Đồng ý\n2. Không đồng ý\nBạn có thể nhắn: “Thể lệ”")


def test_an_emoji_counts_twice_and_is_never_cut_in_half() -> None:
    assert utf16_length("a😀") == 3
    assert clip("😀😀😀", 6) == "😀😀😀"
    assert clip("😀😀😀", 5) == "😀😀…"
    assert clip("😀😀😀", 4) == "😀…"


@given(st.text(), st.integers(1, 50))
def test_a_clipped_text_is_never_too_long(text: str, limit: int) -> None:
    assert utf16_length(clip(text, limit)) <= limit


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=40), min_size=1))
def test_pages_hold_every_block_in_order_and_are_never_too_long(blocks: list[str]) -> None:
    pages = paged(blocks, limit=100)

    assert "\n\n".join(pages) == "\n\n".join(blocks)
    assert all(utf16_length(page) <= 100 for page in pages)
