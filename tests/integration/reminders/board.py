"""A contest in a database as reminders see it: units, rosters, who takes part, who is told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.attempts import Progress, State
from contest.model import Audience, PersonId, Position, RoundId, Unit, UnitId
from contest.quotas import Category
from contest.rules import RoundRules, Window
from handlers.formats import LOCAL_ZONE
from handlers.ports.addresses import ChatKind, ChatRef, UserRef
from handlers.ports.catalogue import NewUnit
from handlers.ports.contents import Choice, Text
from handlers.ports.messaging import Lane, OutboundMessage
from handlers.ports.records import Contest, Grant, NewAttempt, Role, Round
from handlers.ports.reminders import ReminderEntry
from handlers.ports.repositories import UnitsOfWork
from handlers.ports.rosters import Match, NewRosterEntry
from handlers.reminding import Reminding
from storage import codec
from storage.engine import Database
from storage.outbox import Lease
from storage.tables.attempts import attempt_table
from storage.tables.outbox import outbox_table
from storage.tables.people import person_table
from storage.tables.rosters import roster_entry_table
from storage.unit_of_work import SqlUnitsOfWork
from tests.fakes.secrets import SECRET

LEASE = Lease("test", timedelta(0))
RULES = RoundRules()


def local(day: int, hour: int = 0, minute: int = 0, month: int = 11) -> datetime:
    """An instant of 2023 in Viet Nam's time."""
    return datetime(2023, month, day, hour, minute, tzinfo=LOCAL_ZONE)


WINDOW = Window(local(7), local(22))
"""The round that the province really held; its last day is 21/11 (domain.md 3)."""
FOURTEENTH, EIGHTEENTH, TWENTIETH, LAST = (date(2023, 11, day) for day in (14, 18, 20, 21))
SLOTS = (FOURTEENTH, EIGHTEENTH, TWENTIETH, LAST)
"""The days of its reminders: 7, 3 and 1 days before the last day, and that day."""


def slot(day: date) -> datetime:
    """The instant of the reminders of a day."""
    return datetime(day.year, day.month, day.day, 7, 30, tzinfo=LOCAL_ZONE)


def chat(name: str) -> ChatRef:
    return ChatRef("web", "demo", name)


def group(name: str) -> ChatRef:
    return ChatRef("web", "demo", name, ChatKind.GROUP)


@dataclass(frozen=True, slots=True)
class Said:
    """A message that was queued; ``to`` is the id of its chat."""

    key: str
    to: str
    kind: ChatKind
    text: str
    choices: Sequence[Choice]
    lane: Lane
    until: datetime | None


@dataclass(slots=True)
class Board:
    """The contest, and what tests do to it."""

    database: Database
    begin: SqlUnitsOfWork
    contest: Contest
    round: Round
    units: dict[str, Unit]

    def reminding(self, begin: UnitsOfWork | None = None) -> Reminding:
        """As a process has it that was just started."""
        return Reminding(begin or self.begin, self.begin.reading)

    async def remind(self, now: datetime) -> bool:
        return await self.reminding().due(now)

    def id_of(self, unit: str) -> UnitId:
        return self.units[unit].id

    async def grant(self, name: str, role: Role, unit: str | None = None) -> None:
        """Give somebody a role; their chat has their name."""
        grant = Grant(role, self.units[unit].id if unit else None)
        async with self.begin() as tx:
            await tx.people.grant(UserRef("web", "demo", name), chat(name), grant)
            await tx.commit()

    async def bind(self, name: str, unit: str) -> None:
        async with self.begin() as tx:
            await tx.groups.bind(group(name), self.id_of(unit), "user:test", WINDOW.opens_at)
            await tx.commit()

    async def nominate(self, unit: str, category: str, *names: str) -> None:
        """Make these the only people on the roster of a unit."""
        await self.store_rosters(
            NewRosterEntry(self.id_of(unit), Category(category), name) for name in names
        )

    async def store_rosters(self, entries: Iterable[NewRosterEntry]) -> None:
        async with self.begin() as tx:
            await tx.rosters.store(list(entries), WINDOW.opens_at)
            await tx.commit()

    async def pause(self, unit: str, until: date | None) -> None:
        async with self.begin() as tx:
            await tx.reminders.pause(self.id_of(unit), until, "user:test", WINDOW.opens_at)
            await tx.commit()

    async def move(self, window: Window, now: datetime) -> None:
        async with self.begin() as tx:
            await tx.catalogue.move_round(self.round.id, window, now)
            await tx.commit()

    async def add_round(self, name: str, window: Window, *, is_rehearsal: bool = False) -> Round:
        async with self.begin() as tx:
            added = await tx.catalogue.create_round(
                self.contest.id, name, window, RULES, is_rehearsal=is_rehearsal
            )
            await tx.commit()
        return added

    async def take_part(self, unit: str, category: str, count: int) -> None:
        """Let the next people of a category on a roster register and finish an attempt."""
        await self.take_turns([(unit, category, count)])

    async def take_turns(self, turns: Iterable[tuple[str, str, int]]) -> None:
        """The same for many units and categories at once."""
        c = roster_entry_table.c
        async with self.database.write() as connection:
            statement = select(c.id, c.unit_id, c.category).where(c.match == Match.NONE.value)
            free: dict[tuple[int, str], list[int]] = {}
            for row in await connection.execute(statement.order_by(c.id)):
                free.setdefault((row.unit_id, row.category), []).append(row.id)
            for unit, category, count in turns:
                entries = free.get((self.id_of(unit), category), [])[:count]
                assert len(entries) == count
                people = await _finish(connection, count, self.id_of(unit), self.round.id)
                if people:
                    await connection.execute(
                        update(roster_entry_table)
                        .where(c.id == bindparam("entry"))
                        .values(
                            match=Match.CONFIRMED.value,
                            person_id=bindparam("person"),
                            matched_at=WINDOW.opens_at,
                        ),
                        [
                            {"entry": entry, "person": person}
                            for entry, person in zip(entries, people, strict=True)
                        ],
                    )

    async def play_unlisted(self, unit: str) -> None:
        """Let somebody finish an attempt who is on no roster."""
        async with self.database.write() as connection:
            await _finish(connection, 1, self.id_of(unit), self.round.id)

    async def said(self) -> Sequence[Said]:
        """Everything that was queued, in its order."""
        async with self.database.read() as connection:
            statement = select(outbox_table).order_by(outbox_table.c.id)
            rows = list(await connection.execute(statement))
        return [_said(codec.outbox_from_row(row).message) for row in rows]

    async def keys(self) -> list[str]:
        return sorted(one.key for one in await self.said())

    async def text_to(self, name: str) -> str:
        """The only message to a chat."""
        (only,) = [one.text for one in await self.said() if one.to == name]
        return only

    async def log(self, day: date) -> dict[str, ReminderEntry]:
        """The log of a day by the unit's code."""
        codes = {unit.id: code for code, unit in self.units.items()}
        async with self.begin.reading() as tx:
            entries = await tx.reminders.logged_on(day)
        assert len({entry.unit for entry in entries}) == len(entries)
        return {codes[entry.unit]: entry for entry in entries}

    def own_key(self, day: date, unit: str, name: str) -> str:
        """The key of a reminder of one unit."""
        return f"reminder:{day}:{self.id_of(unit)}:web:demo:{name}"


async def create_board(database: Database, units: Sequence[NewUnit]) -> Board:
    begin = SqlUnitsOfWork(database, LEASE, SECRET)
    async with begin() as tx:
        await tx.catalogue.store_units(units)
        contest = await tx.catalogue.create_contest("Tìm hiểu CCHC", "Sở Nội vụ")
        await tx.catalogue.create_round(contest.id, "Vòng 1", WINDOW, RULES)
        await tx.commit()
    return await open_board(database)


async def open_board(database: Database) -> Board:
    """The contest that is in a database."""
    begin = SqlUnitsOfWork(database, LEASE, SECRET)
    async with begin.reading() as tx:
        contest = await tx.rounds.contest()
        rounds = await tx.rounds.all()
        units = {unit.code: unit for unit in await tx.units.existing_on(date(2023, 11, 7))}
    assert contest is not None
    return Board(database, begin, contest, rounds[0], units)


async def _finish(
    connection: AsyncConnection, count: int, unit: UnitId, played: RoundId
) -> Sequence[PersonId]:
    """New people of a unit, each with a finished attempt that counts."""
    last = await connection.scalar(select(func.max(person_table.c.id))) or 0
    people = [PersonId(last + number) for number in range(1, count + 1)]
    if people:
        await connection.execute(insert(person_table), [_person(one, unit) for one in people])
        attempts = [_finished(one, unit, played) for one in people]
        await connection.execute(insert(attempt_table), attempts)
    return people


def _person(person: PersonId, unit: UnitId) -> dict[str, object]:
    return {
        "id": person,
        "full_name": "Nguyễn Thị Hoa",
        "birth_date": date(1980, 11, 8),
        "unit_id": unit,
        "audience": Audience.OFFICIALS.value,
        "locale": "vi",
        "created_at": WINDOW.opens_at,
    }


def _finished(person: PersonId, unit: UnitId, played: RoundId) -> dict[str, object]:
    ended = WINDOW.opens_at + timedelta(minutes=10)
    attempt = NewAttempt(
        person=person,
        round=played,
        unit=unit,
        chat=chat(f"person-{person}"),
        locale="vi",
        seed="seed",
        paper=(),
        progress=Progress(timedelta(0), State.FINISHED, Position(16), ended_at=ended),
        started_at=WINDOW.opens_at,
        ordinal=1,
    )
    return {**codec.attempt_to_columns(attempt), "counted": True}


def _said(message: OutboundMessage) -> Said:
    content = message.content
    assert isinstance(content, Text)
    return Said(
        message.key,
        message.chat.chat_id,
        message.chat.kind,
        content.body,
        content.choices,
        message.lane,
        content.until,
    )
