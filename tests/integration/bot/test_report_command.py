"""``hoithi report units``: the shortfall table for scripts, people and spreadsheets."""

from typing import Any

import pytest
from python_calamine import load_workbook

from tests.integration.bot.command_line import CommandLine
from tests.integration.bot.participants import take_part, with_contest, with_round

NAMES = ["code", "name", "level", "category", "base", "need", "done", "missing", "met"]


@pytest.fixture
def cli(cli: CommandLine) -> CommandLine:
    """A command line with the units of the demonstration and an open round."""
    return with_contest(cli)


def figures(rows: list[dict[str, Any]]) -> list[tuple[int, ...]]:
    return [(row["base"], row["need"], row["done"], row["missing"]) for row in rows]


def test_the_report_for_scripts_has_a_row_for_each_unit_and_category(cli: CommandLine) -> None:
    rows = cli.json("report", "units", "--under", "SO-NV")

    assert [list(row) for row in rows] == [NAMES] * 4
    assert rows[0] == {
        "code": "SO-NV",
        "name": "Sở Nội vụ",
        "level": "SO",
        "category": "leaders",
        "base": 4,
        "need": 1,
        "done": 0,
        "missing": 1,
        "met": False,
    }
    assert [row["category"] for row in rows] == ["leaders", "division_heads", "staff", "onestop"]
    # The worked table of the province's plan (domain.md 9).
    assert figures(rows) == [(4, 1, 0, 1), (15, 8, 0, 8), (48, 15, 0, 15), (6, 6, 0, 6)]


def test_the_whole_province_owes_what_the_plan_says(cli: CommandLine) -> None:
    rows = cli.json("report", "units")

    assert len({row["code"] for row in rows}) == 219
    assert [row["need"] for row in rows if row["code"] == "643"] == [1, 19, 36, 8]


def test_one_stop_staff_count_as_staff_and_the_missing_one_is_named(cli: CommandLine) -> None:
    take_part(cli, "SO-NV", "staff", 10)
    take_part(cli, "SO-NV", "onestop", 5)
    take_part(cli, "SO-NV", "leaders", 1)

    rows = cli.json("report", "units", "--under", "SO-NV")

    assert figures(rows) == [(4, 1, 1, 0), (15, 8, 0, 8), (48, 15, 15, 0), (6, 6, 5, 1)]
    assert [row["met"] for row in rows] == [True, False, True, False]


def test_a_subtree_has_the_unit_and_all_units_below(cli: CommandLine) -> None:
    rows = cli.json("report", "units", "--under", "643")

    below = {
        code
        for (code,) in cli.query(
            "SELECT u.code FROM unit u JOIN unit p ON p.id = u.parent_id WHERE p.code = '643'"
        )
    }
    assert {row["code"] for row in rows} == {"643", *below}
    assert len(below) > 10


def test_a_round_can_be_named(cli: CommandLine) -> None:
    file = cli.write("quotas.json", '{"scope": "round"}')
    assert cli("quotas", "load", file).exit_code == 0
    with_round(cli, "Vòng 2")
    take_part(cli, "SO-NV", "leaders", 1, played=2)

    def done(number: str) -> int:
        rows = cli.json("report", "units", "--under", "SO-NV", "--round", number)
        return int(rows[0]["done"])

    assert (done("1"), done("2")) == (0, 1)


def test_the_report_for_people_fits_100_columns_and_ends_with_the_sum(cli: CommandLine) -> None:
    result = cli("report", "units")

    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert lines[0] == "Vòng 1 – tham gia bắt buộc. Hạn dự thi: 24 giờ 00, ngày 21/11/2093."
    assert max(map(len, lines)) <= 100
    assert lines[-1] == "0/219 đơn vị đã đạt chỉ tiêu; còn thiếu ít nhất 2.227 người."


def test_a_unit_is_named_once_and_a_met_category_is_ticked(cli: CommandLine) -> None:
    take_part(cli, "SO-NV", "leaders", 1)

    lines = cli("report", "units", "--under", "SO-NV").stdout.splitlines()

    assert sum("Sở Nội vụ" in line for line in lines) == 1
    (leaders,) = [line for line in lines if "Lãnh đạo đơn vị" in line]
    assert leaders.split()[-4:] == ["4", "1", "1", "✓"]


def test_the_spreadsheet_names_the_unit_in_every_row(cli: CommandLine) -> None:
    target = cli.folder / "thieu.xlsx"

    result = cli("report", "units", "--under", "SO-NV", "--xlsx", target)

    title, header, *rows = load_workbook(target).get_sheet_by_index(0).to_python()
    assert result.stdout == "Đã ghi thieu.xlsx.\n"
    assert title[0] == "Tham gia bắt buộc – Vòng 1"
    assert header == [
        *("Mã", "Đơn vị", "Đơn vị cấp trên", "Cấp", "Nhóm"),
        *("Tổng số", "Cần", "Đã thi", "Thiếu", "Đạt"),
    ]
    assert rows[0] == [
        *("SO-NV", "Sở Nội vụ", "Tỉnh Đắk Lắk", "SO", "Lãnh đạo đơn vị"),
        *(4, 1, 0, 1, "không"),
    ]
    assert [row[0] for row in rows] == ["SO-NV"] * 4


def test_units_that_are_only_encouraged_have_no_rows(cli: CommandLine) -> None:
    file = cli.write("quotas.json", '{"levels": {}}')
    assert cli("quotas", "load", file).exit_code == 0

    assert cli.json("report", "units") == []
    assert "Không có đơn vị nào có chỉ tiêu bắt buộc." in cli("report", "units").stdout


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--under", "SO-NX"), "SO-NV"),
        (("--under", "Sở Nội vụụ"), "Sở Nội vụ – SO-NV"),
        (("--under", "???"), "Không có đơn vị “???”."),
        (("--round", "7"), "Không có vòng thi số 7."),
        (("--xlsx", "a.csv"), ".xlsx"),
        (("--xlsx", "no-folder/a.xlsx"), "Không ghi được a.xlsx."),
    ],
)
def test_what_does_not_exist_is_refused(
    cli: CommandLine, options: tuple[str, ...], told: str
) -> None:
    result = cli("report", "units", *options)

    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr


def test_without_a_contest_the_report_says_what_to_do(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{cli.folder / 'empty.db'}")

    result = cli("report", "units", "--json")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "hoithi round create" in result.stderr
