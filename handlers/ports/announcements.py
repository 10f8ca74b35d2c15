"""Announcements as they are kept, and what has become of their messages."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType, Protocol

from contest.announcements import AnnouncementState, AudienceRule, audience_to_data
from contest.model import PersonId, RoundId, UnitId
from handlers.ports.addresses import ChatRef
from handlers.ports.contents import Picture
from handlers.ports.groups import UnitGroup
from handlers.ports.messaging import OutboundMessage
from handlers.ports.outbox import Bot
from handlers.ports.records import Recipient

AnnouncementId = NewType("AnnouncementId", int)


class Fate(StrEnum):
    """What has become of an announcement for one recipient; everybody has exactly one."""

    DELIVERED = "delivered"
    UNREACHABLE = "unreachable"
    """Kept until they write again, for as long as it is fresh."""
    FAILED = "failed"
    UNKNOWN = "unknown"
    """Perhaps delivered; sending again could bring it twice."""
    WAITING = "waiting"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class BotTally:
    """How many recipients of one bot have met which fate; a fate without any is left out."""

    bot: Bot
    fates: Mapping[Fate, int]


@dataclass(frozen=True, slots=True)
class GroupFate:
    """What has become of it for a group; ``unit`` is None if the group is bound no longer."""

    chat: ChatRef
    unit: UnitId | None
    fate: Fate


@dataclass(frozen=True, slots=True)
class Tally:
    """The recipients for whom a message was ever queued, each counted once.

    Attributes:
        bots: by the keys of the bots.
        reasons: of those that failed, how many for which reason.
        groups: of the recipients that are groups, by their keys.
    """

    bots: tuple[BotTally, ...] = ()
    reasons: Mapping[str, int] = field(default_factory=dict)
    groups: tuple[GroupFate, ...] = ()

    def of(self, fate: Fate) -> int:
        return sum(each.fates.get(fate, 0) for each in self.bots)

    @property
    def total(self) -> int:
        return sum(sum(each.fates.values()) for each in self.bots)


@dataclass(frozen=True, slots=True)
class NewAnnouncement:
    """What an organiser has composed.

    Attributes:
        picture: kept on its own, under its digest.
        send_at: not before; None for at once.
        is_forced: whether it may go out in the night.
    """

    text: str = field(repr=False)
    audience: AudienceRule
    picture: Picture | None = None
    send_at: datetime | None = None
    is_forced: bool = False

    @property
    def version(self) -> str:
        """Ten hexadecimal digits that change whenever anything about it does."""
        form = [
            self.text,
            audience_to_data(self.audience),
            self.picture and self.picture.digest,
            self.send_at and self.send_at.timestamp(),
            self.is_forced,
        ]
        return hashlib.sha256(json.dumps(form, ensure_ascii=False).encode()).hexdigest()[:10]


@dataclass(frozen=True, slots=True)
class Resending:
    """Which messages are sent once more: those that had failed by then.

    Attributes:
        up_to: the last message that is looked at.
        with_unknown: also those of which it is not known whether they arrived.
    """

    up_to: int
    with_unknown: bool


@dataclass(frozen=True, slots=True)
class BotAudience:
    """The recipients of one bot.

    Attributes:
        unreachable: of these, those who cannot be reached until they write again.
    """

    bot: Bot
    recipients: int
    unreachable: int


@dataclass(frozen=True, slots=True)
class StoredAnnouncement:
    """An announcement and how far it has come.

    Attributes:
        author, confirmed_by: keys of the users who did that, or the command line.
        begun_at: when it began to be sent.
        cursor: up to where its recipients have a message; empty at the beginning.
        fed_at: when the last of them had; None as long as somebody has none.
        ended_at: when it was finished or cancelled.
        resends: how often it was sent again to those whom it had not reached.
        resending: what is sent again now; ``cursor`` is then the row of a message.
        left_out: recipients who never got a message, as it was cancelled before their turn.
        final: None until nothing can change any more.
    """

    id: AnnouncementId
    content: NewAnnouncement
    state: AnnouncementState
    author: str
    created_at: datetime
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    begun_at: datetime | None = None
    cursor: str = ""
    fed_at: datetime | None = None
    ended_at: datetime | None = None
    resends: int = 0
    resending: Resending | None = None
    cancel_reason: str | None = None
    left_out: tuple[BotAudience, ...] = ()
    final: Tally | None = None


@dataclass(frozen=True, slots=True)
class People:
    """Registered people, of whom every condition holds that is given.

    Attributes:
        units: registered for one of these.
        begun: have begun an attempt in that round.
        not_begun: may take part in that round and have not begun an attempt in it.
        not_ended: may take part in that round and have not ended an attempt in it.
    """

    units: tuple[UnitId, ...] | None = None
    begun: RoundId | None = None
    not_begun: RoundId | None = None
    not_ended: RoundId | None = None


@dataclass(frozen=True, slots=True)
class Backlog:
    """The messages of an announcement that are still to be sent, without unreachable people's.

    Attributes:
        waiting: due, or due again soon.
        held: none of them is sent until they are let go.
        parked: of those that wait, how many stand behind a message to an unreachable person.
    """

    waiting: int
    held: int
    parked: int


class Announcements(Protocol):
    """The announcements and their messages in the outbox."""

    async def create(
        self, content: NewAnnouncement, author: str, at: datetime
    ) -> StoredAnnouncement: ...

    async def revise(self, announcement: AnnouncementId, content: NewAnnouncement) -> bool:
        """Give a draft other contents; False, and nothing done, if it is no draft any more."""

    async def keep_picture(self, picture: Picture, at: datetime) -> None:
        """Keep a picture under its digest; one that is kept already stays."""

    async def picture(self, digest: str) -> Picture | None:
        """A picture with its bytes."""

    async def find(self, announcement: AnnouncementId) -> StoredAnnouncement | None: ...

    async def latest(self, limit: int, offset: int = 0) -> Sequence[StoredAnnouncement]:
        """The newest first."""

    async def alive(self) -> Sequence[StoredAnnouncement]:
        """Those that were confirmed and have no final tally yet, in the order of their numbers."""

    async def take(self, announcement: AnnouncementId) -> StoredAnnouncement | None:
        """As ``find``; until this unit of work ends nobody else takes it, so that steps follow
        one another."""

    async def store(self, announcement: StoredAnnouncement) -> None:
        """Store a step in the life of an announcement that was taken, all but its content."""

    async def people(self, whom: People, after: PersonId, limit: int) -> Sequence[Recipient]:
        """The next people in the order of their ids, each with the chat they used first."""

    async def groups(
        self, units: Sequence[UnitId] | None, after: str, limit: int
    ) -> Sequence[UnitGroup]:
        """The next groups of these units, or of all (None), in the order of their chats' keys."""

    async def people_by_bot(self, whom: People, after: PersonId) -> Sequence[BotAudience]:
        """How many such people come after one, by the bots they are reached through."""

    async def groups_by_bot(
        self, units: Sequence[UnitId] | None, after: str
    ) -> Sequence[BotAudience]:
        """How many such groups come after one, by the bots they are reached through."""

    async def queue(
        self, announcement: AnnouncementId, messages: Sequence[OutboundMessage], at: datetime
    ) -> None:
        """Queue messages of an announcement; one whose key was queued before is passed over."""

    async def backlog(self, announcement: AnnouncementId) -> Backlog: ...

    async def park(self, announcement: AnnouncementId) -> int:
        """Let wait for the person what stands behind a message that waits for the person."""

    async def hold(self, announcement: AnnouncementId) -> int:
        """Send nothing that waits, until it is let go; returns how many messages that are."""

    async def let_go(self, announcement: AnnouncementId) -> int:
        """Send what was held; returns how many messages that are."""

    async def cancel(self, announcement: AnnouncementId) -> int:
        """Never send what waits or is held; returns how many messages that are."""

    async def give_up(self, announcement: AnnouncementId) -> int:
        """Stop waiting for people who could not be reached; returns how many there were."""

    async def last_message(self, announcement: AnnouncementId) -> int:
        """The newest row of its messages; 0 without any."""

    async def failed(
        self, announcement: AnnouncementId, resending: Resending, after: int, limit: int
    ) -> Sequence[tuple[int, OutboundMessage]]:
        """The next messages to be sent once more, by their rows."""

    async def replace(self, rows: Sequence[int]) -> None:
        """Count these rows no longer, as new ones take their place."""

    async def tally(self, announcement: AnnouncementId) -> Tally:
        """What has become of everything that was queued, as it is now."""

    async def delivered_since(self, announcement: AnnouncementId, instant: datetime) -> int: ...
