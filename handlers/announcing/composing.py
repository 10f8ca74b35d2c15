"""Writing an announcement: drafts, and what their texts and pictures must be like."""

import hashlib
from datetime import datetime

from handlers.announcing.actors import Actor, Refusal, Refused, may_announce
from handlers.ports.announcements import AnnouncementId, NewAnnouncement, StoredAnnouncement
from handlers.ports.contents import Picture
from handlers.ports.repositories import UnitOfWork
from handlers.rendering import utf16_length

MAX_TEXT_LENGTH = 1_800
"""UTF-16 code units: with its heading it is one message on every platform (Zalo takes 2,000)."""
MAX_CAPTION_LENGTH = 950
"""Of a text below a picture: with its heading within the 1,024 that Telegram takes."""
MAX_PICTURE_BYTES = 1_000_000

_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
_JPEG, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"


def room_left(text: str, *, has_picture: bool) -> int:
    """How many more UTF-16 code units the text may have; negative if it is too long."""
    limit = MAX_CAPTION_LENGTH if has_picture else MAX_TEXT_LENGTH
    return limit - utf16_length(text.strip())


def read_picture(data: bytes) -> Picture | Refused:
    """A picture from what somebody has handed in, judged by its bytes and not by its name."""
    if len(data) > MAX_PICTURE_BYTES:
        return Refused(Refusal.PICTURE_TOO_LARGE)
    if data.startswith(_PNG) and data.endswith(_PNG_END):
        return Picture(_digest(data), "image/png", data)
    if data.startswith(_JPEG) and data.endswith(_JPEG_END):
        return Picture(_digest(data), "image/jpeg", data)
    return Refused(Refusal.NO_PICTURE)


async def compose(
    tx: UnitOfWork,
    actor: Actor,
    content: NewAnnouncement,
    now: datetime,
) -> StoredAnnouncement | Refused:
    """Keep a new draft, and its picture."""
    refused = await _refusal(tx, actor, content)
    if refused is not None:
        return Refused(refused)
    await _keep_picture(tx, content, now)
    draft = await tx.announcements.create(content, actor.name, now)
    await tx.audit("announcement_written", now, actor.audited, announcement=draft.id)
    return draft


async def revise(
    tx: UnitOfWork,
    actor: Actor,
    announcement: AnnouncementId,
    content: NewAnnouncement,
    now: datetime,
) -> StoredAnnouncement | Refused:
    """Change a draft; what has been previewed before can then be confirmed no longer."""
    refused = await _refusal(tx, actor, content)
    if refused is not None:
        return Refused(refused)
    await _keep_picture(tx, content, now)
    if not await tx.announcements.revise(announcement, content):
        found = await tx.announcements.find(announcement)
        return Refused(Refusal.NOT_NOW if found else Refusal.NOT_FOUND, found)
    await tx.audit("announcement_revised", now, actor.audited, announcement=announcement)
    revised = await tx.announcements.find(announcement)
    return revised or Refused(Refusal.NOT_FOUND)


async def _keep_picture(tx: UnitOfWork, content: NewAnnouncement, now: datetime) -> None:
    if content.picture is not None and content.picture.data:
        await tx.announcements.keep_picture(content.picture, now)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


async def _refusal(tx: UnitOfWork, actor: Actor, content: NewAnnouncement) -> Refusal | None:
    if not await may_announce(tx, actor):
        return Refusal.NOT_ALLOWED
    if not content.text.strip():
        return Refusal.EMPTY
    is_too_long = room_left(content.text, has_picture=content.picture is not None) < 0
    return Refusal.TOO_LONG if is_too_long else None
