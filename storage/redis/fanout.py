"""Frames for pages in other processes, over the publish and subscribe of Redis or Valkey.

Each process subscribes to the chats of its own pages, so a frame goes only where somebody reads
it. Whoever wants to know whether somebody does is told so by the process that has shown it: that a
subscription is there says little of a process that stands still.
"""

import asyncio
import json
from collections import deque
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from handlers.ports.fanout import FanoutAwayError, Pages
from storage.redis.client import PATIENCE_SECONDS, heed_cancellation

log = structlog.get_logger()

PREFIX = "hoithi:pages:"
OPENED = "hoithi:opened"
PROCESS = "hoithi:process:"

BEAT_SECONDS = 1.0
"""Between two signs of life on the line that listens, and between two tries to have one."""
SILENCE_SECONDS = 3.0
"""Without a sign of life for so long the line is given up."""
BATCH = 256
"""Frames in one round trip at most."""
UNTOLD = 10_000
"""Frames kept while the server is away, the oldest dropped first: some 10 MB at most. Pages that
missed one find it in the transcript."""

UNKNOWN = -1
"""Number of readers of what the server may not have got."""


@dataclass(frozen=True, slots=True)
class _Parcel:
    """What is to be published; ``readers`` is told how many processes have got it."""

    channel: str
    data: str
    readers: "asyncio.Future[int] | None" = None


class RedisFanout:
    """``handlers.ports.fanout.Fanout`` among all processes that name the same server.

    Args:
        process: a name that no other process has.
    """

    def __init__(self, redis: Redis, process: str) -> None:
        self._redis = redis
        self._process = process
        self._inbox = PROCESS + process
        self._wanted: set[str] = set()
        self._subscribed: set[str] = set()
        self._asked: deque[set[str]] = deque()
        self._confirmed: set[str] = set()
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._changed = asyncio.Event()
        self._outgoing: deque[_Parcel] = deque(maxlen=UNTOLD)
        self._is_something_out = asyncio.Event()
        self._shown: dict[int, asyncio.Future[None]] = {}
        self._numbers = count(1)
        self._is_here = asyncio.Event()
        self._was_lost = False

    async def run(self, pages: Pages) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._listen(pages), name="fanout-listen")
            group.create_task(self._publish(), name="fanout-publish")

    async def attend(self, chat_key: str) -> None:
        self._wanted.add(chat_key)
        self._changed.set()
        if chat_key in self._confirmed or not self._is_here.is_set():
            return
        waiting = self._waiting.setdefault(chat_key, _future())
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                # Several pages of the chat may wait for the same.
                await asyncio.shield(waiting)

    def leave(self, chat_key: str) -> None:
        self._wanted.discard(chat_key)
        self._changed.set()

    def tell(self, chat_key: str, frame: str) -> None:
        self._put(_Parcel(PREFIX + chat_key, self._written(frame=frame)))

    async def reach(self, chat_key: str, frame: str) -> bool:
        if not self._is_here.is_set():
            raise FanoutAwayError
        number, shown, readers = next(self._numbers), _future(), _future()
        self._shown[number] = shown
        self._put(_Parcel(PREFIX + chat_key, self._written(frame=frame, number=number), readers))
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                if (others := await readers) == 0:
                    return False
                if others == UNKNOWN:
                    raise FanoutAwayError
                await shown
        except TimeoutError:
            # Whoever subscribes may have lost its last page, or stand still.
            raise FanoutAwayError from None
        finally:
            del self._shown[number]
        return True

    def _put(self, parcel: _Parcel) -> None:
        self._outgoing.append(parcel)
        self._is_something_out.set()

    def _written(self, **fields: object) -> str:
        return json.dumps({"from": self._process, **fields}, ensure_ascii=False)

    async def _publish(self) -> None:
        while True:
            await self._is_something_out.wait()
            await self._is_here.wait()
            batch = [self._outgoing.popleft() for _ in range(min(BATCH, len(self._outgoing)))]
            if not self._outgoing:
                self._is_something_out.clear()
            try:
                _settle(batch, await self._published(batch))
            except (RedisError, OSError) as error:
                self._lose(error)
                self._keep(batch)
            heed_cancellation()

    async def _published(self, batch: Sequence[_Parcel]) -> Sequence[int]:
        async with self._redis.pipeline(transaction=False) as pipeline:
            for parcel in batch:
                pipeline.publish(parcel.channel, parcel.data)
            readers: list[int] = await pipeline.execute()
            return readers

    def _keep(self, batch: Sequence[_Parcel]) -> None:
        """Put back what nobody waits for; what somebody waits for is theirs to send again."""
        kept = [parcel for parcel in batch if parcel.readers is None]
        room = UNTOLD - len(self._outgoing)
        self._outgoing.extendleft(reversed(kept[-room:] if room else []))
        if self._outgoing:
            self._is_something_out.set()
        for parcel in batch:
            if parcel.readers is not None and not parcel.readers.done():
                parcel.readers.set_result(UNKNOWN)

    async def _listen(self, pages: Pages) -> None:
        while True:
            try:
                async with self._redis.pubsub() as line:
                    self._begin()
                    await line.subscribe(OPENED)
                    heed_cancellation()
                    await _until_one_ends(self._subscribe(line), self._read(line, pages))
            except (RedisError, OSError) as error:
                self._lose(error)
            heed_cancellation()
            await asyncio.sleep(BEAT_SECONDS)

    def _begin(self) -> None:
        self._subscribed.clear()
        self._confirmed.clear()
        self._asked.clear()
        self._changed.set()

    async def _subscribe(self, line: PubSub) -> None:
        """Keep the subscriptions those of our pages.

        Each round ends with asking for our own channel, also again and again: the confirmation says
        that what was asked before is done, and that the server lives. A pong would not do, as the
        client takes it for a message of another kind in the newer protocol.
        """
        while True:
            self._changed.clear()
            opened, closed = self._wanted - self._subscribed, self._subscribed - self._wanted
            if closed:
                self._subscribed -= closed
                self._confirmed -= closed
                await line.unsubscribe(*[PREFIX + chat for chat in closed])
            if opened:
                self._subscribed |= opened
                await line.subscribe(*[PREFIX + chat for chat in opened])
            self._asked.append(opened)
            await line.subscribe(self._inbox)
            heed_cancellation()
            with suppress(TimeoutError):
                async with asyncio.timeout(BEAT_SECONDS):
                    await self._changed.wait()

    async def _read(self, line: PubSub, pages: Pages) -> None:
        while True:
            message = await line.get_message(timeout=SILENCE_SECONDS)
            heed_cancellation()
            if message is None:
                raise TimeoutError
            if message["type"] == "subscribe" and message["channel"] == self._inbox:
                self._confirm(pages)
            elif message["type"] == "message":
                self._take(message["channel"], json.loads(message["data"]), pages)

    def _confirm(self, pages: Pages) -> None:
        """The server has carried out the oldest round of what was asked."""
        opened = self._asked.popleft()
        self._confirmed |= opened & self._subscribed
        for chat_key in opened:
            if (waiting := self._waiting.pop(chat_key, None)) is not None:
                waiting.set_result(None)
        if not self._is_here.is_set():
            self._is_here.set()
            if self._was_lost:
                log.info("fanout_is_back")
            self._was_lost = False
            pages.recovered()
        if opened:
            self._put(_Parcel(OPENED, self._written(chats=sorted(opened))))

    def _take(self, channel: str, data: dict[str, Any], pages: Pages) -> None:
        if channel == self._inbox:
            if (shown := self._shown.get(data["number"])) is not None and not shown.done():
                shown.set_result(None)
        elif data["from"] == self._process:
            return
        elif channel == OPENED:
            pages.opened_elsewhere(data["chats"])
        elif pages.show(channel.removeprefix(PREFIX), data["frame"]) and "number" in data:
            self._put(_Parcel(PROCESS + data["from"], self._written(number=data["number"])))

    def _lose(self, error: BaseException) -> None:
        self._is_here.clear()
        for waiting in self._waiting.values():
            waiting.set_result(None)
        self._waiting.clear()
        if not self._was_lost:
            self._was_lost = True
            log.warning("fanout_is_away", error=type(error).__name__)


def _settle(batch: Sequence[_Parcel], readers: Sequence[int]) -> None:
    for parcel, count_ in zip(batch, readers, strict=True):
        if parcel.readers is not None and not parcel.readers.done():
            parcel.readers.set_result(count_)


def _future() -> "asyncio.Future[Any]":
    return asyncio.get_running_loop().create_future()


async def _until_one_ends(*works: Coroutine[Any, Any, None]) -> None:
    """Work side by side until one of them fails, and fail as it did.

    Not a group of tasks: until Python 3.13 the task that waits in one whose member fails counts as
    cancelled ever after, and would take heed of that.
    """
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception):
            raise end
