"""Dialogue in which those who run the contest give a live round another start."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from contest.live import State
from handlers import dialogues
from handlers.call import Call
from handlers.commands import STAFF, offer
from handlers.dialogues import Said
from handlers.formats import instant_text, local_day
from handlers.live_hosting import views
from handlers.live_hosting.texts import Situation, refusal_text
from handlers.local_times import TimeFault, read_instant
from handlers.ports.contents import Content, Text
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_orders import HostOrder, HostResult, OrderKind
from handlers.ports.records import Dialogue
from handlers.ports.repositories import UnitOfWork

START_STEP = "live_start"
_BEFORE = frozenset({State.ANNOUNCED, State.LOBBY})


async def ask(tx: UnitOfWork, call: Call, one: Situation) -> Sequence[Content]:
    """Ask when a round is to begin."""
    if one.live.state not in _BEFORE:
        return [Text(call.say("live-refused-started"), views.actions(one, call.say))]
    await dialogues.move_to(tx, call, START_STEP, {"id": one.hosted.id})
    question = call.say(
        "live-at-question",
        number=one.hosted.id,
        starts=instant_text(one.live.starts_at, call.say),
        day=_example(call.now),
    )
    return [Text(question, offer(call.say, "cancel"))]


def order_of(
    dialogue: Dialogue, text: str, by: str, now: datetime
) -> tuple[LiveRoundId, HostOrder] | None:
    """The order that an answer to the question is; None if it names no instant to come."""
    found = read_instant(text, now)
    if isinstance(found, TimeFault):
        return None
    order = HostOrder(OrderKind.MOVE, by, starts_at=found)
    return LiveRoundId(dialogue.draft["id"]), order


async def reply(tx: UnitOfWork, call: Call, said: Said) -> Sequence[Content]:
    """Tell what came of the order, or what the answer lacked."""
    if not call.holds(STAFF):
        await dialogues.leave(tx, call)
        return [Text(call.say("not-allowed"), offer(call.say, "help"))]
    outcome = call.ordered
    if outcome is None:
        return [_fault(call, said)]
    await dialogues.leave(tx, call)
    if outcome.round is None:
        return views.not_found(call)
    one = await views.with_answers(tx, outcome.round)
    if outcome.result is HostResult.ILLEGAL:
        body = call.say("live-refused-started")
    elif outcome.result in {HostResult.DONE, HostResult.REPEATED, HostResult.UNCHANGED}:
        starts = instant_text(one.live.starts_at, call.say)
        body = call.say("live-moved", number=one.hosted.id, starts=starts)
    else:
        body = refusal_text(outcome.result, one.live, call.say)
    return [Text(body, views.actions(one, call.say))]


def _fault(call: Call, said: Said) -> Text:
    found = read_instant(said.text, call.now)
    fault = found if isinstance(found, TimeFault) else TimeFault.UNREADABLE
    body = call.say(
        "live-at-fault",
        fault=call.say(f"announce-time-{fault.value}"),
        day=_example(call.now),
    )
    return Text(body, offer(call.say, "cancel"))


def _example(now: datetime) -> str:
    """A day that is to come, so that the example can be sent as it is."""
    return f"{local_day(now) + timedelta(days=1):%d/%m}"
