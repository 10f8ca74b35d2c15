"""``hoithi db``, and how every command fails when the database or a setting cannot be used."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.integration.bot.command_line import CommandLine

COMMANDS = [("db", "upgrade"), ("db", "check"), ("round", "list"), ("chat",), ("serve",)]


def test_a_missing_database_is_told_and_not_created(cli: CommandLine) -> None:
    result = cli("db", "check")

    assert result.exit_code == 2
    assert "hoithi db upgrade" in result.stderr
    assert not cli.file.exists()


def test_an_upgrade_makes_the_database_ready_and_can_be_repeated(cli: CommandLine) -> None:
    for _ in range(2):
        result = cli("db", "upgrade")
        assert (result.exit_code, result.stdout) == (0, "Cơ sở dữ liệu đã sẵn sàng.\n")

    assert cli("db", "check").exit_code == 0


def test_a_database_of_another_version_is_told(cli: CommandLine) -> None:
    cli("db", "upgrade")
    _execute(cli.file, "UPDATE alembic_version SET version_num = '0000'")

    result = cli("db", "check")

    assert result.exit_code == 2
    assert "0000" in result.stderr


def test_folders_on_the_way_to_the_database_are_made(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = cli.folder / "a" / "b" / "hoithi.db"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")

    assert cli("db", "upgrade").exit_code == 0
    assert file.exists()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://hoithi:mat-khau@may-chu/hoithi"),
        ("DATABASE_URL", "mat-khau"),
        ("WEB_PORT", "mat-khau"),
        ("SESSION_SECRET", "mat-khau"),
    ],
)
def test_a_bad_setting_stops_every_command_by_its_name(
    cli: CommandLine,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    name: str,
    value: str,
) -> None:
    monkeypatch.setenv(name, value)

    result = cli(*command)

    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"{name}: ")
    assert "mat-khau" not in line


@pytest.mark.parametrize("command", [("db", "upgrade"), ("db", "check"), ("round", "list")])
@pytest.mark.parametrize(
    "url",
    [
        "postgresql://hoithi:mat-khau@127.0.0.1:1/hoithi",
        "sqlite:////dev/null/hoithi.db",
        "sqlite:///no-database.txt",
    ],
)
def test_a_database_that_cannot_be_opened_is_told_in_one_line(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], url: str
) -> None:
    cli.write("no-database.txt", "x" * 10_000)
    monkeypatch.setenv("DATABASE_URL", url)

    result = cli(*command)

    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert "mat-khau" not in line
    assert line.startswith(("DATABASE_URL: ", "Cơ sở dữ liệu chưa sẵn sàng"))


def test_a_setting_can_stand_in_a_file(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    cli.write(".env", "DATABASE_URL=sqlite:///from-file.db\nLOCALE=en\n")

    result = cli("db", "upgrade")

    assert result.stdout == "The database is ready.\n"
    assert Path("from-file.db").exists()


def _execute(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(statement)
        connection.commit()
