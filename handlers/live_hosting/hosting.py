"""Carries out what those who run the contest order about live rounds, by a choice or by its words.

An order goes through the live intake, which has a transaction of its own; so it is carried out
before the conversation's transaction begins, once for each update.
"""

from handlers import commands, dialogues
from handlers.commands import STAFF
from handlers.live_hosting import starting, views
from handlers.live_hosting.orders import order_of
from handlers.payloads import TaskChoice, parse_payload
from handlers.ports.live import LiveIntake
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_orders import HostOrder, HostOutcome
from handlers.ports.messaging import InboundMessage
from handlers.ports.repositories import UnitOfWork, UnitsOfWork
from handlers.typed_tasks import typed_task

Ordered = tuple[LiveRoundId, HostOrder]


class Hosting:
    """``handlers.ports.live_hosting.Hosting`` over the live intake.

    Args:
        reading: units of work that only read.
    """

    def __init__(self, reading: UnitsOfWork, live: LiveIntake) -> None:
        self._reading = reading
        self._live = live

    async def order(self, message: InboundMessage) -> HostOutcome | None:
        """Carry out what a message orders; None if it orders nothing."""
        pressed = parse_payload(message.choice) if message.choice is not None else None
        if message.choice is not None and _task(pressed) is None:
            return None
        async with self._reading() as tx:
            ordered = await _ordered(tx, message, _task(pressed))
        if ordered is None:
            return None
        live_round, order = ordered
        return await self._live.order(live_round, order, f"{message.update_key}:live")


def _task(choice: object) -> TaskChoice | None:
    is_own = isinstance(choice, TaskChoice) and choice.task == views.TASK
    return choice if is_own and isinstance(choice, TaskChoice) else None


async def _ordered(
    tx: UnitOfWork, message: InboundMessage, pressed: TaskChoice | None
) -> Ordered | None:
    by = f"user:{message.sender.key}"
    grants = await tx.people.grants_of(message.sender)
    if not any(grant.role in STAFF for grant in grants):
        return None
    if pressed is not None:
        return _of_choice(pressed, by)
    return await _typed(tx, message, by)


async def _typed(tx: UnitOfWork, message: InboundMessage, by: str) -> Ordered | None:
    """What typed words order, by the rules that ``handlers/routing.py`` reads them by."""
    if commands.read(message.text) is not None:
        return None
    dialogue = await tx.dialogues.of_user(message.sender)
    if dialogue is not None and dialogue.step == starting.START_STEP:
        return starting.order_of(dialogue, message.text, by, message.received_at)
    if dialogue is not None and dialogue.step != dialogues.NO_STEP:
        return None
    choice = _task(await typed_task(tx, message))
    return None if choice is None else _of_choice(choice, by)


def _of_choice(choice: TaskChoice, by: str) -> Ordered | None:
    order = order_of(choice, by)
    return None if order is None else (LiveRoundId(choice.id), order)
