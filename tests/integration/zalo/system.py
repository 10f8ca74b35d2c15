"""The whole system on SQLite behind an emulated Zalo, and people who type."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import anyio

from bot.app import App
from bot.clock import SystemClock
from bot.demo.contest import load_contest
from bot.demo.summary import Account, pending_messages, read_account
from contest.model import Topic
from contest.rules import RoundRules, Window
from tests.fakes.clock import START
from tests.integration.web.site import eventually
from tests.integration.zalo.desk import HOST, NAME, SECRET, TOKEN, adapter_of, listening
from tests.platforms.zalo.bots import Bot
from tests.platforms.zalo.emulator import ZaloEmulator
from tests.platforms.zalo.people import Person

RULES = RoundRules(
    blueprint=((Topic("PAR"), 2), (Topic("PCI"), 1)),
    question_limit=timedelta(seconds=20),
    attempt_limit=timedelta(minutes=2),
    prediction=None,
)
HOUR = timedelta(hours=1)
PATIENCE = 20.0
"""Seconds after which what has not happened is taken to have failed."""
CHAT_MESSAGES_PER_SECOND = 50.0
"""Many times what we allow ourselves on Zalo, so that tests need not wait for a chat's pace."""
DONE = "Đăng ký thành công"
TYPED = {
    "Họ và tên của bạn là gì": "Nguyễn Thị Hoa",
    "sinh ngày nào": "08/11/1980",
    "thuộc đơn vị nào": "so noi vu",
    "Số điện thoại của bạn": "0912 345 678",
}
"""What a person answers to the steps of the registration."""
PICKED = ("Đồng ý", "Sở Nội vụ", "Cán bộ, công chức, viên chức", "Đúng")
"""Labels that a person picks by their numbers."""
END = "Bạn đã hoàn thành bài thi"


@dataclass
class System:
    """A running system and the platform that it talks to."""

    zalo: ZaloEmulator
    account: Bot
    app: App

    def player(self, name: str = "Nguyễn Thị Hoa") -> "Player":
        """Somebody who has never written to the bot."""
        return Player(self.zalo.person(name), self.account)

    async def outcome(self) -> Account:
        """What became of every answer, once everything queued has been sent and noted."""
        with anyio.fail_after(PATIENCE):
            while await pending_messages(self.app.database):
                await self.app.clock.sleep(timedelta(milliseconds=20))
        return await read_account(self.app.database)


class Player:
    """A person in the private chat with the bot, who passes over what is said a second time.

    Questions they answer as often as they are shown, as nobody knows what became of an answer.

    Attributes:
        screen: the message read last.
        questions: headings of the questions read, in order.
        answers_sent: texts that were meant as answers.
    """

    def __init__(self, person: Person, account: Bot) -> None:
        self.person = person
        self.screen = ""
        self.questions: list[str] = []
        self.answers_sent = 0
        self._account = account
        self._read = 0
        self._known: set[str] = set()

    async def say(self, text: str) -> None:
        await self.person.say(self._account, text)

    async def reads(self, *words: str) -> str:
        """The next message that has any of these words in it."""
        chat = self.person.chat(self._account)
        with anyio.fail_after(PATIENCE):
            while True:
                self.screen = (await chat.until(self._read + 1))[self._read].text
                self._read += 1
                heading = re.search(r"^Câu \d+/\d+", self.screen, re.MULTILINE)
                if heading is None and self.screen in self._known:
                    continue
                self._known.add(self.screen)
                self.questions += [heading[0]] if heading else []
                if any(each in self.screen for each in words):
                    return self.screen

    async def register(self) -> None:
        """Go through the whole dialogue, whatever it asks for next."""
        await self.say("bắt đầu")
        while DONE not in await self.reads(""):
            if reply := self._reply():
                await self.say(reply)

    async def begin(self) -> None:
        """Enter the round; returns when the first question is on the screen."""
        await self.say("vào thi")
        await self.reads("Bắt đầu làm bài")
        await self.say("bắt đầu làm bài")
        await self.reads("Câu 1/3")

    async def answers(self, *texts: str) -> None:
        """Answer the questions one after the other, each as often as it is shown."""
        for place, text in enumerate(texts, start=1):
            question, after = f"Câu {place}/3", END if place == 3 else f"Câu {place + 1}/3"
            while question in self.screen:
                self.answers_sent += 1
                await self.say(text)
                await self.reads(question, after)

    def _reply(self) -> str:
        """What to type after the message on the screen; empty if it asks for nothing."""
        for words, reply in TYPED.items():
            if words in self.screen:
                return reply
        for label in PICKED:
            if found := re.search(rf"^(\d+)\. {label}", self.screen, re.MULTILINE):
                return found[1]
        return ""


@asynccontextmanager
async def opened_system(
    zalo: ZaloEmulator, inlet: str, template: Path, folder: Path
) -> AsyncIterator[System]:
    """A system whose bot is ready to hear people."""
    account = zalo.add_bot(TOKEN, name=NAME)
    database = shutil.copyfile(template, folder / "hoithi.db")
    async with AsyncExitStack() as stack:
        # No hour, day or month ends within a test.
        app = App(f"sqlite:///{database}", SystemClock(start=START), SECRET)
        stack.push_async_callback(app.close)
        now = app.clock.now()
        await load_contest(app.units_of_work, Window(now - HOUR, now + HOUR), RULES)
        adapter = adapter_of(zalo, app.clock, f"https://{HOST}" if inlet == "webhook" else "", NAME)
        adapter.capabilities = replace(
            adapter.capabilities,
            messages_per_second=1_000,
            chat_messages_per_second=CHAT_MESSAGES_PER_SECOND,
        )
        stack.push_async_callback(adapter.close)
        if adapter.webhook is not None:
            await stack.enter_async_context(listening(zalo, adapter.webhook, app.clock))
        await stack.enter_async_context(app.running([adapter]))
        await eventually(lambda: account.webhook is not None or zalo.calls["getUpdates"] > 0)
        yield System(zalo, account, app)
