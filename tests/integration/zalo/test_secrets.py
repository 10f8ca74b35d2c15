"""Neither the token nor what people say gets into a log, an error or a repr, whatever happens."""

import logging
import traceback

import pytest
from structlog.testing import capture_logs

from bot.adapters._zalo.client import ZaloClient
from handlers.ports.messaging import MessagingError
from tests.contract.telegram import HastyClock
from tests.integration.web.site import eventually
from tests.integration.zalo.desk import NAME, SECRET, TOKEN, opened_desk
from tests.platforms.zalo.emulator import ZaloEmulator
from tests.platforms.zalo.faults import Trouble

pytestmark = pytest.mark.anyio

SAID = "Nguyễn Thị Hoa 0912345678"
HIDDEN = (TOKEN.partition(":")[2], SECRET, "Nguyễn", "0912345678")
TROUBLES: tuple[Trouble | None, ...] = (
    None,
    "gateway_html_502",
    "empty_504",
    "drop_before_accept",
    "drop_after_accept",
)


def hear_everything(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("aiohttp", "asyncio", "uvicorn"):
        caplog.set_level(logging.DEBUG, logger=name)


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    formatter = logging.Formatter()
    return [f"{formatter.format(record)} {record.args!r}" for record in caplog.records]


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("method", ["sendMessage", "getUpdates", "getMe", "nothing"])
async def test_a_call_tells_no_token_and_no_text(
    zalo: ZaloEmulator, caplog: pytest.LogCaptureFixture, trouble: Trouble | None, method: str
) -> None:
    hear_everything(caplog)
    account = zalo.add_bot(TOKEN, name=NAME)
    await zalo.person("Hoa").say(account, SAID)
    if trouble is not None:
        zalo.order(trouble, method)
    client = ZaloClient(zalo.url, TOKEN)

    told = await _told_by(client, method)
    traces = [told, repr(client), *lines(caplog)]
    await client.close()

    assert _leaks(traces) == []


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "http://khong-co.invalid"])
async def test_an_address_where_nobody_is_tells_no_token(
    caplog: pytest.LogCaptureFixture, address: str
) -> None:
    hear_everything(caplog)
    client = ZaloClient(address, TOKEN)

    told = await _told_by(client, "getMe")
    await client.close()

    assert "TemporaryFailure" in told
    assert _leaks([told, *lines(caplog)]) == []


async def test_a_running_bot_tells_no_token_and_no_text(
    inlet: str, zalo: ZaloEmulator, caplog: pytest.LogCaptureFixture
) -> None:
    hear_everything(caplog)
    with capture_logs() as logs:
        async with opened_desk(zalo, inlet, HastyClock()) as desk:
            desk.core.answer = RuntimeError(SAID)
            await zalo.person("Hoa").say(desk.account, SAID)
            await eventually(lambda: len(desk.core.delivered) == 1)
            await eventually(lambda: bool(logs))
            traces = [repr(desk.adapter), repr(vars(desk.adapter)), str(desk.logs)]

    assert _leaks([*traces, *lines(caplog), *map(str, logs)]) == []


async def _told_by(client: ZaloClient, method: str) -> str:
    """Everything that a call's failure tells; empty if it does not fail."""
    try:
        await client.call(method, {"chat_id": "hoa", "text": SAID, "timeout": 0}, seconds=1)
    except MessagingError as error:
        return "".join(traceback.format_exception(error)) + repr(error.__cause__)
    return ""


def _leaks(traces: list[str]) -> list[str]:
    return [trace for trace in traces if any(hidden in trace for hidden in HIDDEN)]
