"""The state that calls of bots and deeds of people share, and the checks before a call."""

from collections import Counter
from collections.abc import Callable
from itertools import count
from typing import NamedTuple

from tests.platforms.telegram.bodies import Params
from tests.platforms.telegram.bots import Bot
from tests.platforms.telegram.chats import Access, Group, PrivateChat
from tests.platforms.telegram.errors import bad_request
from tests.platforms.telegram.faults import FaultKind, Faults
from tests.platforms.telegram.http1 import HttpMessage
from tests.platforms.telegram.limits import Limit, Rates
from tests.platforms.telegram.model import Message, User
from tests.platforms.telegram.timing import Time


class Call(NamedTuple):
    """One call of a bot, for accounting; no text of a message is kept.

    Attributes:
        at: Unix time of the effect.
        chat_id: as the bot gave it; empty for calls without a chat.
        status: of the answer; 0 if a fault kept the call from happening.
        description: of an error.
        fault: what befell the call; after the effect if there is a status.
        in_response: the call came inside a webhook's response.
    """

    at: float
    bot_id: int
    method: str
    chat_id: str
    status: int
    description: str
    fault: FaultKind | None
    in_response: bool


class World:
    """Everything there is.

    Attributes:
        routes: hosts of webhook URLs, and the ``host:port`` on this machine that stands for each.
        files: file ids that can be sent again, with the JSON fields of the medium.
        query_ids: ids of callback queries to come.
        poll_ids: ids of polls to come.
        execute_response: carries out the call that a webhook's response holds.
    """

    def __init__(self, time: Time, rates: Rates, faults: Faults) -> None:
        self.time = time
        self.rates = rates
        self.faults = faults
        self.refusals: Counter[Limit] = Counter()
        self.calls: list[Call] = []
        self.bots: dict[str, Bot] = {}
        self.users: dict[int, User] = {}
        self.routes: dict[str, str] = {}
        self.files: dict[str, str] = {}
        self.query_ids = count(4_000_000_000_000_001)
        self.poll_ids = count(5_000_000_000_000_001)
        self.execute_response: Callable[[Bot, HttpMessage], None] = lambda bot, message: None

    def unix(self) -> int:
        return int(self.time.now())

    def find_chat(self, bot: Bot, params: Params, access: Access) -> PrivateChat | Group:
        """The chat of a call.

        Raises:
            ApiError: there is no such chat, or the bot may not do there what it wants.
        """
        if not params.has("chat_id"):
            raise bad_request("chat_id is empty")
        chat_id = params.integer("chat_id")
        private = bot.private_chats.get(chat_id)
        if private is not None and private.is_known:
            private.check_access(access)
            return private
        if (group := bot.groups.get(chat_id)) is not None:
            group.check_access(bot.id, access)
            return group
        raise bad_request("chat not found")

    def admit(self, bot: Bot, chat: PrivateChat | Group) -> None:
        """Count a message or an edit against the limits, then ask what Telegram knows."""
        if isinstance(chat, PrivateChat):
            bot.meter.admit(chat.meter, self.time.now())
            chat.check_arrival()
        else:
            bot.meter.admit(chat.seats[bot.id].meter, self.time.now())

    def find_message(
        self, chat: PrivateChat | Group, params: Params, field: str, what: str
    ) -> Message:
        """A message of the chat; ``what`` names it in the error."""
        message = chat.messages.get(params.integer(field))
        if message is None or message.is_deleted:
            raise bad_request(f"{what} not found")
        return message
