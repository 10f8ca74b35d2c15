"""The reference: the same answer handled the usual way, one ORM transaction each.

It does all that the intake does — update key, attempt, answer, next question into the outbox — with
the same rules and tables. On PostgreSQL its transactions run side by side; SQLite has one writer.
"""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contest.model import QuestionId
from handlers import turns
from handlers.payloads import AnswerChoice, parse_payload
from handlers.ports.messaging import InboundMessage
from handlers.turns import Given
from storage import codec
from storage.engine import Database
from storage.tables.attempts import AnswerRow, AttemptRow
from storage.tables.contests import RoundRow
from storage.tables.operations import ProcessedUpdateRow
from storage.tables.outbox import OutboxMessageRow
from storage.tables.people import IdentityRow, PersonRow
from storage.tables.questions import QuestionRow


class NaiveIntake:
    """One transaction for an answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def answer(self, message: InboundMessage) -> str:
        """Handle one answer and return its verdict once it is durable."""
        async with (
            self._database.write() as connection,
            AsyncSession(bind=connection, expire_on_commit=False) as session,
        ):
            verdict = await _handle(session, message)
            await session.commit()
        return verdict


async def _handle(session: AsyncSession, message: InboundMessage) -> str:
    if await session.get(ProcessedUpdateRow, message.update_key):
        return "repeated"
    identity = await session.get_one(IdentityRow, message.sender.key)
    person = await session.get_one(PersonRow, identity.person_id)
    row = await session.get_one(AttemptRow, person.current_attempt_id, with_for_update=True)
    one = codec.round_from_row(await session.get_one(RoundRow, row.round_id))  # type: ignore[arg-type]
    attempt = codec.attempt_from_row(row, one)  # type: ignore[arg-type]
    choice = parse_payload(message.choice or "")
    assert isinstance(choice, AnswerChoice)
    ids = [drawn.question for drawn in attempt.paper[choice.position - 1 : choice.position + 1]]
    found = await session.exec(select(QuestionRow).where(col(QuestionRow.id).in_(ids)))
    bank = {QuestionId(q.id or 0): codec.question_from_row(q) for q in found}  # type: ignore[arg-type]
    step = turns.answer(attempt, Given(message, choice), bank, frozenset())
    for name, value in codec.progress_to_columns(step.attempt.progress).items():
        setattr(row, name, value)
    if step.answer is not None:
        session.add(AnswerRow(**codec.answer_to_columns(step.answer)))
    for outgoing in step.messages:
        session.add(OutboxMessageRow(**codec.outbox_to_columns(outgoing, message.received_at)))
    session.add(
        ProcessedUpdateRow(
            key=message.update_key, processed_at=message.received_at, verdict=step.verdict
        )
    )
    return step.verdict
