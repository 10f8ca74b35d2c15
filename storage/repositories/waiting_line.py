"""The waiting line before the attempts of a bot; conditional updates decide who takes whom."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    Update,
    and_,
    bindparam,
    case,
    exists,
    func,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.attempts import RUNNING
from contest.model import Audience, PersonId, Position, RoundId, UnitId
from handlers.ports.addresses import ChatRef
from handlers.ports.admission import (
    TELLING,
    Candidate,
    InLine,
    Newcomer,
    OpenQuestion,
    Waiting,
    WaitingId,
)
from handlers.ports.outbox import Bot
from handlers.ports.records import Dialogue, Person
from storage.outbox import PENDING
from storage.statements import insert_into, seconds_between
from storage.tables.attempts import IS_OPEN, attempt_table
from storage.tables.contests import round_table
from storage.tables.outbox import outbox_table
from storage.tables.people import dialogue_table, identity_table, person_table
from storage.tables.rosters import barred_person_table
from storage.tables.waiting_line import IS_WAITING, waiting_line_table

line = waiting_line_table.c

WAITING = text("'waiting'")
"""Written out in a condition, so that the planner sees that the partial indexes apply."""


class SqlWaitingLine:
    """``handlers.ports.admission.WaitingLine`` on a connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def candidates(
        self, user_keys: Collection[str], round_id: RoundId
    ) -> Mapping[str, Candidate]:
        rows = await self._connection.execute(_candidates(user_keys, round_id))
        return {row.key: _candidate(row) for row in rows}

    async def join(self, newcomers: Sequence[Newcomer], at: datetime) -> None:
        if newcomers:
            statement = insert_into(self._connection, waiting_line_table).on_conflict_do_nothing(
                index_elements=[line.round_id, line.person_id], index_where=IS_WAITING
            )
            await self._connection.execute(statement, [_columns(each, at) for each in newcomers])

    async def places(
        self, people: Collection[PersonId], round_id: RoundId
    ) -> Mapping[PersonId, InLine]:
        mine = and_(line.person_id.in_(people), line.round_id == round_id)
        query = select(waiting_line_table, _ahead().label("place")).where(_is_waiting(), mine)
        rows = await self._connection.execute(query)
        return {PersonId(row.person_id): _place(row, row.place) for row in rows}

    async def lengths(self) -> Mapping[Bot, int]:
        query = (
            select(line.platform, line.bot, func.count())
            .where(_is_waiting())
            .group_by(line.platform, line.bot)
        )
        return {(row[0], row[1]): row[2] for row in await self._connection.execute(query)}

    async def admit(self, bot: Bot, count: int, at: datetime) -> Sequence[InLine]:
        first = select(line.id).where(_waits_for(bot)).order_by(line.id).limit(count)
        return await self._ended(first, Waiting.ADMITTED, at)

    async def leave(self, person: PersonId, round_id: RoundId, at: datetime) -> bool:
        mine = and_(_is_waiting(), line.person_id == person, line.round_id == round_id)
        return bool(await self._ended(select(line.id).where(mine), Waiting.LEFT, at))

    async def close(self, at: datetime, limit: int) -> Sequence[InLine]:
        is_over = line.round_id.in_(select(round_table.c.id).where(round_table.c.closes_at <= at))
        late = select(line.id).where(_is_waiting(), is_over).order_by(line.id).limit(limit)
        return await self._ended(late, Waiting.CLOSED, at)

    async def tell(self, bot: Bot, behind: int, count: int) -> Sequence[InLine]:
        ranked = _ranked(bot)
        chosen = (
            select(ranked.c.id, ranked.c.place)
            .where(ranked.c.was_told.is_(False), ranked.c.place > behind)
            .order_by(ranked.c.was_noticed, ranked.c.id)
            .limit(count)
        )
        return await self._marked(chosen, was_told=True)

    async def warn(self, bot: Bot, up_to: int, since: datetime, count: int) -> Sequence[InLine]:
        ranked = _ranked(bot, up_to)
        chosen = (
            select(ranked.c.id, ranked.c.place)
            .where(ranked.c.was_warned.is_(False), ranked.c.joined_at <= since)
            .order_by(ranked.c.id)
            .limit(count)
        )
        return await self._marked(chosen, was_told=True, was_warned=True)

    async def unsent(self, bot: Bot, at_most: int) -> int:
        c = outbox_table.c
        some = (
            select(c.id)
            .where(
                c.state == PENDING,
                c.lane == TELLING.value,
                c.platform == bot[0],
                c.bot == bot[1],
                c.not_before.is_(None),
            )
            .order_by(c.id)
            .limit(at_most)
            .subquery()
        )
        return await self._connection.scalar(select(func.count()).select_from(some)) or 0

    async def promise(self, expected: Mapping[WaitingId, datetime]) -> None:
        if expected:
            by_id = update(waiting_line_table).where(line.id == bindparam("row_id"))
            statement = by_id.values(expected_at=bindparam("at", type_=line.expected_at.type))
            rows = [{"row_id": row, "at": at} for row, at in expected.items()]
            await self._connection.execute(statement, rows)

    async def playing(
        self, bots: Collection[Bot], longest: Mapping[RoundId, timedelta]
    ) -> Sequence[OpenQuestion]:
        if not bots or not longest:
            return []
        c = attempt_table.c
        # Counted where they are: tens of thousands play, and this is asked once a second.
        place = c.platform, c.bot, c.round_id, c.position
        took = func.sum(
            _took(seconds_between(self._connection, c.started_at, c.delivered_at), longest)
        )
        query = (
            select(*place, func.count().label("people"), took.label("took"))
            .where(IS_OPEN, tuple_(c.platform, c.bot).in_(bots), c.round_id.in_(longest))
            .group_by(*place)
        )
        return [
            OpenQuestion(
                (row.platform, row.bot),
                RoundId(row.round_id),
                Position(row.position),
                row.people,
                timedelta(seconds=float(row.took)),
            )
            for row in await self._connection.execute(query)
        ]

    async def _ended(self, chosen: Select[Any], state: Waiting, at: datetime) -> Sequence[InLine]:
        ids = chosen.with_for_update(skip_locked=True)
        # The state once more: on PostgreSQL another may have taken the row since it was chosen.
        statement = (
            update(waiting_line_table)
            .where(line.id.in_(ids), _is_waiting())
            .values(state=state.value, ended_at=at)
            .returning(waiting_line_table)
        )
        rows = (await self._connection.execute(statement)).all()
        ordered = sorted(rows, key=lambda row: int(row.id))
        return [_place(row, place) for place, row in enumerate(ordered, start=1)]

    async def _marked(self, chosen: Select[Any], **marks: bool) -> Sequence[InLine]:
        places = {row.id: row.place for row in await self._connection.execute(chosen)}
        if not places:
            return []
        mark = next(reversed(marks))
        statement: Update = (
            update(waiting_line_table)
            .where(line.id.in_(places), _is_waiting(), line[mark].is_(False))
            .values(**marks)
        )
        rows = await self._connection.execute(statement.returning(waiting_line_table))
        marked = [_place(row, places[row.id]) for row in rows]
        return sorted(marked, key=lambda each: each.id)


def _took(
    seconds: ColumnElement[float], longest: Mapping[RoundId, timedelta]
) -> ColumnElement[float]:
    """Seconds that the questions before took an attempt, without days of absence."""
    c = attempt_table.c
    limits = {round_id: limit.total_seconds() for round_id, limit in longest.items()}
    most = (c.position - 1) * case(limits, value=c.round_id)
    return case((seconds < 0, 0.0), (seconds > most, most), else_=seconds)


def _is_waiting() -> ColumnElement[bool]:
    return line.state == WAITING


def _waits_for(bot: Bot) -> ColumnElement[bool]:
    return and_(_is_waiting(), line.platform == bot[0], line.bot == bot[1])


def _ranked(bot: Bot, up_to: int | None = None) -> Any:
    """Everybody who waits for a bot, or the first so many, with their places."""
    place = func.row_number().over(order_by=line.id).label("place")
    columns = (line.id, line.was_told, line.was_warned, line.was_noticed, line.joined_at)
    return select(*columns, place).where(_waits_for(bot)).order_by(line.id).limit(up_to).subquery()


def _ahead() -> ScalarSelect[int]:
    """The place of a row: how many wait for its bot up to and with it."""
    other = waiting_line_table.alias("other").c
    return (
        select(func.count())
        .where(
            other.state == WAITING,
            other.platform == line.platform,
            other.bot == line.bot,
            other.id <= line.id,
        )
        .correlate(waiting_line_table)
        .scalar_subquery()
    )


def _place(row: Row[Any], place: int) -> InLine:
    return InLine(
        id=WaitingId(row.id),
        person=PersonId(row.person_id),
        round=RoundId(row.round_id),
        chat=ChatRef(row.platform, row.bot, row.chat_id),
        locale=row.locale,
        expected_at=row.expected_at,
        place=place,
    )


def _columns(newcomer: Newcomer, at: datetime) -> dict[str, Any]:
    return {
        "round_id": newcomer.round,
        "person_id": newcomer.person,
        "platform": newcomer.chat.platform,
        "bot": newcomer.chat.bot,
        "chat_id": newcomer.chat.chat_id,
        "locale": newcomer.locale,
        "state": Waiting.WAITING.value,
        "joined_at": at,
        "expected_at": newcomer.expected_at,
        "was_noticed": newcomer.was_noticed,
        "was_told": False,
        "was_warned": False,
    }


def _candidates(user_keys: Collection[str], round_id: RoundId) -> Select[Any]:
    person, identity, attempt = person_table.c, identity_table.c, attempt_table.c
    own = and_(attempt.round_id == round_id, attempt.person_id == person.id)
    attempts = select(func.count()).where(own).correlate(person_table).scalar_subquery()
    running = own & attempt.state.in_([state.value for state in RUNNING])
    barred = barred_person_table.c.person_id == person.id
    dialogue = dialogue_table.c
    return (
        select(
            *(identity.key, person.id, person.full_name, person.birth_date, person.unit_id),
            *(person.audience, person.locale, dialogue.step, dialogue.draft),
            attempts.label("attempts"),
            exists().where(running).correlate(person_table).label("is_playing"),
            exists().where(barred).correlate(person_table).label("is_barred"),
        )
        .join_from(identity_table, person_table, person.id == identity.person_id)
        .outerjoin(dialogue_table, dialogue.user_key == identity.key)
        .where(identity.key.in_(user_keys), person.forgotten_at.is_(None))
    )


def _candidate(row: Row[Any]) -> Candidate:
    person = Person(
        id=PersonId(row.id),
        full_name=row.full_name,
        birth_date=row.birth_date,
        unit=UnitId(row.unit_id),
        audience=Audience(row.audience),
        locale=row.locale,
    )
    return Candidate(
        person=person,
        dialogue=None if row.step is None else Dialogue(row.step, row.draft),
        attempts=row.attempts,
        is_playing=row.is_playing,
        is_barred=row.is_barred,
    )
