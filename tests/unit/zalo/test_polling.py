"""Long polling without acknowledgement: nothing fetched is lost, and no repeat makes it spin."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.adapters._zalo.client import CALL_SECONDS, ZaloClient
from bot.adapters._zalo.errors import Idle, WebhookIsSet
from bot.adapters._zalo.polling import Poller
from bot.adapters._zalo.receiving import Receiver
from bot.adapters._zalo.updates import Me
from bot.adapters.polling_lease import PollingLease
from handlers.ports.messaging import (
    Acknowledgement,
    AdapterMisconfigured,
    InboundMessage,
    MessagingError,
    NotDurableError,
    RateLimited,
    TemporaryFailure,
)
from tests.fakes.clock import START, FakeClock
from tests.integration.web.site import eventually

pytestmark = pytest.mark.anyio

SECOND = timedelta(seconds=1)
LOST = TemporaryFailure("lost", outcome_unknown=True)
IDLE = Idle("idle", outcome_unknown=True)


class FakeClient(ZaloClient):
    """Answers getUpdates with what a test has put there, and else waits."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:1", "4:x")
        self.polls = 0
        self._answers: asyncio.Queue[object] = asyncio.Queue()

    def put(self, *answers: object) -> None:
        for answer in answers:
            self._answers.put_nowait(answer)

    async def call(
        self, method: str, params: Mapping[str, object], seconds: float = CALL_SECONDS
    ) -> Any:
        assert method == "getUpdates"
        timeout = params["timeout"]
        assert isinstance(timeout, int)
        assert 5 <= seconds - timeout <= 20
        self.polls += 1
        answer = await self._answers.get()
        if isinstance(answer, MessagingError):
            raise answer
        return answer


class Office:
    """A running poller and what it has delivered.

    Attributes:
        answers: what the core says to its next deliveries, in this order; then "handled".
    """

    def __init__(self) -> None:
        self.client, self.clock = FakeClient(), FakeClock()
        self.delivered: list[tuple[str, datetime]] = []
        self.answers: list[str | Exception] = []
        self.gate = asyncio.Event()
        self.gate.set()
        receiver = Receiver(Me("4"), self._deliver)
        receiver.introduce(Me("4", "bot", ("Bot Thi",)))
        lease = PollingLease(None, ("zalo", "4"), self.clock)
        self.poller = Poller(self.client, "4", self.clock, receiver, lease)
        self.running = asyncio.create_task(self.poller.run())

    @property
    def texts(self) -> list[str]:
        return [text for text, _ in self.delivered]

    async def polled(self, count: int) -> None:
        await eventually(lambda: self.client.polls >= count)

    async def _deliver(self, message: InboundMessage) -> Acknowledgement:
        self.delivered.append((message.text, message.received_at))
        await self.gate.wait()
        answer = self.answers.pop(0) if self.answers else "handled"
        if isinstance(answer, Exception):
            raise answer
        return Acknowledgement(answer)


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    office = Office()
    yield office
    office.answers.clear()
    office.gate.set()
    office.running.cancel()
    with suppress(asyncio.CancelledError):
        while not office.running.done():
            office.clock.advance(60 * SECOND)
            await asyncio.sleep(0)
        await office.running


def said(text: str, chat: str = "lan") -> Mapping[str, object]:
    return {
        "event_name": "message.text.received",
        "message": {
            "from": {"id": chat, "is_bot": False},
            "chat": {"id": chat, "chat_type": "PRIVATE"},
            "message_id": f"m-{text}",
            "text": text,
        },
    }


async def test_the_next_poll_waits_for_what_the_last_has_brought(office: Office) -> None:
    office.gate.clear()
    office.client.put(said("A"))
    await eventually(lambda: office.texts == ["A"])
    await some_turns()
    assert office.client.polls == 1

    office.gate.set()

    await office.polled(2)


async def test_several_events_of_one_poll_are_delivered_in_their_order(office: Office) -> None:
    office.client.put([said("A"), said("B"), said("C", "hoa")])

    await office.polled(2)

    assert office.texts == ["A", "B", "C"]


@pytest.mark.parametrize("error", [NotDurableError(), RuntimeError("họ tên của một người")])
async def test_what_could_not_be_stored_is_delivered_again_with_its_first_instant(
    office: Office, error: Exception
) -> None:
    office.answers = [error, error]
    with capture_logs() as logs:
        office.client.put(said("A"), said("B"))
        for _ in range(3):
            await some_turns()
            office.clock.advance(3 * SECOND)

    await eventually(lambda: office.texts == ["A", "A", "A", "B"])
    assert [instant for _, instant in office.delivered[:3]] == [START] * 3
    assert [log["event"] for log in logs] == ["zalo_event_not_delivered"] * 2
    assert logs[0]["message"] == "m-A"
    assert "họ tên" not in str(logs)


async def test_a_repeat_of_what_was_just_taken_is_not_delivered_and_costs_a_second(
    office: Office,
) -> None:
    office.client.put(said("A"), said("A"))
    await office.polled(2)
    await some_turns()
    assert office.client.polls == 2

    office.clock.advance(SECOND)

    await office.polled(3)
    assert office.texts == ["A"]


async def test_a_repeat_that_only_the_core_remembers_costs_a_second(office: Office) -> None:
    office.answers = ["repeated"]
    office.client.put(said("A"))
    await some_turns()
    assert (office.texts, office.client.polls) == (["A"], 1)

    office.clock.advance(SECOND)

    await office.polled(2)


async def test_events_without_a_message_never_make_it_spin(office: Office) -> None:
    for polls in range(1, 4):
        office.client.put({"event_name": "message.unsupported.received"})
        await some_turns()
        assert office.client.polls == polls
        office.clock.advance(SECOND)
        await office.polled(polls + 1)

    assert office.texts == []


async def test_a_new_event_is_followed_by_the_next_poll_at_once(office: Office) -> None:
    office.client.put(said("A"), said("B"), said("C"))

    await office.polled(4)

    assert office.texts == ["A", "B", "C"]


async def test_an_idle_poll_that_took_its_time_is_followed_by_the_next_at_once(
    office: Office,
) -> None:
    await office.polled(1)
    office.clock.advance(25 * SECOND)

    with capture_logs() as logs:
        office.client.put(IDLE)
        await office.polled(2)

    assert logs == []
    assert office.poller.last_poll_at == START + 25 * SECOND


@pytest.mark.parametrize("answer", [IDLE, None, [], "x"], ids=["408", "null", "empty", "text"])
async def test_an_idle_answer_that_came_at_once_costs_a_second(
    office: Office, answer: object
) -> None:
    office.client.put(answer)
    await some_turns()
    assert office.client.polls == 1

    office.clock.advance(SECOND)

    await office.polled(2)


async def test_pauses_double_up_to_a_minute_and_a_success_starts_anew(office: Office) -> None:
    expected = [1, 2, 4, 8, 16, 32, 60, 60]
    for number, seconds in enumerate(expected, start=1):
        office.client.put(LOST)
        await office.polled(number)
        await some_turns()
        office.clock.advance(timedelta(seconds=seconds) - timedelta(milliseconds=1))
        await some_turns()
        assert office.client.polls == number, "too soon"
        office.clock.advance(timedelta(seconds=seconds / 4, milliseconds=1))

    office.client.put(said("A"))
    await office.polled(len(expected) + 2)
    office.client.put(LOST)
    await some_turns()
    office.clock.advance(SECOND * 1.25)

    await office.polled(len(expected) + 3)


async def test_a_refused_token_ends_the_polling_for_ten_minutes_and_says_what_to_do(
    office: Office,
) -> None:
    with capture_logs() as logs:
        office.client.put(AdapterMisconfigured("token"))
        await eventually(lambda: bool(logs))
        office.clock.advance(timedelta(minutes=10) - SECOND)
        await some_turns()

    assert office.client.polls == 1
    assert (logs[0]["event"], logs[0]["log_level"]) == ("zalo_token_refused", "error")
    assert "Bot Creator" in logs[0]["advice"]
    office.clock.advance(SECOND)
    await office.polled(2)


async def test_a_limit_is_waited_for_as_long_as_it_asks(office: Office) -> None:
    office.client.put(RateLimited(90 * SECOND))
    await some_turns()
    office.clock.advance(89 * SECOND)
    await some_turns()
    assert office.client.polls == 1

    office.clock.advance(SECOND)

    await office.polled(2)


async def test_a_webhook_of_somebody_else_is_told(office: Office) -> None:
    with capture_logs() as logs:
        office.client.put(WebhookIsSet("set", outcome_unknown=False))
        await eventually(lambda: bool(logs))

    assert (logs[0]["event"], logs[0]["log_level"]) == ("zalo_second_consumer", "error")
    assert "stop it" in logs[0]["advice"]


async def test_what_is_being_delivered_is_finished_when_the_poller_is_stopped(
    office: Office,
) -> None:
    office.gate.clear()
    office.client.put([said("A"), said("B")])
    await eventually(lambda: office.texts == ["A"])

    office.running.cancel()
    await some_turns()
    assert not office.running.done()
    office.gate.set()
    await eventually(office.running.done)

    assert office.texts == ["A", "B"]
    assert office.running.cancelled()


async def test_what_cannot_be_delivered_before_the_end_is_told_and_given_up(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters._zalo.polling.DRAIN_SECONDS", 0.01)
    office.gate.clear()
    office.client.put(said("A"))
    await eventually(lambda: office.texts == ["A"])

    with capture_logs() as logs:
        office.running.cancel()
        await eventually(office.running.done)

    assert [log["event"] for log in logs] == ["zalo_events_lost"]
    assert office.running.cancelled()


async def test_the_ids_of_long_ago_are_forgotten(office: Office) -> None:
    office.client.put(*(said(f"{number}") for number in range(300)))
    await office.polled(301)

    assert len(office.poller._taken) == 256


async def some_turns() -> None:
    for _ in range(20):
        await asyncio.sleep(0)
