"""Which question of a live round each poll asks: people's votes name nothing but the poll."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from bot.adapters._telegram.messages import Params
from handlers.live_rendering import LivePoll
from handlers.ports.addresses import ChatRef
from handlers.ports.live_contents import LiveQuestion
from handlers.ports.live_records import PollPlace
from handlers.ports.messaging import OutboundMessage
from handlers.ports.timing import Clock

FindPoll = Callable[[str], Awaitable[PollPlace | None]]
"""The place of a poll of any process, by the id of the poll; None if none is stored."""

REMEMBERED = 4_096
"""Polls; with 200 rooms those of the last twenty questions."""
TRIES = 4
PAUSE = timedelta(milliseconds=500)
"""Another process may have posted a poll, and be about to store that it has."""


class Polls:
    """The polls that this process has posted, and those that others have stored.

    Args:
        find: asked about polls that this process has not posted; None if there are no others.
    """

    def __init__(self, find: FindPoll | None, clock: Clock) -> None:
        self._find = find
        self._clock = clock
        self._places: OrderedDict[str, PollPlace] = OrderedDict()
        self._posting: set[asyncio.Event] = set()

    @contextmanager
    def posting(self) -> Iterator[None]:
        """While a poll is being posted: somebody may vote before we are told its id."""
        posted = asyncio.Event()
        self._posting.add(posted)
        try:
            yield
        finally:
            self._posting.discard(posted)
            posted.set()

    def note(self, poll_id: str, chat: ChatRef, question: LiveQuestion) -> None:
        """Remember a poll that has been posted."""
        self._remember(poll_id, PollPlace(question.live_round, question.position, chat))

    async def place_of(self, poll_id: str) -> PollPlace | None:
        """What a poll asks, and where; None if nobody of us has posted it."""
        for posted in list(self._posting):
            if poll_id not in self._places:
                await posted.wait()
        return self._places.get(poll_id) or await self._stored(poll_id)

    async def _stored(self, poll_id: str) -> PollPlace | None:
        if self._find is None:
            return None
        for attempt in range(TRIES):
            if attempt:
                await self._clock.sleep(PAUSE)
            if (place := await self._find(poll_id)) is not None:
                self._remember(poll_id, place)
                return place
        return None

    def _remember(self, poll_id: str, place: PollPlace) -> None:
        self._places[poll_id] = place
        if len(self._places) > REMEMBERED:
            self._places.popitem(last=False)


def poll_params(message: OutboundMessage, poll: LivePoll, *, may_change: bool) -> Params:
    """Parameters of sendPoll.

    An ordinary poll, as a quiz would give the key to the platform; not anonymous, or we would never
    hear who has voted; without a closing time, as Telegram's clock knows no pauses.
    """
    return {
        "chat_id": message.chat.chat_id,
        "question": poll.question,
        "options": [{"text": option} for option in poll.options],
        "type": "regular",
        "is_anonymous": False,
        "allows_revoting": may_change,
        # Otherwise whoever has voted sees what the others have chosen (invariant 11).
        "hide_results_until_closes": True,
        # A copy in another chat is the same poll, and people there would vote in it.
        "protect_content": True,
    }
