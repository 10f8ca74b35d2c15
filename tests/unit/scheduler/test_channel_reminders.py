"""A reminder is noted as begun before it is sent; everything else may come twice."""

import asyncio
from contextlib import suppress

import pytest

from handlers.pacing.alone import LimitsAlone
from handlers.ports.addresses import ChatRef
from handlers.ports.contents import Text
from handlers.ports.messaging import Lane, OutboundMessage
from handlers.ports.outbox import Postponed, Sent, Settlement
from handlers.ports.records import OutboxRow
from scheduler.channel import Channel
from tests.fakes.adapter import FakeAdapter
from tests.fakes.clock import START, FakeClock
from tests.fakes.dice import HighDice

pytestmark = pytest.mark.anyio

REMINDER, REPLY = 1, 2


class Office:
    """A channel, and what happened in which order."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.happened: list[tuple[str, object]] = []
        self.adapter = FakeAdapter()
        self._fault = fault
        clock = FakeClock()
        limits = LimitsAlone(self.adapter.capabilities, clock)
        self._channel = Channel(
            self.adapter, self._note, self._wake, clock, 1, limits, HighDice(), begin=self._begin
        )

    async def send(self) -> None:
        """A reply and a reminder, until there is nothing left to do."""
        for number, lane in ((REMINDER, Lane.REMINDER), (REPLY, Lane.REPLY)):
            message = OutboundMessage(
                ChatRef("web", "demo", str(number)), str(number), Text("Tin"), lane
            )
            self._channel.take(OutboxRow(number, message, START), is_claimed=False)
        running = asyncio.create_task(self._channel.run())
        await self._channel.emptied()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    async def _begin(self, row: int) -> None:
        self.happened.append(("begun", row))
        if self._fault is not None:
            raise self._fault

    async def _note(self, row: OutboxRow, settlement: Settlement) -> None:
        self.happened.append((type(settlement).__name__, row.id))

    async def _wake(self, chat_key: str) -> None:
        raise AssertionError(chat_key)


async def test_a_reminder_is_noted_before_it_is_sent_and_a_reply_is_not() -> None:
    office = Office()

    await office.send()

    assert office.happened == [
        (Sent.__name__, REPLY),
        ("begun", REMINDER),
        (Sent.__name__, REMINDER),
    ]


async def test_a_reminder_that_cannot_be_noted_is_not_sent() -> None:
    office = Office(OSError("no database"))

    await office.send()

    assert office.happened[1:] == [("begun", REMINDER), (Postponed.__name__, REMINDER)]
    assert office.adapter.sent_keys == [str(REPLY)]
