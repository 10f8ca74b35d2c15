"""Use case for leaders and liaisons: remind those now who are missing and can be written to."""

from collections.abc import Collection, Sequence
from datetime import date

from handlers.call import Call
from handlers.commands import offer
from handlers.formats import closing_text, local_day
from handlers.missing import is_registered, nobody_text, not_done
from handlers.ports.contents import Content, Text
from handlers.ports.messaging import Lane, OutboundMessage
from handlers.ports.records import Recipient, Round
from handlers.ports.repositories import UnitOfWork
from handlers.ports.rosters import RosterEntry
from handlers.quiet_hours import is_quiet
from handlers.shortfalls import own_table
from handlers.texts.loader import wording


async def nudge(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Write to everybody missing who is registered, each once a day; tell how many it reached."""
    found = await own_table(tx, call)
    if found is None:
        return [Text(call.say("play-no-round"), offer(call.say, "help"))]
    table, own = found
    if (refusal := _refusal(table.round, call)) is not None:
        return [refusal]
    schedule = table.contest.reminders
    if is_quiet(schedule, call.now):
        hours = {"begin": f"{schedule.quiet_from:%H:%M}", "end": f"{schedule.quiet_to:%H:%M}"}
        return [Text(call.say("nudge-quiet", **hours), offer(call.say, "missing", "help"))]
    by_unit = await not_done(tx, table, own)
    missing = [entry for entries in by_unit.values() for entry in entries]
    if not missing:
        return [nobody_text(table, unit, call.say) for unit in own]
    return [await _write_to(tx, call, table.round, missing)]


def _refusal(at_hand: Round, call: Call) -> Text | None:
    if at_hand.window.contains(call.now):
        return None
    return Text(call.say("nudge-closed", round=at_hand.name), offer(call.say, "situation", "help"))


async def _write_to(
    tx: UnitOfWork, call: Call, at_hand: Round, missing: Sequence[RosterEntry]
) -> Text:
    registered = {
        entry.person: entry
        for entry in missing
        if is_registered(entry) and entry.person is not None
    }
    contacts = await tx.people.contacts(list(registered))
    reachable = {registered[person]: contact for person, contact in contacts.items()}
    day = local_day(call.now)
    first = await tx.reminders.nudge([entry.id for entry in reachable], day, call.user.key)
    messages = [
        _reminder(entry, contact, at_hand, day)
        for entry, contact in reachable.items()
        if entry.id in first
    ]
    await tx.outbox.add(messages, call.now)
    await tx.audit(
        "people_nudged",
        call.now,
        f"user:{call.user.key}",
        units=sorted({entry.unit for entry in missing}),
        people=len(messages),
    )
    return _summary(call, len(messages), reachable, missing)


def _reminder(entry: RosterEntry, contact: Recipient, at_hand: Round, day: date) -> OutboundMessage:
    say = wording(contact.locale)
    body = say(
        "nudge-person",
        name=entry.full_name,
        round=at_hand.name,
        closes=closing_text(at_hand.window.closes_at, say),
    )
    key = f"nudge:{day.isoformat()}:{entry.id}"
    return OutboundMessage(
        contact.chat, key, Text(body, offer(say, "play", "rules")), Lane.REMINDER
    )


def _summary(
    call: Call, sent: int, reachable: Collection[RosterEntry], missing: Sequence[RosterEntry]
) -> Text:
    counts = {
        "nudge-sent": sent,
        "nudge-already": len(reachable) - sent,
        "nudge-unreachable": len(missing) - len(reachable),
    }
    lines = [call.say(key, count=count) for key, count in counts.items() if count]
    return Text("\n".join(lines), offer(call.say, "missing", "forward", "help"))
