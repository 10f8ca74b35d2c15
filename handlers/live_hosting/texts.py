"""How live rounds are told to those who run them: where one is, which rooms are in trouble.

Pure texts; the same in chat, on the command line and in messages that the system sends by itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from contest.live import LiveRound, State
from contest.live_rooms import RoomId, RoomState
from handlers.formats import LOCAL_ZONE, instant_text
from handlers.ports.live_orders import HostResult
from handlers.ports.live_records import HostedRound, LiveRoom
from handlers.texts.loader import Wording

WEB = "web"
MAX_ROOMS = 10
"""Rooms named one by one in a text."""

_OUT = frozenset({State.OPEN, State.SETTLING, State.PAUSED})
_NOT_BEGUN = frozenset({State.ANNOUNCED, State.LOBBY})


@dataclass(frozen=True, slots=True)
class Situation:
    """How a live round stands; ``answered`` people have answered the question asked last."""

    hosted: HostedRound
    answered: int = 0

    @property
    def live(self) -> LiveRound:
        return self.hosted.live

    @property
    def troubled(self) -> Sequence[LiveRoom]:
        """Rooms in trouble, in the order of their ids."""
        return self._rooms(sorted(self.live.undecided))

    @property
    def lost(self) -> Sequence[LiveRoom]:
        """Rooms that the bot was thrown out of."""
        return self._in_state(RoomState.LOST)

    @property
    def left_out(self) -> Sequence[LiveRoom]:
        """Rooms that the host has gone on without."""
        return self._in_state(RoomState.LEFT_OUT)

    def _in_state(self, state: RoomState) -> Sequence[LiveRoom]:
        return self._rooms(sorted(r.id for r in self.live.rooms.values() if r.state is state))

    def _rooms(self, ids: Iterable[RoomId]) -> Sequence[LiveRoom]:
        return [self.hosted.rooms[id_] for id_ in ids if id_ in self.hosted.rooms]


def state_text(live: LiveRound, say: Wording) -> str:
    """Where a round is, in a few words."""
    name = live.state.value.replace("_", "-")
    if live.state is State.REVEALED and live.is_annulled:
        name = "annulled"
    if live.state in _NOT_BEGUN or live.ended_at is not None:
        return say(f"live-state-{name}")
    return say(f"live-state-{name}", position=live.position, of=live.question_count)


def list_line(one: HostedRound, say: Wording) -> str:
    """A round in a list."""
    return say(
        "live-host-line",
        number=one.id,
        title=one.title,
        rehearsal="yes" if one.is_rehearsal else "no",
        state=state_text(one.live, say),
        starts=instant_text(one.live.starts_at, say),
    )


def situation_text(one: Situation, say: Wording) -> str:
    """All that there is to know for whoever runs a round: without keys, without names."""
    hosted, live = one.hosted, one.live
    lines = [
        say(
            "live-host-heading",
            number=hosted.id,
            state=state_text(live, say),
            title=hosted.title,
            rehearsal="yes" if hosted.is_rehearsal else "no",
        ),
        *_progress(one, say),
    ]
    if live.annulled:
        positions = ", ".join(str(position) for position in sorted(live.annulled))
        lines.append(say("live-host-annulled", positions=positions))
    if one.lost:
        lines.append(say("live-host-lost", count=len(one.lost), rooms=_named(one.lost, say)))
    if one.left_out and not live.ended_at:
        lines.append(say("live-host-left-out", rooms=_named(one.left_out, say)))
    return "\n".join([*lines, *trouble_lines(one, say)])


def trouble_lines(one: Situation, say: Wording) -> Sequence[str]:
    """The rooms that keep the question from being closed, each with its reason."""
    troubled = one.troubled
    if not troubled:
        return []
    lines = ["", say("live-host-trouble", count=len(troubled))]
    for room in troubled[:MAX_ROOMS]:
        trouble = one.live.rooms[room.id].trouble
        why = say(f"live-trouble-{trouble.value.replace('_', '-')}") if trouble else ""
        lines.append(say("live-host-trouble-room", room=room_name(room, say), trouble=why))
    if len(troubled) > MAX_ROOMS:
        lines.append(say("live-host-trouble-more", count=len(troubled) - MAX_ROOMS))
    return lines


def room_name(room: LiveRoom, say: Wording) -> str:
    """A room by its name, and where it is."""
    platform = room.chat.platform
    if platform == WEB:
        return say("live-room-web", name=room.name)
    return say("live-room-group", name=room.name, platform=platform.capitalize())


def refusal_text(result: HostResult, live: LiveRound | None, say: Wording) -> str:
    """Why an order has changed nothing, in one line."""
    match result:
        case HostResult.NO_ROOM:
            return say("live-refused-no-room")
        case HostResult.ILLEGAL if live is not None:
            return say("live-refused-not-now", state=state_text(live, say))
        case HostResult.NOT_FOUND:
            return say("live-refused-not-found")
        case _:
            return say("live-refused-stale")


def clock_text(instant: datetime) -> str:
    """A local time of day to the second."""
    return f"{instant.astimezone(LOCAL_ZONE):%H:%M:%S}"


def _progress(one: Situation, say: Wording) -> Sequence[str]:
    live = one.live
    in_rooms = len(live.rooms) - len(one.lost)
    starts = say("live-host-starts", starts=instant_text(live.starts_at, say))
    if live.state in _NOT_BEGUN or live.ended_at is not None:
        return [starts, say("live-host-rooms", count=in_rooms)]
    delivered = sum(
        room.delivered_at is not None and room.state is not RoomState.LOST
        for room in live.rooms.values()
    )
    lines = [
        say("live-host-delivered", delivered=delivered, count=in_rooms),
        say("live-host-answered", answered=one.answered),
    ]
    return lines if live.state in _OUT else [*lines, _next_line(live, say)]


def _next_line(live: LiveRound, say: Wording) -> str:
    if live.next_at is not None:
        name = "live-host-next" if live.has_more else "live-host-end"
        return say(name, time=clock_text(live.next_at))
    if live.has_more:
        return say("live-host-next-waits", action=say("live-do-next"))
    return say("live-host-end-waits", action=say("live-do-end"))


def _named(rooms: Sequence[LiveRoom], say: Wording) -> str:
    names = "; ".join(room_name(room, say) for room in rooms[:MAX_ROOMS])
    return names if len(rooms) <= MAX_ROOMS else f"{names}; …"
