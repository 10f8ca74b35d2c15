"""Check of this machine's clock against that of somebody who answers over HTTP."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp

from bot.checks.findings import Findings, State
from handlers.ports.timing import Clock

TOLERANCE = timedelta(seconds=5)
"""The Date header has whole seconds, and an answer may take some."""
ANSWER_SECONDS = 10.0


async def check_clock(url: str, clock: Clock, findings: Findings) -> None:
    """Note how far this machine's clock is off.

    Args:
        url: of a platform's server, without any token; empty if there is none to ask.
    """
    told = await _time_at(url) if url else None
    if told is None:
        findings.note("clock", State.SKIPPED, seconds=0)
        return
    off = abs(clock.now() - told)
    state = State.OK if off <= TOLERANCE else State.FAILED
    findings.note("clock", state, seconds=round(off.total_seconds()))


async def _time_at(url: str) -> datetime | None:
    """The time that a server's answer bears; None if there is none."""
    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.head(url, allow_redirects=False) as response,
        ):
            return parsedate_to_datetime(response.headers["Date"]).astimezone(UTC)
    except (aiohttp.ClientError, OSError, TimeoutError, LookupError, ValueError):
        return None
