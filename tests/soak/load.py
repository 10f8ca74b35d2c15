"""People who keep two replicas busy: answers over Telegram at an even pace, and visitors."""

import asyncio
import itertools
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.e2e.web_player import WebPlayer
from tests.platforms.telegram.model import Message
from tests.platforms.telegram.people import Person

PATIENCE = 30.0
AT_ONCE = 64
VISITORS = 8
"""Who open the page at the same time, again and again."""
ASKED = ("thể lệ", "xếp hạng", "trợ giúp")

Screens = Sequence[tuple[Person, Message]]


@dataclass
class Load:
    """What has been asked of the system.

    Attributes:
        waiting: presses that have not been served.
        unserved: presses after which no question came for half a minute.
        latest: seconds from a press to the next question, of those served since ``taken``.
    """

    screens: Screens
    questions: int
    answered: int = 0
    visits: int = 0
    waiting: int = 0
    unserved: int = 0
    latest: deque[float] = field(default_factory=deque)

    def __post_init__(self) -> None:
        turns = itertools.chain.from_iterable([self.screens] * self.questions)
        self._queue: Iterator[tuple[Person, Message]] = iter(turns)

    def taken(self) -> list[float]:
        """The latest times, in order; the next call gives those after them."""
        times = sorted(self.latest)
        self.latest.clear()
        return times

    async def as_fast_as_it_goes(self, seconds: float) -> float:
        """Answers a second while a number of people answers without a pause."""
        began, before = time.monotonic(), self.answered

        async def work() -> None:
            while time.monotonic() - began < seconds:
                await self._press(*next(self._queue))

        await asyncio.gather(*[work() for _ in range(AT_ONCE)])
        return (self.answered - before) / (time.monotonic() - began)

    async def steady(self, per_second: float, seconds: float) -> None:
        """One answer after the other at an even pace, whether those before it are served or not."""
        began = time.monotonic()
        async with asyncio.TaskGroup() as tasks:
            for number, (person, message) in enumerate(self._queue):
                due = began + number / per_second
                if due - began >= seconds:
                    return
                await asyncio.sleep(max(due - time.monotonic(), 0))
                tasks.create_task(self._press(person, message))

    async def visit(self, host: str, seconds: float) -> None:
        """Open the page, ask something, and leave, for some time."""
        began = time.monotonic()

        async def come_and_go() -> None:
            # Known from then on: new visitors from one address are limited.
            visitor = await WebPlayer.join(host)
            for words in itertools.cycle(ASKED):
                await visitor.say(words)
                await visitor.leave()
                self.visits += 1
                await asyncio.sleep(1)
                if time.monotonic() - began >= seconds:
                    return
                await visitor.reconnect()

        await asyncio.gather(*[come_and_go() for _ in range(VISITORS)])

    async def _press(self, person: Person, message: Message) -> None:
        changes, began = len(message.versions), time.monotonic()
        self.waiting += 1
        try:
            person.press(message)
            await message.chat.until(lambda: len(message.versions) > changes, PATIENCE)
        except TimeoutError:
            self.unserved += 1
            return
        finally:
            self.waiting -= 1
        self.answered += 1
        self.latest.append(time.monotonic() - began)
