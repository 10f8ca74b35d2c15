"""Queueing of messages, inside the transaction of whatever decides that they are to be sent.

A message that is queued is leased to this process at once and handed to its relay in memory; the
relay's polling finds only what that did not reach. The lease never overtakes: it is not given while
an earlier message of the same chat and lane waits for somebody else (invariant 6).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import Connection, Dialect, Update, bindparam, func, select, text, update

from handlers.delivery import UNTIL_REACHED
from handlers.ports.announcements import AnnouncementId
from handlers.ports.messaging import OutboundMessage
from handlers.ports.records import OutboxRow
from storage.bulk import Bulk, Statement
from storage.codec import outbox_to_columns
from storage.statements import insert_for
from storage.tables.outbox import outbox_table

# Written out in a statement, so that the planner sees that the partial indexes apply.
PENDING = text("'pending'")

Line = tuple[str, int]
"""Chat key and lane: messages of one line go out in their order."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Who takes messages, and for how long nobody else may."""

    owner: str
    duration: timedelta


QUEUED_COLUMNS = (
    *("key", "lane", "platform", "bot", "chat_id", "chat_kind", "chat_key", "content", "state"),
    *("attempts", "queued_at", "lease_owner", "lease_until", "update_key"),
)


def _queueing(columns: Sequence[str]) -> Callable[[Dialect], Statement]:
    def build(dialect: Dialect) -> Statement:
        c = outbox_table.c
        values = {name: bindparam(name, type_=c[name].type) for name in columns}
        insert = insert_for(dialect, outbox_table).values(values)
        return insert.on_conflict_do_nothing(index_elements=[c.key])

    return build


_queue = Bulk(_queueing(QUEUED_COLUMNS))
# Apart, so that replies are not queued with one column more.
_queue_announcement = Bulk(_queueing((*QUEUED_COLUMNS, "announcement_id")))


def queue_messages(
    connection: Connection,
    messages: Sequence[OutboundMessage],
    at: datetime,
    lease: Lease,
    announcement: AnnouncementId | None = None,
) -> list[OutboxRow]:
    """Queue messages in their order; one whose key was queued before is passed over.

    Args:
        announcement: that they are part of.

    Returns:
        The rows that are leased to this process, in the same order. The others are due later, after
        an earlier message of their chat and lane.
    """
    if not messages:
        return []
    newest = _newest(connection)
    held_up = _held_up(connection, {message.chat.key for message in messages}, lease.owner)
    for must_wait, run in groupby(messages, lambda message: _line(message) in held_up):
        _insert(connection, list(run), at, None if must_wait else lease, announcement)
    ids = _leased_since(connection, newest, lease.owner)
    # Each id once, also if the same key was given twice.
    return [
        OutboxRow(ids.pop(message.key), message, at) for message in messages if message.key in ids
    ]


def _insert(
    connection: Connection,
    messages: Sequence[OutboundMessage],
    at: datetime,
    lease: Lease | None,
    announcement: AnnouncementId | None,
) -> None:
    # With RETURNING the drivers insert a large batch row by row: twice the time.
    statement, part = _queue, {}
    if announcement is not None:
        statement, part = _queue_announcement, {"announcement_id": announcement}
    statement.execute(
        connection,
        [outbox_to_columns(message, at) for message in messages],
        queued_at=at,
        lease_owner=lease.owner if lease else None,
        lease_until=at + lease.duration if lease else None,
        **part,
    )


def _newest(connection: Connection) -> int:
    """Id of the newest message, below all that are queued from now on; 0 without any."""
    return connection.scalar(select(func.max(outbox_table.c.id))) or 0


def _leased_since(connection: Connection, newest: int, owner: str) -> dict[str, int]:
    """Ids, by key, of what was queued after ``newest`` and is leased to ``owner``."""
    c = outbox_table.c
    # With both ends given, and nothing else, PostgreSQL reads the primary key, even before it has
    # counted a table that fills quickly; with the owner it would read all that this process leases.
    since = c.id.between(newest + 1, _newest(connection))
    rows = connection.execute(select(c.key, c.id, c.lease_owner).where(since))
    return {key: row for key, row, leased_by in rows if leased_by == owner}


def _held_up(connection: Connection, chats: set[str], owner: str) -> set[Line]:
    """Lines in which a message waits for another process, or for nobody yet."""
    c = outbox_table.c
    rows = connection.execute(
        select(c.chat_key, c.lane).where(
            c.state == PENDING, c.chat_key.in_(chats), c.lease_owner.is_distinct_from(owner)
        )
    )
    return {(row.chat_key, row.lane) for row in rows}


def _line(message: OutboundMessage) -> Line:
    return message.chat.key, message.lane


def wake_chat(chat_key: str) -> Update:
    """Make due what waits for the person of a chat to be reachable again."""
    c = outbox_table.c
    return (
        update(outbox_table)
        .where(c.state == PENDING, c.chat_key == chat_key, c.not_before == UNTIL_REACHED)
        .values(not_before=None)
    )
