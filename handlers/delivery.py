"""One try at sending one stored message, and what must become of it after that try."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from random import Random

import structlog

from handlers.platform_watch import PlatformWatch
from handlers.ports.addresses import ChatKind
from handlers.ports.contents import Announcement, Image, Question, Text
from handlers.ports.live_contents import LiveQuestion
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
"""With pauses doubling from 1 s a message is given up after eight and a half minutes at most, if
the platform takes others meanwhile. If it takes nothing, nothing is given up for a day."""
LONGEST_SILENCE = timedelta(days=1)
"""After that a message says nothing to anybody any more."""
LONGEST_SILENT_PAUSE = timedelta(seconds=30)
"""How soon a platform that took nothing is tried again with each message."""
LONGEST_LIVE_PAUSE = timedelta(seconds=2)
"""All rooms wait for the one that has not got its question, as long as the host lets them; and the
next question waits behind whatever else is said in a room."""
LONGEST_LIVE_SILENCE = 2 * LONGEST_SILENT_PAUSE
"""What a live round says is given up by its age: ten tries take less time than it takes to notice
that a platform takes nothing."""
UNREACHABLE = "unreachable"
"""Why what a live round says in a group is dead after the bot was thrown out of it."""
MISCONFIGURED_PAUSE = timedelta(minutes=1)
"""An operator has to act; until then one try a minute shows whether that has happened."""
UNTIL_REACHED = datetime(9999, 1, 1, tzinfo=UTC)
"""Kept until the person writes or connects again, however long that takes."""


async def try_to_send(
    adapter: MessagingAdapter,
    row: OutboxRow,
    clock: Clock,
    dice: Random,
    watch: PlatformWatch | None = None,
) -> Settlement:
    """Send a message once and say what must become of it; never raises a ``MessagingError``.

    Args:
        watch: told of the call.
    """
    content = row.message.content
    if isinstance(content, Question) and clock.now() >= content.closes_at:
        return Dead(row.id, "round over")
    until = content.until if isinstance(content, Text | Announcement | Image) else None
    if until is not None and clock.now() >= until:
        return Dead(row.id, "too late")
    try:
        with nullcontext() if watch is None else watch.call():
            ref = await _put(adapter, row.message)
    except MessagingError as error:
        return _after_error(adapter, row, clock.now(), error, dice, watch)
    return Sent(row.id, ref.message_id, clock.now(), ref.poll_id)


async def _put(adapter: MessagingAdapter, message: OutboundMessage) -> MessageRef:
    """Send a message, or let the one that it replaces say it, which costs the chat no line."""
    content = message.content
    if isinstance(content, LiveQuestion) and content.replaces is not None:
        return await _edit(adapter, content.replaces, message)
    replaces = content.replaces if isinstance(content, Text | Question) else None
    if replaces is not None and isinstance(adapter, SupportsEdit):
        try:
            return await adapter.edit(replaces, message)
        except MessageRejected as error:
            log.info("edit_rejected", chat=message.chat.key, reason=str(error))
    return await adapter.send(message)


async def _edit(adapter: MessagingAdapter, message_id: str, message: OutboundMessage) -> MessageRef:
    """Change a message, or nothing: a group has no use for a second one."""
    if not isinstance(adapter, SupportsEdit):
        raise MessageRejected("no edit")
    return await adapter.edit(message_id, message)


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
    watch: PlatformWatch | None,
) -> Settlement:
    match error:
        case RateLimited(retry_after=pause):
            return Postponed(row.id, now + pause, has_failed=False, is_limited=True)
        case RecipientUnreachable() if _is_to_a_room(row.message):
            return Dead(row.id, UNREACHABLE)
        case RecipientUnreachable():
            return Postponed(row.id, UNTIL_REACHED, has_failed=False)
        case TemporaryFailure():
            return _after_failure(row, now, error, dice, _is_answering(watch, now))
        case AdapterMisconfigured():
            log.error("adapter_misconfigured", platform=adapter.platform, reason=str(error))
            return Postponed(row.id, now + MISCONFIGURED_PAUSE, has_failed=False)
        case _:
            return Dead(row.id, str(error))


def _after_failure(
    row: OutboxRow, now: datetime, error: TemporaryFailure, dice: Random, is_answering: bool
) -> Settlement:
    failures = row.attempts + 1
    content, is_live = row.message.content, row.message.lane is Lane.LIVE_ROUND
    if isinstance(content, LiveQuestion) and content.answered is not None:
        # A later count is worth more than this one.
        return Dead(row.id, str(error))
    if isinstance(content, LiveQuestion) and content.replaces is None:
        pause = min(pause_after(failures, dice), LONGEST_LIVE_PAUSE)
        return Postponed(row.id, now + pause, has_failed=True)
    if error.outcome_unknown and row.message.lane is Lane.BROADCAST:
        return Unknown(row.id, str(error))
    age = now - row.queued_at
    is_over = is_answering and (not is_live or age >= LONGEST_LIVE_SILENCE)
    if failures >= MAX_TRIES and (is_over or age >= LONGEST_SILENCE):
        return Dead(row.id, str(error))
    pause = pause_after(failures, dice)
    if is_live:
        pause = min(pause, LONGEST_LIVE_PAUSE)
    if not is_answering:
        # People wait for the platform, not for this message.
        pause = min(pause, LONGEST_SILENT_PAUSE * dice.uniform(0.5, 1.0))
    return Postponed(row.id, now + pause, has_failed=True)


def _is_answering(watch: PlatformWatch | None, now: datetime) -> bool:
    """Whether the platform takes other messages; without a watch it is taken to."""
    return watch is None or (
        watch.succeeded_at is not None and now - watch.succeeded_at < LONGEST_SILENT_PAUSE
    )


def _is_to_a_room(message: OutboundMessage) -> bool:
    return message.lane is Lane.LIVE_ROUND and message.chat.kind is ChatKind.GROUP
