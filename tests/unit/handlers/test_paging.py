"""Long contents are parted so that nothing of them is lost on any platform."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.model import AttemptId, Position
from handlers.paging import pages_of, split
from handlers.payloads import command_payload
from handlers.ports.contents import (
    Announcement,
    Choice,
    Content,
    Passed,
    Question,
    Receipt,
    Text,
)
from handlers.ports.messaging import Capabilities, ChoiceStyle
from handlers.rendering import render, utf16_length
from handlers.texts.loader import wording
from tests.fakes.clock import START

SAY = wording("vi")
STRICTEST = Capabilities(max_text_length=2_000, choices=ChoiceStyle.NUMBERED_TEXT)
LINE = "Kết quả chỉ số cải cách hành chính của đơn vị 🇻🇳 được công bố hằng năm."
LONG = "\n".join(f"{number}. {LINE}" for number in range(60))
RECEIPT = Receipt(AttemptId(7), Position(2), Passed.ANSWERED, place=1)
CHOICES = tuple(Choice(f"Sở, ban, ngành số {number}", f"d:unit:{number}") for number in range(10))
texts = st.text(st.sampled_from("aệ🎉 \n\u0301"), max_size=400)


def shown(content: Content) -> str:
    return render(content, STRICTEST, SAY, START).text


def test_a_short_content_is_itself_alone() -> None:
    text = Text("Chào bạn.", CHOICES, RECEIPT, "17")

    assert pages_of(text, SAY) == [text]
    assert pages_of(Announcement("Số 2", "Vòng 2"), SAY) == [Announcement("Số 2", "Vòng 2")]


def test_a_question_is_never_parted() -> None:
    question = Question(
        attempt=AttemptId(7),
        position=Position(3),
        of=16,
        text="x" * 3_000,
        options=(),
        limit=timedelta(seconds=40),
        closes_at=START,
        locale="vi",
    )

    assert pages_of(question, SAY) == [question]


def test_a_long_text_is_parted_at_line_ends_and_shown_whole() -> None:
    pages = pages_of(Text(LONG), SAY)

    assert "\n".join(map(shown, pages)) == LONG
    assert len(pages) == 3


def test_the_receipt_stands_on_the_first_page_and_choices_on_the_last() -> None:
    pages = pages_of(Text(LONG, CHOICES, RECEIPT, "17"), SAY)

    first, *middle, last = pages
    assert isinstance(first, Text)
    assert isinstance(last, Text)
    assert (first.previous, first.replaces, first.choices) == (RECEIPT, "17", ())
    assert (last.previous, last.replaces, last.choices) == (None, None, CHOICES)
    assert all(page == Text(shown(page)) for page in middle)


@pytest.mark.parametrize(
    "choices", [CHOICES, (Choice("Vào thi", command_payload("play")),) * 3, ()], ids=len
)
def test_no_page_is_cut_on_the_strictest_platform(choices: tuple[Choice, ...]) -> None:
    pages = pages_of(Text(LONG, choices, RECEIPT), SAY)

    assert not any("…" in shown(page) for page in pages)
    bodies = [page.body for page in pages if isinstance(page, Text)]
    assert "\n".join(bodies) == LONG
    assert all(body in shown(page) for body, page in zip(bodies, pages, strict=True))


def test_a_long_announcement_goes_on_in_texts_below_its_title() -> None:
    first, *others = pages_of(Announcement("Thông báo số 2", LONG), SAY)

    assert isinstance(first, Announcement)
    assert first.title == "Thông báo số 2"
    assert all(isinstance(page, Text) for page in others)
    assert shown(first).startswith("Thông báo số 2\n\n0. Kết quả")
    assert "\n".join([first.body, *map(shown, others)]) == LONG
    assert utf16_length(shown(first)) <= 1_900


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", [""]),
        ("một hai", ["một hai"]),
        ("một hai ba", ["một hai", "ba"]),
        ("một\nhai ba bốn", ["một", "hai ba", "bốn"]),
        ("abcdefghij", ["abcdefg", "hij"]),
        ("a 🎉🎉🎉🎉", ["a", "🎉🎉🎉", "🎉"]),
        ("một    \n\n   hai", ["một", "hai"]),
        ("abcdefe\u0301 x", ["abcdef", "e\u0301 x"]),
    ],
)
def test_a_text_is_cut_at_a_line_end_or_else_a_space_or_else_anywhere(
    text: str, parts: list[str]
) -> None:
    assert split(text, 7, 7) == parts


@given(texts, st.integers(4, 60), st.integers(4, 60))
def test_the_parts_rejoin_to_the_text_but_for_white_space(
    text: str, first_limit: int, limit: int
) -> None:
    parts = split(text, first_limit, limit)

    assert "".join("".join(parts).split()) == "".join(text.split())
    assert utf16_length(parts[0]) <= max(first_limit, limit)
    assert all(utf16_length(part) <= limit for part in parts[1:])
    assert all(parts) or parts == [""]
