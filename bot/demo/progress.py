"""How a demonstration is followed: lines for whoever looks on, and the end of one that stalls."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.clock import SystemClock
from bot.demo.plan import StalledError, Write

STALLED = timedelta(minutes=30)
"""Contest time after which a compressed round that has not ended is given up as stalled."""
STALLED_AT_LEAST = 300
"""Seconds on the wall: a slow machine is not a stalled round."""
TRANSCRIPT_PERIOD = timedelta(seconds=5)


@asynccontextmanager
async def given_up_if_stalled(
    clock: SystemClock, found: Callable[[], str], play: timedelta = timedelta(0)
) -> AsyncIterator[None]:
    """Play a compressed round in the body.

    Args:
        found: how far it has come, in a few words.
        play: contest time by which a long round is given more.

    Raises:
        StalledError: if it does not end.
    """
    limit = clock.real(STALLED + play).total_seconds()
    try:
        async with asyncio.timeout(max(limit, STALLED_AT_LEAST)):
            yield
    except TimeoutError:
        raise StalledError(found()) from None


async def transcribe(read: Callable[[], Awaitable[str]], write: Write) -> None:
    """Write what is read whenever it has changed, until cancelled; nothing while it is empty."""
    last = ""
    while True:
        line = await read()
        if line != last:
            write(line)
            last = line
        await asyncio.sleep(TRANSCRIPT_PERIOD.total_seconds())
