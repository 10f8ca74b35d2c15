"""Telegram as the contract suite uses it: the emulator, one person, either library and inlet."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import ClassVar, Self

from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.contents import Question, Text
from handlers.ports.live_contents import LiveQuestion
from handlers.ports.messaging import MessagingAdapter
from tests.fakes.clock import FakeClock
from tests.integration.telegram.desk import Desk, opened_desk
from tests.integration.web.site import eventually
from tests.platforms.telegram.bots import Press
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.faults import Fault, FaultKind
from tests.platforms.telegram.limits import Rates
from tests.platforms.telegram.model import Message
from tests.platforms.telegram.polls import Poll

HOA = 1_001
NO_LIMITS = Rates(overall_per_second=1_000, per_chat_seconds=0.0001)
NAP = 0.02
ROUND_TRIPS = 4
"""Calls after which whatever was begun before them has come to its end on loopback."""


class HastyClock(FakeClock):
    """Stands still, but whoever sleeps is woken soon, as pauses are not tested here."""

    async def sleep(self, duration: timedelta) -> None:
        await asyncio.sleep(NAP)


class TelegramChat:
    """A private chat with the bot."""

    brings_again = True
    library: ClassVar[str]
    inlet: ClassVar[str]

    def __init__(self, telegram: TelegramEmulator, desk: Desk, clock: FakeClock) -> None:
        self.core, self.clock, self.running = desk.core, clock, desk.running
        self.adapter: MessagingAdapter = desk.adapter
        self.chat = ChatRef("telegram", desk.adapter.bot, str(HOA))
        self.user = UserRef("telegram", desk.adapter.bot, str(HOA))
        self._telegram = telegram
        self._desk = desk
        self._person = telegram.person(HOA)
        self._written = 0
        self._presses: list[Press] = []
        # A bot may write to nobody who has not written to it.
        self._person.chat().is_known = self._person.chat().is_started = True

    @classmethod
    @asynccontextmanager
    async def opened(cls) -> AsyncIterator[Self]:
        clock = HastyClock()
        async with (
            TelegramEmulator(rates=NO_LIMITS) as telegram,
            opened_desk(cls.library, cls.inlet, telegram, clock) as desk,
        ):
            yield cls(telegram, desk, clock)

    @property
    def acknowledged(self) -> int:
        return self._written - len(self._telegram.bot.pending_updates)

    @property
    def notices(self) -> Sequence[str]:
        return [press.answer.text for press in self._presses if press.answer is not None]

    async def write(self, text: str) -> None:
        self._written += 1
        self._person.say(text)

    async def pick(self, content: Question | LiveQuestion | Text, place: int) -> None:
        self._written += 1
        if self._shown[-1].poll is not None:
            self._person.vote(self._shown[-1], place)
        else:
            self._presses.append(self._person.press(self._shown[-1], place))

    async def settle(self) -> None:
        """Let calls go back and forth until what was begun before them has come through."""
        await eventually(lambda: len(self.core.delivered) >= self._written)
        for _ in range(ROUND_TRIPS):
            await self._desk.adapter._api.call("getMe", {})

    async def see(self, count: int) -> Sequence[str]:
        await self._person.chat().until(lambda: len(self._shown) >= count)
        return [screen_text(message) for message in self._shown]

    async def attached(self) -> Sequence[str]:
        kinds = {'"photo"': "picture", '"document"': "document"}
        media = [message.media for message in self._shown if message.media]
        return [kinds[each.partition(":")[0]] for each in media]

    async def break_down(self) -> None:
        self._telegram.faults.add(Fault(FaultKind.RESET))

    @property
    def _shown(self) -> list[Message]:
        return [message for message in self._person.chat().shown if message.sender.is_bot]


class AiogramWebhook(TelegramChat):
    library, inlet = "telegram_aiogram", "webhook"


class AiogramPolling(TelegramChat):
    library, inlet = "telegram_aiogram", "polling"


class PtbWebhook(TelegramChat):
    library, inlet = "telegram_ptb", "webhook"


class PtbPolling(TelegramChat):
    library, inlet = "telegram_ptb", "polling"


def screen_text(message: Message) -> str:
    """A message, or its poll, and the labels of its buttons, as they stand on the screen."""
    if isinstance(message.poll, Poll):
        return "\n".join([message.poll.question, *message.poll.options])
    return "\n".join([message.text, *(button.text for button in message.buttons)])
