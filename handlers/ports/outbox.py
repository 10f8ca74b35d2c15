"""What the relay asks of the stored outbox: messages that are due, and to note what became of them.

A row that is handed out is leased to this process. Until the lease ends nobody else gets it, nor
any later row of the same chat and lane, so the order within a chat and lane holds (invariant 6).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from handlers.ports.records import OutboxRow


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform has taken the message; ``poll_id`` as in ``MessageRef``."""

    row: int
    message_id: str
    at: datetime
    poll_id: str | None = None


@dataclass(frozen=True, slots=True)
class Postponed:
    """Not sent yet; due again at ``not_before``.

    Attributes:
        has_failed: False for a pause that the platform asked for, which is no failed attempt.
        is_limited: the platform has asked for the pause because too much was sent.
    """

    row: int
    not_before: datetime
    has_failed: bool
    is_limited: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Dead:
    """Never to be sent; ``reason`` is one word for reports, without text or address."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Perhaps sent; a second copy would do more harm than none."""

    row: int
    reason: str


Bot = tuple[str, str]
"""Platform and name of a bot."""

Settlement = Sent | Postponed | Dead | Unknown


class OutboxStore(Protocol):
    """The outbox as one process sees it; every row handed out is leased to that process."""

    async def claim(
        self, bots: Collection[Bot], now: datetime, limit: int, urgent: Collection[Bot] = ()
    ) -> Sequence[OutboxRow]:
        """Lease due messages of these bots, by lane, then in the order of queueing.

        Of the ``urgent`` bots only those of the lanes for people who are waiting.

        Hands out no message while an earlier one of the same chat and lane is postponed or leased
        by another process. A row whose lease has ended may come again, also to its own process.
        """

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        """Note what became of leased messages, all in one transaction.

        A row whose lease another process has taken over since is left to that process. One that
        was paused or cancelled meanwhile stays so, unless it was sent: then it is sent.
        """

    async def begin(self, row: int) -> None:
        """Note that a message is about to be sent that must not go out twice.

        If its process ends before it is settled, it is unknown what became of it: no claim hands it
        out again.
        """

    async def recalled(self, rows: Collection[int]) -> Collection[int]:
        """Which of these rows are not this process's to send any more.

        Only a row that is pending is to be sent; whoever pauses or cancels it ends its lease.
        """

    async def renew(self, now: datetime, rows: Sequence[int]) -> None:
        """Begin the leases of rows anew that wait in this process for their turn.

        Only of those: a row that is leased here but known to nobody comes again by running out.
        """

    async def wake(self, chat_key: str, now: datetime) -> None:
        """Make the postponed messages of a chat due at once, as its person is there again."""

    async def release(self) -> None:
        """Give back everything leased to this process, at its end."""

    async def release_all(self) -> None:
        """Give back everything leased to anybody.

        Only for a start of the one and only process: what a killed one had leased is due at once.
        """
