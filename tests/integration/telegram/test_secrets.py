"""Neither the token nor what people say gets into a log, an error or a repr, whatever happens."""

import logging
import traceback

import pytest
from structlog.testing import capture_logs

from bot.adapters._telegram.wire import Wire
from bot.platforms import _telegram_api
from handlers.ports.messaging import MessagingError
from tests.fakes.clock import FakeClock
from tests.integration.telegram.desk import opened_desk
from tests.integration.web.site import eventually
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.faults import Fault, FaultKind

pytestmark = pytest.mark.anyio

AN = 11
SAID = "Nguyễn Thị Hoa 0912345678"
TROUBLES = (
    None,
    Fault(FaultKind.RESET),
    Fault(FaultKind.SERVER_ERROR, status=500),
    Fault(FaultKind.HTML_PAGE, status=502),
    Fault(FaultKind.HTML_PAGE, status=200),
    Fault(FaultKind.TOO_MANY_REQUESTS),
    Fault(FaultKind.SLOW, delay=5.0),
)


def hear_everything(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("aiohttp", "aiogram", "httpx", "asyncio", "uvicorn", "urllib3"):
        caplog.set_level(logging.DEBUG, logger=name)


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    formatter = logging.Formatter()
    return [f"{formatter.format(record)} {record.args!r}" for record in caplog.records]


@pytest.mark.parametrize("fault", TROUBLES, ids=lambda fault: fault.kind if fault else "none")
@pytest.mark.parametrize("method", ["sendMessage", "getUpdates", "getMe"])
async def test_a_call_tells_no_token_and_no_text(
    library: str,
    telegram: TelegramEmulator,
    caplog: pytest.LogCaptureFixture,
    fault: Fault | None,
    method: str,
) -> None:
    hear_everything(caplog)
    telegram.person(AN).say(SAID)
    if fault is not None:
        telegram.faults.add(fault)
    api = _telegram_api(library, str(telegram.bot.id), Wire(telegram.url, telegram.bot.token))
    params = {"chat_id": AN, "text": SAID} if method == "sendMessage" else {}

    told = ""
    try:
        await api.call(method, params, seconds=1)
    except MessagingError as error:
        told = "".join(traceback.format_exception(error)) + repr(error.__cause__)
    traces = [told, repr(api), repr(vars(api)), *lines(caplog)]
    await api.close()

    secret = telegram.bot.token.partition(":")[2]
    assert [trace for trace in traces if secret in trace] == []
    assert [trace for trace in traces if "Nguyễn" in trace or "0912345678" in trace] == []


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "http://khong-co.invalid"])
async def test_an_address_where_nobody_is_tells_no_token(
    library: str, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    hear_everything(caplog)
    token = f"7000000001:{'S' * 35}"
    api = _telegram_api(library, "7000000001", Wire(address, token))

    with pytest.raises(MessagingError) as caught:
        await api.call("getMe", {}, seconds=5)
    await api.close()

    traces = ["".join(traceback.format_exception(caught.value)), *lines(caplog)]
    assert [trace for trace in traces if "SSSS" in trace] == []


async def test_a_running_bot_tells_no_token_and_no_text(
    library: str, inlet: str, telegram: TelegramEmulator, caplog: pytest.LogCaptureFixture
) -> None:
    hear_everything(caplog)
    with capture_logs() as logs:
        async with opened_desk(library, inlet, telegram, FakeClock()) as desk:
            desk.core.answer = RuntimeError(SAID)
            telegram.person(AN).say(SAID)
            await eventually(lambda: len(desk.core.delivered) == 1)
            traces = [repr(desk.adapter), repr(vars(desk.adapter))]

    secret = telegram.bot.token.partition(":")[2]
    traces += [*lines(caplog), *map(str, logs)]
    assert len(traces) > 3
    assert [trace for trace in traces if secret in trace] == []
    assert [trace for trace in traces if "Nguyễn" in trace or "0912345678" in trace] == []
