"""Notes what became of outgoing messages, many in one commit."""

from collections.abc import Sequence
from datetime import timedelta

from contest.live_rooms import Trouble
from handlers.delivery import UNREACHABLE
from handlers.ports.addresses import ChatKind
from handlers.ports.contents import Content, Question
from handlers.ports.live import LiveIntake
from handlers.ports.live_contents import LiveQuestion
from handlers.ports.messaging import Lane, OutboundMessage
from handlers.ports.outbox import Dead, OutboxStore, Sent, Settlement, Unknown
from handlers.ports.records import OutboxRow
from handlers.ports.timing import Clock
from handlers.turns import Delivered
from storage.answers import AnswerIntake
from storage.group_commit import GroupCommit

LINGER = timedelta(milliseconds=20)
"""Only the next message of the same chat waits for this."""


class Settlements:
    """Takes what the relay reports; a delivered question goes to its intake: a clock starts."""

    def __init__(
        self,
        store: OutboxStore,
        intake: AnswerIntake,
        live: LiveIntake,
        clock: Clock,
        max_batch: int,
    ) -> None:
        self._intake = intake
        self._live = live
        self._clock = clock
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
        elif isinstance(settlement, Sent) and (asked := _asked(content)):
            await self._posted(row, asked, settlement)
        else:
            if _is_to_a_room(row.message):
                await self._tell_live(row.message, settlement)
            await self._commits.submit(settlement)

    async def drain(self) -> None:
        """Return when everything noted so far is durable, also what nobody waits for any more."""
        await self._commits.drain()
        await self._intake.drain()
        await self._live.drain()

    async def _posted(self, row: OutboxRow, asked: LiveQuestion, sent: Sent) -> None:
        await self._live.posted(
            row.id,
            asked.live_round,
            asked.position,
            row.message.chat,
            sent.at,
            sent.message_id,
            sent.poll_id,
        )

    async def _tell_live(self, message: OutboundMessage, settlement: Settlement) -> None:
        """Tell of a room that has not got what it was to get.

        Before the row is settled: whoever dies in between tries the row once more.
        """
        asked, now = _asked(message.content), self._clock.now()
        match settlement:
            case Dead(reason=reason) if reason == UNREACHABLE:
                await self._live.lost(message.chat, now)
            case Dead() | Unknown() if asked is not None:
                await self._live.troubled(
                    asked.live_round, asked.position, message.chat, Trouble.FAILED, now
                )

    async def _settle(self, settlements: Sequence[Settlement]) -> Sequence[None]:
        await self._store.settle(settlements)
        return [None] * len(settlements)


def _asked(content: Content) -> LiveQuestion | None:
    """The question of a live round that this is, if it is no edit of one."""
    if isinstance(content, LiveQuestion) and content.replaces is None:
        return content
    return None


def _is_to_a_room(message: OutboundMessage) -> bool:
    return message.lane is Lane.LIVE_ROUND and message.chat.kind is ChatKind.GROUP
