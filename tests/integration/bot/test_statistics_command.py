"""``hoithi report statistics``: people, attempts and quality of a round and of a contest."""

import sqlite3
from contextlib import closing

import pytest

from tests.integration.bot.command_line import CommandLine
from tests.integration.bot.participants import take_part, with_contest, with_round


@pytest.fixture
def contest(cli: CommandLine) -> CommandLine:
    """Three people of two units, then five of three; all have 9 of 15 points but the first."""
    with_contest(cli)
    with_round(cli, "Vòng 2")
    take_part(cli, "SO-NV", "staff", 2)
    take_part(cli, "24118", "staff", 1)
    take_part(cli, "SO-NV", "staff", 3, played=2)
    take_part(cli, "SO-YT", "staff", 1, played=2)
    take_part(cli, "KH-TDOAN", "staff", 1, played=2)
    change(cli, "UPDATE round SET opens_at = '2023-11-08 17:00:00.000000+00:00' WHERE id = 2")
    change(cli, "UPDATE round SET closed_at = closes_at")
    change(cli, "UPDATE attempt SET score = 15 WHERE person_id = 1")
    return cli


def change(cli: CommandLine, statement: str) -> None:
    with closing(sqlite3.connect(cli.file)) as connection, connection:
        assert connection.execute(statement).rowcount


def test_the_contest_counts_people_units_and_attempts_apart(contest: CommandLine) -> None:
    # The first person has played the second round as well, and was not the better for it.
    change(
        contest,
        "INSERT INTO attempt SELECT 99, 2, person_id, unit_id, 1, platform, bot, chat_id, locale,"
        " seed, paper, state, position, time_left_us, delivered_at, deadline, paused_us,"
        " expired_deadline, 0, started_at, ended_at, counted FROM attempt WHERE id = 1",
    )

    report = contest.json("report", "statistics")

    assert (report["people"], report["attempts"], report["entries"]) == (8, 9, 9)
    assert (report["units"], report["expected_units"]) == (4, 219)
    assert report["expected_units_with_entries"] == 3
    assert report["bands"] == {"full": 1, "high": 0, "middle": 7, "low": 1}
    assert report["nothing_right"] == 1
    # Seven times 60 %, once everything and once nothing.
    assert report["mean_percent"] == 57.78
    assert [(one["people"], one["units"]) for one in report["rounds"]] == [(3, 2), (6, 3)]


def test_rounds_are_compared_with_the_one_before(contest: CommandLine) -> None:
    report = contest.json("report", "statistics", "2")

    assert [one["number"] for one in report["rounds"]] == [2]
    assert report["changes"]["since_previous"] == {
        "units": {"direction": "up", "change": 1, "percent": 50.0},
        "people": {"direction": "up", "change": 2, "percent": 66.67},
    }
    lines = contest("report", "statistics", "2").stdout.splitlines()
    assert "Số đơn vị có người dự thi ở Vòng 2: 3 (so với Vòng 1 (2): tăng 1 (50%))" in lines
    assert (
        "Chất lượng trên tổng số 5 lượt thi được tính: đúng 100%: 0 (0%); từ 75% đến dưới 100%: "
        "0 (0%); từ 25% đến dưới 75%: 5 (100%); dưới 25%: 0 (0%)"
    ) in lines


def test_a_round_that_goes_on_is_not_compared(contest: CommandLine) -> None:
    change(contest, "UPDATE round SET closed_at = NULL WHERE id = 2")

    report = contest.json("report", "statistics", "2")

    assert report["changes"] == {"since_previous": None, "since_first": None}
    assert "so với" not in contest("report", "statistics", "2").stdout


def test_the_first_round_has_nothing_to_be_compared_with(contest: CommandLine) -> None:
    report = contest.json("report", "statistics", "1")

    assert report["changes"] == {"since_previous": None, "since_first": None}
    assert "so với" not in contest("report", "statistics", "1").stdout


def test_an_earlier_contest_is_compared_unit_by_unit(contest: CommandLine) -> None:
    file = contest.write(
        "2022.csv",
        "Mã đơn vị cũ,Nay thuộc đơn vị,Số lượt thi\nNV,SO-NV,4\nNGV,SO-NV,6\nX,,10\n",
    )

    previous = contest.json("report", "statistics", "--previous", str(file))["previous"]

    assert (previous["units"], previous["entries"], previous["people"]) == (3, 20, None)
    assert previous["changes"]["units"] == {"direction": "up", "change": 1, "percent": 33.33}
    assert previous["changes"]["entries"] == {"direction": "down", "change": -12, "percent": -60.0}
    by_code = {one["code"]: one["entries"] for one in previous["by_unit"]}
    assert by_code["SO-NV"] == {"direction": "down", "change": -5, "percent": -50.0}
    assert by_code["SO-YT"] is None
    printed = contest("report", "statistics", "--previous", file).stdout
    assert "số đơn vị tăng 1 (33,3%); số lượt thi giảm 12 (60%)." in printed
    assert "Không so sánh được 230/231 đơn vị" in printed


def test_a_faulty_file_is_refused_with_its_cell(contest: CommandLine) -> None:
    file = contest.write("2022.csv", "Mã,Số lượt thi\nNV,nhiều\n")

    result = contest("report", "statistics", "--previous", file)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "2022.csv, dòng 2" in result.stderr


@pytest.mark.parametrize(
    ("change_of_round", "said"),
    [
        ("UPDATE round SET is_rehearsal = 1 WHERE id = 2", "vòng chạy thử"),
        ("UPDATE round SET opens_at = '2093-01-01 00:00:00.000000+00:00' WHERE id = 2", "chưa bắt"),
    ],
)
def test_a_round_without_figures_is_refused(
    contest: CommandLine, change_of_round: str, said: str
) -> None:
    change(contest, change_of_round)

    result = contest("report", "statistics", "2")

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert contest.json("report", "statistics")["entries"] == 3


def test_before_there_is_a_round_there_is_nothing_to_report(cli: CommandLine) -> None:
    assert cli("report", "statistics").exit_code == 2


def test_the_report_of_a_round_says_attempts_units_and_change(contest: CommandLine) -> None:
    result = contest("report", "round", "--round", "2")

    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert "Lượt thi đã kết thúc: 5, trong đó 5 lượt được tính." in lines
    assert "Số người dự thi ở Vòng 2: 5 (so với Vòng 1 (3): tăng 2 (66,7%))" in lines
    report = contest.json("report", "round", "--round", "2")
    assert (report["attempts"], report["units"], report["expected_units"]) == (5, 3, 219)
