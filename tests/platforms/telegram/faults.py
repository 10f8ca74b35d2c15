"""Faults to order: latency, broken connections, gateway errors, repeated and mixed-up updates."""

import random
from dataclasses import dataclass, field
from enum import StrEnum

from tests.platforms.telegram.errors import ApiError, too_many_requests
from tests.platforms.telegram.replies import REASONS, Reply, error_reply

HTML_PAGE = (
    "<html>\r\n<head><title>{status} {reason}</title></head>\r\n<body>\r\n"
    "<center><h1>{status} {reason}</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n"
    "</body>\r\n</html>\r\n"
)


class FaultKind(StrEnum):
    """What goes wrong with a call."""

    RESET = "reset"
    SERVER_ERROR = "server error"
    HTML_PAGE = "html page"
    TOO_MANY_REQUESTS = "too many requests"
    SLOW = "slow"


@dataclass(slots=True)
class Fault:
    """One kind of fault, and which calls it befalls.

    Attributes:
        share: probability for each call that fits.
        times: how many calls it befalls before it is over; None if it goes on.
        methods: names of methods; empty for all.
        chat_id: only calls for this chat; None for all.
        after_effect: the call has been carried out when the fault comes, so the bot cannot know.
        status: of a server error or an HTML page.
        retry_after: seconds, of "too many requests".
        delay: seconds before the answer, of "slow"; the effect comes at once.
        hits: calls befallen so far.
    """

    kind: FaultKind
    share: float = 1.0
    times: int | None = None
    methods: frozenset[str] = frozenset()
    chat_id: int | None = None
    after_effect: bool = False
    status: int = 502
    retry_after: int = 3
    delay: float = 1.0
    hits: int = 0

    def __post_init__(self) -> None:
        self.methods = frozenset(method.lower() for method in self.methods)

    def fits(self, method: str, chat_id: str) -> bool:
        if self.times is not None and self.hits >= self.times:
            return False
        if self.methods and method not in self.methods:
            return False
        return self.chat_id is None or chat_id == str(self.chat_id)

    @property
    def has_effect(self) -> bool:
        """Whether the call is carried out nevertheless."""
        return self.after_effect or self.kind is FaultKind.SLOW

    @property
    def reply(self) -> Reply:
        """What the bot gets instead of the answer, unless the fault only breaks or delays it."""
        if self.kind is FaultKind.HTML_PAGE:
            page = HTML_PAGE.format(status=self.status, reason=REASONS[self.status])
            return Reply(self.status, page.encode(), "text/html")
        if self.kind is FaultKind.TOO_MANY_REQUESTS:
            return error_reply(too_many_requests(self.retry_after))
        return error_reply(ApiError(self.status, REASONS[self.status]))


@dataclass(slots=True)
class Faults:
    """All that is switched on; nothing by default.

    Attributes:
        latency: seconds of every call, half of it on the way in and half on the way out.
        jitter: up to so many seconds more, drawn for each call.
        repeat_updates: share of updates that are delivered a second time with the same id.
        mix_updates: share of batches (polling) or updates (webhook) that lose their order.
        seed: of the dice; the same calls in the same order meet the same faults.
    """

    latency: float = 0.0
    jitter: float = 0.0
    repeat_updates: float = 0.0
    mix_updates: float = 0.0
    seed: int = 1
    active: list[Fault] = field(default_factory=list)
    _dice: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)  # noqa: S311 - repeatable, guards nothing

    def add(self, fault: Fault) -> Fault:
        """Switch a fault on; returns it, so that its hits can be read."""
        self.active.append(fault)
        return fault

    def clear(self) -> None:
        """Switch everything off."""
        self.latency = self.jitter = self.repeat_updates = self.mix_updates = 0.0
        self.active.clear()

    def pick(self, method: str, chat_id: str) -> Fault | None:
        """The fault that befalls this call, counted as a hit."""
        for fault in self.active:
            if fault.fits(method, chat_id) and self.happens(fault.share):
                fault.hits += 1
                return fault
        return None

    def happens(self, share: float) -> bool:
        return share >= 1.0 or (share > 0.0 and self._dice.random() < share)

    def draw_latency(self) -> float:
        return self.latency + (self._dice.uniform(0, self.jitter) if self.jitter else 0.0)

    def mix(self, items: list[str]) -> None:
        """Put a batch out of order, in place."""
        self._dice.shuffle(items)
