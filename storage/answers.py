"""The answer intake: group commit of everything that happens to running attempts.

Answers, deliveries of questions, deadlines and the ends of rounds all pass through one queue. A
batch loads its attempts in one query, lets ``handlers.turns`` decide each event in memory, in the
order of arrival, and writes the outcome with a few bulk statements in one commit. So the hot path
costs a fraction of a transaction for an answer, and a timer can never overtake an answer that came
in before it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    Connection,
    CursorResult,
    Table,
    Update,
    bindparam,
    insert,
    null,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from contest.model import AttemptId, Position, Question, QuestionId
from handlers import turns
from handlers.commands import is_skip
from handlers.payloads import AnswerChoice, parse_payload
from handlers.ports.faults import ConnectionCutError
from handlers.ports.messaging import Acknowledgement, InboundMessage
from handlers.ports.observers import Commit, CommitObserver
from handlers.ports.records import Attempt, OutboxRow
from handlers.ports.timing import Clock, DeadlineTimers
from handlers.turns import Delivered, Event, Expired, Given, RoundEnded
from storage import codec
from storage.bulk import Bulk
from storage.engine import Database
from storage.group_commit import GroupCommit
from storage.intake_batch import Batch
from storage.outbox import Lease, queue_messages
from storage.tables.attempts import answer_table, attempt_table
from storage.tables.contests import round_table
from storage.tables.operations import processed_update_table
from storage.tables.outbox import Delivery, outbox_table
from storage.tables.people import identity_table, person_table
from storage.tables.questions import question_table

HandOver = Callable[[Sequence[OutboxRow]], None]
ExpiryObserver = Callable[[datetime, datetime], None]

_ATTEMPT_COLUMNS = (
    *("platform", "bot", "chat_id", "state", "position", "time_left_us", "delivered_at"),
    *("deadline", "paused_us", "expired_deadline", "score", "ended_at"),
)


def _update_of(table: Table, columns: Iterable[str], **fixed: object) -> Update:
    """An update by id; a parameter has the name of its column, that of the id is ``row_id``."""
    by_id = table.c.id == bindparam("row_id", type_=table.c.id.type)
    return update(table).where(by_id).values(dict.fromkeys(columns) | fixed)


_insert_answers = Bulk(lambda _: insert(answer_table))
_insert_updates = Bulk(lambda _: insert(processed_update_table))
_update_attempts = Bulk(lambda _: _update_of(attempt_table, _ATTEMPT_COLUMNS))
_note_sent = Bulk(
    lambda _: _update_of(
        outbox_table,
        ("sent_at", "message_id", "state"),
        lease_owner=null(),
        lease_until=null(),
    )
)


_Decided = tuple[Batch, Sequence[Acknowledgement | None], Sequence[OutboxRow]]


class AnswerIntake:
    """Decides and stores what happens to attempts; implements the ports of the same name.

    Args:
        lease: under which new messages are queued, to be handed over after the commit.
        max_batch: events in one commit, at most.
    """

    def __init__(self, database: Database, clock: Clock, lease: Lease, max_batch: int) -> None:
        self._database = database
        self._clock = clock
        self._lease = lease
        self._commits: GroupCommit[Event, Acknowledgement | None] = GroupCommit(
            self._commit, max_batch
        )
        self._bank: dict[QuestionId, Question] = {}
        self._hand_over: HandOver | None = None
        self._timers: DeadlineTimers | None = None
        self._observe: ExpiryObserver | None = None
        self._watch: CommitObserver | None = None

    def connect(
        self,
        hand_over: HandOver,
        timers: DeadlineTimers,
        observe: ExpiryObserver | None = None,
        watch: CommitObserver | None = None,
    ) -> None:
        """Say where new messages and new deadlines go.

        Args:
            observe: told the deadline of every question a timer passed, and when that was durable.
            watch: told about every commit once it is durable.
        """
        self._hand_over, self._timers, self._observe = hand_over, timers, observe
        self._watch = watch

    async def answer(self, message: InboundMessage) -> Acknowledgement | None:
        """Decide an answer or a skip; None if it is about no attempt, and then nothing is stored.

        When it returns an acknowledgement, the answer and its update key are durable.
        """
        choice = parse_payload(message.choice) if message.choice is not None else None
        answer_choice = choice if isinstance(choice, AnswerChoice) else None
        return await self._commits.submit(Given(message, answer_choice, is_skip(message)))

    async def delivered(self, event: Delivered) -> None:
        """Note that a question has been delivered and start its clock."""
        await self._commits.submit(event)

    async def expire(self, due: Sequence[tuple[AttemptId, Position]]) -> None:
        """Move attempts on from questions whose deadline has come; safe to repeat."""
        await self._commits.submit_many([Expired(attempt, position) for attempt, position in due])

    async def end_round(self, attempts: Sequence[AttemptId], at: datetime) -> None:
        """End running attempts whose round is over; safe to repeat."""
        await self._commits.submit_many([RoundEnded(attempt, at) for attempt in attempts])

    async def drain(self) -> None:
        """Return when everything taken in so far is durable."""
        await self._commits.drain()

    async def _commit(self, events: Sequence[Event]) -> Sequence[Acknowledgement | None]:
        try:
            return await self._decide_and_store(events)
        except (IntegrityError, ConnectionCutError):
            # Another replica stored the same update meanwhile, and the second time it is seen. Or
            # the connection was cut: if that was after the commit, what was stored is seen too.
            return await self._decide_and_store(events)

    async def _decide_and_store(self, events: Sequence[Event]) -> Sequence[Acknowledgement | None]:
        began_at = self._clock.now()
        batch, results, rows = await self._database.run_write(
            lambda connection: self._decide(connection, events)
        )
        self._pass_on(batch, rows)
        if self._watch is not None:
            self._watch(_account(batch, results, began_at, self._clock.now()))
        return results

    def _decide(self, connection: Connection, events: Sequence[Event]) -> _Decided:
        batch = self._load(connection, events)
        now = self._clock.now()
        results = [batch.decide(event, now) for event in events]
        return batch, results, self._write(connection, batch, now)

    def _pass_on(self, batch: Batch, rows: Sequence[OutboxRow]) -> None:
        """After the commit: messages to the relay, deadlines to their timers."""
        if rows and self._hand_over is not None:
            self._hand_over(rows)
        if self._timers is not None:
            for attempt, position, deadline in batch.new_deadlines:
                self._timers.arm(attempt, position, deadline)
        if batch.expired_deadlines and self._observe is not None:
            now = self._clock.now()
            for deadline in batch.expired_deadlines:
                self._observe(deadline, now)

    def _load(self, connection: Connection, events: Sequence[Event]) -> Batch:
        given = [event for event in events if isinstance(event, Given)]
        batch = Batch(bank=self._bank)
        if given:
            batch.by_sender = _latest_attempts(connection, given)
        ids = set(batch.by_sender.values())
        ids.update(event.attempt for event in events if not isinstance(event, Given))
        _load_attempts(connection, batch, ids)
        if given:
            # Not before the lock: what another replica was committing is seen after it.
            batch.repeated = _repeated(connection, given)
        _load_stale_answers(connection, batch, given)
        self._load_bank(connection, batch)
        return batch

    def _load_bank(self, connection: Connection, batch: Batch) -> None:
        """Question versions never change, so they are read once in the life of the process."""
        missing = {
            drawn.question
            for attempt in batch.attempts.values()
            for drawn in attempt.paper
            if drawn.question not in self._bank
        }
        if missing:
            query = select(question_table).where(question_table.c.id.in_(missing))
            for row in connection.execute(query):
                self._bank[QuestionId(row.id)] = codec.question_from_row(row)

    def _write(self, connection: Connection, batch: Batch, now: datetime) -> Sequence[OutboxRow]:
        _update_attempts.execute(connection, [_columns(a) for a in batch.changed.values()])
        _insert_answers.execute(
            connection, [codec.answer_to_columns(answer) for answer in batch.answers]
        )
        _insert_updates.execute(
            connection,
            [{"key": key, "verdict": verdict} for key, verdict in batch.verdicts.items()],
            processed_at=now,
        )
        _note_sent.execute(
            connection,
            [_sent(event) for event in batch.deliveries],
            state=Delivery.SENT.value,
        )
        _recount(connection, batch)
        messages = list(batch.messages.values())
        return queue_messages(connection, messages, now, self._lease)


def _account(
    batch: Batch, results: Sequence[Acknowledgement | None], began_at: datetime, now: datetime
) -> Commit:
    return Commit(
        events=len(results),
        duration=now - began_at,
        verdicts=Counter(result.verdict for result in results if result is not None),
        lateness=[now - deadline for deadline in batch.expired_deadlines],
    )


def _repeated(connection: Connection, given: Iterable[Given]) -> set[str]:
    keys = {event.message.update_key for event in given}
    column = processed_update_table.c.key
    return set((connection.scalars(select(column).where(column.in_(keys)))).all())


def _latest_attempts(connection: Connection, given: Iterable[Given]) -> dict[str, AttemptId]:
    keys = {event.message.sender.key for event in given}
    query = (
        select(identity_table.c.key, person_table.c.current_attempt_id)
        .join(person_table, person_table.c.id == identity_table.c.person_id)
        .where(identity_table.c.key.in_(keys), person_table.c.current_attempt_id.is_not(None))
    )
    return {row.key: AttemptId(row.current_attempt_id) for row in connection.execute(query)}


def _load_attempts(connection: Connection, batch: Batch, ids: set[AttemptId]) -> None:
    """Load attempts for writing; locked in the order of their ids, so that batches of two replicas
    cannot block each other (SQLite has one writer and ignores the lock)."""
    if not ids:
        return
    query = (
        select(attempt_table)
        .where(attempt_table.c.id.in_(ids))
        .order_by(attempt_table.c.id)
        .with_for_update()
    )
    rows = _light_rows(connection.execute(query))
    wanted = {row.round_id for row in rows}
    found = connection.execute(select(round_table).where(round_table.c.id.in_(wanted)))
    rounds = {row.id: codec.round_from_row(row) for row in found}
    for row in rows:
        attempt = codec.attempt_from_row(row, rounds[row.round_id])
        batch.attempts[attempt.id] = attempt


def _light_rows(result: CursorResult[Any]) -> list[SimpleNamespace]:
    """Rows whose columns are read ten times as fast: ``Row`` looks for each name elsewhere first,
    and an attempt has twenty."""
    names = list(result.keys())
    return [SimpleNamespace(**dict(zip(names, values, strict=True))) for values in result]


def _load_stale_answers(connection: Connection, batch: Batch, given: Iterable[Given]) -> None:
    """Which places have an answer, for a choice on a question that was passed before."""
    stale = {event.choice.attempt for event in given if event.choice and batch.is_stale(event)}
    if not stale:
        return
    columns = answer_table.c
    query = select(columns.attempt_id, columns.position).where(columns.attempt_id.in_(stale))
    for row in connection.execute(query):
        batch.answered.setdefault(AttemptId(row.attempt_id), set()).add(Position(row.position))


def _recount(connection: Connection, batch: Batch) -> None:
    """Move the mark of the counted attempt where a person may have several and one has changed."""
    for attempt in batch.to_recount():
        rules = attempt.round.rules
        columns = attempt_table.c
        is_sibling = (columns.person_id == attempt.person) & (columns.round_id == attempt.round.id)
        rows = (connection.execute(select(attempt_table).where(is_sibling))).all()
        siblings = [codec.attempt_from_row(row, attempt.round) for row in rows]
        best = turns.counted_of(siblings, rules.counting)
        unmark = update(attempt_table).where(is_sibling, columns.counted).values(counted=False)
        connection.execute(unmark)
        if best is not None:
            mark = update(attempt_table).where(columns.id == best.id).values(counted=True)
            connection.execute(mark)


def _columns(attempt: Attempt) -> dict[str, Any]:
    return {
        "row_id": attempt.id,
        "platform": attempt.chat.platform,
        "bot": attempt.chat.bot,
        "chat_id": attempt.chat.chat_id,
        **codec.progress_to_columns(attempt.progress),
    }


def _sent(event: Delivered) -> dict[str, Any]:
    return {
        "row_id": event.row,
        "sent_at": event.at,
        "message_id": event.message_id,
    }
