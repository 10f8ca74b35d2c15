"""What the emulated Telegram keeps: users, messages, and chats with what they show."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeVar

from tests.platforms.telegram.keyboards import Button, Keyboard, Kind
from tests.platforms.telegram.texts import NO_TEXT, FormattedText, as_json

T = TypeVar("T")
WAIT_SECONDS = 5.0
"""Patience of a test that waits for a chat to change, in real time."""


class User:
    """A person or a bot, as it appears in updates and answers; ``json`` is its object there."""

    def __init__(
        self, user_id: int, first_name: str, *, is_bot: bool = False, username: str = ""
    ) -> None:
        self.id = user_id
        self.first_name = first_name
        self.username = username
        fields: dict[str, object] = {"id": user_id, "is_bot": is_bot, "first_name": first_name}
        if username:
            fields["username"] = username
        if not is_bot:
            fields["language_code"] = "vi"
        self.is_bot = is_bot
        self.is_deactivated = False
        self.json = as_json(fields)


class ShownPoll(Protocol):
    """A poll as a message shows it, see ``polls.py``."""

    @property
    def json(self) -> str: ...


@dataclass(slots=True, eq=False, repr=False)
class Message:
    """One message; a test sees it as the people in the chat do.

    Attributes:
        date: Unix time, whole seconds.
        content: text or caption.
        media: JSON fields that make it something else than a text, e.g. ``"photo":[...]``.
        versions: earlier texts and keyboards, oldest first.
    """

    chat: "Chat"
    message_id: int
    sender: User
    date: int
    content: FormattedText = NO_TEXT
    media: str = ""
    keyboard: Keyboard | None = None
    reply_to: "Message | None" = None
    is_protected: bool = False
    edit_date: int = 0
    is_deleted: bool = False
    poll: ShownPoll | None = None
    versions: list[tuple[str, Keyboard | None]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.content.text

    @property
    def buttons(self) -> list[Button]:
        """Inline buttons that can be pressed now, in the order of reading."""
        inline = self.keyboard is not None and self.keyboard.kind is Kind.INLINE
        return self.keyboard.buttons if self.keyboard and inline and not self.is_deleted else []

    @property
    def json(self) -> str:
        return self.render(with_reply=True)

    def render(self, *, with_reply: bool) -> str:
        """The Message object; the message that it replies to is shown without its own."""
        fields = [
            f'{{"message_id":{self.message_id},"from":{self.sender.json},'
            f'"chat":{self.chat.json},"date":{self.date}'
        ]
        if self.edit_date:
            fields.append(f'"edit_date":{self.edit_date}')
        if with_reply and self.reply_to is not None and not self.reply_to.is_deleted:
            fields.append(f'"reply_to_message":{self.reply_to.render(with_reply=False)}')
        if self.media:
            fields.append(self.media)
            if self.text:
                fields.append(self.content.json("caption", "caption_entities"))
        elif self.poll is not None:
            fields.append(f'"poll":{self.poll.json}')
        else:
            fields.append(self.content.json("text", "entities"))
        if self.is_protected:
            fields.append('"has_protected_content":true')
        if self.keyboard is not None and self.keyboard.json:
            fields.append(f'"reply_markup":{self.keyboard.json}')
        return ",".join(fields) + "}"

    def edit(self, content: FormattedText, keyboard: Keyboard | None, date: int) -> None:
        """Replace what it says and tell the chat."""
        self.versions.append((self.text, self.keyboard))
        self.content = content
        self.keyboard = keyboard
        self.edit_date = date
        self.chat.wake()

    def __repr__(self) -> str:
        return f"<Message {self.message_id} in {self.chat.id}>"


class ChatKind(StrEnum):
    """``Chat.type``; channels are not emulated."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"


class Chat:
    """A chat and everything in it; people's tests read it and wait on it.

    Attributes:
        json: the Chat object of updates and answers.
        messages: all messages ever, by id; deleted ones are marked.
    """

    def __init__(self, chat_id: int, kind: ChatKind, fields: dict[str, object]) -> None:
        self.id = chat_id
        self.kind = kind
        self.json = as_json({"id": chat_id, **fields, "type": kind.value})
        self.messages: dict[int, Message] = {}
        self._unread: deque[Message] = deque()
        self._waiters: list[asyncio.Future[None]] = []
        self._last_id = 0

    def next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def put(self, message: Message) -> None:
        """Show a new message."""
        self.messages[message.message_id] = message
        if message.sender.is_bot:
            self._unread.append(message)
        self.wake()

    @property
    def shown(self) -> list[Message]:
        """Messages that people see, oldest first."""
        return [message for message in self.messages.values() if not message.is_deleted]

    @property
    def texts(self) -> list[str]:
        """Texts and captions of the bots' messages that people see, oldest first."""
        return [message.text for message in self.shown if message.sender.is_bot]

    def wake(self) -> None:
        """Let everybody who waits look again."""
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def until(self, found: Callable[[], T | None], within: float | None = WAIT_SECONDS) -> T:
        """Look at each change of the chat until there is something; returns it.

        Args:
            found: what is looked for; None or False while it is not there.
            within: seconds of real time after which ``TimeoutError`` is raised.
        """
        async with asyncio.timeout(within):
            while not (result := found()):
                waiter = asyncio.get_running_loop().create_future()
                self._waiters.append(waiter)
                await waiter
        return result

    async def read(self, within: float | None = WAIT_SECONDS) -> Message:
        """The bots' next message that has not been read yet, in the order of arrival."""
        await self.until(lambda: self._unread, within)
        return self._unread.popleft()
