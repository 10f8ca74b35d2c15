"""The waiting line in the running system: settings, timers, the real relay and its limits."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.app import App
from bot.clock import SystemClock
from bot.demo.contest import load_contest
from contest.model import Audience
from contest.rules import Window
from handlers.payloads import command_payload
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.contents import Question
from handlers.ports.messaging import InboundMessage
from handlers.ports.records import NewPerson
from storage.tables.waiting_line import waiting_line_table
from tests.fakes.adapter import FakeAdapter
from tests.fakes.secrets import SECRET
from tests.integration.admission.conftest import RULES

pytestmark = pytest.mark.anyio

PEOPLE = 12
HOUR = timedelta(hours=1)
LIMIT = timedelta(seconds=2)
SPEED = 20.0
"""Contest time runs so much faster than the wall: the waits of some seconds take a moment."""


class LimitedAdapter(FakeAdapter):
    """One that may send four messages a second."""

    capabilities = replace(FakeAdapter.capabilities, messages_per_second=4, callback_answer=True)


def user(number: int) -> UserRef:
    return UserRef("limited", "demo", str(number))


def chat(number: int) -> ChatRef:
    return ChatRef("limited", "demo", str(number))


async def prepare(app: App) -> None:
    await app.prepare()
    now = app.clock.now()
    one = await load_contest(app.units_of_work, Window(now - HOUR, now + HOUR), RULES)
    async with app.units_of_work() as tx:
        await tx.rounds.mark_opened(one.id, now)
        unit = next(each for each in await tx.units.existing_on(now.date()) if each.parent)
        for number in range(PEOPLE):
            await tx.people.register(
                user(number),
                chat(number),
                NewPerson(
                    full_name="Nguyễn Thị Hoa",
                    birth_date=date(1980, 11, 8),
                    unit=unit.id,
                    audience=Audience.OFFICIALS,
                    locale="vi",
                    notice_version="1",
                    consented_at=now,
                ),
            )
        await tx.commit()


@asynccontextmanager
async def running(url: str, adapter: FakeAdapter, *, is_new: bool) -> AsyncIterator[App]:
    app = App(
        url, SystemClock(SPEED), SECRET, senders=8, max_batch=16, admission_delay=LIMIT / SPEED
    )
    try:
        if is_new:
            await prepare(app)
        async with app.running([adapter]):
            await adapter.until(lambda: adapter.deliver is not None)
            yield app
    finally:
        await app.close()


async def press_all(app: App, adapter: FakeAdapter) -> Counter[str]:
    """Everybody presses in one instant; four of them fill half of the limit."""
    assert adapter.deliver is not None
    now = app.clock.now()
    messages = [
        InboundMessage(str(n), chat(n), user(n), now, choice=command_payload("begin"))
        for n in range(PEOPLE)
    ]
    done = await asyncio.gather(*[adapter.deliver(each) for each in messages])
    return Counter(each.verdict for each in done)


def asked(adapter: FakeAdapter) -> set[str]:
    return {each.chat.chat_id for each in adapter.sent if isinstance(each.content, Question)}


async def states(app: App) -> Counter[str]:
    async with app.database.read() as connection:
        return Counter((await connection.scalars(select(waiting_line_table.c.state))).all())


async def test_everybody_who_presses_gets_their_first_question(database_url: str) -> None:
    adapter = LimitedAdapter("limited", "demo")
    async with running(database_url, adapter, is_new=True) as app:
        verdicts = await press_all(app, adapter)
        await adapter.until(lambda: len(asked(adapter)) == PEOPLE)

        assert await states(app) == {"admitted": 8}
    assert verdicts == {"handled": 4, "waiting": 8}


async def test_whoever_waited_when_the_process_stopped_is_called_by_the_next(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.admission.TURN", HOUR)
    first, second = LimitedAdapter("limited", "demo"), LimitedAdapter("limited", "demo")
    async with running(database_url, first, is_new=True) as app:
        await press_all(app, first)
        assert await states(app) == {"waiting": 8}
    monkeypatch.undo()
    async with running(database_url, second, is_new=False) as app:
        await second.until(lambda: len(asked(first) | asked(second)) == PEOPLE)

        assert await states(app) == {"admitted": 8}
