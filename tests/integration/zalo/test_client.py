"""How answers are read, whatever stands in front of the platform."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.adapters._zalo.client import ZaloClient
from bot.adapters._zalo.errors import Idle, NotFound, Overdrawn
from handlers.ports.messaging import (
    AdapterMisconfigured,
    MessageRejected,
    MessagingError,
    RateLimited,
    TemporaryFailure,
)
from tests.integration.zalo.desk import TOKEN
from tests.platforms.zalo.emulator import running_zalo
from tests.platforms.zalo.switches import Switches

pytestmark = pytest.mark.anyio

PAGE = "<html><h1>Bad Gateway</h1></html>"


class Canned:
    """A server that answers every request with the same bytes.

    Attributes:
        requests: as they came.
    """

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.answer = b""
        self.url = ""

    def put(self, status: int, body: str, headers: str = "") -> None:
        data = body.encode()
        head = f"HTTP/1.1 {status} x\r\nConnection: close\r\n{headers}"
        self.answer = f"{head}Content-Length: {len(data)}\r\n\r\n".encode() + data

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lengths = [
            int(line.partition(":")[2])
            for line in head.split("\r\n")
            if line.lower().startswith("content-length")
        ]
        self.requests.append(head + (await reader.readexactly(sum(lengths))).decode())
        writer.write(self.answer)
        await writer.drain()
        writer.close()
        await writer.wait_closed()


@pytest.fixture
async def canned() -> AsyncIterator[Canned]:
    canned = Canned()
    server = await asyncio.start_server(canned.serve, "127.0.0.1", 0)
    canned.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield canned
    server.close()
    await server.wait_closed()


@pytest.fixture
async def client(canned: Canned) -> AsyncIterator[ZaloClient]:
    client = ZaloClient(f"{canned.url}/", TOKEN)
    yield client
    await client.close()


async def test_a_call_is_a_post_of_json_to_the_address_of_the_bot(
    canned: Canned, client: ZaloClient
) -> None:
    canned.put(200, '{"ok":true,"result":{"message_id":"a"},"error_code":0}')

    assert await client.call("sendMessage", {"text": "Chào"}) == {"message_id": "a"}

    (request,) = canned.requests
    assert request.startswith(f"POST /bot{TOKEN}/sendMessage HTTP/1.1\r\n")
    assert "Content-Type: application/json\r\n" in request
    assert request.endswith('{"text": "Ch\\u00e0o"}')


async def test_a_call_may_have_no_result(canned: Canned, client: ZaloClient) -> None:
    canned.put(200, '{"ok":true}')

    assert await client.call("sendChatAction", {}) is None


@pytest.mark.parametrize("status", [200, 404, 500])
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('{"ok":false,"description":"Request timeout","error_code":408}', Idle),
        ('{"ok":false,"description":"Not Found","error_code":404}', NotFound),
        ('{"ok":false,"description":"x","errorCode":426}', MessageRejected),
        ('{"ok":false,"error_code":401}', AdapterMisconfigured),
        ('{"ok":false,"error_code":429}', Overdrawn),
    ],
)
async def test_the_body_counts_and_not_the_status(
    canned: Canned, client: ZaloClient, status: int, body: str, kind: type[MessagingError]
) -> None:
    canned.put(status, body)

    with pytest.raises(kind):
        await client.call("getMe", {})


async def test_where_the_body_has_no_code_the_status_counts(
    canned: Canned, client: ZaloClient
) -> None:
    canned.put(401, '{"ok":false}')

    with pytest.raises(AdapterMisconfigured):
        await client.call("getMe", {})


@pytest.mark.parametrize(
    "body", [PAGE, "", "null", "[]", '{"message":"no route"}', '{"ok"', "[" * 100_000]
)
@pytest.mark.parametrize("status", [200, 404, 502])
async def test_what_is_no_answer_of_the_platform_is_a_passing_failure(
    canned: Canned, client: ZaloClient, status: int, body: str
) -> None:
    canned.put(status, body)

    with pytest.raises(TemporaryFailure) as caught:
        await client.call("sendMessage", {})

    assert caught.value.outcome_unknown is (status != 404)


@pytest.mark.parametrize("body", [PAGE, ""])
async def test_a_page_with_status_401_means_a_refused_token(
    canned: Canned, client: ZaloClient, body: str
) -> None:
    canned.put(401, body)

    with pytest.raises(AdapterMisconfigured):
        await client.call("getMe", {})


@pytest.mark.parametrize("body", [PAGE, '{"ok":false,"error_code":429}'])
async def test_a_pause_is_taken_from_the_header_should_it_ever_come(
    canned: Canned, client: ZaloClient, body: str
) -> None:
    canned.put(429, body, "Retry-After: 7\r\n")

    with pytest.raises(RateLimited) as caught:
        await client.call("sendMessage", {})

    assert caught.value.retry_after == timedelta(seconds=7)


@pytest.mark.parametrize("value", ["Wed, 21 Oct 2026 07:28:00 GMT", "-1", "", "²"])
async def test_a_header_that_names_no_seconds_is_passed_over(
    canned: Canned, client: ZaloClient, value: str
) -> None:
    canned.put(429, '{"ok":false,"error_code":429}', f"Retry-After: {value}\r\n")

    with pytest.raises(Overdrawn):
        await client.call("sendMessage", {})


async def test_a_redirection_is_not_followed_with_the_token(
    canned: Canned, client: ZaloClient
) -> None:
    canned.put(302, "", f"Location: {canned.url}/elsewhere\r\n")

    with pytest.raises(TemporaryFailure):
        await client.call("getMe", {})

    assert len(canned.requests) == 1


async def test_where_nobody_listens_nothing_was_sent() -> None:
    client = ZaloClient("http://127.0.0.1:1", TOKEN)

    with pytest.raises(TemporaryFailure) as caught:
        await client.call("sendMessage", {})
    await client.close()

    assert not caught.value.outcome_unknown
    assert caught.value.__suppress_context__


async def test_an_answer_that_never_comes_leaves_the_outcome_unknown() -> None:
    switches = Switches(drop_after_accept=1, lost_answer="silence")
    async with running_zalo(switches) as zalo:
        account = zalo.add_bot(TOKEN)
        screen = zalo.person("Lan Phạm").chat(account)
        screen.has_written = True
        client = ZaloClient(zalo.url, TOKEN)
        with pytest.raises(TemporaryFailure) as caught:
            await client.call("sendMessage", {"chat_id": screen.id, "text": "Chào"}, seconds=0.1)
        await client.close()

    assert caught.value.outcome_unknown
    assert caught.value.__suppress_context__
    assert [shown.text for shown in screen.shown] == ["Chào"]


async def test_after_the_end_nothing_is_sent(canned: Canned, client: ZaloClient) -> None:
    await client.close()

    with pytest.raises(TemporaryFailure) as caught:
        await client.call("sendMessage", {})

    assert not caught.value.outcome_unknown
    assert canned.requests == []
