"""Use case for leaders and liaisons: a text to forward to the unit's group, without any name."""

from collections.abc import Sequence

from contest.model import UnitId
from handlers.call import Call
from handlers.commands import offer
from handlers.leaders import MAX_UNITS
from handlers.ports.contents import Content, Text
from handlers.ports.repositories import UnitOfWork
from handlers.shortfalls import ShortfallTable, own_table, unit_text

NO_ADDRESS = "none"
"""What the texts call it when there is no page to take part on."""


async def forward(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Give a text for each of the sender's units: what is missing, until when, how to play."""
    found = await own_table(tx, call)
    if found is None:
        return [Text(call.say("play-no-round"), offer(call.say, "help"))]
    table, own = found
    if table.round.window.closes_at <= call.now:
        closed = call.say("nudge-closed", round=table.round.name)
        return [Text(closed, offer(call.say, "situation", "help"))]
    # Nothing but the text itself is in its message: it is forwarded as it is.
    return [
        Text(call.say("forward-intro")),
        *(Text(_text_of(table, unit, call)) for unit in own[:MAX_UNITS]),
    ]


def _text_of(table: ShortfallTable, unit: UnitId, call: Call) -> str:
    key = "forward-met" if table.owed[unit].met else "forward-ask"
    how = call.say("forward-how", address=call.join_address or NO_ADDRESS)
    return "\n".join((unit_text(table, unit, call.say), "", call.say(key), how))
