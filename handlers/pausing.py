"""Use cases for leaders and liaisons: no automatic reminders for my units, for some days or until
I say so. Those above the unit and the organisers go on seeing what it misses."""

from collections.abc import Sequence
from datetime import date, timedelta

from contest.model import UnitId
from contest.units import label
from handlers.call import Call
from handlers.commands import offer
from handlers.formats import date_text, local_day
from handlers.ports.contents import Content, Text
from handlers.ports.repositories import UnitOfWork

SNOOZE = timedelta(days=3)


async def snooze(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Pause the reminders of the sender's own units for three days."""
    until = local_day(call.now + SNOOZE)
    units = await _pause(tx, call, until)
    words = call.say("pause-snoozed", units=units, until=date_text(until))
    return [Text(words, offer(call.say, "unpause", "help"))]


async def stop(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Stop the reminders of the sender's own units until somebody resumes them."""
    units = await _pause(tx, call, None)
    return [Text(call.say("pause-stopped", units=units), offer(call.say, "unpause", "help"))]


async def resume(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Take the pauses of the sender's own units back."""
    resumed = [unit for unit in call.own_units if await tx.reminders.resume(unit)]
    if not resumed:
        return [Text(call.say("pause-none"), offer(call.say, "situation", "help"))]
    await tx.audit("reminders_resumed", call.now, f"user:{call.user.key}", units=resumed)
    words = call.say("pause-resumed", units=await _names(tx, call, resumed))
    return [Text(words, offer(call.say, "situation", "help"))]


async def _pause(tx: UnitOfWork, call: Call, until: date | None) -> str:
    for unit in call.own_units:
        await tx.reminders.pause(unit, until, call.user.key, call.now)
    await tx.audit(
        "reminders_paused",
        call.now,
        f"user:{call.user.key}",
        units=list(call.own_units),
        until=until.isoformat() if until else None,
    )
    return await _names(tx, call, call.own_units)


async def _names(tx: UnitOfWork, call: Call, wanted: Sequence[UnitId]) -> str:
    units = await tx.units.existing_on(local_day(call.now))
    return ", ".join(label(unit, units) for unit in units if unit.id in wanted)
