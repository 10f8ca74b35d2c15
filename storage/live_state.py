"""A live round between its rows and its value: loaded under a lock, written where it has changed.

Works on a plain connection, inside the transaction of whoever calls.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Dialect, Row, bindparam, delete, insert, select, update

from contest.live import LiveRound, State
from contest.live_clock import Break
from contest.live_rooms import QuestionClock, Room, RoomId, RoomState, Trouble
from contest.live_rules import LiveRules, live_rules_from_data
from contest.model import ContestId, Position, QuestionId, UnitId
from handlers.live_turns import wake_at
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_records import HostedRound, LiveRoom, Shows
from storage.bulk import Bulk, Statement
from storage.statements import insert_for
from storage.tables.live import (
    live_break_table,
    live_question_table,
    live_room_table,
    live_round_table,
)

OVER = tuple(state.value for state in (State.FINISHED, State.CANCELLED))

Breaks = Mapping[RoomId | None, tuple[Break, ...]]
"""Breaks of one question: of the whole round under None."""


def _upsert_clock(dialect: Dialect) -> Statement:
    c = live_question_table.c
    names = ("live_round_id", "position", "room_id", "delivered_at", "lost_at")
    statement = insert_for(dialect, live_question_table).values(
        {name: bindparam(name, type_=c[name].type) for name in names}
    )
    clock = {name: statement.excluded[name] for name in ("delivered_at", "lost_at")}
    return statement.on_conflict_do_update(index_elements=names[:3], set_=clock)


_upsert_clocks = Bulk(_upsert_clock)
_update_rooms = Bulk(
    lambda _: (
        update(live_room_table)
        .where(live_room_table.c.id == bindparam("row_id", type_=live_room_table.c.id.type))
        .values(dict.fromkeys(("state", "trouble", "trouble_at")))
    )
)


def versions(
    connection: Connection, named: Collection[LiveRoundId], *, for_update: bool
) -> Mapping[LiveRoundId, int]:
    """Version of all rounds that have not ended, and of those that are named; locked.

    In the order of their ids, so that two replicas cannot block each other (SQLite has one writer
    and ignores the lock). For whoever only adds answers the lock is shared.
    """
    c = live_round_table.c
    rows = connection.execute(
        select(c.id, c.version)
        .where(c.id.in_(named) | c.state.not_in(OVER))
        .order_by(c.id)
        .with_for_update(read=not for_update)
    )
    return {LiveRoundId(row.id): row.version for row in rows}


def load(
    connection: Connection, ids: Collection[LiveRoundId] | None = None
) -> dict[LiveRoundId, HostedRound]:
    """These rounds with their rooms, or all of them; in the order in which they start."""
    c = live_round_table.c
    query = select(live_round_table).order_by(c.starts_at, c.id)
    if ids is not None:
        query = query.where(c.id.in_(ids))
    rows = connection.execute(query).all()
    found = [row.id for row in rows]
    rooms = _rooms_of(connection, found)
    return {
        LiveRoundId(row.id): _hosted(
            row, rooms[row.id], *_question_of(connection, row.id, row.position)
        )
        for row in rows
    }


def clock_of(
    connection: Connection, live_round: LiveRoundId, position: Position, rules: LiveRules
) -> QuestionClock:
    """The clocks of a question from the log, for telling what was in time."""
    clocks, breaks = _question_of(connection, live_round, position)
    rooms = {
        room: Room(
            room,
            RoomState.OPEN,
            delivered_at=row.delivered_at,
            lost_at=row.lost_at,
            breaks=breaks.get(room, ()),
        )
        for room, row in clocks.items()
    }
    return QuestionClock(rules.question_limit, rooms, breaks.get(None, ()))


def save(connection: Connection, before: HostedRound, live: LiveRound) -> HostedRound:
    """Write what has changed; the round with its next version.

    The caller holds the lock that ``versions`` took for an update.
    """
    after = replace(before, live=live, version=before.version + 1)
    connection.execute(
        update(live_round_table)
        .where(live_round_table.c.id == before.id)
        .values(version=after.version, **progress_to_columns(live))
    )
    _save_rooms(connection, before, live)
    if live.position == before.live.position and _breaks_of(live) != _breaks_of(before.live):
        _save_breaks(connection, before.id, live)
    return after


def touch(connection: Connection, rounds: Collection[int]) -> None:
    """Let every process read these rounds anew, and look at them soon."""
    c = live_round_table.c
    connection.execute(
        update(live_round_table).where(c.id.in_(rounds)).values(version=c.version + 1)
    )
    for hosted in load(connection, [LiveRoundId(id_) for id_ in rounds]).values():
        connection.execute(
            update(live_round_table).where(c.id == hosted.id).values(wake_at=wake_at(hosted.live))
        )


def progress_to_columns(live: LiveRound) -> dict[str, Any]:
    """The columns of ``live_round`` that change while it is played."""
    return {
        "state": live.state.value,
        "position": live.position,
        "starts_at": live.starts_at,
        "asked_at": live.asked_at,
        "resumes_to": live.resumes_to and live.resumes_to.value,
        "next_at": live.next_at,
        "annulled": sorted(live.annulled),
        "ended_at": live.ended_at,
        "wake_at": wake_at(live),
    }


def room_to_columns(live_round: LiveRoundId, chat: ChatRef) -> dict[str, Any]:
    """The columns that say where a room is."""
    return {"live_round_id": live_round, **chat_to_columns(chat)}


def chat_to_columns(chat: ChatRef) -> dict[str, Any]:
    """The address of a room, under names that the outbox has, too."""
    return {
        "platform": chat.platform,
        "bot": chat.bot,
        "chat_id": chat.chat_id,
        "chat_key": chat.key,
    }


def _save_rooms(connection: Connection, before: HostedRound, live: LiveRound) -> None:
    known, is_asked = before.live.rooms, live.position != before.live.position
    changed = [room for room in live.rooms.values() if known.get(room.id) is not room]
    _update_rooms.execute(
        connection,
        [
            {
                "row_id": room.id,
                "state": room.state.value,
                "trouble": room.trouble and room.trouble.value,
                "trouble_at": room.trouble_at,
            }
            for room in changed
        ],
    )
    clocks = live.rooms.values() if is_asked else changed
    _upsert_clocks.execute(
        connection,
        [
            {"room_id": room.id, "delivered_at": room.delivered_at, "lost_at": room.lost_at}
            for room in clocks
        ],
        live_round_id=before.id,
        position=live.position,
    )


def _save_breaks(connection: Connection, live_round: LiveRoundId, live: LiveRound) -> None:
    c = live_break_table.c
    of_question = (c.live_round_id == live_round) & (c.position == live.position)
    connection.execute(delete(live_break_table).where(of_question))
    rows = [
        {
            "live_round_id": live_round,
            "position": live.position,
            "room_id": room,
            "begins_at": each.begins_at,
            "ends_at": each.ends_at,
            "is_pause": each.is_pause,
        }
        for room, breaks in _breaks_of(live).items()
        for each in breaks
    ]
    if rows:
        connection.execute(insert(live_break_table), rows)


def _breaks_of(live: LiveRound) -> Breaks:
    found: dict[RoomId | None, tuple[Break, ...]] = {None: live.breaks}
    found |= {room.id: room.breaks for room in live.rooms.values() if room.breaks}
    return found


def _rooms_of(connection: Connection, rounds: Iterable[int]) -> Mapping[int, Sequence[Row[Any]]]:
    c = live_room_table.c
    query = select(live_room_table).where(c.live_round_id.in_(rounds)).order_by(c.id)
    found = defaultdict[int, list[Row[Any]]](list)
    for row in connection.execute(query):
        found[row.live_round_id].append(row)
    return found


def _question_of(
    connection: Connection, live_round: int, position: int
) -> tuple[Mapping[RoomId, Any], Breaks]:
    """The clocks and the breaks of one question."""
    clock, each = live_question_table.c, live_break_table.c
    clocks = connection.execute(
        select(clock.room_id, clock.delivered_at, clock.lost_at).where(
            clock.live_round_id == live_round, clock.position == position
        )
    )
    rows = connection.execute(
        select(live_break_table)
        .where(each.live_round_id == live_round, each.position == position)
        .order_by(each.id)
    )
    breaks = defaultdict[RoomId | None, tuple[Break, ...]](tuple)
    for row in rows:
        breaks[row.room_id] += (Break(row.begins_at, row.ends_at, row.is_pause),)
    return {RoomId(row.room_id): row for row in clocks}, breaks


def _hosted(
    row: Row[Any], rooms: Sequence[Row[Any]], clocks: Mapping[RoomId, Any], breaks: Breaks
) -> HostedRound:
    live = LiveRound(
        rules=live_rules_from_data(row.rules),
        question_count=len(row.questions),
        starts_at=row.starts_at,
        state=State(row.state),
        position=Position(row.position),
        rooms={RoomId(room.id): _room(room, clocks, breaks) for room in rooms},
        asked_at=row.asked_at,
        breaks=breaks.get(None, ()),
        resumes_to=row.resumes_to and State(row.resumes_to),
        next_at=row.next_at,
        annulled=frozenset(Position(position) for position in row.annulled),
        ended_at=row.ended_at,
    )
    return HostedRound(
        id=LiveRoundId(row.id),
        contest=ContestId(row.contest_id),
        title=row.title,
        questions=tuple(QuestionId(question) for question in row.questions),
        host_key=row.host_key,
        rooms={RoomId(room.id): live_room_from_row(room) for room in rooms},
        is_rehearsal=row.is_rehearsal,
        as_poll=row.as_poll,
        shows=Shows(row.shows),
        live=live,
        version=row.version,
    )


def _room(row: Row[Any], clocks: Mapping[RoomId, Any], breaks: Breaks) -> Room:
    clock = clocks.get(row.id)
    return Room(
        id=RoomId(row.id),
        state=RoomState(row.state),
        delivered_at=clock and clock.delivered_at,
        lost_at=clock and clock.lost_at,
        trouble=row.trouble and Trouble(row.trouble),
        trouble_at=row.trouble_at,
        breaks=breaks.get(RoomId(row.id), ()),
    )


def live_room_from_row(row: Row[Any]) -> LiveRoom:
    """A room from a row with all columns of ``live_room``."""
    return LiveRoom(
        id=RoomId(row.id),
        chat=ChatRef(row.platform, row.bot, row.chat_id, ChatKind.GROUP),
        name=row.name,
        unit=None if row.unit_id is None else UnitId(row.unit_id),
    )
