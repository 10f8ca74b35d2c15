"""What happens while PostgreSQL is cut off, gone or frozen: nothing is lost, and it ends by itself.

A proxy on loopback stands between the process and a real server.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import func, select, text

from bot import app as composition
from bot import pulse
from bot.web import webhooks
from contest.attempts import State
from handlers.ports.records import Attempt
from storage import drivers
from storage.engine import Database, Patience
from storage.tables.attempts import answer_table
from tests.fakes.proxy import Proxy, proxied
from tests.integration.bot.test_app import After, Before
from tests.integration.shedding.office import LOOK, PATIENCE, Office, office, until

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
]

SECOND = timedelta(seconds=1)
SHORT = timedelta(milliseconds=300)


CUT_OTHERS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
WAITING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture
async def proxy(database_url: str) -> AsyncIterator[Proxy]:
    async with proxied(database_url) as proxy:
        yield proxy


@pytest.fixture
async def attempt(database: Database) -> Attempt:
    """Somebody who has just been sent their first question."""
    before = Before(database)
    await before.prepare()
    await before.last_sign_of_life(before.now)
    return await before.open_question(1, before.now)


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process does once a second it does more often."""
    monkeypatch.setattr(composition, "BEAT", SHORT)
    monkeypatch.setattr(pulse, "PAUSE", SHORT)


async def _answers(database: Database) -> int:
    async with database.read() as connection:
        return int(await connection.scalar(select(func.count()).select_from(answer_table)) or 0)


async def _waiting(database: Database) -> int:
    """How many connections wait for a lock.

    In a transaction of its own: one goes on seeing the connections that were there when it first
    looked, and not those that were opened since.
    """
    async with database.read() as connection:
        return int(await connection.scalar(WAITING) or 0)


async def _again(bringing: "Bringing") -> httpx.Response:
    """Bring the same update again and again, as a platform does, until it is taken."""
    async with asyncio.timeout(PATIENCE):
        while (response := await bringing()).status_code != 200:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(LOOK)
    return response


class Bringing:
    """One update, to be brought as often as it takes."""

    def __init__(self, desk: Office, **update: object) -> None:
        self._desk, self._update = desk, update

    async def __call__(self) -> httpx.Response:
        return await self._desk.bring(**self._update)


def answer_of(desk: Office, attempt: Attempt) -> Bringing:
    return Bringing(desk, id="answer", number=1, choice=f"a:{attempt.id}:1:1")


async def test_connections_that_were_cut_are_not_noticed_by_anybody(
    database: Database, attempt: Attempt, proxy: Proxy
) -> None:
    async with office(proxy.url) as desk:
        assert (await desk.says(2, "xin chào", "before")).text == "handled"
        async with database.transaction() as connection:
            await connection.execute(CUT_OTHERS)

        answered = await desk.chooses(1, attempt, "answer")
        greeted = await desk.says(2, "xin chào", "after")

    assert (answered.status_code, answered.text) == (200, "stored")
    assert (greeted.status_code, greeted.text) == (200, "handled")
    assert await _answers(database) == 1


async def test_what_was_at_work_on_a_connection_that_was_cut_is_done_on_another(
    database: Database, attempt: Attempt, proxy: Proxy
) -> None:
    async with office(proxy.url) as desk, database.transaction() as connection:
        await connection.execute(text("LOCK TABLE attempt, dialogue IN ACCESS EXCLUSIVE MODE"))
        at_work = [
            asyncio.create_task(answer_of(desk, attempt)()),
            asyncio.create_task(desk.says(2, "xin chào", "hello")),
        ]
        async with asyncio.timeout(PATIENCE):
            while await _waiting(database) < len(at_work):  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(LOOK)
        await connection.execute(CUT_OTHERS)
        await connection.rollback()
        responses = await asyncio.gather(*at_work)

    assert [(one.status_code, one.text) for one in responses] == [(200, "stored"), (200, "handled")]
    assert await _answers(database) == 1


async def test_while_it_is_gone_updates_are_to_come_again_and_then_all_goes_on_by_itself(
    database: Database, attempt: Attempt, proxy: Proxy
) -> None:
    async with office(proxy.url) as desk:
        await proxy.vanish()

        refused = [
            await desk.chooses(1, attempt, "answer"),
            await desk.says(2, "xin chào", "hello"),
        ]
        status, checks = await desk.ready()
        figures = await desk.figures()
        await proxy.open()
        answer = answer_of(desk, attempt)
        taken = [
            (await _again(answer)).text,
            (await _again(Bringing(desk, id="hello", number=2, text="xin chào"))).text,
            (await answer()).text,
        ]
        await desk.adapter.until_sent(f"attempt:{attempt.id}:q:2", "reply:web:demo:hello:0")

    assert [response.status_code for response in refused] == [503, 503]
    assert [response.headers["retry-after"] for response in refused] == ["1", "1"]
    assert (status, checks["database"]) == (503, {"ok": False})
    assert figures["hoithi_database_up"] == 0
    assert taken == ["stored", "handled", "repeated"]
    assert await _answers(database) == 1


async def test_what_hangs_is_given_up_and_nothing_waits_for_ever(
    database: Database, attempt: Attempt, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server is frozen, or a network in between drops every packet: nobody says no."""
    monkeypatch.setattr(composition, "PATIENCE", Patience(2 * SECOND, 2 * SECOND))
    monkeypatch.setattr(drivers, "MARGIN", SHORT)
    monkeypatch.setattr(drivers, "CONNECT_LIMIT", 2 * SECOND)
    async with office(proxy.url) as desk:
        answer = answer_of(desk, attempt)
        proxy.freeze()
        async with asyncio.timeout(PATIENCE):
            refused = await answer()
            greeted = await desk.says(2, "xin chào", "hello")
        proxy.thaw()
        taken = await _again(answer)
        await desk.adapter.until_sent(f"attempt:{attempt.id}:q:2")

    assert (refused.status_code, greeted.status_code) == (503, 503)
    assert taken.text in {"stored", "repeated"}
    assert await _answers(database) == 1


async def test_an_update_that_takes_too_long_is_answered_all_the_same(
    database: Database, attempt: Attempt, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "DELIVERY_LIMIT", SHORT)
    async with office(proxy.url) as desk:
        async with database.transaction() as connection:
            await connection.execute(text("LOCK TABLE dialogue IN ACCESS EXCLUSIVE MODE"))
            async with asyncio.timeout(PATIENCE):
                refused = await desk.says(2, "xin chào", "hello")
        taken = await _again(Bringing(desk, id="hello", number=2, text="xin chào"))

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    assert taken.text == "handled"


async def test_the_time_without_a_database_is_given_back_before_anything_is_judged(
    database: Database, attempt: Attempt, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody had their question open and could not answer; the process went on all the time."""
    monkeypatch.setattr(composition, "OUTAGE", SHORT)
    after = After(database)
    async with office(proxy.url) as desk:
        deadline = (await after.attempt(attempt.id)).deadline
        gone_at = desk.app.clock.now()
        await proxy.vanish()
        await until(lambda: desk.app.clock.now() > gone_at + 4 * SHORT)
        assert (await answer_of(desk, attempt)()).status_code == 503
        back_at = desk.app.clock.now()
        await proxy.open()
        await desk.adapter.until(lambda: len(desk.adapter.sent) == 1)

    row = await after.attempt(attempt.id)
    (told,) = desk.adapter.sent
    assert told.key.startswith(f"outage:{attempt.id}:1:")
    assert row.deadline - deadline >= back_at - gone_at - SHORT
    assert (row.state, row.position) == (State.OPEN.value, 1)


async def test_what_was_sent_while_it_went_away_is_noted_later_and_not_sent_again(
    database: Database, attempt: Attempt, proxy: Proxy
) -> None:
    async with office(proxy.url) as desk:
        gate = desk.adapter.hold(attempt.chat)
        question = f"attempt:{attempt.id}:q:2"
        await answer_of(desk, attempt)()
        await desk.adapter.until_tried(question)
        await proxy.vanish()
        gate.set()
        await desk.adapter.until_sent(question)
        await until(lambda: desk.app._pulse.is_lost)
        await proxy.open()
        await _again(Bringing(desk, id="hello", number=2, text="xin chào"))
        await desk.adapter.until_sent("reply:web:demo:hello:0")

    assert desk.adapter.tried_keys.count(question) == 1
    assert (await After(database).message(question)).state == "sent"


async def test_nobody_is_judged_after_the_database_is_back_and_before_the_time_is_given_back(
    database: Database, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two seconds were left to answer, and they passed without a database."""
    monkeypatch.setattr(composition, "BEAT", 3600 * SECOND)
    monkeypatch.setattr(composition, "OUTAGE", SHORT)
    monkeypatch.setattr(composition, "GRACE", timedelta(0))
    before, after = Before(database), After(database)
    await before.prepare()
    attempt = await before.open_question(1, before.now - 38 * SECOND)
    await before.last_sign_of_life(before.now)
    async with office(proxy.url) as desk:
        answer, clock = answer_of(desk, attempt), desk.app.clock
        deadline = (await after.attempt(attempt.id)).deadline
        await proxy.vanish()
        await desk.app._pulse.beat()
        await until(lambda: clock.now() > deadline)
        await proxy.open()
        refused = await answer()
        await desk.app._sweep.sweep()
        position = (await after.attempt(attempt.id)).position
        await desk.app._pulse.beat()
        taken = await answer()

    assert refused.status_code == 503
    assert position == 1
    assert taken.text == "stored"
