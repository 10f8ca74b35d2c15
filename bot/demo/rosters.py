"""Rosters, liaisons and a reminder for the demonstration, whose round is much too short for a day.

The simulated citizens are on the rosters of their units, so that reminders tell what has really
happened; the others on them are invented and never come.
"""

import random
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from bot.demo.citizens import Citizen, full_name
from bot.demo.crowd import LEADER_UNIT
from bot.demo.platform import BOT, PLATFORM
from contest.model import Unit
from contest.quotas import Category, QuotaRules
from contest.reminders import ReminderSchedule
from handlers.formats import LOCAL_ZONE, local_day
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.records import Grant, Role, Round, Strength
from handlers.ports.rosters import NewRosterEntry
from storage.unit_of_work import SqlUnitsOfWork

REMINDED_AFTER = timedelta(minutes=3)
"""Contest time from the opening to the reminder: some have finished by then, most have not."""


def schedule_of(opens_at: datetime) -> ReminderSchedule:
    """Reminders once, soon after the opening, whatever the hour and on whichever side of midnight.

    A round of two hours contains that time of day once, on its last day or on the day before.
    """
    local = (opens_at + REMINDED_AFTER + timedelta(minutes=1)).astimezone(LOCAL_ZONE)
    return ReminderSchedule(
        days_before=(1,),
        at=time(local.hour, local.minute),
        quiet_from=time(0),
        quiet_to=time(0),
    )


async def prepare_reminders(
    units_of_work: SqlUnitsOfWork, played: Round, citizens: Sequence[Citizen]
) -> None:
    """Store everything that the reminders of the round need."""
    opens_at = played.window.opens_at
    listed = {LEADER_UNIT, *(citizen.unit for citizen in citizens)}
    async with units_of_work() as tx:
        contest = await tx.rounds.contest()
        if contest is None:
            return
        await tx.catalogue.set_reminders(contest.id, schedule_of(opens_at))
        units = await tx.units.existing_on(local_day(opens_at))
        strengths = {one.unit: one for one in await tx.units.strengths(local_day(opens_at))}
        entries: list[NewRosterEntry] = []
        for unit in units:
            rules = contest.quotas.rules_for(unit.level)
            if rules:
                await tx.people.grant(*_liaison(unit))
            if rules and unit.code in listed:
                own = [citizen for citizen in citizens if citizen.unit == unit.code]
                entries += _roster(unit, rules, strengths[unit.id], own)
        await tx.rosters.store(entries, opens_at)
        await tx.commit()


def _liaison(unit: Unit) -> tuple[UserRef, ChatRef, Grant]:
    name = f"liaison-{unit.code}"
    user, chat = UserRef(PLATFORM, BOT, name), ChatRef(PLATFORM, BOT, name)
    return user, chat, Grant(Role.UNIT_LIAISON, unit.id)


def _roster(
    unit: Unit, rules: QuotaRules, strength: Strength, own: Sequence[Citizen]
) -> Iterable[NewRosterEntry]:
    """Everybody of a unit: first the simulated citizens, as far as it has so many people."""
    # The same roster every time; nothing here is a secret.
    chance = random.Random(unit.code)  # noqa: S311
    categories = [
        rule.category for rule in rules for _ in range(_alone(rule.category, rules, strength))
    ]
    chance.shuffle(categories)
    for number, category in enumerate(categories):
        if number < len(own):
            yield NewRosterEntry(unit.id, category, own[number].full_name, phone=own[number].phone)
        else:
            yield NewRosterEntry(unit.id, category, full_name(chance))


def _alone(category: Category, rules: QuotaRules, strength: Strength) -> int:
    """How many people hold that category and none within it."""
    parts = sum(
        strength.headcounts.get(rule.category, 0) for rule in rules if rule.within == category
    )
    return strength.headcounts.get(category, 0) - parts
