"""One process of the system: what it puts right at its start, and the order in which it stops."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import anyio
import pytest
from sqlalchemy import select

from bot.app import App
from bot.clock import SystemClock
from contest import attempts as rules_of_play
from contest.attempts import State
from contest.model import AttemptId
from contest.rules import Window
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.messaging import Acknowledgement, Deliver, InboundMessage, RecipientUnreachable
from handlers.ports.records import Attempt
from storage.codec import progress_to_columns
from storage.engine import Database
from storage.outage import SqlHeartbeat
from storage.outbox import Lease
from storage.tables.attempts import attempt_table
from storage.tables.operations import heartbeat_table
from storage.tables.outbox import outbox_table
from storage.unit_of_work import SqlUnitsOfWork
from tests.fakes.adapter import PATIENCE, FakeAdapter, FakeReadersAdapter
from tests.fakes.secrets import SECRET
from tests.integration.storage.world import (
    QUESTIONS,
    RULES,
    UNITS,
    World,
    chat,
    message,
    new_attempt,
    register,
    user,
)

pytestmark = pytest.mark.anyio

ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
KILLED = Lease("killed", timedelta(hours=1))
"""The lease of a process that died without giving anything back."""


class Before:
    """What a process that died has left behind."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = SystemClock().now()
        self._begin = SqlUnitsOfWork(database, KILLED, SECRET)
        self._world: World

    async def prepare(self) -> None:
        async with self._begin() as tx:
            await tx.catalogue.store_units(UNITS)
            await tx.catalogue.store_questions(QUESTIONS)
            contest = await tx.catalogue.create_contest("CCHC", "Sở Nội vụ")
            window = Window(self.now - HOUR, self.now + HOUR)
            one = await tx.catalogue.create_round(contest.id, "Vòng 1", window, RULES)
            await tx.rounds.mark_opened(one.id, self.now - HOUR)
            units = {unit.code: unit.id for unit in await tx.units.existing_on(self.now.date())}
            questions = [q.id for q in await tx.questions.valid_on(self.now.date())]
            await tx.commit()
        self._world = World(self.database, self._begin, one, units, questions)

    async def open_question(self, number: int, delivered_at: datetime) -> Attempt:
        """Somebody whose first question has been delivered."""
        async with self._begin() as tx:
            person = await register(tx, self._world, number)
            attempt = await tx.attempts.begin(new_attempt(self._world, person, number))
            assert attempt is not None
            await tx.commit()
        progress = rules_of_play.deliver(
            attempt.progress,
            attempt.progress.position,
            delivered_at,
            attempt.round.rules,
            attempt.round.window,
        )
        await self._execute(
            attempt_table.update()
            .where(attempt_table.c.id == attempt.id)
            .values(**progress_to_columns(progress))
        )
        return attempt

    async def queue(self, *keys: str, number: int = 1) -> None:
        """Messages that were committed and leased, and never sent."""
        async with self._begin() as tx:
            await tx.outbox.add([message(number, key) for key in keys], self.now)
            await tx.commit()

    async def last_sign_of_life(self, at: datetime) -> None:
        await SqlHeartbeat(self.database).beat(at)

    async def _execute(self, statement: Any) -> None:
        async with self.database.write() as connection:
            await connection.execute(statement)


class After:
    """What is in the database now."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def attempt(self, attempt: AttemptId) -> Any:
        async with self._database.read() as connection:
            query = select(attempt_table).where(attempt_table.c.id == attempt)
            return (await connection.execute(query)).one()

    async def message(self, key: str) -> Any:
        async with self._database.read() as connection:
            query = select(outbox_table).where(outbox_table.c.key == key)
            return (await connection.execute(query)).one()

    async def leases(self) -> set[str]:
        async with self._database.read() as connection:
            query = select(outbox_table.c.lease_owner).where(
                outbox_table.c.lease_owner.is_not(None)
            )
            return set((await connection.scalars(query)).all())

    async def last_beat_at(self) -> datetime:
        async with self._database.read() as connection:
            beat_at: datetime = (await connection.scalars(select(heartbeat_table.c.beat_at))).one()
        return beat_at


@pytest.fixture
async def before(database: Database) -> Before:
    before = Before(database)
    await before.prepare()
    return before


@pytest.fixture
def after(database: Database) -> After:
    return After(database)


@asynccontextmanager
async def running(database_url: str, *adapters: FakeAdapter) -> AsyncIterator[App]:
    """A process, until the body ends."""
    app = App(database_url, SystemClock(), SECRET, senders=4, max_batch=16)
    try:
        await app.prepare()
        async with app.running(adapters):
            for adapter in adapters:
                await adapter.until(lambda adapter=adapter: adapter.deliver is not None)  # type: ignore[misc]
            yield app
    finally:
        await app.close()


def said(text: str, number: int, at: datetime) -> InboundMessage:
    """Something typed into the web chat of a person of ``world.py``."""
    return InboundMessage(f"update-{text}-{number}", chat(number), user(number), at, text=text)


def hello(platform: str = "web") -> InboundMessage:
    """The first words of somebody unknown."""
    return InboundMessage(
        update_id="1",
        chat=ChatRef(platform, "demo", "somebody"),
        sender=UserRef(platform, "demo", "somebody"),
        received_at=SystemClock().now(),
        text="xin chào",
    )


# Start


async def test_what_people_say_is_answered(database_url: str) -> None:
    adapter = FakeAdapter()
    async with running(database_url, adapter):
        assert adapter.deliver is not None

        acknowledgement = await adapter.deliver(hello())
        await adapter.until(lambda: len(adapter.sent) == 1)

    assert acknowledgement.verdict == "handled"
    assert adapter.sent[0].chat.chat_id == "somebody"


async def test_several_platforms_run_side_by_side(database_url: str) -> None:
    web, other = FakeAdapter(), FakeAdapter("other")
    async with running(database_url, web, other):
        for adapter in (web, other):
            assert adapter.deliver is not None
            await adapter.deliver(hello(adapter.platform))
        await web.until(lambda: len(web.sent) == 1)
        await other.until(lambda: len(other.sent) == 1)

    assert web.sent[0].chat.platform == "web"
    assert other.sent[0].chat.platform == "other"


@ONLY_SQLITE
async def test_what_a_killed_process_was_sending_goes_out_at_the_start(
    database_url: str, before: Before
) -> None:
    """One process alone uses an SQLite file, so nobody else can hold a lease."""
    await before.queue("a", "b")
    adapter = FakeAdapter()

    async with running(database_url, adapter):
        await adapter.until_sent("a", "b")

    assert adapter.sent_keys == ["a", "b"]


async def test_after_an_outage_of_all_everybodys_leases_are_free(
    database_url: str, before: Before
) -> None:
    await before.queue("a", "b")
    await before.last_sign_of_life(before.now - 60 * SECOND)
    adapter = FakeAdapter()

    async with running(database_url, adapter):
        await adapter.until_sent("a", "b")

    assert adapter.sent_keys == ["a", "b"]


async def test_the_time_of_an_outage_is_given_back_and_told(
    database_url: str, before: Before, after: After
) -> None:
    """Delivered 30 s ago with 40 s to answer; down for the last 20 s."""
    delivered_at = before.now - 30 * SECOND
    attempt = await before.open_question(1, delivered_at)
    await before.last_sign_of_life(before.now - 20 * SECOND)
    adapter = FakeAdapter()

    async with running(database_url, adapter) as app:
        await adapter.until(lambda: len(adapter.sent) == 1)
        up_at = app.clock.now()

    row = await after.attempt(attempt.id)
    given_back = row.deadline - (delivered_at + 40 * SECOND)
    assert 20 * SECOND <= given_back <= 20 * SECOND + (up_at - before.now)
    assert (row.state, row.position) == (State.OPEN.value, 1)
    (told,) = adapter.sent
    assert told.chat == attempt.chat
    assert told.key.startswith(f"outage:{attempt.id}:1:")


async def test_a_question_that_had_run_out_before_the_outage_is_passed_at_the_start(
    database_url: str, before: Before, after: After
) -> None:
    attempt = await before.open_question(1, before.now - 100 * SECOND)
    await before.last_sign_of_life(before.now - 10 * SECOND)
    adapter = FakeAdapter()

    async with running(database_url, adapter):
        await adapter.until_sent(f"attempt:{attempt.id}:q:2")

    row = await after.attempt(attempt.id)
    assert row.position == 2


async def test_a_question_whose_clock_runs_has_its_timer_again_after_a_restart(
    database_url: str, before: Before, after: After, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The sweep would find it too, but seconds later.
    monkeypatch.setattr("scheduler.sweep.PERIOD", HOUR)
    deadline = before.now + timedelta(milliseconds=700)
    attempt = await before.open_question(1, deadline - 40 * SECOND)
    await before.last_sign_of_life(before.now)
    adapter = FakeAdapter()

    async with running(database_url, adapter) as app:
        await adapter.until_sent(f"attempt:{attempt.id}:q:2")
        assert app.clock.now() >= deadline

    assert (await after.attempt(attempt.id)).position == 2


async def test_a_punctual_answer_is_taken_after_a_restart(
    database_url: str, before: Before, after: After
) -> None:
    attempt = await before.open_question(1, before.now - SECOND)
    adapter = FakeAdapter()

    async with running(database_url, adapter) as app:
        assert adapter.deliver is not None
        acknowledgement = await adapter.deliver(said("C", 1, app.clock.now()))
        await adapter.until_sent(f"attempt:{attempt.id}:q:2")

    assert acknowledgement.verdict == "stored"
    assert (await after.attempt(attempt.id)).score == 1


async def test_who_was_away_gets_their_question_when_they_come_back(
    database_url: str, before: Before
) -> None:
    adapter = FakeReadersAdapter()
    adapter.trouble("q", RecipientUnreachable())
    await before.queue("q")
    await before.last_sign_of_life(before.now - 60 * SECOND)

    async with running(database_url, adapter):
        await adapter.until_tried("q")
        assert adapter.reached is not None
        await adapter.reached(chat(1))
        await adapter.until_sent("q")

    assert adapter.sent_keys == ["q"]


async def test_a_live_process_leaves_a_sign_of_life(database_url: str, after: After) -> None:
    async with running(database_url, FakeAdapter()) as app:
        stopped_at = app.clock.now()

    assert await after.last_beat_at() >= stopped_at


# Stop


class OrderlyAdapter(FakeAdapter):
    """One that tells when it was stopped and what it sent."""

    def __init__(self, events: list[str]) -> None:
        super().__init__()
        self.events = events

    async def run(self, deliver: Deliver) -> None:
        try:
            await super().run(deliver)
        finally:
            self.events.append("takes no more in")

    async def send(self, message: Any) -> Any:
        ref = await super().send(message)
        self.events.append(f"sent {message.key}")
        return ref


async def test_stopping_takes_no_more_in_then_sends_what_is_left(
    database_url: str, before: Before
) -> None:
    events: list[str] = []
    adapter = OrderlyAdapter(events)
    gate = adapter.hold(chat(1))
    await before.queue("a", "b")
    await before.last_sign_of_life(before.now - 60 * SECOND)

    async with running(database_url, adapter):
        await adapter.until_tried("a")
        asyncio.get_running_loop().call_soon(gate.set)

    assert events == ["takes no more in", "sent a", "sent b"]


async def test_what_was_taken_in_before_the_stop_is_durable_and_answered(
    database_url: str, before: Before, after: After
) -> None:
    attempt = await before.open_question(1, before.now - SECOND)
    adapter = FakeAdapter()

    async with running(database_url, adapter) as app:
        assert adapter.deliver is not None
        delivering = asyncio.ensure_future(_deliver(adapter, said("C", 1, app.clock.now())))
        await asyncio.sleep(0)

    assert (await delivering).verdict == "stored"
    assert (await after.attempt(attempt.id)).score == 1


async def test_what_could_not_be_sent_in_time_is_given_back(
    database_url: str, before: Before, after: After, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.DRAIN", timedelta(milliseconds=20))
    adapter = FakeAdapter()
    adapter.hold(chat(1))
    await before.queue("a", "b")
    await before.last_sign_of_life(before.now - 60 * SECOND)

    async with running(database_url, adapter):
        await adapter.until_tried("a")
        assert await after.leases() != set()

    assert await after.leases() == set()
    assert {(await after.message(key)).state for key in "ab"} == {"pending"}
    again = FakeAdapter()
    async with running(database_url, again):
        await again.until_sent("a", "b")


async def test_an_adapter_whose_platform_has_ended_ends_alone(database_url: str) -> None:
    class Ending(FakeAdapter):
        async def run(self, deliver: Deliver) -> None:
            self.deliver = deliver

    ending, other = Ending("ending"), FakeAdapter()
    app = App(database_url, SystemClock(), SECRET)
    async with app.running([ending, other]) as system:
        with anyio.fail_after(PATIENCE):
            await system.adapters[0]
        assert not system.adapters[1].done()
        assert (await system.deliver(hello())).verdict == "handled"
        await other.until(lambda: len(other.sent) == 1)
    await app.close()


async def test_what_goes_wrong_in_the_body_is_told_as_itself_after_an_orderly_stop(
    database_url: str, after: After
) -> None:
    adapter = FakeAdapter()

    with pytest.raises(LookupError, match="port"):
        async with running(database_url, adapter):
            raise LookupError("port")

    assert adapter.deliver is None


async def _deliver(adapter: FakeAdapter, message: InboundMessage) -> Acknowledgement:
    assert adapter.deliver is not None
    return await adapter.deliver(message)
