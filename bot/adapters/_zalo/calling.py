"""Calls that are made again until they succeed, and what an operator is told meanwhile."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

import structlog

from bot.adapters.ladder import Ladder
from handlers.ports.messaging import AdapterMisconfigured, MessagingError
from handlers.ports.timing import Clock

log = structlog.get_logger()

Result = TypeVar("Result")

REFUSED_PAUSE = timedelta(minutes=10)
"""After a 401. A token that was reset never comes back; this is for a mishap of the platform."""


async def until_done(
    call: Callable[[], Awaitable[Result]], method: str, bot: str, clock: Clock
) -> Result:
    """The result of a call that nothing can go on without: made until it succeeds.

    Args:
        method: what the log calls it.
    """
    ladder = Ladder()
    while True:
        try:
            return await call()
        except MessagingError as error:
            pause = pause_after(error, ladder)
            log_setback(method, bot, error, pause)
            await clock.sleep(pause)


def pause_after(error: MessagingError, ladder: Ladder) -> timedelta:
    """How long to wait after a call that failed."""
    return REFUSED_PAUSE if isinstance(error, AdapterMisconfigured) else ladder.pause_after(error)


def log_setback(method: str, bot: str, error: MessagingError, pause: timedelta) -> None:
    """Tell an operator that a call has failed, when it is tried again, and what they can do."""
    if isinstance(error, AdapterMisconfigured):
        log.error(
            "zalo_token_refused",
            method=method,
            bot=bot,
            advice="copy the token from Bot Creator into ZALO_TOKENS and start again",
        )
        return
    log.warning(
        "zalo_call_failed",
        method=method,
        bot=bot,
        reason=str(error),
        pause_seconds=round(pause.total_seconds(), 1),
    )
