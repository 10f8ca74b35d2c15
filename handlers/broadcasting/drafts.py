"""What the steps of writing an announcement share: their names, and the draft that they change."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers import dialogues
from handlers.broadcasting import proposal
from handlers.call import Call
from handlers.commands import offer
from handlers.ports.announcements import AnnouncementId, NewAnnouncement, StoredAnnouncement
from handlers.ports.contents import Content, Text
from handlers.ports.repositories import UnitOfWork

TEXT_STEP = "announce_text"
WHOM_STEP = "announce_whom"
LEVEL_STEP = "announce_level"
UNIT_STEP = "announce_unit"
ROUND_STEP = "announce_round"
TIME_STEP = "announce_time"

FREE_TEXT_STEPS = frozenset({TEXT_STEP, UNIT_STEP, TIME_STEP})
"""Steps whose answer may look like a command."""

Draft = Mapping[str, Any]
"""What was said so far: ``id`` of the draft that is being changed, or ``text`` of a new one; then
``kind`` of the audience and the units that were ``hits`` of a search."""


async def stored(tx: UnitOfWork, draft: Draft) -> StoredAnnouncement | None:
    """The announcement that is being changed; None for a new one."""
    return await tx.announcements.find(AnnouncementId(draft["id"])) if "id" in draft else None


async def change(
    tx: UnitOfWork, call: Call, one: StoredAnnouncement, content: NewAnnouncement
) -> Sequence[Content]:
    """Give it other contents and show it again."""
    await dialogues.leave(tx, call)
    return await proposal.change(tx, call, one, content)


async def gone(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Say that there is no such announcement any more."""
    await dialogues.leave(tx, call)
    return [Text(call.say("announce-refused-not-found"), offer(call.say, "announcements"))]
