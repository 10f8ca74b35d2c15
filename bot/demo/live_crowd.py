"""The crowd of a live demonstration: citizens in the groups of their units."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial

from bot.clock import SystemClock
from bot.demo.citizens import Citizen, Tally
from bot.demo.crowd import citizen
from bot.demo.platform import BOT, PLATFORM, SimulatedPlatform
from contest.model import OptionIndex, Position, Unit
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.contents import Content
from handlers.ports.live_contents import LiveQuestion

AT_ONCE = 8
"""Who register at the same time: not so many that the system has to ask them to wait."""


def group_of(unit: Unit) -> ChatRef:
    """The group of a unit's citizens."""
    return ChatRef(PLATFORM, BOT, f"group-{unit.code}", ChatKind.GROUP)


class LiveCrowd:
    """Simulated citizens, spread evenly over the groups of these units."""

    def __init__(self, count: int, units: Sequence[Unit], clock: SystemClock) -> None:
        self.platform = SimulatedPlatform(clock)
        self.tally = Tally()
        self._right: Mapping[Position, OptionIndex] = {}
        self._citizens = [
            citizen(number, units[number % len(units)], self.platform, clock, self.tally)
            for number in range(1, count + 1)
        ]
        for unit in units:
            members = [one for one in self._citizens if one.unit == unit.code]
            group = group_of(unit).chat_id
            self.platform.join(group, partial(self._see, group, members))

    async def register(self) -> None:
        """Let everybody become somebody who may play, a few at a time."""
        coming = iter(self._citizens)

        async def register_some() -> None:
            for one in coming:
                await one.register()

        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(register_some())

    def learn(self, right: Sequence[OptionIndex]) -> None:
        """Tell the key to the crowd, of which some know more and some less."""
        self._right = {Position(place): option for place, option in enumerate(right, start=1)}

    async def rest(self) -> None:
        """Return when nobody is about to answer any more."""
        await asyncio.gather(*(one.rest() for one in self._citizens))

    def _see(self, group: str, members: Sequence[Citizen], content: Content) -> None:
        # What replaces a message only counts who has answered.
        if isinstance(content, LiveQuestion) and content.replaces is None:
            for one in members:
                one.answer_in(group, content, self._right[content.position])
