"""The Bot API as the shared parts call it; each client library is one implementation."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Protocol

import structlog

from bot.adapters.ladder import Ladder
from handlers.ports.messaging import AdapterMisconfigured, MessagingError
from handlers.ports.timing import Clock

log = structlog.get_logger()

CALL_SECONDS = 20.0
"""For everything but a long poll."""


class BotApi(Protocol):
    """Calls methods of the Bot API for one bot."""

    async def call(
        self, method: str, params: Mapping[str, Any], seconds: float = CALL_SECONDS
    ) -> Any:
        """The result of one call, as plain JSON values.

        Args:
            method: as core.telegram.org writes it.
            params: JSON values; in a call that sends a file, that one as a ``File``.
            seconds: after which the answer is given up.

        Raises:
            MessagingError: one of the five of the port, or one of ``errors.py``.
        """

    async def close(self) -> None:
        """Close every connection."""


async def call_until_done(
    api: BotApi, bot: str, clock: Clock, method: str, params: Mapping[str, Any]
) -> Any:
    """The result of a call that nothing can go on without: tried until it succeeds."""
    ladder = Ladder()
    while True:
        try:
            return await api.call(method, params)
        except MessagingError as error:
            pause = ladder.pause_after(error)
            log_setback(method, bot, error, pause)
            await clock.sleep(pause)


def log_setback(method: str, bot: str, error: MessagingError, pause: timedelta) -> None:
    """Tell an operator that a call has failed and when it is tried again."""
    tell = log.error if isinstance(error, AdapterMisconfigured) else log.warning
    tell(
        "telegram_call_failed",
        method=method,
        bot=bot,
        reason=str(error),
        pause_seconds=round(pause.total_seconds(), 1),
    )
