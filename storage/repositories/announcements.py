"""Announcements, the steps of their lives, and their messages in the outbox."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.announcements import AnnouncementState
from handlers.ports.announcements import (
    AnnouncementId,
    Backlog,
    NewAnnouncement,
    Resending,
    StoredAnnouncement,
    Tally,
)
from handlers.ports.contents import Picture
from handlers.ports.messaging import OutboundMessage
from storage.announced_messages import (
    backlog_of,
    delivered_messages,
    failed_messages,
    move_messages,
    newest_message,
    park_messages,
    released_messages,
    tally_of,
)
from storage.announcement_codec import announcement_from_row, content_to_columns, life_to_columns
from storage.pictures import find_picture, keep_picture
from storage.repositories.outbox import SqlOutbox
from storage.repositories.recipients import SqlRecipients
from storage.tables.announcements import announcement_table, picture_table
from storage.tables.outbox import Delivery, outbox_table

CONFIRMED = (AnnouncementState.SCHEDULED, AnnouncementState.SENDING, AnnouncementState.PAUSED)


class SqlAnnouncements(SqlRecipients):
    """``handlers.ports.announcements.Announcements`` on a connection.

    Args:
        outbox: of the same unit of work.
    """

    def __init__(self, connection: AsyncConnection, outbox: SqlOutbox) -> None:
        super().__init__(connection)
        self._outbox = outbox

    async def create(
        self, content: NewAnnouncement, author: str, at: datetime
    ) -> StoredAnnouncement:
        draft = StoredAnnouncement(
            AnnouncementId(0), content, AnnouncementState.DRAFT, author, created_at=at
        )
        statement = (
            insert(announcement_table)
            .values(
                author=author,
                created_at=at,
                **content_to_columns(content),
                **life_to_columns(draft),
            )
            .returning(announcement_table.c.id)
        )
        number = (await self._connection.execute(statement)).scalar_one()
        return replace(draft, id=AnnouncementId(number))

    async def revise(self, announcement: AnnouncementId, content: NewAnnouncement) -> bool:
        c = announcement_table.c
        statement = (
            update(announcement_table)
            .where(c.id == announcement, c.state == AnnouncementState.DRAFT.value)
            .values(**content_to_columns(content))
        )
        return (await self._connection.execute(statement)).rowcount == 1

    async def keep_picture(self, picture: Picture, at: datetime) -> None:
        await keep_picture(self._connection, picture, at)

    async def picture(self, digest: str) -> Picture | None:
        return await find_picture(self._connection, digest)

    async def find(self, announcement: AnnouncementId) -> StoredAnnouncement | None:
        return await self._one(_announcements().where(announcement_table.c.id == announcement))

    async def take(self, announcement: AnnouncementId) -> StoredAnnouncement | None:
        # SQLite has one writer at a time anyway.
        return await self._one(
            _announcements()
            .where(announcement_table.c.id == announcement)
            .with_for_update(of=announcement_table)
        )

    async def latest(self, limit: int, offset: int = 0) -> Sequence[StoredAnnouncement]:
        newest_first = _announcements().order_by(announcement_table.c.id.desc())
        return await self._all(newest_first.limit(limit).offset(offset))

    async def alive(self) -> Sequence[StoredAnnouncement]:
        c = announcement_table.c
        is_unsettled = and_(c.ended_at.is_not(None), c.confirmed_at.is_not(None), c.final.is_(None))
        is_confirmed = c.state.in_([state.value for state in CONFIRMED])
        return await self._all(
            _announcements().where(or_(is_confirmed, is_unsettled)).order_by(c.id)
        )

    async def store(self, announcement: StoredAnnouncement) -> None:
        await self._connection.execute(
            update(announcement_table)
            .where(announcement_table.c.id == announcement.id)
            .values(**life_to_columns(announcement))
        )

    async def queue(
        self, announcement: AnnouncementId, messages: Sequence[OutboundMessage], at: datetime
    ) -> None:
        await self._outbox.announce(announcement, messages, at)

    async def backlog(self, announcement: AnnouncementId) -> Backlog:
        return await backlog_of(self._connection, announcement)

    async def park(self, announcement: AnnouncementId) -> int:
        return (await self._connection.execute(park_messages(announcement))).rowcount

    async def hold(self, announcement: AnnouncementId) -> int:
        return await self._move(announcement, [Delivery.PENDING], Delivery.HELD)

    async def let_go(self, announcement: AnnouncementId) -> int:
        return await self._move(announcement, [Delivery.HELD], Delivery.PENDING)

    async def cancel(self, announcement: AnnouncementId) -> int:
        waiting = [Delivery.PENDING, Delivery.HELD]
        return await self._move(announcement, waiting, Delivery.CANCELLED)

    async def give_up(self, announcement: AnnouncementId) -> int:
        return (await self._connection.execute(released_messages(announcement))).rowcount

    async def last_message(self, announcement: AnnouncementId) -> int:
        return await newest_message(self._connection, announcement)

    async def failed(
        self, announcement: AnnouncementId, resending: Resending, after: int, limit: int
    ) -> Sequence[tuple[int, OutboundMessage]]:
        return await failed_messages(self._connection, announcement, resending, after, limit)

    async def replace(self, rows: Sequence[int]) -> None:
        if rows:
            await self._connection.execute(
                update(outbox_table).where(outbox_table.c.id.in_(rows)).values(announcement_id=None)
            )

    async def tally(self, announcement: AnnouncementId) -> Tally:
        return await tally_of(self._connection, announcement)

    async def delivered_since(self, announcement: AnnouncementId, instant: datetime) -> int:
        statement = delivered_messages(announcement, instant)
        return await self._connection.scalar(statement) or 0

    async def _move(
        self, announcement: AnnouncementId, states: Sequence[Delivery], to: Delivery
    ) -> int:
        statement = move_messages(announcement, states, to)
        return (await self._connection.execute(statement)).rowcount

    async def _one(self, statement: Select[Any]) -> StoredAnnouncement | None:
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else announcement_from_row(row)

    async def _all(self, statement: Select[Any]) -> Sequence[StoredAnnouncement]:
        return [announcement_from_row(row) for row in await self._connection.execute(statement)]


def _announcements() -> Select[Any]:
    """All columns, and what kind of picture it is."""
    return select(announcement_table, picture_table.c.media_type).outerjoin_from(
        announcement_table,
        picture_table,
        picture_table.c.digest == announcement_table.c.picture_digest,
    )
