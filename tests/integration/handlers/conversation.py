"""One person in a private chat: writes, presses, and reads what the system has queued for them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import select

from handlers.dispatcher import Dispatcher
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.contents import Content, Text
from handlers.ports.messaging import Acknowledgement, InboundMessage
from storage.codec import outbox_from_row
from storage.engine import Database
from storage.tables.outbox import outbox_table
from tests.fakes.clock import FakeClock


class Conversation:
    """A chat with the dispatcher over the real database.

    Attributes:
        heard: what the system said last, oldest first.
        acknowledgement: how the last message was acknowledged.
    """

    def __init__(
        self, dispatcher: Dispatcher, database: Database, clock: FakeClock, name: str
    ) -> None:
        self._dispatcher = dispatcher
        self._database = database
        self._clock = clock
        self._numbers = count(1)
        self._read_up_to = 0
        self.chat = ChatRef("web", "test", f"chat-{name}")
        self.user = UserRef("web", "test", f"user-{name}")
        self.heard: Sequence[Content] = ()
        self.acknowledgement = Acknowledgement("none")

    async def write(self, text: str, at: datetime | None = None) -> str:
        """Type a text; returns what the system said, one message after the other."""
        return await self.deliver(self.message(text=text, at=at))

    async def press(self, label: str) -> str:
        """Press a choice of the last messages by its label."""
        return await self.press_payload(self.choices[label])

    async def press_payload(self, payload: str) -> str:
        """Press a choice by its payload, as an older message may still offer it."""
        return await self.deliver(self.message(choice=payload))

    async def deliver(self, message: InboundMessage) -> str:
        """Hand a message in; a second after the one before."""
        self._clock.advance(timedelta(seconds=1))
        self.acknowledgement = await self._dispatcher.deliver(message)
        self.heard = await self._newly_queued()
        return "\n\n".join(text.body for text in self.heard if isinstance(text, Text))

    def message(
        self, text: str = "", choice: str | None = None, at: datetime | None = None
    ) -> InboundMessage:
        """A message that has not been handed in yet."""
        return InboundMessage(
            update_id=f"{self.chat.chat_id}-{self.user.user_id}-{next(self._numbers)}",
            chat=self.chat,
            sender=self.user,
            received_at=at or self._clock.now(),
            text=text,
            choice=choice,
        )

    @property
    def choices(self) -> dict[str, str]:
        """What the last messages offer: payload by label."""
        texts = [content for content in self.heard if isinstance(content, Text)]
        return {choice.label: choice.payload for text in texts for choice in text.choices}

    async def _newly_queued(self) -> Sequence[Content]:
        c = outbox_table.c
        statement = (
            select(outbox_table)
            .where(c.chat_key == self.chat.key, c.id > self._read_up_to)
            .order_by(c.id)
        )
        async with self._database.read() as connection:
            rows = [outbox_from_row(row) for row in await connection.execute(statement)]
        self._read_up_to = max((row.id for row in rows), default=self._read_up_to)
        return [row.message.content for row in rows]
