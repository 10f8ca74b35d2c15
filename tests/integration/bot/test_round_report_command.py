"""``hoithi report round``: the ranking of a round for the organisers."""

import sqlite3
from contextlib import closing

import pytest

from tests.integration.bot.command_line import CommandLine
from tests.integration.bot.participants import take_part, with_contest

CLOSED = "2023-11-22 00:00:00.000000+00:00"


@pytest.fixture
def contest(cli: CommandLine) -> CommandLine:
    """Four people of two units have played: scores 15, 15, 12 and 0 of 15."""
    with_contest(cli)
    take_part(cli, "SO-NV", "staff", 3)
    take_part(cli, "SO-YT", "staff", 1)
    for person, (score, minute) in enumerate(((15, 2), (15, 1), (12, 0), (0, 0)), start=1):
        change(
            cli,
            "UPDATE attempt SET score = ?, time_left_us = 540000000, ended_at = ?"
            " WHERE person_id = ?",
            (score, f"2023-11-07 02:0{minute}:00.000000+00:00", person),
        )
    return cli


def change(cli: CommandLine, statement: str, values: tuple[object, ...] = ()) -> None:
    with closing(sqlite3.connect(cli.file)) as connection, connection:
        connection.execute(statement, values)


def close(cli: CommandLine) -> None:
    change(cli, "UPDATE round SET closes_at = ?, closed_at = ?", (CLOSED, CLOSED))


def test_a_closed_round_is_ranked_for_machines(contest: CommandLine) -> None:
    close(contest)

    report = contest.json("report", "round", "--round", "1", "--top", "2")

    assert report["participants"] == 4
    assert (report["is_open"], report["is_provisional"]) == (False, True)
    # Nobody predicted; of the officials two have everything right.
    assert report["predicted"] == {"officials": 2, "citizens": 0}
    assert report["bands"] == {"full": 2, "high": 1, "middle": 0, "low": 1, "nothing_right": 1}
    first, second = report["places"]
    assert (first["rank"], first["score"], first["unit"], first["group"]) == (
        1,
        15,
        "SO-NV",
        "officials",
    )
    assert (first["submitted_at"], first["seconds"], first["distance"]) == (
        "2023-11-07T02:01:00+00:00",
        60.0,
        None,
    )
    assert (second["rank"], second["submitted_at"]) == (2, "2023-11-07T02:02:00+00:00")


def test_an_open_round_is_ranked_by_what_is_known(contest: CommandLine) -> None:
    report = contest.json("report", "round")

    assert (report["is_open"], report["made_at"], report["predicted"]) == (True, None, None)
    assert [place["rank"] for place in report["places"]] == [1, 2, 3, 4]
    assert report["bands"]["full"] == 2


def test_a_closed_round_is_printed_with_its_denominator(contest: CommandLine) -> None:
    close(contest)

    result = contest("report", "round", "--top", "1")

    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == (
        "Xếp hạng Vòng 1 (tạm thời, chờ Ban Tổ chức xác nhận): 4 người có bài thi được tính."
    )
    assert "Số cần dự đoán, nhóm cán bộ, công chức, viên chức: 2" in lines
    assert (
        "Chất lượng trên tổng số 4 người: đúng 100%: 2 (50%); từ 75% đến dưới 100%: 1 (25%); "
        "từ 25% đến dưới 75%: 0 (0%); dưới 25%: 1 (25%)"
    ) in lines
    assert "Nguyễn Thị Hoa" in result.stdout
    assert "1 phút" in result.stdout


def test_a_disqualification_is_in_the_next_report(contest: CommandLine) -> None:
    close(contest)
    contest.json("report", "round")
    # What voiding an attempt does to the database.
    change(contest, "UPDATE attempt SET state = 'void', counted = 0 WHERE person_id = 2")
    change(contest, "UPDATE board SET wanted = wanted + 1")

    report = contest.json("report", "round")

    assert report["participants"] == 3
    assert report["predicted"] == {"officials": 1, "citizens": 0}
    assert [place["score"] for place in report["places"]] == [15, 12, 0]


def test_a_rehearsal_has_no_ranking(contest: CommandLine) -> None:
    change(contest, "UPDATE round SET is_rehearsal = 1")

    result = contest("report", "round", "--round", "1")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "Vòng 1 là vòng chạy thử, không có xếp hạng.\n"


def test_a_round_whose_end_was_not_carried_out_has_no_ranking_yet(contest: CommandLine) -> None:
    change(contest, "UPDATE round SET closes_at = ?", (CLOSED,))

    result = contest("report", "round", "--round", "1")

    assert result.exit_code == 2
    assert "đang được tổng hợp" in result.stderr


def test_an_unknown_round_is_refused(contest: CommandLine) -> None:
    assert contest("report", "round", "--round", "9").exit_code == 2


def test_a_round_without_attempts_has_an_empty_ranking(cli: CommandLine) -> None:
    with_contest(cli)
    close(cli)

    report = cli.json("report", "round")

    assert (report["participants"], report["places"]) == (0, [])
    assert cli("report", "round").exit_code == 0
