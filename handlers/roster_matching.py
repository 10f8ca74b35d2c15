"""Use cases that tell which registered person is who on a roster.

The same phone and name decide at once. The same phone under another name, or the same name and
birth date, are only a suggestion, which the unit's liaison settles: numbers are mistyped, and in a
province some people share both name and birthday.
"""

from collections.abc import Sequence
from datetime import datetime

from contest.model import PersonId, Unit, UnitId
from contest.units import ancestors, fold, label
from handlers.call import Call
from handlers.commands import STAFF, offer
from handlers.dialogues import tasks_of
from handlers.formats import date_text, local_day
from handlers.payloads import TaskChoice, task_payload
from handlers.ports.contents import Choice, Content, Text
from handlers.ports.messaging import OutboundMessage
from handlers.ports.records import Official, Person, ProtectedPhone, Role
from handlers.ports.repositories import UnitOfWork
from handlers.ports.rosters import EntryId, Match, RosterEntry
from handlers.texts.loader import Wording, wording

TASK = "roster"
"""The task that is put to liaisons; its id is the entry, its value says whom it was asked about."""

_YES, _NO = "yes", "no"

LOOKED_THROUGH = 200
"""Messages of a chat among which questions are found that nobody has answered yet."""


async def match_person(
    tx: UnitOfWork, person: Person, phone: ProtectedPhone | None, now: datetime
) -> Match:
    """Find a registered person on the rosters, and ask liaisons where only the name says so."""
    if await tx.rosters.of_person(person.id) is not None:
        return Match.CONFIRMED
    same_phone = await _of_phone(tx, phone) if phone is not None else []
    if await _confirm_by_phone(tx, person, same_phone, now):
        return Match.CONFIRMED
    likely = same_phone or await _namesakes(tx, person)
    outcomes = [await _suggest(tx, person, entry, now) for entry in likely]
    return Match.SUGGESTED if any(outcomes) else Match.NONE


async def settle(tx: UnitOfWork, call: Call, choice: TaskChoice) -> Sequence[Content]:
    """Take a liaison's word on whether a person is the one on the roster."""
    said = await _settle(tx, call, choice)
    # Buttons stay below each question; a number is taken for an answer to the newest one.
    return said if call.message.choice else [*said, *await open_question(tx, call)]


async def open_question(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """The newest question to the sender that is still to be answered, again; nothing if none."""
    for row in reversed(await tx.outbox.recent(call.chat, LOOKED_THROUGH)):
        content = row.message.content
        choice = _asked(content)
        entry = await tx.rosters.find(EntryId(choice.id)) if choice is not None else None
        if choice and entry and _is_open(entry, choice) and await _may_settle(tx, call, entry.unit):
            return [content]
    return []


async def _settle(tx: UnitOfWork, call: Call, choice: TaskChoice) -> Sequence[Content]:
    entry = await tx.rosters.find(EntryId(choice.id))
    if entry is None or not await _may_settle(tx, call, entry.unit):
        return [Text(call.say("roster-not-yours"), offer(call.say, "help"))]
    if not _is_open(entry, choice):
        return [Text(call.say("roster-settled"), offer(call.say, "situation", "help"))]
    answer, _, _ = choice.value.partition(".")
    return await (confirm if answer == _YES else reject)(tx, call, entry)


async def confirm(tx: UnitOfWork, call: Call, entry: RosterEntry) -> Sequence[Content]:
    """Make the person who was suggested the one on the roster; the category is the roster's."""
    if entry.person is None or not await tx.rosters.confirm(entry.id, entry.person, call.now):
        return [Text(call.say("roster-settled"), offer(call.say, "situation", "help"))]
    await _note(
        tx, "roster_match_confirmed", entry, entry.person, f"user:{call.user.key}", call.now
    )
    words = call.say("roster-confirmed", name=entry.full_name)
    return [Text(words, offer(call.say, "situation", "help"))]


async def reject(tx: UnitOfWork, call: Call, entry: RosterEntry) -> Sequence[Content]:
    """Leave the one on the roster unmatched."""
    await tx.rosters.reject(entry.id)
    if entry.person is not None:
        await _note(
            tx, "roster_match_rejected", entry, entry.person, f"user:{call.user.key}", call.now
        )
    words = call.say("roster-rejected", name=entry.full_name)
    return [Text(words, offer(call.say, "situation", "help"))]


def _asked(content: Content) -> TaskChoice | None:
    """One of the answers to a question about an entry; None if it is something else."""
    tasks = tasks_of(content) if isinstance(content, Text) else ()
    return next((choice for _, choice in tasks if choice.task == TASK), None)


def _is_open(entry: RosterEntry, choice: TaskChoice) -> bool:
    """Whether it is still to be answered if the entry is the person who was asked about."""
    _, _, asked_about = choice.value.partition(".")
    return entry.match is Match.SUGGESTED and str(entry.person) == asked_about


async def _of_phone(tx: UnitOfWork, phone: ProtectedPhone) -> Sequence[RosterEntry]:
    """Entries with that phone that nobody is confirmed to be."""
    entries = await tx.rosters.by_phone(phone)
    return [entry for entry in entries if entry.match is not Match.CONFIRMED]


async def _confirm_by_phone(
    tx: UnitOfWork, person: Person, same_phone: Sequence[RosterEntry], now: datetime
) -> bool:
    """Confirm the one entry that has the name as well; of several a liaison has to choose."""
    same = [entry for entry in same_phone if fold(entry.full_name) == fold(person.full_name)]
    if len(same) != 1 or not await tx.rosters.confirm(same[0].id, person.id, now):
        return False
    await _note(tx, "roster_match_confirmed", same[0], person.id, "system", now)
    return True


async def _namesakes(tx: UnitOfWork, person: Person) -> Sequence[RosterEntry]:
    """Entries with the person's name and birth date; those of the own unit alone if there are."""
    entries = await tx.rosters.by_name(person.full_name, person.birth_date)
    free = [entry for entry in entries if entry.match is Match.NONE or entry.person == person.id]
    return [entry for entry in free if entry.unit == person.unit] or free


async def _suggest(tx: UnitOfWork, person: Person, entry: RosterEntry, now: datetime) -> bool:
    """Note a suggestion and ask about it, once."""
    if entry.person == person.id:
        return True
    if not await tx.rosters.suggest(entry.id, person.id, now):
        return False
    units = await tx.units.existing_on(local_day(now))
    officials = await tx.people.officials((Role.UNIT_LIAISON, *STAFF))
    messages = [
        OutboundMessage(
            official.chat,
            f"roster:{entry.id}:{person.id}:{official.user_key}",
            _question(entry, person, units, wording(official.locale)),
        )
        for official in _responsible(officials, _line(entry.unit, units))
    ]
    await tx.outbox.add(messages, now)
    return True


def _responsible(officials: Sequence[Official], line: Sequence[UnitId]) -> Sequence[Official]:
    """The liaisons of the nearest unit that has any; without one those who run the contest."""
    for unit in line:
        own = [official for official in officials if official.grant.unit == unit]
        if own:
            return own
    return [official for official in officials if official.grant.role in STAFF]


def _question(entry: RosterEntry, person: Person, units: Sequence[Unit], say: Wording) -> Text:
    labels = {unit.id: label(unit, units) for unit in units if unit.id in (entry.unit, person.unit)}
    body = say(
        "roster-ask",
        name=person.full_name,
        birth=date_text(person.birth_date),
        unit=labels.get(entry.unit, ""),
        declared=labels.get(person.unit, ""),
        same="yes" if entry.unit == person.unit else "no",
        alike="name" if fold(entry.full_name) == fold(person.full_name) else "phone",
        listed=entry.full_name,
    )
    choices = tuple(
        Choice(
            say(f"choice-roster-{answer}"), task_payload(TASK, entry.id, f"{answer}.{person.id}")
        )
        for answer in (_YES, _NO)
    )
    return Text(body, choices)


def _line(unit: UnitId, units: Sequence[Unit]) -> Sequence[UnitId]:
    """A unit and those above it, nearest first."""
    own = [each for each in units if each.id == unit]
    return [unit, *(above.id for each in own for above in ancestors(each, units))]


async def _may_settle(tx: UnitOfWork, call: Call, unit: UnitId) -> bool:
    """Whether somebody runs the contest or leads this unit or one above it."""
    units = await tx.units.existing_on(local_day(call.now))
    return call.holds(STAFF) or not set(call.own_units).isdisjoint(_line(unit, units))


async def _note(
    tx: UnitOfWork, event: str, entry: RosterEntry, person: PersonId, actor: str, at: datetime
) -> None:
    await tx.audit(event, at, actor, entry=entry.id, person=person, unit=entry.unit)
