"""The limits of a bot for which this process alone sends: all is in memory."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, sqrt

from handlers.pacing.chats import ChatLimits
from handlers.pacing.rates import LearntRate
from handlers.pacing.refusals import Refusals
from handlers.pacing.windows import NO_WAIT, SECOND, Pace, Window
from handlers.ports.addresses import ChatRef
from handlers.ports.limits import FIRST_PATIENT_LANE, Backlog
from handlers.ports.messaging import Capabilities, Lane
from handlers.ports.timing import Clock

LONGEST_PAUSE = timedelta(seconds=30)
"""Of the whole bot; then the next few messages find out whether the platform still refuses."""
PERIOD = timedelta(milliseconds=100)
"""How often the rate is looked at."""
PRESSED_FOR = timedelta(milliseconds=250)
"""People wait because of the rate, if those who wait now would keep it busy for so long."""
BURST = timedelta(milliseconds=100)
"""Patient messages leave evenly, so that a reply finds a place that becomes free within that time;
after a stall they make up for no more than that."""


@dataclass(frozen=True, slots=True)
class Share:
    """Places of a bot that this process may fill.

    Attributes:
        published: with whatever lane.
        extra: beyond those, with replies.
    """

    published: int
    extra: int

    @property
    def replies(self) -> int:
        return self.published + self.extra


class LimitsAlone:
    """``handlers.ports.limits.Limits`` of the one process that sends for a bot.

    All places together are free for whatever lane up to the published rate; up to the learnt rate
    only replies fill them. So a broadcast gets what replies, with their spread, leave of the
    published rate: all of it while nobody plays.
    """

    def __init__(self, can: Capabilities, clock: Clock) -> None:
        self._clock = clock
        self._chats = ChatLimits(can)
        self._refusals = Refusals()
        self._paused_until: datetime | None = None
        self._places = Window(SECOND)
        self._patient = Window(SECOND)
        published = can.messages_per_second
        self._is_limited = published is not None
        self._rate = LearntRate.starting(published or 1.0, can.replies_per_second)
        self._share = share_of(self._rate)
        burst = int(self._rate.published * (BURST / SECOND))
        self._evenly = Pace(self._rate.published, max(burst, 1))

    def wait(self, lane: Lane, now: datetime) -> timedelta | None:
        if (pause := self.pause(now)) > NO_WAIT:
            return pause
        if not self._is_limited:
            return NO_WAIT
        if lane < FIRST_PATIENT_LANE:
            return self._places.wait(now, self._share.replies)
        wait = self._places.wait(now, self._room_for_patient(now))
        return None if wait is None else max(wait, self._evenly.wait(now))

    def leave(self, lane: Lane, now: datetime) -> None:
        self._places.leave()
        if lane >= FIRST_PATIENT_LANE:
            self._patient.leave()
            self._evenly.count(now)

    def stay(self, lane: Lane) -> None:
        self._places.stay()
        if lane >= FIRST_PATIENT_LANE:
            self._patient.stay()
            self._evenly.stay()

    def wait_of(self, chat: ChatRef, now: datetime) -> timedelta:
        return self._chats.wait(chat, now)

    async def admit(self, chat: ChatRef, now: datetime) -> timedelta:
        return NO_WAIT

    def count(self, chat: ChatRef, lane: Lane, now: datetime) -> None:
        self._places.count(now)
        if lane >= FIRST_PATIENT_LANE:
            self._patient.count(now)
        self._chats.count(chat, now)

    def refused(self, chat: ChatRef, now: datetime, until: datetime) -> bool:
        if not self._refusals.add(chat, now, self._places.counted(now) + 1):
            return False
        self._paused_until = min(until, now + LONGEST_PAUSE)
        self._learn(self._rate.objected(now, self._paused_until))
        return True

    def pause(self, now: datetime) -> timedelta:
        return NO_WAIT if self._paused_until is None else max(self._paused_until - now, NO_WAIT)

    @property
    def reply_rate(self) -> float | None:
        return float(self._share.replies) if self._is_limited else None

    async def run(self, backlog: Callable[[], Backlog], changed: Callable[[], None]) -> None:
        while self._is_limited:
            await self._clock.sleep(PERIOD)
            before = self._share
            self._learn(self._rate.after(self._clock.now(), is_pressed=self._is_pressed(backlog())))
            if before != self._share:
                changed()

    def _room_for_patient(self, now: datetime) -> int:
        """Places that may be filled before a patient message has to wait.

        People answer at random: in every second in fifty, two standard deviations more than on
        average. Those find a place at once.
        """
        replies = self._places.occupied(now) - self._patient.occupied(now)
        return max(self._share.published - ceil(2 * sqrt(replies)), 1)

    def _is_pressed(self, backlog: Backlog) -> bool:
        return backlog.replies > self._share.replies * (PRESSED_FOR / SECOND)

    def _learn(self, rate: LearntRate) -> None:
        self._rate = rate
        self._share = share_of(rate)


def share_of(rate: LearntRate) -> Share:
    """All places that a rate has."""
    published = max(int(min(rate.published, rate.value)), 1)
    return Share(published, max(int(rate.value) - published, 0))
