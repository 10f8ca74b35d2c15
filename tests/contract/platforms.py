"""Every platform as the contract suite uses it: one person, who is there, and what they see.

A new platform is one class here and one line in ``PLATFORMS``.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from typing import Any, Protocol, runtime_checkable

from websockets.exceptions import ConnectionClosed

from bot.adapters.console import ConsoleAdapter
from bot.demo.platform import SimulatedPlatform
from bot.documents.attachments import PNG, XLSX
from bot.web.app import create_app
from bot.web.chat import WebChat
from contest.model import OPTION_LETTERS
from handlers.live_rendering import live_text
from handlers.payloads import answer_payload, live_payload
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.contents import (
    Announcement,
    CertificateFile,
    Content,
    Document,
    Image,
    Question,
    Receipt,
    Text,
)
from handlers.ports.live_contents import LiveQuestion
from handlers.ports.messaging import ChoiceStyle, MessagingAdapter, NotDurableError
from tests.contract.telegram import AiogramPolling, AiogramWebhook, PtbPolling, PtbWebhook
from tests.contract.zalo import OddZaloPolling, OddZaloWebhook, ZaloPolling, ZaloWebhook
from tests.fakes.clock import FakeClock
from tests.integration.web.site import SECRET, Core, Page, Site, eventually, running_site

Picked = Question | LiveQuestion | Text

FILE_KINDS = {PNG: "picture", XLSX: "document"}

SOME_TURNS = 20
"""Turns of the loop after which nothing more happens where no wire is in between."""


class Platform(Protocol):
    """A platform whose adapter is running.

    Attributes:
        core: what the adapter delivers to.
        running: the adapter's ``run``.
        chat, user: the person's private chat and name on this platform.
        brings_again: whether it repeats what was not acknowledged.
    """

    brings_again: bool

    core: Core
    clock: FakeClock
    adapter: MessagingAdapter
    running: "asyncio.Task[None]"
    chat: ChatRef
    user: UserRef

    @property
    def notices(self) -> Sequence[str]:
        """What the person was told beside messages."""

    @property
    def acknowledged(self) -> int:
        """How many of the person's messages the platform knows to have been taken in."""

    async def write(self, text: str) -> None:
        """Type a text; may return before it is delivered."""

    async def pick(self, content: Picked, place: int) -> None:
        """Press what the message shown last offers at a place from 0, or type it."""

    async def settle(self) -> None:
        """Return when what was on its way in either direction has arrived."""

    async def see(self, count: int) -> Sequence[str]:
        """That many messages, oldest first; waits until they are shown.

        Each is one text in the order of the screen: receipt, heading, body, what can be picked.
        """

    async def attached(self) -> Sequence[str]:
        """What can be opened beside the texts shown, oldest first: each a picture or a document."""

    async def break_down(self) -> None:
        """Let the wire fail in the way that is usual for this platform."""


@runtime_checkable
class KnowsPresence(Protocol):
    """A platform on which somebody is either there or not."""

    async def leave(self) -> None: ...

    async def come_back(self) -> None: ...


class Terminal:
    """The console with a person at it; whoever asks for the next line is done with the last."""

    brings_again = False

    def __init__(self) -> None:
        self.core, self.clock = Core(), FakeClock()
        self.chat = ChatRef("console", "chat", "hoa")
        self.user = UserRef("console", "chat", "hoa")
        self.notices: list[str] = []
        self.acknowledged = 0
        self._typed: asyncio.Queue[str] = asyncio.Queue()
        self._screen: list[str] = []
        self._is_gone = False
        self.adapter: MessagingAdapter = ConsoleAdapter(
            self._lines(), self._show, self.clock, "hoa"
        )
        self.running = asyncio.create_task(self.adapter.run(self.core.deliver))

    @classmethod
    @asynccontextmanager
    async def opened(cls) -> AsyncIterator[Platform]:
        terminal = cls()
        yield terminal
        await end(terminal)

    async def write(self, text: str) -> None:
        self._typed.put_nowait(text)

    async def pick(self, content: Picked, place: int) -> None:
        await self.write(f"{place + 1}" if isinstance(content, Text) else OPTION_LETTERS[place])

    async def settle(self) -> None:
        await some_turns()

    async def see(self, count: int) -> Sequence[str]:
        await eventually(lambda: len(self._screen) >= count)
        return self._screen

    async def attached(self) -> Sequence[str]:
        return []

    async def break_down(self) -> None:
        self._is_gone = True

    async def _lines(self) -> AsyncIterator[str]:
        while True:
            yield f"{await self._typed.get()}\r\n"
            self.acknowledged += 1

    def _show(self, text: str) -> None:
        if self._is_gone:
            raise BrokenPipeError(text)
        self._screen.append(text)


class Simulation:
    """The platform of the demonstration's citizens."""

    brings_again = True

    def __init__(self) -> None:
        self.core, self.clock = Core(), FakeClock()
        self.chat = ChatRef("simulated", "demo", "hoa")
        self.user = UserRef("simulated", "demo", "hoa")
        self.notices: list[str] = []
        self.acknowledged = 0
        self._screen: list[str] = []
        self._saying: set[asyncio.Task[None]] = set()
        self._platform = SimulatedPlatform(self.clock)
        self._platform.join("hoa", lambda content: self._screen.append(screen_text(content)))
        self.adapter: MessagingAdapter = self._platform
        self.running = asyncio.create_task(self.adapter.run(self.core.deliver))

    @classmethod
    @asynccontextmanager
    async def opened(cls) -> AsyncIterator[Platform]:
        simulation = cls()
        yield simulation
        await end(simulation)
        await asyncio.gather(*simulation._saying)

    async def write(self, text: str) -> None:
        self._say(text=text)

    async def pick(self, content: Picked, place: int) -> None:
        if isinstance(content, Question):
            self._say(choice=answer_payload(content.attempt, content.position, place))
        elif isinstance(content, LiveQuestion):
            self._say(choice=live_payload(content.live_round, content.position, place))
        else:
            self._say(choice=content.choices[place].payload)

    async def settle(self) -> None:
        await some_turns()

    async def see(self, count: int) -> Sequence[str]:
        await eventually(lambda: len(self._screen) >= count)
        return self._screen

    async def attached(self) -> Sequence[str]:
        return []

    async def break_down(self) -> None:
        """There is no wire."""

    def _say(self, *, text: str = "", choice: str | None = None) -> None:
        async def say() -> None:
            # What the core raises comes back to the citizen, as an error page would.
            with suppress(RuntimeError, NotDurableError):
                await self._platform.say("hoa", text=text, choice=choice)
                self.acknowledged += 1

        task = asyncio.create_task(say())
        self._saying.add(task)
        task.add_done_callback(self._saying.discard)


class WebPage:
    """The web chat on a real server, and a page of it that connects again when its line ends."""

    brings_again = True

    def __init__(self, site: Site, cookie: str) -> None:
        self.core, self.clock, self.running = site.core, site.clock, site.running
        self.adapter: MessagingAdapter = site.adapter
        self.chat = site.chat(cookie)
        self.user = UserRef("web", "chat", self.chat.chat_id)
        self._site = site
        self._cookie = cookie
        self._lines = AsyncExitStack()
        self._page: Page
        self._heard: list[list[dict[str, Any]]] = []

    @classmethod
    @asynccontextmanager
    async def opened(cls) -> AsyncIterator[Platform]:
        async with running_site(
            lambda adapter: create_app([WebChat(adapter, "/chat/", SECRET)])
        ) as site:
            page = cls(site, await site.cookie())
            await page.come_back()
            yield page
            await page.leave()

    @property
    def acknowledged(self) -> int:
        return len(self._frames("ack"))

    @property
    def notices(self) -> Sequence[str]:
        return [frame["notice"] for frame in self._frames("ack") if frame["notice"]]

    async def leave(self) -> None:
        await self._lines.aclose()
        adapter = self._site.adapter
        await eventually(lambda: not adapter._readers.are_here(self.chat))

    async def come_back(self) -> None:
        self._page = await self._lines.enter_async_context(self._site.page(self._cookie))
        self._heard.append(self._page.heard)

    async def write(self, text: str) -> None:
        try:
            await self._page.say(text)
        except ConnectionClosed:
            await self.come_back()
            await self._page.say(text)

    async def pick(self, content: Picked, place: int) -> None:
        shown = self._frames("message")[-1]["message"]
        offered = shown["question"]["options"] if "question" in shown else shown["choices"]
        await self._page.choose(offered[place]["payload"])

    async def settle(self) -> None:
        try:
            await self._page.settle()
        except ConnectionClosed:
            await self.come_back()

    async def see(self, count: int) -> Sequence[str]:
        while len(self._frames("message")) < count:
            await self._page.hear("message")
        return [page_text(frame["message"]) for frame in self._frames("message")]

    async def attached(self) -> Sequence[str]:
        messages = [frame["message"] for frame in self._frames("message")]
        files = [message["file"] for message in messages if "file" in message]
        addresses = [f"/chat/{file['address']}" for file in files]
        replies = [await self._site.get(address, Cookie=self._cookie) for address in addresses]
        return [FILE_KINDS[reply.headers["content-type"]] for reply in replies]

    async def break_down(self) -> None:
        self._page.socket.transport.abort()

    def _frames(self, kind: str) -> list[dict[str, Any]]:
        return [frame for page in self._heard for frame in page if frame["type"] == kind]


PLATFORMS: Sequence[Callable[[], AbstractAsyncContextManager[Platform]]] = (
    Terminal.opened,
    Simulation.opened,
    WebPage.opened,
    AiogramWebhook.opened,
    AiogramPolling.opened,
    PtbWebhook.opened,
    PtbPolling.opened,
    ZaloWebhook.opened,
    ZaloPolling.opened,
    OddZaloWebhook.opened,
    OddZaloPolling.opened,
)


async def end(platform: Platform) -> None:
    """Stop the adapter; what it was delivering comes to its end."""
    platform.core.gate.set()
    platform.running.cancel()
    with suppress(asyncio.CancelledError):
        await platform.running


async def some_turns() -> None:
    for _ in range(SOME_TURNS):
        await asyncio.sleep(0)


def screen_text(content: Content) -> str:
    """A message as a screen shows it that was given the content itself."""
    match content:
        case Announcement():
            return f"{content.title}\n{content.body}"
        case Question():
            seconds = f"{content.limit.total_seconds():g}"
            lines = [f"{content.position}/{content.of} · {seconds}", content.text, *content.options]
        case LiveQuestion():
            return live_text(content, ChoiceStyle.BUTTONS)
        case Text():
            lines = [content.body, *(choice.label for choice in content.choices)]
        case Image() | Document() | CertificateFile():
            return content.caption
    return "\n".join([_receipt_text(content.previous), *lines])


def page_text(message: dict[str, Any]) -> str:
    """A message as the page shows it, from the fields of its frame."""
    receipt = message.get("previous")
    lines = []
    if receipt is not None:
        lines.append(f"{receipt['position']} {OPTION_LETTERS[receipt['place']]}")
    match message["kind"]:
        case "image" | "document":
            lines.append(message["body"])
        case "text":
            lines += [message["body"], *(choice["label"] for choice in message["choices"])]
        case "announcement":
            lines += [message["title"], message["body"]]
        case "question":
            question = message["question"]
            seconds = f"{question['remaining_ms'] / 1000:g}"
            lines += [f"{question['position']}/{question['of']} · {seconds}", question["text"]]
            lines += [f"{option['letter']}. {option['text']}" for option in question["options"]]
    return "\n".join(lines)


def _receipt_text(receipt: Receipt | None) -> str:
    if receipt is None or receipt.place is None:
        return ""
    return f"{receipt.position} {OPTION_LETTERS[receipt.place]}"
