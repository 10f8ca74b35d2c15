"""What comes round by itself: rounds, reminders, announcements on their way, leaderboards."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from bot.clock import SystemClock
from handlers.announcing.feeding import Feeder
from handlers.broadcasting import live_bars
from handlers.broadcasting.live_bars import LiveBars
from handlers.budget_watch import BudgetWatch, JoinLink
from handlers.digest import WeeklyDigest
from handlers.ports.messaging import Quota
from handlers.ports.outbox import Bot
from handlers.ports.repositories import UnitsOfWork
from handlers.reminding import Reminding
from handlers.round_life import RoundLife
from scheduler.announcements import Announcements
from scheduler.boards import Boards
from scheduler.reminders import Reminders
from scheduler.rounds import Rounds
from scheduler.timers import Timers
from storage.answers import AnswerIntake
from storage.boards import SqlBoardMaker
from storage.engine import Database

PLAN_PERIOD = timedelta(seconds=2)
"""How soon a round that another process created or moved is noticed."""


class Recurring:
    """Does it at its time, in one process or in several.

    Args:
        announcing: units of work whose messages wait in the outbox for whoever polls first.
        reading: units of work that only read.

    Attributes:
        round_life: opens and closes rounds.
    """

    def __init__(
        self,
        database: Database,
        clock: SystemClock,
        timers: Timers,
        announcing: UnitsOfWork,
        reading: UnitsOfWork,
        intake: AnswerIntake,
        join_link: JoinLink,
    ) -> None:
        self._clock = clock
        self._timers = timers
        self.round_life = RoundLife(announcing, reading, intake)
        self._rounds = Rounds(timers, self.round_life, clock)
        self._boards = Boards(timers, SqlBoardMaker(database), clock)
        self._budget_watch = BudgetWatch(announcing, reading, join_link)
        recurring = (
            Reminding(announcing, reading),
            WeeklyDigest(announcing, reading),
            self._budget_watch,
            self.round_life.notices,
        )
        self._reminders = Reminders(timers, recurring, clock)
        feeder = Feeder(announcing, reading)
        self._announcements = Announcements(timers, feeder.carry_on, clock)
        self._live_bars = LiveBars(announcing, reading)

    def connect(self, quotas: Mapping[Bot, Quota], editing: Collection[Bot]) -> None:
        """Say what bots may use up, and which can change what they have sent."""
        self._budget_watch.connect(quotas)
        self._live_bars.connect(editing)

    async def start(self) -> None:
        """Do it from now on."""
        await self._rounds.plan()
        await self._reminders.plan()
        self._boards.start()
        self._announcements.start()
        self._timers.every(PLAN_PERIOD, self._rounds.plan, "plan-rounds")
        self._timers.every(PLAN_PERIOD, self._reminders.plan, "plan-reminders")
        self._timers.every(live_bars.PERIOD, self._move_bars, "live-bars")

    async def _move_bars(self) -> None:
        await self._live_bars.update(self._clock.now())
