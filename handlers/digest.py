"""The weekly digest "Điểm tin cuộc thi": gathers its figures once and tells everybody the same.

The figures are stored before anybody is told, and the messages' keys let each go out once: after a
crash the same digest is told to those who have not got it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from contest.digests import (
    DEFAULT_DIGESTS,
    Digest,
    DigestSchedule,
    UnitRate,
    Week,
    digest_from_data,
    digest_to_data,
    earlier_weeks,
    is_reported,
    next_slot,
    rank,
)
from contest.model import Unit
from handlers.commands import STAFF
from handlers.digest_texts import digest_text
from handlers.formats import LOCAL_ZONE, local_day
from handlers.ports.addresses import ChatRef
from handlers.ports.messaging import Lane, OutboundMessage
from handlers.ports.records import OF_UNITS, Contest, Round
from handlers.ports.repositories import UnitOfWork, UnitsOfWork
from handlers.quiet_hours import is_quiet, is_to_wait
from handlers.round_notices import PAGE
from handlers.shortfalls import ShortfallTable, load_table
from handlers.texts.loader import DEFAULT_LOCALE, wording

Readers = Sequence[tuple[ChatRef, str]]
"""Chats, each once, with the language that is spoken there."""


class WeeklyDigest:
    """Carries out the digest of a week.

    Args:
        reading: units of work that only read.
    """

    def __init__(
        self,
        units_of_work: UnitsOfWork,
        reading: UnitsOfWork,
        schedule: DigestSchedule = DEFAULT_DIGESTS,
    ) -> None:
        self._units_of_work = units_of_work
        self._reading = reading
        self._schedule = schedule

    async def slots(self, now: datetime) -> Mapping[str, datetime]:
        """The digest of today, even if it has come; else the next."""
        return {"digest": next_slot(self._schedule, LOCAL_ZONE, now)}

    async def due(self, now: datetime) -> bool:
        """Tell the digest of today if its time has come and a round is there to report on.

        False, and nothing done, in quiet hours that end before the day does.
        """
        slot = next_slot(self._schedule, LOCAL_ZONE, now)
        if now < slot:
            return True
        async with self._reading() as tx:
            contest = await tx.rounds.contest()
            reported = await _reported_round(tx, slot)
        if contest is None or reported is None:
            return True
        if is_quiet(contest.reminders, now):
            return not is_to_wait(contest.reminders, now)
        await self._tell(contest, await self._gather(contest, reported, now), now)
        return True

    async def _gather(self, contest: Contest, reported: Round, now: datetime) -> Digest:
        """The figures of today as they were stored first, by whichever process that was."""
        today = local_day(now)
        async with self._reading() as tx:
            table = await load_table(tx, contest, reported)
            digest = figures_of(table, today, await _last(tx, today))
        async with self._units_of_work() as tx:
            is_first = await tx.reminders.save_digest(today, digest_to_data(digest), now)
            stored = digest if is_first else await _last(tx, today + timedelta(days=1))
            await tx.commit()
        return stored or digest

    async def _tell(self, contest: Contest, digest: Digest, now: datetime) -> None:
        async with self._reading() as tx:
            readers = await _readers(tx)
            reported = await tx.rounds.find(digest.round)
            units = await _units_of(tx, reported)
        if reported is None:
            return
        texts = {
            locale: digest_text(contest, reported, digest, units, now, wording(locale))
            for locale in {locale for _, locale in readers}
        }
        name = f"digest:{digest.weeks[-1].day.isoformat()}"
        for start in range(0, len(readers), PAGE):
            page = [
                OutboundMessage(chat, f"{name}:{chat.key}", texts[locale], Lane.BROADCAST)
                for chat, locale in readers[start : start + PAGE]
            ]
            async with self._units_of_work() as tx:
                await tx.outbox.add(page, now)
                await tx.commit()


def figures_of(table: ShortfallTable, day: date, previous: Digest | None) -> Digest:
    """The figures of a round on a day, to be compared with those of the digest before."""
    rates = [
        UnitRate(unit, table.standings[unit].finished, headcount)
        for unit, headcount in table.headcounts.items()
        if headcount and unit in table.standings
    ]
    finished = sum(rate.finished for rate in rates)
    quotas = [owed for owed in table.owed.values() if owed.has_quota]
    week = Week(
        day,
        met_units=sum(owed.met for owed in quotas),
        quota_units=len(quotas),
        finished=finished,
        headcount=sum(rate.headcount for rate in rates),
        others=sum(standing.finished for standing in table.standings.values()) - finished,
    )
    of_round = table.round.id
    return Digest(of_round, (*earlier_weeks(previous, of_round), week), *rank(rates))


async def _reported_round(tx: UnitOfWork, at: datetime) -> Round | None:
    """The round that a digest at that instant is about: an open one, else the last to close."""
    rounds = [
        one for one in await tx.rounds.all() if not one.is_rehearsal and is_reported(one.window, at)
    ]
    still_open = [one for one in rounds if one.window.contains(at)]
    if still_open:
        return min(still_open, key=lambda one: one.window.closes_at)
    return max(rounds, key=lambda one: one.window.closes_at, default=None)


async def _last(tx: UnitOfWork, before: date) -> Digest | None:
    data = await tx.reminders.last_digest(before)
    return None if data is None else digest_from_data(data)


async def _units_of(tx: UnitOfWork, reported: Round | None) -> Sequence[Unit]:
    if reported is None:
        return ()
    return await tx.units.existing_on(local_day(reported.window.opens_at))


async def _readers(tx: UnitOfWork) -> Readers:
    """Leaders, liaisons, those who run the contest, and all groups."""
    officials = await tx.people.officials(OF_UNITS | STAFF)
    groups = await tx.groups.all()
    everybody = [
        *((one.chat, one.locale) for one in officials),
        *((group.chat, DEFAULT_LOCALE) for group in groups),
    ]
    found: dict[str, tuple[ChatRef, str]] = {}
    for chat, locale in everybody:
        found.setdefault(chat.key, (chat, locale))
    return list(found.values())
