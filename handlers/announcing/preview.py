"""What an announcement is going to be: whom it reaches, what it costs, how long it takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from contest.announcements import expected_duration
from handlers.announcing.recipients import GroupsOf, Recipients, person_of, resolve
from handlers.announcing.timing import begins_at, load_night
from handlers.budget import BotBudget, load_budget, round_ahead
from handlers.ports.announcements import BotAudience, NewAnnouncement
from handlers.ports.messaging import Quota
from handlers.ports.outbox import Bot
from handlers.ports.repositories import UnitOfWork


@dataclass(frozen=True, slots=True)
class Senders:
    """What limits the bots.

    Attributes:
        quotas: of those whose platform grants only so many messages a month.
        rates: messages a second, of those whose platform says how many it takes.
    """

    quotas: Mapping[Bot, Quota] = field(default_factory=dict)
    rates: Mapping[Bot, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BotForecast:
    """What it means for one bot; ``budget`` is None where messages are not counted."""

    audience: BotAudience
    budget: BotBudget | None = None

    @property
    def is_short(self) -> bool:
        """Whether the bot's messages do not suffice for this and for the round at hand."""
        if self.budget is None:
            return False
        messages = self.budget.messages
        return self.audience.recipients + messages.asked > messages.left

    @property
    def missing(self) -> int:
        """How many messages are wanting; 0 if they suffice."""
        if self.budget is None or not self.is_short:
            return 0
        messages = self.budget.messages
        return self.audience.recipients + messages.asked - messages.left


@dataclass(frozen=True, slots=True)
class Preview:
    """An announcement before it is confirmed.

    Attributes:
        token: what ``confirm`` asks for: that this very version is meant.
        to_groups: whether the recipients are groups.
        begins_at: when the first message goes out, if it is confirmed now.
        is_night: whether it waits for the end of a night.
        duration: how long sending takes, without what others are sent and without nights.
    """

    token: str
    to_groups: bool
    bots: tuple[BotForecast, ...]
    begins_at: datetime
    is_night: bool
    duration: timedelta

    @property
    def recipients(self) -> int:
        return sum(one.audience.recipients for one in self.bots)

    @property
    def unreachable(self) -> int:
        return sum(one.audience.unreachable for one in self.bots)

    @property
    def is_short(self) -> bool:
        return any(one.is_short for one in self.bots)


async def preview(
    tx: UnitOfWork, content: NewAnnouncement, senders: Senders, now: datetime
) -> Preview:
    """What it would be if it were confirmed now; changes nothing."""
    whom = await resolve(tx, content.audience, now)
    bots = await count(tx, whom)
    begins = begins_at(content, await load_night(tx), now)
    return Preview(
        token=content.version,
        to_groups=isinstance(whom, GroupsOf),
        bots=tuple([await _forecast(tx, one, senders, now) for one in bots]),
        begins_at=begins,
        is_night=begins > max(now, content.send_at or now),
        duration=expected_duration({one.bot: one.recipients for one in bots}, senders.rates),
    )


async def count(tx: UnitOfWork, whom: Recipients, after: str = "") -> Sequence[BotAudience]:
    """How many recipients there are, or still are to come after a cursor."""
    if isinstance(whom, GroupsOf):
        return await tx.announcements.groups_by_bot(whom.units, after)
    return await tx.announcements.people_by_bot(whom, person_of(after))


async def _forecast(
    tx: UnitOfWork, audience: BotAudience, senders: Senders, now: datetime
) -> BotForecast:
    quota = senders.quotas.get(audience.bot)
    if quota is None:
        return BotForecast(audience)
    one = await round_ahead(tx, now)
    return BotForecast(audience, await load_budget(tx, audience.bot, quota, one, now))
