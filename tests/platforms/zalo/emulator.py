"""The Bot Platform API of Zalo on loopback, as strict as its sources: docs/zalo-emulator.md."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from tests.platforms.telegram.server import HttpServer
from tests.platforms.telegram.timing import LoopTime, Time
from tests.platforms.zalo.api import Api
from tests.platforms.zalo.bots import Bot
from tests.platforms.zalo.chats import PrivateChat
from tests.platforms.zalo.events import forged_text
from tests.platforms.zalo.faults import Trouble
from tests.platforms.zalo.model import Shown
from tests.platforms.zalo.people import Group, Person
from tests.platforms.zalo.switches import Plan, Switches
from tests.platforms.zalo.world import World

WRONG_SECRET = "a-guess-of-somebody"


class ZaloEmulator:
    """A Bot API server; made by ``running_zalo``.

    Attributes:
        url: base of the API; a client appends ``/bot<token>/<method>``.
    """

    def __init__(self, switches: Switches, plan: Plan, time: Time) -> None:
        self._world = World(switches, plan, time)
        self._server = HttpServer(Api(self._world).receive)
        self._first_bot: Bot | None = None
        self.url = ""

    async def start(self) -> None:
        """Listen on a free port of loopback."""
        self.url = f"http://127.0.0.1:{await self._server.start()}"

    async def stop(self) -> None:
        """Close every connection and give up what is under way."""
        try:
            await self._world.stop()
        finally:
            await self._server.stop()

    def add_bot(self, token: str, name: str = "Bot Đố Vui", account_name: str = "bot.dovui") -> Bot:
        """A bot as the Bot Creator makes it; its name has to begin with "Bot"."""
        bot = Bot(self._world, token, name, account_name)
        self._world.bots[token] = bot
        self._first_bot = self._first_bot or bot
        return bot

    def person(self, name: str) -> Person:
        """Somebody with Zalo in hand, who has not written to any bot yet."""
        return Person(self._world, name)

    def group(self, name: str, members: Sequence[Person], bot: Bot) -> Group:
        """A group whose owner has let the bot in; the bot is told nothing of it.

        Raises:
            NotPossibleError: the bot may not join groups, or its plan has no room for one more.
        """
        return Group(self._world, name, members, bot)

    def route(self, host: str, address: str, *, has_bad_certificate: bool = False) -> None:
        """Let ``https://host/...`` stand for ``host:port`` on this machine.

        Webhooks and pictures of hosts without a route cannot be reached.
        """
        self._world.outbound.route(host, address, has_bad_certificate=has_bad_certificate)

    def order(self, trouble: Trouble, method: str = "", *, times: int = 1) -> None:
        """Let the next calls of a method, or of any, meet with this trouble."""
        self._world.faults.order(trouble, method, times)

    async def shown(self, chat: Person | PrivateChat | Group, count: int) -> list[Shown]:
        """What a chat shows, once that is so much; a person stands for the chat with the first bot.

        Raises:
            TimeoutError: it has not come within 5 seconds of real time.
        """
        if isinstance(chat, Person):
            assert self._first_bot is not None
            chat = chat.chat(self._first_bot)
        return await (chat.chat if isinstance(chat, Group) else chat).until(count)

    async def forged_webhook(
        self, bot: Bot, secret: str | None = WRONG_SECRET, text: str = "B"
    ) -> int:
        """Deliver what Zalo never sent: another secret, or none at all; returns the HTTP status."""
        assert bot.webhook is not None
        return await self._world.outbound.post(bot.webhook.url, secret, forged_text(text))

    async def raw_webhook(self, bot: Bot, body: bytes) -> int:
        """Deliver any bytes with the right secret; returns the HTTP status."""
        assert bot.webhook is not None
        return await self._world.outbound.post(bot.webhook.url, bot.webhook.secret, body)

    async def settled(self) -> None:
        """Return when no delivery is under way or held back any more."""
        await self._world.settled()

    @property
    def calls(self) -> Counter[str]:
        """How often each method was called with a good token, as the bots spelt it."""
        return self._world.calls

    @property
    def refused(self) -> list[tuple[str, int]]:
        """Method and code of each ``ok: false`` but the 408 of an idle poll."""
        return self._world.refused


@asynccontextmanager
async def running_zalo(
    switches: Switches | None = None, *, plan: Plan | None = None, time: Time | None = None
) -> AsyncIterator[ZaloEmulator]:
    """A Zalo that listens on loopback until the context ends.

    Args:
        time: where polls, delays and months get their time from; the running loop if not given.
    """
    zalo = ZaloEmulator(switches or Switches(), plan or Plan(), time or LoopTime())
    await zalo.start()
    try:
        yield zalo
    finally:
        await zalo.stop()
