"""Fixtures of announcing in chat; each test runs on SQLite and on PostgreSQL."""

import pytest

from storage.engine import Database
from tests.integration.announcing.desk import Desk, open_desk
from tests.integration.broadcasting.office import Office, Organiser, open_office


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await open_desk(database)


@pytest.fixture
def office(desk: Desk) -> Office:
    return open_office(desk)


@pytest.fixture
async def binh(office: Office) -> Organiser:
    """An organiser who presses buttons."""
    return await office.organiser()
