"""An announcement as its readers see it."""

from dataclasses import replace
from datetime import datetime

from handlers.ports.announcements import AnnouncementId, NewAnnouncement
from handlers.ports.contents import Announcement, Image, Picture
from handlers.ports.groups import UnitGroup
from handlers.ports.messaging import Lane, OutboundMessage
from handlers.ports.records import Recipient
from handlers.texts.loader import DEFAULT_LOCALE, Wording, wording

_SUFFIXES = {"image/png": "png", "image/jpeg": "jpg"}


def shown(
    content: NewAnnouncement, say: Wording, until: datetime | None = None
) -> Announcement | Image:
    """What a reader is shown; for a preview too."""
    title, body = say("announcement-title"), content.text.strip()
    if content.picture is None:
        return Announcement(title, body, until)
    return Image(content.picture, _file_name(content.picture), f"{title}\n\n{body}", until)


def to_person(
    id_: AnnouncementId, content: NewAnnouncement, recipient: Recipient, until: datetime
) -> OutboundMessage:
    """The message to a person; its key lets it be queued once."""
    return OutboundMessage(
        recipient.chat,
        f"announcement:{id_}:{recipient.person}",
        shown(content, wording(recipient.locale), until),
        Lane.BROADCAST,
    )


def to_group(
    id_: AnnouncementId, content: NewAnnouncement, group: UnitGroup, until: datetime
) -> OutboundMessage:
    """The message to a group, as ``to_person``."""
    return OutboundMessage(
        group.chat,
        f"announcement:{id_}:{group.chat.key}",
        shown(content, wording(DEFAULT_LOCALE), until),
        Lane.BROADCAST,
    )


def once_more(
    id_: AnnouncementId, time: int, failed: OutboundMessage, until: datetime
) -> OutboundMessage:
    """What takes the place of a message that failed.

    Args:
        time: how often the announcement has been sent again, this time too.
    """
    key = f"announcement:{id_}:{time}:{_recipient(id_, failed.key)}"
    content = failed.content
    if isinstance(content, Announcement | Image):
        content = replace(content, until=until)
    return replace(failed, key=key, content=content)


def _recipient(id_: AnnouncementId, key: str) -> str:
    """The person or chat in a key, without the number of an earlier resend."""
    rest = key.removeprefix(f"announcement:{id_}:")
    # A platform's name is never a number, and a person has nothing behind theirs.
    time, _, recipient = rest.partition(":")
    return recipient if recipient and time.isdecimal() else rest


def _file_name(picture: Picture) -> str:
    return f"thong-bao.{_SUFFIXES[picture.media_type]}"
