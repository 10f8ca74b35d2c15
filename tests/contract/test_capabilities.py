"""What a platform says it can do agrees with what it does."""

from dataclasses import replace

import pytest

from contest.model import AttemptId, Position
from handlers.commands import COMMANDS
from handlers.payloads import answer_payload, command_payload, dialogue_payload, live_payload
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.messaging import (
    Acknowledgement,
    ImageStyle,
    OutboundMessage,
    SupportsEdit,
    SupportsReaders,
)
from tests.contract.messages import LIVE, PICTURE, QUESTION, TABLE, appear_in_order, send
from tests.contract.platforms import KnowsPresence, Platform
from tests.integration.web.site import eventually

pytestmark = pytest.mark.anyio

PAYLOADS = (
    answer_payload(AttemptId(10**18 - 1), Position(35), 9),
    live_payload(LiveRoundId(10**18 - 1), Position(35), 9),
    dialogue_payload("audience", "officials"),
    *(command_payload(command.name) for command in COMMANDS),
)


async def test_a_platform_that_waits_for_readers_tells_when_somebody_is_there(
    platform: Platform,
) -> None:
    waits = platform.adapter.capabilities.waits_for_reader

    assert isinstance(platform.adapter, SupportsReaders) == waits
    assert isinstance(platform, KnowsPresence) == waits


async def test_a_platform_that_edits_has_the_method_for_it(platform: Platform) -> None:
    assert isinstance(platform.adapter, SupportsEdit) == platform.adapter.capabilities.edit


async def test_the_counter_of_a_live_question_rises_in_place_where_messages_can_be_changed(
    platform: Platform,
) -> None:
    ref = await send(platform, "q", LIVE)
    await platform.see(1)

    if isinstance(platform.adapter, SupportsEdit):
        counted = replace(LIVE, answered=37, replaces=ref.message_id)
        edited = await platform.adapter.edit(
            ref.message_id, OutboundMessage(platform.chat, "c", counted)
        )

        assert edited == ref
        (shown,) = await platform.see(1)
        assert appear_in_order(shown, LIVE.text, "D. DTI", "37 người đã trả lời", "A", "D")


async def test_a_live_question_is_a_poll_exactly_where_the_platform_has_polls(
    platform: Platform,
) -> None:
    ref = await send(platform, "q", replace(LIVE, as_poll=True))

    assert (ref.poll_id is not None) == (platform.adapter.capabilities.native_poll is not None)
    assert (await send(platform, "r", LIVE)).poll_id is None


async def test_a_notice_is_shown_exactly_where_a_choice_can_be_answered(platform: Platform) -> None:
    platform.core.answer = Acknowledgement("stored", "Đã ghi nhận câu trả lời.")
    await send(platform, "q", QUESTION)
    await platform.see(1)

    await platform.pick(QUESTION, 1)
    await eventually(lambda: len(platform.core.delivered) == 1)
    await platform.settle()

    if platform.adapter.capabilities.callback_answer:
        await eventually(lambda: list(platform.notices) == ["Đã ghi nhận câu trả lời."])
    else:
        assert list(platform.notices) == []


async def test_a_picture_is_shown_exactly_where_the_platform_takes_one(platform: Platform) -> None:
    await send(platform, "a", PICTURE)
    (shown,) = await platform.see(1)

    has_pictures = platform.adapter.capabilities.image is not ImageStyle.NONE
    assert await platform.attached() == ["picture"] * has_pictures
    assert PICTURE.caption in shown


async def test_a_file_is_shown_exactly_where_the_platform_takes_one(platform: Platform) -> None:
    await send(platform, "a", TABLE)
    (shown,) = await platform.see(1)

    assert await platform.attached() == ["document"] * platform.adapter.capabilities.document
    assert TABLE.caption in shown


async def test_every_payload_of_ours_fits(platform: Platform) -> None:
    limit = platform.adapter.capabilities.max_payload_bytes

    assert [payload for payload in PAYLOADS if len(payload.encode()) > limit] == []


async def test_a_message_has_room_for_a_page_of_ours(platform: Platform) -> None:
    # The strictest platform known takes 2,000 (zalo-api.md).
    assert platform.adapter.capabilities.max_text_length >= 2_000


async def test_the_addresses_of_a_platform_are_those_of_its_adapter(platform: Platform) -> None:
    adapter = platform.adapter

    await platform.write("vào thi")
    await eventually(lambda: len(platform.core.delivered) == 1)

    (message,) = platform.core.delivered
    assert (message.chat.platform, message.chat.bot) == (adapter.platform, adapter.bot)
    assert (message.sender.platform, message.sender.bot) == (adapter.platform, adapter.bot)
