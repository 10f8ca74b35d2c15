"""Keeps those who confirmed an announcement informed: a bar that moves, and a report at the end.

The bar is one message that is changed where the platform can change messages; elsewhere people ask
for it. Keys make each message go out once, also with several processes.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from contest.announcements import AnnouncementState as State
from handlers.announcing.reporting import progress, report
from handlers.broadcasting import views
from handlers.broadcasting.audiences import audience_text
from handlers.broadcasting.texts import heading, progress_text, report_text
from handlers.commands import STAFF
from handlers.ports.announcements import AnnouncementId, StoredAnnouncement
from handlers.ports.contents import Text
from handlers.ports.messaging import Lane, OutboundMessage
from handlers.ports.outbox import Bot
from handlers.ports.records import Official
from handlers.ports.repositories import UnitOfWork, UnitsOfWork
from handlers.texts.loader import wording

PERIOD = timedelta(seconds=5)
"""Between two changes of a bar: each counts the messages of the announcement and sends one."""
TOLD_WITHIN = timedelta(days=1)
"""Of what ended earlier, as while the system was down, nobody waits for a report any more."""
OVER = frozenset({State.FINISHED, State.CANCELLED})
EPOCH = datetime.fromtimestamp(0, UTC)


class LiveBars:
    """Moves the bars of the announcements that are being sent.

    Args:
        reading: units of work that only read.
    """

    def __init__(self, units_of_work: UnitsOfWork, reading: UnitsOfWork) -> None:
        self._units_of_work = units_of_work
        self._reading = reading
        self._editing: Collection[Bot] = ()
        self._shown: dict[AnnouncementId, str] = {}

    def connect(self, editing: Collection[Bot]) -> None:
        """From now on move bars in the chats of these bots, which can change messages."""
        self._editing = editing

    async def update(self, now: datetime) -> None:
        """Queue what there is to tell now; to be called every ``PERIOD``."""
        async with self._reading() as tx:
            messages = [
                message
                for one, who in await _followed(tx, now)
                for message in await self._told(tx, one, who, now)
            ]
        if messages:
            async with self._units_of_work() as tx:
                await tx.outbox.add(messages, now)
                await tx.commit()

    async def _told(
        self, tx: UnitOfWork, one: StoredAnnouncement, who: Official, now: datetime
    ) -> Sequence[OutboundMessage]:
        if one.state not in OVER:
            return await self._moved(tx, one, who, now)
        report_key = f"announcement-report:{one.id}:{one.resends}:{one.state.value}"
        if await tx.outbox.find(report_key) is not None:
            return []
        text = await _report(tx, one, who, now)
        bar = await self._moved(tx, one, who, now)
        self._shown.pop(one.id, None)
        return [*bar, OutboundMessage(who.chat, report_key, text, Lane.REMINDER)]

    async def _moved(
        self, tx: UnitOfWork, one: StoredAnnouncement, who: Official, now: datetime
    ) -> Sequence[OutboundMessage]:
        """The bar as it is now; none if that is shown, or if the first one is still on its way."""
        first = f"announcement-bar:{one.id}:{one.resends}"
        is_first = await tx.outbox.find(first) is None
        shown_as = await tx.outbox.message_id(first)
        is_possible = (who.chat.platform, who.chat.bot) in self._editing
        if not is_possible or (one.state in OVER if is_first else shown_as is None):
            return []
        going, say = await progress(tx, one.id, now), wording(who.locale)
        body = progress_text(one, going, say) if going else ""
        if self._shown.get(one.id) == body:
            return []
        self._shown[one.id] = body
        key = first if is_first else f"{first}:{one.state.value}:{(now - EPOCH) // PERIOD}"
        text = Text(body, views.actions(say, one), replaces=shown_as)
        return [OutboundMessage(who.chat, key, text, Lane.REMINDER)]


async def _followed(tx: UnitOfWork, now: datetime) -> Sequence[tuple[StoredAnnouncement, Official]]:
    """Announcements on their way or just over, with who confirmed them and still may see them."""
    found = [one for one in await tx.announcements.alive() if _is_followed(one, now)]
    if not found:
        return []
    staff = _by_user(await tx.people.officials(STAFF))
    return [(one, staff[one.confirmed_by]) for one in found if one.confirmed_by in staff]


def _is_followed(one: StoredAnnouncement, now: datetime) -> bool:
    if one.state in {State.SENDING, State.PAUSED}:
        # Who is told at once that it begins needs no bar before the next look.
        return one.begun_at is not None and one.begun_at + PERIOD <= now
    is_over = one.state in OVER and one.begun_at is not None
    return is_over and one.ended_at is not None and now - one.ended_at <= TOLD_WITHIN


def _by_user(officials: Iterable[Official]) -> Mapping[str | None, Official]:
    return {official.user_key: official for official in officials}


async def _report(tx: UnitOfWork, one: StoredAnnouncement, who: Official, now: datetime) -> Text:
    """What has become of what has ended."""
    told, say = await report(tx, one.id, now), wording(who.locale)
    audience = await audience_text(tx, one.content.audience, now, say)
    if told is None:
        return Text(heading(one, say))
    return Text(report_text(told, audience, now, say), views.below_report(say, told))
