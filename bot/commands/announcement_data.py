"""Announcements as ``--json`` prints them."""

from datetime import datetime
from typing import Any

from bot.commands.announcement_input import audience_code
from handlers.announcing.reporting import Report
from handlers.ports.announcements import Fate, StoredAnnouncement, Tally
from handlers.ports.repositories import UnitOfWork


async def announcement_data(tx: UnitOfWork, one: StoredAnnouncement) -> dict[str, Any]:
    """An announcement without what has become of its messages."""
    return {
        "number": one.id,
        "state": one.state.value,
        "text": one.content.text,
        "has_picture": one.content.picture is not None,
        "audience": await audience_code(tx, one.content.audience),
        "send_at": _instant(one.content.send_at),
        "is_forced": one.content.is_forced,
        "author": one.author,
        "created_at": _instant(one.created_at),
        "confirmed_by": one.confirmed_by,
        "confirmed_at": _instant(one.confirmed_at),
        "begun_at": _instant(one.begun_at),
        "ended_at": _instant(one.ended_at),
        "resends": one.resends,
    }


async def report_data(tx: UnitOfWork, told: Report) -> dict[str, Any]:
    """An announcement with all its recipients, each counted once."""
    tally = told.tally
    return {
        **await announcement_data(tx, told.announcement),
        "is_final": told.is_final,
        "recipients": tally.total,
        **{fate.value: tally.of(fate) for fate in Fate},
        "reasons": dict(tally.reasons),
        "bots": [
            {
                "platform": each.bot[0],
                "bot": each.bot[1],
                **{fate.value: each.fates.get(fate, 0) for fate in Fate},
            }
            for each in tally.bots
        ],
        "groups": await _groups(tx, tally),
    }


async def _groups(tx: UnitOfWork, tally: Tally) -> list[dict[str, Any]]:
    found = []
    for each in tally.groups:
        unit = await tx.units.find(each.unit) if each.unit is not None else None
        found.append(
            {"group": each.chat.key, "unit": unit.code if unit else None, "fate": each.fate.value}
        )
    return found


def _instant(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
