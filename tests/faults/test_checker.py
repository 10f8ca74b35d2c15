"""The checker sees each fault that it exists for, in databases that were broken on purpose."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from storage.engine import Database
from tests.fakes.postgresql import PostgresqlServer
from tests.faults.checker import check
from tests.faults.findings import Findings
from tests.faults.seen import Given, Seen
from tests.faults.tables import Tables, read_tables

pytestmark = pytest.mark.anyio

PEOPLE = """
    INSERT INTO unit (id, code, name, level, leaders, division_heads, staff, onestop)
    VALUES (1, 'SO-NV', 'Sở Nội vụ', 'SO', 0, 0, 0, 0);
    INSERT INTO contest (id, name, organiser) VALUES (1, 'Cuộc thi', 'Sở Nội vụ');
    INSERT INTO round (id, contest_id, name, opens_at, closes_at, rules, is_rehearsal)
    VALUES (1, 1, 'Vòng 1', '2023-11-07 00:00:00.000000+00:00',
            '2023-11-22 00:00:00.000000+00:00', '{"points_per_question": 2}', false);
    INSERT INTO question (id, code, version, topic, text, options, correct, explanation, source)
    VALUES (17, 'PAR-1', 1, 'PAR', '?', '["a", "b", "c", "d"]', 2, '', ''),
           (25, 'PCI-1', 1, 'PCI', '?', '["a", "b", "c", "d"]', 0, '', '');
    INSERT INTO person (id, full_name, unit_id, audience, locale, created_at)
    VALUES (1, 'Nguyễn Văn An', 1, 'officials', 'vi', '2023-11-07 00:00:00.000000+00:00');
"""
PLAY = """
    INSERT INTO attempt (id, round_id, person_id, unit_id, ordinal, platform, bot, chat_id, locale,
                         seed, paper, state, position, time_left_us, paused_us, score, started_at,
                         ended_at, counted)
    VALUES (7, 1, 1, 1, 1, 'telegram', '5', '1001', 'vi', 's', '17:2013 25:0312', 'finished', 3, 0,
            0, 2, '2023-11-07 00:00:00.000000+00:00', '2023-11-07 00:01:00.000000+00:00', true),
           (8, 1, 1, 1, 2, 'telegram', '5', '1001', 'vi', 's', '25:0312 17:2013', 'closed', 2, 0,
            0, 0, '2023-11-07 00:02:00.000000+00:00', '2023-11-07 00:03:00.000000+00:00', false);
    INSERT INTO answer (attempt_id, position, question_id, "option", passed, points, received_at)
    VALUES (7, 1, 17, 2, 'answered', 2, '2023-11-07 00:00:30.000000+00:00'),
           (7, 2, 25, 3, 'answered', 0, '2023-11-07 00:01:00.000000+00:00'),
           (8, 1, 25, NULL, 'skipped', 0, '2023-11-07 00:03:00.000000+00:00');
    INSERT INTO processed_update (key, processed_at, verdict)
    VALUES ('telegram:5:1', '2023-11-07 00:00:30.000000+00:00', 'stored'),
           ('telegram:5:2', '2023-11-07 00:01:00.000000+00:00', 'stored'),
           ('telegram:5:3', '2023-11-07 00:01:00.000000+00:00', 'duplicate'),
           ('web:chat:x', '2023-11-07 00:03:00.000000+00:00', 'stored'),
           ('telegram:5:9', '2023-11-07 00:03:00.000000+00:00', NULL);
    INSERT INTO outbox (key, lane, platform, bot, chat_id, chat_kind, chat_key, content, state,
                        attempts, queued_at)
    VALUES ('end:7', 0, 'telegram', '5', '1001', 'private', 'k', '{}', 'sent', 0,
            '2023-11-07 00:01:00.000000+00:00');
"""
FIRST, SECOND = (
    Given("telegram:5:1", 7, 1, 0, is_acknowledged=True),
    Given("telegram:5:2", 7, 2, 1, is_acknowledged=True),
)
DOUBLE_TAP = Given("telegram:5:3", 7, 2, 0, is_acknowledged=True)
ON_ITS_WAY = Given("telegram:5:4", 8, 2, 0, is_acknowledged=False)
SEEN = Seen(
    answers=(FIRST, SECOND, DOUBLE_TAP, ON_ITS_WAY),
    announced=Counter({"1001": 1, "1002": 2}),
    audience=frozenset({"1001", "1002"}),
    reminders=Counter({("2001", "Còn thiếu 3 người"): 1}),
    reminded=frozenset({"2001"}),
)


@pytest.fixture
async def path(sqlite_url: str) -> Path:
    """A database in which everything is as it should be."""
    path = Path(sqlite_url.partition(":///")[2])
    _run(path, PEOPLE + PLAY)
    return path


def _run(path: Path, script: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)


async def _checked(path: Path, seen: Seen = SEEN) -> Findings:
    return check(seen, await read_tables(f"sqlite:///{path}"))


async def test_nothing_is_said_of_a_database_in_order(path: Path) -> None:
    findings = await _checked(path)

    assert findings.complaints == []
    # A double tap was acknowledged and is no answer; at least once is all that broadcasts promise.
    assert (findings.acknowledged, findings.stored, findings.repeated) == (3, 2, 1)


@pytest.mark.parametrize(
    ("break_it", "complaints"),
    [
        (
            "DELETE FROM answer WHERE attempt_id = 7 AND position = 2",
            [
                "lost: answer 7:2 of update telegram:5:2: not stored as it was given",
                "lost: 3 answers said to be stored, 2 there",
            ],
        ),
        (
            "DELETE FROM processed_update WHERE key = 'telegram:5:3'",
            ["lost: answer 7:2 of update telegram:5:3: nothing says what became of it"],
        ),
        (
            # An update that somebody has claimed without ever deciding about it.
            "UPDATE processed_update SET verdict = NULL WHERE key = 'telegram:5:3'",
            ["lost: answer 7:2 of update telegram:5:3: nothing says what became of it"],
        ),
        (
            'UPDATE answer SET "option" = 1 WHERE attempt_id = 7 AND position = 2',
            ["lost: answer 7:2 of update telegram:5:2: not stored as it was given"],
        ),
        (
            "UPDATE processed_update SET verdict = 'stored' WHERE key = 'telegram:5:3'",
            [
                "lost: answer 7:2 of update telegram:5:3: not stored as it was given",
                "lost: 4 answers said to be stored, 3 there",
                "twice: answer 7:2 counted from 2 updates",
            ],
        ),
        (
            "INSERT INTO answer (attempt_id, position, passed, points, received_at) "
            "VALUES (8, 2, 'answered', 0, '2023-11-07 00:03:00.000000+00:00')",
            ["twice: 4 answers there, only 3 of them given by anybody"],
        ),
        (
            "DROP INDEX uq_attempt_counted; UPDATE attempt SET counted = true",
            ["twice: person 1 in round 1 is counted with 2 attempts"],
        ),
        (
            "DROP INDEX uq_attempt_running; "
            "UPDATE attempt SET state = 'waiting', ended_at = NULL, counted = false",
            [
                "twice: person 1 in round 1 plays two attempts at once",
                "stuck: attempt 7 is waiting",
                "stuck: attempt 8 is waiting",
            ],
        ),
        (
            "UPDATE processed_update SET verdict = 'late' WHERE key = 'telegram:5:3'",
            ["late: answer 7:2 of update telegram:5:3: refused as late"],
        ),
        (
            "UPDATE attempt SET score = 4 WHERE id = 7",
            ["wrong: attempt 7 has 4 points, not 2"],
        ),
        (
            "UPDATE attempt SET counted = NOT counted WHERE id = 7",
            ["wrong: person 1 in round 1 is counted with [], not with 7"],
        ),
        (
            "UPDATE outbox SET state = 'pending'",
            ["stuck: message end:7 has not gone out"],
        ),
    ],
)
async def test_a_broken_database_is_complained_of(
    path: Path, break_it: str, complaints: Sequence[str]
) -> None:
    _run(path, break_it)

    assert (await _checked(path)).complaints == complaints


async def test_what_waits_for_a_person_to_come_back_is_nothing_stuck(path: Path) -> None:
    _run(
        path,
        "UPDATE outbox SET state = 'pending', not_before = '9999-01-01 00:00:00.000000+00:00'",
    )

    assert (await _checked(path)).complaints == []


@pytest.mark.parametrize(
    ("seen", "complaints"),
    [
        (
            replace(SEEN, answers=[replace(DOUBLE_TAP, told="stored")]),
            ["lost: answer 7:2 of update telegram:5:3: said to be stored, and is duplicate"],
        ),
        (replace(SEEN, waiting=["1003"]), ["stuck: 1003 has not seen the end"]),
        (
            replace(SEEN, announced=Counter({"1002": 1})),
            ["missed: chat 1001 has not got the announcement"],
        ),
        (
            replace(SEEN, reminders=Counter({("2001", "Còn thiếu 3 người"): 2})),
            ["doubled: a reminder 2 times in chat 2001"],
        ),
        (replace(SEEN, reminders=Counter()), ["missed: chat 2001 has not got a reminder"]),
        (replace(SEEN, broken=["half a file"]), ["broken: half a file"]),
    ],
)
async def test_what_was_seen_outside_and_must_not_be_is_complained_of(
    path: Path, seen: Seen, complaints: Sequence[str]
) -> None:
    assert (await _checked(path, seen)).complaints == complaints


async def test_a_reminder_that_has_perhaps_arrived_is_not_missed(path: Path) -> None:
    _run(
        path,
        "UPDATE outbox SET state = 'unknown', chat_id = '2001'",
    )

    findings = await _checked(path, replace(SEEN, reminders=Counter()))

    assert findings.complaints == []
    assert findings.unknown == 1


async def test_while_people_play_nobody_is_stuck_and_nothing_is_missed_yet(path: Path) -> None:
    _run(path, "UPDATE attempt SET state = 'waiting', ended_at = NULL WHERE id = 8")
    tables = await read_tables(f"sqlite:///{path}")
    seen = replace(SEEN, waiting=["1003"], announced=Counter(), reminders=Counter())

    assert check(seen, tables, is_over=False).complaints == []
    assert len(check(seen, tables).complaints) == 5


async def test_postgresql_is_read_like_sqlite(
    path: Path, postgresql_url: str, postgresql_server: PostgresqlServer
) -> None:
    database = Database(postgresql_url)
    async with database.write() as connection:
        for statement in (PEOPLE + PLAY).split(";\n"):
            if statement.strip():
                await connection.exec_driver_sql(statement)
    await database.dispose()

    tables = await read_tables(postgresql_url)

    assert _without_instants(tables) == _without_instants(await read_tables(f"sqlite:///{path}"))
    assert check(SEEN, tables).complaints == []


def _without_instants(tables: Tables) -> Tables:
    """SQLite keeps instants as text and truth as a number."""
    attempts = [
        {**row, "ended_at": None, "counted": bool(row["counted"])} for row in tables.attempts
    ]
    return replace(tables, attempts=attempts)
