"""Checks that need somebody else: a clock to compare with, a failing webhook, a database server."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from pydantic import SecretStr

from bot.adapters._telegram.wire import Wire
from bot.checks.clocks import check_clock
from bot.checks.database import check_database
from bot.checks.findings import Finding, Findings, State
from bot.checks.platforms import Inlet, check_telegram
from bot.telegram_settings import TelegramSettings
from handlers.texts.loader import wording
from storage.engine import Database
from tests.fakes.clock import START, FakeClock
from tests.fakes.postgresql import PostgresqlServer
from tests.integration.web.site import eventually
from tests.platforms.telegram.emulator import TelegramEmulator

pytestmark = pytest.mark.anyio

SECRET = SecretStr("a-secret-of-tests-with-32-characters-or-more")


@pytest.fixture
def findings() -> Findings:
    return Findings(wording("vi"))


def only(findings: Findings, check: str) -> Finding:
    (found,) = [finding for finding in findings.all if finding.check == check]
    return found


@asynccontextmanager
async def answering(head: str) -> AsyncIterator[str]:
    """A server that gives every request the same answer; gives its address."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 404 Not Found\r\n{head}Connection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def date_field(instant: datetime) -> str:
    return f"Date: {format_datetime(instant, usegmt=True)}\r\n"


@pytest.mark.parametrize(
    ("off", "state"),
    [(0, State.OK), (5, State.OK), (-5, State.OK), (6, State.FAILED), (-3600, State.FAILED)],
)
async def test_the_clock_is_compared_with_the_date_of_an_answer(
    findings: Findings, clock: FakeClock, off: int, state: State
) -> None:
    async with answering(date_field(START + timedelta(seconds=off))) as url:
        await check_clock(url, clock, findings)

    assert only(findings, "clock").state is state


@pytest.mark.parametrize("head", ["", "Date: yesterday\r\n"])
async def test_an_answer_without_a_date_says_nothing_about_the_clock(
    findings: Findings, clock: FakeClock, head: str
) -> None:
    async with answering(head) as url:
        await check_clock(url, clock, findings)

    assert only(findings, "clock").state is State.SKIPPED


@pytest.mark.parametrize(
    ("inlet", "kind"),
    [
        (Inlet("", ""), "polling"),
        (Inlet("https://a/x", "https://a/x"), "webhook"),
        (Inlet("https://a/x", ""), "not-set"),
        (Inlet("https://a/x", "https://b/x"), "not-set"),
        (Inlet("", "https://b/x"), "foreign"),
        (Inlet("https://a/x", "https://a/x", is_failing=True), "failing"),
    ],
)
async def test_how_messages_come_in_is_compared_with_the_settings(inlet: Inlet, kind: str) -> None:
    assert inlet.kind == kind


@pytest.mark.parametrize(("later", "kind"), [(timedelta(0), "failed"), (timedelta(hours=2), "ok")])
async def test_a_webhook_that_could_not_be_reached_within_the_hour_has_failed(
    findings: Findings, later: timedelta, kind: str
) -> None:
    async with TelegramEmulator() as telegram:
        telegram.route_webhooks("thi.example.vn", "127.0.0.1:1")
        bot = telegram.bot.token.partition(":")[0]
        url = f"https://thi.example.vn/webhooks/telegram/{bot}"
        wire = Wire(telegram.url, telegram.bot.token)
        await wire.post("setWebhook", json.dumps({"url": url}).encode(), 10)
        await wire.close()
        telegram.person(1).start("SO-NV", telegram.bot)
        failed_at = await _first_failure(telegram)
        settings = TelegramSettings(
            _env_file=None,
            tokens=(SecretStr(telegram.bot.token),),
            api_url=telegram.url,
            webhook_url="https://thi.example.vn/",
            webhook_secret=SECRET,
        )

        await check_telegram(settings, failed_at + later, findings)

    assert only(findings, "telegram-inlet").state.value == kind


async def test_a_database_server_that_takes_no_writes_is_told(
    findings: Findings, postgresql_server: PostgresqlServer, postgresql_url: str
) -> None:
    name = postgresql_url.rpartition("/")[2].partition("?")[0]
    await postgresql_server.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    database = Database(postgresql_url)

    assert await check_database(database, findings)

    await database.dispose()
    assert only(findings, "writing").state is State.FAILED
    assert only(findings, "schema").state is State.OK


async def test_what_is_written_to_see_whether_it_can_be_is_taken_back(
    findings: Findings, database: Database
) -> None:
    for _ in range(2):
        assert await check_database(database, findings)

    assert {finding.state for finding in findings.all if finding.check == "writing"} == {State.OK}


async def _first_failure(telegram: TelegramEmulator) -> datetime:
    """When Telegram noted that it could not bring an update."""

    def is_noted() -> bool:
        return telegram.bot.webhook is not None and telegram.bot.webhook.error_at > 0

    await eventually(is_noted)
    assert telegram.bot.webhook is not None
    return datetime.fromtimestamp(telegram.bot.webhook.error_at, UTC)
