"""The whole system behind an emulated Telegram, once for each library and each way of receiving."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.telegram.system import (
    FAST,
    INLETS,
    LIBRARIES,
    Plan,
    System,
    copied,
    opened_system,
)
from tests.platforms.telegram.emulator import TelegramEmulator


@pytest.fixture(params=LIBRARIES)
def library(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=INLETS)
def inlet(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def plan(library: str, inlet: str, sqlite_template: Path, tmp_path: Path) -> Plan:
    return Plan(library, inlet, copied(sqlite_template, tmp_path))


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramEmulator]:
    async with TelegramEmulator(rates=FAST) as telegram:
        yield telegram


@pytest.fixture
async def system(plan: Plan, telegram: TelegramEmulator) -> AsyncIterator[System]:
    async with opened_system(plan, telegram) as system:
        yield system
