"""What the doctor finds out about Redis, on a real Valkey server."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from pydantic import SecretStr

from bot.checks.findings import Finding, Findings, State
from bot.checks.redis import check_redis
from bot.settings import Settings
from handlers.ports.timing import Clock
from handlers.texts.loader import wording
from storage.redis.client import redis_client
from tests.fakes.clock import FakeClock
from tests.fakes.valkey import Valkey, running_valkey
from tests.integration.bot.command_line import CommandLine

SECRET = "mat-khau-mat-khau"


class SlowClock(FakeClock):
    """A clock on which everything takes a while."""

    def __init__(self, step: timedelta) -> None:
        super().__init__()
        self._step = step

    def now(self) -> datetime:
        self.advance(self._step)
        return super().now()


@pytest.fixture(scope="module")
def valkey() -> Iterator[Valkey]:
    with running_valkey() as server:
        yield server


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that is there answers in time, however busy the machine is."""
    monkeypatch.setattr("storage.redis.client.PATIENCE_SECONDS", 20.0)


async def found(url: str | None, clock: Clock) -> list[Finding]:
    """What the check finds for an installation with that server."""
    findings = Findings(wording("vi"))
    settings = Settings(_env_file=None, redis_url=url and SecretStr(url), redis_away_part=0.25)
    await check_redis(settings, clock, findings)
    return findings.all


@pytest.mark.anyio
async def test_without_an_address_there_is_nothing_to_check(clock: FakeClock) -> None:
    assert await found(None, clock) == []


@pytest.mark.anyio
@pytest.mark.usefixtures("patient")
async def test_a_server_that_answers_is_fine_and_left_as_it_was(
    valkey: Valkey, clock: FakeClock
) -> None:
    (one,) = await found(valkey.url, clock)

    assert one == Finding("redis", State.OK, "Redis: đã kết nối, một lượt hỏi đáp mất 0 ms.")
    redis = redis_client(valkey.url)
    assert await redis.keys("*") == []
    await redis.aclose()


@pytest.mark.anyio
@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize(("milliseconds", "state"), [(50, State.OK), (51, State.WARNING)])
async def test_a_server_that_is_far_away_is_told(
    valkey: Valkey, milliseconds: int, state: State
) -> None:
    (one,) = await found(valkey.url, SlowClock(timedelta(milliseconds=milliseconds)))

    assert one.state is state
    assert f"mất {milliseconds} ms" in one.found


@pytest.mark.anyio
async def test_a_server_that_is_gone_is_told_with_what_happens_without_it(
    clock: FakeClock,
) -> None:
    (one,) = await found(f"redis://:{SECRET}@127.0.0.1:1/0", clock)

    assert one.state is State.WARNING
    assert one.found == "Redis: không dùng được (ConnectionError)."
    assert "không mất gì" in one.advice
    assert "25% tốc độ" in one.advice
    assert SECRET not in one.found + one.advice


@pytest.mark.anyio
async def test_a_server_that_does_not_answer_is_not_waited_for(
    valkey: Valkey, clock: FakeClock
) -> None:
    with valkey.frozen():
        (one,) = await found(valkey.url, clock)

    assert one.state is State.WARNING
    assert one.found == "Redis: không dùng được (TimeoutError)."


@pytest.mark.anyio
@pytest.mark.usefixtures("patient")
async def test_a_password_that_is_wrong_is_told_and_not_shown(
    valkey: Valkey, clock: FakeClock
) -> None:
    redis = redis_client(valkey.url)
    await redis.config_set("requirepass", "another-password")

    (one,) = await found(valkey.url.replace("//", f"//:{SECRET}@"), clock)

    await redis.config_set("requirepass", "")
    await redis.aclose()
    assert one.state is State.WARNING
    assert one.found == "Redis: không dùng được (AuthenticationError)."


@pytest.mark.anyio
@pytest.mark.usefixtures("patient")
async def test_a_server_that_takes_no_writes_is_told(valkey: Valkey, clock: FakeClock) -> None:
    redis = redis_client(valkey.url)
    await redis.slaveof("127.0.0.1", 1)

    (one,) = await found(valkey.url, clock)

    await redis.slaveof()
    await redis.aclose()
    assert one.state is State.WARNING
    assert "ReadOnlyError" in one.found


def test_the_doctor_looks_at_redis_where_it_is_set(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, valkey: Valkey
) -> None:
    monkeypatch.setenv("REDIS_URL", valkey.url)

    checks = [one["check"] for one in json.loads(cli("doctor", "--json").stdout)]

    assert "redis" in checks
