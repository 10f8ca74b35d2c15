"""Updates that wait for a bot, whichever way it fetches them.

Lifetimes and lanes as in telegram-bot-api ``Client.cpp``: messages are kept for 24 hours and go by
chat, button presses for 150 seconds and go by person.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.platforms.telegram.bodies import Params
from tests.platforms.telegram.faults import Faults
from tests.platforms.telegram.timing import Time

DAY_SECONDS = 86_400.0
CALLBACK_SECONDS = 150.0
# An offset further ahead than this is taken for nonsense and ignored (TQueue.cpp).
FUTURE_TOLERANCE = 10
KINDS = frozenset(
    {
        "business_connection",
        "business_message",
        "callback_query",
        "channel_post",
        "chat_boost",
        "chat_join_request",
        "chat_member",
        "chosen_inline_result",
        "deleted_business_messages",
        "edited_business_message",
        "edited_channel_post",
        "edited_message",
        "inline_query",
        "message",
        "message_reaction",
        "message_reaction_count",
        "my_chat_member",
        "poll",
        "poll_answer",
        "pre_checkout_query",
        "purchased_paid_media",
        "removed_chat_boost",
        "shipping_query",
    }
)
"""core.telegram.org/bots/api#update."""
DEFAULT_KINDS = KINDS - {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(slots=True, eq=False)
class Update:
    """One update.

    Attributes:
        json: the Update object.
        lane: updates of one lane are delivered one after the other to a webhook.
        failures: deliveries to the webhook that failed so far.
        delay: seconds of the latest pause before a new try.
        is_repeated: the fault of repeating has befallen it already.
    """

    id: int
    json: str
    lane: int
    expires_at: float
    failures: int = 0
    delay: float = 1.0
    is_repeated: bool = False


class UpdateQueue:
    """Updates of one bot in the order of their ids.

    Attributes:
        allowed: kinds that are kept; others are dropped as they come.
        on_new: told of each new update.
    """

    def __init__(self, time: Time, faults: Faults, first_id: int) -> None:
        self._time = time
        self._faults = faults
        self._next_id = first_id
        self._pending: OrderedDict[int, Update] = OrderedDict()
        self._again: list[Update] = []
        self._drained = asyncio.Event()
        self.allowed = DEFAULT_KINDS
        self.on_new: Callable[[Update], None] = lambda update: None

    def push(self, kind: str, value: str, lane: int, lifetime: float = DAY_SECONDS) -> None:
        """Add an update; ``value`` is the JSON of its object."""
        if kind not in self.allowed:
            return
        number = self._next_id
        self._next_id += 1
        json = f'{{"update_id":{number},"{kind}":{value}}}'
        update = Update(number, json, lane, self._time.now() + lifetime)
        self._pending[number] = update
        self._drained.clear()
        self.on_new(update)

    def allow(self, params: Params) -> bool:
        """Take over ``allowed_updates`` of a call; whether that changed anything."""
        try:
            named = params.decoded("allowed_updates")
        except ValueError:
            return False
        if not isinstance(named, list) or not all(isinstance(name, str) for name in named):
            return False
        wanted = KINDS.intersection(name.lower() for name in named) or DEFAULT_KINDS
        changed = wanted != self.allowed
        self.allowed = wanted
        return changed

    def __len__(self) -> int:
        return sum(1 for _ in self.waiting())

    def waiting(self) -> Iterator[Update]:
        """Updates that have not expired, oldest first."""
        now = self._time.now()
        return (update for update in self._pending.values() if update.expires_at > now)

    def forget(self, update: Update) -> bool:
        """The bot has it; whether the fault of repeating wants it delivered once more."""
        self._pending.pop(update.id, None)
        if not self._pending:
            self._drained.set()
        if update.is_repeated or not self._faults.happens(self._faults.repeat_updates):
            return False
        update.is_repeated = True
        return True

    def clear(self, keep: int = 0) -> None:
        """Drop all but the newest ``keep``."""
        while len(self._pending) > keep:
            self._pending.popitem(last=False)
        self._again.clear()
        if not self._pending:
            self._drained.set()

    async def drained(self) -> None:
        """Return when the bot has confirmed every update."""
        if self._pending:
            await self._drained.wait()

    def fetch(self, offset: int, limit: int) -> list[str]:
        """Confirm all updates below ``offset`` and return the next ones, as getUpdates does."""
        if offset < 0:
            self.clear(keep=-offset)
        elif offset <= self._next_id + FUTURE_TOLERANCE:
            self._confirm(offset)
        batch = [update.json for update in self._again[:limit]]
        del self._again[:limit]
        for update in self.waiting():
            if len(batch) >= limit:
                break
            batch.append(update.json)
        if len(batch) > 1 and self._faults.happens(self._faults.mix_updates):
            self._faults.mix(batch)
        return batch

    def _confirm(self, offset: int) -> None:
        while self._pending:
            update = next(iter(self._pending.values()))
            if update.id >= offset:
                return
            if self.forget(update):
                self._again.append(update)
