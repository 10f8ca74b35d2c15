"""What becomes of a message after one try at sending it."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from structlog.testing import capture_logs

from contest.model import AttemptId, Position
from handlers.delivery import MAX_TRIES, UNREACHABLE, UNTIL_REACHED, pause_after, try_to_send
from handlers.platform_watch import PlatformWatch
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.contents import Announcement, Content, Question, Text
from handlers.ports.live_contents import LiveQuestion, LiveRoundId
from handlers.ports.messaging import (
    AdapterMisconfigured,
    Lane,
    MessageRef,
    MessageRejected,
    OutboundMessage,
    RateLimited,
    RecipientUnreachable,
    TemporaryFailure,
)
from handlers.ports.outbox import Dead, Postponed, Sent, Settlement, Unknown
from handlers.ports.records import OutboxRow
from tests.fakes.adapter import FakeAdapter
from tests.fakes.clock import START, FakeClock
from tests.fakes.dice import HighDice

pytestmark = pytest.mark.anyio

SECOND = timedelta(seconds=1)
CLOSES_AT = START + timedelta(days=14)
QUESTION = Question(
    attempt=AttemptId(7),
    position=Position(3),
    of=16,
    text="PAR INDEX là gì?",
    options=("một", "hai"),
    limit=40 * SECOND,
    closes_at=CLOSES_AT,
    locale="vi",
)


def row(content: Content = QUESTION, lane: Lane = Lane.REPLY, attempts: int = 0) -> OutboxRow:
    message = OutboundMessage(ChatRef("web", "demo", "chat-1"), "a", content, lane)
    return OutboxRow(5, message, START, attempts)


async def settlement_after(
    clock: FakeClock, error: Exception, lane: Lane = Lane.REPLY, attempts: int = 0
) -> Settlement:
    adapter = FakeAdapter()
    adapter.trouble("a", error)
    return await try_to_send(adapter, row(lane=lane, attempts=attempts), clock, HighDice())


async def test_what_the_platform_took_is_sent_at_that_instant(clock: FakeClock) -> None:
    settlement = await try_to_send(FakeAdapter(), row(), clock, HighDice())

    assert settlement == Sent(5, "message-1", START)


async def test_a_pause_that_the_platform_asks_for_is_no_failed_try(clock: FakeClock) -> None:
    settlement = await settlement_after(clock, RateLimited(7 * SECOND), attempts=MAX_TRIES)

    assert settlement == Postponed(5, START + 7 * SECOND, has_failed=False)


async def test_what_cannot_be_read_waits_for_its_reader(clock: FakeClock) -> None:
    settlement = await settlement_after(clock, RecipientUnreachable(), attempts=MAX_TRIES)

    assert settlement == Postponed(5, UNTIL_REACHED, has_failed=False)


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(0, 1), (1, 2), (2, 4), (3, 8), (4, 16), (5, 32), (6, 64), (8, 256)]
)
async def test_after_each_failed_try_the_next_is_twice_as_far_away(
    clock: FakeClock, attempts: int, seconds: int
) -> None:
    error = TemporaryFailure("gateway", outcome_unknown=False)

    settlement = await settlement_after(clock, error, attempts=attempts)

    assert settlement == Postponed(5, START + seconds * SECOND, has_failed=True)


async def test_the_tenth_failed_try_is_the_last(clock: FakeClock) -> None:
    error = TemporaryFailure("gateway", outcome_unknown=False)

    assert await settlement_after(clock, error, attempts=9) == Dead(5, "gateway")


@pytest.mark.parametrize("lane", [Lane.REPLY, Lane.LIVE_ROUND, Lane.REMINDER])
async def test_what_was_perhaps_sent_is_sent_once_more(clock: FakeClock, lane: Lane) -> None:
    error = TemporaryFailure("timeout", outcome_unknown=True)

    settlement = await settlement_after(clock, error, lane)

    assert settlement == Postponed(5, START + SECOND, has_failed=True)


async def test_a_broadcast_that_was_perhaps_sent_is_not_sent_again(clock: FakeClock) -> None:
    error = TemporaryFailure("timeout", outcome_unknown=True)

    assert await settlement_after(clock, error, Lane.BROADCAST) == Unknown(5, "timeout")


async def test_a_broadcast_that_was_not_sent_is_tried_again(clock: FakeClock) -> None:
    error = TemporaryFailure("gateway", outcome_unknown=False)

    settlement = await settlement_after(clock, error, Lane.BROADCAST)

    assert settlement == Postponed(5, START + SECOND, has_failed=True)


async def test_what_the_platform_will_never_take_is_given_up(clock: FakeClock) -> None:
    assert await settlement_after(clock, MessageRejected("too long")) == Dead(5, "too long")


async def test_a_bot_that_may_not_send_is_tried_every_minute_and_told_to_the_operator(
    clock: FakeClock,
) -> None:
    with capture_logs() as logs:
        settlement = await settlement_after(clock, AdapterMisconfigured("no such bot"))

    assert settlement == Postponed(5, START + 60 * SECOND, has_failed=False)
    assert [(line["event"], line["log_level"]) for line in logs] == [
        ("adapter_misconfigured", "error")
    ]


async def test_a_fault_of_ours_is_left_to_the_relay(clock: FakeClock) -> None:
    with pytest.raises(KeyError):
        await settlement_after(clock, KeyError("position"))


async def test_a_question_is_still_sent_in_the_last_instant_of_its_round(clock: FakeClock) -> None:
    clock.advance(CLOSES_AT - START - timedelta(microseconds=1))

    assert isinstance(await try_to_send(FakeAdapter(), row(), clock, HighDice()), Sent)


async def test_no_question_is_sent_once_its_round_is_over(clock: FakeClock) -> None:
    clock.advance(CLOSES_AT - START)
    adapter = FakeAdapter()

    assert await try_to_send(adapter, row(), clock, HighDice()) == Dead(5, "round over")
    assert adapter.tried == []


@pytest.mark.parametrize("content", [Text("Hết giờ"), Announcement("Kết quả", "Vòng 1")])
async def test_other_messages_know_no_end_of_a_round(clock: FakeClock, content: Content) -> None:
    clock.advance(timedelta(days=30))

    assert isinstance(await try_to_send(FakeAdapter(), row(content), clock, HighDice()), Sent)


@pytest.mark.parametrize(("failures", "seconds"), [(1, 1), (2, 2), (9, 256), (10, 300), (99, 300)])
def test_the_longest_pause_doubles_from_a_second_up_to_five_minutes(
    failures: int, seconds: int
) -> None:
    assert pause_after(failures, HighDice()) == timedelta(seconds=seconds)


def test_messages_that_failed_together_are_not_tried_again_together() -> None:
    dice = Random(7)  # noqa: S311 - repeatable, guards nothing

    pauses = [pause_after(4, dice) for _ in range(200)]

    assert min(pauses) >= 4 * SECOND
    assert max(pauses) <= 8 * SECOND
    assert len({round(pause / SECOND) for pause in pauses}) == 5


async def test_a_text_is_sent_as_long_as_it_is_timely(clock: FakeClock) -> None:
    clock.advance(10 * SECOND)
    timely = Text("Đơn vị còn thiếu 3 người.", until=START + 11 * SECOND)

    assert isinstance(await try_to_send(FakeAdapter(), row(timely), clock, HighDice()), Sent)


async def test_a_text_that_has_waited_too_long_is_not_sent(clock: FakeClock) -> None:
    clock.advance(11 * SECOND)
    late, adapter = Text("Đơn vị còn thiếu 3 người.", until=START + 11 * SECOND), FakeAdapter()

    assert await try_to_send(adapter, row(late), clock, HighDice()) == Dead(5, "too late")

    assert adapter.sent == []


# What a live round says in its rooms


ROOM = ChatRef("telegram", "7", "-100", ChatKind.GROUP)
LIVE_QUESTION = LiveQuestion(
    live_round=LiveRoundId(1),
    position=Position(3),
    of=10,
    text="PAR INDEX là gì?",
    options=("một", "hai"),
    limit=20 * SECOND,
    locale="vi",
)
COUNTER = replace(LIVE_QUESTION, answered=37, replaces="m-1")


class EditingAdapter(FakeAdapter):
    """One on which messages can be changed."""

    def __init__(self) -> None:
        super().__init__()
        self.edited: list[str] = []
        self.edit_error: Exception | None = None

    async def edit(self, message_id: str, message: OutboundMessage) -> MessageRef:
        if self.edit_error is not None:
            raise self.edit_error
        self.edited.append(message_id)
        return MessageRef(message.chat, message_id)


def live_row(content: Content, attempts: int = 0) -> OutboxRow:
    return OutboxRow(5, OutboundMessage(ROOM, "a", content, Lane.LIVE_ROUND), START, attempts)


async def live_settlement(
    clock: FakeClock, error: Exception, content: Content = LIVE_QUESTION, attempts: int = 0
) -> Settlement:
    adapter = FakeAdapter()
    adapter.trouble("a", error)
    return await try_to_send(adapter, live_row(content, attempts), clock, HighDice())


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 1), (1, 2), (2, 2), (9, 2), (500, 2)])
async def test_the_question_of_a_live_round_is_tried_every_two_seconds_until_somebody_decides(
    clock: FakeClock, attempts: int, seconds: int
) -> None:
    error = TemporaryFailure("timeout", outcome_unknown=True)

    settlement = await live_settlement(clock, error, attempts=attempts)

    assert settlement == Postponed(5, START + seconds * SECOND, has_failed=True)


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 1), (1, 2), (2, 2), (8, 2), (30, 2)])
async def test_what_a_live_round_says_keeps_its_next_question_waiting_two_seconds_at_most(
    clock: FakeClock, attempts: int, seconds: int
) -> None:
    error = TemporaryFailure("502", outcome_unknown=False)

    settlement = await live_settlement(clock, error, Text("Đáp án: B"), attempts)

    assert settlement == Postponed(5, START + seconds * SECOND, has_failed=True)


async def test_what_a_live_round_says_is_given_up_after_a_minute_if_others_are_served(
    clock: FakeClock,
) -> None:
    error, text = TemporaryFailure("502", outcome_unknown=False), Text("Đáp án: B")
    clock.advance(59 * SECOND)
    before = await live_settlement(clock, error, text, attempts=MAX_TRIES)
    clock.advance(SECOND)
    after = await live_settlement(clock, error, text, attempts=MAX_TRIES)

    assert before == Postponed(5, START + 61 * SECOND, has_failed=True)
    assert after == Dead(5, "502")


async def test_while_a_platform_takes_nothing_what_a_live_round_says_is_kept(
    clock: FakeClock,
) -> None:
    adapter, watch = FakeAdapter(), PlatformWatch(clock)
    clock.advance(600 * SECOND)
    adapter.trouble("a", TemporaryFailure("502", outcome_unknown=False))
    row_ = live_row(Text("Đáp án: B"), attempts=MAX_TRIES)

    settlement = await try_to_send(adapter, row_, clock, HighDice(), watch)

    assert settlement == Postponed(5, START + 602 * SECOND, has_failed=True)


@pytest.mark.parametrize("content", [LIVE_QUESTION, COUNTER, Text("Đáp án: B")])
async def test_nothing_is_kept_for_a_group_that_the_bot_was_thrown_out_of(
    clock: FakeClock, content: Content
) -> None:
    adapter = EditingAdapter()
    adapter.edit_error = RecipientUnreachable("kicked")
    adapter.trouble("a", RecipientUnreachable("kicked"))

    settlement = await try_to_send(adapter, live_row(content), clock, HighDice())

    assert settlement == Dead(5, UNREACHABLE)


async def test_what_the_host_is_told_in_private_waits_for_the_host(clock: FakeClock) -> None:
    settlement = await settlement_after(clock, RecipientUnreachable(), Lane.LIVE_ROUND)

    assert settlement == Postponed(5, UNTIL_REACHED, has_failed=False)


async def test_the_counter_changes_the_question_in_its_place(clock: FakeClock) -> None:
    adapter = EditingAdapter()

    settlement = await try_to_send(adapter, live_row(COUNTER), clock, HighDice())

    assert settlement == Sent(5, "m-1", START)
    assert (adapter.edited, adapter.tried) == (["m-1"], [])


async def test_a_counter_that_cannot_be_shown_becomes_no_message_of_its_own(
    clock: FakeClock,
) -> None:
    adapter = EditingAdapter()
    adapter.edit_error = MessageRejected("no such message")

    assert await try_to_send(adapter, live_row(COUNTER), clock, HighDice()) == Dead(
        5, "no such message"
    )
    assert adapter.tried == []


async def test_where_nothing_can_be_edited_no_counter_is_sent(clock: FakeClock) -> None:
    adapter = FakeAdapter()

    assert await try_to_send(adapter, live_row(COUNTER), clock, HighDice()) == Dead(5, "no edit")
    assert adapter.tried == []


async def test_a_counter_that_failed_is_not_tried_again(clock: FakeClock) -> None:
    adapter = EditingAdapter()
    adapter.edit_error = TemporaryFailure("gateway", outcome_unknown=False)

    assert await try_to_send(adapter, live_row(COUNTER), clock, HighDice()) == Dead(5, "gateway")


async def test_the_end_of_a_poll_is_tried_again(clock: FakeClock) -> None:
    adapter = EditingAdapter()
    adapter.edit_error = TemporaryFailure("gateway", outcome_unknown=False)
    closing = replace(LIVE_QUESTION, replaces="m-1", as_poll=True, is_closed=True)

    settlement = await try_to_send(adapter, live_row(closing), clock, HighDice())

    assert settlement == Postponed(5, START + SECOND, has_failed=True)


async def test_the_id_of_a_poll_is_passed_on(clock: FakeClock) -> None:
    class PollAdapter(FakeAdapter):
        async def send(self, message: OutboundMessage) -> MessageRef:
            return MessageRef(message.chat, "m-2", poll_id="p-9")

    settlement = await try_to_send(PollAdapter(), live_row(LIVE_QUESTION), clock, HighDice())

    assert settlement == Sent(5, "m-2", START, poll_id="p-9")


async def test_every_call_is_told_to_the_watch_and_none_that_is_not_made(
    clock: FakeClock,
) -> None:
    watch, adapter = PlatformWatch(clock), FakeAdapter()
    over = row(replace(QUESTION, closes_at=START))

    await try_to_send(adapter, over, clock, HighDice(), watch)
    assert watch.succeeded_at is None
    await try_to_send(adapter, row(), clock, HighDice(), watch)
    assert watch.succeeded_at == START
