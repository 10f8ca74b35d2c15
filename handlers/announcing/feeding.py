"""Takes announcements forward: begins them, queues their messages page by page, ends them.

A page and the cursor behind it are one transaction, and whoever takes the announcement first goes
on from there: a crash loses no page, and two processes queue none twice. Only as much is queued as
goes out soon, so that pausing and cancelling act at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from contest.announcements import AnnouncementMove, moved
from contest.announcements import AnnouncementState as State
from contest.reminders import ReminderSchedule
from handlers.announcing.messages import once_more, to_group, to_person
from handlers.announcing.recipients import GroupsOf, person_of, resolve
from handlers.announcing.reporting import full_tally
from handlers.announcing.timing import FRESH, fresh_until, is_resting, load_night
from handlers.ports.announcements import AnnouncementId, Backlog, Resending, StoredAnnouncement
from handlers.ports.messaging import OutboundMessage
from handlers.ports.repositories import UnitOfWork, UnitsOfWork

PAGE = 500
"""Recipients of one commit: nobody who is playing waits long behind it."""
ENOUGH = 2_000
"""Messages that may wait at once: a minute's worth of the fastest platform that has a limit."""
SYSTEM = "system"
"""Actor of the audit log for what nobody asked for."""


@dataclass(frozen=True, slots=True)
class _Page:
    """The next messages, and the cursor behind them; ``replaced`` are the rows they stand for."""

    messages: Sequence[OutboundMessage]
    cursor: str
    is_last: bool
    replaced: Sequence[int] = ()


class Feeder:
    """Takes all announcements of a database forward; several processes may do so at once.

    Args:
        units_of_work: what is queued in them waits in the outbox for whoever polls first.
        reading: units of work that only read.
    """

    def __init__(
        self,
        units_of_work: UnitsOfWork,
        reading: UnitsOfWork,
        page: int = PAGE,
        enough: int = ENOUGH,
    ) -> None:
        self._units_of_work = units_of_work
        self._reading = reading
        self._page = page
        self._enough = enough

    async def carry_on(self, now: datetime) -> None:
        """Do for every announcement what is to be done now; safe to break off and to repeat."""
        async with self._reading() as tx:
            alive = await tx.announcements.alive()
            night = await load_night(tx) if alive else None
        for one in alive:
            if night is not None:
                await self._carry_on(one, night, now)

    async def _carry_on(
        self, one: StoredAnnouncement, night: ReminderSchedule, now: datetime
    ) -> None:
        if one.state is State.SCHEDULED:
            if _is_due(one, night, now):
                await self._begin(one.id, now)
                await self._send(one, night, now)
        elif one.state is State.SENDING:
            await self._send(one, night, now)
        elif one.ended_at is not None and one.ended_at + FRESH <= now:
            await self._settle(one.id, now)

    async def _begin(self, announcement: AnnouncementId, now: datetime) -> None:
        async with self._units_of_work() as tx:
            found = await tx.announcements.take(announcement)
            if found is None or found.state is not State.SCHEDULED:
                return
            await _move(tx, replace(found, begun_at=now), AnnouncementMove.BEGIN, now)
            await tx.commit()

    async def _send(self, one: StoredAnnouncement, night: ReminderSchedule, now: datetime) -> None:
        """Queue what may be queued, as long as not enough waits."""
        is_night = is_resting(one.content, night, now)
        backlog = await self._tidied(one.id, is_night=is_night)
        if one.fed_at is not None:
            if not (backlog.waiting or backlog.held):
                await self._finish(one.id, now)
            return
        while not is_night and backlog.waiting < self._enough and await self._feed(one.id, now):
            async with self._reading() as tx:
                backlog = await tx.announcements.backlog(one.id)

    async def _tidied(self, announcement: AnnouncementId, *, is_night: bool) -> Backlog:
        """The backlog, held in the night and let go in the morning."""
        async with self._reading() as tx:
            backlog = await tx.announcements.backlog(announcement)
        if not (backlog.parked or (backlog.waiting if is_night else backlog.held)):
            return backlog
        async with self._units_of_work() as tx:
            found = await tx.announcements.take(announcement)
            # Somebody may have paused it meanwhile: then everything stays held.
            if found is not None and found.state is State.SENDING:
                await tx.announcements.park(announcement)
                act = tx.announcements.hold if is_night else tx.announcements.let_go
                await act(announcement)
                await tx.commit()
        async with self._reading() as tx:
            return await tx.announcements.backlog(announcement)

    async def _feed(self, announcement: AnnouncementId, now: datetime) -> bool:
        """Queue the next page; False if there is none, or somebody has stopped it."""
        async with self._units_of_work() as tx:
            found = await tx.announcements.take(announcement)
            if found is None or found.state is not State.SENDING or found.fed_at is not None:
                return False
            page = await self._next_page(tx, found, now)
            if page.messages:
                await tx.announcements.queue(announcement, page.messages, now)
            await tx.announcements.replace(page.replaced)
            await tx.announcements.store(
                replace(found, cursor=page.cursor, fed_at=now if page.is_last else None)
            )
            await tx.commit()
            return True

    async def _next_page(self, tx: UnitOfWork, one: StoredAnnouncement, now: datetime) -> _Page:
        until = await fresh_until(tx, one.content, now)
        if one.resending is not None:
            return await self._failed(tx, one, one.resending, until)
        whom = await resolve(tx, one.content.audience, now)
        if isinstance(whom, GroupsOf):
            groups = await tx.announcements.groups(whom.units, one.cursor, self._page)
            messages = [to_group(one.id, one.content, group, until) for group in groups]
            cursor = groups[-1].chat.key if groups else one.cursor
        else:
            people = await tx.announcements.people(whom, person_of(one.cursor), self._page)
            messages = [to_person(one.id, one.content, person, until) for person in people]
            cursor = str(people[-1].person) if people else one.cursor
        return _Page(messages, cursor, is_last=len(messages) < self._page)

    async def _failed(
        self, tx: UnitOfWork, one: StoredAnnouncement, resending: Resending, until: datetime
    ) -> _Page:
        failed = await tx.announcements.failed(one.id, resending, int(one.cursor or 0), self._page)
        rows = [row for row, _ in failed]
        return _Page(
            [once_more(one.id, one.resends, message, until) for _, message in failed],
            cursor=str(rows[-1]) if rows else one.cursor,
            is_last=len(rows) < self._page,
            replaced=rows,
        )

    async def _finish(self, announcement: AnnouncementId, now: datetime) -> None:
        """Note that nothing waits any more, unless something does by now."""
        async with self._units_of_work() as tx:
            found = await tx.announcements.take(announcement)
            if found is None or found.state is not State.SENDING or found.fed_at is None:
                return
            if await tx.announcements.backlog(announcement) != Backlog(0, 0, 0):
                return
            ended = replace(found, ended_at=now, resending=None)
            await _move(tx, ended, AnnouncementMove.FINISH, now)
            await tx.commit()

    async def _settle(self, announcement: AnnouncementId, now: datetime) -> None:
        """Keep the final counts, as the messages themselves are not kept for ever."""
        async with self._units_of_work() as tx:
            found = await tx.announcements.take(announcement)
            if found is None or found.ended_at is None or found.final is not None:
                return
            await tx.announcements.give_up(announcement)
            final = await full_tally(tx, found, now)
            await tx.announcements.store(replace(found, final=final))
            await tx.commit()


def _is_due(one: StoredAnnouncement, night: ReminderSchedule, now: datetime) -> bool:
    is_time = one.content.send_at is None or one.content.send_at <= now
    return is_time and not is_resting(one.content, night, now)


async def _move(
    tx: UnitOfWork, one: StoredAnnouncement, move: AnnouncementMove, now: datetime
) -> None:
    await tx.announcements.store(replace(one, state=moved(one.state, move)))
    await tx.audit(f"announcement_{move}", now, SYSTEM, announcement=one.id)
