"""What organisers do with an announcement: confirm, pause, resume, cancel, send again.

Each takes the announcement first, so that of two at once the second sees what the first has done.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from contest.announcements import AnnouncementMove, can, moved
from contest.announcements import AnnouncementState as State
from handlers.announcing.actors import Actor, Refusal, Refused, may_announce
from handlers.announcing.preview import count
from handlers.announcing.recipients import resolve
from handlers.announcing.timing import begins_at, is_resting, load_night
from handlers.ports.announcements import (
    AnnouncementId,
    BotAudience,
    Fate,
    Resending,
    StoredAnnouncement,
)
from handlers.ports.repositories import UnitOfWork


async def confirm(
    tx: UnitOfWork, actor: Actor, announcement: AnnouncementId, token: str, now: datetime
) -> StoredAnnouncement | Refused:
    """Let a draft go out, now or when its time comes.

    Args:
        token: of the preview that was looked at; what has changed since is not sent.
    """
    found = await _taken(tx, actor, announcement)
    if isinstance(found, Refused):
        return found
    if found.state is not State.DRAFT:
        is_cancelled_draft = found.confirmed_at is None
        reason = Refusal.NOT_NOW if is_cancelled_draft else Refusal.ALREADY_CONFIRMED
        return Refused(reason, found)
    refusal = await _unsendable(tx, found, token, now)
    if refusal is not None:
        return Refused(refusal, found)
    begins = begins_at(found.content, await load_night(tx), now)
    move = AnnouncementMove.CONFIRM if begins <= now else AnnouncementMove.SCHEDULE
    return await _move(
        tx,
        actor,
        replace(
            found,
            confirmed_by=actor.name,
            confirmed_at=now,
            begun_at=now if move is AnnouncementMove.CONFIRM else None,
        ),
        move,
        now,
        version=token,
    )


async def pause(
    tx: UnitOfWork, actor: Actor, announcement: AnnouncementId, now: datetime
) -> StoredAnnouncement | Refused:
    """Send nothing more until it is resumed; what is on its way may still arrive."""
    found = await _movable(tx, actor, announcement, AnnouncementMove.PAUSE)
    if isinstance(found, Refused):
        return found
    held = await tx.announcements.hold(announcement)
    return await _move(tx, actor, found, AnnouncementMove.PAUSE, now, held=held)


async def resume(
    tx: UnitOfWork, actor: Actor, announcement: AnnouncementId, now: datetime
) -> StoredAnnouncement | Refused:
    """Go on; in the night what was held stays held until the morning."""
    found = await _movable(tx, actor, announcement, AnnouncementMove.RESUME)
    if isinstance(found, Refused):
        return found
    if not is_resting(found.content, await load_night(tx), now):
        await tx.announcements.let_go(announcement)
    return await _move(tx, actor, found, AnnouncementMove.RESUME, now)


async def cancel(
    tx: UnitOfWork, actor: Actor, announcement: AnnouncementId, reason: str, now: datetime
) -> StoredAnnouncement | Refused:
    """Never send what has not been sent; what is on its way may still arrive, and counts then."""
    found = await _movable(tx, actor, announcement, AnnouncementMove.CANCEL)
    if isinstance(found, Refused):
        return found
    left_out = await not_queued(tx, found, now)
    cancelled = await tx.announcements.cancel(announcement)
    ended = replace(found, ended_at=now, cancel_reason=reason, left_out=left_out, resending=None)
    return await _move(tx, actor, ended, AnnouncementMove.CANCEL, now, cancelled=cancelled)


async def resend_failed(
    tx: UnitOfWork,
    actor: Actor,
    announcement: AnnouncementId,
    now: datetime,
    *,
    with_unknown: bool = False,
) -> StoredAnnouncement | Refused:
    """Send it once more to those for whom it failed.

    Args:
        with_unknown: also to those who have perhaps got it; they may get it twice.
    """
    found = await _movable(tx, actor, announcement, AnnouncementMove.RESEND)
    if isinstance(found, Refused):
        return found
    if found.final is not None:
        return Refused(Refusal.NOT_NOW, found)
    tally = await tx.announcements.tally(announcement)
    failed = tally.of(Fate.FAILED) + with_unknown * tally.of(Fate.UNKNOWN)
    if not failed:
        return Refused(Refusal.NOTHING_FAILED, found)
    again = replace(
        found,
        resends=found.resends + 1,
        resending=Resending(await tx.announcements.last_message(announcement), with_unknown),
        cursor="",
        fed_at=None,
        ended_at=None,
    )
    return await _move(tx, actor, again, AnnouncementMove.RESEND, now, messages=failed)


async def not_queued(
    tx: UnitOfWork, announcement: StoredAnnouncement, now: datetime
) -> tuple[BotAudience, ...]:
    """The recipients who have no message yet; none of a draft, as it has no recipients yet."""
    is_fed = announcement.fed_at is not None or announcement.resending is not None
    if is_fed or announcement.state is State.DRAFT:
        return ()
    whom = await resolve(tx, announcement.content.audience, now)
    return tuple(await count(tx, whom, announcement.cursor))


async def _unsendable(
    tx: UnitOfWork, found: StoredAnnouncement, token: str, now: datetime
) -> Refusal | None:
    if found.content.version != token:
        return Refusal.CHANGED
    if found.content.send_at is not None and found.content.send_at <= now:
        return Refusal.TIME_PASSED
    whom = await resolve(tx, found.content.audience, now)
    return None if await count(tx, whom) else Refusal.NOBODY


async def _taken(
    tx: UnitOfWork, actor: Actor, announcement: AnnouncementId
) -> StoredAnnouncement | Refused:
    if not await may_announce(tx, actor):
        return Refused(Refusal.NOT_ALLOWED)
    return await tx.announcements.take(announcement) or Refused(Refusal.NOT_FOUND)


async def _movable(
    tx: UnitOfWork, actor: Actor, announcement: AnnouncementId, move: AnnouncementMove
) -> StoredAnnouncement | Refused:
    found = await _taken(tx, actor, announcement)
    if isinstance(found, StoredAnnouncement) and not can(found.state, move):
        return Refused(Refusal.NOT_NOW, found)
    return found


async def _move(
    tx: UnitOfWork,
    actor: Actor,
    announcement: StoredAnnouncement,
    move: AnnouncementMove,
    now: datetime,
    **facts: Any,
) -> StoredAnnouncement:
    becomes = replace(announcement, state=moved(announcement.state, move))
    await tx.announcements.store(becomes)
    await tx.audit(
        f"announcement_{move}", now, actor.audited, announcement=announcement.id, **facts
    )
    return becomes
