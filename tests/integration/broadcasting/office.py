"""Organisers who announce in chat, by buttons or by typing numbers, over the desk of announcing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import update

from handlers.dispatcher import Dispatcher
from handlers.payloads import CommandChoice, parse_payload
from handlers.ports.messaging import Quota
from handlers.ports.outbox import Bot
from handlers.ports.records import Grant, Role
from storage.answers import AnswerIntake
from storage.outbox import Lease
from storage.tables.outbox import outbox_table
from tests.fakes.intake import FakeHandover
from tests.integration.announcing.desk import Desk
from tests.integration.handlers.conversation import Conversation

LEASE = Lease("chat", timedelta(minutes=1))
LARGE = Quota(messages_per_month=3_000, users=50, groups=3)
SMALL = Quota(messages_per_month=1, users=50, groups=3)
RATES: dict[Bot, float] = {("web", "demo"): 30.0, ("zalo", "40"): 5.0}


@dataclass
class Organiser:
    """Somebody with a role in a private chat.

    Attributes:
        types: whether they type the numbers of choices, as where there are no buttons.
    """

    desk: Desk
    chat: Conversation
    types: bool

    async def write(self, text: str) -> str:
        return await self.chat.write(text)

    async def choose(self, label: str) -> str:
        """Choose what the last messages offer: press it, or type its number or its words."""
        if not self.types:
            return await self.chat.press(label)
        await self.read()
        payloads = self.chat.choices
        is_command = isinstance(parse_payload(payloads[label]), CommandChoice)
        return await self.chat.write(label if is_command else str(self._number(label)))

    async def read(self) -> None:
        """What was said has reached this chat."""
        c = outbox_table.c
        async with self.desk.world.database.write() as connection:
            await connection.execute(
                update(outbox_table)
                .where(c.chat_key == self.chat.chat.key, c.state == "pending")
                .values(state="sent", sent_at=self.desk.now, message_id="1", lease_owner=None)
                .values(lease_until=None)
            )

    async def draft(self, text: str, *audience: str) -> str:
        """Write an announcement up to its preview."""
        await self.write("thông báo")
        said = await self.write(text)
        for each in audience:
            said = await self.choose(each)
        return said

    @property
    def offered(self) -> Sequence[str]:
        return list(self.chat.choices)

    def _number(self, label: str) -> int:
        numbered = [
            each
            for each, payload in self.chat.choices.items()
            if not isinstance(parse_payload(payload), CommandChoice)
        ]
        return numbered.index(label) + 1


@dataclass
class Office:
    """Where organisers come in."""

    desk: Desk
    dispatcher: Dispatcher
    quotas: dict[Bot, Quota]

    async def organiser(
        self, name: str = "binh", role: Role = Role.ORGANISER, *, types: bool = False
    ) -> Organiser:
        desk = self.desk
        chat = Conversation(self.dispatcher, desk.world.database, desk.clock, name)
        async with desk.world.begin() as tx:
            await tx.people.grant(chat.user, chat.chat, Grant(role))
            await tx.commit()
        return Organiser(desk, chat, types)

    def stranger(self) -> Conversation:
        return Conversation(self.dispatcher, self.desk.world.database, self.desk.clock, "hoa")


def open_office(desk: Desk) -> Office:
    database = desk.world.database
    intake = AnswerIntake(database, desk.clock, LEASE, max_batch=16)
    quotas: dict[Bot, Quota] = {("zalo", "40"): LARGE}
    dispatcher = Dispatcher(desk.world.begin, intake, FakeHandover(), quotas=quotas, rates=RATES)
    return Office(desk, dispatcher, quotas)
