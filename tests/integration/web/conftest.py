"""Fixtures of the web chat's tests: the normal site, the demonstration, and a quiet log."""

import logging
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.integration.web.site import Site, demonstration, one_chat


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """One chat at /chat/."""
    async with one_chat() as site:
        yield site


@pytest.fixture
async def demo_site() -> AsyncIterator[Site]:
    """Three chats on one origin, and the page that frames them."""
    async with demonstration() as site:
        yield site


@pytest.fixture(autouse=True)
def _no_exception_reaches_the_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    for phase in ("setup", "call"):
        records = caplog.get_records(phase)
        assert [each.getMessage() for each in records if each.levelno >= logging.ERROR] == []
