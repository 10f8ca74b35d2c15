"""A bot's account: its profile, its chats, its budget of the month and its updates."""

from collections import Counter
from datetime import date, datetime, timedelta, timezone

from tests.platforms.zalo.chats import Chat, GroupChat, PrivateChat
from tests.platforms.zalo.delivery import Delivery, Webhook
from tests.platforms.zalo.errors import ApiError, NotPossibleError
from tests.platforms.zalo.polling import Event, Polls
from tests.platforms.zalo.world import World

VIET_NAM = timezone(timedelta(hours=7))
"""Months begin at midnight there; ours, the day of the reset is not published."""


class Bot:
    """One bot.

    Attributes:
        webhook: None while updates are kept for polls.
        chats: private chats and groups by id, those that are closed to the bot included.
        webhook_tests: calls of testWebhook by day.
    """

    def __init__(self, world: World, token: str, name: str, account_name: str) -> None:
        if not name.startswith("Bot"):
            raise NotPossibleError('the Bot Creator demands a name that begins with "Bot"')
        self._world = world
        self.token = token
        self.name = name
        self.account_name = account_name
        self.id = world.ids.new(20)
        self.webhook: Webhook | None = None
        self.delivery = Delivery(world)
        self.polls = Polls(world.switches, world.time)
        self.chats: dict[str, Chat] = {}
        self.webhook_tests: Counter[date] = Counter()
        self._sent: Counter[tuple[int, int]] = Counter()
        self._received: Counter[tuple[int, int]] = Counter()

    @property
    def sent_this_month(self) -> int:
        """Accepted sends."""
        return self._sent[self._month()]

    @property
    def counted_this_month(self) -> int:
        """What the quota counts: accepted sends, and messages heard if the switch says so."""
        is_both = self._world.switches.quota_counts == "both"
        return self.sent_this_month + (self._received[self._month()] if is_both else 0)

    @property
    def webhook_statuses(self) -> list[int]:
        """HTTP status of each delivery so far; 0 if nobody answered."""
        return self.delivery.statuses

    @property
    def users(self) -> int:
        """People who have written to the bot in private."""
        return sum(
            isinstance(chat, PrivateChat) and chat.has_written for chat in self.chats.values()
        )

    @property
    def groups(self) -> int:
        """Groups that the bot is in."""
        return sum(isinstance(chat, GroupChat) and chat.has_bot for chat in self.chats.values())

    def today(self) -> date:
        return datetime.fromtimestamp(self._world.time.now(), VIET_NAM).date()

    def find_chat(self, chat_id: str) -> Chat:
        """The chat of a send.

        Raises:
            ApiError: there is no such chat, or it is closed to the bot.
        """
        chat = self.chats.get(chat_id)
        if chat is None:
            raise ApiError(self._world.switches.unknown_chat_code, "Chat not found")
        chat.check_access(self._world.switches)
        return chat

    def admit(self, chat: Chat) -> None:
        """Count one send against the plan.

        Raises:
            ApiError: 429, the plan is spent.
        """
        is_over_users = isinstance(chat, PrivateChat) and chat.is_over_plan
        if is_over_users or self.counted_this_month >= self._world.plan.messages_a_month:
            raise ApiError(429, "Quota exceeded")
        self._sent[self._month()] += 1

    async def hear(self, event: Event) -> None:
        """Take what somebody has written, and count it."""
        self._received[self._month()] += 1
        await self.receive(event)

    async def receive(self, event: Event) -> None:
        """Pass an update on, to the webhook or to whoever polls."""
        if self.webhook is not None:
            await self.delivery.bring(self.webhook, event)
        else:
            self.polls.push(event)

    def _month(self) -> tuple[int, int]:
        today = self.today()
        return today.year, today.month

    def __repr__(self) -> str:
        return f"<Bot {self.name}>"
