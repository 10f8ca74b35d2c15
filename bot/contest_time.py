"""Which time it is when a process starts: never before what its contest has seen already."""

import asyncio
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.clock import SystemClock

log = structlog.get_logger()


class SignsOfLife(Protocol):
    """When any process of the system was last alive, and whether there is another one."""

    async def last(self) -> datetime | None: ...

    async def is_alone(self) -> bool: ...


async def take_up(clock: SystemClock, signs: SignsOfLife, silence: timedelta) -> None:
    """Let the clock go on from the last sign of life, if the machine's date must be wrong.

    A date before the last sign of life would give everybody whose question is open the time between
    them as a present, and answers would come before their questions. A date far behind it, while
    other processes are alive, would take their questions for overdue.

    Args:
        silence: without a sign of life for so long, in contest time, nobody else is alive.
    """
    last = await signs.last()
    if last is None:
        return
    if clock.now() < last:
        log.warning("date_before_last_sign_of_life", seconds=_seconds(last - clock.now()))
        _go_on_from(clock, last)
    elif clock.now() - last >= silence and not await signs.is_alone():
        await asyncio.sleep(clock.real(silence).total_seconds())
        again = await signs.last()
        if again is not None and again > last and abs(clock.now() - again) >= silence:
            log.warning("others_live_at_another_date", seconds=_seconds(clock.now() - again))
            _go_on_from(clock, again)


def _go_on_from(clock: SystemClock, instant: datetime) -> None:
    clock.begin_at(instant)
    # Before any deadline is armed, so that all are armed at the pace at which the clock runs.
    clock.follow()


def _seconds(duration: timedelta) -> int:
    return round(duration.total_seconds())
