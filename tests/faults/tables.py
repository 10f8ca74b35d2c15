"""A database as the checker reads it: own SQL on own connections, nothing of the product's code."""

import json
import sqlite3
from collections.abc import Mapping, Sequence, Set
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import asyncpg  # type: ignore[import-untyped]

Row = Mapping[str, Any]

ATTEMPTS = """
    SELECT id, round_id, person_id, ordinal, state, score, counted, paper, ended_at FROM attempt
"""
ANSWERS = """
    SELECT attempt_id, position, question_id, "option", "value", passed, points FROM answer
"""
UPDATES = "SELECT key, verdict FROM processed_update"
QUESTIONS = "SELECT id, correct FROM question"
ROUNDS = "SELECT id, rules FROM round"
PENDING = """
    SELECT key, chat_id FROM outbox
    WHERE state = 'pending' AND (not_before IS NULL OR not_before < '9999-01-01')
"""
UNKNOWN = "SELECT chat_id FROM outbox WHERE state = 'unknown'"
LIVE_ANSWERS = """
    SELECT live_round_id, position, identity.user_id, live_answer.person_id, "option"
    FROM live_answer JOIN identity ON identity.person_id = live_answer.person_id
"""
LIVE_RESULTS = "SELECT live_round_id, person_id, right_answers, answered FROM live_result"
LIVE_ROUNDS = "SELECT id, questions, annulled, state, concluded_at FROM live_round"


@dataclass(frozen=True, slots=True)
class Tables:
    """Rows of one instant.

    Attributes:
        rules: of each round, as stored.
        pending: messages that still have to go out to somebody who can be reached.
        unknown: chats for which something is said to have arrived perhaps.
    """

    attempts: Sequence[Row]
    answers: Sequence[Row]
    updates: Mapping[str, str | None]
    keys: Mapping[int, int]
    rules: Mapping[int, Mapping[str, Any]]
    pending: Sequence[Row]
    unknown: Set[str]
    live_answers: Sequence[Row]
    live_results: Sequence[Row]
    live_rounds: Sequence[Row]


async def read_tables(url: str) -> Tables:
    """Everything the checker needs, in one transaction that writes nothing."""
    statements = (
        *(ATTEMPTS, ANSWERS, UPDATES, QUESTIONS, ROUNDS, PENDING, UNKNOWN),
        *(LIVE_ANSWERS, LIVE_RESULTS, LIVE_ROUNDS),
    )
    if url.startswith("sqlite"):
        found = _read_sqlite(url.partition(":///")[2], statements)
    else:
        found = await _read_postgresql(url, statements)
    attempts, answers, updates, questions, rounds, pending, unknown, *live = found
    return Tables(
        attempts=attempts,
        answers=answers,
        updates={row["key"]: row["verdict"] for row in updates},
        keys={row["id"]: row["correct"] for row in questions},
        rules={row["id"]: json.loads(row["rules"]) for row in rounds},
        pending=pending,
        unknown={row["chat_id"] for row in unknown},
        live_answers=live[0],
        live_results=live[1],
        live_rounds=live[2],
    )


def _read_sqlite(path: str, statements: Sequence[str]) -> list[list[Row]]:
    # Read only: what a killed process has left must be found as it is by the next one.
    uri = f"file:{quote(path)}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=30, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("BEGIN")
        return [[dict(row) for row in connection.execute(each)] for each in statements]


async def _read_postgresql(url: str, statements: Sequence[str]) -> list[list[Row]]:
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            return [[dict(row) for row in await connection.fetch(each)] for each in statements]
    finally:
        await connection.close()
