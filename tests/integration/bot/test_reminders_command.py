"""``hoithi reminders``: the schedule as a file, and the log of what became of it."""

import json
import sqlite3
from contextlib import closing

import pytest

from contest.reminders import DEFAULT_SCHEDULE, schedule_to_data
from tests.integration.bot.command_line import CommandLine
from tests.integration.bot.participants import CONTEST, with_contest

FACTS = {
    "gaps": {"leaders": 1, "staff": 15},
    "missing": 16,
    "stage": ["liaison"],
    "told": {"liaison": 1, "groups": 2},
    "escalated": False,
}


@pytest.fixture
def cli(cli: CommandLine) -> CommandLine:
    """A command line with the units of the demonstration and an open round."""
    return with_contest(cli)


def log(cli: CommandLine, unit: str, day: str, outcome: str) -> None:
    """A decision as the system notes it, an hour after midnight UTC of that day."""
    with closing(sqlite3.connect(cli.file)) as connection, connection:
        connection.execute(
            "INSERT INTO reminder (unit_id, day, round_id, days_left, outcome, facts, decided_at)"
            " VALUES ((SELECT id FROM unit WHERE code = ?), ?, 1, 7, ?, ?, ?)",
            (unit, day, outcome, json.dumps(FACTS), f"{day} 01:00:00.000000+00:00"),
        )


def test_the_schedule_is_the_default_until_another_is_loaded(cli: CommandLine) -> None:
    assert cli.json("reminders", "show") == schedule_to_data(DEFAULT_SCHEDULE)
    assert cli.json("reminders", "show")["at"] == "07:30"


def test_the_schedule_is_told_with_the_instants_of_the_rounds_to_come(cli: CommandLine) -> None:
    lines = cli("reminders", "show").stdout.splitlines()

    assert lines == [
        "Nhắc lúc 07:30, trước ngày cuối 7, 3, 1 ngày và trong ngày cuối."
        " Không nhắc từ 21:00 đến 06:30.",
        "• Còn 7 ngày: đầu mối",
        "• Còn 3 ngày: đầu mối, lãnh đạo",
        "• Còn 1 ngày: đầu mối, lãnh đạo, đơn vị cấp trên",
        "• Ngày cuối: đầu mối, lãnh đạo, đơn vị cấp trên, Ban Tổ chức",
        "1. Vòng 1: 07 giờ 30, ngày 14/11/2093; 07 giờ 30, ngày 18/11/2093;"
        " 07 giờ 30, ngày 20/11/2093; 07 giờ 30, ngày 21/11/2093",
    ]


def test_rehearsals_and_rounds_that_are_over_have_no_reminders(cli: CommandLine) -> None:
    span = ("--opens", "2023-11-07", "--closes")
    cli("round", "create", "--name", "Chạy thử", *span, "2093-11-01", "--rehearsal")
    cli("round", "create", "--name", "Vòng 0", *span, "2023-11-21")

    shown = cli("reminders", "show").stdout

    assert "Chạy thử" not in shown
    assert "Vòng 0" not in shown


def test_a_loaded_schedule_moves_the_reminders(cli: CommandLine) -> None:
    file = cli.write("nhac.json", '{"days_before": [2], "on_last_day": false, "at": "15:00"}')

    result = cli("reminders", "load", file)

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[0] == "Đã lưu. Quy tắc đang áp dụng:"
    assert result.stdout.splitlines()[-1] == "1. Vòng 1: 15 giờ 00, ngày 19/11/2093"
    assert cli.json("reminders", "show")["days_before"] == [2]
    assert cli.query("SELECT event FROM audit ORDER BY id DESC LIMIT 1") == [("reminders_changed",)]


def test_a_dry_run_changes_nothing(cli: CommandLine) -> None:
    before = cli.content()

    result = cli("reminders", "load", cli.write("nhac.json", '{"at": "15:00"}'), "--dry-run")

    assert result.exit_code == 0
    assert "15 giờ 00, ngày 21/11/2093" in result.stdout
    assert cli.content() == before


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("5", "instead of an object"),
        ('{"at": "7:30"}', "at: "),
        ('{"at": "22:00"}', "quiet hours"),
        ('{"days_before": [3, 3]}', "twice"),
        ('{"escalate": {"7": ["mayor"]}}', "escalate.7[0]"),
        ('{"escalate": {}}', "stage"),
    ],
)
def test_a_bad_schedule_is_told_in_one_line_with_the_place(
    cli: CommandLine, text: str, told: str
) -> None:
    before = cli.content()

    result = cli("reminders", "load", cli.write("nhac.json", text))

    (line,) = result.stderr.splitlines()
    assert (result.exit_code, result.stdout) == (2, "")
    assert line.startswith("Tệp quy tắc nhac.json không dùng được: ")
    assert told in line
    assert cli.content() == before


def test_the_log_for_scripts_has_the_reason_of_every_decision(cli: CommandLine) -> None:
    log(cli, "SO-NV", "2023-11-14", "reminded")

    assert cli.json("reminders", "log") == [
        {
            "unit": "SO-NV",
            "day": "2023-11-14",
            "round": 1,
            "days_left": 7,
            "outcome": "reminded",
            "decided_at": "2023-11-14T01:00:00+00:00",
            "facts": FACTS,
        }
    ]


def test_the_log_for_people_says_what_was_missing_and_who_was_told(cli: CommandLine) -> None:
    log(cli, "SO-NV", "2023-11-14", "reminded")
    log(cli, "SO-NV", "2023-11-18", "unreachable")

    shown = cli("reminders", "log").stdout.splitlines()

    assert max(map(len, shown)) <= 100
    (first,) = [line for line in shown if line.startswith("18/11/2023")]
    (second,) = [line for line in shown if line.startswith("14/11/2023")]
    assert shown.index(first) < shown.index(second)
    assert "không có ai để nhắc" in first
    assert "đã nhắc" in second
    assert "đầu mối 1, nhóm 2" in " ".join(" ".join(shown).split())


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--unit", "SO-TP"), [("SO-TP", "2023-11-14")]),
        (("--day", "2023-11-14"), [("SO-NV", "2023-11-14"), ("SO-TP", "2023-11-14")]),
        (("--day", "18/11/2023"), [("SO-NV", "2023-11-18")]),
        (("--day", "2023-11-14", "--unit", "SO-NV"), [("SO-NV", "2023-11-14")]),
        (("--day", "2023-11-15"), []),
    ],
)
def test_the_log_can_be_narrowed_down(
    cli: CommandLine, options: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    log(cli, "SO-NV", "2023-11-14", "reminded")
    log(cli, "SO-TP", "2023-11-14", "stopped")
    log(cli, "SO-NV", "2023-11-18", "met")

    found = [(one["unit"], one["day"]) for one in cli.json("reminders", "log", *options)]

    assert sorted(found) == sorted(expected)


def test_an_empty_log_is_told(cli: CommandLine) -> None:
    assert cli("reminders", "log").stdout == "Chưa có lượt nhắc nào được ghi.\n"


@pytest.mark.parametrize(
    ("options", "told"), [(("--day", "14.11"), "14.11"), (("--unit", "SO-NX"), "SO-NV")]
)
def test_a_day_or_unit_that_there_is_not_is_refused(
    cli: CommandLine, options: tuple[str, ...], told: str
) -> None:
    result = cli("reminders", "log", *options)

    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr


def test_without_a_contest_the_default_is_shown_and_nothing_can_be_loaded(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{cli.folder / 'empty.db'}")

    assert cli.json("reminders", "show") == schedule_to_data(DEFAULT_SCHEDULE)
    result = cli("reminders", "load", cli.write("nhac.json", "{}"))
    assert result.exit_code == 2
    assert CONTEST[0] not in result.stderr
    assert "hoithi round create" in result.stderr
