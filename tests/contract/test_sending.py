"""What the core sends is shown, on every platform, or refused by one of five errors."""

from dataclasses import replace

import pytest

from contest.model import Position
from handlers.ports.contents import Announcement, Content, Text
from handlers.ports.live_contents import LiveQuestion
from handlers.ports.messaging import (
    AdapterMisconfigured,
    MessageRef,
    MessageRejected,
    MessagingError,
    OutboundMessage,
    RateLimited,
    RecipientUnreachable,
    TemporaryFailure,
)
from tests.contract.messages import (
    LIVE,
    LONG_TEXT,
    MENU,
    PICTURE,
    QUESTION,
    TABLE,
    appear_in_order,
    send,
    stranger,
)
from tests.contract.platforms import Platform, end

pytestmark = pytest.mark.anyio

ERRORS = (
    RateLimited,
    TemporaryFailure,
    RecipientUnreachable,
    MessageRejected,
    AdapterMisconfigured,
)
ANNOUNCEMENT = Announcement("Thông báo số 2", "Vòng 2 mở lúc 7 giờ 30.")
LIVE_POLL = replace(LIVE, as_poll=True)
CONTENTS: tuple[Content, ...] = (
    *(Text("Xin chào"), MENU, QUESTION, LIVE, LIVE_POLL, ANNOUNCEMENT, PICTURE, TABLE),
)


async def test_a_text_is_shown(platform: Platform) -> None:
    await send(platform, "a", Text("Chào bạn Nguyễn Thị Hoa!"))

    (shown,) = await platform.see(1)
    assert "Chào bạn Nguyễn Thị Hoa!" in shown


async def test_choices_are_shown_below_the_text_in_their_order(platform: Platform) -> None:
    await send(platform, "a", MENU)

    (shown,) = await platform.see(1)
    assert appear_in_order(shown, MENU.body, "Cán bộ, công chức", "Người dân")


async def test_a_question_is_shown_with_its_place_its_time_and_all_options_in_order(
    platform: Platform,
) -> None:
    await send(platform, "a", QUESTION)

    (shown,) = await platform.see(1)
    assert appear_in_order(
        shown, "3/16", "40", "Chỉ số nào do người dân chấm?", "PAR INDEX", "SIPAS", "PCI", "DTI"
    )


async def test_what_became_of_the_question_before_is_shown_above_the_next(
    platform: Platform,
) -> None:
    await send(platform, "a", QUESTION)

    (shown,) = await platform.see(1)
    assert appear_in_order(shown, "2", "B", "3/16")


@pytest.mark.parametrize("question", [LIVE, LIVE_POLL], ids=["letters", "poll"])
async def test_a_question_of_a_live_round_is_shown_with_its_place_its_time_and_all_options(
    platform: Platform, question: LiveQuestion
) -> None:
    await send(platform, "a", question)

    (shown,) = await platform.see(1)
    assert appear_in_order(shown, "3/10", "20", LIVE.text, "A. PAR INDEX", "B. SIPAS", "D. DTI")


async def test_a_question_for_a_number_is_shown_without_options(platform: Platform) -> None:
    await send(platform, "a", replace(QUESTION, position=Position(16), options=()))

    (shown,) = await platform.see(1)
    assert appear_in_order(shown, "40", QUESTION.text)
    assert "A. " not in shown


async def test_an_announcement_is_shown_with_its_title(platform: Platform) -> None:
    await send(platform, "a", ANNOUNCEMENT)

    (shown,) = await platform.see(1)
    assert appear_in_order(shown, "Thông báo số 2", "Vòng 2 mở lúc 7 giờ 30.")


async def test_what_is_shown_keeps_the_order_in_which_it_was_sent(platform: Platform) -> None:
    for number in range(10):
        await send(platform, f"message-{number}", Text(f"tin {number}."))

    shown = await platform.see(10)

    assert len(shown) == 10
    for number, text in enumerate(shown):
        assert f"tin {number}." in text


@pytest.mark.parametrize(
    "text",
    [LONG_TEXT, "Tra\u0301ch nhie\u0323\u0302m", "<b>đậm</b> & *sao* _gạch_", "dòng một\ndòng hai"],
    ids=["long", "decomposed", "markup", "lines"],
)
async def test_a_text_is_shown_unchanged(platform: Platform, text: str) -> None:
    await send(platform, "a", Text(text))

    (shown,) = await platform.see(1)
    assert text in shown


async def test_every_message_gets_an_id_of_its_own_in_its_chat(platform: Platform) -> None:
    refs = [await send(platform, f"{number}", Text("Xin chào")) for number in range(3)]

    assert {ref.chat for ref in refs} == {platform.chat}
    assert len({ref.message_id for ref in refs}) == 3


async def test_only_a_platform_that_says_so_refuses_a_question_to_nobody(
    platform: Platform,
) -> None:
    message, can = OutboundMessage(stranger(platform), "q", QUESTION), platform.adapter.capabilities

    if can.waits_for_reader or not can.initiates:
        with pytest.raises(RecipientUnreachable):
            await platform.adapter.send(message)
    else:
        assert (await platform.adapter.send(message)).chat == message.chat


@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: type(content).__name__)
@pytest.mark.parametrize("trouble", ["none", "wire", "stopped", "stranger", "too long"])
async def test_nothing_but_the_five_errors_leaves_send_and_they_tell_no_text(
    platform: Platform, content: Content, trouble: str
) -> None:
    chat = platform.chat
    match trouble:
        case "wire":
            await platform.break_down()
        case "stopped":
            await end(platform)
        case "stranger":
            chat = stranger(platform)
        case "too long":
            content = Announcement("Thông báo", "Vòng thi " * 20_000)

    outcome = await outcome_of(platform, OutboundMessage(chat, "a", content))

    if isinstance(outcome, MessageRef):
        assert outcome.chat == chat
    else:
        assert type(outcome) in ERRORS
        assert str(outcome).isascii()
        assert outcome.__suppress_context__ or outcome.__context__ is None


async def outcome_of(platform: Platform, message: OutboundMessage) -> MessageRef | MessagingError:
    try:
        return await platform.adapter.send(message)
    except MessagingError as error:
        return error
