"""What a round says of itself: that it is open, about to close, closed, or that results are out.

That there is something to tell is noted together with what happened; told it is when people are
awake. A round that opens at midnight is announced in the morning.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from contest.model import PersonId, RoundId
from contest.reminders import ReminderSchedule, closing_soon_at
from handlers.announcing.timing import load_night
from handlers.ports.announcements import People
from handlers.ports.contents import Text
from handlers.ports.messaging import Lane, OutboundMessage
from handlers.ports.notices import Notice, NoticeKind
from handlers.ports.records import Recipient, Round
from handlers.ports.repositories import UnitOfWork, UnitsOfWork
from handlers.quiet_hours import is_quiet, next_waking
from handlers.rounds import (
    closing_message,
    closing_notice,
    closing_soon_message,
    closing_soon_notice,
    opening_message,
    opening_notice,
    results_message,
    results_notice,
)
from handlers.texts.loader import DEFAULT_LOCALE, Wording, wording

PAGE = 500
"""Recipients of one commit: nobody who is playing waits long behind it."""

Message = Callable[[Round, Wording], Text]


@dataclass(frozen=True, slots=True)
class _Form:
    """What people and groups are told, and which people."""

    to_person: Message
    to_group: Message
    people: Callable[[RoundId], People]


_FORMS: Mapping[NoticeKind, _Form] = MappingProxyType(
    {
        NoticeKind.OPENED: _Form(opening_message, opening_notice, lambda _: People()),
        NoticeKind.CLOSING_SOON: _Form(
            closing_soon_message, closing_soon_notice, lambda one: People(not_ended=one)
        ),
        NoticeKind.CLOSED: _Form(closing_message, closing_notice, lambda one: People(begun=one)),
        NoticeKind.RESULTS: _Form(results_message, results_notice, lambda one: People(begun=one)),
    }
)


class RoundNotices:
    """Tells what rounds have to say, each thing once, however often it is asked to.

    Args:
        reading: units of work that only read.
    """

    def __init__(self, units_of_work: UnitsOfWork, reading: UnitsOfWork) -> None:
        self._units_of_work = units_of_work
        self._reading = reading

    async def slots(self, now: datetime) -> Mapping[str, datetime]:
        """When there is something to tell: what is still to be told, and closings that come."""
        async with self._reading() as tx:
            night, rounds = await load_night(tx), await tx.rounds.all()
            untold = await tx.notices.untold()
        found = {
            f"notice-{each.round}-{each.kind}": _telling_at(night, each.about, now)
            for each in untold
            if each.kind is not NoticeKind.CLOSING_SOON
        }
        for one in rounds:
            at = _closing_soon_at(night, one)
            if at is not None and now < one.window.closes_at:
                found[f"notice-{one.id}-{NoticeKind.CLOSING_SOON}"] = _telling_at(night, at, now)
        return found

    async def due(self, now: datetime) -> bool:
        """Tell what is to be told now; False, and nothing told, if it has to wait for the day."""
        async with self._reading() as tx:
            night = await load_night(tx)
            closing = await _closing_soon(tx, night, now)
            untold = [*await tx.notices.untold(), *closing]
        if not untold:
            return True
        if is_quiet(night, now):
            return False
        for notice in closing:
            async with self._units_of_work() as tx:
                await tx.notices.ask_for(notice)
                await tx.commit()
        for notice in dict.fromkeys(untold):
            await self._tell(notice, now)
        return True

    async def _tell(self, notice: Notice, now: datetime) -> None:
        async with self._reading() as tx:
            one = await tx.rounds.find(notice.round)
        if one is not None and _is_timely(notice, one, now):
            await self._tell_groups(one, notice, now)
            await self._tell_people(one, notice, now)
        async with self._units_of_work() as tx:
            await tx.notices.mark_told(notice, now)
            await tx.commit()

    async def _tell_people(self, one: Round, notice: Notice, now: datetime) -> None:
        """Queue one message for each person, page by page.

        Its key makes it go out once: after a crash the pages queued before are passed over.
        """
        form = _FORMS[notice.kind]
        async for page in self._pages(form.people(one.id)):
            texts = {locale: form.to_person(one, wording(locale)) for locale in _locales(page)}
            messages = [
                OutboundMessage(
                    each.chat,
                    f"{_name(notice)}:{each.person}",
                    texts[each.locale],
                    Lane.BROADCAST,
                )
                for each in page
            ]
            await self._queue(messages, now)

    async def _pages(self, whom: People) -> AsyncIterator[Sequence[Recipient]]:
        last = PersonId(0)
        while True:
            async with self._reading() as tx:
                page = await tx.announcements.people(whom, last, PAGE)
            if not page:
                return
            yield page
            last = page[-1].person

    async def _tell_groups(self, one: Round, notice: Notice, now: datetime) -> None:
        """Queue one message for each group that is bound to a unit, once as above."""
        text = _FORMS[notice.kind].to_group(one, wording(DEFAULT_LOCALE))
        async with self._reading() as tx:
            groups = await tx.groups.all()
        messages = [
            OutboundMessage(group.chat, f"{_name(notice)}:{group.chat.key}", text, Lane.BROADCAST)
            for group in groups
        ]
        for start in range(0, len(messages), PAGE):
            await self._queue(messages[start : start + PAGE], now)

    async def _queue(self, messages: Sequence[OutboundMessage], now: datetime) -> None:
        async with self._units_of_work() as tx:
            await tx.outbox.add(messages, now)
            await tx.commit()


async def _closing_soon(tx: UnitOfWork, night: ReminderSchedule, now: datetime) -> Sequence[Notice]:
    """The closings that are to be told of now and that nobody has noted yet."""
    found = []
    for one in await tx.rounds.all():
        at = _closing_soon_at(night, one)
        if at is not None and at <= now < one.window.closes_at:
            notice = Notice(one.id, NoticeKind.CLOSING_SOON, one.window.closes_at)
            if not await tx.notices.is_known(notice):
                found.append(notice)
    return found


def _closing_soon_at(night: ReminderSchedule, one: Round) -> datetime | None:
    return None if one.is_rehearsal else closing_soon_at(night, one.window)


def _telling_at(night: ReminderSchedule, about: datetime, now: datetime) -> datetime:
    """When it is told; an instant that stays the same as time passes."""
    awake = next_waking(night, about)
    return next_waking(night, now) if awake <= now and is_quiet(night, now) else awake


def _is_timely(notice: Notice, one: Round, now: datetime) -> bool:
    """Whether it is still true: a round may have been moved since it was noted."""
    match notice.kind:
        case NoticeKind.OPENED:
            return one.opened_at == notice.about and one.window.contains(now)
        case NoticeKind.CLOSING_SOON:
            return one.window.closes_at == notice.about and one.window.contains(now)
        case NoticeKind.CLOSED:
            return one.closed_at == notice.about
        case NoticeKind.RESULTS:
            return True


def _name(notice: Notice) -> str:
    """Begins the keys of its messages; a round that opens a second time says so a second time."""
    return f"round:{notice.round}:{notice.kind}:{notice.about:%Y%m%dT%H%M%S}"


def _locales(page: Sequence[Recipient]) -> set[str]:
    return {each.locale for each in page}
