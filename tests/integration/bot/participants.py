"""Puts people who have taken part, and people with roles, into the database of a command line."""

import sqlite3
from contextlib import closing

from tests.integration.bot.command_line import DEMO_DATA, CommandLine

CONTEST = ("--contest", "Tìm hiểu CCHC", "--organiser", "Sở Nội vụ")
ENDED = "2023-11-07 02:00:00.000000+00:00"


def with_contest(cli: CommandLine) -> CommandLine:
    """The units of the demonstration, and a round that stays open for long."""
    assert cli("import", "units", DEMO_DATA / "units.csv").exit_code == 0
    with_round(cli, "Vòng 1", *CONTEST)
    return cli


def with_round(cli: CommandLine, name: str, *options: str) -> None:
    result = cli(
        *("round", "create", "--name", name, "--opens", "2023-11-07"),
        *("--closes", "21/11/2093 24:00", *options),
    )
    assert result.exit_code == 0, result.stderr


def take_part(cli: CommandLine, unit: str, category: str, count: int, played: int = 1) -> None:
    """Let new people on a unit's roster register and finish an attempt of a round."""
    with closing(sqlite3.connect(cli.file)) as connection, connection:
        (unit_id,) = connection.execute("SELECT id FROM unit WHERE code = ?", (unit,)).fetchone()
        for _ in range(count):
            _finish(connection, unit_id, category, played)


def give_role(cli: CommandLine, user: str, role: str, unit: str | None = None) -> None:
    """Let somebody on the web hold a role; their key is ``web:chat:<user>``."""
    with closing(sqlite3.connect(cli.file)) as connection, connection:
        key = f"web:chat:{user}"
        connection.execute(
            "INSERT OR IGNORE INTO identity (key, platform, bot, user_id, chat_id)"
            " VALUES (?, 'web', 'chat', ?, ?)",
            (key, user, user),
        )
        connection.execute(
            "INSERT INTO role_grant (user_key, role, unit_id)"
            " VALUES (?, ?, (SELECT id FROM unit WHERE code = ?))",
            (key, role, unit),
        )


def _finish(connection: sqlite3.Connection, unit: int, category: str, played: int) -> None:
    person = connection.execute(
        "INSERT INTO person (full_name, birth_date, unit_id, audience, locale, created_at)"
        " VALUES ('Nguyễn Thị Hoa', '1980-11-08', ?, 'officials', 'vi', ?)",
        (unit, ENDED),
    ).lastrowid
    connection.execute(
        "INSERT INTO roster_entry (unit_id, category, full_name, folded_name, is_nominated,"
        " match, person_id, matched_at)"
        " VALUES (?, ?, 'Nguyễn Thị Hoa', 'nguyen thi hoa', 1, 'confirmed', ?, ?)",
        (unit, category, person, ENDED),
    )
    connection.execute(
        "INSERT INTO attempt (round_id, person_id, unit_id, ordinal, platform, bot, chat_id,"
        " locale, seed, paper, state, position, time_left_us, paused_us, score, started_at,"
        " ended_at, counted)"
        " VALUES (?, ?, ?, 1, 'web', 'chat', ?, 'vi', 's', '[]', 'finished', 16, 0, 0, 9, ?, ?, 1)",
        (played, person, unit, f"chat-{person}", ENDED, ENDED),
    )
