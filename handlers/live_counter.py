"""How many have answered, shown in the question itself while it is open, and seldom."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from contest.live import LiveRound, State
from contest.live_rooms import Room, RoomId, RoomState
from handlers.live_posts import ask, counter_key
from handlers.ports.live_contents import LiveQuestion
from handlers.ports.live_records import HostedRound, PostedQuestion
from handlers.ports.messaging import Lane, OutboundMessage
from handlers.ports.outbox import Bot
from handlers.ports.repositories import UnitOfWork, UnitsOfWork

LAST_SECONDS = timedelta(seconds=5)
"""So that the keys of all rooms do not queue behind counts of what is over."""
FEW_ROOMS = 100
"""A bot with fewer rooms has messages to spare for a second count (decision 0022)."""


@dataclass(frozen=True, slots=True)
class _Look:
    """A room in which it is time for a count; ``key`` is that of the edit."""

    room: RoomId
    key: str


class LiveCounters:
    """Queues the edits that show how many have answered.

    Args:
        units_of_work: whose messages wait in the outbox for whoever polls first.
        reading: units of work that only read.
    """

    def __init__(self, units_of_work: UnitsOfWork, reading: UnitsOfWork) -> None:
        self._units_of_work = units_of_work
        self._reading = reading
        self._editing: Collection[Bot] = ()
        self._queued: set[str] = set()

    def connect(self, editing: Collection[Bot]) -> None:
        """From now on count in the rooms of these bots, which can change messages."""
        self._editing = editing

    async def update(self, rounds: Iterable[HostedRound], now: datetime) -> None:
        """Queue what is to be shown now; what was queued before is not again."""
        due = [(hosted, looks) for hosted in rounds if (looks := self._looks(hosted, now))]
        if not due:
            return
        async with self._reading() as tx:
            messages = [
                message for hosted, looks in due for message in await _counts(tx, hosted, looks)
            ]
        self._queued.update(look.key for _, looks in due for look in looks)
        if messages:
            async with self._units_of_work() as tx:
                await tx.outbox.add(messages, now)
                await tx.commit()

    def _looks(self, hosted: HostedRound, now: datetime) -> Sequence[_Look]:
        """Rooms in which a count is due that was not queued."""
        live = hosted.live
        if live.state is not State.OPEN or hosted.as_poll:
            return []
        rooms_of = Counter((room.chat.platform, room.chat.bot) for room in hosted.rooms.values())
        found = []
        for room in hosted.rooms.values():
            bot = room.chat.platform, room.chat.bot
            times = 2 if rooms_of[bot] < FEW_ROOMS else 1
            number = _due_number(live, live.rooms[room.id], times, now)
            key = counter_key(hosted.id, live.position, room.id, number)
            if number and bot in self._editing and key not in self._queued:
                found.append(_Look(room.id, key))
        return found


def _due_number(live: LiveRound, room: Room, times: int, now: datetime) -> int:
    """Which count of a room is due: they part the question's time evenly. 0 if none is."""
    closes_at = live.clock.closes_at(room)
    if room.state is not RoomState.OPEN or room.trouble is not None or closes_at is None:
        return 0
    if closes_at - now < LAST_SECONDS:
        return 0
    return live.clock.response(room, now) * (times + 1) // live.rules.question_limit


async def _counts(
    tx: UnitOfWork, hosted: HostedRound, looks: Sequence[_Look]
) -> Sequence[OutboundMessage]:
    posted = {each.room: each for each in await tx.live.posts(hosted.id)}
    bank = await tx.questions.find([hosted.questions[hosted.live.position - 1]])
    question = ask(hosted, bank)
    return [
        _edit(question, posted[look.room], look.key)
        for look in looks
        if look.room in posted and posted[look.room].answered
    ]


def _edit(question: LiveQuestion, posted: PostedQuestion, key: str) -> OutboundMessage:
    shown = replace(question, answered=posted.answered, replaces=posted.message_id)
    return OutboundMessage(posted.chat, key, shown, Lane.LIVE_ROUND)
