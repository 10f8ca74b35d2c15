"""Between rows of announcements and their values; what is written is read back exactly equal."""

from typing import Any

from sqlalchemy import Row

from contest.announcements import AnnouncementState, audience_from_data, audience_to_data
from contest.model import UnitId
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.announcements import (
    AnnouncementId,
    BotAudience,
    BotTally,
    Fate,
    GroupFate,
    NewAnnouncement,
    Resending,
    StoredAnnouncement,
    Tally,
)
from handlers.ports.contents import Picture


def announcement_from_row(row: Row[Any]) -> StoredAnnouncement:
    """An announcement from a row with its columns and ``media_type`` of its picture.

    Raises:
        AudienceError: if the stored audience cannot be read.
    """
    resending = None
    if row.resend_up_to is not None:
        resending = Resending(row.resend_up_to, row.resends_unknown)
    return StoredAnnouncement(
        id=AnnouncementId(row.id),
        content=_content(row),
        state=AnnouncementState(row.state),
        author=row.author,
        created_at=row.created_at,
        confirmed_by=row.confirmed_by,
        confirmed_at=row.confirmed_at,
        begun_at=row.begun_at,
        cursor=row.cursor,
        fed_at=row.fed_at,
        ended_at=row.ended_at,
        resends=row.resends,
        resending=resending,
        cancel_reason=row.cancel_reason,
        left_out=tuple(BotAudience((one[0], one[1]), one[2], one[3]) for one in row.left_out),
        final=None if row.final is None else tally_from_data(row.final),
    )


def content_to_columns(content: NewAnnouncement) -> dict[str, Any]:
    """The columns of ``announcement`` that change while it is a draft."""
    return {
        "text": content.text,
        "picture_digest": content.picture and content.picture.digest,
        "audience": audience_to_data(content.audience),
        "send_at": content.send_at,
        "is_forced": content.is_forced,
    }


def life_to_columns(one: StoredAnnouncement) -> dict[str, Any]:
    """The columns of ``announcement`` that change from its confirmation on."""
    return {
        "state": one.state.value,
        "confirmed_by": one.confirmed_by,
        "confirmed_at": one.confirmed_at,
        "begun_at": one.begun_at,
        "cursor": one.cursor,
        "fed_at": one.fed_at,
        "ended_at": one.ended_at,
        "resends": one.resends,
        "resend_up_to": one.resending and one.resending.up_to,
        "resends_unknown": one.resending and one.resending.with_unknown,
        "cancel_reason": one.cancel_reason,
        "left_out": [[*left.bot, left.recipients, left.unreachable] for left in one.left_out],
        "final": None if one.final is None else tally_to_data(one.final),
    }


def tally_to_data(tally: Tally) -> dict[str, Any]:
    """Counts as plain JSON values."""
    return {
        "bots": [[*one.bot, dict(one.fates)] for one in tally.bots],
        "reasons": dict(tally.reasons),
        "groups": [
            [one.chat.platform, one.chat.bot, one.chat.chat_id, one.unit, one.fate.value]
            for one in tally.groups
        ],
    }


def tally_from_data(data: dict[str, Any]) -> Tally:
    """Counts from what ``tally_to_data`` has written."""
    return Tally(
        tuple(
            BotTally((platform, bot), {Fate(fate): count for fate, count in fates.items()})
            for platform, bot, fates in data["bots"]
        ),
        data["reasons"],
        tuple(
            GroupFate(
                ChatRef(platform, bot, chat_id, ChatKind.GROUP),
                None if unit is None else UnitId(unit),
                Fate(fate),
            )
            for platform, bot, chat_id, unit, fate in data["groups"]
        ),
    )


def _content(row: Row[Any]) -> NewAnnouncement:
    picture = None
    if row.picture_digest is not None:
        picture = Picture(row.picture_digest, row.media_type)
    return NewAnnouncement(
        text=row.text,
        audience=audience_from_data(row.audience),
        picture=picture,
        send_at=row.send_at,
        is_forced=row.is_forced,
    )
