"""What a person types or picks reaches the core, on every platform."""

import unicodedata
from dataclasses import replace
from datetime import timedelta

import anyio
import pytest
from structlog.testing import capture_logs

from contest.matching import match_option
from handlers.payloads import answer_payload, live_payload
from handlers.ports.messaging import Acknowledgement, ChoiceStyle, InboundMessage, NotDurableError
from tests.contract.messages import LIVE, LONG_TEXT, MENU, QUESTION, send
from tests.contract.platforms import Platform
from tests.fakes.clock import START
from tests.integration.web.site import PATIENCE, eventually

pytestmark = pytest.mark.anyio

PROMPTLY = 1.0


async def delivered(platform: Platform, count: int = 1) -> list[InboundMessage]:
    """What was delivered, once there are that many."""
    await eventually(lambda: len(platform.core.delivered) >= count)
    return platform.core.delivered


async def test_what_is_typed_is_delivered_with_chat_sender_and_our_instant(
    platform: Platform,
) -> None:
    platform.clock.advance(timedelta(minutes=3))

    await platform.write("vào thi")

    (message,) = await delivered(platform)
    assert (message.chat, message.sender) == (platform.chat, platform.user)
    assert (message.text, message.choice) == ("vào thi", None)
    assert message.received_at == START + timedelta(minutes=3)


async def test_messages_are_delivered_in_their_order_each_under_a_key_of_its_own(
    platform: Platform,
) -> None:
    for number in range(10):
        await platform.write(f"tin {number}")

    messages = await delivered(platform, 10)

    assert texts(platform) == [f"tin {number}" for number in range(10)]
    assert len({message.update_key for message in messages}) == 10


async def test_an_option_that_is_picked_names_the_question_where_there_are_buttons(
    platform: Platform,
) -> None:
    await send(platform, "q", QUESTION)
    await platform.see(1)

    await platform.pick(QUESTION, 1)

    (message,) = await delivered(platform)
    if platform.adapter.capabilities.choices is ChoiceStyle.BUTTONS:
        payload = answer_payload(QUESTION.attempt, QUESTION.position, 1)
        assert (message.choice, message.text) == (payload, "")
    else:
        assert message.choice is None
        assert match_option(message.text, len(QUESTION.options)) == 1


@pytest.mark.parametrize("as_poll", [False, True], ids=["letters", "poll"])
async def test_an_option_of_a_live_round_is_the_same_choice_whether_pressed_or_voted_for(
    platform: Platform, as_poll: bool
) -> None:
    await send(platform, "q", replace(LIVE, as_poll=as_poll))
    await platform.see(1)

    await platform.pick(LIVE, 1)

    (message,) = await delivered(platform)
    assert (message.chat, message.sender) == (platform.chat, platform.user)
    if platform.adapter.capabilities.choices is ChoiceStyle.BUTTONS:
        payload = live_payload(LIVE.live_round, LIVE.position, 1)
        assert (message.choice, message.text) == (payload, "")
    else:
        assert match_option(message.text, len(LIVE.options)) == 1


async def test_a_choice_that_is_picked_carries_its_payload_where_there_are_buttons(
    platform: Platform,
) -> None:
    await send(platform, "menu", MENU)
    await platform.see(1)

    await platform.pick(MENU, 1)

    (message,) = await delivered(platform)
    if platform.adapter.capabilities.choices is ChoiceStyle.BUTTONS:
        assert (message.choice, message.text) == (MENU.choices[1].payload, "")
    else:
        assert (message.choice, message.text) == (None, "2")


async def test_the_platform_is_acknowledged_only_after_deliver_has_returned(
    platform: Platform,
) -> None:
    platform.core.shut_gate()
    await platform.write("vào thi")
    await delivered(platform)
    await platform.settle()
    assert platform.acknowledged == 0

    platform.core.gate.set()
    await platform.settle()

    await eventually(lambda: platform.acknowledged == 1)


async def test_a_core_that_fails_ends_neither_the_platform_nor_the_person(
    platform: Platform,
) -> None:
    platform.core.answer = RuntimeError("họ tên của một người")
    with capture_logs() as logs:
        await platform.write("số của tôi")
        await delivered(platform)
        await platform.settle()

    platform.core.answer = Acknowledgement("handled")
    await platform.write("vào thi")

    # What was not acknowledged may come again, and before what came after it.
    await eventually(lambda: list(dict.fromkeys(texts(platform))) == ["số của tôi", "vào thi"])
    assert not platform.running.done()
    assert "họ tên" not in str(logs)
    assert "số của tôi" not in str(logs)


async def test_what_could_not_be_stored_comes_again_or_its_person_is_asked_for_it(
    platform: Platform,
) -> None:
    platform.core.answer = NotDurableError()

    await platform.write("B")
    await delivered(platform)
    await platform.settle()

    if platform.brings_again:
        assert platform.acknowledged == 0
    else:
        (told,) = await platform.see(1)
        assert "gửi lại" in told
    assert not platform.running.done()


@pytest.mark.parametrize(
    "text",
    [
        LONG_TEXT,
        unicodedata.normalize("NFD", "Đáp án: trách nhiệm giải trình"),
        "  hai đầu có dấu cách  ",
        "<b>Tên tôi</b> & *bạn* _tôi_ `x` \\",
        '{"type": "say"}',
        "đảo \u202e chiều \u200f\u200b\ufeff",
        "chuông \x07 xoá \x08 thoát \x1b[31m",
        "👩‍👩‍👧‍👦🏳️‍🌈",
    ],
    ids=["long", "decomposed", "spaces", "markup", "json", "direction", "control", "emoji"],
)
async def test_a_text_is_delivered_unchanged(platform: Platform, text: str) -> None:
    await platform.write(text)

    (message,) = await delivered(platform)
    assert message.text == text


@pytest.mark.parametrize(
    "character",
    ["x", "ệ", "😀", "\u202e", "\u200b", "\x1b"],
    ids=["ascii", "vietnamese", "emoji", "direction", "zero-width", "control"],
)
async def test_ten_thousand_characters_are_delivered_or_refused_without_harm(
    platform: Platform, character: str
) -> None:
    with capture_logs() as logs:
        await platform.write(character * 10_000)
        await platform.settle()
        await platform.write("vào thi")
        await eventually(lambda: "vào thi" in texts(platform))

    assert texts(platform) in (["vào thi"], [character * 10_000, "vào thi"])
    assert logs == []


async def test_a_text_that_is_too_long_for_the_platform_is_refused_in_words(
    platform: Platform,
) -> None:
    await platform.write("x" * 10_000)
    await platform.settle()

    assert platform.core.delivered or platform.notices


async def test_running_ends_promptly_when_it_is_cancelled(platform: Platform) -> None:
    platform.running.cancel()

    with anyio.move_on_after(PROMPTLY) as scope:
        await eventually(platform.running.done)

    assert not scope.cancelled_caught
    assert platform.running.cancelled()


async def test_a_message_on_its_way_does_not_keep_the_platform_from_ending(
    platform: Platform,
) -> None:
    platform.core.shut_gate()
    await platform.write("vào thi")
    await delivered(platform)

    platform.running.cancel()
    platform.core.gate.set()

    with anyio.fail_after(PATIENCE):
        await eventually(platform.running.done)
    assert platform.running.cancelled()


def texts(platform: Platform) -> list[str]:
    return [message.text for message in platform.core.delivered]
