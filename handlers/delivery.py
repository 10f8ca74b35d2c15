"""One try at sending one stored message, and what must become of it after that try."""

from datetime import UTC, datetime, timedelta
from random import Random

import structlog

from handlers.ports.contents import Announcement, Image, Question, Text
from handlers.ports.messaging import (
    AdapterMisconfigured,
    Lane,
    MessageRef,
    MessageRejected,
    MessagingAdapter,
    MessagingError,
    OutboundMessage,
    RateLimited,
    RecipientUnreachable,
    SupportsEdit,
    TemporaryFailure,
)
from handlers.ports.outbox import Dead, Postponed, Sent, Settlement, Unknown
from handlers.ports.records import OutboxRow
from handlers.ports.timing import Clock

log = structlog.get_logger()

FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=5)
MAX_TRIES = 10
"""With pauses doubling from 1 s a message is given up after eight and a half minutes at most."""
MISCONFIGURED_PAUSE = timedelta(minutes=1)
"""An operator has to act; until then one try a minute shows whether that has happened."""
UNTIL_REACHED = datetime(9999, 1, 1, tzinfo=UTC)
"""Kept until the person writes or connects again, however long that takes."""


async def try_to_send(
    adapter: MessagingAdapter, row: OutboxRow, clock: Clock, dice: Random
) -> Settlement:
    """Send a message once and say what must become of it; never raises a ``MessagingError``."""
    content = row.message.content
    if isinstance(content, Question) and clock.now() >= content.closes_at:
        return Dead(row.id, "round over")
    until = content.until if isinstance(content, Text | Announcement | Image) else None
    if until is not None and clock.now() >= until:
        return Dead(row.id, "too late")
    try:
        ref = await _put(adapter, row.message)
    except MessagingError as error:
        return _after_error(adapter, row, clock.now(), error, dice)
    return Sent(row.id, ref.message_id, clock.now())


async def _put(adapter: MessagingAdapter, message: OutboundMessage) -> MessageRef:
    """Send a message, or let the one that it replaces say it, which costs the chat no line."""
    content = message.content
    replaces = content.replaces if isinstance(content, Text | Question) else None
    if replaces is not None and isinstance(adapter, SupportsEdit):
        try:
            return await adapter.edit(replaces, message)
        except MessageRejected as error:
            log.info("edit_rejected", chat=message.chat.key, reason=str(error))
    return await adapter.send(message)


def pause_after(failures: int, dice: Random) -> timedelta:
    """How long to wait after that many failed tries (from 1).

    At most a time that doubles from 1 s up to 5 min, and at least half of it: messages that failed
    together are not all tried again in the same instant.
    """
    longest = min(FIRST_PAUSE * (1 << min(failures - 1, 20)), LONGEST_PAUSE)
    return longest * dice.uniform(0.5, 1.0)


def _after_error(
    adapter: MessagingAdapter,
    row: OutboxRow,
    now: datetime,
    error: MessagingError,
    dice: Random,
) -> Settlement:
    match error:
        case RateLimited(retry_after=pause):
            return Postponed(row.id, now + pause, has_failed=False, is_limited=True)
        case RecipientUnreachable():
            return Postponed(row.id, UNTIL_REACHED, has_failed=False)
        case TemporaryFailure():
            return _after_failure(row, now, error, dice)
        case AdapterMisconfigured():
            log.error("adapter_misconfigured", platform=adapter.platform, reason=str(error))
            return Postponed(row.id, now + MISCONFIGURED_PAUSE, has_failed=False)
        case _:
            return Dead(row.id, str(error))


def _after_failure(
    row: OutboxRow, now: datetime, error: TemporaryFailure, dice: Random
) -> Settlement:
    failures = row.attempts + 1
    if error.outcome_unknown and row.message.lane is Lane.BROADCAST:
        return Unknown(row.id, str(error))
    if failures >= MAX_TRIES:
        return Dead(row.id, str(error))
    return Postponed(row.id, now + pause_after(failures, dice), has_failed=True)
