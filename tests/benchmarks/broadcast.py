"""A broadcast to 25,000 people on the strict Telegram, without and with faults, and with kills.

The time of the first two jumps (``tests/fakes/jumping.py``): a quarter of an hour of the contest
takes a minute or two, and the platform counts in the same time as we do.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from handlers.ports.announcements import Fate
from tests.benchmarks.report import Figure, note
from tests.fakes.broadcast import err, fates, opened_office
from tests.fakes.jumping import run_jumping
from tests.fakes.killing import SENDERS, kill_again_and_again
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.limits import Rates

PEOPLE = 25_000
ERRING = 0.05
PERMITTED = Rates().overall_per_second
KILLS = 20
PEOPLE_OF_KILLS = 1_500
SEED = 20

Result = TypeVar("Result")
Urls = Callable[[], Awaitable[str]]


async def measure_broadcast(urls: Urls, people: int = PEOPLE) -> Sequence[Figure]:
    """Share of the permitted rate that is used, and how often the platform had to refuse."""
    rate, refused = await _in_jumping_time(_send_all(await urls(), people))
    return [
        Figure(
            name="broadcast_rate_used",
            value=rate / PERMITTED,
            unit="of the permitted rate",
            reference=f"Telegram's {PERMITTED} messages a second",
            reference_value=1.0,
            goal=">= 0.99",
            n=people,
        ),
        Figure(
            name="broadcast_own_429",
            value=float(refused),
            unit="429 caused by us",
            # A reference of none would leave no ratio to it.
            reference="one",
            reference_value=1.0,
            goal="0",
            n=people,
        ),
    ]


async def tell_faults(urls: Urls, people: int = PEOPLE) -> None:
    """Let one message in twenty fail, send again what has perhaps arrived, and account for all."""
    await _in_jumping_time(_send_over_faults(await urls(), people))


async def tell_kills(folder: Path, people: int = PEOPLE_OF_KILLS, kills: int = KILLS) -> None:
    """Kill a serving process at random moments of a broadcast."""
    outcome = await kill_again_and_again(folder, people, kills, SEED)
    note(f"broadcast_kills, seed {SEED}: {outcome}")
    assert outcome.missed == 0
    assert outcome.duplicates == sum(outcome.on_their_way)
    assert max(outcome.on_their_way) <= SENDERS


async def _in_jumping_time(main: Coroutine[Any, Any, Result]) -> Result:
    """Beside the running loop, in a thread."""
    return await asyncio.to_thread(run_jumping, main)


async def _send_all(url: str, people: int) -> tuple[float, int]:
    async with (
        TelegramEmulator() as telegram,
        opened_office(url, telegram, people) as office,
    ):
        began = time.perf_counter()
        report = await office.until_over(await office.announce())
        assert fates(report) == {Fate.DELIVERED: people}
        assert office.received == Counter(range(1, people + 1))
        note(
            f"broadcast_rate_used: {office.rate:.2f} messages a second over "
            f"{people / office.rate:,.0f} s of the contest; {time.perf_counter() - began:.0f} s"
        )
        return office.rate, telegram.refusals.total()


async def _send_over_faults(url: str, people: int) -> None:
    async with (
        TelegramEmulator() as telegram,
        opened_office(url, telegram, people) as office,
    ):
        unknowable = err(telegram, ERRING)
        announcement = await office.announce()
        report = await office.until_over(announcement)
        first, arrived, states = fates(report), office.received, await office.states()
        unknown = {number for number, each in states.items() if each["unknown"]}
        assert len(states) == people
        assert all(each.total() == 1 for each in states.values())
        assert len(unknown) == sum(fault.hits for fault in unknowable)
        assert set(arrived.values()) == {1}
        assert arrived.keys() | unknown == states.keys()

        hits = sum(fault.hits for fault in telegram.faults.active)
        telegram.faults.clear()
        await office.send_again(announcement)
        last = fates(await office.until_over(announcement))
        received = office.received
        twice = {number for number, times in received.items() if times > 1}
        assert last == {Fate.DELIVERED: people}
        assert len(received) == people
        assert twice == arrived.keys() & unknown
        assert received.total() == people + len(twice)
        note(
            f"broadcast_faults: {people:,} people, {hits:,} calls failed; at first {_told(first)}; "
            f"sent again to those: all have it, {len(twice):,} of them twice; every one of those "
            "was unknown"
        )


def _told(fates: Mapping[Fate, int]) -> str:
    return ", ".join(f"{count:,} {fate.value}" for fate, count in fates.items())
