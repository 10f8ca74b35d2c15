"""The fault campaign: every fault on every ground, one after the other."""

import asyncio
import random
import secrets
import tempfile
import traceback
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count, cycle
from pathlib import Path

from tests.faults import away, clocks, disk, live, play, reports, sending, servers
from tests.faults.crowd import HABITS
from tests.faults.findings import Findings
from tests.faults.installation import Ground
from tests.faults.outcomes import Outcome
from tests.faults.play import Scene, break_play
from tests.faults.servers import Servers

SMALL = Scene(chats=6, pages=2, habits=replace(HABITS, silent=0.0), most_updates=6)
"""Nobody is silent, as the others would have to wait for them at the end."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is broken.

    Attributes:
        kills: of all scenarios with kills together, about.
        others: times that each other fault befalls an installation.
    """

    kills: int
    others: int
    scene: Scene

    def part(self, share: float) -> int:
        return max(1, round(self.kills * share))


FULL = Size(kills=100, others=3, scene=play.FULL)
BOUNDED = Size(kills=8, others=1, scene=SMALL)


@dataclass
class Campaign:
    """What scenarios are run with.

    Args:
        say: told of every outcome at once.
    """

    folder: Path
    servers: Servers
    size: Size
    seed: int
    say: Callable[[str], None] = print
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    async def run(self, name: str) -> Outcome | None:
        """Run one scenario; None if it cannot be run here."""
        scenario = SCENARIOS.get(name) or MIXED[name]
        folder = Path(tempfile.mkdtemp(prefix=f"{next(self._numbers)}-", dir=self.folder))
        dice = random.Random(f"{self.seed} {name}")  # noqa: S311 - repeatable
        outcome = await scenario(self, folder, dice)
        if outcome is not None:
            self.say(f"{name}: {' | '.join(outcome.cells)}")
            for complaint in outcome.findings.complaints:
                self.say(f"{name}: {complaint}")
        return outcome

    def one(self, folder: Path) -> Ground:
        """One process on SQLite."""
        return Ground("SQLite", f"sqlite:///{folder / 'hoithi.db'}", folder)

    async def two(self, folder: Path) -> Ground:
        """Two replicas on PostgreSQL and Valkey."""
        name = f"faults_{secrets.token_hex(4)}"
        url = await self.servers.postgresql.create_database(name)
        # Whatever other tests trade for speed: a commit that a crash undoes is no commit.
        statement = f'ALTER DATABASE "{name}" SET synchronous_commit = on'
        await self.servers.postgresql.execute(statement)
        return Ground("PostgreSQL, 2 replicas", url, folder, self.servers.valkey.url, replicas=2)


Scenario = Callable[[Campaign, Path, random.Random], Awaitable[Outcome | None]]


def _killing(name: str, share: float, *, is_shared: bool = False) -> Scenario:
    async def run(its: Campaign, folder: Path, dice: random.Random) -> Outcome:
        ground = await its.two(folder) if is_shared else its.one(folder)
        times = its.size.part(share)
        return await break_play(name, ground, times, dice, play.kill, its.size.scene)

    return run


def _sending(
    name: str,
    share: float,
    prepare: sending.Prepare,
    *,
    most: int | None = None,
    is_shared: bool = False,
) -> Scenario:
    async def run(its: Campaign, folder: Path, dice: random.Random) -> Outcome:
        ground = await its.two(folder) if is_shared else its.one(folder)
        kills = its.size.part(share)
        kills = kills if most is None else min(kills, most)
        return await sending.break_sending(name, ground, kills, dice, prepare)

    return run


def _live(name: str, share: float, *, is_shared: bool = False) -> Scenario:
    async def run(its: Campaign, folder: Path, dice: random.Random) -> Outcome:
        ground = await its.two(folder) if is_shared else its.one(folder)
        return await live.break_live(name, ground, its.size.part(share), dice)

    return run


def _serving(name: str, breaking: Callable[[Servers], play.Break]) -> Scenario:
    async def run(its: Campaign, folder: Path, dice: random.Random) -> Outcome:
        ground, break_once = await its.two(folder), breaking(its.servers)
        return await break_play(name, ground, its.size.others, dice, break_once, its.size.scene)

    return run


async def _report(its: Campaign, folder: Path, dice: random.Random) -> Outcome:
    kills = its.size.part(0.1)
    return await reports.break_reports("kill -9, report", its.one(folder), kills, dice)


async def _small_files(its: Campaign, folder: Path, dice: random.Random) -> Outcome:
    size = its.size
    return await break_play(
        "files limited", its.one(folder), size.others, dice, disk.limit_files, size.scene
    )


async def _full_disk(its: Campaign, folder: Path, dice: random.Random) -> Outcome | None:
    size = its.size
    with disk.small_disk(folder / "disk") as small:
        if small is None:
            its.say("disk full: not run, as this user may mount no file system")
            return None
        ground = Ground("SQLite", f"sqlite:///{small / 'hoithi.db'}", folder)
        return await break_play("disk full", ground, size.others, dice, disk.fill_disk, size.scene)


def _clock(name: str, breaking: Callable[[Path, random.Random], play.Break]) -> Scenario:
    async def run(its: Campaign, folder: Path, dice: random.Random) -> Outcome:
        ground, file = clocks.stepping_ground(its.one(folder))
        size = its.size
        return await break_play(name, ground, size.others, dice, breaking(file, dice), size.scene)

    return run


async def _away(its: Campaign, folder: Path, dice: random.Random) -> Outcome:
    ground = away.fast_ground(its.one(folder))
    # Pages have nothing to do with it, and their countdowns would run as fast as the contest.
    scene = replace(its.size.scene, pages=0, rules=away.SLOW_RULES)
    return await break_play("API down for 10 minutes", ground, 1, dice, away.go_away, scene)


SCENARIOS: Mapping[str, Scenario] = {
    "play": _killing("kill -9, play", 0.25),
    "live": _live("kill -9, live round", 0.12),
    "broadcast": _sending("kill -9, broadcast", 0.12, sending.broadcast),
    "reminders": _sending(
        "kill -9, reminders", 0.05, sending.reminders, most=sending.KILLS_OF_REMINDERS
    ),
    "reports": _report,
    "play_2": _killing("kill -9, play", 0.2, is_shared=True),
    "live_2": _live("kill -9, live round", 0.06, is_shared=True),
    "broadcast_2": _sending("kill -9, broadcast", 0.06, sending.broadcast, is_shared=True),
    "reminders_2": _sending(
        "kill -9, reminders",
        0.05,
        sending.reminders,
        most=sending.KILLS_OF_REMINDERS,
        is_shared=True,
    ),
    "cut": _serving("PostgreSQL connections cut", servers.cutting),
    "restart": _serving("PostgreSQL crashed and started", servers.restarting),
    "flush": _serving("Valkey flushed", servers.flushing),
    "stop": _serving("Valkey stopped and started", servers.stopping),
    "files": _small_files,
    "disk": _full_disk,
    "step": _clock("clock stepped by an hour", clocks.stepping),
    "start": _clock("clock stepped, then started", clocks.starting_stepped),
    "away": _away,
}


def _in_turn(*breaks: play.Break) -> play.Break:
    left = cycle(breaks)

    async def break_next(round_: play.Round) -> None:
        await next(left)(round_)

    return break_next


async def _mixed(its: Campaign, folder: Path, dice: random.Random) -> Outcome:
    ground, file = clocks.stepping_ground(its.one(folder))
    breaks = (
        play.kill,
        disk.limit_files,
        clocks.stepping(file, dice),
        clocks.starting_stepped(file, dice),
    )
    times = len(breaks) * its.size.others
    return await break_play("one after the other", ground, times, dice, _in_turn(*breaks), SMALL)


async def _mixed_2(its: Campaign, folder: Path, dice: random.Random) -> Outcome:
    ground = await its.two(folder)
    breaks = (
        play.kill,
        servers.cutting(its.servers),
        servers.restarting(its.servers),
        servers.flushing(its.servers),
        servers.stopping(its.servers),
    )
    times = len(breaks) * its.size.others
    return await break_play("one after the other", ground, times, dice, _in_turn(*breaks), SMALL)


MIXED: Mapping[str, Scenario] = {"mixed": _mixed, "mixed_2": _mixed_2}
BOUNDED_NAMES = ("mixed", "mixed_2", "reminders", "away")
"""One of each fault, as CI has time for no more; live rounds and broadcasts are killed there in
tests of their own (tests/e2e/test_kill_live.py, test_kill_broadcast.py)."""


async def run_all(campaign: Campaign, names: Sequence[str]) -> list[Outcome]:
    """Run scenarios, one after the other."""
    outcomes: list[Outcome] = []
    for name in names:
        try:
            outcome = await campaign.run(name)
        except Exception as error:
            campaign.say(f"{name}: {traceback.format_exc()}")
            findings = Findings(broken=[f"the scenario ended with {type(error).__name__}"])
            outcome = Outcome(name, "", 0, findings)
        if outcome is not None:
            outcomes.append(outcome)
    return outcomes


@contextmanager
def opened_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="hoithi-faults-") as folder:
        yield Path(folder)


def run_campaign(size: Size, seed: int, names: Sequence[str]) -> list[Outcome]:
    """Run a campaign on servers of its own."""
    with opened_folder() as folder, servers.running_servers() as own:
        asyncio.run(own.postgresql.trade_durability_for_speed())
        return asyncio.run(run_all(Campaign(folder, own, size, seed), names))
