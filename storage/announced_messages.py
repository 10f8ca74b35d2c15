"""Statements on the messages of an announcement: counting them by state, and stopping them.

Every one of them finds its rows through ``ix_outbox_announcement``.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Update,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.model import UnitId
from handlers.delivery import UNTIL_REACHED
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.announcements import (
    AnnouncementId,
    Backlog,
    BotTally,
    Fate,
    GroupFate,
    Resending,
    Tally,
)
from handlers.ports.messaging import OutboundMessage
from handlers.ports.outbox import Bot
from storage.codec import outbox_from_row
from storage.outbox import PENDING
from storage.tables.groups import unit_group_table
from storage.tables.outbox import Delivery, outbox_table

UNREACHABLE = "unreachable"
"""Reason of a message that was given up after waiting for a person long enough."""

_FATES = {
    Delivery.PENDING: Fate.WAITING,
    Delivery.HELD: Fate.WAITING,
    Delivery.SENT: Fate.DELIVERED,
    Delivery.DEAD: Fate.FAILED,
    Delivery.UNKNOWN: Fate.UNKNOWN,
    Delivery.CANCELLED: Fate.CANCELLED,
}


async def backlog_of(connection: AsyncConnection, announcement: AnnouncementId) -> Backlog:
    """What is still to be sent."""
    c = outbox_table.c
    is_coming = and_(c.state == PENDING, ~_is_unreachable())
    kind = case(
        (c.state == Delivery.HELD.value, "held"),
        (_is_behind_unreachable(), "parked"),
        else_="waiting",
    ).label("kind")
    statement = (
        select(kind, func.count())
        .where(c.announcement_id == announcement, or_(c.state == Delivery.HELD.value, is_coming))
        .group_by(kind)
    )
    found = {row[0]: row[1] for row in await connection.execute(statement)}
    return Backlog(found.get("waiting", 0), found.get("held", 0), found.get("parked", 0))


def park_messages(announcement: AnnouncementId) -> Update:
    """Let wait for the person what stands behind a message that waits for the person."""
    c = outbox_table.c
    return (
        update(outbox_table)
        .where(
            c.announcement_id == announcement,
            c.state == PENDING,
            ~_is_unreachable(),
            _is_behind_unreachable(),
        )
        .values(not_before=UNTIL_REACHED, lease_owner=None, lease_until=None)
    )


def move_messages(announcement: AnnouncementId, states: Sequence[Delivery], to: Delivery) -> Update:
    """Give every message that is in one of these states another one; nobody has a lease then."""
    c = outbox_table.c
    return (
        update(outbox_table)
        .where(c.announcement_id == announcement, c.state.in_([state.value for state in states]))
        .values(state=to.value, lease_owner=None, lease_until=None)
    )


def released_messages(announcement: AnnouncementId) -> Update:
    """Give up what waits for people who could not be reached."""
    c = outbox_table.c
    return (
        update(outbox_table)
        .where(c.announcement_id == announcement, c.state == PENDING, _is_unreachable())
        .values(state=Delivery.DEAD.value, reason=UNREACHABLE, lease_owner=None, lease_until=None)
    )


def delivered_messages(announcement: AnnouncementId, since: datetime) -> Select[int]:
    """How many were delivered from an instant on."""
    c = outbox_table.c
    return select(func.count()).where(
        c.announcement_id == announcement,
        c.state == Delivery.SENT.value,
        c.sent_at >= since,
    )


async def newest_message(connection: AsyncConnection, announcement: AnnouncementId) -> int:
    """The newest row of an announcement; 0 without any."""
    c = outbox_table.c
    statement = select(func.max(c.id)).where(c.announcement_id == announcement)
    return await connection.scalar(statement) or 0


async def failed_messages(
    connection: AsyncConnection,
    announcement: AnnouncementId,
    resending: Resending,
    after: int,
    limit: int,
) -> Sequence[tuple[int, OutboundMessage]]:
    """The next messages that are sent once more, by their rows, in the order of queueing."""
    c = outbox_table.c
    failed = [Delivery.DEAD.value] + [Delivery.UNKNOWN.value] * resending.with_unknown
    statement = (
        select(outbox_table)
        .where(
            c.announcement_id == announcement,
            c.state.in_(failed),
            c.id > after,
            c.id <= resending.up_to,
        )
        .order_by(c.id)
        .limit(limit)
    )
    return [(row.id, outbox_from_row(row).message) for row in await connection.execute(statement)]


async def tally_of(connection: AsyncConnection, announcement: AnnouncementId) -> Tally:
    """What has become of all messages, as it is now."""
    c = outbox_table.c
    is_unreachable = case((_is_unreachable(), 1), else_=0).label("is_unreachable")
    columns = (c.platform, c.bot, c.state, c.reason, is_unreachable)
    rows = await connection.execute(
        select(*columns, func.count().label("messages"))
        .where(c.announcement_id == announcement)
        .group_by(*columns)
    )
    bots: dict[Bot, Counter[Fate]] = {}
    reasons: Counter[str] = Counter()
    for row in rows:
        fate = _fate(row)
        bots.setdefault((row.platform, row.bot), Counter())[fate] += row.messages
        if fate is Fate.FAILED:
            reasons[row.reason or ""] += row.messages
    by_bot = tuple(BotTally(bot, dict(bots[bot])) for bot in sorted(bots))
    return Tally(by_bot, dict(reasons), await _groups(connection, announcement))


async def _groups(
    connection: AsyncConnection, announcement: AnnouncementId
) -> tuple[GroupFate, ...]:
    c, group = outbox_table.c, unit_group_table.c
    is_unreachable = case((_is_unreachable(), 1), else_=0).label("is_unreachable")
    rows = await connection.execute(
        select(c.platform, c.bot, c.chat_id, c.state, c.reason, is_unreachable, group.unit_id)
        .outerjoin_from(outbox_table, unit_group_table, group.chat_key == c.chat_key)
        .where(c.announcement_id == announcement, c.chat_kind == ChatKind.GROUP.value)
        .order_by(c.chat_key)
    )
    return tuple(
        GroupFate(
            ChatRef(row.platform, row.bot, row.chat_id, ChatKind.GROUP),
            None if row.unit_id is None else UnitId(row.unit_id),
            _fate(row),
        )
        for row in rows
    )


def _fate(row: Any) -> Fate:
    state = Delivery(row.state)
    is_open = state in (Delivery.PENDING, Delivery.HELD)
    if (is_open and row.is_unreachable) or row.reason == UNREACHABLE:
        return Fate.UNREACHABLE
    return _FATES[state]


def _is_unreachable() -> ColumnElement[bool]:
    """Whether a message waits for its person, however long that takes."""
    c = outbox_table.c
    return func.coalesce(c.not_before, c.queued_at, type_=c.not_before.type) >= UNTIL_REACHED


def _is_behind_unreachable() -> ColumnElement[bool]:
    """Whether an earlier message of the same chat and lane waits for the person."""
    c, earlier = outbox_table.c, outbox_table.alias("earlier").c
    return exists().where(
        earlier.state == PENDING,
        earlier.chat_key == c.chat_key,
        earlier.lane == c.lane,
        earlier.id < c.id,
        earlier.not_before == UNTIL_REACHED,
    )
