"""Organisers who announce, people and groups who are told, and a relay in the hands of a test."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from contest.announcements import AudienceRule, Everybody
from handlers.announcing import control
from handlers.announcing.actors import Actor, Refused
from handlers.announcing.composing import compose
from handlers.announcing.feeding import Feeder
from handlers.announcing.reporting import Report, report
from handlers.delivery import UNTIL_REACHED
from handlers.ports.addresses import ChatKind, ChatRef, UserRef
from handlers.ports.announcements import AnnouncementId, Fate, NewAnnouncement, StoredAnnouncement
from handlers.ports.contents import Announcement
from handlers.ports.outbox import Dead, Postponed, Sent, Settlement, Unknown
from handlers.ports.records import Grant, OutboxRow, Person, Role
from storage.engine import Database
from storage.outbox import Lease
from storage.outbox_store import SqlOutboxStore
from storage.tables.operations import audit_table
from storage.tables.outbox import outbox_table
from storage.unit_of_work import SqlUnitsOfWork
from tests.fakes.clock import FakeClock
from tests.fakes.secrets import SECRET
from tests.integration.storage.world import World, create_world, register

BINH = UserRef("web", "demo", "binh")
LAN = UserRef("zalo", "40", "lan")
BOTS = [("web", "demo"), ("zalo", "40")]
TEXT = "Vòng 2 mở lúc 7 giờ 30 ngày 22/11/2023."

Verdict = Callable[[OutboxRow, datetime], Settlement]


def sent(row: OutboxRow, now: datetime) -> Settlement:
    return Sent(row.id, f"m{row.id}", now)


def dead(row: OutboxRow, now: datetime) -> Settlement:
    return Dead(row.id, "chat not found")


def unknown(row: OutboxRow, now: datetime) -> Settlement:
    return Unknown(row.id, "reset")


def unreachable(row: OutboxRow, now: datetime) -> Settlement:
    return Postponed(row.id, UNTIL_REACHED, has_failed=False)


@dataclass
class Desk:
    """One process of a system with a small contest.

    Attributes:
        delivered: what the platforms have taken, by keys of chats.
    """

    world: World
    clock: FakeClock
    feeder: Feeder
    store: SqlOutboxStore
    delivered: Counter[str] = field(default_factory=Counter)

    @property
    def now(self) -> datetime:
        return self.clock.now()

    async def people(self, count: int, unit: str = "SO-NV", first: int = 1) -> list[Person]:
        async with self.world.begin() as tx:
            people = [
                await register(tx, self.world, number, unit)
                for number in range(first, first + count)
            ]
            await tx.commit()
        return people

    async def group(self, name: str, unit: str) -> ChatRef:
        chat = ChatRef("zalo", "40", name, ChatKind.GROUP)
        async with self.world.begin() as tx:
            await tx.groups.bind(chat, self.world.units[unit], "leader", self.now)
            await tx.commit()
        return chat

    async def appoint(self, user: UserRef, role: Role = Role.ORGANISER) -> Actor:
        chat = ChatRef(user.platform, user.bot, f"chat-{user.user_id}")
        async with self.world.begin() as tx:
            await tx.people.grant(user, chat, Grant(role))
            await tx.commit()
        return Actor(user)

    async def dismiss(self, user: UserRef, role: Role = Role.ORGANISER) -> None:
        async with self.world.begin() as tx:
            assert await tx.people.revoke(user.key, Grant(role))
            await tx.commit()

    async def write(
        self, actor: Actor, audience: AudienceRule | None = None, **content: object
    ) -> StoredAnnouncement:
        new = NewAnnouncement(TEXT, audience or Everybody(), **content)  # type: ignore[arg-type]
        async with self.world.begin() as tx:
            draft = await compose(tx, actor, new, self.now)
            await tx.commit()
        assert isinstance(draft, StoredAnnouncement)
        return draft

    async def confirm(
        self, actor: Actor, draft: StoredAnnouncement
    ) -> StoredAnnouncement | Refused:
        async with self.world.begin() as tx:
            done = await control.confirm(tx, actor, draft.id, draft.content.version, self.now)
            await tx.commit()
        return done

    async def announce(
        self, actor: Actor, audience: AudienceRule | None = None, **content: object
    ) -> AnnouncementId:
        """Write and confirm."""
        draft = await self.write(actor, audience, **content)
        assert isinstance(await self.confirm(actor, draft), StoredAnnouncement)
        return draft.id

    async def pause(self, actor: Actor, id_: AnnouncementId) -> StoredAnnouncement | Refused:
        async with self.world.begin() as tx:
            done = await control.pause(tx, actor, id_, self.now)
            await tx.commit()
        return done

    async def resume(self, actor: Actor, id_: AnnouncementId) -> StoredAnnouncement | Refused:
        async with self.world.begin() as tx:
            done = await control.resume(tx, actor, id_, self.now)
            await tx.commit()
        return done

    async def cancel(self, actor: Actor, id_: AnnouncementId) -> StoredAnnouncement | Refused:
        async with self.world.begin() as tx:
            done = await control.cancel(tx, actor, id_, "viết nhầm", self.now)
            await tx.commit()
        return done

    async def resend(
        self, actor: Actor, id_: AnnouncementId, *, with_unknown: bool = False
    ) -> StoredAnnouncement | Refused:
        async with self.world.begin() as tx:
            done = await control.resend_failed(tx, actor, id_, self.now, with_unknown=with_unknown)
            await tx.commit()
        return done

    async def feed(self, after: timedelta = timedelta(0)) -> None:
        self.clock.advance(after)
        await self.feeder.carry_on(self.now)

    async def claim(self, limit: int = 1_000) -> Sequence[OutboxRow]:
        return await self.store.claim(BOTS, self.now, limit)

    async def settle(self, rows: Sequence[OutboxRow], verdict: Verdict = sent) -> None:
        """Let the platforms do this with these messages."""
        settlements = [verdict(row, self.now) for row in rows]
        await self.store.settle(settlements)
        self.delivered.update(
            row.message.chat.key
            for row, settlement in zip(rows, settlements, strict=True)
            if isinstance(settlement, Sent)
        )

    async def send(self, verdict: Verdict = sent, limit: int = 1_000) -> int:
        """Send what is due; returns how many messages that were."""
        rows = await self.claim(limit)
        await self.settle(rows, verdict)
        return len(rows)

    async def report(self, id_: AnnouncementId) -> Report:
        async with self.world.begin.reading() as tx:
            found = await report(tx, id_, self.now)
        assert found is not None
        return found

    async def fates(self, id_: AnnouncementId) -> dict[Fate, int]:
        """How many recipients have met which fate; those that nobody has met are left out."""
        tally = (await self.report(id_)).tally
        return {fate: tally.of(fate) for fate in Fate if tally.of(fate)}

    async def state(self, id_: AnnouncementId) -> str:
        return (await self.report(id_)).announcement.state.value

    async def keys(self) -> list[str]:
        """Of everything that was ever queued, in its order."""
        c = outbox_table.c
        async with self.world.database.read() as connection:
            return list(await connection.scalars(select(c.key).order_by(c.id)))

    async def audited(self) -> list[tuple[str, str]]:
        """What the audit log tells of announcements: event and actor."""
        c = audit_table.c
        async with self.world.database.read() as connection:
            rows = await connection.execute(select(c.event, c.actor).order_by(c.id))
            return [(row.event, row.actor) for row in rows if row.event.startswith("announcement")]


async def open_desk(database: Database, page: int = 3, enough: int = 6) -> Desk:
    """A desk on a fresh database at 8 in the morning, with small pages."""
    return desk_of(await create_world(database), FakeClock(), database, page, enough)


def desk_of(
    world: World, clock: FakeClock, database: Database, page: int = 3, enough: int = 6
) -> Desk:
    """Another process of the same system, with connections of its own."""
    owner = f"process-{id(database)}"
    announcing = SqlUnitsOfWork(database, Lease(owner, timedelta(0)), SECRET)
    feeder = Feeder(announcing, announcing.reading, page, enough)
    store = SqlOutboxStore(database, Lease(owner, timedelta(seconds=60)))
    return Desk(world, clock, feeder, store)


def title_and_body(row: OutboxRow) -> tuple[str, str]:
    content = row.message.content
    assert isinstance(content, Announcement)
    return content.title, content.body
