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
from handlers.ports.messaging import Acknowledgement, InboundMessage
from tests.fakes.clock import START

pytestmark = pytest.mark.anyio

NAMES = (
    *("message", "callback_query", "my_chat_member", "update_id", "chat", "id", "type", "from"),
    *("is_bot", "text", "date", "contact", "user_id", "phone_number", "reply_to_message", "data"),
    *("message_id", "new_chat_member", "status", "entities", "offset", "length", "mention"),
    *("private", "group", "supergroup"),
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
        await Receiver(Me("7", "hoithi_bot"), Core().deliver).take(update, START)
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
        answer = await Receiver(Me("7"), core.deliver).take(update, START)

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

    await Receiver(Me("7"), core.deliver).take(group_message("x", **fields), START)

    assert core.delivered == []


async def test_a_press_on_a_message_that_telegram_no_longer_shows_is_delivered() -> None:
    core = Core()
    query = {
        "id": "44",
        "from": {"id": 11, "is_bot": False},
        "message": {"message_id": 3, "date": 0, "chat": {"id": 11, "type": "private"}},
        "data": "a:1:2:0",
    }

    answer = await Receiver(Me("7"), core.deliver).take(
        {"update_id": 5, "callback_query": query}, START
    )

    assert answer == {"callback_query_id": "44", "text": "Đã ghi nhận"}
    (message,) = core.delivered
    assert (message.choice, message.reply_to, message.sent_at) == ("a:1:2:0", "3", None)


async def test_before_the_bot_knows_its_name_only_plain_commands_and_replies_are_for_it() -> None:
    core = Core()
    receiver = Receiver(Me("7"), core.deliver)
    mention = {"entities": [{"type": "mention", "offset": 0, "length": 6}]}

    for update in (
        group_message("/diem"),
        group_message("/diem@x_bot"),
        group_message("@x_bot chào", **mention),
    ):
        await receiver.take(update, START)

    assert [message.is_addressed for message in core.delivered] == [True, False, False]
