"""What a live round is going to be, before it is created: how long it takes, what bots spend on it.

Arithmetic on what is known; nothing is promised of platforms that are slow or away.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from contest.budgets import live_room_messages
from contest.live import ENDED, State
from contest.live_rules import LiveRules
from handlers.announcing.preview import Senders
from handlers.budget import BotBudget, load_budget, round_ahead
from handlers.ports.live_records import HostedRound, NewLiveRound
from handlers.ports.outbox import Bot
from handlers.ports.repositories import UnitOfWork

GROUP_MESSAGES_PER_MINUTE = 20
"""That a group takes (core.telegram.org/bots/faq); beyond that the platform makes bots wait."""
BUSY_MESSAGES = 4
"""To one group for each question at most: with an edited counter and a picture or a notice."""
WEB = "web"
HOST_TAKES = timedelta(minutes=1)
"""For each key at least, where the host says when the next question comes."""


@dataclass(frozen=True, slots=True)
class RoomsForecast:
    """What a round means for one bot.

    Attributes:
        posting: how long it takes to post one question in all its rooms; None where no rate is
            known.
        messages: to be sent in the whole round, counters not included.
        budget: None where messages are not counted.
        is_served: whether this installation is set up to send with the bot.
    """

    bot: Bot
    rooms: int
    posting: timedelta | None
    messages: int
    budget: BotBudget | None
    is_served: bool

    @property
    def missing(self) -> int:
        """Messages wanting for this round and for what the contest still asks; 0 if none are."""
        if self.budget is None:
            return 0
        wanted = self.messages + self.budget.messages.asked
        return max(wanted - self.budget.messages.left, 0)


@dataclass(frozen=True, slots=True)
class Clash:
    """Rooms that are to be in another round at the same time."""

    other: HostedRound
    rooms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """A round before it is created.

    Attributes:
        playing: from the first question to the last key, if the host never halts it; None if the
            host says when each question comes.
        is_hasty: whether questions follow one another faster than a group takes messages.
        reveals_bank: whether keys of the bank become known while people may still be asked the same
            questions in a contest round.
        clashes: rounds that take rooms of this one at the same time.
    """

    bots: tuple[RoomsForecast, ...]
    playing: timedelta | None
    is_hasty: bool
    reveals_bank: bool
    clashes: tuple[Clash, ...] = ()


async def forecast(
    tx: UnitOfWork, new: NewLiveRound, senders: Senders, served: Sequence[Bot]
) -> Forecast:
    """Compute it; changes nothing.

    Args:
        served: bots that this installation is set up to send with.
    """
    counted = Counter(_bot(room.chat.platform, room.chat.bot) for room in new.rooms)
    bots = [
        await _of_bot(tx, new, bot, rooms, senders, served)
        for bot, rooms in sorted(counted.items())
    ]
    slowest = max((each.posting for each in bots if each.posting), default=timedelta(0))
    cycle = None
    if new.rules.reveal_for is not None:
        cycle = slowest + new.rules.question_limit + new.rules.reveal_for
    one = await round_ahead(tx, new.starts_at)
    return Forecast(
        tuple(bots),
        None if cycle is None else len(new.questions) * cycle,
        cycle is not None and _is_hasty(cycle, counted),
        one is not None and not one.is_rehearsal,
        clashes(new, await tx.live.all()),
    )


async def _of_bot(
    tx: UnitOfWork,
    new: NewLiveRound,
    bot: Bot,
    rooms: int,
    senders: Senders,
    served: Sequence[Bot],
) -> RoomsForecast:
    rate, quota = senders.rates.get(bot), senders.quotas.get(bot)
    each = live_room_messages(len(new.questions))
    budget = None
    if quota is not None:
        one = await round_ahead(tx, new.starts_at)
        budget = await load_budget(tx, bot, quota, one, new.starts_at)
    return RoomsForecast(
        bot,
        rooms,
        None if rate is None else timedelta(seconds=rooms / rate),
        rooms * each,
        budget,
        bot in served or bot[0] == WEB,
    )


def clashes(new: NewLiveRound, others: Sequence[HostedRound]) -> tuple[Clash, ...]:
    """Rounds that have not ended and take rooms of a new one at the same time."""
    found = []
    for other in others:
        taken = {room.chat for room in other.rooms.values()}
        shared = tuple(room.name for room in new.rooms if room.chat in taken)
        if shared and _overlaps(new, other):
            found.append(Clash(other, shared))
    return tuple(found)


def _overlaps(new: NewLiveRound, other: HostedRound) -> bool:
    """Whether both are called or played at once; one that is under way may be paused for long."""
    live = other.live
    if live.state is not State.ANNOUNCED:
        return live.state not in ENDED
    begins, ends = _span(new.rules, new.starts_at, len(new.questions))
    other_begins, other_ends = _span(live.rules, live.starts_at, live.question_count)
    return begins < other_ends and other_begins < ends


def _span(rules: LiveRules, starts_at: datetime, questions: int) -> tuple[datetime, datetime]:
    """From the call to the last key, if nothing halts the round."""
    reveal = HOST_TAKES if rules.reveal_for is None else rules.reveal_for
    playing = questions * (rules.question_limit + reveal)
    return starts_at - rules.lobby_for, starts_at + playing


def _is_hasty(cycle: timedelta, rooms: Mapping[Bot, int]) -> bool:
    if all(platform == WEB for platform, _ in rooms):
        return False
    return cycle < timedelta(minutes=1) * BUSY_MESSAGES / GROUP_MESSAGES_PER_MINUTE


def _bot(platform: str, bot: str) -> Bot:
    return platform, bot
