"""The webhook: who may bring messages, when they are answered, and what Zalo's probe found."""

import json
from collections.abc import AsyncIterator, MutableMapping, Sequence
from datetime import timedelta
from functools import partial
from io import BytesIO

import aiohttp
import anyio
import pytest
from structlog.testing import capture_logs

from handlers.ports.messaging import NotDurableError
from tests.fakes.clock import START, FakeClock
from tests.integration.web.site import Core, eventually
from tests.integration.zalo.desk import (
    BOT,
    HOST,
    NAME,
    SECRET,
    TOKEN,
    Desk,
    adapter_of,
    events,
    listening,
    opened_desk,
)
from tests.platforms.zalo.emulator import ZaloEmulator

pytestmark = pytest.mark.anyio

HEADER = "X-Bot-Api-Secret-Token"
MIB = 1 << 20


@pytest.fixture
async def desk(zalo: ZaloEmulator, clock: FakeClock) -> AsyncIterator[Desk]:
    async with opened_desk(zalo, "webhook", clock) as desk:
        yield desk


def update(text: object = "vào thi") -> bytes:
    message = {
        "from": {"id": "lan", "is_bot": False},
        "chat": {"id": "lan", "chat_type": "PRIVATE"},
        "message_id": "m1",
        "text": text,
    }
    return json.dumps({"event_name": "message.text.received", "message": message}).encode()


async def post(desk: Desk, body: bytes, secret: str | None = SECRET) -> tuple[int, bytes]:
    headers = {} if secret is None else {HEADER: secret}
    address = f"{desk.url}webhooks/zalo/{BOT}"
    async with (
        aiohttp.ClientSession() as session,
        session.post(address, data=BytesIO(body), headers=headers) as response,
    ):
        return response.status, await response.read()


async def test_zalo_is_told_the_address_and_the_secret(desk: Desk) -> None:
    assert desk.account.webhook is not None
    assert desk.account.webhook.url == f"https://{HOST}/webhooks/zalo/{BOT}"
    assert desk.account.webhook.secret == SECRET
    assert events(desk.logs).count("zalo_webhook_set") == 1
    assert SECRET not in str(desk.logs)


@pytest.mark.parametrize("wraps", [False, True])
async def test_a_message_with_the_secret_is_delivered_wrapped_or_bare(
    desk: Desk, wraps: bool
) -> None:
    body = b'{"ok":true,"result":%s}' % update() if wraps else update()

    assert await post(desk, body) == (200, b"")

    assert [message.text for message in desk.core.delivered] == ["vào thi"]


@pytest.mark.parametrize("secret", [None, "", SECRET[:-1], SECRET + "x", SECRET.upper()])
async def test_without_the_secret_nothing_is_delivered(desk: Desk, secret: str | None) -> None:
    assert await post(desk, update(), secret) == (401, b"")

    assert desk.core.delivered == []


async def test_a_forged_delivery_is_refused_and_its_guess_not_logged(desk: Desk) -> None:
    with capture_logs() as logs:
        assert await desk.zalo.forged_webhook(desk.account, "a-guess") == 401
        assert await desk.zalo.forged_webhook(desk.account, None) == 401

    assert desk.core.delivered == []
    assert "a-guess" not in str(logs)


async def test_a_body_of_more_than_a_mebibyte_is_refused(desk: Desk) -> None:
    assert (await post(desk, update("x" * MIB)))[0] == 413

    assert desk.core.delivered == []


@pytest.mark.parametrize("body", [b"", b"{", b'"x"', b"5", b"\xff\xfe", b"[" * 100_000])
async def test_what_is_no_event_is_refused(desk: Desk, body: bytes) -> None:
    assert (await post(desk, body))[0] == 400

    assert desk.core.delivered == []


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"[]",
        b'{"event_name":"message.unsupported.received"}',
        b'{"ok":true,"result":{"event_name":"message.unsupported.received"}}',
        b'{"ok":true,"result":null}',
        b'{"event_name":"message.text.received"}',
        b'{"event_name":"message.text.received","message":{}}',
        b'{"event_name":"message.text.received","message":[]}',
        b'{"event_name":7,"message":{"text":"B"}}',
        update(["B"]),
        update(None),
        b"[" * 500 + b"]" * 500,
    ],
)
async def test_events_that_say_nothing_to_us_are_acknowledged(desk: Desk, body: bytes) -> None:
    assert await post(desk, body) == (200, b"")

    assert desk.core.delivered == []


async def test_it_is_answered_only_when_the_message_is_durable(desk: Desk) -> None:
    desk.core.shut_gate()
    async with anyio.create_task_group() as group:
        group.start_soon(desk.zalo.raw_webhook, desk.account, update())
        await eventually(lambda: len(desk.core.delivered) == 1)
        await desk.adapter.state()
        assert desk.account.webhook_statuses == []
        desk.core.gate.set()


async def test_what_could_not_be_stored_is_refused_and_the_person_asked_to_send_it_again(
    desk: Desk,
) -> None:
    lan = desk.zalo.person("Lan Phạm")
    desk.core.answer = NotDurableError()
    with capture_logs() as logs:
        await lan.say(desk.account, "B")

    assert desk.account.webhook_statuses == [503]
    assert ["gửi lại" in shown.text for shown in lan.shown(desk.account)] == [True]
    assert events(logs) == ["webhook_not_delivered"]


async def test_a_group_is_not_told_of_what_could_not_be_stored(desk: Desk) -> None:
    lan = desk.zalo.person("Lan Phạm")
    group = desk.zalo.group("Sở Nội vụ", [lan], desk.account)
    desk.core.answer = NotDurableError()

    await group.say(lan, "B", mention=True)

    assert desk.account.webhook_statuses == [503]
    assert group.shown == []


async def test_an_apology_that_cannot_be_sent_changes_nothing(desk: Desk) -> None:
    lan = desk.zalo.person("Lan Phạm")
    desk.core.answer = NotDurableError()
    desk.zalo.order("gateway_html_502", "sendMessage")
    with capture_logs() as logs:
        await lan.say(desk.account, "B")

    assert desk.account.webhook_statuses == [503]
    assert events(logs) == ["zalo_apology_not_sent", "webhook_not_delivered"]


async def test_nothing_is_taken_in_once_the_adapter_has_ended(desk: Desk) -> None:
    desk.running.cancel()
    await eventually(desk.running.done)

    assert await post(desk, update()) == (503, b"")


async def test_what_has_come_before_the_end_is_still_delivered(desk: Desk) -> None:
    desk.core.shut_gate()
    async with anyio.create_task_group() as group:
        group.start_soon(desk.zalo.person("Lan Phạm").say, desk.account, "B")
        await eventually(lambda: len(desk.core.delivered) == 1)
        desk.running.cancel()
        await desk.adapter.state()
        assert not desk.running.done()
        desk.core.gate.set()

    await eventually(desk.running.done)
    assert desk.account.webhook_statuses == [200]


async def test_the_instant_of_arrival_is_taken_before_anything_else(
    desk: Desk, clock: FakeClock
) -> None:
    clock.advance(timedelta(seconds=7))

    await post(desk, update())

    assert desk.core.delivered[0].received_at == START + timedelta(seconds=7)


@pytest.mark.parametrize(
    ("state", "outcome", "advice"),
    [
        ("nobody there", "webhook.err.unreachable", "port 443"),
        ("bad certificate", "webhook.err.tls", "certificate"),
    ],
)
async def test_an_address_that_zalo_could_not_verify_is_tried_again_and_told(
    zalo: ZaloEmulator, clock: FakeClock, state: str, outcome: str, advice: str
) -> None:
    account = zalo.add_bot(TOKEN, name=NAME)
    zalo.route(HOST, "127.0.0.1:1", has_bad_certificate=state == "bad certificate")
    adapter = adapter_of(zalo, clock, f"https://{HOST}")
    core = Core()
    with capture_logs() as logs:
        async with anyio.create_task_group() as group:
            group.start_soon(adapter.run, core.deliver)
            for tries in range(1, 5):
                await eventually(partial(_warned, logs, tries))
                clock.advance(timedelta(seconds=20))
            await adapter.state()
            group.cancel_scope.cancel()
    await adapter.close()

    warning = next(line for line in logs if line["event"] == "zalo_webhook_not_verified")
    assert (warning["outcome"], warning["log_level"]) == (outcome, "warning")
    assert advice in warning["advice"]
    assert account.webhook is not None
    assert zalo.calls["setWebhook"] == 4


async def test_a_server_that_comes_up_late_is_verified_in_the_end(
    zalo: ZaloEmulator, clock: FakeClock
) -> None:
    zalo.add_bot(TOKEN, name=NAME)
    adapter = adapter_of(zalo, clock, f"https://{HOST}")
    with capture_logs() as logs:
        async with anyio.create_task_group() as group:
            group.start_soon(adapter.run, Core().deliver)
            await eventually(partial(_warned, logs, 1))
            assert adapter.webhook is not None
            async with listening(zalo, adapter.webhook, clock):
                clock.advance(timedelta(seconds=2))
                await eventually(lambda: "zalo_webhook_set" in events(logs))
            group.cancel_scope.cancel()
    await adapter.close()

    assert zalo.calls["setWebhook"] == 2


def _warned(logs: Sequence[MutableMapping[str, object]], times: int) -> bool:
    return events(logs).count("zalo_webhook_not_verified") == times


async def test_at_a_start_a_mention_waits_for_the_bot_to_know_its_name(
    zalo: ZaloEmulator, clock: FakeClock
) -> None:
    account, core = zalo.add_bot(TOKEN, name=NAME), Core()
    adapter = adapter_of(zalo, clock, f"https://{HOST}")
    zalo.order("gateway_html_502", "getMe")
    lan = zalo.person("Lan Phạm")
    group = zalo.group("Sở Nội vụ", [lan], account)
    assert adapter.webhook is not None
    with capture_logs() as logs:
        async with (
            listening(zalo, adapter.webhook, clock),
            anyio.create_task_group() as tasks,
        ):
            tasks.start_soon(adapter.run, core.deliver)
            await eventually(lambda: "zalo_webhook_set" in events(logs))
            tasks.start_soon(partial(group.say, lan, "B", mention=True))
            await adapter._client.call("getWebhookInfo", {})
            assert core.delivered == []
            clock.advance(timedelta(seconds=2))

            await eventually(lambda: len(core.delivered) == 1)
            tasks.cancel_scope.cancel()
    await adapter.close()

    assert core.delivered[0].text == "B"


async def test_at_a_start_a_message_does_not_wait_for_ever(
    zalo: ZaloEmulator, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters._zalo.receiving.INTRODUCTION_SECONDS", 0.01)
    account, core = zalo.add_bot(TOKEN, name=NAME), Core()
    adapter = adapter_of(zalo, clock, f"https://{HOST}")
    zalo.order("gateway_html_502", "getMe", times=100)
    assert adapter.webhook is not None
    with capture_logs() as logs:
        async with (
            listening(zalo, adapter.webhook, clock),
            anyio.create_task_group() as tasks,
        ):
            tasks.start_soon(adapter.run, core.deliver)
            await eventually(lambda: "zalo_webhook_set" in events(logs))
            await zalo.person("Lan Phạm").say(account, "B")
            tasks.cancel_scope.cancel()
    await adapter.close()

    assert [message.text for message in core.delivered] == ["B"]
