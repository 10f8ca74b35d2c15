"""Puts inputs into every target of a running system and tells what should not have happened."""

import ctypes
import gc
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from anyio import create_task_group
from anyio.from_thread import BlockingPortal, start_blocking_portal
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.e2e.web_player import WebPlayer, register
from tests.fuzz.system import System, opened_system
from tests.fuzz.targets import Target, appoint, targets

POSITIONS = (1, 2, 3)
PART = 1_000
TOGETHER = 32
"""Inputs that are on their way at once."""
WARM_UP = 0.2
"""Share of the inputs after which memory is looked at first: caches have filled by then."""
KIB = 1024


@dataclass(frozen=True)
class Outcome:
    """What came of a run.

    Attributes:
        inputs: how many were put in, by target.
        wrongs: how often something happened that must not, by kind.
        memory: resident memory in MiB, after the warm-up and at the end.
    """

    inputs: Mapping[str, int]
    wrongs: Mapping[str, int]
    memory: tuple[float, float]
    seconds: float


def run_campaign(folder: Path, count: int, number: int) -> Outcome:
    """Put in that many inputs, drawn from a seed, and play a round afterwards.

    Raises:
        TimeoutError, AssertionError: if nobody can play a round any more.
    """
    began = time.monotonic()
    with start_blocking_portal() as portal, _running(portal, folder) as system:
        portal.call(appoint, system)
        ways = targets(folder)
        inputs = {target.name: 0 for target in ways}
        memory = []
        for share in (WARM_UP, 1 - WARM_UP):
            for target in ways:
                wanted = round(count * share * target.share)
                inputs[target.name] += _put_all_in(portal, system, target, wanted, number)
            portal.call(_settle, system)
            memory.append(_resident())
        portal.call(_play, system)
        wrongs = dict(system.wrongs.found)
    return Outcome(inputs, wrongs, (memory[0], memory[1]), time.monotonic() - began)


@contextmanager
def _running(portal: BlockingPortal, folder: Path) -> Iterator[System]:
    with portal.wrap_async_context_manager(opened_system(folder)) as system:
        yield system


def _put_all_in(
    portal: BlockingPortal, system: System, target: Target, wanted: int, number: int
) -> int:
    """Put in that many, in parts: Hypothesis remembers every input of a run."""
    return sum(
        _put_in(portal, system, target, min(PART, wanted - first), number + first)
        for first in range(0, wanted, PART)
    )


def _put_in(
    portal: BlockingPortal, system: System, target: Target, wanted: int, number: int
) -> int:
    done = 0
    waiting: list[Any] = []

    async def try_one(value: Any) -> None:
        try:
            await target.put_in(system, value)
        except Exception as error:
            system.wrongs.note(f"{target.name}: {type(error).__name__}")

    async def try_together() -> None:
        nonlocal done
        done += len(waiting)
        async with create_task_group() as tasks:
            for value in waiting:
                tasks.start_soon(try_one, value)
        waiting.clear()

    @seed(number + wanted)
    @settings(
        max_examples=wanted,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(target.inputs)
    def put(value: Any) -> None:
        waiting.append(value)
        if len(waiting) == TOGETHER:
            portal.call(try_together)

    if wanted:
        put()
        portal.call(try_together)
    return done


async def _settle(system: System) -> None:
    """Return when everything has been sent that can be; the rest waits for people who are away."""
    assert await system.running.relay.drain(timedelta(minutes=1)), "the relay does not come to rest"


async def _play(system: System) -> None:
    """A round, from the registration to the end, on the page."""
    player = await WebPlayer.join(system.host)
    await register(player, "Lê Văn Cường")
    await player.press("Vào thi")
    await player.press("Bắt đầu làm bài")
    for position in POSITIONS:
        await player.sees_question(position)
        await player.choose(0)
        await player.acknowledged()
    await player.sees_end()
    await player.leave()


def _resident() -> float:
    """What is in use, without what the allocator keeps for later."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / KIB
    raise AssertionError("this system does not tell the memory of a process")
