"""People who take part in a live round: in groups of the emulators, and in rooms of the web.

Nothing here knows how the bot works inside. What people do, and what they are told of it, is noted
as they see it, so that a standing can be computed from it without the bot.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, Protocol
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from contest.model import OPTION_LETTERS, Position
from handlers.payloads import LiveChoice, parse_payload
from handlers.ports.addresses import ChatKind, ChatRef, UserRef
from tests.platforms.telegram.bots import Bot as TelegramBot
from tests.platforms.telegram.bots import Press
from tests.platforms.telegram.model import Message
from tests.platforms.telegram.people import GroupLife
from tests.platforms.telegram.people import Person as TelegramPerson
from tests.platforms.telegram.polls import Poll
from tests.platforms.zalo.people import Group as ZaloGroup
from tests.platforms.zalo.people import Person as ZaloPerson

PATIENCE = 60.0
"""Seconds after which a question that is not shown never comes."""
CONNECTING = 50
"""Pages that are opened at once."""


class Way(StrEnum):
    """How somebody answers in a group."""

    PRESS = "press"
    VOTE = "vote"
    MENTION = "mention"
    REPLY = "reply"


@dataclass(slots=True)
class Deed:
    """An answer as somebody gave it, and what they were told.

    Attributes:
        user, room: keys of ``UserRef`` and ``ChatRef``.
        place: of the option, from 0 as it was shown.
        at: Unix time, in seconds, when it was given.
        is_taken: the platform knows that the bot has it; None where no platform ever tells.
        press: a button that shows the bot's notice.
    """

    user: str
    room: str
    position: Position
    place: int
    at: float = field(default_factory=time.time)
    is_taken: bool | None = None
    press: Press | None = None
    told: str = ""

    @property
    def notice(self) -> str:
        """What the person was told at once; empty where that is nothing, or not yet."""
        if self.press is not None:
            return self.press.answer.text if self.press.answer is not None else ""
        return self.told


class Plan(NamedTuple):
    """What a member does with a question: so many seconds after it was shown in the room."""

    member: int
    after: float
    place: int


class LiveRoom(Protocol):
    """A room with its members."""

    @property
    def chat(self) -> ChatRef: ...

    @property
    def users(self) -> Sequence[UserRef]: ...

    async def asked(self, position: Position) -> None:
        """Return when a question is shown in the room."""

    async def answer(self, member: int, position: Position, place: int) -> Deed:
        """Answer the question shown last; returns when the platform has the answer."""


async def take_part(room: LiveRoom, position: Position, plans: Iterable[Plan]) -> list[Deed]:
    """Wait for a question and let members answer it, each at the time planned."""
    async with asyncio.timeout(PATIENCE):
        await room.asked(position)
    began_at = asyncio.get_running_loop().time()
    deeds = []
    async with asyncio.TaskGroup() as group:
        for member, after, place in sorted(plans, key=lambda plan: plan.after):
            pause = began_at + after - asyncio.get_running_loop().time()
            await asyncio.sleep(max(pause, 0.0))
            deeds.append(group.create_task(room.answer(member, position, place)))
    return [deed.result() for deed in deeds]


class TelegramRoom:
    """A group on Telegram.

    Args:
        ways: how each of the people answers.
    """

    def __init__(
        self,
        group: GroupLife,
        bot: TelegramBot,
        people: Sequence[TelegramPerson],
        ways: Sequence[Way],
    ) -> None:
        group.add(*people)
        self.chat = ChatRef("telegram", str(bot.id), str(group.id), ChatKind.GROUP)
        self.users = [UserRef("telegram", str(bot.id), str(person.id)) for person in people]
        self._group = group
        self._bot = bot
        self._people = people
        self._ways = ways
        self._questions: dict[Position, Message] = {}

    async def asked(self, position: Position) -> None:
        await self._group.chat.until(lambda: self._find(position), PATIENCE)

    async def answer(self, member: int, position: Position, place: int) -> Deed:
        person, question = self._people[member], self._questions[position]
        deed = Deed(self.users[member].key, self.chat.key, position, place)
        match self._ways[member]:
            case Way.PRESS:
                deed.press = person.press(question, place)
            case Way.VOTE:
                person.vote(question, place)
            case Way.MENTION:
                text = f"@{self._bot.user.username} {OPTION_LETTERS[place]}"
                person.say(text, self._group.chat)
            case Way.REPLY:
                person.say(OPTION_LETTERS[place], self._group.chat, reply_to=question)
        return deed

    def question(self, position: Position) -> Message:
        """The message that asks a question, once it is shown."""
        return self._questions[position]

    def _find(self, position: Position) -> Message | None:
        if position not in self._questions:
            for message in reversed(self._group.chat.messages.values()):
                if _position_of(message) == position:
                    self._questions[position] = message
                    break
        return self._questions.get(position)


class ZaloRoom:
    """A group on Zalo, whose members mention the bot or reply to it."""

    def __init__(
        self, group: ZaloGroup, bot: str, people: Sequence[ZaloPerson], ways: Sequence[Way]
    ) -> None:
        self.chat = ChatRef("zalo", bot, group.id, ChatKind.GROUP)
        self.users = [UserRef("zalo", bot, group.user_id(person)) for person in people]
        self._group = group
        self._people = people
        self._ways = ways

    async def asked(self, position: Position) -> None:
        while not any(f"Câu {position}/" in each.text for each in self._group.shown):
            # It gives up after seconds; the caller says how long there is to wait.
            with suppress(TimeoutError):
                await self._group.chat.until(len(self._group.shown) + 1)

    async def answer(self, member: int, position: Position, place: int) -> Deed:
        deed = Deed(self.users[member].key, self.chat.key, position, place)
        is_reply = self._ways[member] is Way.REPLY
        await self._group.say(
            self._people[member],
            OPTION_LETTERS[place],
            mention=not is_reply,
            reply_to_bot=is_reply,
        )
        return deed


class WebRoom:
    """A room of the web and the pages open in it; made by ``opened_web_room``."""

    def __init__(self, chat: ChatRef, users: Sequence[UserRef]) -> None:
        self.chat = chat
        self.users = users
        self.pages = [_Page() for _ in users]

    async def asked(self, position: Position) -> None:
        await asyncio.gather(*[page.asked(position) for page in self.pages])

    async def answer(self, member: int, position: Position, place: int) -> Deed:
        deed = Deed(self.users[member].key, self.chat.key, position, place, is_taken=False)
        acknowledgement = await self.pages[member].choose(place)
        deed.is_taken = acknowledgement is not None
        deed.told = (acknowledgement or {}).get("notice") or ""
        return deed


@asynccontextmanager
async def opened_web_room(
    host: str, chat: ChatRef, cookies: Sequence[str], users: Sequence[UserRef]
) -> AsyncIterator[WebRoom]:
    """A room with a page open for each cookie.

    Args:
        host: name and port of the server.
        cookies: of people who are registered, as browsers send them.
        users: who they are.
    """
    room = WebRoom(chat, users)
    address = f"ws://{host}/chat/phong/{chat.chat_id.partition(':')[2]}/socket"
    at_once = asyncio.Semaphore(CONNECTING)
    try:
        await asyncio.gather(
            *[
                page.open(address, host, cookie, at_once)
                for page, cookie in zip(room.pages, cookies, strict=True)
            ]
        )
        yield room
    finally:
        await asyncio.gather(*[page.close() for page in room.pages])


class _Page:
    """A page of a room: what it is shown, and what it hears of its answers."""

    def __init__(self) -> None:
        self._socket: ClientConnection | None = None
        self._listening: asyncio.Task[None] | None = None
        self._shown = asyncio.Condition()
        self._position = 0
        self._payloads: list[str] = []
        self._acknowledged: dict[str, asyncio.Future[dict[str, Any] | None]] = {}

    async def open(self, address: str, host: str, cookie: str, at_once: asyncio.Semaphore) -> None:
        async with at_once:
            self._socket = await connect(
                address,
                origin=Origin(f"http://{host}"),
                additional_headers={"Cookie": cookie},
                proxy=None,
                compression=None,
                ping_interval=None,
            )
        self._listening = asyncio.create_task(self._listen(self._socket))

    async def close(self) -> None:
        if self._socket is not None:
            await self._socket.close()
        if self._listening is not None:
            await self._listening

    async def asked(self, position: Position) -> None:
        async with self._shown:
            await self._shown.wait_for(lambda: self._position >= position)

    async def choose(self, place: int) -> dict[str, Any] | None:
        """Press an option; returns the acknowledgement, None if the line ended before."""
        assert self._socket is not None
        number = str(uuid4())
        answered = asyncio.get_running_loop().create_future()
        self._acknowledged[number] = answered
        frame = {"type": "choose", "id": number, "payload": self._payloads[place]}
        await self._socket.send(json.dumps(frame))
        acknowledgement: dict[str, Any] | None = await answered
        return acknowledgement

    async def _listen(self, socket: ClientConnection) -> None:
        try:
            async for raw in socket:
                await self._hear(json.loads(raw))
        except ConnectionClosed:
            pass
        for waiting in self._acknowledged.values():
            if not waiting.done():
                waiting.set_result(None)

    async def _hear(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "ack":
            waiting = self._acknowledged.pop(frame["id"], None)
            if waiting is not None and not waiting.done():
                waiting.set_result(frame)
        question = (frame.get("state") or {}).get("question")
        if question is not None:
            async with self._shown:
                self._position = frame["state"]["position"]
                self._payloads = [option["payload"] for option in question["options"]]
                self._shown.notify_all()


def _position_of(message: Message) -> Position | None:
    """Which question of a live round a message asks."""
    if isinstance(message.poll, Poll):
        number = message.poll.question.removeprefix("Câu ").partition("/")[0]
        return Position(int(number)) if number.isdigit() else None
    buttons = message.buttons
    choice = parse_payload(buttons[0].callback_data) if buttons else None
    return choice.position if isinstance(choice, LiveChoice) else None
