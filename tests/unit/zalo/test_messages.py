"""Which call shows a message: plain text, headings in bold, pictures by address."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters._zalo.facts import CAPABILITIES
from bot.adapters._zalo.messages import Call, _bold, call_for, message_id_of
from contest.model import AttemptId, Position
from handlers.ports.addresses import ChatRef
from handlers.ports.contents import (
    Announcement,
    Bars,
    Choice,
    Content,
    Document,
    Image,
    Passed,
    Question,
    Receipt,
    Sheet,
    Text,
)
from handlers.ports.messaging import MessageRejected, OutboundMessage
from tests.fakes.clock import START

CHAT = ChatRef("zalo", "4000000001", "9f3c0a77de15b2480001")
URL = "https://hoithi.example/so-noi-vu.png"
QUESTION = Question(
    attempt=AttemptId(7),
    position=Position(3),
    of=16,
    text="Chỉ số nào do người dân chấm?",
    options=("PAR INDEX", "SIPAS"),
    limit=timedelta(seconds=40),
    closes_at=START + timedelta(days=1),
    locale="vi",
)
ANSWERED = Receipt(AttemptId(7), Position(2), Passed.ANSWERED, place=1)
PICTURE = Image(Bars("Sở Nội vụ", "Vòng 1", ()), "so-noi-vu.png", "Lãnh đạo 7/15, thiếu 1.")


def call(content: Content, url: str | None = None) -> Call:
    return call_for(OutboundMessage(CHAT, "a", content), CAPABILITIES, START, lambda _: url)


def bold(given: Call) -> list[str]:
    """The parts of the text that stand in bold, cut as the platform counts."""
    units = str(given.params["text"]).encode("utf-16-le")
    styles = given.params["text_styles"]
    assert isinstance(styles, list)
    assert all(style["st"] == ["b"] for style in styles)
    spans = [(style["start"] * 2, (style["start"] + style["len"]) * 2) for style in styles]
    return [units[start:end].decode("utf-16-le") for start, end in spans]


def test_a_text_is_sent_plain() -> None:
    shown = call(Text("**Chào** {red}bạn{/red} <b>Hoa</b>"))

    assert shown == Call(
        "sendMessage", {"chat_id": CHAT.chat_id, "text": "**Chào** {red}bạn{/red} <b>Hoa</b>"}
    )


def test_choices_are_lines_with_numbers() -> None:
    shown = call(Text("Mời chọn.", (Choice("Vâng", "d:x:yes"), Choice("Không", "d:x:no"))))

    assert shown.params["text"] == "Mời chọn.\n\n1. Vâng\n2. Không"


def test_the_heading_of_a_question_stands_in_bold() -> None:
    shown = call(QUESTION)

    (heading,) = bold(shown)
    assert heading.startswith("Câu 3/16")
    assert "\n" not in heading
    assert str(shown.params["text"]).startswith(f"{heading}\nChỉ số nào")
    assert "parse_mode" not in shown.params


def test_below_a_receipt_it_is_still_the_heading_that_stands_in_bold() -> None:
    shown = call(replace(QUESTION, previous=ANSWERED))

    (heading,) = bold(shown)
    assert heading.startswith("Câu 3/16")
    assert not str(shown.params["text"]).startswith(heading)


def test_the_title_of_an_announcement_stands_in_bold() -> None:
    assert bold(call(Announcement("Thông báo số 2 🎉", "Mở lúc 7 giờ."))) == ["Thông báo số 2 🎉"]


@given(st.text("ạ🎉👩‍💼 a\u0323", min_size=1), st.text("ố🇻🇳 \n", max_size=50))
def test_offsets_count_utf16_units_whatever_stands_there(title: str, body: str) -> None:
    assert bold(call(Announcement(f"{title}.", body))) == [f"{title}."]


def test_a_heading_below_other_lines_is_found_where_utf16_counts_it() -> None:
    # 2 + 4 units of emoji, a space, a letter and a line end stand before it.
    assert _bold("🎉🇻🇳 x\nCâu 1", "Câu 1") == [{"start": 9, "len": 5, "st": ["b"]}]


def test_a_title_that_is_cut_or_has_two_lines_stands_plain() -> None:
    for title in ("x" * 3_000, "một\nhai"):
        assert "text_styles" not in call(Announcement(title, "")).params


def test_what_is_styled_can_be_sent_plain() -> None:
    shown = call(QUESTION)

    assert shown.is_styled
    assert shown.plain == Call(
        "sendMessage", {"chat_id": CHAT.chat_id, "text": shown.params["text"]}
    )


def test_a_picture_is_sent_by_its_address_with_its_caption() -> None:
    shown = call(PICTURE, URL)

    assert (shown.method, shown.params) == (
        "sendPhoto",
        {"chat_id": CHAT.chat_id, "photo": URL, "caption": "Lãnh đạo 7/15, thiếu 1."},
    )
    assert shown.plain == Call(
        "sendMessage", {"chat_id": CHAT.chat_id, "text": "Lãnh đạo 7/15, thiếu 1."}
    )


def test_a_picture_without_an_address_is_sent_as_its_caption() -> None:
    assert call(PICTURE).params["text"] == "Lãnh đạo 7/15, thiếu 1."
    without = call_for(OutboundMessage(CHAT, "a", PICTURE), CAPABILITIES, START, None)
    assert without.method == "sendMessage"


def test_a_picture_without_a_caption_is_sent_alone() -> None:
    assert call(replace(PICTURE, caption=""), URL) == Call(
        "sendPhoto", {"chat_id": CHAT.chat_id, "photo": URL}
    )


def test_a_file_is_sent_as_its_caption() -> None:
    document = Document(Sheet("Vòng 1", "Tình hình", (), ()), "a.xlsx", "Tình hình 1 đơn vị.")

    assert call(document, URL).params == {"chat_id": CHAT.chat_id, "text": "Tình hình 1 đơn vị."}


@pytest.mark.parametrize("content", [Text(""), Text(" \n"), replace(PICTURE, caption="")])
def test_an_empty_message_is_rejected(content: Content) -> None:
    with pytest.raises(MessageRejected, match="empty"):
        call(content)


def test_nothing_is_longer_than_the_platform_takes() -> None:
    shown = call(Announcement("Thông báo", "🇻🇳" * 3_000))

    assert len(str(shown.params["text"]).encode("utf-16-le")) // 2 <= 2_000


@pytest.mark.parametrize(
    ("sent", "expected"),
    [({"message_id": "a1"}, "a1"), ({"message_id": 7}, "7"), ({}, ""), (None, ""), ([], "")],
)
def test_a_message_that_was_accepted_may_have_no_id(sent: object, expected: str) -> None:
    assert message_id_of(sent) == expected
