"""``hoithi report evidence``: frozen figures of units, and files that somebody has changed."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.documents.evidence_files import read_evidence
from contest.evidence import sealed
from tests.integration.bot.command_line import CommandLine
from tests.integration.bot.participants import take_part, with_contest, with_round

BY = ("--by", "Tổ Thư ký")


@pytest.fixture
def contest(cli: CommandLine) -> CommandLine:
    """Sở Nội vụ and a ward of thành phố Buôn Ma Thuột have taken part, with 9 of 15 points each."""
    with_contest(cli)
    take_part(cli, "SO-NV", "leaders", 1)
    take_part(cli, "SO-NV", "staff", 2)
    take_part(cli, "24118", "onestop", 2)
    return cli


def frozen(cli: CommandLine, *options: str) -> tuple[Path, Path]:
    """The files of one snapshot."""
    text, sheet = cli.folder / "minh-chung.json", cli.folder / "minh-chung.xlsx"
    result = cli("report", "evidence", "-o", text, "-o", sheet, *BY, *options)
    assert result.exit_code == 0, result.stderr
    return text, sheet


def rows_of(path: Path) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in json.loads(path.read_text(encoding="utf-8"))["rows"]}


def test_the_province_has_rows_of_20_departments_and_15_districts(contest: CommandLine) -> None:
    rows = contest.json("report", "evidence")

    levels = [row["level"] for row in rows]
    assert (levels.count("SO"), levels.count("HUYEN"), len(levels)) == (20, 15, 35)


def test_a_row_holds_quota_rate_and_quality(contest: CommandLine) -> None:
    row = {row["code"]: row for row in contest.json("report", "evidence")}["SO-NV"]

    assert (row["participants"], row["finished"], row["headcount"]) == (3, 3, 67)
    # 3 of 67, and 9 of 15 points.
    assert (row["rate_percent"], row["mean_percent"]) == ("4.48", "60.00")
    assert row["quotas"][0] == {
        "category": "leaders",
        "base": 4,
        "need": 1,
        "done": 1,
        "missing": 0,
        "met": True,
    }
    # 8 heads, and of 15 staff 2 are there; the six one-stop officers are among the other 13.
    assert (row["quota_met"], row["missing"]) == (False, 8 + 13)
    assert [row[band] for band in ("full", "high", "middle", "low")] == [0, 0, 3, 0]
    assert (row["entries"], row["full_percent"]) == (3, "0.00")


def test_communes_are_in_the_row_of_their_district(contest: CommandLine) -> None:
    row = {row["code"]: row for row in contest.json("report", "evidence")}["643"]

    assert (row["participants"], row["entries"]) == (2, 2)
    # The city and its 21 wards and communes.
    assert (row["quota_units"], row["quota_units_met"]) == (22, 0)
    onestop = next(line for line in row["quotas"] if line["category"] == "onestop")
    assert onestop["done"] == 2


def test_levels_and_units_can_be_chosen(contest: CommandLine) -> None:
    communes = contest.json("report", "evidence", "--level", "XA", "--under", "643")

    assert len(communes) == 21
    assert {row["level"] for row in communes} == {"XA"}
    assert {row["code"] for row in communes if row["participants"]} == {"24118"}


def test_files_of_one_snapshot_carry_the_same_seal_and_are_intact(contest: CommandLine) -> None:
    text, sheet = frozen(contest)

    assert read_evidence(sheet).sealed == read_evidence(text).sealed
    for path in (text, sheet):
        result = contest("report", "evidence", "--verify", path)
        assert result.exit_code == 0
        lines = result.stdout.splitlines()
        assert lines[0] == f"{path.name}: tệp nguyên vẹn."
        assert lines[1].endswith("bởi Tổ Thư ký.")
        assert lines[2] == "Số liệu hiện nay vẫn như trong tệp."


def test_figures_that_have_changed_since_are_named(contest: CommandLine) -> None:
    text, _ = frozen(contest)
    take_part(contest, "SO-YT", "staff", 1)

    found = contest.json("report", "evidence", "--verify", str(text))

    assert (found["verdict"], found["differs"]) == ("intact", ["SO-YT"])
    printed = contest("report", "evidence", "--verify", text).stdout
    assert "Số liệu hiện nay khác ở 1 đơn vị: SO-YT" in printed


def test_a_changed_file_is_detected(contest: CommandLine) -> None:
    text, _ = frozen(contest)
    content = text.read_text(encoding="utf-8")
    text.write_text(content.replace('"participants":3', '"participants":4'), encoding="utf-8")

    result = contest("report", "evidence", "--verify", text)

    assert result.exit_code == 1
    assert "TỆP ĐÃ BỊ SỬA" in result.stdout


def test_a_new_seal_for_changed_figures_does_not_help(contest: CommandLine) -> None:
    text, _ = frozen(contest)
    document = json.loads(text.read_text(encoding="utf-8"))
    document["rows"][0]["participants"] += 1
    text.write_bytes(sealed(without_seal(document)).text)

    result = contest("report", "evidence", "--verify", text)

    assert result.exit_code == 1
    assert "chưa từng lập tệp có mã băm đó" in result.stdout
    assert json.loads(contest("report", "evidence", "--verify", text, "--json").stdout) == {
        "verdict": "unknown",
        "sha256": read_evidence(text).sealed.claimed,
        "made_at": None,
        "made_by": None,
        "differs": None,
    }


def without_seal(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in ("sha256", "format")}


def test_what_is_no_evidence_cannot_be_read(contest: CommandLine) -> None:
    for path in (contest.write("a.json", "{}"), contest.folder / "none.xlsx"):
        result = contest("report", "evidence", "--verify", path)

        assert (result.exit_code, result.stdout) == (2, "")
        assert len(result.stderr.splitlines()) == 1


def test_the_same_figures_at_another_time_have_another_seal_but_the_same_rows(
    contest: CommandLine,
) -> None:
    first, _ = frozen(contest)
    before = read_evidence(first).sealed
    second, _ = frozen(contest)

    after = read_evidence(second).sealed
    assert before.claimed != after.claimed
    assert before.document()["rows"] == after.document()["rows"]


def test_a_table_is_printed_without_freezing_anything(contest: CommandLine) -> None:
    result = contest("report", "evidence")

    assert result.exit_code == 0
    assert "4,48%" in result.stdout
    assert contest.query("SELECT count(*) FROM audit WHERE event = 'evidence_made'") == [(0,)]


def test_a_round_of_a_quota_for_each_round_has_to_be_named(contest: CommandLine) -> None:
    with_round(contest, "Vòng 2")
    rules = contest.write("quotas.json", '{"scope": "round"}')
    assert contest("quotas", "load", rules).exit_code == 0

    result = contest("report", "evidence")

    assert result.exit_code == 2
    assert "--round" in result.stderr
    assert len(contest.json("report", "evidence", "--round", "2")) == 35


@pytest.mark.parametrize(
    "options",
    [
        ("--level", "QUAN"),
        ("--under", "KHONG-CO"),
        ("--round", "9"),
        ("-o", "minh-chung.docx"),
        ("--by", " "),
    ],
)
def test_what_cannot_be_meant_is_refused(contest: CommandLine, options: tuple[str, str]) -> None:
    result = contest("report", "evidence", *options)

    assert (result.exit_code, result.stdout) == (2, "")
    assert contest.query("SELECT count(*) FROM audit WHERE event = 'evidence_made'") == [(0,)]
