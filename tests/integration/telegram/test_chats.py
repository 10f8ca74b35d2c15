"""What groups, contacts and memberships come to, through the emulator and each library."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from handlers.ports.addresses import ChatKind, ChatRef
from tests.contract.telegram import HastyClock
from tests.fakes.clock import FakeClock
from tests.integration.telegram.desk import Desk, opened_desk
from tests.integration.web.site import eventually
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.faults import Fault, FaultKind
from tests.platforms.telegram.people import GroupLife, Person

pytestmark = pytest.mark.anyio

AN = 11
Log = list[Any]


@pytest.fixture
async def desk(library: str, telegram: TelegramEmulator, clock: FakeClock) -> AsyncIterator[Desk]:
    async with opened_desk(library, "polling", telegram, clock) as desk:
        yield desk


@pytest.fixture
def logs(desk: Desk) -> Iterator[Log]:
    with capture_logs() as logs:
        yield logs


@pytest.fixture
def an(telegram: TelegramEmulator) -> Person:
    return telegram.person(AN)


@pytest.fixture
async def group(telegram: TelegramEmulator, an: Person, desk: Desk) -> GroupLife:
    group = telegram.group(an)
    telegram.bot.has_privacy = False
    group.add_bot(telegram.bot)
    assert (await heard(desk)).is_member
    desk.core.delivered.clear()
    return group


async def heard(desk: Desk, count: int = 1) -> Any:
    await eventually(lambda: len(desk.core.delivered) >= count)
    return desk.core.delivered[count - 1]


async def logged(logs: Log, event: str) -> dict[str, Any]:
    await eventually(lambda: event in [log["event"] for log in logs])
    (found,) = [log for log in logs if log["event"] == event]
    return {key: value for key, value in found.items() if key not in ("event", "log_level")}


async def test_a_message_in_a_group_comes_from_its_sender_and_the_group(
    desk: Desk, group: GroupLife, an: Person
) -> None:
    an.say("chào cả nhà", group.chat)

    message = await heard(desk)
    assert message.chat.kind is ChatKind.GROUP
    assert (message.chat.chat_id, message.sender.user_id) == (str(group.id), str(AN))
    assert (message.text, message.is_addressed) == ("chào cả nhà", False)


@pytest.mark.parametrize(
    ("text", "is_addressed"),
    [
        ("/tinhhinh", True),
        ("/tinhhinh@hoithi_bot", True),
        ("/tinhhinh@HoiThi_Bot", True),
        ("/tinhhinh@khac_bot", False),
        ("😀 @hoithi_bot tình hình", True),
        ("@HoiThi_bot tình hình", True),
        ("@hoithi_bot2 tình hình", False),
        ("tình hình", False),
    ],
)
async def test_what_is_meant_for_the_bot_in_a_group(
    desk: Desk, group: GroupLife, an: Person, text: str, is_addressed: bool
) -> None:
    an.say(text, group.chat)

    assert (await heard(desk)).is_addressed == is_addressed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("@hoithi_bot lienket 7F3K-9QXY", "lienket 7F3K-9QXY"),
        ("lienket @HoiThi_bot 7F3K-9QXY", "lienket  7F3K-9QXY"),
        ("tình hình @hoithi_bot", "tình hình"),
        ("/tinhhinh@hoithi_bot", "/tinhhinh"),
        ("@hoithi_bot", ""),
    ],
)
async def test_the_name_of_the_bot_is_no_part_of_what_is_said_in_a_group(
    desk: Desk, group: GroupLife, an: Person, text: str, said: str
) -> None:
    an.say(text, group.chat)

    assert (await heard(desk)).text == said


async def test_a_reply_to_the_bot_is_meant_for_it_and_names_the_message(
    desk: Desk, group: GroupLife, an: Person
) -> None:
    await desk.adapter._api.call("sendMessage", {"chat_id": group.id, "text": "Còn 3 người."})
    said = await group.chat.read()

    an.say("ai vậy?", group.chat, reply_to=said)

    message = await heard(desk)
    assert (message.is_addressed, message.reply_to) == (True, str(said.message_id))


async def test_a_reply_to_somebody_else_is_not(desk: Desk, group: GroupLife, an: Person) -> None:
    first = an.say("chào", group.chat)

    an.say("chào lại", group.chat, reply_to=first)

    message = await heard(desk, 2)
    assert (message.is_addressed, message.reply_to) == (False, str(first.message_id))


async def test_ones_own_number_is_delivered_and_in_no_log(
    desk: Desk, an: Person, logs: Log
) -> None:
    an.share_contact(phone="84912345678")

    message = await heard(desk)
    assert (message.phone, message.text) == ("84912345678", "")
    assert "84912345678" not in repr(message) + str(logs)


async def test_somebody_elses_number_is_not_delivered(
    desk: Desk, an: Person, telegram: TelegramEmulator, logs: Log
) -> None:
    an.share_contact(of=telegram.person(12), phone="84912345678")

    assert await logged(logs, "telegram_foreign_contact") == {"bot": "7000000001", "user": "11"}
    assert desk.core.delivered == []
    assert "84912345678" not in str(logs)


async def test_being_blocked_and_let_in_again_is_logged_by_ids(
    desk: Desk, an: Person, logs: Log
) -> None:
    facts = {"bot": "7000000001", "chat": "11", "by": "11"}
    an.start()

    an.block()
    assert await logged(logs, "telegram_bot_blocked") == facts
    an.unblock()
    assert await logged(logs, "telegram_bot_unblocked") == facts


async def test_coming_and_going_in_groups_is_delivered_and_logged_by_ids(
    desk: Desk, an: Person, telegram: TelegramEmulator, logs: Log
) -> None:
    group = telegram.group(an, "Sở Nội vụ")
    facts = {"bot": "7000000001", "chat": str(group.id), "by": "11"}

    group.add_bot(telegram.bot)
    assert await logged(logs, "telegram_bot_added") == facts
    group.remove_bot(telegram.bot)
    assert await logged(logs, "telegram_bot_removed") == facts
    delivered = [await heard(desk, count) for count in (1, 2)]
    assert [message.is_member for message in delivered] == [True, False]
    assert {message.chat.chat_id for message in delivered} == {str(group.id)}
    assert "Sở Nội vụ" not in str(logs)


async def test_a_group_that_becomes_a_supergroup_has_moved(desk: Desk, group: GroupLife) -> None:
    old = group.id

    new = group.migrate()

    message = await heard(desk)
    assert message.chat == ChatRef("telegram", "7000000001", str(old), ChatKind.GROUP)
    assert message.moved_to == ChatRef("telegram", "7000000001", str(new.id), ChatKind.GROUP)
    assert message.is_addressed


async def test_a_poller_knows_the_name_of_the_bot_before_it_takes_what_waits(
    library: str, telegram: TelegramEmulator, an: Person
) -> None:
    waiting = telegram.group(an)
    waiting.add_bot(telegram.bot)
    an.say("@hoithi_bot tình hình", waiting.chat)
    telegram.faults.add(Fault(FaultKind.RESET, times=1, methods=frozenset({"getMe"})))

    async with opened_desk(library, "polling", telegram, HastyClock()) as desk:
        assert (await heard(desk)).is_addressed
