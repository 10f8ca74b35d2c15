"""One update is followed through the log to the messages that answered it, by ids alone."""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

import pytest
import structlog

from bot.clock import SystemClock
from bot.logs import configure
from handlers.payloads import answer_payload
from handlers.ports.contents import Text
from handlers.ports.messaging import InboundMessage, OutboundMessage
from storage.engine import Database
from storage.outbox import Lease
from storage.unit_of_work import SqlUnitsOfWork
from tests.fakes.adapter import FakeAdapter
from tests.fakes.secrets import SECRET
from tests.integration.bot.test_app import Before, hello, running
from tests.integration.storage.world import chat, user

pytestmark = pytest.mark.anyio

QUESTION = "web:demo:press-1"
GREETING = "web:demo:1"


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("apscheduler").setLevel(logging.NOTSET)
    structlog.reset_defaults()


def lines_of(log: str, update: str) -> Sequence[Mapping[str, object]]:
    """What an operator finds who looks for an update key."""
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    return [line for line in lines if line.get("update") == update]


async def test_an_update_can_be_followed_to_the_messages_that_answered_it(
    database_url: str, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Before(database)
    await before.prepare()
    await before.last_sign_of_life(before.now)
    attempt = await before.open_question(1, before.now)
    press = InboundMessage(
        "press-1",
        chat(1),
        user(1),
        before.now,
        choice=answer_payload(attempt.id, attempt.progress.position, 1),
    )
    adapter = FakeAdapter()
    configure("DEBUG", as_json=True)

    async with running(database_url, adapter):
        assert adapter.deliver is not None
        await adapter.deliver(hello())
        await adapter.deliver(press)
        await adapter.until_sent(f"attempt:{attempt.id}:q:2", f"reply:{GREETING}:0")
    log = capsys.readouterr().err

    answered, greeted = (
        [
            (line["event"], line.get("verdict"), line.get("key"), line.get("outcome"))
            for line in lines_of(log, update)
        ]
        for update in (QUESTION, GREETING)
    )
    assert sorted(answered, key=str) == [
        ("message_tried", None, f"attempt:{attempt.id}:q:2", "sent"),
        ("update_handled", "stored", None, None),
    ]
    assert sorted(greeted, key=str) == [
        ("message_tried", None, f"reply:{GREETING}:0", "sent"),
        ("update_handled", "handled", None, None),
    ]
    assert "xin chào" not in log
    assert "Nguyễn" not in log


async def test_a_message_that_a_killed_process_left_still_says_what_it_answers(
    database_url: str, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    left = OutboundMessage(chat(1), "left", Text("xin chào"), update_key="web:demo:before")
    async with SqlUnitsOfWork(database, Lease("killed", timedelta(0)), SECRET)() as tx:
        await tx.outbox.add([left], SystemClock().now())
        await tx.commit()
    adapter = FakeAdapter()
    configure("DEBUG", as_json=True)

    async with running(database_url, adapter):
        await adapter.until_sent("left")

    (tried,) = lines_of(capsys.readouterr().err, "web:demo:before")
    assert (tried["event"], tried["key"]) == ("message_tried", "left")


async def test_what_goes_wrong_with_an_update_is_found_by_it(
    database_url: str, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    """At the level at which a process serves, only what went wrong is told."""
    adapter = FakeAdapter()
    adapter.trouble(f"reply:{GREETING}:0", RuntimeError("0912345678"))
    configure("INFO", as_json=True)

    async with running(database_url, adapter):
        assert adapter.deliver is not None
        await adapter.deliver(hello())
        await adapter.until_tried(f"reply:{GREETING}:0")
    log = capsys.readouterr().err

    assert [line["event"] for line in lines_of(log, GREETING)] == ["send_failed"]
    assert "0912345678" not in log
