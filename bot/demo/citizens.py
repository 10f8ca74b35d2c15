"""Simulated citizens: they register, play and err as people do, and count what they sent."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from bot.demo.platform import SimulatedPlatform
from contest.model import OptionIndex
from handlers.payloads import answer_payload, command_payload, live_payload
from handlers.ports.contents import Content, Question, Text
from handlers.ports.live_contents import LiveQuestion
from handlers.ports.timing import Clock

SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "H'", "Y")
MIDDLE_NAMES = ("Thị", "Văn", "Minh", "Ngọc", "Thanh", "Hữu", "Thu", "Quốc")
GIVEN_NAMES = ("An", "Bình", "Chi", "Dũng", "Hạnh", "Khoa", "Lan", "Mai", "Nam", "Phúc", "Yến")

REACTION = timedelta(seconds=1)
"""Nobody reads and answers a question in less."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How one person plays; shares are probabilities for one question.

    Attributes:
        pace: mean time to answer, as a share of the time allowed; who is quick knows more.
    """

    pace: float
    late: float = 0.04
    silent: float = 0.04
    double: float = 0.05


@dataclass(slots=True)
class Tally:
    """What the citizens themselves saw: the other side of the database's account."""

    sent: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    finished: int = 0


class Citizen:
    """One person with a phone.

    Attributes:
        unit: its code.
        phone: the number they register with, in the form of ``contest.phones``.
    """

    def __init__(
        self,
        name: str,
        unit: str,
        phone: str,
        platform: SimulatedPlatform,
        clock: Clock,
        tally: Tally,
    ) -> None:
        # Seeded by name, so that a demonstration can be repeated; nothing here is a secret.
        self._random = random.Random(name)  # noqa: S311
        self._name = name
        self.unit = unit
        self.phone = phone
        self.full_name = full_name(self._random)
        self._platform = platform
        self._clock = clock
        self._tally = tally
        self._habits = Habits(pace=self._random.uniform(0.1, 0.6))
        self._screen: asyncio.Queue[Content] = asyncio.Queue()
        self._side_acts: set[asyncio.Task[None]] = set()
        platform.join(name, self._screen.put_nowait)

    async def take_part(self) -> None:
        """Register, play one attempt to its end and leave."""
        await self.register()
        await self._platform.say(self._name, choice=command_payload("begin"))
        while not await self._see(await self._screen.get()):
            pass
        await self.rest()
        self._tally.finished += 1

    async def register(self) -> None:
        """Become somebody who may play."""
        for line in (
            f"/start {self.unit}",
            "Đồng ý",
            self.full_name,
            f"{self._random.randint(1, 28):02}/{self._random.randint(1, 12):02}"
            f"/{self._random.randint(1960, 2003)}",
        ):
            await self._platform.say(self._name, text=line)
        await self._press_until_done()

    async def _press_until_done(self) -> None:
        """Choose among what is offered until registration offers to play."""
        begin = command_payload("play")
        while True:
            content = await self._screen.get()
            if not isinstance(content, Text) or not content.choices:
                continue
            if any(choice.payload == begin for choice in content.choices):
                return
            if not self._screen.empty():
                continue
            if content.asks_for_phone:
                await self._platform.say(self._name, text=self.phone)
            else:
                await self._platform.say(self._name, choice=content.choices[0].payload)

    async def _see(self, content: Content) -> bool:
        """React to a message; True if it was the end of the attempt."""
        if isinstance(content, Question):
            self._act(self._answer(content))
            return False
        return isinstance(content, Text) and content.previous is not None

    def _act(self, doing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(doing)
        self._side_acts.add(task)
        task.add_done_callback(self._side_acts.discard)

    async def rest(self) -> None:
        """Return when this person is about to do nothing any more."""
        await asyncio.gather(*self._side_acts)

    def answer_in(self, group: str, question: LiveQuestion, right: OptionIndex) -> None:
        """Begin to answer what is asked in a group of a live round.

        Args:
            right: known to the quick more often than to the slow.
        """
        place = self._random.randrange(len(question.options))
        if self._random.random() > self._habits.pace:
            place = right
        choice = live_payload(question.live_round, question.position, place)
        send = partial(self._say, choice=choice, group=group)
        self._act(self._in_own_time(question.limit, send))

    async def _answer(self, question: Question) -> None:
        await self._in_own_time(question.limit, partial(self._send, question))

    async def _in_own_time(self, limit: timedelta, send: Callable[[], Awaitable[None]]) -> None:
        chance, habits = self._random.random(), self._habits
        if chance < habits.silent:
            return
        if chance < habits.silent + habits.late:
            await self._clock.sleep(limit + timedelta(seconds=1))
        else:
            share = min(self._random.expovariate(1 / habits.pace), 0.9)
            await self._clock.sleep(REACTION + (limit - REACTION) * share)
        await send()
        if self._random.random() < habits.double:
            await send()

    async def _send(self, question: Question) -> None:
        if question.options:
            place = self._random.randrange(len(question.options))
            await self._say(choice=answer_payload(question.attempt, question.position, place))
        else:
            await self._say(text=str(self._random.randint(1, 9999)))

    async def _say(self, **answer: str) -> None:
        self._tally.sent += 1
        said = await self._platform.say(self._name, **answer)
        self._tally.verdicts[said.verdict] += 1


def full_name(chance: random.Random) -> str:
    """A name as people of the province have it."""
    return " ".join(chance.choice(part) for part in (SURNAMES, MIDDLE_NAMES, GIVEN_NAMES))
