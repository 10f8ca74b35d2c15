"""One transaction for everything a use case does (invariant 5)."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.ports import catalogue, repositories
from handlers.ports.admission import WaitingLine
from handlers.ports.announcements import Announcements
from handlers.ports.awards import Awards
from handlers.ports.boards import Boards
from handlers.ports.budgets import Budgets
from handlers.ports.certificates import CertificateCodes
from handlers.ports.corrections import Corrections
from handlers.ports.groups import Groups
from handlers.ports.invitations import Invitations
from handlers.ports.live import LiveRounds
from handlers.ports.notices import Notices
from handlers.ports.records import OutboxRow
from handlers.ports.reminders import Reminders
from handlers.ports.replies import Replies
from handlers.ports.results import Results
from handlers.ports.reviews import Reviews
from handlers.ports.rosters import Exclusions, Rosters
from handlers.ports.statistics import Statistics
from storage.certificate_codes import SecretCertificateCodes
from storage.digests import Digests
from storage.engine import Database
from storage.faults import told_apart
from storage.outbox import Lease
from storage.repositories.announcements import SqlAnnouncements
from storage.repositories.attempts import SqlAttempts
from storage.repositories.awards import SqlAwards
from storage.repositories.boards import SqlBoards
from storage.repositories.budgets import SqlBudgets
from storage.repositories.catalogue import SqlCatalogue
from storage.repositories.corrections import SqlCorrections
from storage.repositories.dialogues import SqlDialogues
from storage.repositories.exclusions import SqlExclusions
from storage.repositories.groups import SqlGroups
from storage.repositories.invitations import SqlInvitations
from storage.repositories.live import SqlLiveRounds
from storage.repositories.notices import SqlNotices
from storage.repositories.outbox import SqlOutbox
from storage.repositories.people import SqlPeople
from storage.repositories.questions import SqlQuestions
from storage.repositories.reminders import SqlReminders
from storage.repositories.replies import SqlReplies
from storage.repositories.results import SqlResults
from storage.repositories.reviews import SqlReviews
from storage.repositories.rosters import SqlRosters
from storage.repositories.rounds import SqlRounds
from storage.repositories.statistics import SqlStatistics
from storage.repositories.units import SqlUnits
from storage.repositories.waiting_line import SqlWaitingLine
from storage.statements import insert_into
from storage.tables.operations import audit_table, processed_update_table


class SqlUnitOfWork:
    """``handlers.ports.catalogue.CatalogueUnitOfWork`` on a connection."""

    def __init__(self, connection: AsyncConnection, lease: Lease, digests: Digests) -> None:
        self._connection = connection
        self._outbox = SqlOutbox(connection, lease)
        self.people: repositories.People = SqlPeople(connection, digests)
        self.units: repositories.Units = SqlUnits(connection)
        self.rounds: repositories.Rounds = SqlRounds(connection)
        self.questions: repositories.Questions = SqlQuestions(connection)
        self.attempts: repositories.Attempts = SqlAttempts(connection)
        self.boards: Boards = SqlBoards(connection)
        self.dialogues: repositories.Dialogues = SqlDialogues(connection)
        self.outbox: repositories.Outbox = self._outbox
        self.invitations: Invitations = SqlInvitations(connection, digests)
        self.groups: Groups = SqlGroups(connection)
        self.rosters: Rosters = SqlRosters(connection, digests)
        self.exclusions: Exclusions = SqlExclusions(connection, digests)
        self.reminders: Reminders = SqlReminders(connection)
        self.budgets: Budgets = SqlBudgets(connection)
        self.announcements: Announcements = SqlAnnouncements(connection, self._outbox)
        self.notices: Notices = SqlNotices(connection)
        self.line: WaitingLine = SqlWaitingLine(connection)
        self.results: Results = SqlResults(connection)
        self.corrections: Corrections = SqlCorrections(connection)
        self.reviews: Reviews = SqlReviews(connection)
        self.awards: Awards = SqlAwards(connection)
        self.replies: Replies = SqlReplies(connection)
        self.statistics: Statistics = SqlStatistics(connection)
        self.certificates: CertificateCodes = SecretCertificateCodes(digests)
        self.live: LiveRounds = SqlLiveRounds(connection)
        self.catalogue: catalogue.Catalogue = SqlCatalogue(connection)

    async def claim_update(self, update_key: str, at: datetime) -> bool:
        statement = (
            insert_into(self._connection, processed_update_table)
            .values(key=update_key, processed_at=at)
            .on_conflict_do_nothing()
            .returning(processed_update_table.c.key)
        )
        return (await self._connection.execute(statement)).one_or_none() is not None

    async def claim_updates(self, update_keys: Sequence[str], at: datetime) -> Collection[str]:
        if not update_keys:
            return set()
        statement = (
            insert_into(self._connection, processed_update_table)
            .values([{"key": key, "processed_at": at} for key in update_keys])
            .on_conflict_do_nothing()
            .returning(processed_update_table.c.key)
        )
        return set((await self._connection.scalars(statement)).all())

    async def audit(self, event: str, at: datetime, actor: str, **facts: Any) -> None:
        await self._connection.execute(
            insert(audit_table).values(event=event, at=at, actor=actor, facts=facts)
        )

    async def commit(self) -> Sequence[OutboxRow]:
        await self._connection.commit()
        return self._outbox.leased


class SqlUnitsOfWork:
    """Begins units of work on one database: ``async with units_of_work() as tx``."""

    def __init__(self, database: Database, lease: Lease, secret: str) -> None:
        """Prepare.

        Args:
            lease: of this process on the messages it queues.
            secret: of this installation, for digests of phone numbers and codes.
        """
        self._database = database
        self._lease = lease
        self._digests = Digests(secret)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[SqlUnitOfWork]:
        """A unit of work that waits for no writer; what it writes is undone.

        Raises:
            StorageAwayError: if there is no database to be had now.
        """
        async with self._on(self._database.read()) as tx:
            yield tx

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[SqlUnitOfWork]:
        async with self._on(self._database.transaction()) as tx:
            yield tx

    @asynccontextmanager
    async def _on(
        self, connecting: AbstractAsyncContextManager[AsyncConnection]
    ) -> AsyncIterator[SqlUnitOfWork]:
        with told_apart(files=False):
            async with AsyncExitStack() as stack:
                with told_apart():
                    connection = await stack.enter_async_context(connecting)
                yield SqlUnitOfWork(connection, self._lease, self._digests)
