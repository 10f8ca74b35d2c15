"""The messages of one day's reminders; their keys let each go out once, whoever queues it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from contest.model import UnitId
from contest.reminders import Addressee, Outcome
from handlers.escalation import OWN
from handlers.ports.addresses import ChatRef
from handlers.ports.contents import Text
from handlers.ports.messaging import Lane, OutboundMessage
from handlers.ports.records import Official
from handlers.ports.rosters import RosterEntry
from handlers.quiet_hours import end_of_waking
from handlers.reminder_decisions import Day, Decision
from handlers.reminder_texts import (
    DueRound,
    below_reminder,
    group_reminder,
    organisers_reminder,
    unit_reminder,
    units_reminder,
)
from handlers.texts.loader import DEFAULT_LOCALE, wording

MAX_SEPARATE = 3
"""Units that one person is written to about one by one; those of more units get one message."""

Owners = Mapping[str, tuple[Official, Sequence[Decision]]]
"""By chat: somebody, and those of their own units that are reminded today."""


def messages_to_unit(
    day: Day, decision: Decision, not_done: Sequence[RosterEntry], many: Owners
) -> Sequence[OutboundMessage]:
    """What the unit's own people and its groups are told: together they are one reminder."""
    due, unit = decision.due, decision.unit.id
    private = [
        _message(day, due, unit, one.chat, unit_reminder(due, unit, not_done, wording(one.locale)))
        for one in _own(day, decision)
        if one.chat.key not in many
    ]
    say = wording(DEFAULT_LOCALE)
    groups = [
        _message(day, due, unit, chat, group_reminder(due, unit, say))
        for chat in day.contacts.groups.get(unit, ())
    ]
    return [*private, *groups]


def people_of_many(day: Day) -> Owners:
    """Those who would be written to about more units of their own than one by one."""
    people: dict[str, Official] = {}
    units: dict[str, list[Decision]] = {}
    for decision in day.decisions.values():
        for one in _own(day, decision) if day.is_reminded(decision.unit.id) else ():
            people.setdefault(one.chat.key, one)
            units.setdefault(one.chat.key, []).append(decision)
    return {key: (people[key], found) for key, found in units.items() if len(found) > MAX_SEPARATE}


def summaries(day: Day, many: Owners) -> Sequence[OutboundMessage]:
    """One message for each who has many units, leads units above, or runs the contest."""
    found = [
        *_to_owners(day, many),
        *(message for due in day.rounds for message in _to_parents(day, due)),
        *(message for due in day.rounds for message in _to_organisers(day, due)),
    ]
    return list({message.key: message for message in reversed(found)}.values())[::-1]


def _to_owners(day: Day, many: Owners) -> Iterable[OutboundMessage]:
    for person, decisions in many.values():
        # What was logged earlier today may be met, paused or too late in the evening by now.
        still = [one for one in decisions if one.outcome is Outcome.REMINDED]
        for due in day.rounds:
            units = [one.unit.id for one in still if one.due is due]
            if units:
                text = units_reminder(due, units, wording(person.locale))
                yield _message(day, due, "units", person.chat, text)


def _to_parents(day: Day, due: DueRound) -> Iterable[OutboundMessage]:
    people: dict[str, Official] = {}
    below: dict[str, list[Decision]] = {}
    for decision in _told(day, due, Addressee.PARENT):
        for one in day.contacts.leading(decision.unit.parent):
            people.setdefault(one.chat.key, one)
            below.setdefault(one.chat.key, []).append(decision)
    for key, decisions in below.items():
        parents = {decision.unit.parent for decision in decisions}
        text = below_reminder(
            due,
            [day.lagging(decision) for decision in decisions],
            sum(
                unit.parent in parents and due.table.owed[unit.id].has_quota
                for unit in due.table.units.values()
            ),
            wording(people[key].locale),
            is_escalated=Addressee.PARENT not in due.slot.stage,
        )
        yield _message(day, due, "below", people[key].chat, text)


def _to_organisers(day: Day, due: DueRound) -> Iterable[OutboundMessage]:
    addressed = [day.lagging(one) for one in _told(day, due, Addressee.ORGANISERS)]
    if not addressed:
        return
    lagging = [
        day.lagging(one) for one in day.decisions.values() if one.due is due and not one.owed.met
    ]
    for person in day.contacts.staff:
        text = organisers_reminder(
            due,
            lagging,
            addressed,
            wording(person.locale),
            is_escalated=Addressee.ORGANISERS not in due.slot.stage,
        )
        yield _message(day, due, "all", person.chat, text)


def _told(day: Day, due: DueRound, addressee: Addressee) -> Sequence[Decision]:
    return [one for one in day.decisions.values() if one.due is due and addressee in one.told]


def _own(day: Day, decision: Decision) -> Sequence[Official]:
    """The unit's own people whom the stage reaches; a chat once."""
    found = {
        official.chat.key: official
        for addressee in decision.reached
        if addressee in OWN
        for official in day.contacts.of(addressee, decision.unit)
    }
    return list(found.values())


def _message(
    day: Day, due: DueRound, about: UnitId | str, chat: ChatRef, text: Text
) -> OutboundMessage:
    """A message that is not sent any more once the night or the end of the round has come."""
    key = f"reminder:{day.date.isoformat()}:{about}:{chat.key}"
    night = end_of_waking(due.table.contest.reminders, day.date)
    timely = replace(text, until=min(night, due.table.round.window.closes_at))
    return OutboundMessage(chat, key, timely, Lane.REMINDER)
