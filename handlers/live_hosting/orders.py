"""Which choices below a live round are orders, and what each orders; the others only show."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from contest.live_rooms import RoomId
from contest.model import Position
from handlers.payloads import TaskChoice
from handlers.ports.live_orders import HostOrder, OrderKind

Making = Callable[[str, int], HostOrder]
"""An order from who gives it and the number that a choice carries."""

MAX_DIGITS = 9


def _plain(kind: OrderKind) -> Making:
    return lambda by, _: HostOrder(kind, by)


def _at(kind: OrderKind) -> Making:
    """An order about the question that was being looked at, so that an old choice does nothing."""
    return lambda by, number: HostOrder(kind, by, position=Position(number))


def _in_room(kind: OrderKind) -> Making:
    return lambda by, number: HostOrder(kind, by, rooms=(RoomId(number),))


_ORDERS: Mapping[str, Making] = MappingProxyType(
    {
        "start-now": _at(OrderKind.START),
        "pause": _plain(OrderKind.PAUSE),
        "resume": _plain(OrderKind.RESUME),
        "next": _at(OrderKind.NEXT),
        "skip-now": _at(OrderKind.SKIP),
        "stop-now": _at(OrderKind.STOP),
        "cancel-now": _at(OrderKind.CANCEL),
        "wait": _in_room(OrderKind.WAIT),
        "without": _in_room(OrderKind.GO_ON_WITHOUT),
        # No room named: all that are in trouble.
        "without-all-now": _at(OrderKind.GO_ON_WITHOUT),
    }
)


def order_of(choice: TaskChoice, by: str) -> HostOrder | None:
    """What a choice orders; None if it only shows something or asks whether one is sure."""
    name, number = parts(choice.value)
    make = _ORDERS.get(name)
    return None if make is None else make(by, number)


def parts(value: str) -> tuple[str, int]:
    """The name of what is to be done, and the number that goes with it; 0 where there is none."""
    name, _, detail = value.partition(".")
    is_number = detail.isascii() and detail.isdecimal() and len(detail) <= MAX_DIGITS
    return name, int(detail) if is_number else 0
