"""Contests to be played while things break: seeded through the product, before anything runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from contest.model import Topic
from contest.rules import RoundRules
from storage import schema
from storage.engine import Database
from storage.outbox import Lease
from storage.unit_of_work import SqlUnitsOfWork
from tests.fakes.secrets import SECRET
from tests.faults.installation import Installation

RULES = RoundRules(
    blueprint=((Topic("PAR"), 3), (Topic("PCI"), 2)),
    question_limit=timedelta(seconds=20),
    attempt_limit=timedelta(minutes=2),
    attempts_allowed=1_000,
    prediction=None,
)
"""Five questions; short enough that somebody who says nothing is moved on soon."""


@dataclass(frozen=True, slots=True)
class Office:
    """The database of an installation, as the command line uses it."""

    database: Database
    units_of_work: SqlUnitsOfWork


async def number_on(office: Office) -> None:
    """Let people be numbered after those that were stored with numbers of their own."""
    if office.database.is_sqlite:
        return
    statement = "SELECT setval(pg_get_serial_sequence('person', 'id'), max(id)) FROM person"
    async with office.database.write() as connection:
        await connection.exec_driver_sql(statement)


@asynccontextmanager
async def opened_office(installation: Installation) -> AsyncIterator[Office]:
    """The office, in a database with all tables."""
    database = Database(installation.ground.url)
    try:
        await schema.upgrade(database)
        lease = Lease("office", timedelta(0))
        yield Office(database, SqlUnitsOfWork(database, lease, SECRET))
    finally:
        await database.dispose()
