"""What of all that comes in is about live rounds: answers in rooms, who is in them, orders."""

from datetime import timedelta

from contest.live import ENDED, State
from contest.matching import match_option
from contest.model import OPTION_LETTERS
from handlers.payloads import LiveChoice, parse_payload
from handlers.ports.addresses import ChatKind
from handlers.ports.live import LiveIntake
from handlers.ports.live_hosting import Hosting
from handlers.ports.live_orders import HostOutcome
from handlers.ports.messaging import Acknowledgement, InboundMessage
from handlers.ports.repositories import UnitsOfWork
from handlers.texts.loader import DEFAULT_LOCALE, wording

STALE = "stale"
ECHO_TIME = timedelta(minutes=1)
"""So long after a round what reads like an answer is taken to be one that came too late."""


class LiveDoor:
    """Takes what is for live rounds.

    Args:
        reading: units of work that only read.
    """

    def __init__(self, live: LiveIntake, hosting: Hosting, reading: UnitsOfWork) -> None:
        self._live = live
        self._hosting = hosting
        self._reading = reading

    async def take(self, message: InboundMessage) -> Acknowledgement | None:
        """Take what was said or has happened in a group; None if it is about no live round.

        Nothing is ever said in the group about it; a press is answered with a notice.
        """
        if message.is_member is not None:
            return await self._note_membership(message, is_member=message.is_member)
        acknowledgement = await self._live.answer(message)
        if acknowledgement is None and is_live_choice(message):
            # Of a round that is gone; the group is not told how to speak to the bot.
            return Acknowledgement(STALE, wording(DEFAULT_LOCALE)("choice-stale"))
        if acknowledgement is None and await self._is_stray_answer(message):
            return Acknowledgement(STALE)
        return acknowledgement

    async def order(self, message: InboundMessage) -> HostOutcome | None:
        """Carry out what was said in a private chat if it is an order of a host; None if not."""
        return await self._hosting.order(message)

    async def _is_stray_answer(self, message: InboundMessage) -> bool:
        """Whether something reads like an option in a group that plays or has just played."""
        is_typed = message.choice is None and message.chat.kind is ChatKind.GROUP
        if not is_typed or match_option(message.text, len(OPTION_LETTERS)) is None:
            return False
        async with self._reading() as tx:
            places = await tx.live.rooms_at(message.chat)
            if any(each.state not in ENDED | {State.ANNOUNCED} for each in places):
                return True
            last = next((each for each in places if each.state in ENDED), None)
            hosted = None if last is None else await tx.live.find(last.live_round)
        ended_at = None if hosted is None else hosted.live.ended_at
        return ended_at is not None and message.received_at - ended_at < ECHO_TIME

    async def _note_membership(
        self, message: InboundMessage, *, is_member: bool
    ) -> Acknowledgement:
        if is_member:
            await self._live.regained(message.chat)
        else:
            await self._live.lost(message.chat, message.received_at)
        return Acknowledgement("handled")


def is_live_choice(message: InboundMessage) -> bool:
    """Whether an option of a live round's question was pressed."""
    return message.choice is not None and isinstance(parse_payload(message.choice), LiveChoice)
