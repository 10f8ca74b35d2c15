"""A bot's account: its token, its chats, its updates and the buttons that await its answer."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.platforms.telegram.chats import Group, PrivateChat
from tests.platforms.telegram.delivery import Webhook, WebhookDelivery
from tests.platforms.telegram.faults import Faults
from tests.platforms.telegram.http1 import HttpMessage
from tests.platforms.telegram.limits import BotMeter, Limit, Rates
from tests.platforms.telegram.model import WAIT_SECONDS, Message, User
from tests.platforms.telegram.polling import LongPolls
from tests.platforms.telegram.timing import Time
from tests.platforms.telegram.updates import Update, UpdateQueue

# Real ids of updates start anywhere and then go on one by one.
FIRST_UPDATE_ID = 100_000_001


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """What the person who pressed is shown; an empty text only stops the spinning."""

    text: str
    is_alert: bool
    at: float


@dataclass(slots=True, eq=False)
class Press:
    """A button that a person has pressed.

    Attributes:
        answer: None while the button is spinning.
    """

    id: int
    user: User
    message: Message
    data: str
    at: float
    answer: CallbackAnswer | None = None
    _answered: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self, answer: CallbackAnswer) -> None:
        self.answer = answer
        self._answered.set()

    async def answered(self, within: float | None = WAIT_SECONDS) -> CallbackAnswer:
        """The bot's answer, when it comes; ``TimeoutError`` if it does not."""
        async with asyncio.timeout(within):
            await self._answered.wait()
        assert self.answer is not None
        return self.answer


class Bot:
    """One bot.

    Attributes:
        has_privacy: as set with BotFather; it counts for groups that the bot is added to later.
        commands: what setMyCommands has set, by scope and language: (command, description) pairs.
        presses: buttons that have not been answered yet, by callback query id.
    """

    def __init__(
        self,
        user: User,
        token: str,
        time: Time,
        rates: Rates,
        faults: Faults,
        refusals: Counter[Limit],
    ) -> None:
        self.user = user
        self.token = token
        self.has_privacy = True
        self.commands: dict[tuple[str, str], list[tuple[str, str]]] = {}
        self.private_chats: dict[int, PrivateChat] = {}
        self.groups: dict[int, Group] = {}
        self.presses: dict[int, Press] = {}
        self.meter = BotMeter(rates, refusals)
        self.queue = UpdateQueue(time, faults, FIRST_UPDATE_ID)
        self.polls = LongPolls(self.queue, time)
        self.delivery: WebhookDelivery | None = None
        self.next_webhook_at = 0.0
        self.queue.on_new = self.polls.on_new
        self._time = time
        self._rates = rates
        self._faults = faults
        self._last_id = 0

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def webhook(self) -> Webhook | None:
        return self.delivery.webhook if self.delivery else None

    def next_id(self) -> int:
        """Private chats of one bot number their messages together, as Telegram does."""
        self._last_id += 1
        return self._last_id

    def private_chat(self, user: User) -> PrivateChat:
        """The chat with a person, known to both from now on."""
        chat = self.private_chats.get(user.id)
        if chat is None:
            chat = self.private_chats[user.id] = PrivateChat(self.id, user, self._rates)
        return chat

    def start_delivery(self, webhook: Webhook, execute: Callable[[HttpMessage], None]) -> None:
        """Deliver updates to a webhook from now on, those that wait already first."""
        self.stop_delivery()
        delivery = WebhookDelivery(webhook, self.queue, self._time, self._faults, execute)
        self.delivery = delivery
        self.queue.on_new = delivery.on_new
        delivery.pump()

    def stop_delivery(self) -> None:
        """Keep updates for polls."""
        if self.delivery is not None:
            self.delivery.stop()
        self.delivery = None
        self.queue.on_new = self.polls.on_new

    @property
    def pending_updates(self) -> list[Update]:
        """Updates that the bot has not confirmed yet."""
        return list(self.queue.waiting())

    def stop(self) -> None:
        self.stop_delivery()
        self.polls.stop()
