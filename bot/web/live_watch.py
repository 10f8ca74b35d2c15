"""Tells open pages how far their live rounds are, in whichever process those are moved.

One query for all pages of a process, a few times a second, and only while somebody watches.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

import structlog

from bot.adapters.web import RESTARTING
from bot.web.live_frames import count_frame, hello_frame, own_frame, state_frame
from contest.live_rooms import RoomId
from contest.model import OptionIndex, PersonId, Position
from handlers.live_screens import (
    LiveScreen,
    OwnAnswers,
    Watched,
    own_answers,
    screen_of,
    watch,
)
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_records import Pulse
from handlers.ports.repositories import UnitOfWork
from handlers.ports.timing import Clock

log = structlog.get_logger()

PERIOD = timedelta(milliseconds=200)
"""A question waits half of it on average: one percent of its time."""

COUNT_EVERY = 5
"""Looks from one count on phones to the next, as they are many; on a big screen each is shown."""

CHUNK = 200
"""People whose own points are read at once."""

Reading = Callable[[], AbstractAsyncContextManager[UnitOfWork]]


class Viewer(Protocol):
    """One open page.

    Attributes:
        room: None for a screen that is about all rooms.
        person: who sits before it; None for a big screen.
    """

    @property
    def room(self) -> RoomId | None: ...

    @property
    def person(self) -> PersonId | None: ...

    def push(self, frame: str) -> None:
        """Send a frame; does not wait, and a page that is gone ignores it."""

    def close(self, code: int) -> None: ...


@dataclass(slots=True, eq=False)
class _Round:
    watched: Watched
    pulse: Pulse
    counts: dict[bool, int]
    """What screens (False) and phones (True) were told last."""
    viewers: set[Viewer] = field(default_factory=set)
    shown: dict[RoomId | None, LiveScreen] = field(default_factory=dict)


class LiveWatch:
    """The open pages of this process, by round.

    Args:
        is_open: whether this process still takes answers in; when not, pages go to another.
    """

    def __init__(self, reading: Reading, clock: Clock, is_open: Callable[[], bool]) -> None:
        self._reading = reading
        self._clock = clock
        self._is_open = is_open
        self._rounds: dict[LiveRoundId, _Round] = {}
        self._stop: asyncio.Event | None = None
        self._looking: asyncio.Task[None] | None = None
        self._looks = 0

    async def join(self, live_round: LiveRoundId, viewer: Viewer, name: str | None) -> bool:
        """Greet a page and keep it up to date from then on; False if there is no such round."""
        one = self._rounds.get(live_round) or await self._load(live_round)
        if one is None:
            return False
        # Whoever loaded the round meanwhile has it in its place.
        one = self._rounds.setdefault(live_round, one)
        one.viewers.add(viewer)
        self._start()
        own = await self._own_of(one.watched, viewer)
        screen = screen_of(one.watched, viewer.room, self._clock.now())
        viewer.push(hello_frame(screen, one.pulse.answered, self._clock, name, own))
        return True

    async def leave(self, live_round: LiveRoundId, viewer: Viewer) -> None:
        """Forget a page; when the last one has gone, nothing reads the database any more."""
        one = self._rounds.get(live_round)
        if one is None:
            return
        one.viewers.discard(viewer)
        if not one.viewers:
            del self._rounds[live_round]
        if not self._rounds and self._stop is not None and self._looking is not None:
            self._stop.set()
            looking, self._looking = self._looking, None
            await looking

    def chosen(
        self, live_round: LiveRoundId, viewer: Viewer, position: Position, place: OptionIndex
    ) -> None:
        """Show the other pages of the same person what was stored."""
        one = self._rounds.get(live_round)
        frame = own_frame(OwnAnswers(position, place))
        for other in one.viewers if one is not None else ():
            if other is not viewer and (other.person, other.room) == (viewer.person, viewer.room):
                other.push(frame)

    def _start(self) -> None:
        if self._looking is None:
            self._stop = asyncio.Event()
            self._looking = asyncio.create_task(self._look_again(self._stop), name="live-watch")

    async def _look_again(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            self._close_if_over()
            try:
                await self._look()
            except Exception as error:
                # The database is away, say: pages keep what they have, their countdowns run on.
                log.warning("live_watch_failed", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), PERIOD.total_seconds())

    def _close_if_over(self) -> None:
        if self._is_open():
            return
        for one in self._rounds.values():
            for viewer in one.viewers:
                viewer.close(RESTARTING)

    async def _look(self) -> None:
        self._looks += 1
        moved: dict[LiveRoundId, Watched | None] = {}
        async with self._reading() as tx:
            pulses = await tx.live.pulses(list(self._rounds))
            for live_round, pulse in pulses.items():
                one = self._rounds.get(live_round)
                if one is not None and pulse.version != one.watched.hosted.version:
                    moved[live_round] = await watch(tx, live_round)
        for live_round, pulse in pulses.items():
            one = self._rounds.get(live_round)
            if one is not None:
                await self._tell(one, pulse, moved.get(live_round))

    async def _tell(self, one: _Round, pulse: Pulse, watched: Watched | None) -> None:
        one.pulse = pulse
        self._tell_count(one)
        if watched is None:
            return
        before, one.watched = one.watched, watched
        self._tell_state(one)
        if (watched.display, watched.ranks) != (before.display, before.ranks):
            await self._tell_own(one)

    def _tell_state(self, one: _Round) -> None:
        now = self._clock.now()
        for room, viewers in _by_room(one.viewers).items():
            screen = screen_of(one.watched, room, now)
            if screen == one.shown.get(room):
                continue
            one.shown[room] = screen
            frame = state_frame(screen, one.pulse.answered, self._clock)
            for viewer in viewers:
                viewer.push(frame)

    def _tell_count(self, one: _Round) -> None:
        answered = one.pulse.answered
        for is_phone in (False, True):
            is_due = not is_phone or self._looks % COUNT_EVERY == 0
            if not is_due or one.counts[is_phone] == answered:
                continue
            one.counts[is_phone] = answered
            frame = count_frame(one.pulse.position, answered)
            for viewer in one.viewers:
                if (viewer.person is not None) == is_phone:
                    viewer.push(frame)

    async def _tell_own(self, one: _Round) -> None:
        for room, viewers in _by_room(one.viewers).items():
            if room is None:
                continue
            people = list({viewer.person for viewer in viewers if viewer.person is not None})
            for start in range(0, len(people), CHUNK):
                async with self._reading() as tx:
                    chunk = people[start : start + CHUNK]
                    own = await own_answers(tx, one.watched, room, chunk)
                _push_own(viewers, own)

    async def _own_of(self, watched: Watched, viewer: Viewer) -> OwnAnswers | None:
        if viewer.room is None or viewer.person is None:
            return None
        async with self._reading() as tx:
            found = await own_answers(tx, watched, viewer.room, [viewer.person])
        return found.get(viewer.person)

    async def _load(self, live_round: LiveRoundId) -> _Round | None:
        async with self._reading() as tx:
            watched = await watch(tx, live_round)
            pulses = await tx.live.pulses([live_round])
        if watched is None or live_round not in pulses:
            return None
        pulse = pulses[live_round]
        return _Round(watched, pulse, _told(pulse))


def _told(pulse: Pulse) -> dict[bool, int]:
    """Both kinds of pages were told how many have answered, with the state."""
    return dict.fromkeys((False, True), pulse.answered)


def _by_room(viewers: Iterable[Viewer]) -> dict[RoomId | None, list[Viewer]]:
    found = defaultdict(list)
    for viewer in viewers:
        found[viewer.room].append(viewer)
    return found


def _push_own(viewers: Iterable[Viewer], own: Mapping[PersonId, OwnAnswers]) -> None:
    for viewer in viewers:
        if viewer.person is not None and viewer.person in own:
            viewer.push(own_frame(own[viewer.person]))
