"""Calls that go wrong on the way: those that a test orders, and those that switches demand."""

from dataclasses import dataclass
from itertools import count
from typing import Literal

from tests.platforms.telegram.replies import Reply
from tests.platforms.zalo.switches import Switches

Trouble = Literal["gateway_html_502", "empty_504", "drop_before_accept", "drop_after_accept"]
PAGE = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    b"<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"
)
GATEWAY_PAGE = Reply(502, PAGE, "text/html")
EMPTY_BODY = Reply(504, b"", "text/html")


@dataclass(slots=True)
class Order:
    """Trouble that a test has ordered for a method, or for any if none is named."""

    trouble: Trouble
    method: str
    times: int


class Faults:
    """Decides which calls meet with trouble."""

    def __init__(self, switches: Switches) -> None:
        self._switches = switches
        self._orders: list[Order] = []
        self._calls = count(1)
        self._accepted_sends = count(1)

    def order(self, trouble: Trouble, method: str, times: int) -> None:
        self._orders.append(Order(trouble, method, times))

    def on_the_way_in(self, method: str) -> Trouble | None:
        """What keeps a call from happening at all."""
        for order in self._orders:
            if order.trouble != "drop_after_accept" and self._use(order, method):
                return order.trouble
        is_due = _is_due(next(self._calls), self._switches.gateway_html_502)
        return "gateway_html_502" if is_due else None

    def loses_answer(self, method: str) -> bool:
        """Whether the answer of an accepted call is lost."""
        for order in self._orders:
            if order.trouble == "drop_after_accept" and self._use(order, method):
                return True
        if not method.startswith("send"):
            return False
        return _is_due(next(self._accepted_sends), self._switches.drop_after_accept)

    def _use(self, order: Order, method: str) -> bool:
        if order.times == 0 or order.method not in ("", method):
            return False
        order.times -= 1
        return True


def _is_due(number: int, period: int) -> bool:
    return period > 0 and number % period == 0
