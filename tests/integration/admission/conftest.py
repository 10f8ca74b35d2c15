"""A bot with a few people before it, on a real database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contest.model import Topic
from contest.rules import RoundRules
from storage.engine import Database
from tests.fakes.clock import FakeClock
from tests.fakes.rush import Rush

RULES = RoundRules(blueprint=((Topic("PAR"), 2),), prediction=None)
TWICE = replace(RULES, attempts_allowed=2)
PEOPLE = 12
RATE = 4.0
"""Four questions fill half of the limit of two seconds: the fifth person has to wait."""


@pytest.fixture
async def rush(database: Database, clock: FakeClock) -> Rush:
    """Twelve registered people before a bot that sends four messages a second; an hour is left."""
    rush = Rush(database, clock, RATE)
    await rush.prepare(PEOPLE, RULES, timedelta(hours=1))
    return rush
