"""The Bot API of Telegram on loopback, as strict as the real one: see docs/telegram-emulator.md."""

from collections import Counter
from types import TracebackType
from typing import Self

from tests.platforms.telegram.api import Api
from tests.platforms.telegram.bots import Bot
from tests.platforms.telegram.chats import Group, PrivateChat
from tests.platforms.telegram.faults import Faults
from tests.platforms.telegram.limits import Limit, Rates
from tests.platforms.telegram.model import ChatKind, User
from tests.platforms.telegram.people import GroupLife, Person
from tests.platforms.telegram.server import HttpServer
from tests.platforms.telegram.timing import LoopTime, Time
from tests.platforms.telegram.world import Call, World

FIRST_BOT_ID = 7_000_000_001
FIRST_GROUP_ID = -4_000_000_001


class TelegramEmulator:
    """A Bot API server with one bot, to be used as an asynchronous context manager.

    Attributes:
        url: base of the API, for ``TelegramAPIServer.from_base`` or, with ``/bot``, ``base_url``.
        bot: the first bot.
        faults: switches for everything that can go wrong.

    Args:
        time: where limits and retries get their time from; the running loop if not given.
        rates: limits other than Telegram's.
    """

    def __init__(
        self, time: Time | None = None, rates: Rates | None = None, faults: Faults | None = None
    ) -> None:
        self.faults = faults or Faults()
        self._world = World(time or LoopTime(), rates or Rates(), self.faults)
        self._server = HttpServer(Api(self._world).receive)
        self._people: dict[int, Person] = {}
        self._groups = 0
        self.url = ""
        self.bot = self.add_bot("hoithi_bot", "Hội Thi")

    async def start(self, port: int = 0) -> None:
        """Listen on loopback; on a free port if none is named."""
        self.url = f"http://127.0.0.1:{await self._server.start(port)}"

    async def stop(self) -> None:
        """Close every connection, those to webhooks too."""
        for bot in self._world.bots.values():
            bot.stop()
        await self._server.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    def add_bot(self, username: str, name: str = "Bot") -> Bot:
        """One more bot, with a token of its own."""
        world = self._world
        bot_id = FIRST_BOT_ID + len(world.bots)
        user = User(bot_id, name, is_bot=True, username=username)
        token = f"{bot_id}:{'A' * 26}{bot_id:09d}"
        bot = Bot(user, token, world.time, world.rates, self.faults, world.refusals)
        world.bots[token] = bot
        world.users[bot_id] = user
        return bot

    def person(self, person_id: int, name: str = "Nguyễn Văn An") -> Person:
        """The person with this id, made when first asked for."""
        person = self._people.get(person_id)
        if person is None:
            user = User(person_id, name)
            self._world.users[person_id] = user
            person = self._people[person_id] = Person(self._world, user, self.bot)
        return person

    def group(self, owner: Person, title: str = "Sở Nội vụ") -> GroupLife:
        """A new basic group without bots."""
        group = Group(FIRST_GROUP_ID - self._groups, title, ChatKind.GROUP)
        self._groups += 1
        return GroupLife(self._world, group, owner)

    def flood(self, seconds: float, chat: PrivateChat | Group | None = None) -> None:
        """Answer 429 for so long, counting down; to all bots in one chat, or everywhere."""
        until = self._world.time.now() + seconds
        for bot in self._world.bots.values():
            if chat is None:
                bot.meter.ban.impose(until, Limit.FORCED)
            elif isinstance(chat, PrivateChat):
                chat.meter.ban.impose(until, Limit.FORCED)
            elif bot.id in chat.seats:
                chat.seats[bot.id].meter.ban.impose(until, Limit.FORCED)

    def route_webhooks(self, host: str, address: str) -> None:
        """Let ``https://host/...`` stand for ``host:port`` on this machine."""
        self._world.routes[host] = address

    @property
    def calls(self) -> list[Call]:
        """Every call of every bot, in the order of their effects."""
        return self._world.calls

    @property
    def refusals(self) -> Counter[Limit]:
        """How often 429 was answered, by the limit that was passed."""
        return self._world.refusals

    def count(self, method: str) -> int:
        """Calls of a method so far."""
        return sum(call.method == method.lower() for call in self.calls)
