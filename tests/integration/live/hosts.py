"""Somebody who runs live rounds from a private chat, over a hall."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from handlers.dispatcher import Dispatcher
from handlers.live_door import LiveDoor
from handlers.live_hosting.hosting import Hosting
from handlers.ports.contents import Text
from handlers.ports.records import Grant, Role
from storage.answers import AnswerIntake
from storage.outbox import Lease
from storage.tables.operations import audit_table
from storage.tables.outbox import outbox_table
from tests.fakes.intake import FakeHandover
from tests.integration.handlers.conversation import Conversation
from tests.integration.live.hall import Hall

LEASE = Lease("chat", timedelta(minutes=1))


@dataclass
class Host:
    """A private chat with somebody who has a role, or none."""

    hall: Hall
    chat: Conversation

    async def write(self, text: str) -> str:
        return await self.chat.write(text)

    async def press(self, label: str) -> str:
        return await self.chat.press(label)

    async def type_number(self, label: str) -> str:
        """Type the number of a choice, as where there are no buttons."""
        await self._read()
        offered = [label for label, payload in self.chat.choices.items() if payload[0] == "t"]
        return await self.chat.write(str(offered.index(label) + 1))

    async def open(self) -> str:
        """Go to the round of the hall; the only one under way is shown at once."""
        shown, label = await self.write("phòng thi"), f"Mở buổi thi số {self.hall.id}"
        return await self.press(label) if label in self.offered else shown

    @property
    def offered(self) -> list[str]:
        return list(self.chat.choices)

    @property
    def replaced(self) -> list[str | None]:
        return [text.replaces for text in self.chat.heard if isinstance(text, Text)]

    async def audited(self) -> list[tuple[str, str]]:
        """What is on record, each event with who did it."""
        c = audit_table.c
        async with self.hall.database.read() as connection:
            rows = await connection.execute(select(c.event, c.actor).order_by(c.id))
            return [(event, actor) for event, actor in rows]

    async def _read(self) -> None:
        """What was said has reached this chat."""
        c = outbox_table.c
        async with self.hall.database.write() as connection:
            await connection.execute(
                update(outbox_table)
                .where(c.chat_key == self.chat.chat.key, c.state == "pending")
                .values(state="sent", sent_at=self.hall.clock.now(), message_id="1")
                .values(lease_owner=None, lease_until=None)
            )


async def open_chat(hall: Hall, name: str = "binh", role: Role | None = Role.ORGANISER) -> Host:
    """A chat over the hall's own intake; with a role, or of somebody who has none."""
    begin, database = hall.world.begin, hall.database
    hosting = Hosting(begin.reading, hall.intake)
    answers = AnswerIntake(database, hall.clock, LEASE, max_batch=16)
    live = LiveDoor(hall.intake, hosting, begin.reading)
    dispatcher = Dispatcher(begin, answers, FakeHandover(), live=live)
    chat = Conversation(dispatcher, database, hall.clock, name)
    if role is not None:
        async with begin() as tx:
            await tx.people.grant(chat.user, chat.chat, Grant(role))
            await tx.commit()
    return Host(hall, chat)
