"""Joining the waiting line: thousands press within a second, and share a few commits."""

from collections.abc import Sequence

from handlers import commands, joining
from handlers.gate import Gate
from handlers.joining import OF_THE_LINE, Entrance
from handlers.ports.addresses import ChatKind
from handlers.ports.admission import TELLING
from handlers.ports.intake import Handover
from handlers.ports.messaging import Acknowledgement, InboundMessage, Lane
from handlers.ports.repositories import UnitsOfWork
from storage.group_commit import GroupCommit


class Joins:
    """``handlers.ports.admission.Joining`` with a group commit.

    Args:
        max_batch: people who join in one commit, at most.
    """

    def __init__(self, units_of_work: UnitsOfWork, gate: Gate, max_batch: int) -> None:
        self._units_of_work = units_of_work
        self._gate = gate
        self._commits: GroupCommit[InboundMessage, Acknowledgement | None] = GroupCommit(
            self._commit, max_batch
        )
        self._handover: Handover | None = None
        self._entrance = Entrance(gate)

    def connect(self, handover: Handover, entrance: Entrance) -> None:
        """Say where messages go, and what is known of the bots."""
        self._handover, self._entrance = handover, entrance

    async def join(self, message: InboundMessage) -> Acknowledgement | None:
        command = commands.command_of(message)
        if command not in OF_THE_LINE or message.chat.kind is not ChatKind.PRIVATE:
            return None
        bot, now = joining.bot_of(message), message.received_at
        if command == "begin":
            if self._gate.enter(bot, now):
                return None
        elif not self._gate.waiting.get(bot):
            return None
        return await self._commits.submit(message)

    def lane(self, message: InboundMessage) -> Lane:
        is_crowded = self._gate.is_crowded(joining.bot_of(message), message.received_at)
        return TELLING if is_crowded else Lane.REPLY

    async def drain(self) -> None:
        """Return when everything taken in so far is durable."""
        await self._commits.drain()

    async def _commit(self, messages: Sequence[InboundMessage]) -> Sequence[Acknowledgement | None]:
        async with self._units_of_work() as tx:
            results = await joining.join(tx, messages, self._entrance)
            if not any(results):
                return results
            lengths = await tx.line.lengths()
            rows = await tx.commit()
        self._gate.see_line(lengths)
        if rows and self._handover is not None:
            self._handover.hand_over(rows)
        return results
