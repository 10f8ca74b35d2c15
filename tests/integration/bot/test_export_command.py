"""``hoithi export results``: the workbook of results, read back."""

import io
import json
import sqlite3
import stat
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from bot.documents.workbooks import read_workbook
from tests.integration.bot.command_line import CommandLine
from tests.integration.bot.participants import give_role, take_part, with_contest

CLOSED = "2023-11-22 00:00:00.000000+00:00"
SHEETS = {"Tổng hợp": 0, "Biểu đồ": 1, "Chất lượng": 2, "Đơn vị": 3}
UNIT_QUALITY, QUESTIONS, RANKING = 4, 5, 6


@pytest.fixture
def contest(cli: CommandLine) -> CommandLine:
    """A closed round of three people, whose names are no formulas; one has had her data erased."""
    with_contest(cli)
    take_part(cli, "SO-NV", "staff", 2)
    take_part(cli, "SO-YT", "leaders", 1)
    names = ("=1+1", "@SUM(A1:A9)", None)
    with closing(sqlite3.connect(cli.file)) as connection, connection:
        for person, name in enumerate(names, start=1):
            connection.execute(
                "UPDATE person SET full_name = ?, phone_masked = '098****123' WHERE id = ?",
                (name, person),
            )
            connection.execute(
                "UPDATE attempt SET score = ? WHERE person_id = ?", (16 - person, person)
            )
        connection.execute("UPDATE round SET closes_at = ?, closed_at = ?", (CLOSED, CLOSED))
    return cli


def change(cli: CommandLine, statement: str) -> None:
    with closing(sqlite3.connect(cli.file)) as connection, connection:
        assert connection.execute(statement).rowcount


def exported(cli: CommandLine, *options: str) -> Path:
    path = cli.folder / "ket-qua.xlsx"
    result = cli("export", "results", path, *options)
    assert result.exit_code == 0, result.stderr
    return path


def sheet(path: Path, place: int) -> list[list[str]]:
    return read_workbook(path.read_bytes(), ".xlsx", place)


def everything(path: Path) -> str:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as package:
        return "".join(package.read(name).decode() for name in package.namelist())


def test_without_asking_nobody_is_named(contest: CommandLine) -> None:
    path = exported(contest)

    ranking = sheet(path, RANKING)
    assert ranking[0][0] == "Xếp hạng Vòng 1: 3 người có bài thi được tính"
    assert ranking[2][:3] == ["Hạng", "Hạng nhóm", "Mã"]
    assert [row[:5] for row in ranking[3:]] == [
        ["1", "1", "SO-NV", "Sở Nội vụ", "Cán bộ, công chức, viên chức"],
        ["2", "2", "SO-NV", "Sở Nội vụ", "Cán bộ, công chức, viên chức"],
        ["3", "3", "SO-YT", "Sở Y tế", "Cán bộ, công chức, viên chức"],
    ]
    for private in ("1+1", "SUM(A1", "098", "1980"):
        assert private not in everything(path)


def test_names_are_texts_whatever_they_look_like(contest: CommandLine) -> None:
    path = exported(contest, "--names")

    assert [row[2] for row in sheet(path, RANKING)[3:]] == [
        "=1+1",
        "@SUM(A1:A9)",
        "(đã xóa dữ liệu)",
    ]
    assert "<f>" not in everything(path)
    assert "098" not in everything(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_who_has_exported_what_is_in_the_log_and_at_the_foot(contest: CommandLine) -> None:
    path = exported(contest, "1", "--names", "--by", "Tổ Thư ký")

    ((facts,),) = contest.query("SELECT facts FROM audit WHERE event = 'results_exported'")
    assert facts == '{"rounds":[1],"names":true,"by":"Tổ Thư ký"}'
    assert "bởi Tổ Thư ký" in everything(path)


def test_figures_are_numbers_with_their_denominators(contest: CommandLine) -> None:
    path = exported(contest)

    summary = sheet(path, SHEETS["Tổng hợp"])
    heads = next(row for row in summary if row and row[0] == "Vòng")
    line = dict(zip(heads, summary[-1], strict=True))
    assert (line["Vòng"], line["Đơn vị"], line["Người dự thi"]) == ("Vòng 1", "2", "3")
    assert line["Kết quả"] == "Chưa chốt kết quả; số liệu tạm thời"
    # 15, 14 and 13 of 15.
    assert float(line["Kết quả bình quân"]) == pytest.approx(42 / 45)
    quality = sheet(path, SHEETS["Chất lượng"])
    assert quality[3][:7] == ["Vòng 1", "1", "2", "0", "0", "0", "3"]
    assert float(quality[3][7]) == pytest.approx(1 / 3)
    assert [row[0] for row in quality[3:]] == ["Vòng 1", "Tất cả các vòng", "Cấp SO"]


def test_questions_are_told_with_the_code_that_corrections_ask_for(contest: CommandLine) -> None:
    head = next(row for row in sheet(exported(contest), QUESTIONS) if "Câu hỏi" in row)

    assert head[:4] == ["Chủ đề", "Mã câu hỏi", "Câu hỏi", "Phiên bản"]


def test_units_are_in_the_order_of_their_rate_with_their_quotas(contest: CommandLine) -> None:
    rows = sheet(exported(contest), SHEETS["Đơn vị"])

    heads = rows[2]
    assert len(rows) == 3 + 219
    first = dict(zip(heads, rows[3], strict=True))
    # 2 of 67 are more than 1 of 116.
    assert (first["Mã"], first["Người dự thi"], first["Tổng số người"]) == ("SO-NV", "2", "67")
    assert float(first["Tỷ lệ tham gia"]) == pytest.approx(2 / 67)
    assert (first["Lãnh đạo đơn vị: cần"], first["Lãnh đạo đơn vị: thiếu"]) == ("1", "1")
    assert first["Chỉ tiêu"] == "Chưa đạt"
    assert [row[0] for row in sheet(exported(contest), UNIT_QUALITY)[3:]] == [
        "Sở Nội vụ",
        "Sở Y tế",
    ]


def test_charts_are_native_and_tables_stay_in_sight(contest: CommandLine) -> None:
    path = exported(contest)

    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as package:
        names = package.namelist()
        units = package.read("xl/worksheets/sheet4.xml").decode()
        charts = [package.read(f"xl/charts/chart{n}.xml").decode() for n in (1, 2, 3, 4)]
    assert sum(name.startswith("xl/charts/chart") for name in names) == 4
    assert "frozen" in units
    assert "<autoFilter" in units
    assert "'Tổng hợp'!$E$" in charts[0]
    assert "'Chất lượng'!$H$4<" in charts[1]
    # The 25 highest rates, and the 25 lowest.
    assert "'Đơn vị'!$H$4:$H$28" in charts[2]
    assert "'Đơn vị'!$H$198:$H$222" in charts[3]


def test_a_frozen_result_is_exported_as_it_was_frozen(contest: CommandLine) -> None:
    give_role(contest, "thu-ky", "secretary")
    frozen = contest("result", "freeze", "1", "--by", "web:chat:thu-ky")
    assert frozen.exit_code == 0, frozen.stderr
    change(contest, "UPDATE attempt SET state = 'void', counted = 0 WHERE person_id = 1")
    change(contest, "UPDATE board SET wanted = wanted + 1")

    path = exported(contest)

    ranking = sheet(path, RANKING)
    assert ranking[1][0] == "Kết quả Vòng 1: phiên bản 1, tạm thời; có thay đổi sau khi chốt"
    assert [row[0] for row in ranking[3:]] == ["1", "2", "3"]
    report = contest.json("report", "round", "--round", "1")
    assert (report["participants"], report["is_provisional"]) == (2, True)
    assert report["result"] == {"version": 1, "state": "provisional", "is_current": False}
    evidence = contest.folder / "mc.json"
    assert contest("report", "evidence", "-o", evidence).exit_code == 0
    result = json.loads(evidence.read_text(encoding="utf-8"))["rounds"][0]["result"]
    assert (result["version"], result["state"], result["is_current"]) == (1, "provisional", False)
    fingerprint = contest.query("SELECT fingerprint FROM result")[0][0]
    assert result["sha256"] == fingerprint


@pytest.mark.parametrize("options", [("9",), ("1", "9"), ("--by", " ")])
def test_what_is_not_there_is_refused_and_nothing_written(
    contest: CommandLine, options: tuple[str, ...]
) -> None:
    path = contest.folder / "ket-qua.xlsx"

    result = contest("export", "results", path, *options)

    assert (result.exit_code, result.stdout) == (2, "")
    assert not path.exists()
    assert contest.query("SELECT count(*) FROM audit WHERE event = 'results_exported'") == [(0,)]


def test_another_kind_of_file_is_refused(contest: CommandLine) -> None:
    assert contest("export", "results", "ket-qua.pdf").exit_code == 2
