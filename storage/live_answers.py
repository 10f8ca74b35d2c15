"""What is stored of answers in a live round, and in which room each person plays.

Works on a plain connection, inside the transaction of whoever calls.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Dialect,
    Select,
    and_,
    bindparam,
    case,
    exists,
    or_,
    select,
)

from contest.live_answers import Ballot, Given
from contest.live_rooms import RoomId
from contest.live_scoring import tally
from contest.model import OptionIndex, PersonId, Position, UnitId
from handlers.live_turns import Participant
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_records import HostedRound
from storage.bulk import Bulk, Statement
from storage.statements import Insert, insert_for
from storage.tables.live import live_answer_table, live_person_table
from storage.tables.people import identity_table, person_table

Answers = Mapping[tuple[LiveRoundId, Position, PersonId, RoomId], Given]
Ballots = dict[PersonId, Ballot]

_KEY = ("live_round_id", "position", "person_id", "room_id")
_COLUMNS = (*_KEY, "option", "first_at", "received_at")
AT_ONCE = 5_000
"""Ids in one statement; PostgreSQL's protocol takes 32,767 parameters."""
FEW = 1_000
ANY_OPTION = OptionIndex(0)
"""For a tally that only asks which answer counts, not whether it is right."""


def _inserting(dialect: Dialect) -> Insert:
    c = live_answer_table.c
    values = {name: bindparam(name, type_=c[name].type) for name in _COLUMNS}
    return insert_for(dialect, live_answer_table).values(values)


def _merge_first(dialect: Dialect) -> Statement:
    """The first answer counts; of two in the same instant the option decides, as in ``merged``."""
    statement = _inserting(dialect)
    c, new = live_answer_table.c, statement.excluded
    is_new = or_(
        new.received_at < c.received_at,
        and_(new.received_at == c.received_at, new.option < c.option),
    )
    return _merging(statement, is_new)


def _merge_last(dialect: Dialect) -> Statement:
    """The last answer counts, likewise."""
    statement = _inserting(dialect)
    c, new = live_answer_table.c, statement.excluded
    is_new = or_(
        new.received_at > c.received_at,
        and_(new.received_at == c.received_at, new.option > c.option),
    )
    return _merging(statement, is_new)


def _merging(statement: Insert, is_new: Any) -> Statement:
    c, new = live_answer_table.c, statement.excluded
    return statement.on_conflict_do_update(
        index_elements=_KEY,
        set_={
            "first_at": case((new.first_at < c.first_at, new.first_at), else_=c.first_at),
            "option": case((is_new, new.option), else_=c.option),
            "received_at": case((is_new, new.received_at), else_=c.received_at),
        },
    )


def _upsert_person(dialect: Dialect) -> Statement:
    c = live_person_table.c
    names = ("live_round_id", "person_id", "unit_id", "room_id")
    statement = insert_for(dialect, live_person_table).values(
        {name: bindparam(name, type_=c[name].type) for name in names}
    )
    # The unit stays that of the first answer that counted.
    return statement.on_conflict_do_update(
        index_elements=names[:2], set_={"room_id": statement.excluded.room_id}
    )


_store_first = Bulk(_merge_first)
_store_last = Bulk(_merge_last)
_upsert_people = Bulk(_upsert_person)


def store(connection: Connection, answers: Answers, *, may_change: bool) -> None:
    """Keep answers of rounds with that rule; in the order of their keys, so that two replicas
    cannot block each other."""
    statement = _store_last if may_change else _store_first
    rows = [
        {
            "live_round_id": key[0],
            "position": key[1],
            "person_id": key[2],
            "room_id": key[3],
            "option": answers[key].option,
            "first_at": answers[key].first_at,
            "received_at": answers[key].received_at,
        }
        for key in sorted(answers)
    ]
    statement.execute(connection, rows)


def participants(connection: Connection, senders: Collection[str]) -> Mapping[str, Participant]:
    """Who these platform users are; those who are not registered are left out."""
    identity, person = identity_table.c, person_table.c
    rows = connection.execute(
        select(identity.key, person.id, person.unit_id, person.locale)
        .join_from(identity_table, person_table, person.id == identity.person_id)
        .where(identity.key.in_(senders))
    )
    return {
        key: Participant(PersonId(id_), UnitId(unit), locale) for key, id_, unit, locale in rows
    }


def homes(
    connection: Connection, live_round: LiveRoundId, people: Collection[PersonId]
) -> Mapping[PersonId, RoomId]:
    """The rooms in which these people play, so far as they have played before."""
    c = live_person_table.c
    rows = connection.execute(
        select(c.person_id, c.room_id).where(c.live_round_id == live_round, c.person_id.in_(people))
    )
    return {PersonId(person): RoomId(room) for person, room in rows}


def units(
    connection: Connection, live_round: LiveRoundId, people: Collection[PersonId] | None = None
) -> dict[PersonId, UnitId]:
    """Whom people play for, these or all, so far as they have played before."""
    c = live_person_table.c
    query = select(c.person_id, c.unit_id).where(c.live_round_id == live_round)
    if people is not None:
        query = query.where(c.person_id.in_(people))
    return {PersonId(person): UnitId(unit) for person, unit in connection.execute(query).all()}


def own_units(
    connection: Connection, live_round: LiveRoundId, position: Position
) -> dict[PersonId, UnitId]:
    """The units that everybody who has answered a question is in now."""
    c, person = live_answer_table.c, person_table.c
    rows = connection.execute(
        select(person.id, person.unit_id)
        .join_from(live_answer_table, person_table, person.id == c.person_id)
        .where(c.live_round_id == live_round, c.position == position)
    )
    return {PersonId(id_): UnitId(unit) for id_, unit in rows.all()}


def ballots(
    connection: Connection,
    live_round: LiveRoundId,
    position: Position,
    people: Collection[PersonId] | None = None,
) -> Ballots:
    """What these people, or all, have answered to a question."""
    c = live_answer_table.c
    query = _of_question(live_round, position)
    if people is not None:
        query = query.where(c.person_id.in_(people))
    return _gathered(connection.execute(query).all())


def settle_homes(connection: Connection, hosted: HostedRound) -> None:
    """Note where everybody plays whose answer to the question asked last counts.

    For when no answer to it is taken any more, and it was not annulled. Only those are looked at
    for whom something else is noted, or nothing: after the first question they are few.
    """
    live, people = hosted.live, _unsettled(connection, hosted)
    if not people:
        return
    if len(people) <= FEW:
        found = ballots(connection, hosted.id, live.position, people)
        own = units_now(connection, people)
    else:
        found = ballots(connection, hosted.id, live.position)
        own = own_units(connection, hosted.id, live.position)
    new = set(people)
    rows = [
        {"person_id": mark.person, "unit_id": own[mark.person], "room_id": mark.room}
        for mark in tally(live.clock, found, ANY_OPTION)
        if mark.person in new
    ]
    _upsert_people.execute(connection, rows, live_round_id=hosted.id)


def _unsettled(connection: Connection, hosted: HostedRound) -> Sequence[PersonId]:
    c, known = live_answer_table.c, live_person_table.c
    is_noted = exists().where(
        known.live_round_id == c.live_round_id,
        known.person_id == c.person_id,
        known.room_id == c.room_id,
    )
    query = (
        select(c.person_id)
        .where(c.live_round_id == hosted.id, c.position == hosted.live.position, ~is_noted)
        .distinct()
    )
    return [PersonId(person) for person in connection.scalars(query).all()]


def units_now(connection: Connection, people: Collection[PersonId]) -> dict[PersonId, UnitId]:
    """The units that people are in now."""
    wanted = list(people)
    c, found = person_table.c, dict[PersonId, UnitId]()
    for first in range(0, len(wanted), AT_ONCE):
        part = wanted[first : first + AT_ONCE]
        rows = connection.execute(select(c.id, c.unit_id).where(c.id.in_(part)))
        found |= {PersonId(id_): UnitId(unit) for id_, unit in rows.all()}
    return found


def _of_question(live_round: LiveRoundId, position: Position) -> Select[Any]:
    c = live_answer_table.c
    return select(c.person_id, c.room_id, c.option, c.first_at, c.received_at).where(
        c.live_round_id == live_round, c.position == position
    )


def _gathered(rows: Iterable[Any]) -> Ballots:
    found = defaultdict[PersonId, dict[RoomId, Given]](dict)
    for person, room, option, first_at, received_at in rows:
        found[person][room] = Given(option, first_at, received_at)
    return dict(found)
