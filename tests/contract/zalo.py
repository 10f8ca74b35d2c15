"""Zalo as the contract suite uses it: the emulator, one person, and either inlet."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import ClassVar, Self

from contest.model import OPTION_LETTERS
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.contents import Question, Text
from handlers.ports.live_contents import LiveQuestion
from handlers.ports.messaging import MessagingAdapter
from tests.contract.telegram import ROUND_TRIPS, HastyClock
from tests.fakes.clock import FakeClock
from tests.integration.web.site import eventually
from tests.integration.zalo.desk import Desk, opened_desk
from tests.platforms.zalo.emulator import ZaloEmulator, running_zalo
from tests.platforms.zalo.switches import Switches

PICTURE_URL = "https://hoithi.example/so-noi-vu.png"


class ZaloChat:
    """A private chat with the bot."""

    inlet: ClassVar[str]
    brings_again: bool
    switches: ClassVar[Switches] = Switches()
    has_pictures: ClassVar[bool] = False
    notices: Sequence[str] = ()

    def __init__(self, zalo: ZaloEmulator, desk: Desk, clock: FakeClock) -> None:
        self.core, self.clock, self.running = desk.core, clock, desk.running
        self.adapter: MessagingAdapter = desk.adapter
        self._zalo = zalo
        self._desk = desk
        self._person = zalo.person("Nguyễn Thị Hoa")
        self._screen = self._person.chat(desk.account)
        # A bot may write to nobody who has not written to it.
        self._screen.has_written = True
        self.chat = ChatRef("zalo", desk.adapter.bot, self._screen.id)
        self.user = UserRef("zalo", desk.adapter.bot, self._screen.id)
        self._written = 0
        self._typed: asyncio.Queue[str] = asyncio.Queue()
        self._polls_before = zalo.calls["getUpdates"]

    @classmethod
    @asynccontextmanager
    async def opened(cls) -> AsyncIterator[Self]:
        clock = HastyClock()
        picture_url = (lambda _: PICTURE_URL) if cls.has_pictures else None
        async with (
            running_zalo(cls.switches) as zalo,
            opened_desk(zalo, cls.inlet, clock, picture_url=picture_url) as desk,
        ):
            chat = cls(zalo, desk, clock)
            typing = asyncio.create_task(chat._type())
            yield chat
            desk.core.gate.set()
            typing.cancel()

    @property
    def acknowledged(self) -> int:
        if self.inlet == "webhook":
            return self._desk.account.webhook_statuses.count(200)
        # There is no other sign than that the bot asks for more.
        return min(self._written, self._zalo.calls["getUpdates"] - self._polls_before)

    async def write(self, text: str) -> None:
        self._written += 1
        self._typed.put_nowait(text)

    async def pick(self, content: Question | LiveQuestion | Text, place: int) -> None:
        await self.write(f"{place + 1}" if isinstance(content, Text) else OPTION_LETTERS[place])

    async def settle(self) -> None:
        """Let calls go back and forth until what was begun before them has come through."""
        await eventually(lambda: len(self.core.delivered) >= self._written)
        for _ in range(ROUND_TRIPS):
            await self._desk.adapter.state()

    async def see(self, count: int) -> Sequence[str]:
        return [shown.text for shown in await self._screen.until(count)]

    async def attached(self) -> Sequence[str]:
        return ["picture" for shown in self._screen.shown if shown.photo]

    async def break_down(self) -> None:
        self._zalo.order("drop_before_accept")

    async def _type(self) -> None:
        """Send what is written, one message after the other."""
        while True:
            await self._person.say(self._desk.account, await self._typed.get())


class ZaloPolling(ZaloChat):
    inlet = "polling"
    brings_again = True


class ZaloWebhook(ZaloChat):
    inlet = "webhook"
    # Whether Zalo repeats a delivery that failed is not published.
    brings_again = False


class OddZaloPolling(ZaloPolling):
    """As others have met it: every disputed point the other way."""

    has_pictures = True
    switches = Switches(
        fetch_photos=False,
        http_status="always_200",
        updates="replay_last",
        success_error_code_zero=True,
        own_messages_echoed=True,
        display_name_in_get_me=False,
        unknown_chat_code=403,
        never_wrote_code=400,
        numeric_ids=True,
    )


class OddZaloWebhook(ZaloWebhook):
    has_pictures = True
    switches = Switches(
        fetch_photos=False,
        http_status="always_200",
        webhook_body="bare",
        success_error_code_zero=True,
        own_messages_echoed=True,
        display_name_in_get_me=False,
        unknown_chat_code=403,
        numeric_ids=True,
    )
