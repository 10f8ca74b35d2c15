"""Webhooks of the Zalo emulator: how they are set, probed and delivered to."""

import asyncio
import json

import pytest

from tests.integration.platforms.zalo_desk import HOOK_URL, SECRET, listening, running_desk
from tests.platforms.telegram.timing import ManualTime
from tests.platforms.zalo.outbound import UNREACHABLE, Outbound
from tests.platforms.zalo.switches import Plan, Switches

pytestmark = pytest.mark.anyio


async def test_a_webhook_is_set_probed_shown_and_deleted() -> None:
    time = ManualTime(1_795_276_800.0)
    async with running_desk(time=time) as desk, listening(desk, is_set=False) as hook:
        was_set = await desk.result("setWebhook", url=HOOK_URL, secret_token=SECRET)
        shown = await desk.result("getWebhookInfo")
        deleted = await desk.result("deleteWebhook")

        assert desk.bot.webhook is None
        assert await desk.code("getWebhookInfo") == 404

    assert hook.headers == [(SECRET, "Java/17.0.12")]
    assert was_set == {
        "url": HOOK_URL,
        "updated_at": 1_795_276_800_000,
        "verification": {
            "ok": True,
            "url": HOOK_URL,
            "outcome": "webhook.ok",
            "hint": "The webhook answers.",
            "status_code": 200,
        },
    }
    assert shown == {"url": HOOK_URL, "updated_at": 1_795_276_800_000}
    assert deleted == {"url": "", "updated_at": 1_795_276_800_000}


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (403, "webhook.http.403"),
        (404, "webhook.http.404"),
        (503, "webhook.http.5xx"),
        (302, "webhook.http.other"),
    ],
)
async def test_a_webhook_is_stored_even_if_its_probe_fails(status: int, outcome: str) -> None:
    async with running_desk() as desk, listening(desk, is_set=False) as hook:
        hook.status = status

        verification = (await desk.result("setWebhook", url=HOOK_URL, secret_token=SECRET))[
            "verification"
        ]

        assert (verification["ok"], verification["outcome"]) == (False, outcome)
        assert verification["status_code"] == status
        assert (await desk.result("getWebhookInfo"))["url"] == HOOK_URL


async def test_a_probe_tells_bad_certificates_and_unreachable_hosts() -> None:
    async with running_desk() as desk:
        desk.zalo.route("old.example", "127.0.0.1:1", has_bad_certificate=True)
        desk.zalo.route("down.example", "127.0.0.1:1")
        outcomes = []
        for host in ("old", "down", "unknown"):
            url = f"https://{host}.example/zalo"
            result = await desk.result("setWebhook", url=url, secret_token=SECRET)
            outcomes.append(result["verification"]["outcome"])
            assert "status_code" not in result["verification"]

    assert outcomes == [
        "webhook.err.tls",
        "webhook.err.unreachable",
        "webhook.err.unreachable",
    ]


@pytest.mark.parametrize(
    "params",
    [
        {"url": HOOK_URL},
        {"secret_token": SECRET},
        {"url": HOOK_URL, "secret_token": "x" * 7},
        {"url": HOOK_URL, "secret_token": "x" * 257},
        {"url": "http://bot.example/zalo", "secret_token": SECRET},
        {"url": "https://localhost/zalo", "secret_token": SECRET},
        {"url": "https://127.0.0.1/zalo", "secret_token": SECRET},
        {"url": "https://192.168.1.2/zalo", "secret_token": SECRET},
        {"url": "https://10.1.2.3/zalo", "secret_token": SECRET},
    ],
)
async def test_a_webhook_needs_a_public_https_url_and_a_secret(params: dict[str, str]) -> None:
    async with running_desk() as desk:
        assert await desk.code("setWebhook", **params) == 400
        assert desk.bot.webhook is None


@pytest.mark.parametrize("length", [8, 256])
async def test_a_secret_has_8_to_256_characters(length: int) -> None:
    async with running_desk() as desk:
        assert await desk.code("setWebhook", url=HOOK_URL, secret_token="x" * length) == 200


async def test_polls_are_refused_while_a_webhook_is_set() -> None:
    async with running_desk() as desk, listening(desk, is_set=False):
        waiting = asyncio.create_task(desk.code("getUpdates", timeout=30))
        await desk.bot.polls.begun()
        await desk.result("setWebhook", url=HOOK_URL, secret_token=SECRET)
        refused = await desk.call("getUpdates", timeout=0)

        assert await waiting == 400
        assert refused["error_code"] == 400
        assert refused["description"].endswith(
            "You cannot use this API while a webhook is set. Please remove the webhook first"
        )


async def test_what_is_said_is_delivered_with_the_secret_before_say_returns() -> None:
    async with running_desk() as desk, listening(desk) as hook:
        message_id = await desk.lan.say(desk.bot, "B")

        assert hook.headers[-1] == (SECRET, "Java/17.0.12")
        assert hook.seen[0]["ok"] is True
        assert hook.seen[0]["result"]["event_name"] == "message.text.received"
        assert hook.seen[0]["result"]["message"]["message_id"] == message_id
        assert desk.bot.webhook_statuses == [200]


async def test_a_delivery_can_come_bare() -> None:
    async with running_desk(Switches(webhook_body="bare")) as desk, listening(desk) as hook:
        await desk.lan.say(desk.bot, "B")

        assert list(hook.seen[0]) == ["event_name", "message"]


async def test_a_delivery_can_come_several_times() -> None:
    async with running_desk(Switches(duplicate_webhook=2)) as desk, listening(desk) as hook:
        await desk.lan.say(desk.bot, "B")

        assert hook.texts == ["B"] * 3
        assert len({body["result"]["message"]["message_id"] for body in hook.seen}) == 1


async def test_deliveries_can_be_overtaken() -> None:
    time = ManualTime()
    async with running_desk(Switches(reorder=True), time=time) as desk, listening(desk) as hook:
        for text in ("một", "hai", "ba"):
            await desk.lan.say(desk.bot, text)
        time.advance(0.02)
        await desk.zalo.settled()

        assert sorted(hook.texts) == ["ba", "hai", "một"]
        assert hook.texts.index("hai") < hook.texts.index("một")


async def test_a_failed_delivery_is_lost() -> None:
    async with running_desk() as desk, listening(desk) as hook:
        hook.status = 503
        await desk.lan.say(desk.bot, "một")
        hook.status = 200
        await desk.lan.say(desk.bot, "hai")

        assert (hook.texts, desk.bot.webhook_statuses) == (["một", "hai"], [503, 200])


async def test_a_slow_webhook_holds_up_nobody_else() -> None:
    async with running_desk() as desk, listening(desk) as hook:
        hook.gate.clear()
        first = asyncio.create_task(desk.lan.say(desk.bot, "một"))
        second = asyncio.create_task(desk.zalo.person("Minh").say(desk.bot, "hai"))
        async with asyncio.timeout(5):
            while len(hook.seen) < 2:
                await desk.call("getMe")
        assert not first.done()
        hook.gate.set()
        await asyncio.gather(first, second)

        assert sorted(hook.texts) == ["hai", "một"]


async def test_a_webhook_that_is_down_hears_nothing() -> None:
    async with running_desk() as desk:
        desk.zalo.route("bot.example", "127.0.0.1:1")
        await desk.result("setWebhook", url=HOOK_URL, secret_token=SECRET)
        await desk.lan.say(desk.bot, "B")

        assert desk.bot.webhook_statuses == [0]


async def test_nothing_is_delivered_to_a_host_with_a_bad_certificate() -> None:
    async with running_desk() as desk, listening(desk) as hook:
        desk.zalo.route("bot.example", hook.address, has_bad_certificate=True)
        await desk.lan.say(desk.bot, "B")

        assert (hook.seen, desk.bot.webhook_statuses) == ([], [0])


async def test_hosts_without_a_route_are_never_asked() -> None:
    async with running_desk() as desk, listening(desk, is_set=False) as hook:
        outbound = Outbound(frozenset())

        assert await outbound.get(f"http://{hook.address}/x.png") == (UNREACHABLE, b"")


@pytest.mark.parametrize("secret", ["not-the-secret", None])
async def test_forged_deliveries_look_right_but_for_the_secret(secret: str | None) -> None:
    async with running_desk() as desk, listening(desk) as hook:
        status = await desk.zalo.forged_webhook(desk.bot, secret, text="B")

        assert (status, hook.headers[-1][0]) == (401, secret)
        assert hook.seen[-1]["result"]["message"]["text"] == "B"


async def test_any_bytes_can_be_delivered() -> None:
    async with running_desk() as desk, listening(desk) as hook:
        big = json.dumps({"x": "y" * (1 << 20)}).encode()

        assert await desk.zalo.raw_webhook(desk.bot, big) == 200
        assert hook.raw[-1] == big


async def test_own_messages_can_come_back_to_the_webhook() -> None:
    switches = Switches(own_messages_echoed=True)
    async with running_desk(switches) as desk, listening(desk) as hook:
        await desk.lan.say(desk.bot, "B")
        await desk.send(desk.lan.chat(desk.bot).id, "Đúng")
        await desk.zalo.settled()

        assert hook.texts == ["B", "Đúng"]
        assert hook.seen[1]["result"]["message"]["from"]["is_bot"] is True


async def test_a_webhook_can_be_tested_so_often_a_day() -> None:
    plan, time = Plan(webhook_tests_a_day=1), ManualTime()
    async with running_desk(plan=plan, time=time) as desk, listening(desk):
        tested = await desk.result("testWebhook")
        status, spent = await desk.post("testWebhook")
        time.advance(24 * 3600)

        assert (tested["ok"], tested["outcome"], tested["latency_ms"]) == (True, "webhook.ok", 0)
        assert (status, spent["errorCode"], "error_code" in spent) == (426, 426, False)
        assert await desk.code("testWebhook") == 200


async def test_without_a_webhook_there_is_nothing_to_test() -> None:
    async with running_desk() as desk:
        assert await desk.code("testWebhook") == 404


async def test_testing_a_webhook_may_not_be_served_any_more() -> None:
    switches = Switches(has_test_webhook=False, unknown_method_code=400)
    async with running_desk(switches) as desk, listening(desk):
        assert await desk.code("testWebhook") == 400
