"""An emulated Zalo, and either way of receiving."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.zalo.desk import INLETS
from tests.platforms.zalo.emulator import ZaloEmulator, running_zalo


@pytest.fixture(params=INLETS)
def inlet(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def zalo() -> AsyncIterator[ZaloEmulator]:
    async with running_zalo() as zalo:
        yield zalo
