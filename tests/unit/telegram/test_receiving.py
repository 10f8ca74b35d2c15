"""Single updates: whatever comes in is delivered, told to the log, or passed over."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.adapters._telegram.polling import _is_update
from bot.adapters._telegram.receiving import Receiver
from bot.adapters._telegram.updates import Me, lane_of
from contest.model import Position
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_records import PollPlace
from handlers.ports.messaging import Acknowledgement, InboundMessage
from tests.fakes.clock import START

pytestmark = pytest.mark.anyio

NAMES = (
    *("message", "callback_query", "my_chat_member", "update_id", "chat", "id", "type", "from"),
    *("is_bot", "text", "date", "contact", "user_id", "phone_number", "reply_to_message", "data"),
    *("message_id", "new_chat_member", "status", "entities", "offset", "length", "mention"),
    *("private", "group", "supergroup", "poll_answer", "poll_id", "option_ids", "user"),
)
NAMED = st.sampled_from(NAMES)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**40) | st.text(max_size=5) | NAMED,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMED, inner, max_size=6),
    max_leaves=25,
)


class Core:
    def __init__(self) -> None:
        self.delivered: list[InboundMessage] = []

    async def deliver(self, message: InboundMessage) -> Acknowledgement:
        self.delivered.append(message)
        return Acknowledgement("stored", "Đã ghi nhận")


async def place_of(poll_id: str) -> PollPlace | None:
    """One poll is known: the second question of the third live round, in a group."""
    place = PollPlace(LiveRoundId(3), Position(2), ChatRef("telegram", "7", "-7", ChatKind.GROUP))
    return place if poll_id == "5001" else None


def receiver_of(core: Core, username: str = "") -> Receiver:
    return Receiver(Me("7", username), core.deliver, place_of)


def poll_answer(poll_id: str = "5001", **fields: Any) -> dict[str, Any]:
    answer = {"poll_id": poll_id, "user": {"id": 11}, "option_ids": [1], **fields}
    return {"update_id": 5, "poll_answer": answer}


def group_message(text: str, **fields: Any) -> dict[str, Any]:
    return {
        "update_id": 5,
        "message": {
            "message_id": 3,
            "date": 1_700_000_000,
            "chat": {"id": -7, "type": "supergroup"},
            "from": {"id": 11, "is_bot": False},
            "text": text,
            **fields,
        },
    }


@given(st.dictionaries(NAMED, JSON, max_size=4))
async def test_no_update_however_strange_raises(update: dict[str, Any]) -> None:
    with capture_logs() as logs:
        await receiver_of(Core(), "hoithi_bot").take(update, START)
        lane_of(update)
        _is_update(update)

    assert all(set(log) <= ALLOWED for log in logs)


ALLOWED = {"event", "log_level", "bot", "update", "error", "chat", "to", "by", "user"}


@pytest.mark.parametrize(
    "message",
    [
        {"text": "họ tên", "chat": {"id": 11}},
        {
            "text": "họ tên",
            "message_id": 1,
            "date": 10**20,
            "chat": {"id": 11, "type": "private"},
            "from": {"id": 11, "is_bot": False},
        },
    ],
    ids=["incomplete", "no such instant"],
)
async def test_an_unreadable_update_is_told_by_its_number_alone(message: Any) -> None:
    core = Core()
    update = {"update_id": 5, "message": message}

    with capture_logs() as logs:
        answer = await receiver_of(core).take(update, START)

    assert (answer, core.delivered) == (None, [])
    assert [(log["event"], log["update"]) for log in logs] == [("telegram_update_unreadable", 5)]
    assert "họ tên" not in json.dumps(logs, ensure_ascii=False, default=str)


@pytest.mark.parametrize(
    "fields",
    [
        {"from": {"id": 1087968824, "is_bot": True}},
        {"from": None},
        {"chat": {"id": -100, "type": "channel"}},
    ],
    ids=["anonymous administrator", "nobody", "channel"],
)
async def test_who_cannot_be_answered_is_not_delivered(fields: dict[str, Any]) -> None:
    core = Core()

    await receiver_of(core).take(group_message("x", **fields), START)

    assert core.delivered == []


async def test_a_press_on_a_message_that_telegram_no_longer_shows_is_delivered() -> None:
    core = Core()
    query = {
        "id": "44",
        "from": {"id": 11, "is_bot": False},
        "message": {"message_id": 3, "date": 0, "chat": {"id": 11, "type": "private"}},
        "data": "a:1:2:0",
    }

    answer = await receiver_of(core).take({"update_id": 5, "callback_query": query}, START)

    assert answer == {"callback_query_id": "44", "text": "Đã ghi nhận"}
    (message,) = core.delivered
    assert (message.choice, message.reply_to, message.sent_at) == ("a:1:2:0", "3", None)


async def test_before_the_bot_knows_its_name_only_plain_commands_and_replies_are_for_it() -> None:
    core = Core()
    receiver = receiver_of(core)
    mention = {"entities": [{"type": "mention", "offset": 0, "length": 6}]}

    for update in (
        group_message("/diem"),
        group_message("/diem@x_bot"),
        group_message("@x_bot chào", **mention),
    ):
        await receiver.take(update, START)

    assert [message.is_addressed for message in core.delivered] == [True, False, False]


async def test_a_vote_is_the_choice_of_an_option_in_the_room_of_its_poll() -> None:
    core = Core()

    answer = await receiver_of(core).take(poll_answer(), START)

    assert answer is None
    (message,) = core.delivered
    assert (message.choice, message.chat.chat_id, message.chat.kind) == ("l:3:2:1", "-7", "group")
    assert (message.sender.user_id, message.update_id, message.received_at) == ("11", "5", START)


@pytest.mark.parametrize(
    "fields",
    [{"option_ids": []}, {"user": None, "voter_chat": {"id": -100}}, {"poll_id": "5002"}],
    ids=["taken back", "a channel", "a poll of nobody"],
)
async def test_a_vote_that_says_nothing_new_is_passed_over(fields: dict[str, Any]) -> None:
    core = Core()

    with capture_logs() as logs:
        await receiver_of(core).take(poll_answer(**fields), START)

    assert core.delivered == []
    assert [log["event"] for log in logs] in ([], ["telegram_poll_unknown"])


def test_people_who_press_or_vote_at_once_do_not_wait_for_one_another() -> None:
    def press(person: int, chat: int) -> dict[str, Any]:
        query = {"from": {"id": person}, "message": {"chat": {"id": chat}}}
        return {"update_id": 1, "callback_query": query}

    assert lane_of(press(11, -7)) != lane_of(press(12, -7))
    assert lane_of(press(11, -7)) == lane_of(press(11, -7))
    # In private what is pressed and what is typed keep their order.
    assert lane_of(press(11, 11)) == lane_of({"update_id": 2, "message": {"chat": {"id": 11}}})
    assert lane_of(poll_answer()) != lane_of(poll_answer(user={"id": 12}))
    assert lane_of(poll_answer()) == lane_of(poll_answer("5002"))


@pytest.mark.parametrize(("status", "is_member"), [("member", True), ("kicked", False)])
async def test_the_core_is_told_when_the_bot_comes_into_a_group_or_is_put_out(
    status: str, is_member: bool
) -> None:
    core = Core()
    change = {
        "chat": {"id": -7, "type": "supergroup"},
        "from": {"id": 11},
        "new_chat_member": {"status": status},
    }

    await receiver_of(core).take({"update_id": 5, "my_chat_member": change}, START)

    (message,) = core.delivered
    assert (message.is_member, message.chat.chat_id, message.text) == (is_member, "-7", "")


async def test_who_blocks_the_bot_is_not_the_core_s_business() -> None:
    core = Core()
    change = {
        "chat": {"id": 11, "type": "private"},
        "from": {"id": 11},
        "new_chat_member": {"status": "kicked"},
    }

    await receiver_of(core).take({"update_id": 5, "my_chat_member": change}, START)

    assert core.delivered == []
