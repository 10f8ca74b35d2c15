"""Polling a Zalo that behaves as badly as others have met it."""

import asyncio
import operator
from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest
from structlog.testing import capture_logs

from handlers.ports.messaging import Acknowledgement, InboundMessage, NotDurableError
from tests.contract.telegram import HastyClock
from tests.fakes.clock import FakeClock
from tests.integration.web.site import Core, eventually
from tests.integration.zalo.desk import NAME, TOKEN, adapter_of, events, opened_desk
from tests.platforms.zalo.delivery import Webhook
from tests.platforms.zalo.emulator import ZaloEmulator, running_zalo
from tests.platforms.zalo.switches import Switches

pytestmark = pytest.mark.anyio

SECOND = timedelta(seconds=1)


class Remembering(Core):
    """A core that knows, as the real one does, what it has handled, also in another process.

    Attributes:
        handled: keys of updates.
        verdicts: what it has said, in order.
    """

    def __init__(self) -> None:
        super().__init__()
        self.handled: set[str] = set()
        self.verdicts: list[str] = []

    async def deliver(self, message: InboundMessage) -> Acknowledgement:
        verdict = "repeated" if message.update_key in self.handled else "handled"
        self.handled.add(message.update_key)
        self.verdicts.append(verdict)
        return Acknowledgement(verdict)


async def some_turns() -> None:
    for _ in range(50):
        await asyncio.sleep(0.001)


async def test_a_webhook_that_is_set_is_removed_first(zalo: ZaloEmulator) -> None:
    zalo.add_bot(TOKEN, name=NAME).webhook = Webhook("https://old.example/x", "x" * 32, 0)
    adapter, core = adapter_of(zalo, FakeClock()), Core()
    account = zalo._world.bots[TOKEN]

    with capture_logs() as logs:
        running = asyncio.create_task(adapter.run(core.deliver))
        await account.polls.begun()

    assert account.webhook is None
    assert "zalo_webhook_removed" in events(logs)
    await _end(running)
    await adapter.close()


async def test_without_a_webhook_none_is_removed(zalo: ZaloEmulator) -> None:
    async with opened_desk(zalo, "polling", FakeClock()):
        assert zalo.calls["deleteWebhook"] == 0


async def test_a_replayed_message_is_handled_once_even_after_a_restart() -> None:
    clock, core = FakeClock(), Remembering()
    async with running_zalo(Switches(updates="replay_last")) as zalo:
        account = zalo.add_bot(TOKEN, name=NAME)
        await zalo.person("Lan Phạm").say(account, "B")
        for verdicts in (["handled"], ["handled", "repeated"]):
            adapter = adapter_of(zalo, clock, display_name=NAME)
            running = asyncio.create_task(adapter.run(core.deliver))
            await eventually(partial(operator.eq, core.verdicts, verdicts))
            await _end(running)
            await adapter.close()


async def test_a_platform_that_replays_for_ever_is_polled_once_a_second() -> None:
    clock = FakeClock()
    async with (
        running_zalo(Switches(updates="replay_last")) as zalo,
        opened_desk(zalo, "polling", clock) as desk,
    ):
        await zalo.person("Lan Phạm").say(desk.account, "B")
        await eventually(lambda: len(desk.core.delivered) == 1)
        await some_turns()
        before = zalo.calls["getUpdates"]

        for second in range(1, 4):
            clock.advance(SECOND)
            await eventually(partial(_polled, zalo, before + second))
            await some_turns()

    assert zalo.calls["getUpdates"] == before + 3
    assert len(desk.core.delivered) == 1


async def test_a_gateway_that_fails_is_asked_again_until_it_recovers(zalo: ZaloEmulator) -> None:
    async with opened_desk(zalo, "polling", HastyClock()) as desk:
        zalo.order("gateway_html_502", "getUpdates", times=2)
        zalo.order("empty_504", "getUpdates")
        zalo.order("drop_before_accept", "getUpdates")
        lan = zalo.person("Lan Phạm")
        with capture_logs() as logs:
            for text in "ABC":
                await lan.say(desk.account, text)
            await eventually(lambda: len(desk.core.delivered) == 3)

    assert [message.text for message in desk.core.delivered] == ["A", "B", "C"]
    assert events(logs) == ["zalo_call_failed"] * 4


async def test_what_could_not_be_stored_is_kept_although_zalo_has_forgotten_it(
    zalo: ZaloEmulator,
) -> None:
    async with opened_desk(zalo, "polling", HastyClock()) as desk:
        desk.core.answer = NotDurableError()
        lan = zalo.person("Lan Phạm")
        await lan.say(desk.account, "A")
        await lan.say(desk.account, "B")
        await eventually(lambda: len(desk.core.delivered) >= 3)
        assert {message.text for message in desk.core.delivered} == {"A"}

        desk.core.answer = Acknowledgement("handled")

        await eventually(lambda: desk.core.delivered[-1].text == "B")
        assert lan.shown(desk.account) == []


async def test_a_refused_token_stops_the_polling_and_is_told(zalo: ZaloEmulator) -> None:
    clock = FakeClock()
    adapter = adapter_of(zalo, clock)
    with capture_logs() as logs:
        running = asyncio.create_task(adapter.run(Core().deliver))
        await eventually(lambda: len(logs) == 2)
        clock.advance(timedelta(minutes=9))
        await some_turns()

    # The introduction and the look for a webhook; nothing has been polled.
    assert sorted(zalo.refused) == [("getMe", 401), ("getWebhookInfo", 401)]
    assert events(logs) == ["zalo_token_refused"] * 2
    assert TOKEN.partition(":")[2] not in str(logs)
    assert not running.done()
    await _end(running)
    await adapter.close()


async def test_two_pollers_take_messages_from_each_other_and_none_is_lost(
    zalo: ZaloEmulator,
) -> None:
    clock = HastyClock()
    second, core = adapter_of(zalo, clock), Core()
    async with opened_desk(zalo, "polling", clock) as first:
        running = asyncio.create_task(second.run(core.deliver))
        await eventually(lambda: zalo.calls["getUpdates"] == 2)
        lan = zalo.person("Lan Phạm")
        for text in "ABCDEF":
            await lan.say(first.account, text)

        await eventually(lambda: len(first.core.delivered) + len(core.delivered) == 6)
        await _end(running)
    await second.close()


def _polled(zalo: ZaloEmulator, times: int) -> bool:
    return zalo.calls["getUpdates"] == times


async def _end(running: "asyncio.Task[None]") -> None:
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
