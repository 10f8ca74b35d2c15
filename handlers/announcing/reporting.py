"""How far an announcement has come, and what has become of it: everybody in exactly one state."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from contest.announcements import AnnouncementState, remaining_duration
from handlers.announcing.control import not_queued
from handlers.announcing.timing import is_resting, load_night
from handlers.ports.announcements import (
    AnnouncementId,
    BotAudience,
    BotTally,
    Fate,
    StoredAnnouncement,
    Tally,
)
from handlers.ports.outbox import Bot
from handlers.ports.repositories import UnitOfWork

MEASURED = timedelta(minutes=1)
"""The rate is that of the last minute."""


@dataclass(frozen=True, slots=True)
class Report:
    """An announcement and all its recipients.

    Attributes:
        tally: also of those who have no message yet, or never get one.
        is_final: whether nothing can change any more.
    """

    announcement: StoredAnnouncement
    tally: Tally
    is_final: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far sending has come.

    Attributes:
        done: recipients who wait no longer, whatever has become of it for them.
        per_second: delivered, over the last minute.
        ends_at: estimated at that rate; None while nothing moves.
        is_resting: whether it waits for the end of the night.
    """

    state: AnnouncementState
    done: int
    total: int
    per_second: float
    ends_at: datetime | None
    is_resting: bool


async def report(tx: UnitOfWork, announcement: AnnouncementId, now: datetime) -> Report | None:
    """What has become of it up to now; None if there is none of that number."""
    found = await tx.announcements.find(announcement)
    if found is None:
        return None
    if found.final is not None:
        return Report(found, found.final, is_final=True)
    return Report(found, await full_tally(tx, found, now), is_final=False)


async def full_tally(tx: UnitOfWork, found: StoredAnnouncement, now: datetime) -> Tally:
    """The recipients with a message, and those who wait for one or were left out."""
    queued = await tx.announcements.tally(found.id)
    if found.state is AnnouncementState.CANCELLED:
        return _with(queued, found.left_out, Fate.CANCELLED)
    return _with(queued, await not_queued(tx, found, now), Fate.WAITING)


async def progress(tx: UnitOfWork, announcement: AnnouncementId, now: datetime) -> Progress | None:
    """How far it has come; to be asked at most every few seconds, as it counts all messages."""
    told = await report(tx, announcement, now)
    if told is None:
        return None
    found, waiting = told.announcement, told.tally.of(Fate.WAITING)
    is_sending = found.state is AnnouncementState.SENDING
    since = max(now - MEASURED, found.begun_at or now)
    delivered = await tx.announcements.delivered_since(announcement, since) if is_sending else 0
    seconds = (now - since).total_seconds()
    per_second = delivered / seconds if seconds > 0 else 0.0
    left = remaining_duration(waiting, per_second)
    return Progress(
        found.state,
        done=told.tally.total - waiting,
        total=told.tally.total,
        per_second=per_second,
        ends_at=None if left is None or not is_sending else now + left,
        is_resting=is_sending and is_resting(found.content, await load_night(tx), now),
    )


def _with(tally: Tally, more: Iterable[BotAudience], fate: Fate) -> Tally:
    bots: dict[Bot, Mapping[Fate, int]] = {one.bot: one.fates for one in tally.bots}
    for one in more:
        fates = bots.get(one.bot, {})
        bots[one.bot] = {**fates, fate: fates.get(fate, 0) + one.recipients}
    by_bot = tuple(BotTally(bot, bots[bot]) for bot in sorted(bots))
    return Tally(by_bot, tally.reasons, tally.groups)
