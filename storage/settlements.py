"""Notes what became of outgoing messages, many in one commit."""

from collections.abc import Sequence
from datetime import timedelta

from handlers.ports.contents import Question
from handlers.ports.outbox import OutboxStore, Sent, Settlement
from handlers.ports.records import OutboxRow
from handlers.turns import Delivered
from storage.answers import AnswerIntake
from storage.group_commit import GroupCommit

LINGER = timedelta(milliseconds=20)
"""Only the next message of the same chat waits for this."""


class Settlements:
    """Takes what the relay reports; a delivered question goes to the intake: its clock starts."""

    def __init__(self, store: OutboxStore, intake: AnswerIntake, max_batch: int) -> None:
        self._intake = intake
        self._commits: GroupCommit[Settlement, None] = GroupCommit(self._settle, max_batch, LINGER)
        self._store = store

    async def note(self, row: OutboxRow, settlement: Settlement) -> None:
        """Return when what became of the row is durable."""
        content = row.message.content
        if isinstance(settlement, Sent) and isinstance(content, Question):
            await self._intake.delivered(
                Delivered(
                    row.id,
                    settlement.message_id,
                    content.attempt,
                    content.position,
                    settlement.at,
                )
            )
        else:
            await self._commits.submit(settlement)

    async def drain(self) -> None:
        """Return when everything noted so far is durable, also what nobody waits for any more."""
        await self._commits.drain()
        await self._intake.drain()

    async def _settle(self, settlements: Sequence[Settlement]) -> Sequence[None]:
        await self._store.settle(settlements)
        return [None] * len(settlements)
