"""The web chat as a messaging platform: chats are sessions, and a chat is read in open tabs.

Nothing here knows a socket; `bot/web/socket.py` brings the tabs.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

import anyio
from starlette import status

from bot.adapters.attendance import Attendance
from bot.web.limits import MAX_TABS
from bot.web.wire import (
    OpenQuestion,
    chosen_frame,
    hello_frame,
    message_data,
    message_frame,
)
from contest.attempts import Verdict
from handlers.payloads import AnswerChoice, parse_payload
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.contents import Question
from handlers.ports.messaging import (
    Acknowledgement,
    Capabilities,
    ChoiceStyle,
    Deliver,
    ImageStyle,
    InboundMessage,
    MessageRef,
    OutboundMessage,
    Reached,
    RecipientUnreachable,
)
from handlers.ports.records import OutboxRow
from handlers.ports.timing import Clock

PLATFORM = "web"
BOT = "chat"

TRANSCRIPT_LENGTH = 50
"""Messages that a page is given when it connects: a whole attempt and the talk before it."""

DRAIN_LIMIT = timedelta(seconds=5)
"""How long `run` waits, once cancelled, for messages that were taken in before."""

RESTARTING = status.WS_1012_SERVICE_RESTART
TOO_MANY_TABS = 4008
"""Private close code: the page waits for its visitor instead of connecting again by itself."""

_JUST_SENT_CHATS = 2_048
_JUST_SENT_MESSAGES = 4

Recent = Callable[[ChatRef], Awaitable[Sequence[OutboxRow]]]
"""The newest messages already sent to a chat, oldest first."""

OpenQuestionOf = Callable[[UserRef], Awaitable[OpenQuestion | None]]


class NotRunningError(Exception):
    """The web chat takes no messages in."""


class Tab(Protocol):
    """One open page. Neither method waits; a tab that is gone ignores both."""

    def push(self, frame: str) -> None: ...

    def close(self, code: int) -> None: ...


def chat_of(session: str) -> ChatRef:
    """The chat of a session."""
    return ChatRef(PLATFORM, BOT, session)


def user_of(session: str) -> UserRef:
    """The user of a session: on the web nobody shares a chat."""
    return UserRef(PLATFORM, BOT, session)


class WebAdapter:
    """One bot on the web, however many pages its chat is mounted on."""

    platform = PLATFORM
    bot = BOT
    capabilities = Capabilities(
        max_text_length=100_000,
        choices=ChoiceStyle.BUTTONS,
        callback_answer=True,
        waits_for_reader=True,
        image=ImageStyle.UPLOAD,
        document=True,
    )

    def __init__(self, clock: Clock, recent: Recent, open_question: OpenQuestionOf) -> None:
        self._clock = clock
        self._recent = recent
        self._open_question = open_question
        self._deliver: Deliver | None = None
        self._is_open = False
        self._reached: Reached | None = None
        self._tabs: defaultdict[str, list[Tab]] = defaultdict(list)
        self._met: set[str] = set()
        self._attendance = Attendance()
        self._just_sent: OrderedDict[str, list[tuple[OutboundMessage, datetime]]] = OrderedDict()

    @property
    def is_open(self) -> bool:
        """Whether pages may connect."""
        return self._is_open

    def on_reader(self, reached: Reached) -> None:
        self._reached = reached

    async def run(self, deliver: Deliver) -> None:
        self._deliver, self._is_open = deliver, True
        try:
            await anyio.sleep_forever()
        finally:
            self._is_open = False
            self._close_all()
            await self._attendance.drained(DRAIN_LIMIT.total_seconds())
            self._deliver = None

    async def send(self, message: OutboundMessage) -> MessageRef:
        tabs = self._tabs.get(message.chat.chat_id, [])
        if not tabs and isinstance(message.content, Question):
            raise RecipientUnreachable("no page is open")
        now = self._clock.now()
        frame = message_frame(*self._on_wall(message, _remaining(message, now)))
        for tab in list(tabs):
            tab.push(frame)
        self._remember(message, now)
        return MessageRef(message.chat, message.key)

    def now(self) -> datetime:
        """The instant to stamp on a frame as soon as it has arrived."""
        return self._clock.now()

    def attended(self) -> AbstractContextManager[None]:
        """Hold `run` back, once it is cancelled, until what was taken in is delivered."""
        return self._attendance.attending()

    def join(self, chat: ChatRef, tab: Tab) -> None:
        """From now on the tab is pushed whatever is sent to the chat."""
        tabs = self._tabs[chat.chat_id]
        tabs.append(tab)
        while len(tabs) > MAX_TABS:
            tabs.pop(0).close(TOO_MANY_TABS)

    def leave(self, chat: ChatRef, tab: Tab) -> None:
        """The tab is gone; doing this twice changes nothing."""
        tabs = self._tabs.get(chat.chat_id, [])
        if tab in tabs:
            tabs.remove(tab)
        if not tabs:
            self._tabs.pop(chat.chat_id, None)
            self._met.discard(chat.chat_id)

    async def hello(self, chat: ChatRef, user: UserRef) -> str:
        """The first frame of a tab that has joined: what was said so far, and the open clock."""
        stored = [row.message for row in await self._recent(chat)]
        messages = [message_data(*self._on_wall(message, None)) for message in stored]
        messages += self._missing_from({message.key for message in stored}, chat)
        clock = await self._open_question(user)
        if clock is not None:
            clock = clock._replace(remaining=self._wall_time(clock.remaining))
        return hello_frame(messages[-TRANSCRIPT_LENGTH:], clock)

    async def shown(self, chat: ChatRef, key: str) -> OutboundMessage | None:
        """A message that stands in the chat's transcript, or will as soon as that is stored."""
        stored = [row.message for row in await self._recent(chat)]
        just_sent = [message for message, _ in self._just_sent.get(chat.chat_id, ())]
        return next((each for each in [*just_sent, *stored] if each.key == key), None)

    async def meet(self, chat: ChatRef) -> None:
        """Tell the core that the person is there again, unless it knows."""
        if chat.chat_id in self._met or self._reached is None:
            return
        await self._reached(chat)
        if chat.chat_id in self._tabs:
            self._met.add(chat.chat_id)

    async def take(self, message: InboundMessage, tab: Tab) -> Acknowledgement:
        """Deliver what came in through a tab, and show the other tabs what was chosen.

        Raises:
            NotRunningError: if nothing takes messages in; the page has to send it again.
        """
        if self._deliver is None:
            raise NotRunningError
        ack = await self._deliver(message)
        answer = parse_payload(message.choice) if message.choice is not None else None
        if isinstance(answer, AnswerChoice) and ack.verdict == Verdict.STORED:
            frame = chosen_frame(answer)
            for other in list(self._tabs.get(message.chat.chat_id, ())):
                if other is not tab:
                    other.push(frame)
        return ack

    def _close_all(self) -> None:
        for tabs in list(self._tabs.values()):
            for tab in list(tabs):
                tab.close(RESTARTING)

    def _remember(self, message: OutboundMessage, now: datetime) -> None:
        sent = self._just_sent.pop(message.chat.chat_id, [])
        self._just_sent[message.chat.chat_id] = [*sent, (message, now)][-_JUST_SENT_MESSAGES:]
        if len(self._just_sent) > _JUST_SENT_CHATS:
            self._just_sent.popitem(last=False)

    def _missing_from(self, stored: set[str], chat: ChatRef) -> list[dict[str, Any]]:
        # `send` returns before the relay has stored that it did; a page that connects in between
        # would neither be pushed the message nor find it among the stored ones.
        now = self._clock.now()
        return [
            message_data(*self._on_wall(message, _remaining(message, sent_at, now)))
            for message, sent_at in self._just_sent.get(chat.chat_id, ())
            if message.key not in stored
        ]

    def _on_wall(
        self, message: OutboundMessage, remaining: timedelta | None
    ) -> tuple[OutboundMessage, timedelta | None]:
        """A message with durations as a person sees them pass, however fast the contest runs."""
        if isinstance(message.content, Question):
            limit = self._wall_time(message.content.limit)
            message = replace(message, content=replace(message.content, limit=limit))
        return message, None if remaining is None else self._wall_time(remaining)

    def _wall_time(self, duration: timedelta) -> timedelta:
        now = self._clock.now()
        return self._clock.wall(now + duration) - self._clock.wall(now)


def _remaining(
    message: OutboundMessage, sent_at: datetime, now: datetime | None = None
) -> timedelta | None:
    if not isinstance(message.content, Question):
        return None
    return message.content.remaining(sent_at) - ((now or sent_at) - sent_at)
