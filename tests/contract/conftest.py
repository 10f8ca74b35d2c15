"""The platform under test: every test of this folder runs on each of them."""

from collections.abc import AsyncIterator

import pytest

from tests.contract.platforms import PLATFORMS, Platform


@pytest.fixture(params=PLATFORMS, ids=lambda opened: opened.__self__.__name__)
async def platform(request: pytest.FixtureRequest) -> AsyncIterator[Platform]:
    """A platform whose adapter is running, and a person who is there."""
    async with request.param() as platform:
        yield platform
