"""Long polling: what is confirmed, in which order things are delivered, and how failures pause."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.adapters._telegram.api import CALL_SECONDS
from bot.adapters._telegram.errors import Conflicting, OtherPoller, SecondPoller
from bot.adapters._telegram.polling import Poller
from bot.adapters._telegram.updates import Json
from bot.adapters.polling_lease import PollingLease
from handlers.ports.messaging import (
    AdapterMisconfigured,
    MessagingError,
    RateLimited,
    TemporaryFailure,
)
from tests.fakes.clock import START, FakeClock
from tests.integration.web.site import eventually

pytestmark = pytest.mark.anyio

SECOND = timedelta(seconds=1)
LOST = TemporaryFailure("lost", outcome_unknown=False)
ENDED = OtherPoller("conflict", outcome_unknown=False)


class FakeApi:
    """A Bot API that answers getUpdates with what a test has put there, and else waits.

    Attributes:
        offsets: of every call.
    """

    def __init__(self) -> None:
        self.offsets: list[int] = []
        self._answers: asyncio.Queue[Sequence[Json] | MessagingError] = asyncio.Queue()

    def put(self, *answers: Sequence[Json] | MessagingError) -> None:
        for answer in answers:
            self._answers.put_nowait(answer)

    async def call(
        self, method: str, params: Mapping[str, Any], seconds: float = CALL_SECONDS
    ) -> Any:
        assert method == "getUpdates"
        assert seconds > params["timeout"]
        self.offsets.append(params["offset"])
        answer = await self._answers.get()
        if isinstance(answer, MessagingError):
            raise answer
        return answer

    async def close(self) -> None:
        """Nothing is open."""


class Office:
    """A running poller and what it has delivered.

    Attributes:
        taken: ids of updates whose delivery has begun.
        gates: updates that are not done before their gate is open.
        broken: updates that cannot be delivered.
    """

    def __init__(self) -> None:
        self.api, self.clock = FakeApi(), FakeClock()
        self.taken: list[int] = []
        self.instants: list[datetime] = []
        self.gates: dict[int, asyncio.Event] = {}
        self.broken: set[int] = set()
        lease = PollingLease(None, ("telegram", "7"), self.clock)
        self.poller = Poller(self.api, "7", self.clock, self._take, lease)
        self.running = asyncio.create_task(self.poller.run())

    def hold(self, number: int) -> asyncio.Event:
        return self.gates.setdefault(number, asyncio.Event())

    async def polls(self, count: int) -> list[int]:
        """Offsets of the calls, once there are that many."""
        await eventually(lambda: len(self.api.offsets) >= count)
        return self.api.offsets

    async def _take(self, update: Json, received_at: datetime) -> None:
        number = update["update_id"]
        self.taken.append(number)
        self.instants.append(received_at)
        if number in self.gates:
            await self.gates[number].wait()
        if number in self.broken:
            raise ConnectionError("họ tên của một người")


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    office = Office()
    yield office
    if office.running.cancel():
        with suppress(asyncio.CancelledError):
            await office.running


def update(number: int, chat: int = 1) -> Json:
    return {"update_id": number, "message": {"chat": {"id": chat}}}


def press(number: int, chat: int = 1) -> Json:
    return {"update_id": number, "callback_query": {"message": {"chat": {"id": chat}}}}


async def test_updates_are_confirmed_by_the_next_poll_once_all_are_delivered(
    office: Office,
) -> None:
    gate = office.hold(12)
    office.api.put([update(11), update(12, chat=2), update(13, chat=3)])
    await eventually(lambda: len(office.taken) == 3)
    assert office.api.offsets == [0]

    gate.set()

    assert await office.polls(2) == [0, 14]


async def test_chats_go_side_by_side_and_each_in_its_order(office: Office) -> None:
    gate = office.hold(11)
    office.api.put([update(11), press(12), update(13, chat=2), update(14)])
    await eventually(lambda: 13 in office.taken)
    assert office.taken == [11, 13]

    gate.set()
    await office.polls(2)

    assert office.taken == [11, 13, 12, 14]


async def test_updates_out_of_order_are_put_in_order(office: Office) -> None:
    office.api.put([update(13), update(11), update(12)])

    assert await office.polls(2) == [0, 14]
    assert office.taken == [11, 12, 13]


async def test_an_update_that_cannot_be_delivered_and_all_after_it_come_again(
    office: Office,
) -> None:
    office.broken.add(12)
    with capture_logs() as logs:
        office.api.put([update(11), update(12, chat=2), update(13, chat=2), update(14, chat=3)])
        await eventually(lambda: 14 in office.taken)
        office.broken.clear()
        await eventually(lambda: bool(logs))
        await pauses(office, 2 * SECOND)

    assert await office.polls(2) == [0, 12]
    assert office.taken == [11, 12, 14]
    assert [log["event"] for log in logs] == ["telegram_update_not_delivered"]
    assert "họ tên" not in str(logs)


async def test_an_old_update_that_is_repeated_moves_nothing_back(office: Office) -> None:
    office.api.put([update(11)], [update(10)], [])

    assert await office.polls(4) == [0, 12, 12, 12]


async def test_what_is_no_update_is_passed_over(office: Office) -> None:
    office.api.put(["x", {"message": {}}, update(11)])  # type: ignore[list-item]

    assert await office.polls(2) == [0, 12]
    assert office.taken == [11]


async def test_updates_carry_the_instant_at_which_they_came(office: Office) -> None:
    office.clock.advance(timedelta(seconds=9))

    office.api.put([update(11), update(12)])

    await office.polls(2)
    assert office.instants == [START + 9 * SECOND] * 2
    assert office.poller.last_poll_at == START + 9 * SECOND


@pytest.mark.parametrize(
    "error", [LOST, Conflicting("conflict", outcome_unknown=False)], ids=["lost", "conflict"]
)
async def test_pauses_double_up_to_a_minute_and_a_success_starts_anew(
    office: Office, error: MessagingError
) -> None:
    expected = [1, 2, 4, 8, 16, 32, 60, 60]
    for number, seconds in enumerate(expected, start=1):
        office.api.put(error)
        await office.polls(number)
        await some_turns()
        office.clock.advance(timedelta(seconds=seconds) - timedelta(milliseconds=1))
        await some_turns()
        assert len(office.api.offsets) == number, "too soon"
        office.clock.advance(timedelta(seconds=seconds / 4, milliseconds=1))

    office.api.put([])
    await office.polls(len(expected) + 2)
    office.api.put(error)
    await some_turns()
    office.clock.advance(SECOND * 1.25)

    await office.polls(len(expected) + 3)


async def test_a_conflict_says_what_an_operator_has_to_do(office: Office) -> None:
    with capture_logs() as logs:
        office.api.put(Conflicting("conflict", outcome_unknown=False))
        await eventually(lambda: bool(logs))

    assert logs[0]["event"] == "telegram_second_consumer"
    assert (logs[0]["bot"], logs[0]["log_level"]) == ("7", "error")
    assert "stop it" in logs[0]["advice"]


async def test_a_poller_that_never_had_the_bot_to_itself_stops_at_the_third_conflict(
    office: Office,
) -> None:
    for number in (1, 2):
        office.api.put(ENDED)
        await office.polls(number)
        await some_turns()
        office.clock.advance(5 * SECOND)
    await office.polls(3)
    assert not office.running.done()

    with capture_logs() as logs:
        office.api.put(ENDED)
        await eventually(office.running.done)

    assert [(log["event"], log["log_level"]) for log in logs] == [
        ("telegram_second_poller_stopped", "error")
    ]
    with pytest.RaisesGroup(
        pytest.RaisesExc(SecondPoller, match="another process polls for bot 7")
    ):
        office.running.result()


async def test_a_webhook_that_is_set_does_not_stop_a_poller(office: Office) -> None:
    for number in range(1, 6):
        office.api.put(Conflicting("conflict", outcome_unknown=False))
        await office.polls(number)
        await some_turns()
        office.clock.advance(60 * SECOND)

    await office.polls(6)


async def test_a_poller_that_had_the_bot_to_itself_stays_and_hears_again(office: Office) -> None:
    office.api.put([])
    await office.polls(2)
    office.clock.advance(25 * SECOND)
    office.api.put([])
    await office.polls(3)
    for number in range(3, 8):
        office.api.put(ENDED)
        await office.polls(number)
        await some_turns()
        office.clock.advance(60 * SECOND)

    office.api.put([update(11)])

    await office.polls(9)
    assert office.taken == [11]


@pytest.mark.parametrize(
    ("error", "seconds"),
    [(RateLimited(timedelta(seconds=10_000)), 10_000), (AdapterMisconfigured("token"), 60)],
    ids=["limited", "token"],
)
async def test_some_errors_have_a_pause_of_their_own(
    office: Office, error: MessagingError, seconds: int
) -> None:
    office.api.put(error)
    await some_turns()
    office.clock.advance(timedelta(seconds=seconds - 1))
    await some_turns()
    assert len(office.api.offsets) == 1

    office.clock.advance(SECOND)

    await office.polls(2)


async def test_a_poller_that_hears_nothing_for_a_minute_says_so_once(office: Office) -> None:
    with capture_logs() as logs:
        office.api.put([])
        await office.polls(2)
        for _ in range(12):
            office.clock.advance(timedelta(seconds=15))
            await some_turns()
        assert [log["event"] for log in logs] == ["telegram_poll_silent"]
        assert logs[0]["seconds"] == 75

        office.api.put([])
        await office.polls(3)

    assert [log["event"] for log in logs][1:] == ["telegram_poll_recovered"]


async def test_a_poll_that_comes_back_empty_in_time_is_no_silence(office: Office) -> None:
    with capture_logs() as logs:
        for number in range(10):
            office.api.put([])
            await office.polls(number + 2)
            office.clock.advance(timedelta(seconds=25))
            await some_turns()

    assert logs == []


async def test_what_is_being_delivered_is_finished_when_the_poller_is_stopped(
    office: Office,
) -> None:
    gate = office.hold(11)
    office.api.put([update(11), update(12)])
    await eventually(lambda: office.taken == [11])

    office.running.cancel()
    await some_turns()
    assert not office.running.done()
    gate.set()
    await eventually(office.running.done)

    assert office.taken == [11, 12]
    assert office.running.cancelled()


async def pauses(office: Office, length: timedelta) -> None:
    await some_turns()
    office.clock.advance(length)


async def some_turns() -> None:
    for _ in range(20):
        await asyncio.sleep(0)
