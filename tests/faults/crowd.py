"""People who keep playing whatever happens to the servers: on Telegram, and on the web page."""

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.e2e.web_player import WebPlayer, register
from tests.faults.seen import Given
from tests.platforms.telegram.model import Message
from tests.platforms.telegram_people import Habits, Player

PATIENCE_SECONDS = 120.0
"""How long somebody sees nothing new before they are taken to be stuck."""
THINKING_SECONDS = 0.3
CLOSED = (ConnectionClosed, InvalidHandshake, OSError, EOFError, StopIteration)
HABITS = Habits(typed=0.1, double=0.1, silent=0.02, thinking_seconds=THINKING_SECONDS)

BEGIN = "Bắt đầu làm bài"
SORRY = "Xin lỗi, hệ thống vừa gặp trục trặc"
NOT_TAKEN = frozenset({"failed", "busy", "slow_down"})
"""What a page is told when it has to be pressed again."""


class Page(WebPlayer):
    """A page that lives through several attempts: a transcript that is shown again is no news."""

    def _show(self, message: dict[str, Any]) -> None:
        known = self.__dict__.setdefault("_known", set())
        if message["id"] in known:
            return
        known.add(message["id"])
        if message["kind"] == "question":
            shown = message["question"]
            if self.question is None or _place(shown) > _place(self.question):
                self.question = shown
            return
        super()._show(message)


def _place(question: dict[str, Any]) -> tuple[int, int]:
    return question["attempt"], question["position"]


class PagePlayer:
    """Somebody with a page open, who opens it again whenever it is cut off."""

    def __init__(self, host: str, name: str, dice: random.Random) -> None:
        self.name = name
        self._host = host
        self._dice = dice
        self._page: WebPlayer
        self._given: dict[str, tuple[int, int, int]] = {}

    async def enter(self) -> None:
        """Register; nothing is broken meanwhile."""
        while True:
            self._page = await Page.join(self._host)
            try:
                await register(self._page, self.name)
                break
            except TimeoutError:
                # A machine that is busy asks people to do something again: as somebody new.
                await self._page.leave()
        self._page.patience = PATIENCE_SECONDS

    async def play(self) -> None:
        """Play one attempt to its end."""
        page = self._page
        page.has_ended, page.question = False, None
        page.offered.clear()
        await self._persist(self._begin)
        while not page.has_ended:
            await asyncio.sleep(self._dice.uniform(0, 2 * THINKING_SECONDS))
            await self._persist(self._answer)

    @property
    def answers(self) -> list[Given]:
        """Every option that was pressed so far; a frame that is sent again keeps its id."""
        told = {
            frame: verdict
            for frame, verdict in self._page.verdicts.items()
            if verdict not in NOT_TAKEN
        }
        return [
            Given(f"web:chat:{frame}", *given, frame in told, told.get(frame, ""))
            for frame, given in self._given.items()
        ]

    async def leave(self) -> None:
        with suppress(*CLOSED):
            await self._page.leave()

    async def _persist(self, step: Callable[[], Awaitable[None]]) -> None:
        """Take a step over as many connections as it needs."""
        while True:
            try:
                await step()
                return
            except CLOSED:
                await self._come_back()

    async def _come_back(self) -> None:
        while True:
            try:
                await self._page.reconnect()
                return
            except CLOSED:
                await asyncio.sleep(0.1)

    async def _begin(self) -> None:
        page = self._page
        await page.acknowledged()
        if page.question is None:
            await page.say("vào thi")
        while page.question is None:
            if self._is_to_repeat():
                await asyncio.sleep(THINKING_SECONDS)
                await page.say("vào thi")
            elif any(choice["label"] == BEGIN for choice in page.offered):
                await page.press(BEGIN)
            else:
                await page.hear("message")

    async def _answer(self) -> None:
        page = self._page
        await page.acknowledged()
        if page.has_ended or page.question is None:
            return
        shown = page.question
        if not self._has_answered(_place(shown)):
            place = self._dice.randrange(len(shown["options"]))
            frame = {
                "type": "choose",
                "id": str(uuid4()),
                "payload": shown["options"][place]["payload"],
            }
            # Noted before it is sent: it may arrive, and the connection break in the same moment.
            self._given[frame["id"]] = (*_place(shown), place)
            page.unacknowledged[frame["id"]] = frame
            await page.socket.send(json.dumps(frame))
            await page.acknowledged()
        if self._has_answered(_place(shown)):
            await self._moves_on(shown)

    async def _moves_on(self, shown: dict[str, Any]) -> None:
        """Listen until another question, or the end, is on the screen."""
        page = self._page
        while page.question is shown and not page.has_ended:
            await page.hear("message")

    def _is_to_repeat(self) -> bool:
        """Whether the page was told that what it sent last was not taken."""
        return next(reversed(self._page.verdicts.values()), "") in NOT_TAKEN

    def _has_answered(self, place: tuple[int, int]) -> bool:
        return any(
            given[:2] == place and self._page.verdicts.get(frame) not in NOT_TAKEN
            for frame, given in self._given.items()
        )


class ChatPlayer:
    """Somebody in a Telegram chat, who does again what they are told did not work.

    Attributes:
        moved_on: seconds for which each question stood there that nothing was said to.
    """

    def __init__(self, player: Player, habits: Habits, dice: random.Random) -> None:
        self.name = str(player.person.id)
        self.moved_on: list[float] = []
        self._player = player
        self._habits = habits
        self._dice = dice
        self._deed: Callable[[], Awaitable[None]]
        self._last = (0, 0)
        self._versions: dict[int, int] = {}
        self._silent_since: float | None = None

    async def play(self) -> None:
        """Play one attempt to its end."""
        player = self._player
        player.screen = None
        await self._do(lambda: player.say("vào thi"))
        while True:
            await self._news()
            if player.has_ended:
                self._note_silence()
                return
            if SORRY in player.shown.text:
                await self._deed()
            elif player.offers(BEGIN):
                await self._do(self._press_begin)
            elif (question := player.question) is not None:
                await self._consider(question.attempt, question.position)

    async def _consider(self, attempt: int, position: int) -> None:
        """Answer a question that is new, in one way or another."""
        if (attempt, position) <= self._last:
            return
        self._note_silence()
        self._last = attempt, position
        await asyncio.sleep(self._dice.uniform(0, 2 * self._habits.thinking_seconds))
        chance = self._dice.random()
        if chance < self._habits.silent:
            self._silent_since = time.monotonic()
        elif chance < self._habits.silent + self._habits.typed:
            letter = "ABCD"[self._dice.randrange(4)]
            await self._do(lambda: self._player.say(letter))
        else:
            screen, place = self._player.shown, self._dice.randrange(4)
            await self._do(lambda: self._tap(screen, place))
            if self._dice.random() < self._habits.double:
                self._player.person.press(screen, 0)

    def _note_silence(self) -> None:
        if self._silent_since is not None:
            self.moved_on.append(time.monotonic() - self._silent_since)
        self._silent_since = None

    async def _news(self) -> None:
        """Return when the bot has written, or changed what was read last."""
        player = self._player
        chat = player.person.chat(player.bot)

        def news() -> Message | None:
            if chat._unread:
                return chat._unread.popleft()
            return next((each for each in reversed(chat.shown) if self._is_changed(each)), None)

        player.screen = await chat.until(news, PATIENCE_SECONDS)
        self._versions[player.screen.message_id] = len(player.screen.versions)

    def _is_changed(self, message: Message) -> bool:
        """Whether the bot has changed a message since it was read."""
        known = self._versions.get(message.message_id)
        return known is not None and len(message.versions) > known

    async def _do(self, deed: Callable[[], Awaitable[None]]) -> None:
        self._deed = deed
        await deed()

    async def _press_begin(self) -> None:
        labels = [button.text for button in self._player.shown.buttons]
        if BEGIN in labels:
            self._player.tap(labels.index(BEGIN))
        else:
            await self._player.say("vào thi")

    async def _tap(self, screen: Message, place: int) -> None:
        if len(screen.buttons) > place:
            self._player.person.press(screen, place)


Somebody = PagePlayer | ChatPlayer


@dataclass
class Crowd:
    """Everybody who plays.

    Attributes:
        waiting: who has not come to the end, and should have.
    """

    chats: Sequence[ChatPlayer]
    pages: Sequence[PagePlayer]
    waiting: list[str] = field(default_factory=list)

    async def enter(self) -> None:
        """Let those register who have to, while all is well."""
        await asyncio.gather(*[page.enter() for page in self.pages])

    async def play_until(self, enough: asyncio.Event) -> None:
        """Everybody plays attempt after attempt, and ends the last one after ``enough``."""
        everybody: Sequence[Somebody] = [*self.chats, *self.pages]
        await asyncio.gather(*[self._go_on(each, enough) for each in everybody])

    @property
    def answers(self) -> list[Given]:
        """What was pressed on pages."""
        return [given for page in self.pages for given in page.answers]

    async def leave(self) -> None:
        for page in self.pages:
            await page.leave()

    async def _go_on(self, who: Somebody, enough: asyncio.Event) -> None:
        while not enough.is_set():
            try:
                await who.play()
            except TimeoutError:
                self.waiting.append(who.name)
                return
