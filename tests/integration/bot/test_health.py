"""What `/readyz` and `/metrics` say of a process, its database and its platforms."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from bot.app import App
from bot.clock import SystemClock
from bot.limiting import Sharing
from bot.web.app import create_app
from bot.web.health import Health
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.contents import Text
from handlers.ports.messaging import (
    InboundMessage,
    Lane,
    MessageRejected,
    NotDurableError,
    OutboundMessage,
)
from handlers.shedding import Work
from storage.engine import Database
from storage.outage import SqlHeartbeat
from storage.outbox import Lease
from storage.tables.outbox import outbox_table
from storage.unit_of_work import SqlUnitsOfWork
from tests.fakes.adapter import FakeAdapter
from tests.fakes.secrets import SECRET
from tests.fakes.valkey import running_valkey
from tests.integration.bot.test_app import Before, said

pytestmark = pytest.mark.anyio

ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SECOND = timedelta(seconds=1)
NOBODY = Lease("nobody", timedelta(0))
SAMPLE = re.compile(r"^(?P<name>\w+(?:\{.*\})?) (?P<value>\S+)$", re.M)


class PollingAdapter(FakeAdapter):
    """A platform whose updates are fetched."""

    webhook: object | None = None
    last_poll_at: datetime | None = None
    is_standby = False


class Desk:
    """A process that does not run: only its health is asked."""

    def __init__(self, url: str, *adapters: FakeAdapter, sharing: Sharing | None) -> None:
        self.app = App(url, SystemClock(), SECRET, sharing=sharing)
        operations = Health(self.app, adapters).routes()
        transport = httpx.ASGITransport(create_app([], operations=operations))
        self._client = httpx.AsyncClient(transport=transport, base_url="http://desk")

    async def ready(self) -> tuple[int, Any]:
        response = await self._client.get("/readyz")
        return response.status_code, response.json()

    async def figures(self) -> dict[str, float]:
        response = await self._client.get("/metrics")
        assert response.status_code == 200
        return {found["name"]: float(found["value"]) for found in SAMPLE.finditer(response.text)}

    async def close(self) -> None:
        await self._client.aclose()
        await self.app.close()


@asynccontextmanager
async def desk(
    url: str, *adapters: FakeAdapter, sharing: Sharing | None = None
) -> AsyncIterator[Desk]:
    one = Desk(url, *adapters, sharing=sharing)
    yield one
    await one.close()


@pytest.fixture
async def alive(database: Database) -> Database:
    """A database in which a process has just left a sign of life."""
    await SqlHeartbeat(database).beat(SystemClock().now())
    return database


async def _queue(
    database: Database, key: str, queued_at: datetime, lane: Lane = Lane.REPLY, chat: str = "a"
) -> None:
    message = OutboundMessage(ChatRef("web", "demo", chat), key, Text("xin chào"), lane)
    async with SqlUnitsOfWork(database, NOBODY, SECRET)() as tx:
        await tx.outbox.add([message], queued_at)
        await tx.commit()


async def _execute(database: Database, statement: str, **values: object) -> None:
    async with database.write() as connection:
        await connection.execute(text(statement), values)


# Readiness


async def test_a_process_in_order_is_ready(database_url: str, alive: Database) -> None:
    async with desk(database_url, FakeAdapter()) as one:
        status, body = await one.ready()

    assert status == 200
    assert body["status"] == "ready"
    assert set(body["checks"]) == {
        *("database", "schema", "heartbeat_age", "outbox_lag", "deadline_lag", "intake_wait"),
    }
    assert body["checks"]["outbox_lag"] == {"ok": True, "seconds": 0.0, "limit_seconds": 30.0}


@pytest.mark.parametrize(
    "url", ["sqlite:////dev/null/hoithi.db", "postgresql://hoithi:mat-khau@127.0.0.1:1/hoithi"]
)
async def test_without_a_database_it_is_not_ready_and_says_no_more_than_that(url: str) -> None:
    async with desk(url, FakeAdapter()) as one:
        status, body = await one.ready()

    assert status == 503
    assert body == {
        "status": "not ready",
        "checks": {
            "database": {"ok": False},
            "intake_wait": {"ok": True, "seconds": 0.0, "limit_seconds": 2.0},
        },
    }


async def test_a_schema_of_another_version_is_not_ready(database_url: str, alive: Database) -> None:
    await _execute(alive, "UPDATE alembic_version SET version_num = '0001'")

    async with desk(database_url, FakeAdapter()) as one:
        status, body = await one.ready()

    assert status == 503
    assert body["checks"]["schema"] == {"ok": False}


async def test_a_heartbeat_that_is_not_written_any_more_is_noticed(
    database_url: str, database: Database
) -> None:
    """The database can be read and not written: its disk is full."""
    await SqlHeartbeat(database).beat(SystemClock().now() - 11 * SECOND)

    async with desk(database_url, FakeAdapter()) as one:
        status, body = await one.ready()

    assert status == 503
    assert [name for name, check in body["checks"].items() if not check["ok"]] == ["heartbeat_age"]
    assert 11 <= body["checks"]["heartbeat_age"]["seconds"] < 60


async def test_a_reply_that_has_been_due_for_too_long_is_noticed(
    database_url: str, alive: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.health.SECOND_LOOK", timedelta(0))
    await _queue(alive, "late", SystemClock().now() - 31 * SECOND)

    async with desk(database_url, FakeAdapter()) as one:
        status, body = await one.ready()

    assert status == 503
    assert 31 <= body["checks"]["outbox_lag"]["seconds"] < 80


@pytest.mark.parametrize(
    ("lane", "bot"), [(Lane.BROADCAST, "demo"), (Lane.REMINDER, "demo"), (Lane.REPLY, "other")]
)
async def test_announcements_and_bots_of_others_may_wait(
    database_url: str, alive: Database, lane: Lane, bot: str
) -> None:
    await _queue(alive, "late", SystemClock().now() - 3600 * SECOND, lane)

    async with desk(database_url, FakeAdapter(bot=bot)) as one:
        status, _ = await one.ready()

    assert status == 200


async def test_what_waits_for_its_time_or_behind_such_a_message_is_not_late(
    database_url: str, alive: Database
) -> None:
    """The platform was down, and the first message of the chat is due again in a minute."""
    now = SystemClock().now()
    for key in ("first", "second"):
        await _queue(alive, key, now - 300 * SECOND)
    async with alive.write() as connection:
        await connection.execute(
            outbox_table.update()
            .where(outbox_table.c.key == "first")
            .values(not_before=now + 60 * SECOND)
        )

    async with desk(database_url, FakeAdapter()) as one:
        status, body = await one.ready()

    assert status == 200
    assert body["checks"]["outbox_lag"]["seconds"] == 0.0


@ONLY_SQLITE
async def test_what_was_kept_for_somebody_who_has_just_come_back_is_not_late(
    database_url: str, alive: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Due from its queueing hours ago, and sent before the second look."""
    await _queue(alive, "kept", SystemClock().now() - 7200 * SECOND)

    async def sent_meanwhile(_: timedelta) -> None:
        await _execute(
            alive, "UPDATE outbox SET state = 'sent', lease_owner = NULL, lease_until = NULL"
        )

    async with desk(database_url, FakeAdapter()) as one:
        monkeypatch.setattr(one.app.clock, "sleep", sent_meanwhile)
        status, _ = await one.ready()

    assert status == 200


async def test_an_open_question_long_past_its_deadline_is_noticed(
    database_url: str, alive: Database
) -> None:
    """Forty seconds to answer, delivered 60 s ago, and nobody has moved it on."""
    before = Before(alive)
    await before.prepare()
    await before.open_question(1, before.now - 60 * SECOND)

    async with desk(database_url, FakeAdapter()) as one:
        status, body = await one.ready()

    assert status == 503
    assert 20 <= body["checks"]["deadline_lag"]["seconds"] < 60


@pytest.mark.parametrize(("age", "expected"), [(119, 200), (121, 503)])
@ONLY_SQLITE
async def test_a_platform_that_was_not_asked_for_two_minutes_is_noticed(
    database_url: str, alive: Database, age: int, expected: int
) -> None:
    fresh, stale = PollingAdapter("zalo", "1"), PollingAdapter("zalo", "2")
    fresh.last_poll_at = SystemClock().now()
    stale.last_poll_at = SystemClock().now() - age * SECOND

    async with desk(database_url, fresh, stale) as one:
        status, body = await one.ready()

    assert status == expected
    assert age <= body["checks"]["poll_age_zalo"]["seconds"] < age + 60


@ONLY_SQLITE
async def test_a_process_on_standby_need_not_poll(database_url: str, alive: Database) -> None:
    adapter = PollingAdapter("zalo", "1")
    adapter.is_standby = True
    adapter.last_poll_at = SystemClock().now() - 600 * SECOND

    async with desk(database_url, adapter) as one:
        status, body = await one.ready()

    assert (status, body["checks"]["poll_age_zalo"]["seconds"]) == (200, 0)


@ONLY_SQLITE
async def test_what_has_waited_too_long_for_the_database_is_noticed(
    database_url: str, alive: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever would wait as long behind it is refused meanwhile."""
    async with desk(database_url, FakeAdapter()) as one:
        now = one.app.clock.now()
        monkeypatch.setattr(one.app.clock, "now", lambda: now)
        with one.app.shedding.waiting(Work.ANSWER):
            monkeypatch.setattr(one.app.clock, "now", lambda: now + 3 * SECOND)
            status, body = await one.ready()
            figures = await one.figures()
        after, _ = await one.ready()

    assert (status, after) == (503, 200)
    assert body["checks"]["intake_wait"] == {"ok": False, "seconds": 3.0, "limit_seconds": 2.0}
    assert figures['hoithi_intake_waiting{work="answer"}'] == 1
    assert figures['hoithi_intake_wait_seconds{work="answer"}'] == 3
    assert figures['hoithi_updates_refused_total{work="other"}'] == 0


@ONLY_SQLITE
async def test_without_redis_a_process_is_ready_and_says_that_it_is_away(
    database_url: str, alive: Database
) -> None:
    with running_valkey() as server:
        async with desk(database_url, FakeAdapter(), sharing=Sharing(server.url)) as one:
            told = [await _redis_of(one)]
            server.stop()
            told.append(await _redis_of(one))
            server.start()
            told.append(await _redis_of(one))

    assert told == [
        (200, {"ok": True, "answers": True}, 1),
        (200, {"ok": True, "answers": False}, 0),
        (200, {"ok": True, "answers": True}, 1),
    ]


async def _redis_of(one: Desk) -> tuple[int, Any, float]:
    status, body = await one.ready()
    return status, body["checks"]["redis"], (await one.figures())["hoithi_redis_up"]


@ONLY_SQLITE
async def test_a_platform_with_a_webhook_is_not_asked(database_url: str, alive: Database) -> None:
    adapter = PollingAdapter("zalo", "1")
    adapter.webhook = object()

    async with desk(database_url, adapter) as one:
        _, body = await one.ready()

    assert "poll_age_zalo" not in body["checks"]


# Metrics


async def test_what_waits_is_told_by_lane(database_url: str, alive: Database) -> None:
    now = SystemClock().now()
    await _queue(alive, "one", now - 5 * SECOND)
    await _queue(alive, "two", now - 90 * SECOND, Lane.BROADCAST)
    await _queue(alive, "three", now - 20 * SECOND, Lane.BROADCAST)

    async with desk(database_url, FakeAdapter()) as one:
        figures = await one.figures()

    waiting = {
        lane.name.lower(): figures[f'hoithi_outbox_waiting{{lane="{lane.name.lower()}"}}']
        for lane in Lane
    }
    assert waiting == {"reply": 1, "live_round": 0, "reminder": 0, "broadcast": 2}
    assert 5 <= figures['hoithi_outbox_lag_seconds{lane="reply"}'] < 60
    assert 90 <= figures['hoithi_outbox_lag_seconds{lane="broadcast"}'] < 150
    assert figures['hoithi_outbox_lag_seconds{lane="reminder"}'] == 0
    assert figures["hoithi_database_up"] == 1


async def test_without_a_database_the_process_still_tells_what_it_has_counted() -> None:
    async with desk("postgresql://hoithi:mat-khau@127.0.0.1:1/hoithi", FakeAdapter()) as one:
        figures = await one.figures()

    assert figures["hoithi_database_up"] == 0
    assert [name for name in figures if name.startswith("hoithi_build_info{")] != []


async def test_answers_updates_and_messages_are_counted(
    database_url: str, database: Database
) -> None:
    before = Before(database)
    await before.prepare()
    attempt = await before.open_question(1, before.now - SECOND)
    adapter = FakeAdapter()
    async with desk(database_url, adapter) as one:
        async with one.app.running([adapter]) as running:
            answer = said("C", 1, one.app.clock.now())
            verdicts = [(await running.deliver(answer)).verdict for _ in range(2)]
            await adapter.until_sent(f"attempt:{attempt.id}:q:2")
        figures = await one.figures()

    assert verdicts == ["stored", "repeated"]
    assert figures['hoithi_answers_total{verdict="stored"}'] == 1
    assert figures['hoithi_answers_total{verdict="repeated"}'] == 1
    assert figures['hoithi_updates_total{platform="web"}'] == 2
    assert 'hoithi_updates_failed_total{platform="web"}' not in figures
    # Two answers and the delivery of the next question, which may share the second one's commit.
    assert figures["hoithi_commit_events_sum"] == 3
    assert figures["hoithi_commit_events_count"] in {2, 3}
    assert figures["hoithi_commit_seconds_count"] == figures["hoithi_commit_events_count"]
    assert figures['hoithi_messages_total{lane="reply",outcome="sent",platform="web"}'] == 1


@ONLY_SQLITE
async def test_a_deadline_that_was_passed_is_counted_with_its_lateness(
    database_url: str, database: Database
) -> None:
    """Run out 20 s ago, of which none was an outage: the heartbeat is fresh."""
    before = Before(database)
    await before.prepare()
    attempt = await before.open_question(1, before.now - 60 * SECOND)
    await before.last_sign_of_life(before.now)
    adapter = FakeAdapter()
    async with desk(database_url, adapter) as one:
        async with one.app.running([adapter]):
            await adapter.until_sent(f"attempt:{attempt.id}:q:2")
        figures = await one.figures()

    assert figures["hoithi_deadline_lateness_seconds_count"] == 1
    assert 20 <= figures["hoithi_deadline_lateness_seconds_sum"] < 60


@ONLY_SQLITE
async def test_messages_that_are_given_up_and_updates_that_fail_are_counted(
    database_url: str, database: Database
) -> None:
    before = Before(database)
    await before.prepare()
    await before.queue("refused")
    await before.last_sign_of_life(before.now - 60 * SECOND)
    adapter = FakeAdapter()
    adapter.trouble("refused", MessageRejected("blocked"))
    async with desk(database_url, adapter) as one:
        async with one.app.running([adapter]) as running:
            await adapter.until_tried("refused")
            await _execute(database, "ALTER TABLE dialogue RENAME TO lost")
            with pytest.raises(NotDurableError):
                await running.deliver(
                    InboundMessage(
                        "1",
                        ChatRef("web", "demo", "somebody"),
                        UserRef("web", "demo", "somebody"),
                        one.app.clock.now(),
                        text="xin chào",
                    )
                )
        figures = await one.figures()

    assert figures['hoithi_messages_total{lane="reply",outcome="dead",platform="web"}'] == 1
    assert figures['hoithi_updates_failed_total{platform="web"}'] == 1
    assert figures['hoithi_database_errors_total{kind="OperationalError"}'] >= 2


@ONLY_SQLITE
async def test_two_processes_in_one_program_do_not_share_their_counts(
    database_url: str, alive: Database
) -> None:
    async with desk(database_url, FakeAdapter()) as one, desk(database_url, FakeAdapter()) as two:
        one.app.metrics.taken_in("web", is_failed=False)
        mine, yours = await one.figures(), await two.figures()

    assert mine['hoithi_updates_total{platform="web"}'] == 1
    assert 'hoithi_updates_total{platform="web"}' not in yours


@ONLY_SQLITE
async def test_nothing_told_holds_an_address_a_key_or_a_text(
    database_url: str, alive: Database
) -> None:
    await _queue(alive, "a-key-of-tests", SystemClock().now(), chat="a-chat-of-tests")
    async with desk(database_url, PollingAdapter("web", "a-bot-of-tests")) as one:
        told = json.dumps(await one.ready()) + "".join(await one.figures())

    assert "of-tests" not in told
    assert "xin chào" not in told
