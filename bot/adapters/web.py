"""The web chat as a messaging platform: chats are sessions, and a chat is read in open tabs.

Nothing here knows a socket; `bot/web/socket.py` brings the tabs.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import anyio
import structlog
from starlette import status

from bot.adapters.attendance import Attendance
from bot.web.readers import Readers, Tab
from bot.web.wire import (
    OpenQuestion,
    chosen_frame,
    hello_frame,
    message_data,
    message_frame,
)
from contest.attempts import Verdict
from handlers.fanout import MemoryFanout
from handlers.payloads import AnswerChoice, parse_payload
from handlers.ports.addresses import ChatKind, ChatRef, UserRef
from handlers.ports.contents import Question
from handlers.ports.fanout import Fanout, Pages
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

log = structlog.get_logger()

PLATFORM = "web"
BOT = "chat"

TRANSCRIPT_LENGTH = 50
"""Messages that a page is given when it connects: a whole attempt and the talk before it."""

DRAIN_LIMIT = timedelta(seconds=5)
"""How long `run` waits, once cancelled, for messages that were taken in before."""

RESTARTING = status.WS_1012_SERVICE_RESTART

LOOK = timedelta(seconds=1)
"""How soon a person whose page is open in this process gets what another process could not bring:
it had no answer from the server between them, or asked a moment before the page was open."""

ABSENT = 100
"""Chats in each look that may have no page anywhere: those who have one must not wait for them."""

JUST_SENT = timedelta(seconds=5)
"""What was sent so short a time ago may not have reached a page that is opening elsewhere."""

UNNOTED = timedelta(minutes=1)
"""What was sent longer ago is in the transcript, or too far back for it: the person may have gone
on at another process since."""

ROOM = "room:"
"""Begins the id of a chat that is a room of live rounds; no session's id has a colon."""

_JUST_SENT_CHATS = 2_048
_JUST_SENT_MESSAGES = 4

Recent = Callable[[ChatRef], Awaitable[Sequence[OutboxRow]]]
"""The newest messages already sent to a chat, oldest first."""

OpenQuestionOf = Callable[[UserRef], Awaitable[OpenQuestion | None]]


class NotRunningError(Exception):
    """The web chat takes no messages in."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a process needs to run the web chat together with others.

    Attributes:
        held: which of these chats have messages in the outbox that wait for their person.
        passed_on: the message with a key, if some process has sent it or is about to.
    """

    fanout: Fanout
    held: Callable[[Sequence[ChatRef]], Awaitable[Sequence[ChatRef]]]
    passed_on: Callable[[str], Awaitable[OutboundMessage | None]]


def chat_of(session: str) -> ChatRef:
    """The chat of a session."""
    return ChatRef(PLATFORM, BOT, session)


def room_chat(code: str) -> ChatRef:
    """The room of live rounds that is entered with a code."""
    return ChatRef(PLATFORM, BOT, f"{ROOM}{code}", ChatKind.GROUP)


def user_of(session: str) -> UserRef:
    """The user of a session: on the web nobody shares a chat."""
    return UserRef(PLATFORM, BOT, session)


class WebAdapter:
    """One bot on the web, however many pages its chat is mounted on.

    Args:
        elsewhere: None for the only process that serves pages.
    """

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

    def __init__(
        self,
        clock: Clock,
        recent: Recent,
        open_question: OpenQuestionOf,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self._clock = clock
        self._recent = recent
        self._open_question = open_question
        self._deliver: Deliver | None = None
        self._is_open = False
        self._reached: Reached | None = None
        self._elsewhere = elsewhere
        self._readers = Readers(elsewhere.fanout if elsewhere else MemoryFanout(), self._tell_again)
        self._met: set[ChatRef] = set()
        self._attendance = Attendance()
        self._just_sent: OrderedDict[str, list[tuple[OutboundMessage, datetime]]] = OrderedDict()

    @property
    def is_open(self) -> bool:
        """Whether pages may connect."""
        return self._is_open

    @property
    def pages(self) -> Pages:
        """The pages of this process, for the fan-out."""
        return self._readers

    def on_reader(self, reached: Reached) -> None:
        self._reached = reached

    async def run(self, deliver: Deliver) -> None:
        self._deliver, self._is_open = deliver, True
        try:
            await self._look_after()
        finally:
            self._is_open = False
            self._readers.close_all(RESTARTING)
            await self._attendance.drained(DRAIN_LIMIT.total_seconds())
            self._deliver = None

    async def send(self, message: OutboundMessage) -> MessageRef:
        if message.chat.chat_id.startswith(ROOM):
            # The pages of a room see for themselves how far the round is (`bot/web/live_watch.py`).
            return MessageRef(message.chat, message.key)
        now = self._clock.now()
        frame = message_frame(*self._on_wall(message, _remaining(message, now)))
        is_read = await self._readers.push(message.chat, frame)
        if not is_read and isinstance(message.content, Question):
            raise RecipientUnreachable("no page is open")
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
        self._readers.join(chat, tab)

    def leave(self, chat: ChatRef, tab: Tab) -> None:
        """The tab is gone; doing this twice changes nothing."""
        self._readers.leave(chat, tab)
        if not self._readers.are_here(chat):
            self._met.discard(chat)

    async def hello(self, chat: ChatRef, user: UserRef) -> str:
        """The first frame of a tab that has joined: what was said so far, and the open clock."""
        # What others send from then on is pushed to the tab, what they have sent before is stored.
        await self._readers.attended(chat)
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
        just_sent = [message for message, _ in self._just_sent.get(chat.key, ())]
        found = next((each for each in [*just_sent, *stored] if each.key == key), None)
        if found is None and self._elsewhere is not None:
            # Another process may have sent it and not yet have stored that it did.
            found = await self._elsewhere.passed_on(key)
        return found if found is not None and found.chat == chat else None

    async def meet(self, chat: ChatRef) -> None:
        """Tell the core that the person is there again, unless it knows."""
        if chat in self._met or self._reached is None:
            return
        await self._reached(chat)
        if self._readers.are_here(chat):
            self._met.add(chat)

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
            self._readers.push_beside(message.chat, chosen_frame(answer), tab)
        return ack

    async def _look_after(self) -> None:
        """Make up for what others could not bring to the pages of this process, until cancelled."""
        if self._elsewhere is None:
            await anyio.sleep_forever()
            return
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._repeat, partial(self._fetch_held, self._elsewhere))
            tasks.start_soon(self._repeat, self._greet_again)

    async def _repeat(self, job: Callable[[], Awaitable[None]]) -> None:
        while True:
            await anyio.sleep(LOOK.total_seconds())
            try:
                await job()
            except Exception as error:
                # The database is away, say; the next look makes up for this one.
                log.warning("web_pages_not_looked_after", error=type(error).__name__)

    async def _fetch_held(self, elsewhere: Elsewhere) -> None:
        if self._reached is None:
            return
        absent = list(self._readers.known_again)[:ABSENT]
        for chat in [*await elsewhere.held(self._readers.chats), *absent]:
            await self._reached(chat)
            self._readers.known_again.discard(chat)

    async def _greet_again(self) -> None:
        for chat in list(self._readers.missed):
            self._readers.show(chat.key, await self.hello(chat, user_of(chat.chat_id)))
            self._readers.missed.discard(chat)

    def _tell_again(self, chat_keys: Collection[str]) -> None:
        """Send what may have been on its way while pages of these chats were opening elsewhere."""
        now = self._clock.now()
        for key in chat_keys:
            for message, sent_at in self._just_sent.get(key, ()):
                if self._wall_time(now - sent_at) < JUST_SENT:
                    left = _remaining(message, sent_at, now)
                    self._readers.tell(key, message_frame(*self._on_wall(message, left)))

    def _remember(self, message: OutboundMessage, now: datetime) -> None:
        sent = self._just_sent.pop(message.chat.key, [])
        self._just_sent[message.chat.key] = [*sent, (message, now)][-_JUST_SENT_MESSAGES:]
        if len(self._just_sent) > _JUST_SENT_CHATS:
            self._just_sent.popitem(last=False)

    def _missing_from(self, stored: set[str], chat: ChatRef) -> list[dict[str, Any]]:
        # `send` returns before the relay has stored that it did; a page that connects in between
        # would neither be pushed the message nor find it among the stored ones.
        now = self._clock.now()
        return [
            message_data(*self._on_wall(message, _remaining(message, sent_at, now)))
            for message, sent_at in self._just_sent.get(chat.key, ())
            if message.key not in stored and self._wall_time(now - sent_at) < UNNOTED
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
