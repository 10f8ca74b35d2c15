"""What of all that comes in is about live rounds: answers in rooms, who is in them, orders."""

from handlers.payloads import LiveChoice, parse_payload
from handlers.ports.live import HostOutcome, LiveIntake
from handlers.ports.live_hosting import Hosting
from handlers.ports.messaging import Acknowledgement, InboundMessage
from handlers.texts.loader import DEFAULT_LOCALE, wording

STALE = "stale"


class LiveDoor:
    """Takes what is for live rounds."""

    def __init__(self, live: LiveIntake, hosting: Hosting) -> None:
        self._live = live
        self._hosting = hosting

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
        return acknowledgement

    async def order(self, message: InboundMessage) -> HostOutcome | None:
        """Carry out what was said in a private chat if it is an order of a host; None if not."""
        return await self._hosting.order(message)

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
