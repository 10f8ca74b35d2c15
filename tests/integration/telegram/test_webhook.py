"""The webhook: who may bring updates, and when they are answered."""

from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from handlers.ports.messaging import Acknowledgement
from tests.fakes.clock import START, FakeClock
from tests.integration.telegram.desk import SECRET, Desk, opened_desk
from tests.integration.web.site import eventually
from tests.platforms.telegram.emulator import TelegramEmulator

pytestmark = pytest.mark.anyio

HEADER = "X-Telegram-Bot-Api-Secret-Token"
AN = 11
MIB = 1 << 20


@pytest.fixture
async def desk(telegram: TelegramEmulator, clock: FakeClock) -> AsyncIterator[Desk]:
    async with opened_desk("telegram_aiogram", "webhook", telegram, clock) as desk:
        yield desk


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


class Stranger:
    """Somebody who has found the address of the webhook."""

    def __init__(self, desk: Desk, session: aiohttp.ClientSession) -> None:
        assert desk.adapter.webhook is not None
        self._url = desk.url + desk.adapter.webhook.path
        self._session = session

    async def brings(self, body: bytes, secret: str | None = SECRET) -> tuple[int, bytes]:
        headers = {} if secret is None else {HEADER: secret}
        async with self._session.post(self._url, data=BytesIO(body), headers=headers) as response:
            return response.status, await response.read()

    async def asks(self) -> int:
        async with self._session.get(self._url) as response:
            return response.status


@pytest.fixture
def stranger(desk: Desk, session: aiohttp.ClientSession) -> Stranger:
    return Stranger(desk, session)


def update(number: int = 1, **fields: Any) -> bytes:
    text = fields.pop("text", '"vào thi"')
    return (
        f'{{"update_id":{number},"message":{{"message_id":1,"date":1700000000,'
        f'"chat":{{"id":{AN},"type":"private"}},'
        f'"from":{{"id":{AN},"is_bot":false,"first_name":"An"}},"text":{text}}}}}'
    ).encode()


async def test_what_telegram_is_asked_for(desk: Desk) -> None:
    webhook = desk.telegram.bot.webhook
    assert webhook is not None
    assert webhook.url == f"{desk.url}/webhooks/telegram/7000000001"
    assert (webhook.secret, webhook.max_connections) == (SECRET, 100)
    assert desk.telegram.bot.queue.allowed == {
        "message",
        "callback_query",
        "my_chat_member",
        "poll_answer",
    }


async def test_an_update_with_the_secret_is_delivered(desk: Desk, stranger: Stranger) -> None:
    assert await stranger.brings(update()) == (200, b"")

    assert [message.text for message in desk.core.delivered] == ["vào thi"]


@pytest.mark.parametrize("secret", [None, "", SECRET[:-1], SECRET + "x", "bí mật".encode().hex()])
async def test_without_the_secret_nothing_is_delivered(
    desk: Desk, stranger: Stranger, secret: str | None
) -> None:
    assert await stranger.brings(update(), secret) == (401, b"")

    assert desk.core.delivered == []


async def test_a_body_of_more_than_a_mebibyte_is_refused(desk: Desk, stranger: Stranger) -> None:
    filling = '"' + "x" * MIB + '"'

    assert await stranger.brings(update(text=filling)) == (413, b"")

    assert desk.core.delivered == []


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'"x"', b"\xff\xfe"])
async def test_what_is_no_update_is_refused(desk: Desk, stranger: Stranger, body: bytes) -> None:
    assert (await stranger.brings(body))[0] == 400

    assert desk.core.delivered == []


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"update_id":1}',
        b'{"update_id":1,"poll":{"id":"1"}}',
        b'{"update_id":1,"message":{}}',
        b'{"update_id":1,"message":{"chat":[]}}',
        b'{"update_id":1,"message":null}',
        b'{"update_id":1,"callback_query":{"id":"1","from":{"id":1}}}',
        b'{"update_id":1,"my_chat_member":{"chat":{"id":1}}}',
    ],
)
async def test_updates_that_say_nothing_to_us_are_acknowledged(
    desk: Desk, stranger: Stranger, body: bytes
) -> None:
    assert await stranger.brings(body) == (200, b"")

    assert desk.core.delivered == []


async def test_other_methods_are_refused(stranger: Stranger) -> None:
    assert await stranger.asks() == 405


async def test_what_could_not_be_made_durable_comes_again(desk: Desk, stranger: Stranger) -> None:
    desk.core.answer = ConnectionError("họ tên của một người")
    with capture_logs() as logs:
        assert await stranger.brings(update()) == (503, b"")

    assert [log["event"] for log in logs] == ["webhook_not_delivered"]
    assert "họ tên" not in str(logs)


async def test_nothing_is_taken_in_once_the_adapter_has_ended(
    desk: Desk, stranger: Stranger
) -> None:
    desk.running.cancel()
    await eventually(desk.running.done)

    assert await stranger.brings(update()) == (503, b"")


async def test_the_response_answers_the_button(desk: Desk) -> None:
    person = desk.telegram.person(AN)
    person.start()
    await eventually(lambda: len(desk.core.delivered) == 1)
    desk.core.answer = Acknowledgement("stored", "Đã ghi nhận" * 40)
    await desk.adapter._api.call(
        "sendMessage",
        {
            "chat_id": AN,
            "text": "x",
            "reply_markup": {"inline_keyboard": [[{"text": "A", "callback_data": "a:1:1:0"}]]},
        },
    )

    press = person.press(await person.chat().read())

    assert len((await press.answered()).text) == 200
    assert desk.telegram.calls[-1].in_response


async def test_the_instant_of_arrival_is_taken_before_anything_else(
    desk: Desk, stranger: Stranger, clock: FakeClock
) -> None:
    clock.advance(timedelta(seconds=7))

    await stranger.brings(update())

    assert desk.core.delivered[0].received_at == START + timedelta(seconds=7)


async def test_other_addresses_are_served_as_before(
    desk: Desk, session: aiohttp.ClientSession
) -> None:
    async with session.get(f"{desk.url}/healthz") as response:
        assert (response.status, await response.json()) == (200, {"status": "ok"})
    async with session.get(f"{desk.url}/") as response:
        assert response.status == 404
