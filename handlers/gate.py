"""What one process knows about the crowd before each of its bots, and whom that lets begin now.

Kept in memory and rebuilt from the rows within a second; the line itself is in the database.
"""

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from contest import admission
from contest.admission import Allowance, Players
from handlers.ports.load import Load
from handlers.ports.outbox import Bot

UNSEEN = timedelta(seconds=1)
"""How long somebody who has begun may not show among those whose question is open."""
FORECAST_LIFE = timedelta(seconds=2)


@dataclass(slots=True)
class _Crowd:
    """The people of one bot.

    Attributes:
        began: who has begun a moment ago: when, and how many.
        allowance: for first questions; None before the first look.
        words: the same for messages to those who wait.
    """

    players: Players = field(default_factory=Players)
    waiting: int = 0
    began: deque[tuple[datetime, int]] = field(default_factory=deque)
    allowance: Allowance | None = None
    words: Allowance | None = None
    forecast: Sequence[timedelta] = ()
    forecast_at: datetime | None = None

    def unseen(self, now: datetime) -> int:
        while self.began and self.began[0][0] <= now - UNSEEN:
            self.began.popleft()
        return sum(count for _, count in self.began)


class Gate:
    """Lets people begin as fast as their bot can serve them, and forecasts when the others may.

    Args:
        limit: how long a message to somebody who plays may wait, in contest time.
    """

    def __init__(self, limit: timedelta) -> None:
        self._limit = limit
        self._load: Load | None = None
        self._crowds: dict[Bot, _Crowd] = {}

    def connect(self, load: Load, bots: Collection[Bot]) -> None:
        """Watch over these bots from now on."""
        self._load = load
        self._crowds = {bot: _Crowd() for bot in bots}

    @property
    def bots(self) -> Collection[Bot]:
        """All that are watched over."""
        return self._crowds.keys()

    @property
    def limited(self) -> Collection[Bot]:
        """Those for which somebody may have to wait."""
        return [bot for bot in self._crowds if self._rate(bot) is not None]

    @property
    def waiting(self) -> Mapping[Bot, int]:
        """How many wait for each bot."""
        return {bot: crowd.waiting for bot, crowd in self._crowds.items()}

    def enter(self, bot: Bot, now: datetime) -> bool:
        """Whether somebody who has just come may begin at once; then they are counted."""
        crowd = self._crowds.get(bot)
        if crowd is None:
            return True
        return crowd.waiting == 0 and self._take(bot, crowd, 1, now) == 1

    def next_turns(self, bot: Bot, now: datetime) -> int:
        """How many of those who wait may begin now; they are counted as having begun."""
        crowd = self._crowds[bot]
        return self._take(bot, crowd, crowd.waiting, now)

    def next_words(self, bot: Bot, now: datetime) -> int:
        """How many of those who wait may be written to now; they are counted."""
        crowd, rate = self._crowds[bot], self._rate(bot)
        if rate is None or self.is_crowded(bot, now):
            return 0
        pace, words = (1 - admission.SHARE) * rate, crowd.words or Allowance(1, now)
        words = words.refilled(now, pace, max(pace, 1))
        count = int(words.count)
        crowd.words = words.spent(count)
        return count

    def is_crowded(self, bot: Bot, now: datetime) -> bool:
        """Whether what is said to people who do not play had better stand back."""
        return admission.is_crowded(self._delay(bot, now), self._limit)

    def see_line(self, lengths: Mapping[Bot, int]) -> None:
        """Note how many wait for each bot, as the rows say."""
        for bot, crowd in self._crowds.items():
            crowd.waiting = lengths.get(bot, 0)

    def see_players(self, players: Mapping[Bot, Players]) -> None:
        """Note who plays, as the rows say."""
        for bot, crowd in self._crowds.items():
            crowd.players = players.get(bot, Players())

    def wait(self, bot: Bot, place: int, messages: int, now: datetime) -> timedelta:
        """How long a place of the line will wait, as things are.

        Args:
            messages: that somebody who begins is sent after the first question.
        """
        forecast = self._forecast(bot, messages, place, now)
        return forecast[place - 1]

    def places_within(self, bot: Bot, duration: timedelta, messages: int, now: datetime) -> int:
        """How many places of the line will have had their turn after that time."""
        crowd = self._crowds[bot]
        forecast = self._forecast(bot, messages, crowd.waiting, now)[: crowd.waiting]
        return sum(wait <= duration for wait in forecast)

    def _take(self, bot: Bot, crowd: _Crowd, wanted: int, now: datetime) -> int:
        rate = self._rate(bot)
        if rate is None:
            return wanted
        delay = self._delay(bot, now)
        on_their_way = max(crowd.unseen(now), int(delay.total_seconds() * rate))
        # Only their number matters for the pace, not what is still to come.
        players = crowd.players.with_beginners(on_their_way, 1)
        pace = admission.starts_per_second(rate, delay, players, self._limit)
        most = admission.burst(rate, self._limit)
        allowance = (crowd.allowance or Allowance(most, now)).refilled(now, pace, most)
        taken = 0 if pace == 0 else min(wanted, int(allowance.count))
        crowd.allowance = allowance.spent(taken)
        if taken:
            crowd.began.append((now, taken))
        return taken

    def _forecast(self, bot: Bot, messages: int, places: int, now: datetime) -> Sequence[timedelta]:
        """The waits of at least so many places; some more, as others join in the next moment."""
        crowd = self._crowds[bot]
        is_old = crowd.forecast_at is None or now - crowd.forecast_at >= FORECAST_LIFE
        if is_old or len(crowd.forecast) < places:
            players = crowd.players.with_beginners(crowd.unseen(now), messages)
            room = max(places, crowd.waiting) * 5 // 4 + 10
            rate = self._rate(bot) or 1.0
            crowd.forecast = admission.waits(rate, players, messages, room)
            crowd.forecast_at = now
        return crowd.forecast

    def _rate(self, bot: Bot) -> float | None:
        return None if self._load is None else self._load.rate(*bot)

    def _delay(self, bot: Bot, now: datetime) -> timedelta:
        return timedelta(0) if self._load is None else self._load.delay(*bot, now)
