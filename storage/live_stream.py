"""One transaction of the live intake for answers and for what happens to rooms."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, insert, null, select, update

from contest.live_answers import Given
from contest.live_rooms import RoomId
from contest.model import PersonId, Position, Question, QuestionId
from handlers.live_turns import Posted, RoomEvent, Spoken, is_stored
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_records import HostedRound
from handlers.ports.messaging import Acknowledgement
from handlers.ports.records import OutboxRow
from storage import codec, live_answers, live_moves, live_state
from storage.bulk import Bulk
from storage.live_batch import LiveBatch
from storage.live_moves import Moving
from storage.tables.live import live_question_table
from storage.tables.operations import processed_update_table
from storage.tables.outbox import Delivery, outbox_table
from storage.tables.questions import question_table

StreamEvent = Spoken | RoomEvent

_insert_updates = Bulk(lambda _: insert(processed_update_table))
_note_sent = Bulk(
    lambda _: (
        update(outbox_table)
        .where(outbox_table.c.id == bindparam("row_id", type_=outbox_table.c.id.type))
        .values(
            {
                **dict.fromkeys(("sent_at", "message_id", "state")),
                "lease_owner": null(),
                "lease_until": null(),
            }
        )
    )
)


@dataclass(slots=True)
class Streamed:
    """What a transaction came to.

    Attributes:
        rounds: all that were looked at, as they are now.
    """

    results: Sequence[Acknowledgement | None]
    rounds: dict[LiveRoundId, HostedRound]
    rows: list[OutboxRow] = field(default_factory=list)
    changed: list[LiveRoundId] = field(default_factory=list)
    stored: int = 0


def stream(
    connection: Connection,
    events: Sequence[StreamEvent],
    known: Mapping[LiveRoundId, HostedRound],
    moving: Moving,
    bank: dict[QuestionId, Question],
) -> Streamed:
    """Decide events in the order of their arrival and make the outcome durable.

    Args:
        known: rounds as this process saw them last.
        bank: is filled with what is missing in it.
    """
    rounds = locked(connection, events, known)
    fill(connection, bank, rounds)
    batch = LiveBatch(rounds, bank, address=moving.address)
    _load(connection, batch, [event for event in events if isinstance(event, Spoken)])
    results = [batch.decide(event) for event in events]
    done = Streamed(results, dict(rounds))
    for id_, live in batch.changed().items():
        moved = live_moves.keep(connection, rounds[id_], live, moving)
        if moved.hosted is not None:
            done.rounds[id_] = moved.hosted
        done.rows += moved.rows
        done.changed.append(id_)
    _write(connection, batch, moving)
    done.stored = sum(1 for each in results if each is not None and is_stored(each))
    return done


def locked(
    connection: Connection,
    events: Sequence[StreamEvent],
    known: Mapping[LiveRoundId, HostedRound],
) -> dict[LiveRoundId, HostedRound]:
    """The rounds that events may be about, locked; read anew where another process moved them."""
    named = {event.live_round for event in events if hasattr(event, "live_round")}
    named |= {e.choice.live_round for e in events if isinstance(e, Spoken) and e.choice}
    moves = any(not isinstance(event, Spoken) for event in events)
    return current(connection, named, known, for_update=moves)


def current(
    connection: Connection,
    named: Collection[LiveRoundId],
    known: Mapping[LiveRoundId, HostedRound],
    *,
    for_update: bool,
) -> dict[LiveRoundId, HostedRound]:
    """All rounds that have not ended and those that are named, locked and as they are now."""
    versions = live_state.versions(connection, named, for_update=for_update)
    stale = [
        id_
        for id_, version in versions.items()
        if id_ not in known or known[id_].version != version
    ]
    fresh = live_state.load(connection, stale) if stale else {}
    return {id_: fresh[id_] if id_ in fresh else known[id_] for id_ in versions}


def fill(
    connection: Connection,
    bank: dict[QuestionId, Question],
    rounds: Mapping[LiveRoundId, HostedRound],
) -> None:
    """Question versions never change, so they are read once in the life of the process."""
    missing = {q for hosted in rounds.values() for q in hosted.questions if q not in bank}
    if missing:
        query = select(question_table).where(question_table.c.id.in_(missing))
        for row in connection.execute(query):
            bank[QuestionId(row.id)] = codec.question_from_row(row)


def _load(connection: Connection, batch: LiveBatch, spoken: Sequence[Spoken]) -> None:
    """What is needed of the people who have said something that may be an answer."""
    answering = [each for each in spoken if batch.target_of(each) is not None]
    if not answering:
        return
    keys = {each.message.update_key for each in answering}
    c = processed_update_table.c
    # Not before the lock: what another replica was committing is seen after it.
    batch.repeated = set(connection.scalars(select(c.key).where(c.key.in_(keys))).all())
    batch.people = live_answers.participants(
        connection, {each.message.sender.key for each in answering}
    )
    homes: dict[tuple[LiveRoundId, PersonId], RoomId] = {}
    for id_, people in _people_of(batch, answering).items():
        position = batch.rounds[id_].live.position
        for person, ballot in live_answers.ballots(connection, id_, position, people).items():
            batch.ballots[id_, person] = ballot
        found = live_answers.homes(connection, id_, people)
        homes |= {(id_, person): room for person, room in found.items()}
    batch.homes = homes


def _people_of(
    batch: LiveBatch, answering: Sequence[Spoken]
) -> Mapping[LiveRoundId, set[PersonId]]:
    """Who has answered the question of a round that was asked last."""
    found = defaultdict[LiveRoundId, set[PersonId]](set)
    for spoken in answering:
        target, who = batch.target_of(spoken), batch.people.get(spoken.message.sender.key)
        if target and who and target.position == target.hosted.live.position:
            found[target.hosted.id].add(who.person)
    return found


def _write(connection: Connection, batch: LiveBatch, moving: Moving) -> None:
    by_rule = defaultdict[bool, dict[tuple[LiveRoundId, Position, PersonId, RoomId], Given]](dict)
    for key, given in batch.answers.items():
        by_rule[batch.rounds[key[0]].live.rules.may_change][key] = given
    for may_change, answers in by_rule.items():
        live_answers.store(connection, answers, may_change=may_change)
    _insert_updates.execute(
        connection,
        [{"key": key, "verdict": verdict} for key, verdict in sorted(batch.verdicts.items())],
        processed_at=moving.now,
    )
    _note_sent.execute(
        connection,
        [
            {"row_id": event.row, "sent_at": event.at, "message_id": event.message_id}
            for event in batch.posted
        ],
        state=Delivery.SENT.value,
    )
    for event in batch.posted:
        _note_message(connection, batch, event)


def _note_message(connection: Connection, batch: LiveBatch, event: Posted) -> None:
    """Where the question stands in its room, for edits and for the votes of a poll."""
    hosted = batch.rounds.get(event.live_round)
    room = hosted and hosted.room_of(event.chat.key)
    if room is None:
        return
    c = live_question_table.c
    connection.execute(
        update(live_question_table)
        .where(
            c.live_round_id == event.live_round,
            c.position == event.position,
            c.room_id == room.id,
        )
        .values(message_id=event.message_id, poll_id=event.poll_id)
    )
