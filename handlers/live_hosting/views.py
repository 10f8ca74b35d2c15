"""What is shown of a live round to those who run it, with what can be done by its state."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from contest.live import State
from handlers.broadcasting.texts import excerpt
from handlers.call import Call
from handlers.commands import offer
from handlers.live_hosting.texts import Situation, room_name, situation_text
from handlers.payloads import task_payload
from handlers.ports.contents import Choice, Content, Text
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_records import HostedRound
from handlers.ports.repositories import UnitOfWork
from handlers.texts.loader import Wording

TASK = "live"
"""Doing something with a live round; its id is the number of the round."""

LIST_TASK = "live-list"
"""Turning a page of the list; its id is how many rounds come before the page."""

COMMAND = "live-rounds"
SHOWN_ROOMS = 4
"""Rooms in trouble with choices of their own; more are decided about together."""

_ACTIONS: Mapping[State, tuple[str, ...]] = MappingProxyType(
    {
        State.ANNOUNCED: ("start", "at", "cancel"),
        State.LOBBY: ("start", "at", "cancel"),
        State.OPEN: ("pause", "skip", "stop", "cancel"),
        State.SETTLING: ("pause", "skip", "stop", "cancel"),
        State.REVEALED: ("next", "pause", "skip", "stop", "cancel"),
        State.PAUSED: ("resume", "skip", "stop", "cancel"),
        State.FINISHED: ("results",),
        State.CANCELLED: (),
    }
)


def action(
    say: Wording, one: HostedRound, name: str, detail: int | None = None, **facts: str | int
) -> Choice:
    """A choice that does something with a round, labelled ``live-do-<name>``."""
    value = name if detail is None else f"{name}.{detail}"
    return Choice(say(f"live-do-{name}", **facts), task_payload(TASK, one.id, value))


def actions(one: Situation, say: Wording) -> tuple[Choice, ...]:
    """What can be done now; rooms in trouble come first, as everybody waits for them."""
    hosted = one.hosted
    found = [*_of_troubled(one, say), *(_of_state(one, name, say) for name in _open_actions(one))]
    if one.live.ended_at is None:
        found.append(action(say, hosted, "look"))
    # Not the command: that opens the round which is under way.
    every = Choice(say("live-do-list"), task_payload(LIST_TASK, 0, "page"))
    return (*found, every)


def situation(one: Situation, call: Call) -> Text:
    """How a round stands; a press changes the message that it stands below."""
    replaces = call.message.reply_to if call.message.choice is not None else None
    body = situation_text(one, call.say)
    return Text(body, actions(one, call.say), replaces=replaces)


async def find(tx: UnitOfWork, live_round: LiveRoundId) -> Situation | None:
    """A round as it is now."""
    hosted = await tx.live.find(live_round)
    return None if hosted is None else await with_answers(tx, hosted)


async def with_answers(tx: UnitOfWork, hosted: HostedRound) -> Situation:
    """The round with how many have answered."""
    pulse = (await tx.live.pulses([hosted.id])).get(hosted.id)
    return Situation(hosted, pulse.answered if pulse else 0)


def not_found(call: Call) -> Sequence[Content]:
    """Say that there is no such round."""
    return [Text(call.say("live-refused-not-found"), offer(call.say, COMMAND, "help"))]


def _open_actions(one: Situation) -> Sequence[str]:
    names = _ACTIONS[one.live.state]
    if one.live.is_annulled:
        names = tuple(name for name in names if name != "skip")
    return names


def _of_state(one: Situation, name: str, say: Wording) -> Choice:
    """Next and skip carry the position that they are about, so that a second press does nothing."""
    hosted, live = one.hosted, one.live
    if name == "next":
        label = say("live-do-next" if live.has_more else "live-do-end")
        return Choice(label, task_payload(TASK, hosted.id, f"next.{live.position}"))
    return action(say, hosted, name, live.position if name == "skip" else None)


def _of_troubled(one: Situation, say: Wording) -> Sequence[Choice]:
    hosted, troubled = one.hosted, one.troubled
    found = []
    for room in troubled[:SHOWN_ROOMS]:
        name = excerpt(room_name(room, say))
        found += [
            action(say, hosted, "wait", room.id, room=name),
            action(say, hosted, "without", room.id, room=name),
        ]
    if len(troubled) > 1:
        found.append(action(say, hosted, "without-all", one.live.position, count=len(troubled)))
    return found
