"""Live rounds, to create and to look at; what happens to them goes through the intake."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.live import NOTHING_ASKED, LiveRound, State
from contest.live_answers import Given
from contest.live_rooms import IllegalMoveError, RoomId, RoomState
from contest.live_rules import live_rules_from_data, live_rules_to_data
from contest.live_scoring import AskedQuestion, Score
from contest.live_standings import rank_people, rank_units
from contest.model import PersonId, Position, Question, QuestionId, UnitId
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_records import (
    HostedRound,
    LiveTimer,
    NewLiveRoom,
    NewLiveRound,
    PollPlace,
    PostedQuestion,
    Pulse,
    RoomPlace,
)
from handlers.ports.live_standings import LiveDisplay, PlacedScore, UnitPlace
from storage import codec, live_answers, live_shown, live_state
from storage.live_scores import excluded_people, log_of
from storage.live_units import UnitLabels
from storage.tables.live import (
    live_answer_table,
    live_question_table,
    live_result_table,
    live_room_table,
    live_round_table,
)
from storage.tables.questions import question_table


class SqlLiveRounds:
    """``handlers.ports.live.LiveRounds`` on a connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def create(self, new: NewLiveRound) -> LiveRoundId:
        live = LiveRound(new.rules, len(new.questions), new.starts_at)
        statement = (
            insert(live_round_table)
            .values(
                contest_id=new.contest,
                title=new.title,
                rules=live_rules_to_data(new.rules),
                questions=list(new.questions),
                host_key=new.host_key,
                is_rehearsal=new.is_rehearsal,
                as_poll=new.as_poll,
                shows=new.shows.value,
                version=0,
                history=0,
                **live_state.progress_to_columns(live),
            )
            .returning(live_round_table.c.id)
        )
        id_ = LiveRoundId((await self._connection.execute(statement)).scalar_one())
        for room in new.rooms:
            await self.add_room(id_, room)
        return id_

    async def find(self, live_round: LiveRoundId) -> HostedRound | None:
        return (await self._connection.run_sync(live_state.load, [live_round])).get(live_round)

    async def all(self) -> Sequence[HostedRound]:
        return list((await self._connection.run_sync(live_state.load)).values())

    async def rooms_at(self, chat: ChatRef) -> Sequence[RoomPlace]:
        room, rounds = live_room_table.c, live_round_table.c
        rows = await self._connection.execute(
            select(live_room_table, rounds.state.label("round_state"))
            .join_from(live_room_table, live_round_table, rounds.id == room.live_round_id)
            .where(room.chat_key == chat.key)
            .order_by(rounds.starts_at.desc(), rounds.id.desc())
        )
        return [
            RoomPlace(
                LiveRoundId(row.live_round_id),
                live_state.live_room_from_row(row),
                State(row.round_state),
            )
            for row in rows
        ]

    async def add_room(self, live_round: LiveRoundId, room: NewLiveRoom) -> RoomId:
        known = await self._lock(live_round, room.chat)
        if known is not None:
            return known
        statement = (
            insert(live_room_table)
            .values(
                **live_state.room_to_columns(live_round, room.chat),
                name=room.name,
                unit_id=room.unit,
                state=RoomState.IDLE.value,
            )
            .returning(live_room_table.c.id)
        )
        id_ = RoomId((await self._connection.execute(statement)).scalar_one())
        await self._connection.run_sync(live_state.touch, [live_round])
        return id_

    async def move_room(self, chat: ChatRef, to: ChatRef) -> None:
        c, other = live_room_table.c, live_room_table.alias("other").c
        # Of a round that has the new address as a room already the old one stays behind.
        is_there = select(other.live_round_id).where(other.chat_key == to.key)
        moved = await self._connection.scalars(
            update(live_room_table)
            .where(c.chat_key == chat.key, c.live_round_id.not_in(is_there))
            .values(platform=to.platform, bot=to.bot, chat_id=to.chat_id, chat_key=to.key)
            .returning(c.live_round_id)
        )
        await self._connection.run_sync(live_state.touch, moved.all())

    async def of_poll(self, poll_id: str) -> PollPlace | None:
        c, room = live_question_table.c, live_room_table.c
        row = (
            await self._connection.execute(
                select(
                    *(c.live_round_id, c.position, room.platform, room.bot, room.chat_id),
                )
                .join_from(live_question_table, live_room_table, room.id == c.room_id)
                .where(c.poll_id == poll_id)
            )
        ).one_or_none()
        if row is None:
            return None
        chat = ChatRef(row.platform, row.bot, row.chat_id, ChatKind.GROUP)
        return PollPlace(LiveRoundId(row.live_round_id), Position(row.position), chat)

    async def timers(self) -> Sequence[LiveTimer]:
        c = live_round_table.c
        rows = await self._connection.execute(
            select(c.id, c.version, c.wake_at)
            .where(c.state.not_in(live_state.OVER) | c.wake_at.is_not(None))
            .order_by(c.id)
        )
        return [LiveTimer(LiveRoundId(row.id), row.version, row.wake_at) for row in rows]

    async def due(self, now: datetime) -> Sequence[LiveRoundId]:
        c = live_round_table.c
        rows = await self._connection.scalars(
            select(c.id).where(c.wake_at <= now).order_by(c.wake_at, c.id)
        )
        return [LiveRoundId(id_) for id_ in rows]

    async def pulses(self, rounds: Collection[LiveRoundId]) -> Mapping[LiveRoundId, Pulse]:
        c, answer = live_round_table.c, live_answer_table.c
        answered = (
            select(func.count(func.distinct(answer.person_id)))
            .where(answer.live_round_id == c.id, answer.position == c.position)
            .scalar_subquery()
        )
        rows = await self._connection.execute(
            select(c.id, c.version, c.position, answered.label("answered")).where(c.id.in_(rounds))
        )
        return {
            LiveRoundId(row.id): Pulse(row.version, Position(row.position), row.answered)
            for row in rows
        }

    async def posts(self, live_round: LiveRoundId) -> Sequence[PostedQuestion]:
        c, room, answer = live_question_table.c, live_room_table.c, live_answer_table.c
        rounds = live_round_table.c
        answered = (
            select(answer.room_id, func.count().label("answered"))
            .join_from(live_answer_table, live_round_table, rounds.id == answer.live_round_id)
            .where(answer.live_round_id == live_round, answer.position == rounds.position)
            .group_by(answer.room_id)
            .subquery()
        )
        rows = await self._connection.execute(
            select(live_room_table, c.message_id, answered.c.answered)
            .join_from(live_question_table, live_room_table, room.id == c.room_id)
            .join(live_round_table, rounds.id == c.live_round_id)
            .outerjoin(answered, answered.c.room_id == room.id)
            .where(
                c.live_round_id == live_round,
                c.position == rounds.position,
                c.message_id.is_not(None),
            )
            .order_by(room.id)
        )
        return [
            PostedQuestion(
                RoomId(row.id),
                live_state.live_room_from_row(row).chat,
                row.message_id,
                row.answered or 0,
            )
            for row in rows
        ]

    async def display(self, live_round: LiveRoundId) -> LiveDisplay | None:
        return await self._connection.run_sync(_display, live_round)

    async def answers(
        self, live_round: LiveRoundId, position: Position, people: Collection[PersonId]
    ) -> Mapping[PersonId, Mapping[RoomId, Given]]:
        return await self._connection.run_sync(live_answers.ballots, live_round, position, people)

    async def log(
        self, live_round: LiveRoundId, people: Collection[PersonId] | None = None
    ) -> Sequence[AskedQuestion]:
        return await self._connection.run_sync(_log, live_round, people)

    async def units_of(
        self, live_round: LiveRoundId, people: Collection[PersonId]
    ) -> Mapping[PersonId, UnitId]:
        return await self._connection.run_sync(_units_of, live_round, people)

    async def results(self, live_round: LiveRoundId) -> Sequence[PlacedScore] | None:
        return await self._connection.run_sync(_results, live_round)

    async def unit_results(self, live_round: LiveRoundId) -> Sequence[UnitPlace] | None:
        return await self._connection.run_sync(_unit_results, live_round)

    async def _lock(self, live_round: LiveRoundId, chat: ChatRef) -> RoomId | None:
        """The room in a chat, if there is one; the round can take another one if not."""
        c, room = live_round_table.c, live_room_table.c
        state = await self._connection.scalar(
            select(c.state).where(c.id == live_round).with_for_update()
        )
        if state in live_state.OVER:
            raise IllegalMoveError(f"a room comes to a round that is {state}")
        known = await self._connection.scalar(
            select(room.id).where(room.live_round_id == live_round, room.chat_key == chat.key)
        )
        return None if known is None else RoomId(known)


def _display(connection: Connection, live_round: LiveRoundId) -> LiveDisplay | None:
    found = live_shown.shown_now(connection, live_round)
    return None if found is None else found[1]


def _log(
    connection: Connection, live_round: LiveRoundId, people: Collection[PersonId] | None
) -> Sequence[AskedQuestion]:
    hosted = live_state.load(connection, [live_round]).get(live_round)
    if hosted is None:
        return []
    upto = _last_revealed(hosted.live)
    return log_of(connection, hosted, upto, _bank(connection, hosted.questions), people)


def _last_revealed(live: LiveRound) -> Position:
    """The last question whose key is out, or that was annulled."""
    # Of a round that was cancelled the last key may not be out; nothing of it counts anyway.
    is_hidden = live.waits_for_answers or State.CANCELLED is live.state
    if is_hidden or State.SETTLING in (live.state, live.resumes_to):
        return Position(max(live.position - 1, NOTHING_ASKED))
    return live.position if live.state is not State.LOBBY else NOTHING_ASKED


def _units_of(
    connection: Connection, live_round: LiveRoundId, people: Collection[PersonId]
) -> Mapping[PersonId, UnitId]:
    now = live_answers.units_now(connection, people)
    return now | live_answers.units(connection, live_round, people)


def _results(connection: Connection, live_round: LiveRoundId) -> Sequence[PlacedScore] | None:
    scores = _scores(connection, live_round)
    if scores is None:
        return None
    names = live_shown.names_of(connection, [score.person for score in scores])
    return [
        PlacedScore(each.rank, each.score, names.get(each.score.person))
        for each in rank_people(scores)
    ]


def _unit_results(connection: Connection, live_round: LiveRoundId) -> Sequence[UnitPlace] | None:
    scores = _scores(connection, live_round)
    c = live_round_table.c
    rules = connection.scalar(select(c.rules).where(c.id == live_round))
    if scores is None or rules is None:
        return None
    ranked = rank_units(scores, live_rules_from_data(rules))
    labels = UnitLabels()(connection, [each.score.unit for each in ranked])
    return [
        UnitPlace(
            each.rank,
            labels.get(each.score.unit, ""),
            each.score.average,
            each.score.participants,
        )
        for each in ranked
    ]


def _scores(connection: Connection, live_round: LiveRoundId) -> Sequence[Score] | None:
    """Final scores of all who count; None until they are complete."""
    c, result = live_round_table.c, live_result_table.c
    if connection.scalar(select(c.concluded_at).where(c.id == live_round)) is None:
        return None
    excluded = excluded_people(connection)
    rows = connection.execute(select(live_result_table).where(result.live_round_id == live_round))
    return [_score(row) for row in rows if row.person_id not in excluded]


def _score(row: Row[Any]) -> Score:
    return Score(
        person=PersonId(row.person_id),
        unit=UnitId(row.unit_id),
        room=RoomId(row.room_id),
        points=row.points,
        right=row.right_answers,
        answered=row.answered,
        time_saved=row.time_saved_us * codec.MICROSECOND,
        streak=row.streak,
        right_at=None if row.right_at is None else Position(row.right_at),
    )


def _bank(
    connection: Connection, questions: Collection[QuestionId]
) -> Mapping[QuestionId, Question]:
    query: Select[Any] = select(question_table).where(question_table.c.id.in_(questions))
    return {QuestionId(row.id): codec.question_from_row(row) for row in connection.execute(query)}
