"""What people say and what they are told is in no log and no repr (invariant 12)."""

import logging

import pytest
from structlog.testing import capture_logs

from handlers.ports.contents import Text
from handlers.ports.messaging import Acknowledgement, OutboundMessage
from tests.contract.messages import QUESTION, send
from tests.contract.platforms import Platform
from tests.integration.web.site import eventually

pytestmark = pytest.mark.anyio

SAID = "Nguyễn Thị Hoa 0912345678"
TOLD = "Chào Nguyễn Thị Hoa, mã của bạn là 4711."
SECRETS = ("Nguyễn", "0912345678", "4711", "SIPAS", "dân chấm")


async def test_what_is_said_and_told_is_in_no_log_and_no_repr(
    platform: Platform, caplog: pytest.LogCaptureFixture
) -> None:
    # INFO is the least that foreign libraries may say (bot/logs.py).
    caplog.set_level(logging.INFO)
    with capture_logs() as logs:
        await platform.write(SAID)
        await send(platform, "a", Text(TOLD))
        await send(platform, "q", QUESTION)
        await platform.see(2)
        await eventually(lambda: len(platform.core.delivered) == 1)
        platform.core.answer = RuntimeError(SAID)
        await platform.write(SAID)
        await eventually(lambda: len(platform.core.delivered) == 2)
        await platform.settle()
        platform.core.answer = Acknowledgement("handled")

    traces = [
        *(record.getMessage() for record in caplog.records),
        *map(str, logs),
        repr(platform.adapter),
        *map(repr, platform.core.delivered),
        repr(OutboundMessage(platform.chat, "a", Text(TOLD))),
        repr(OutboundMessage(platform.chat, "q", QUESTION)),
    ]
    for secret in SECRETS:
        assert [trace for trace in traces if secret in trace] == []
