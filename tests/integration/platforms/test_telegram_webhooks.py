"""Updates delivered to a webhook over real HTTP, with lanes, retries and calls in responses."""

import asyncio
import json
import socket

import aiohttp
import pytest
from aiohttp import web

from tests.integration.platforms.conftest import Answer, Caller, Hook
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.limits import Limit
from tests.platforms.telegram.timing import ManualTime

pytestmark = pytest.mark.anyio

AN, BINH = 11, 12
SECRET = "webhook-secret_0"


async def settled(telegram: TelegramEmulator) -> None:
    async with asyncio.timeout(5):
        await telegram.bot.queue.drained()


async def test_updates_are_posted_with_the_secret(
    telegram: TelegramEmulator, call: Caller, hook: Hook, url: str
) -> None:
    telegram.person(AN).start()
    answer = await call("setWebhook", url=url, secret_token=SECRET)
    telegram.person(AN).say("hai")

    await settled(telegram)

    assert answer == {"ok": True, "result": True, "description": "Webhook was set"}
    assert hook.seen == [(AN, "/start"), (AN, "hai")]
    assert set(hook.headers) == {(SECRET, "/telegram?bot=1")}


async def test_one_chat_goes_in_order_and_chats_go_side_by_side(
    telegram: TelegramEmulator, call: Caller, hook: Hook, url: str
) -> None:
    await call("setWebhook", url=url)
    with hook.shut():
        for text in ("một", "hai", "ba"):
            telegram.person(AN).say(text)
        telegram.person(BINH).say("bốn")
        await hook.until_seen(2)
        assert sorted(hook.seen) == [(AN, "một"), (BINH, "bốn")]

    await settled(telegram)

    assert [text for chat, text in hook.seen if chat == AN] == ["một", "hai", "ba"]


async def test_connections_are_bounded(
    telegram: TelegramEmulator, call: Caller, hook: Hook, url: str
) -> None:
    await call("setWebhook", url=url, max_connections=3)
    with hook.shut():
        for number in range(10):
            telegram.person(100 + number).start()
        await hook.until_seen(3)

    await settled(telegram)

    assert (hook.most_busy, len(hook.seen)) == (3, 10)


async def test_failures_are_retried_at_once_then_after_2_4_8_seconds(
    slow_telegram: TelegramEmulator,
    slow_call: Caller,
    hook: Hook,
    url: str,
    time: ManualTime,
) -> None:
    hook.respond = lambda update: web.Response(status=500)
    await slow_call("setWebhook", url=url)
    slow_telegram.person(AN).start()
    await hook.until_seen(2)

    tries = []
    for pause in (2, 4, 8):
        await _until_paused(slow_telegram)
        time.advance(pause - 0.1)
        # By the time that this call is answered, a delivery would have come.
        await slow_call("getMe")
        tries.append(len(hook.seen))
        time.advance(0.1)
        await hook.until_seen(len(hook.seen) + 1)
    hook.respond = lambda update: web.Response()
    await _until_paused(slow_telegram)
    time.advance(16)
    await settled(slow_telegram)

    assert tries == [2, 3, 4]
    assert hook.seen == [(AN, "/start")] * 6


async def test_retry_after_is_obeyed(
    slow_telegram: TelegramEmulator,
    slow_call: Caller,
    hook: Hook,
    url: str,
    time: ManualTime,
) -> None:
    hook.respond = lambda update: web.Response(status=503, headers={"Retry-After": "300"})
    await slow_call("setWebhook", url=url)
    slow_telegram.person(AN).start()
    await _until_paused(slow_telegram)
    hook.respond = lambda update: web.Response()

    time.advance(299)
    assert len(hook.seen) == 1
    time.advance(1)
    await settled(slow_telegram)

    assert len(hook.seen) == 2


async def test_a_failing_chat_does_not_hold_up_another(
    telegram: TelegramEmulator, call: Caller, hook: Hook, url: str
) -> None:
    hook.respond = lambda update: web.Response(
        status=500 if update["message"]["chat"]["id"] == AN else 200
    )
    await call("setWebhook", url=url)
    telegram.person(AN).start()
    telegram.person(AN).say("sau")
    telegram.person(BINH).start()

    await hook.until_seen(3)

    assert (BINH, "/start") in hook.seen
    assert (AN, "sau") not in hook.seen
    info = await call.result("getWebhookInfo")
    assert info["pending_update_count"] == 2
    assert info["last_error_message"] == (
        "Wrong response from the webhook: 500 Internal Server Error"
    )


async def test_a_bot_that_is_down_gets_its_updates_when_it_is_back(
    slow_telegram: TelegramEmulator,
    slow_call: Caller,
    hook: Hook,
    time: ManualTime,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    await slow_call("setWebhook", url=f"http://127.0.0.1:{port}/telegram")
    slow_telegram.person(AN).start()
    await _until_paused(slow_telegram)
    info = await slow_call.result("getWebhookInfo")

    app = web.Application()
    app.router.add_post("/telegram", hook.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    time.advance(1)
    await settled(slow_telegram)
    await runner.cleanup()

    assert info["last_error_message"] == "Connection refused"
    assert hook.seen == [(AN, "/start")]


@pytest.mark.parametrize("kind", ["json", "form", "multipart"])
async def test_a_call_in_the_response_is_carried_out(
    telegram: TelegramEmulator, call: Caller, hook: Hook, url: str, kind: str
) -> None:
    def respond(update: Answer) -> web.Response:
        params = {"method": "sendMessage", "chat_id": str(AN), "text": "Chào"}
        if kind == "json":
            return web.json_response(params)
        if kind == "form":
            form = "&".join(f"{name}={value}" for name, value in params.items())
            return web.Response(text=form, content_type="application/x-www-form-urlencoded")
        writer = aiohttp.MultipartWriter("form-data", boundary="x")
        for name, value in params.items():
            writer.append(value).set_content_disposition("form-data", name=name)
        return web.Response(body=writer)

    hook.respond = respond
    await call("setWebhook", url=url)
    telegram.person(AN).start()

    message = await telegram.person(AN).chat().read()

    assert message.text == "Chào"
    await settled(telegram)
    logged = [(one.method, one.status) for one in telegram.calls if one.in_response]
    assert logged == [("sendmessage", 200)]


@pytest.mark.parametrize(
    "body",
    [
        {"method": "getMe"},
        {"method": "deleteWebhook"},
        {"text": "không gọi gì"},
        {"method": "sendMessage", "chat_id": 99, "text": "x"},
    ],
)
async def test_a_response_that_holds_no_good_call_confirms_all_the_same(
    telegram: TelegramEmulator, call: Caller, hook: Hook, url: str, body: Answer
) -> None:
    hook.respond = lambda update: web.Response(
        text=json.dumps(body), content_type="application/json"
    )
    await call("setWebhook", url=url)
    telegram.person(AN).start()

    await settled(telegram)

    assert telegram.bot.webhook is not None
    assert telegram.person(AN).chat().texts == []


async def test_polling_is_refused_while_a_webhook_is_set(
    telegram: TelegramEmulator, call: Caller, url: str
) -> None:
    poll = asyncio.create_task(call("getUpdates", timeout=50))
    await telegram.bot.polls.begun()
    await call("setWebhook", url=url)
    ended = await poll

    assert (ended["error_code"], ended["description"]) == (
        409,
        "Conflict: terminated by setWebhook request",
    )


async def test_polling_says_to_delete_the_webhook_first(
    telegram: TelegramEmulator, call: Caller, url: str
) -> None:
    await call("setWebhook", url=url)

    refused = await call("getUpdates")
    deleted = await call("deleteWebhook")
    telegram.person(AN).start()

    assert refused["description"] == (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    assert deleted["description"] == "Webhook was deleted"
    assert len(await call.updates()) == 1


async def test_pending_updates_can_be_dropped(
    telegram: TelegramEmulator, call: Caller, hook: Hook, url: str
) -> None:
    telegram.person(AN).say("cũ")
    await call("setWebhook", url=url, drop_pending_updates=True)
    telegram.person(AN).say("mới")

    await settled(telegram)

    assert hook.seen == [(AN, "mới")]


async def test_setting_the_same_again_changes_nothing(
    slow_call: Caller, url: str, time: ManualTime
) -> None:
    await slow_call("setWebhook", url=url)
    time.advance(1)

    again = await slow_call("setWebhook", url=url)

    assert again["description"] == "Webhook is already set"


async def test_a_webhook_can_be_set_once_a_second(
    telegram: TelegramEmulator, call: Caller, url: str
) -> None:
    await call("setWebhook", url=url)

    hurried = await call("setWebhook", url=url, max_connections=2)

    assert (hurried["error_code"], hurried["parameters"]) == (429, {"retry_after": 1})
    assert telegram.refusals == {Limit.WEBHOOK: 1}


@pytest.mark.parametrize(
    ("params", "why"),
    [
        ({"url": "ftp://127.0.0.1/x"}, "invalid webhook URL specified"),
        (
            {"url": "http://bot.example/x"},
            "bad webhook: An HTTPS URL must be provided for webhook",
        ),
        (
            {"url": "https://bot.example:8080/x"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        (
            {"url": "https://elsewhere.example/x"},
            "bad webhook: Failed to resolve host: Name or service not known",
        ),
        ({"url": "http://127.0.0.1/", "secret_token": "x" * 257}, "secret token is too long"),
        (
            {"url": "http://127.0.0.1/", "secret_token": "mật khẩu"},
            "secret token contains unallowed characters",
        ),
    ],
)
async def test_a_bad_webhook_is_refused(
    telegram: TelegramEmulator, call: Caller, params: dict[str, object], why: str
) -> None:
    telegram.route_webhooks("bot.example", "127.0.0.1:1")

    assert await call.refusal("setWebhook", **params) == f"Bad Request: {why}"
    assert (await call.result("getWebhookInfo"))["url"] == ""


async def test_a_public_address_is_delivered_to_the_machine_that_it_is_routed_to(
    telegram: TelegramEmulator, call: Caller, hook: Hook, url: str
) -> None:
    telegram.route_webhooks("bot.example", url.split("/")[2])
    await call.result("setWebhook", url="https://bot.example/telegram", max_connections=500)
    telegram.person(AN).start()

    await settled(telegram)

    info = await call.result("getWebhookInfo")
    assert hook.seen == [(AN, "/start")]
    assert (info["url"], info["max_connections"]) == ("https://bot.example/telegram", 100)


async def _until_paused(telegram: TelegramEmulator) -> None:
    """Return when the delivery waits for its time source."""
    assert telegram.bot.delivery is not None
    async with asyncio.timeout(5):
        await telegram.bot.delivery.paused()
