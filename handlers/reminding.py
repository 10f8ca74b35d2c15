"""Automatic reminders: decides once a day for every unit, and tells those whom it concerns.

The log decides who was reminded: its key allows one decision for each unit and day, and the
messages are queued in the same transaction. So neither a crash between two pages, nor a second
process, nor a round that is moved makes anything go out twice (invariant 10).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from contest.model import UnitId
from contest.reminders import Outcome, ReminderSchedule, ReminderSlot, due_slot, slots
from handlers.escalation import load_contacts
from handlers.formats import LOCAL_ZONE, local_day
from handlers.ports.messaging import OutboundMessage
from handlers.ports.records import Contest, Round
from handlers.ports.repositories import UnitOfWork, UnitsOfWork
from handlers.ports.rosters import RosterEntry
from handlers.quiet_hours import is_to_wait
from handlers.reminder_decisions import Day, Decision, decide_all, entry_of
from handlers.reminder_messages import Owners, messages_to_unit, people_of_many, summaries
from handlers.reminder_texts import DueRound
from handlers.shortfalls import load_table

UNITS = 25
"""Units of one commit: answers and deadlines wait for a few milliseconds behind it."""
MESSAGES = 100
"""Messages of one commit to those above."""


class Reminding:
    """Carries out the reminders of a day.

    Args:
        reading: units of work that only read.
    """

    def __init__(self, units_of_work: UnitsOfWork, reading: UnitsOfWork) -> None:
        self._units_of_work = units_of_work
        self._reading = reading

    async def slots(self, now: datetime) -> Mapping[str, datetime]:
        """Of each round that counts the slot of today, even if it has come; else the next."""
        async with self._reading() as tx:
            contest, rounds = await tx.rounds.contest(), await _real_rounds(tx)
        if contest is None:
            return {}
        at_hand = {one.id: _slot_at_hand(contest.reminders, one, now) for one in rounds}
        return {f"reminders-{id_}": slot.at for id_, slot in at_hand.items() if slot is not None}

    async def due(self, now: datetime) -> bool:
        """Remind every unit whose slot has come today and that was not decided on before.

        False, and nothing done, in quiet hours that end before the day does.
        """
        async with self._reading() as tx:
            contest = await tx.rounds.contest()
            due = await _due_rounds(tx, contest, now) if contest is not None else []
            if contest is None or not due:
                return True
            if is_to_wait(contest.reminders, now):
                return False
            day = await _load_day(tx, contest, due, now)
        many = people_of_many(day)
        pending = day.pending
        for start in range(0, len(pending), UNITS):
            await self._remind(day, pending[start : start + UNITS], many, now)
        await self._tell(summaries(day, many), now)
        return True

    async def _remind(
        self, day: Day, page: Sequence[Decision], many: Owners, now: datetime
    ) -> None:
        """Log decisions together with what they say; who was logged meanwhile is left out."""
        reminded = [one for one in page if one.outcome is Outcome.REMINDED]
        async with self._reading() as tx:
            not_done = await _not_done(tx, reminded)
        messages = {
            one.unit.id: messages_to_unit(day, one, not_done.get(one.unit.id, ()), many)
            for one in reminded
        }
        async with self._units_of_work() as tx:
            new = await tx.reminders.log([entry_of(one, day, now) for one in page])
            queued = [
                message for unit, of_unit in messages.items() if unit in new for message in of_unit
            ]
            await tx.outbox.add(queued, now)
            await tx.commit()

    async def _tell(self, messages: Sequence[OutboundMessage], now: datetime) -> None:
        for start in range(0, len(messages), MESSAGES):
            async with self._units_of_work() as tx:
                await tx.outbox.add(messages[start : start + MESSAGES], now)
                await tx.commit()


async def _real_rounds(tx: UnitOfWork) -> Sequence[Round]:
    """Rounds that count, those that close sooner first."""
    rounds = [one for one in await tx.rounds.all() if not one.is_rehearsal]
    return sorted(rounds, key=lambda one: one.window.closes_at)


def _slot_at_hand(schedule: ReminderSchedule, one: Round, now: datetime) -> ReminderSlot | None:
    today = local_day(now)
    planned = slots(schedule, one.window, LOCAL_ZONE)
    return next((slot for slot in planned if slot.at > now or slot.day == today), None)


async def _due_rounds(
    tx: UnitOfWork, contest: Contest, now: datetime
) -> Sequence[tuple[Round, ReminderSlot]]:
    candidates = [
        (one, due_slot(contest.reminders, one.window, LOCAL_ZONE, now))
        for one in await _real_rounds(tx)
    ]
    return [(one, slot) for one, slot in candidates if slot is not None]


async def _load_day(
    tx: UnitOfWork,
    contest: Contest,
    due: Sequence[tuple[Round, ReminderSlot]],
    now: datetime,
) -> Day:
    today = local_day(now)
    rounds = [DueRound(await load_table(tx, contest, one), slot) for one, slot in due]
    contacts = await load_contacts(tx)
    return Day(
        today,
        rounds,
        contacts,
        decide_all(rounds, contacts, await tx.reminders.pauses(), now),
        {entry.unit: entry.outcome for entry in await tx.reminders.logged_on(today)},
    )


async def _not_done(
    tx: UnitOfWork, decisions: Sequence[Decision]
) -> Mapping[UnitId, Sequence[RosterEntry]]:
    """Nominated people who have not done their part, by unit."""
    found: dict[UnitId, list[RosterEntry]] = {}
    for _, of_round in groupby(decisions, lambda one: one.due.table.round.id):
        page = list(of_round)
        units = [one.unit.id for one in page]
        for entry in await tx.rosters.not_done(units, page[0].due.table.scope):
            found.setdefault(entry.unit, []).append(entry)
    return found
