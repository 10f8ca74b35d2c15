"""What the web chat does with frames that are too many, too large or not ours."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from websockets.exceptions import InvalidStatus

from bot.web.limits import SESSION_RATE, Rate, RateLimiter, address_key
from handlers.ports.messaging import Acknowledgement, OverloadedError
from tests.fakes.clock import START
from tests.integration.web.site import Site

pytestmark = pytest.mark.anyio

ID = "0b9c2a52-6f0e-4a44-9c5c-3d6f6f1f7a10"


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "not json",
        "[" * 15_000,
        "[]",
        "7",
        "{}",
        '{"type":7}',
        '{"type":"say"}',
        f'{{"type":"say","id":"{ID}"}}',
        f'{{"type":"say","id":"{ID}","text":["a"]}}',
        '{"type":"say","id":"1","text":"a"}',
        f'{{"type":"say","id":"{ID.upper()}","text":"a"}}',
        f'{{"type":"say","id":"{{{ID}}}","text":"a"}}',
        f'{{"type":"choose","id":"{ID}","payload":null}}',
        f'{{"type":"choose","id":"{ID}","payload":"{"a" * 65}"}}',
        f'{{"type":"choose","id":"{ID}","payload":"d:đ"}}',
    ],
)
async def test_a_malformed_frame_closes_the_line(site: Site, frame: str) -> None:
    async with site.page(await site.cookie()) as page:
        await page.socket.send(frame)

        assert await page.close_code() == 1008
    assert site.core.delivered == []


async def test_a_binary_frame_closes_the_line(site: Site) -> None:
    async with site.page(await site.cookie()) as page:
        await page.socket.send(b"{}")

        assert await page.close_code() == 1003


async def test_a_frame_of_an_unknown_type_is_ignored(site: Site) -> None:
    async with site.page(await site.cookie()) as page:
        await page.write("dance")
        await page.settle()

    assert page.types() == ["hello", "pong"]


async def test_a_frame_of_more_than_16_kib_closes_the_line(site: Site) -> None:
    async with site.page(await site.cookie()) as page:
        await page.say("a" * 16 * 1024)

        assert await page.close_code() == 1009
    assert site.core.delivered == []


async def test_a_text_of_2000_characters_is_taken_and_one_of_2001_is_not(site: Site) -> None:
    async with site.page(await site.cookie()) as page:
        await page.say("ế" * 2000)
        taken = await page.hear("ack")
        await page.say("ế" * 2001)
        refused = await page.hear("ack")

    assert taken["verdict"] == "handled"
    assert refused["verdict"] == "too_long"
    assert refused["notice"] == "Tin nhắn dài quá 2.000 ký tự. Vui lòng viết ngắn hơn."
    assert len(site.core.delivered) == 1


async def test_half_a_surrogate_pair_goes_through_without_an_exception(site: Site) -> None:
    async with site.page(await site.cookie()) as page:
        await page.socket.send(f'{{"type":"say","id":"{ID}","text":"a\\ud83d"}}')
        ack = await page.hear("ack")

    assert ack["verdict"] == "handled"


async def test_twenty_taps_in_a_second_get_through_and_the_next_is_asked_to_slow_down(
    site: Site,
) -> None:
    site_cookie = await site.cookie()
    async with site.page(site_cookie) as page:
        # Opening the line counts as one.
        verdicts = []
        for _ in range(20):
            await page.choose("a:7:3:1")
            ack = await page.hear("ack")
            verdicts.append(ack["verdict"])
        site.clock.advance(timedelta(seconds=1))
        await page.choose("a:7:3:1")
        after_a_second = await page.hear("ack")

    assert verdicts == ["handled"] * 19 + ["slow_down"]
    assert ack["notice"] == "Bạn thao tác quá nhanh. Vui lòng chờ vài giây rồi thử lại."
    assert after_a_second["verdict"] == "handled"
    assert len(site.core.delivered) == 20


async def test_while_the_system_is_busy_a_press_is_refused_and_the_line_stays(site: Site) -> None:
    site.core.answer = OverloadedError(timedelta(seconds=2))
    async with site.page(await site.cookie()) as page:
        await page.choose("a:7:3:1")
        refused = await page.hear("ack")
        site.core.answer = Acknowledgement("stored")
        await page.choose("a:7:3:1")
        taken = await page.hear("ack")

    assert refused["verdict"] == "busy"
    assert refused["notice"] == (
        "Hệ thống đang bận, nội dung bạn vừa gửi chưa được ghi nhận. "
        "Vui lòng chờ vài giây rồi bấm lại."
    )
    assert taken["verdict"] == "stored"


async def test_a_session_that_connects_again_and_again_is_refused_for_a_while(site: Site) -> None:
    cookie = await site.cookie()
    for _ in range(20):
        async with site.page(cookie):
            pass

    with pytest.raises(InvalidStatus) as refused:
        async with site.page(cookie):
            pass
    site.clock.advance(timedelta(seconds=1))
    async with site.page(cookie):
        pass

    assert refused.value.response.status_code == 403


async def test_the_notice_speaks_the_language_of_the_page(site: Site) -> None:
    async with site.line(await site.cookie(), query="?lang=en") as page:
        await page.say("a" * 2001)
        ack = await page.hear("ack")

    assert ack["notice"] == "The message is longer than 2,000 characters. Please shorten it."


async def test_the_limit_is_of_a_session_not_of_a_tab(site: Site) -> None:
    cookie = await site.cookie()
    async with site.page(cookie) as one, site.page(cookie) as other:
        for _ in range(18):
            await one.say("a")
            await one.hear("ack")
        await other.say("a")
        ack = await other.hear("ack")

    assert ack["verdict"] == "slow_down"


async def test_a_sixth_tab_closes_the_oldest(site: Site) -> None:
    cookie = await site.cookie()
    async with (
        site.page(cookie) as oldest,
        site.page(cookie) as second,
        site.page(cookie),
        site.page(cookie),
        site.page(cookie),
        site.page(cookie) as newest,
    ):
        code = await oldest.close_code()
        await site.send(site.chat(cookie), "m1")
        await second.hear("message")
        await newest.hear("message")

    assert code == 4008


async def test_frames_wait_in_line_only_up_to_a_bound(site: Site) -> None:
    site.core.shut_gate()
    async with site.page(await site.cookie()) as page:
        for _ in range(40):
            await page.socket.send(json.dumps({"type": "say", "id": str(uuid4()), "text": "a"}))
            await page.settle()
            site.clock.advance(timedelta(seconds=1))
        refused = [frame for frame in page.heard if frame["type"] == "ack"]

    # One is being delivered and 32 wait behind it.
    assert [frame["verdict"] for frame in refused] == ["slow_down"] * 7


def test_a_bucket_fills_up_again_but_never_beyond_its_burst() -> None:
    limiter = RateLimiter(Rate(burst=2, per_second=1))

    at_once = [limiter.allows("a", START) for _ in range(3)]
    later = [limiter.allows("a", START + timedelta(hours=1)) for _ in range(3)]

    assert at_once == [True, True, False]
    assert later == [True, True, False]


def test_a_clock_that_is_set_back_takes_nothing_away() -> None:
    limiter = RateLimiter(Rate(burst=2, per_second=1))
    limiter.allows("a", START)

    assert limiter.allows("a", START - timedelta(hours=1))


def test_buckets_are_forgotten_when_they_are_too_many() -> None:
    limiter = RateLimiter(SESSION_RATE)
    for number in range(20_001):
        limiter.allows(str(number), START)

    assert len(limiter._buckets) == 20_000
    assert "0" not in limiter._buckets


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2::7", "2001:0db8:0001:0002"),
        ("2001:db8:1:2:ffff::1", "2001:0db8:0001:0002"),
        ("", ""),
    ],
)
def test_an_ipv6_subscriber_counts_as_one_address(host: str, key: str) -> None:
    assert address_key(host) == key
