"""Between stored rows and the values of the core; what is written is read back exactly equal."""

from datetime import datetime, timedelta
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Row

from contest.attempts import Progress, State
from contest.letterhead import DEFAULT_LETTERHEAD, letterhead_from_data
from contest.model import (
    AttemptId,
    ContestId,
    DrawnQuestion,
    OptionIndex,
    Paper,
    PersonId,
    Position,
    Question,
    QuestionId,
    RoundId,
    Topic,
    UnitId,
)
from contest.quotas import DEFAULT_POLICY, policy_from_data
from contest.reminders import DEFAULT_SCHEDULE, schedule_from_data
from contest.rules import Window, rules_from_data
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.contents import Passed
from handlers.ports.messaging import Lane, OutboundMessage
from handlers.ports.records import Answer, Attempt, Contest, NewAttempt, OutboxRow, Round
from storage.content import content_from_data, content_to_data
from storage.tables.outbox import Delivery

MICROSECOND = timedelta(microseconds=1)

Columns = Row[Any] | SimpleNamespace
"""Stored values by the names of their columns."""


def contest_from_row(row: Row[Any]) -> Contest:
    """A contest from a row with all columns of ``contest``; no rules of its own mean the defaults.

    Raises:
        QuotaPolicyError, ReminderScheduleError, LetterheadError: if what is stored cannot be read.
    """
    return Contest(
        id=ContestId(row.id),
        name=row.name,
        organiser=row.organiser,
        quotas=DEFAULT_POLICY if row.quotas is None else policy_from_data(row.quotas),
        reminders=DEFAULT_SCHEDULE if row.reminders is None else schedule_from_data(row.reminders),
        letterhead=DEFAULT_LETTERHEAD
        if row.letterhead is None
        else letterhead_from_data(row.letterhead),
    )


def round_from_row(row: Row[Any]) -> Round:
    """A round from a row with all columns of ``round``."""
    return Round(
        id=RoundId(row.id),
        contest=ContestId(row.contest_id),
        name=row.name,
        window=Window(row.opens_at, row.closes_at),
        rules=rules_from_data(row.rules),
        is_rehearsal=row.is_rehearsal,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
    )


def question_from_row(row: Row[Any]) -> Question:
    """A question from a row with all columns of ``question``."""
    return Question(
        id=QuestionId(row.id),
        topic=Topic(row.topic),
        text=row.text,
        options=tuple(row.options),
        correct=OptionIndex(row.correct),
        explanation=row.explanation,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def attempt_from_row(row: Columns, round_: Round) -> Attempt:
    """An attempt from a row with all columns of ``attempt``, and the round it belongs to."""
    return Attempt(
        id=AttemptId(row.id),
        person=PersonId(row.person_id),
        round=round_,
        unit=UnitId(row.unit_id),
        chat=ChatRef(row.platform, row.bot, row.chat_id),
        locale=row.locale,
        paper=paper_from_text(row.paper),
        progress=progress_from_row(row),
        started_at=row.started_at,
        ordinal=row.ordinal,
    )


def attempt_to_columns(attempt: NewAttempt) -> dict[str, Any]:
    """All columns of a new row of ``attempt`` but its id and whether it counts."""
    return {
        "round_id": attempt.round,
        "person_id": attempt.person,
        "unit_id": attempt.unit,
        "ordinal": attempt.ordinal,
        "platform": attempt.chat.platform,
        "bot": attempt.chat.bot,
        "chat_id": attempt.chat.chat_id,
        "locale": attempt.locale,
        "seed": attempt.seed,
        "paper": paper_to_text(attempt.paper),
        "started_at": attempt.started_at,
        **progress_to_columns(attempt.progress),
    }


def progress_from_row(row: Columns) -> Progress:
    """Progress from a row with the columns that ``progress_to_columns`` names."""
    return Progress(
        time_left=row.time_left_us * MICROSECOND,
        state=State(row.state),
        position=Position(row.position),
        delivered_at=row.delivered_at,
        deadline=row.deadline,
        paused=row.paused_us * MICROSECOND,
        expired_deadline=row.expired_deadline,
        score=row.score,
        ended_at=row.ended_at,
    )


def progress_to_columns(progress: Progress) -> dict[str, Any]:
    """The columns of ``attempt`` that change while it is played."""
    return {
        "state": progress.state.value,
        "position": progress.position,
        "time_left_us": progress.time_left // MICROSECOND,
        "delivered_at": progress.delivered_at,
        "deadline": progress.deadline,
        "paused_us": progress.paused // MICROSECOND,
        "expired_deadline": progress.expired_deadline,
        "score": progress.score,
        "ended_at": progress.ended_at,
    }


def paper_to_text(paper: Paper) -> str:
    """A paper as ``17:2013 25:0312 …``: question id, then the bank's option at each shown place."""
    return " ".join(f"{drawn.question}:{''.join(map(str, drawn.order))}" for drawn in paper)


def paper_from_text(text: str) -> Paper:
    return tuple([_drawn(part) for part in text.split()])


@lru_cache(maxsize=100_000)
def _drawn(part: str) -> DrawnQuestion:
    # Papers of one bank repeat the same few thousand values; the hot path reads many papers.
    question, _, order = part.partition(":")
    return DrawnQuestion(
        QuestionId(int(question)), tuple(OptionIndex(int(place)) for place in order)
    )


def answer_from_row(row: Row[Any]) -> Answer:
    """An answer from a row with all columns of ``answer``."""
    return Answer(
        attempt=AttemptId(row.attempt_id),
        position=Position(row.position),
        passed=Passed(row.passed),
        received_at=row.received_at,
        points=row.points,
        question=None if row.question_id is None else QuestionId(row.question_id),
        option=None if row.option is None else OptionIndex(row.option),
        value=row.value,
    )


def answer_to_columns(answer: Answer) -> dict[str, Any]:
    """All columns of a row of ``answer``."""
    return {
        "attempt_id": answer.attempt,
        "position": answer.position,
        "question_id": answer.question,
        "option": answer.option,
        "value": answer.value,
        "passed": answer.passed.value,
        "points": answer.points,
        "received_at": answer.received_at,
    }


def outbox_from_row(row: Row[Any]) -> OutboxRow:
    """A stored message from a row with all columns of ``outbox``."""
    chat = ChatRef(row.platform, row.bot, row.chat_id, ChatKind(row.chat_kind))
    content = content_from_data(row.content)
    message = OutboundMessage(chat, row.key, content, Lane(row.lane), row.update_key)
    return OutboxRow(row.id, message, row.queued_at, row.attempts)


def outbox_to_columns(message: OutboundMessage, queued_at: datetime) -> dict[str, Any]:
    """The columns of a new row of ``outbox`` but its lease; those not named are NULL."""
    return {
        "key": message.key,
        "lane": message.lane.value,
        "platform": message.chat.platform,
        "bot": message.chat.bot,
        "chat_id": message.chat.chat_id,
        "chat_kind": message.chat.kind.value,
        "chat_key": message.chat.key,
        "content": content_to_data(message.content),
        "state": Delivery.PENDING.value,
        "attempts": 0,
        "queued_at": queued_at,
        "update_key": message.update_key,
    }
