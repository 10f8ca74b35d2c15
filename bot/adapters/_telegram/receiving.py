"""Takes single updates in, whichever way they came."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import structlog

from bot.adapters._telegram.facts import MAX_NOTICE_LENGTH
from bot.adapters._telegram.messages import Params
from bot.adapters._telegram.updates import (
    Happened,
    Heard,
    Json,
    Me,
    Meaning,
    Voted,
    read_update,
    vote_message,
)
from handlers.ports.live_records import PollPlace
from handlers.ports.messaging import Acknowledgement, Deliver
from handlers.rendering import clip

log = structlog.get_logger()

PlaceOf = Callable[[str], Awaitable[PollPlace | None]]


class Receiver:
    """Delivers what updates say.

    Attributes:
        me: the bot as people address it.

    Args:
        place_of: what a poll asks, and where; None if nobody knows.
    """

    def __init__(self, me: Me, deliver: Deliver, place_of: PlaceOf) -> None:
        self.me = me
        self._deliver = deliver
        self._place_of = place_of

    async def take(self, update: Json, received_at: datetime) -> Params | None:
        """Deliver one update; once this returns, its effects are durable.

        Returns:
            Parameters of answerCallbackQuery where a pressed button waits for an answer.
        """
        match self._read(update, received_at):
            case Heard(message, query, happened):
                if happened is not None:
                    self._tell(happened)
                acknowledgement = await self._deliver(message)
                return None if query is None else _answer(query, acknowledgement)
            case Voted() as vote:
                await self._count(vote)
            case Happened() as happened:
                self._tell(happened)
        return None

    async def _count(self, vote: Voted) -> None:
        place = await self._place_of(vote.poll_id)
        if place is None:
            log.info("telegram_poll_unknown", bot=self.me.bot)
            return
        await self._deliver(vote_message(vote, place))

    def _tell(self, happened: Happened) -> None:
        log.info(happened.event, bot=self.me.bot, **happened.facts)

    def _read(self, update: Json, received_at: datetime) -> Meaning:
        try:
            return read_update(update, self.me, received_at)
        except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
            # It would come again for ever, and hold up all others, if it were not taken.
            log.warning(
                "telegram_update_unreadable",
                bot=self.me.bot,
                update=_update_id(update),
                error=type(error).__name__,
            )
            return None


def _answer(query: str, acknowledgement: Acknowledgement) -> Params:
    params: dict[str, Any] = {"callback_query_id": query}
    if acknowledgement.notice:
        params["text"] = clip(acknowledgement.notice, MAX_NOTICE_LENGTH)
    return params


def _update_id(update: Json) -> int | None:
    number = update.get("update_id")
    return number if isinstance(number, int) else None
