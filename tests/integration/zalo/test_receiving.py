"""What people do in private and in groups reaches the core, under each disputed behaviour."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from handlers.ports.addresses import ChatKind, ChatRef, UserRef
from handlers.ports.contents import Text
from handlers.ports.messaging import InboundMessage, OutboundMessage
from tests.contract.telegram import HastyClock
from tests.integration.web.site import eventually
from tests.integration.zalo.desk import BOT, Desk, events, opened_desk
from tests.platforms.zalo.emulator import ZaloEmulator, running_zalo
from tests.platforms.zalo.people import Place
from tests.platforms.zalo.switches import Switches

pytestmark = pytest.mark.anyio

SWITCHES = {
    "default": Switches(),
    "always 200": Switches(http_status="always_200"),
    "replay": Switches(updates="replay_last"),
    "lost": Switches(updates="lost_when_not_polling"),
    "zero": Switches(success_error_code_zero=True),
    "bare": Switches(webhook_body="bare"),
    "photo_url": Switches(photo_field="photo_url"),
    "502": Switches(gateway_html_502=3),
    "slow": Switches(slow_answer=timedelta(milliseconds=5)),
    "echo": Switches(own_messages_echoed=True),
    "nbsp": Switches(mention_spelling="nbsp"),
    "decomposed": Switches(mention_spelling="decomposed"),
    "nameless": Switches(display_name_in_get_me=False),
    "other ids": Switches(same_id_in_groups=False),
    "numeric": Switches(numeric_ids=True),
}


async def heard(desk: Desk, count: int) -> list[str]:
    """The texts delivered, once there are that many."""
    await eventually(lambda: len(desk.core.delivered) >= count)
    return [message.text for message in desk.core.delivered]


@pytest.mark.parametrize("switches", SWITCHES.values(), ids=SWITCHES)
async def test_everything_said_is_heard_once_and_in_order_under_each_switch(
    switches: Switches, inlet: str
) -> None:
    async with (
        running_zalo(switches) as zalo,
        opened_desk(zalo, inlet, HastyClock()) as desk,
    ):
        lan = zalo.person("Lan Phạm")
        group = zalo.group("Sở Nội vụ", [lan], desk.account)

        await lan.say(desk.account, "A")
        await heard(desk, 1)
        await group.say(lan, "B", mention=True)
        await heard(desk, 2)
        await lan.photo(desk.account, "ảnh của tôi")
        await heard(desk, 3)
        await group.photo(lan, "ảnh", mention=True)

        assert await heard(desk, 4) == ["A", "B", "ảnh của tôi", "ảnh"]


async def test_a_group_message_names_the_group_and_who_wrote(
    zalo: ZaloEmulator, inlet: str
) -> None:
    async with opened_desk(zalo, inlet, HastyClock()) as desk:
        lan = zalo.person("Lan Phạm")
        group = zalo.group("Sở Nội vụ", [lan], desk.account)

        await group.say(lan, "B", mention=True)
        await heard(desk, 1)

    (message,) = desk.core.delivered
    assert message.chat == ChatRef("zalo", BOT, group.id, ChatKind.GROUP)
    assert message.sender == UserRef("zalo", BOT, group.user_id(lan))
    assert message.is_addressed


@pytest.mark.parametrize("place", ["front", "middle", "end"])
@pytest.mark.parametrize("spelling", ["plain", "nbsp", "decomposed"])
async def test_a_mention_is_stripped_wherever_and_however_it_is_written(
    place: Place, spelling: str
) -> None:
    switches = SWITCHES.get(spelling, Switches())
    async with (
        running_zalo(switches) as zalo,
        opened_desk(zalo, "polling", HastyClock()) as desk,
    ):
        lan = zalo.person("Lan Phạm")
        group = zalo.group("Sở Nội vụ", [lan], desk.account)

        await group.say(lan, "đáp án B", mention_at=place)

        assert await heard(desk, 1) == ["đáp án B"]


async def test_the_name_is_learnt_from_zalo_where_none_is_set(
    zalo: ZaloEmulator, inlet: str
) -> None:
    async with opened_desk(zalo, inlet, HastyClock(), display_name="") as desk:
        lan = zalo.person("Lan Phạm")
        group = zalo.group("Sở Nội vụ", [lan], desk.account)

        await group.say(lan, "B", mention=True)

        assert await heard(desk, 1) == ["B"]


async def test_a_name_that_is_nowhere_to_be_learnt_is_asked_of_the_operator() -> None:
    async with (
        running_zalo(SWITCHES["nameless"]) as zalo,
        opened_desk(zalo, "polling", HastyClock(), display_name="") as desk,
    ):
        assert "zalo_display_name_unknown" in events(desk.logs)
        assert "ZALO_DISPLAY_NAMES" in str(desk.logs)


async def test_a_reply_to_the_bot_is_heard_as_it_is(zalo: ZaloEmulator, inlet: str) -> None:
    async with opened_desk(zalo, inlet, HastyClock()) as desk:
        lan = zalo.person("Lan Phạm")
        group = zalo.group("Sở Nội vụ", [lan], desk.account)
        chat = ChatRef("zalo", BOT, group.id, ChatKind.GROUP)
        await desk.adapter.send(OutboundMessage(chat, "q", Text("Câu 1")))

        await group.say(lan, "không nhắc tới ai")
        await group.say(lan, "B", reply_to_bot=True)

        assert await heard(desk, 1) == ["B"]


async def test_what_is_not_said_in_words_is_passed_over_quietly(inlet: str) -> None:
    async with running_zalo() as zalo, opened_desk(zalo, inlet, HastyClock()) as desk:
        lan = zalo.person("Lan Phạm")
        with capture_logs() as logs:
            await lan.sticker(desk.account)
            await lan.voice(desk.account)
            await lan.photo(desk.account)
            await lan.unsupported(desk.account)
            await lan.unsupported(desk.account, has_message=True)
            await lan.unknown_event(desk.account)
            await lan.say(desk.account, "B")

            assert await heard(desk, 1) == ["B"]

    assert logs == []


async def test_own_messages_that_come_back_are_not_heard(inlet: str) -> None:
    async with (
        running_zalo(SWITCHES["echo"]) as zalo,
        opened_desk(zalo, inlet, HastyClock()) as desk,
    ):
        lan = zalo.person("Lan Phạm")
        await lan.say(desk.account, "A")
        (message,) = await _delivered(desk, 1)
        await desk.adapter.send(OutboundMessage(message.chat, "q", Text("Câu 1")))
        await zalo.settled()
        await lan.say(desk.account, "B")

        assert await heard(desk, 2) == ["A", "B"]


async def test_an_own_message_is_known_by_its_sender_even_without_a_mark(
    zalo: ZaloEmulator,
) -> None:
    async with opened_desk(zalo, "webhook", HastyClock()) as desk:
        sender = f'{{"id":"{desk.account.id}"}}'
        body = (
            f'{{"event_name":"message.text.received","message":{{"from":{sender},"text":"A",'
            '"chat":{"id":"x","chat_type":"PRIVATE"},"message_id":"1"}}'
        )

        assert await zalo.raw_webhook(desk.account, body.encode()) == 200

    assert desk.core.delivered == []


async def test_ids_that_look_like_numbers_are_used_as_they_came(inlet: str) -> None:
    async with (
        running_zalo(SWITCHES["numeric"]) as zalo,
        opened_desk(zalo, inlet, HastyClock()) as desk,
    ):
        lan = zalo.person("Lan Phạm")
        message_id = await lan.say(desk.account, "A")
        (message,) = await _delivered(desk, 1)
        await desk.adapter.send(OutboundMessage(message.chat, "q", Text("Câu 1")))

        assert message.update_id == message_id
        assert message.chat.chat_id.startswith("0")
        assert [shown.text for shown in lan.shown(desk.account)] == ["Câu 1"]


@pytest.mark.parametrize("copies", [1, 3])
async def test_a_repeated_delivery_has_the_same_key(copies: int) -> None:
    async with (
        running_zalo(Switches(duplicate_webhook=copies)) as zalo,
        opened_desk(zalo, "webhook", HastyClock()) as desk,
    ):
        await zalo.person("Lan Phạm").say(desk.account, "A")

    assert len(desk.core.delivered) == 1 + copies
    assert len({message.update_key for message in desk.core.delivered}) == 1


async def _delivered(desk: Desk, count: int) -> list[InboundMessage]:
    await heard(desk, count)
    return desk.core.delivered
