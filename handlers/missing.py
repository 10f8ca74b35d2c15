"""Use case for leaders and liaisons: who of the nominated people of my own unit is missing.

Names are told in private to the unit's own people only, never to those above or in a group.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby

from contest.model import UnitId
from handlers.call import Call
from handlers.commands import offer
from handlers.ports.contents import Content, Text
from handlers.ports.repositories import UnitOfWork
from handlers.ports.rosters import Match, RosterEntry
from handlers.roster_matching import open_question
from handlers.shortfalls import ShortfallTable, category_name, own_table
from handlers.texts.loader import Wording

MAX_NAMES = 100
"""Names of one unit that are told in messages, three or four of them; a file holds all."""


async def show(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Name the nominated people who have not finished, unit by unit and by category.

    Whom somebody has yet to tell apart is asked about again: where there are no buttons, only the
    newest question can be answered.
    """
    found = await own_table(tx, call)
    if found is None:
        return [Text(call.say("play-no-round"), offer(call.say, "help"))]
    table, own = found
    missing = await not_done(tx, table, own)
    await tx.audit(
        "missing_people_shown",
        call.now,
        f"user:{call.user.key}",
        units=list(own),
        people=sum(map(len, missing.values())),
    )
    named = [_of_unit(table, unit, missing[unit], call.say) for unit in own]
    return [*named, *await open_question(tx, call)]


async def not_done(
    tx: UnitOfWork, table: ShortfallTable, own: Sequence[UnitId]
) -> Mapping[UnitId, Sequence[RosterEntry]]:
    """Nominated people of each unit who have not finished, in the order of the categories."""
    found: dict[UnitId, list[RosterEntry]] = {unit: [] for unit in own}
    for entry in await tx.rosters.not_done(own, table.scope):
        found[entry.unit].append(entry)
    order = {category: place for place, category in enumerate(table.contest.quotas.categories)}
    for entries in found.values():
        entries.sort(key=lambda entry: order.get(entry.category, len(order)))
    return found


def nobody_text(table: ShortfallTable, unit: UnitId, say: Wording) -> Text:
    """Why there is nobody to name: everybody has finished, or no roster is there."""
    key = "missing-nobody" if unit in table.listed else "missing-no-roster"
    return Text(say(key, unit=table.units[unit].name), offer(say, "situation", "help"))


def is_registered(entry: RosterEntry) -> bool:
    """Whether somebody on the roster is known to be a registered person."""
    return entry.match is Match.CONFIRMED


def match_text(entry: RosterEntry, say: Wording) -> str:
    """Whether somebody on the roster has registered, as far as it is known."""
    return say(f"match-{entry.match.value}")


def _of_unit(
    table: ShortfallTable, unit: UnitId, entries: Sequence[RosterEntry], say: Wording
) -> Text:
    if not entries:
        return nobody_text(table, unit, say)
    blocks = [say("missing-heading", unit=table.units[unit].name, count=len(entries))]
    for category, of_category in groupby(entries[:MAX_NAMES], lambda entry: entry.category):
        lines = [_line(entry, say) for entry in of_category]
        blocks.append(
            "\n".join((say("missing-category", category=category_name(category, say)), *lines))
        )
    if len(entries) > MAX_NAMES:
        blocks.append(say("missing-more", count=len(entries) - MAX_NAMES))
    blocks.append(say("missing-private"))
    return Text("\n\n".join(blocks), offer(say, "nudge", "download-list", "help"))


def _line(entry: RosterEntry, say: Wording) -> str:
    if is_registered(entry):
        return say("missing-person", name=entry.full_name)
    return say("missing-unmatched", name=entry.full_name, match=match_text(entry, say))
