"""Questions of a live round in a group, through each library: buttons and counter, or a poll."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters._telegram.adapter import TelegramAdapter
from contest.model import Position
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.live_contents import LiveQuestion, LiveRoundId
from handlers.ports.messaging import MessageRejected, OutboundMessage, RecipientUnreachable
from tests.fakes.clock import FakeClock
from tests.integration.telegram.desk import adapter_of
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.people import GroupLife
from tests.platforms.telegram.polls import Poll

pytestmark = pytest.mark.anyio

QUESTION = LiveQuestion(
    live_round=LiveRoundId(10**17),
    position=Position(3),
    of=10,
    text="<i>Chỉ số</i> nào do người dân chấm & vì sao?",
    options=("PAR INDEX", "SIPAS"),
    limit=timedelta(seconds=20),
    locale="vi",
)
AS_POLL = replace(QUESTION, as_poll=True)


@pytest.fixture
async def adapter(library: str, telegram: TelegramEmulator) -> AsyncIterator[TelegramAdapter]:
    adapter = adapter_of(library, telegram, FakeClock())
    yield adapter
    await adapter.close()


@pytest.fixture
def room(telegram: TelegramEmulator) -> GroupLife:
    room = telegram.group(telegram.person(21, "Bình"))
    room.add_bot(telegram.bot)
    return room


def to(room: GroupLife, content: LiveQuestion) -> OutboundMessage:
    chat = ChatRef("telegram", "7000000001", str(room.id), ChatKind.GROUP)
    return OutboundMessage(chat, "key", content)


async def test_a_question_has_letters_to_press_and_keeps_them_while_the_counter_rises(
    adapter: TelegramAdapter, room: GroupLife
) -> None:
    ref = await adapter.send(to(room, QUESTION))
    shown = await room.chat.read()

    await adapter.edit(ref.message_id, to(room, replace(QUESTION, answered=37)))

    assert ref.poll_id is None
    assert shown.text.startswith(
        "Câu 3/10 · 20 giây\n<i>Chỉ số</i> nào do người dân chấm & vì sao?"
    )
    assert shown.text.endswith("\n37 người đã trả lời")
    assert [button.callback_data for button in shown.buttons] == [
        f"l:{10**17}:3:0",
        f"l:{10**17}:3:1",
    ]
    assert shown.is_protected


async def test_closing_a_question_takes_its_letters_away(
    adapter: TelegramAdapter, room: GroupLife
) -> None:
    ref = await adapter.send(to(room, QUESTION))
    shown = await room.chat.read()

    await adapter.edit(ref.message_id, to(room, replace(QUESTION, is_closed=True)))

    assert (shown.text.partition("\n")[0], shown.buttons) == ("Câu 3/10 · đã hết giờ", [])


@pytest.mark.parametrize("may_change", [True, False])
async def test_a_poll_hides_everything_and_does_not_know_the_key(
    adapter: TelegramAdapter, room: GroupLife, may_change: bool
) -> None:
    ref = await adapter.send(to(room, replace(AS_POLL, may_change=may_change)))

    shown = await room.chat.read()
    poll = shown.poll
    assert isinstance(poll, Poll)
    assert ref.poll_id == poll.id
    assert poll.question == "Câu 3/10 · 20 giây\n<i>Chỉ số</i> nào do người dân chấm & vì sao?"
    assert poll.options == ("A. PAR INDEX", "B. SIPAS")
    assert (poll.correct, poll.explanation, poll.is_anonymous) == ((), "", False)
    assert (poll.hides_results, poll.allows_revoting) == (True, may_change)
    assert shown.is_protected


async def test_a_poll_is_closed_once_however_often_that_is_ordered(
    adapter: TelegramAdapter, telegram: TelegramEmulator, room: GroupLife
) -> None:
    ref = await adapter.send(to(room, AS_POLL))
    shown = await room.chat.read()
    closed = to(room, replace(AS_POLL, is_closed=True, replaces=ref.message_id))

    first, again = [await adapter.edit(ref.message_id, closed) for _ in range(2)]

    assert first == again == replace(ref, poll_id=None)
    assert isinstance(shown.poll, Poll)
    assert shown.poll.is_closed
    assert (telegram.count("stopPoll"), telegram.count("sendMessage")) == (2, 0)


async def test_a_poll_counts_by_itself(
    adapter: TelegramAdapter, telegram: TelegramEmulator, room: GroupLife
) -> None:
    ref = await adapter.send(to(room, AS_POLL))

    with pytest.raises(MessageRejected, match="poll"):
        await adapter.edit(ref.message_id, to(room, replace(AS_POLL, answered=37)))

    assert telegram.count("editMessageText") == 0


async def test_a_question_too_long_for_a_poll_is_asked_with_letters(
    adapter: TelegramAdapter, room: GroupLife
) -> None:
    long = replace(AS_POLL, text="Chỉ số nào? " * 30)

    ref = await adapter.send(to(room, long))
    await adapter.edit(ref.message_id, to(room, replace(long, answered=2)))

    shown = await room.chat.read()
    assert (ref.poll_id, shown.poll, len(shown.buttons)) == (None, None, 2)
    assert shown.text.endswith("\n2 người đã trả lời")


async def test_a_poll_for_a_group_that_has_put_the_bot_out_is_undeliverable(
    adapter: TelegramAdapter, telegram: TelegramEmulator, room: GroupLife
) -> None:
    room.remove_bot(telegram.bot)

    with pytest.raises(RecipientUnreachable, match="kicked"):
        await adapter.send(to(room, AS_POLL))


async def test_a_poll_that_has_gone_cannot_be_closed(
    adapter: TelegramAdapter, room: GroupLife
) -> None:
    ref = await adapter.send(to(room, AS_POLL))
    closed = to(room, replace(AS_POLL, is_closed=True))
    room.chat.messages[int(ref.message_id)].is_deleted = True

    with pytest.raises(MessageRejected, match="gone"):
        await adapter.edit(ref.message_id, closed)
