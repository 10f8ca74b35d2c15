"""Two processes on one database: what comes to both is done once, what one leaves is taken."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot import settings
from bot.app import App
from bot.clock import SystemClock
from bot.takeover import Takeover
from bot.tasks import Running
from handlers.ports.contents import Text
from handlers.ports.messaging import OutboundMessage
from handlers.ports.outbox import Bot
from storage.engine import Database
from storage.outbox import Lease, queue_messages
from storage.outbox_store import SqlOutboxStore
from storage.poller_leases import SqlPollerLeases
from tests.fakes.adapter import FakeAdapter
from tests.fakes.clock import START
from tests.fakes.secrets import SECRET
from tests.integration.bot.test_app import Before, hello
from tests.integration.fanout.processes import eventually
from tests.integration.storage.test_readers import chat

pytestmark = pytest.mark.anyio

WEB: Bot = ("web", "chat")
HALF_A_MINUTE = timedelta(seconds=30)


@asynccontextmanager
async def process(url: str, adapter: FakeAdapter) -> AsyncIterator[Running]:
    app = App(url, SystemClock(), SECRET)
    try:
        async with app.running([adapter]) as running:
            yield running
    finally:
        await app.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_an_update_that_is_brought_to_both_at_once_is_answered_once(
    database_url: str, database: Database
) -> None:
    await Before(database).prepare()
    one, other = FakeAdapter("web", "demo"), FakeAdapter("web", "demo")
    async with process(database_url, one) as here, process(database_url, other) as there:
        verdicts = await asyncio.gather(here.deliver(hello()), there.deliver(hello()))
        again = await there.deliver(hello())
        await eventually(lambda: bool(one.sent or other.sent))

    assert [*one.sent_keys, *other.sent_keys] == [f"reply:{hello().update_key}:0"]
    assert again.verdict == "repeated"
    assert sorted(each.verdict for each in verdicts)[-1] == "repeated"


HERE = socket.gethostname()


NEVER = 4_194_305
"""Beyond the highest number that Linux gives a process."""


@pytest.mark.parametrize(
    ("owner", "is_taken"),
    [
        (f"{HERE}-{NEVER}-0a1b2c3d", True),
        (f"{HERE}-{os.getppid()}-0a1b2c3d", False),
        (f"{HERE}-{os.getpid()}-0a1b2c3d", False),
        ("another-machine-1-0a1b2c3d", False),
    ],
    ids=["ended", "runs", "ourselves", "of another machine"],
)
async def test_what_a_killed_process_had_is_free_for_others_at_once(
    database: Database, owner: str, is_taken: bool
) -> None:
    theirs, ours = Lease(owner, HALF_A_MINUTE), Lease("us", HALF_A_MINUTE)
    store, pollers = SqlOutboxStore(database, ours), SqlPollerLeases(database, ours)
    message = OutboundMessage(chat("s"), "key", Text("Xin chào"))
    async with database.write() as connection:
        await connection.run_sync(queue_messages, [message], START, theirs)
    await SqlPollerLeases(database, theirs).take(("telegram", "7"), START)

    await Takeover(store, pollers).look()

    claimed = await store.claim([WEB], START, 10)
    lease = await pollers.take(("telegram", "7"), START)
    assert [row.message.key for row in claimed] == (["key"] if is_taken else [])
    assert pollers.is_mine(lease) == is_taken


def test_a_secret_that_another_process_has_just_made_is_kept(tmp_path: Path) -> None:
    key = tmp_path / "data" / "session.key"
    settings._make_secret(key)
    first = key.read_text(encoding="ascii")

    settings._make_secret(key)  # this one had not seen the file yet

    assert len(first) >= settings.SECRET_LENGTH
    assert key.read_text(encoding="ascii") == first
    assert [each.name for each in key.parent.iterdir()] == ["session.key"]
    assert key.stat().st_mode & 0o777 == 0o600
