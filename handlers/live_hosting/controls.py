"""The choices below a live round: what each shows, asks or tells, for whoever runs the contest.

Orders have been carried out before (``handlers/live_hosting/hosting.py``); here they are answered.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType

from contest.live import ENDED, State
from contest.live_rooms import RoomId
from handlers import welcome
from handlers.call import Call
from handlers.commands import STAFF, offer
from handlers.formats import instant_text
from handlers.live_hosting import starting, views
from handlers.live_hosting.orders import order_of, parts
from handlers.live_hosting.results import result_texts
from handlers.live_hosting.texts import (
    Situation,
    list_line,
    refusal_text,
    room_name,
    situation_text,
)
from handlers.payloads import TaskChoice, task_payload
from handlers.ports.contents import Choice, Content, Text
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_orders import HostOutcome, HostResult, OrderKind
from handlers.ports.live_records import HostedRound
from handlers.ports.repositories import UnitOfWork

Show = Callable[[UnitOfWork, Call, Situation, int], Awaitable[Sequence[Content]]]
"""Shows something of a round; the last argument is the number that a choice carries."""

PAGE = 5
_AT_REST = ENDED | {State.ANNOUNCED}
_IN_ORDER = frozenset({HostResult.DONE, HostResult.UNCHANGED, HostResult.REPEATED})


async def show(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Show the round that is under way, or else the list of all."""
    rounds = await tx.live.all()
    under_way = [one for one in rounds if one.live.state not in _AT_REST]
    if len(under_way) == 1:
        one = await views.with_answers(tx, under_way[0])
        return [Text(situation_text(one, call.say), views.actions(one, call.say))]
    return _page(call, rounds, 0)


async def turn_page(tx: UnitOfWork, call: Call, choice: TaskChoice) -> Sequence[Content]:
    """Show those that follow."""
    if not call.holds(STAFF):
        return await welcome.not_allowed(tx, call)
    return _page(call, await tx.live.all(), choice.id)


async def settle(tx: UnitOfWork, call: Call, choice: TaskChoice) -> Sequence[Content]:
    """Do what a choice below a live round says, or tell what came of it."""
    if not call.holds(STAFF):
        return await welcome.not_allowed(tx, call)
    if call.ordered is not None:
        return await _told(tx, call, choice, call.ordered)
    name, number = parts(choice.value)
    act = _SHOWN.get(name)
    if act is None:
        return await welcome.not_understood(tx, call)
    one = await views.find(tx, LiveRoundId(choice.id))
    return views.not_found(call) if one is None else await act(tx, call, one, number)


def _page(call: Call, oldest_first: Sequence[HostedRound], start: int) -> Sequence[Content]:
    """The live rounds, the newest first, each to be opened."""
    rounds = list(reversed(oldest_first))
    page = rounds[start : start + PAGE]
    if not page:
        return [Text(call.say("live-host-none"), offer(call.say, "progress", "help"))]
    lines = [call.say("live-host-list"), *(list_line(one, call.say) for one in page)]
    choices = [_opening(call, one) for one in page]
    if start + PAGE < len(rounds):
        payload = task_payload(views.LIST_TASK, start + PAGE, "page")
        choices.append(Choice(call.say("announce-do-more"), payload))
    return [Text("\n".join(lines), (*choices, *offer(call.say, "help")))]


def _opening(call: Call, one: HostedRound) -> Choice:
    label = call.say("live-host-open", number=one.id)
    return Choice(label, task_payload(views.TASK, one.id, "look"))


async def _told(
    tx: UnitOfWork, call: Call, choice: TaskChoice, outcome: HostOutcome
) -> Sequence[Content]:
    """How a round stands after an order, or in one line why nothing has changed."""
    if outcome.round is None:
        return views.not_found(call)
    one = await views.with_answers(tx, outcome.round)
    if outcome.result not in _IN_ORDER:
        refusal = refusal_text(outcome.result, one.live, call.say)
        return [Text(refusal, views.actions(one, call.say))]
    order = order_of(choice, call.user.key)
    if order is not None and order.kind is OrderKind.WAIT and order.rooms:
        return [_waiting(call, one, order.rooms[0])]
    return [views.situation(one, call)]


def _waiting(call: Call, one: Situation, room: RoomId) -> Text:
    found = one.hosted.rooms.get(room)
    if found is None or one.live.rooms[room].trouble is None:
        return views.situation(one, call)
    body = call.say("live-waiting", room=room_name(found, call.say))
    return Text(body, views.actions(one, call.say))


async def _look(tx: UnitOfWork, call: Call, one: Situation, _: int) -> Sequence[Content]:
    return [views.situation(one, call)]


async def _sure_start(tx: UnitOfWork, call: Call, one: Situation, _: int) -> Sequence[Content]:
    starts = instant_text(one.live.starts_at, call.say)
    return [_sure(call, one, "start", one.live.position, count=len(one.live.rooms), starts=starts)]


async def _sure_skip(
    tx: UnitOfWork, call: Call, one: Situation, position: int
) -> Sequence[Content]:
    if position != one.live.position:
        refusal = call.say("live-refused-stale")
        return [Text(refusal, views.actions(one, call.say))]
    return [_sure(call, one, "skip", position, position=position)]


async def _sure_stop(tx: UnitOfWork, call: Call, one: Situation, _: int) -> Sequence[Content]:
    return [_sure(call, one, "stop", one.live.position)]


async def _sure_cancel(tx: UnitOfWork, call: Call, one: Situation, _: int) -> Sequence[Content]:
    return [_sure(call, one, "cancel", one.live.position)]


async def _sure_without(
    tx: UnitOfWork, call: Call, one: Situation, position: int
) -> Sequence[Content]:
    count = len(one.troubled)
    if position != one.live.position or not count:
        return [views.situation(one, call)]
    return [_sure(call, one, "without-all", position, position=position, count=count)]


def _sure(
    call: Call, one: Situation, name: str, detail: int | None = None, **facts: str | int
) -> Text:
    """Ask for a confirmation of what cannot be taken back."""
    if one.live.ended_at is not None:
        refusal = refusal_text(HostResult.ILLEGAL, one.live, call.say)
        return Text(refusal, views.actions(one, call.say))
    hosted, say = one.hosted, call.say
    confirm = Choice(
        say(f"live-do-{name}-now", **facts),
        task_payload(views.TASK, hosted.id, f"{name}-now" + _dotted(detail)),
    )
    keep = Choice(say("live-do-keep"), task_payload(views.TASK, hosted.id, "look"))
    return Text(say(f"live-sure-{name}", number=hosted.id, **facts), (confirm, keep))


def _dotted(detail: int | None) -> str:
    return "" if detail is None else f".{detail}"


async def _ask_start(tx: UnitOfWork, call: Call, one: Situation, _: int) -> Sequence[Content]:
    return await starting.ask(tx, call, one)


async def _results(tx: UnitOfWork, call: Call, one: Situation, _: int) -> Sequence[Content]:
    return [*await result_texts(tx, one.hosted, call.say), views.situation(one, call)]


_SHOWN: Mapping[str, Show] = MappingProxyType(
    {
        "look": _look,
        "start": _sure_start,
        "skip": _sure_skip,
        "stop": _sure_stop,
        "cancel": _sure_cancel,
        "without-all": _sure_without,
        "at": _ask_start,
        "results": _results,
    }
)
"""What is shown or asked; the orders are in ``handlers/live_hosting/orders.py``."""
