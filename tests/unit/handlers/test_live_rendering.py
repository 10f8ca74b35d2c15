from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from contest.model import Position
from handlers.live_rendering import live_heading, poll_of
from handlers.payloads import LiveChoice, parse_payload
from handlers.ports.live_contents import LiveQuestion, LiveRoundId
from handlers.ports.messaging import Capabilities, ChoiceStyle, PollLimits
from handlers.rendering import render
from handlers.texts.loader import wording

VI = wording("vi")
NOW = datetime(2023, 11, 21, 12, 30, tzinfo=UTC)
ZALO = Capabilities(max_text_length=2_000, choices=ChoiceStyle.NUMBERED_TEXT)
LIMITS = PollLimits(max_question_length=300, max_option_length=100)
TELEGRAM = Capabilities(
    max_text_length=4_096, choices=ChoiceStyle.BUTTONS, edit=True, native_poll=LIMITS
)
QUESTION = LiveQuestion(
    live_round=LiveRoundId(7),
    position=Position(3),
    of=10,
    text="Chỉ số nào do người dân chấm?",
    options=("PAR INDEX", "SIPAS", "PCI", "DTI"),
    limit=timedelta(seconds=20),
    locale="vi",
)
HEADING = "Câu 3/10 · 20 giây\n"
OPTIONS = "A. PAR INDEX\nB. SIPAS\nC. PCI\nD. DTI"
ASKED = f"{HEADING}Chỉ số nào do người dân chấm?\n\n{OPTIONS}\n\n"


def test_where_there_are_buttons_each_option_has_a_letter_to_press() -> None:
    rendered = render(QUESTION, TELEGRAM, VI, NOW)

    assert rendered.text == ASKED + "Mời các bạn bấm một lựa chọn dưới đây."
    assert [(choice.label, choice.payload) for choice in rendered.choices] == [
        ("A", "l:7:3:0"),
        ("B", "l:7:3:1"),
        ("C", "l:7:3:2"),
        ("D", "l:7:3:3"),
    ]


def test_what_a_button_carries_is_read_as_a_choice_in_a_live_round() -> None:
    assert parse_payload("l:7:3:1") == LiveChoice(LiveRoundId(7), Position(3), 1)
    assert parse_payload("l:7:3") is None
    assert parse_payload("l:7:3:-1") is None


def test_where_there_are_none_the_text_says_how_the_bot_is_answered() -> None:
    rendered = render(QUESTION, ZALO, VI, NOW)

    assert rendered.choices == ()
    assert rendered.text.startswith(ASKED)
    assert "nhắc tên bot" in rendered.text
    assert rendered.text.endswith(": B")


def test_while_a_question_is_open_nothing_is_told_of_the_answers_but_how_many_there_are() -> None:
    rendered = render(replace(QUESTION, answered=37, replaces="5"), TELEGRAM, VI, NOW)

    assert rendered.text == (ASKED + "Mời các bạn bấm một lựa chọn dưới đây.\n37 người đã trả lời")
    assert len(rendered.choices) == 4


@pytest.mark.parametrize("platform", [ZALO, TELEGRAM])
def test_a_closed_question_offers_nothing_and_says_so(platform: Capabilities) -> None:
    rendered = render(replace(QUESTION, answered=37, is_closed=True), platform, VI, NOW)

    assert rendered.choices == ()
    assert rendered.text.startswith("Câu 3/10 · đã hết giờ\n")
    assert rendered.text.endswith("D. DTI\n\n37 người đã trả lời")


def test_the_heading_stands_on_the_first_line_of_every_rendering() -> None:
    for question in (QUESTION, replace(QUESTION, is_closed=True)):
        assert render(question, ZALO, VI, NOW).text.startswith(f"{live_heading(question)}\n")


def test_a_poll_asks_the_same_and_its_options_have_letters() -> None:
    poll = poll_of(replace(QUESTION, as_poll=True), TELEGRAM)

    assert poll is not None
    assert poll.question == HEADING + "Chỉ số nào do người dân chấm?"
    assert poll.options == ("A. PAR INDEX", "B. SIPAS", "C. PCI", "D. DTI")


def test_there_is_a_poll_only_where_it_is_wanted_and_the_platform_has_polls() -> None:
    assert poll_of(QUESTION, TELEGRAM) is None
    assert poll_of(replace(QUESTION, as_poll=True), ZALO) is None


@pytest.mark.parametrize(("length", "fits"), [(300, True), (301, False)])
def test_a_question_too_long_for_a_poll_is_asked_with_buttons(length: int, fits: bool) -> None:
    text = "á" * (length - len(HEADING))
    question = replace(QUESTION, as_poll=True, text=text)

    assert (poll_of(question, TELEGRAM) is not None) == fits
    assert len(render(question, TELEGRAM, VI, NOW).choices) == 4


@pytest.mark.parametrize(("length", "fits"), [(97, True), (98, False)])
def test_an_option_too_long_for_a_poll_is_asked_with_buttons(length: int, fits: bool) -> None:
    # "B. " stands before it.
    question = replace(QUESTION, as_poll=True, options=("PAR INDEX", "á" * length))

    assert (poll_of(question, TELEGRAM) is not None) == fits


def test_an_edit_of_a_poll_is_known_as_one() -> None:
    question = replace(QUESTION, as_poll=True)
    closed = replace(question, is_closed=True, answered=37, replaces="5")

    assert poll_of(closed, TELEGRAM) == poll_of(question, TELEGRAM)
