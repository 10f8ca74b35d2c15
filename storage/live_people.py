"""Live rounds when two people become one, and when somebody is forgotten.

Answers and scores of somebody who was forgotten stay without a name, as attempts do.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, exists, select, update

from contest.live_answers import Given
from contest.live_rooms import RoomId
from contest.model import PersonId, Position
from handlers import live_posts
from handlers.live_turns import wake_at
from handlers.ports.contents import Content, Text
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_records import HostedRound, Shows
from storage import live_answers, live_state
from storage.content import content_to_data
from storage.live_shown import shown_now
from storage.outbox import PENDING
from storage.tables.live import (
    live_answer_table,
    live_person_table,
    live_result_table,
    live_round_table,
)
from storage.tables.outbox import Delivery, outbox_table

_UNLEASED = {"lease_owner": None, "lease_until": None}


def merge(connection: Connection, kept: PersonId, other: PersonId) -> None:
    """Give what ``other`` has answered to ``kept``, as if one person had said it all.

    Of two rooms the one counts in which they were first. What was concluded is to be worked out
    anew.
    """
    c = live_round_table.c
    # Locked in the order of their ids, as everywhere.
    ids = connection.scalars(select(c.id).order_by(c.id).with_for_update()).all()
    for hosted in live_state.load(connection, [LiveRoundId(id_) for id_ in ids]).values():
        answers = _answers_of(connection, hosted, other)
        if answers:
            _move(connection, hosted, kept, other, answers)


def erase_names(connection: Connection, person: PersonId) -> None:
    """Leave no standing in the outbox that names somebody who has just been forgotten."""
    c, answer = live_round_table.c, live_answer_table.c
    # A standing names people before it is noted where they play.
    has_played = exists().where(answer.live_round_id == c.id, answer.person_id == person)
    query = select(c.id).where(c.shows == Shows.NAMES.value, has_played)
    for id_ in connection.scalars(query).all():
        _erase_standings(connection, LiveRoundId(id_))


def _erase_standings(connection: Connection, live_round: LiveRoundId) -> None:
    c = outbox_table.c
    of_round = c.key.like(f"live:{live_round}:%:r") | c.key.like(f"live:{live_round}:end:%")
    connection.execute(
        update(outbox_table).where(of_round).values(content=content_to_data(Text("")))
    )
    pending = connection.scalars(select(c.key).where(of_round, c.state == PENDING)).all()
    anew = _standings(connection, live_round) if pending else {}
    for key in pending:
        # An empty message must not go out, nor the standing of a question that is past.
        values: dict[str, Any] = {"state": Delivery.CANCELLED.value, **_UNLEASED}
        if key in anew:
            values = {"content": content_to_data(anew[key])}
        connection.execute(update(outbox_table).where(c.key == key).values(values))


def _standings(connection: Connection, live_round: LiveRoundId) -> Mapping[str, Content]:
    """What the rooms are told of what is shown now, by the keys of the messages."""
    found = shown_now(connection, live_round)
    if found is None:
        return {}
    hosted, display = found
    compose = live_posts.end_posts if display.is_final else live_posts.reveal_posts
    return {post.key: post.content for post in compose(hosted, display)}


def _answers_of(
    connection: Connection, hosted: HostedRound, person: PersonId
) -> Mapping[tuple[Position, RoomId], Given]:
    c = live_answer_table.c
    # The positions are named, so that the primary key finds one person's few rows.
    rows = connection.execute(
        select(c.position, c.room_id, c.option, c.first_at, c.received_at).where(
            c.live_round_id == hosted.id,
            c.position.in_(range(1, hosted.live.position + 1)),
            c.person_id == person,
        )
    )
    return {
        (Position(position), RoomId(room)): Given(option, first_at, received_at)
        for position, room, option, first_at, received_at in rows.all()
    }


def _move(
    connection: Connection,
    hosted: HostedRound,
    kept: PersonId,
    other: PersonId,
    answers: Mapping[tuple[Position, RoomId], Given],
) -> None:
    moved = {(hosted.id, at, kept, room): given for (at, room), given in answers.items()}
    live_answers.store(connection, moved, may_change=hosted.live.rules.may_change)
    c = live_answer_table.c
    connection.execute(
        delete(live_answer_table).where(
            c.live_round_id == hosted.id,
            c.position.in_({position for position, _ in answers}),
            c.person_id == other,
        )
    )
    _move_home(connection, hosted.id, kept, other)
    connection.execute(
        delete(live_result_table).where(
            live_result_table.c.live_round_id == hosted.id,
            live_result_table.c.person_id == other,
        )
    )
    rounds = live_round_table.c
    connection.execute(
        update(live_round_table)
        .where(rounds.id == hosted.id)
        .values(
            version=rounds.version + 1,
            history=rounds.history + 1,
            wake_at=wake_at(hosted.live),
            concluded_at=None,
        )
    )


def _move_home(
    connection: Connection, live_round: LiveRoundId, kept: PersonId, other: PersonId
) -> None:
    c = live_person_table.c
    of_round = c.live_round_id == live_round
    has_one = connection.scalar(select(c.person_id).where(of_round, c.person_id == kept))
    if has_one is None:
        connection.execute(
            update(live_person_table).where(of_round, c.person_id == other).values(person_id=kept)
        )
    else:
        connection.execute(delete(live_person_table).where(of_round, c.person_id == other))
