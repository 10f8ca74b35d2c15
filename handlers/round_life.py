"""What happens once when a round opens and once when it closes; both are safe to repeat.

Whether an answer counts is decided by the round's window alone. Closing only ends the attempts that
nothing else would end, such as one whose next question never reached an absent person.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from contest.model import AttemptId, PersonId, RoundId
from handlers.ports.contents import Text
from handlers.ports.messaging import Lane, OutboundMessage
from handlers.ports.records import Recipient, Round
from handlers.ports.repositories import UnitsOfWork
from handlers.rounds import closing_message, closing_notice, opening_message, opening_notice
from handlers.texts.loader import DEFAULT_LOCALE, Wording, wording

SYSTEM = "system"
"""Actor of the audit log for what nobody asked for."""

PAGE = 500
"""Recipients of one commit: nobody who is playing waits long behind it."""


class AttemptEnder(Protocol):
    """Ends running attempts; implemented by the answer intake."""

    async def end_round(self, attempts: Sequence[AttemptId], at: datetime) -> None: ...


class RoundLife:
    """Carries out openings and closings, and tells people of them.

    Args:
        reading: units of work that only read.
    """

    def __init__(
        self, units_of_work: UnitsOfWork, reading: UnitsOfWork, attempts: AttemptEnder
    ) -> None:
        self._units_of_work = units_of_work
        self._reading = reading
        self._attempts = attempts

    async def rounds(self) -> Sequence[Round]:
        """All rounds, in the order in which they open."""
        async with self._reading() as tx:
            return await tx.rounds.all()

    async def open(self, round_id: RoundId, now: datetime) -> None:
        """Tell everybody; does nothing if the round was opened before or moved to later."""
        one = await self._find(round_id)
        if one is None or one.opened_at is not None or now < one.window.opens_at:
            return
        if one.window.contains(now):
            await self._tell_groups(one, "opened", opening_notice, now)
            await self._tell(one, "opened", opening_message, now)
        async with self._units_of_work() as tx:
            if await tx.rounds.mark_opened(round_id, now):
                await tx.audit("round_opened", now, SYSTEM, round=round_id)
                await tx.commit()

    async def close(self, round_id: RoundId, now: datetime) -> None:
        """End what still runs and tell those who played; nothing if closed before or moved."""
        one = await self._find(round_id)
        if one is None or one.closed_at is not None or now < one.window.closes_at:
            return
        async with self._reading() as tx:
            running = await tx.attempts.running_in(round_id)
        # Timers of questions due in this very instant may be on their way; ending twice is safe.
        await self._attempts.end_round(running, one.window.closes_at)
        await self._tell_groups(one, "closed", closing_notice, now)
        await self._tell(one, "closed", closing_message, now, played=round_id)
        async with self._units_of_work() as tx:
            if await tx.rounds.mark_closed(round_id, now):
                await tx.audit("round_closed", now, SYSTEM, round=round_id, ended=len(running))
                await tx.commit()

    async def _find(self, round_id: RoundId) -> Round | None:
        async with self._reading() as tx:
            return await tx.rounds.find(round_id)

    async def _tell(
        self,
        one: Round,
        event: str,
        message: Callable[[Round, Wording], Text],
        now: datetime,
        played: RoundId | None = None,
    ) -> None:
        """Queue one message for each person, page by page.

        Its key makes it go out once: after a crash the pages queued before are passed over.
        """
        last = PersonId(0)
        while True:
            async with self._units_of_work() as tx:
                page = await tx.people.recipients(last, PAGE, played)
                if not page:
                    return
                name = _name(one, event)
                await tx.outbox.add([_to(each, name, one, message) for each in page], now)
                await tx.commit()
            last = page[-1].person

    async def _tell_groups(
        self, one: Round, event: str, notice: Callable[[Round, Wording], Text], now: datetime
    ) -> None:
        """Queue one message for each group that is bound to a unit, once as in ``_tell``."""
        content, name = notice(one, wording(DEFAULT_LOCALE)), _name(one, event)
        async with self._units_of_work() as tx:
            groups = [group.chat for group in await tx.groups.all()]
            if groups:
                await tx.outbox.add(
                    [
                        OutboundMessage(chat, f"{name}:{chat.key}", content, Lane.BROADCAST)
                        for chat in groups
                    ],
                    now,
                )
                await tx.commit()


def _name(one: Round, event: str) -> str:
    """Begins the keys of an announcement; a round that was moved and opens again says so."""
    return f"round:{one.id}:{event}:{one.window.closes_at:%Y%m%dT%H%M%S}"


def _to(
    recipient: Recipient, name: str, one: Round, message: Callable[[Round, Wording], Text]
) -> OutboundMessage:
    content = message(one, wording(recipient.locale))
    return OutboundMessage(recipient.chat, f"{name}:{recipient.person}", content, Lane.BROADCAST)
