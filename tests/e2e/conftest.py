"""A running contest, and a browser to look at it with."""

import os
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright
from playwright.async_api import Error as PlaywrightError

from bot.demo.contest import load_contest
from contest.model import Topic
from contest.rules import RoundRules, Window
from storage import schema
from storage.engine import Database
from storage.outbox import Lease
from storage.unit_of_work import SqlUnitsOfWork
from tests.e2e.serving import ServeProcess
from tests.fakes.secrets import SECRET

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture
def rules() -> RoundRules:
    """Three questions of ten seconds and a prediction."""
    return RoundRules(
        blueprint=((Topic("PAR"), 2), (Topic("PCI"), 1)),
        question_limit=timedelta(seconds=10),
        attempt_limit=timedelta(minutes=2),
    )


@pytest.fixture
async def database(tmp_path: Path, rules: RoundRules) -> AsyncIterator[Database]:
    """A contest with one open round."""
    database = Database(f"sqlite:///{tmp_path / 'hoithi.db'}")
    await schema.upgrade(database)
    now = datetime.now(UTC)
    window = Window(now - timedelta(hours=1), now + timedelta(hours=1))
    lease = Lease("test", timedelta(0))
    await load_contest(SqlUnitsOfWork(database, lease, SECRET), window, rules)
    yield database
    await database.dispose()


@pytest.fixture
async def server(database: Database, tmp_path: Path) -> AsyncIterator[ServeProcess]:
    """The contest's server, running."""
    process = ServeProcess(f"sqlite:///{tmp_path / 'hoithi.db'}", tmp_path)
    await process.start()
    yield process
    await process.kill()


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Headless Chromium; skips, with the reason, where it cannot be had."""
    path = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium") or "/usr/bin/chromium"
    if not os.access(path, os.X_OK):
        pytest.skip("Chromium is missing: install Debian's package chromium or set CHROMIUM_PATH")
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(
                executable_path=path, args=list(CHROMIUM_FLAGS)
            )
        except PlaywrightError as error:
            pytest.skip(f"Chromium does not start here: {error.message.splitlines()[0]}")
        yield browser
        await browser.close()
