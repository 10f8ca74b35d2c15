"""People who press over the emulated Telegram, so many at once, as fast as a bot serves them."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.benchmarks.programs import Program
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.model import Message
from tests.platforms.telegram.people import Person

AT_ONCE = 256
"""Enough for 2,000 answers a second where each takes two calls of 50 ms, one after the other."""
PATIENCE = 30.0
LIMITED = ("editmessagetext", "sendmessage")


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass over all screens has shown.

    Attributes:
        cpu_seconds: of the bot's process; a database server has its own.
        load_share: of one core, used by the people and the platform: near 1 they would be what is
            measured.
        calls: that the platform has carried out, by method.
    """

    answers: int
    seconds: float
    cpu_seconds: float
    load_share: float
    calls: Counter[str]

    @property
    def per_second(self) -> float:
        return self.answers / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of CPU for one answer."""
        return self.cpu_seconds / self.answers * 1000

    @property
    def limited_calls(self) -> float:
        """Calls for one answer that count against Telegram's limits."""
        return sum(self.calls[method] for method in LIMITED) / self.answers

    @property
    def callback_answers(self) -> float:
        """Answers to pressed buttons for one answer, in whatever way they came."""
        return self.calls["answercallbackquery"] / self.answers


class Crowd:
    """The people of one program.

    Attributes:
        program: what serves them.
    """

    def __init__(
        self,
        telegram: TelegramEmulator,
        program: Program,
        screens: Sequence[tuple[Person, Message]],
    ) -> None:
        self._telegram = telegram
        self.program = program
        self._screens = screens

    async def answer(self, times: int, latency: float) -> Pass:
        """Everybody answers so many questions; the next person presses when one has been served.

        Args:
            latency: seconds of every call to the platform.
        """
        telegram, queue = self._telegram, iter([*self._screens] * times)

        async def press() -> None:
            for person, message in queue:
                await _press(person, message)

        telegram.faults.latency = latency
        first_call, began_at = len(telegram.calls), time.perf_counter()
        load, bot = time.process_time(), self.program.cpu_seconds
        await asyncio.gather(*[press() for _ in range(AT_ONCE)])
        seconds = time.perf_counter() - began_at
        calls = telegram.calls[first_call:]
        assert all(call.status == 200 for call in calls), Counter(call.status for call in calls)
        return Pass(
            answers=times * len(self._screens),
            seconds=seconds,
            cpu_seconds=self.program.cpu_seconds - bot,
            load_share=(time.process_time() - load) / seconds,
            calls=Counter(call.method for call in calls),
        )


async def _press(person: Person, message: Message) -> None:
    """Press the first button; returns when it has been answered and the next question is there."""
    changes = len(message.versions)
    press = person.press(message)
    await message.chat.until(lambda: len(message.versions) > changes, PATIENCE)
    await press.answered(PATIENCE)
