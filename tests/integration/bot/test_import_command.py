"""``hoithi import``: all of a file or nothing of it, and every fault in one pass."""

from pathlib import Path

import pytest

from tests.fakes.sheets import write_csv, write_ods, write_xlsx
from tests.integration.bot.command_line import DEMO_DATA, CommandLine

UNIT_HEADER = [
    "code",
    "name",
    "level",
    "parent_code",
    "headcount_leaders",
    "headcount_division_heads",
    "headcount_staff",
    "headcount_onestop",
]
QUESTION_HEADER = [
    *("topic", "question", "option_a", "option_b", "option_c", "option_d"),
    *("correct", "explanation", "source"),
]
PROVINCE = ["66", "Tỉnh Đắk Lắk", "TINH", "", "0", "0", "0", "0"]
OFFICE = ["SO-NV", "Sở Nội vụ", "SO", "66", "4", "15", "48", "3"]
GOOD_QUESTION = ["PAR", "PAR INDEX là gì?", "một", "hai", "ba", "bốn", "C", "", ""]


def unit(**changes: str) -> list[str]:
    return [changes.get(name, value) for name, value in zip(UNIT_HEADER, OFFICE, strict=True)]


def question(**changes: str) -> list[str]:
    values = zip(QUESTION_HEADER, GOOD_QUESTION, strict=True)
    return [changes.get(name, value) for name, value in values]


BAD_UNITS = {
    "missing column": ([UNIT_HEADER[:1] + UNIT_HEADER[2:], PROVINCE[:1] + PROVINCE[2:]], "name", 1),
    "duplicate code": ([UNIT_HEADER, PROVINCE, OFFICE, unit(name="Khác")], "code", 4),
    "unknown parent": ([UNIT_HEADER, PROVINCE, unit(parent_code="67")], "parent_code", 3),
    "cycle": (
        [UNIT_HEADER, unit(code="A", parent_code="B"), unit(code="B", parent_code="A")],
        "parent_code",
        2,
    ),
    "own parent": ([UNIT_HEADER, PROVINCE, unit(parent_code="SO-NV")], "parent_code", 3),
    "empty cell": ([UNIT_HEADER, PROVINCE, unit(name="")], "name", 3),
    "huge cell": ([UNIT_HEADER, PROVINCE, unit(name="Sở " * 1_000)], "name", 3),
    "no number": ([UNIT_HEADER, PROVINCE, unit(headcount_staff="nhiều")], "headcount_staff", 3),
}
BAD_QUESTIONS = {
    "missing column": ([QUESTION_HEADER[:1] + QUESTION_HEADER[2:], GOOD_QUESTION], "question", 1),
    "correct outside": ([QUESTION_HEADER, question(correct="E")], "correct", 2),
    "correct is empty option": (
        [QUESTION_HEADER, question(option_d="", correct="D")],
        "correct",
        2,
    ),
    "equal options": ([QUESTION_HEADER, question(option_b="Một ")], "option_b", 2),
    "empty option": ([QUESTION_HEADER, question(option_b="")], "option_b", 2),
    "empty question": ([QUESTION_HEADER, question(question="")], "question", 2),
    "duplicate question": ([QUESTION_HEADER, GOOD_QUESTION, GOOD_QUESTION], "question", 3),
    "control character": ([QUESTION_HEADER, question(option_a="a\x07b")], "option_a", 2),
}


def test_the_demonstrations_units_and_questions_are_stored(cli: CommandLine) -> None:
    units = cli("import", "units", DEMO_DATA / "units.csv")
    questions = cli("import", "questions", DEMO_DATA / "questions.csv")

    assert (units.exit_code, questions.exit_code) == (0, 0)
    assert units.stdout == "Đã thêm 231, sửa 0, giữ nguyên 0.\n"
    assert questions.stdout == "Đã thêm 90, sửa 0, giữ nguyên 0.\n"
    assert cli.query("SELECT count(*) FROM unit") == [(231,)]
    assert cli.query("SELECT count(*) FROM question") == [(90,)]
    assert cli.query("SELECT count(*) FROM unit WHERE parent_id IS NULL") == [(1,)]


def test_an_import_leaves_a_line_in_the_audit_log(cli: CommandLine) -> None:
    cli("import", "units", write_csv(cli.folder / "u.csv", [UNIT_HEADER, PROVINCE, OFFICE]))

    ((event, actor, facts),) = cli.query("SELECT event, actor, facts FROM audit")
    assert (event, actor) == ("imported", "command line")
    assert '"added":2' in facts


def test_the_same_file_again_changes_nothing(cli: CommandLine) -> None:
    path = write_csv(cli.folder / "u.csv", [UNIT_HEADER, PROVINCE, OFFICE])
    cli("import", "units", path)

    result = cli("import", "units", path)

    assert result.stdout == "Đã thêm 0, sửa 0, giữ nguyên 2.\n"
    assert cli.query("SELECT count(*) FROM unit") == [(2,)]


def test_a_corrected_question_becomes_a_new_version(cli: CommandLine) -> None:
    cli("import", "questions", write_csv(cli.folder / "q.csv", [QUESTION_HEADER, question()]))

    result = cli(
        "import",
        "questions",
        write_csv(cli.folder / "q2.csv", [QUESTION_HEADER, question(correct="D")]),
    )

    assert result.exit_code == 0
    assert cli.query("SELECT version, correct FROM question ORDER BY version") == [(1, 2), (2, 3)]


def test_units_may_hang_on_units_that_are_stored_already(cli: CommandLine) -> None:
    cli("import", "units", write_csv(cli.folder / "a.csv", [UNIT_HEADER, PROVINCE]))

    result = cli("import", "units", write_csv(cli.folder / "b.csv", [UNIT_HEADER, OFFICE]))

    assert result.exit_code == 0
    query = "SELECT u.code, p.code FROM unit u JOIN unit p ON p.id = u.parent_id"
    assert cli.query(query) == [("SO-NV", "66")]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods"])
def test_every_kind_of_spreadsheet_is_read(cli: CommandLine, ending: str) -> None:
    writers = {"csv": write_csv, "xlsx": write_xlsx, "ods": write_ods}
    path = writers[ending](cli.folder / f"u.{ending}", [UNIT_HEADER, PROVINCE, OFFICE])

    assert cli("import", "units", path).exit_code == 0

    assert cli.query("SELECT code, staff FROM unit ORDER BY id") == [("66", 0), ("SO-NV", 48)]


@pytest.mark.parametrize("kind", ["units", "questions"])
def test_a_dry_run_tells_what_would_happen_and_writes_nothing(cli: CommandLine, kind: str) -> None:
    cli("db", "upgrade")
    before = cli.content()

    result = cli("import", kind, DEMO_DATA / f"{kind}.csv", "--dry-run")

    assert result.exit_code == 0
    added = {"units": 231, "questions": 90}[kind]
    assert result.stdout.startswith(f"Tệp hợp lệ; chưa ghi gì. Sẽ thêm {added},")
    assert cli.content() == before


@pytest.mark.parametrize("fault", BAD_UNITS)
@pytest.mark.parametrize("options", [(), ("--dry-run",)], ids=["import", "dry run"])
def test_a_bad_list_of_units_is_refused_with_file_row_and_column(
    cli: CommandLine, fault: str, options: tuple[str, ...]
) -> None:
    rows, column, row = BAD_UNITS[fault]
    refused(cli, "units", write_csv(cli.folder / "bad.csv", rows), column, row, options)


@pytest.mark.parametrize("fault", BAD_QUESTIONS)
def test_a_bad_list_of_questions_is_refused_with_file_row_and_column(
    cli: CommandLine, fault: str
) -> None:
    rows, column, row = BAD_QUESTIONS[fault]
    refused(cli, "questions", write_csv(cli.folder / "bad.csv", rows), column, row)


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_formula_is_refused(cli: CommandLine, ending: str) -> None:
    writers = {"xlsx": write_xlsx, "ods": write_ods}
    rows = [UNIT_HEADER, PROVINCE, unit(headcount_staff="=1+1")]

    refused(cli, "units", writers[ending](cli.folder / f"bad.{ending}", rows), "headcount_staff", 3)


def test_a_file_in_another_encoding_is_refused(cli: CommandLine) -> None:
    path = cli.folder / "bad.csv"
    # "Tỉnh" as a spreadsheet of the nineties wrote it.
    path.write_bytes(",".join(UNIT_HEADER).encode() + b"\n66,T\xd8nh,TINH,,0,0,0,0\n")

    refused(cli, "units", path, row=2)


def test_a_cell_of_five_megabytes_is_refused(cli: CommandLine) -> None:
    rows = [QUESTION_HEADER, question(explanation="x" * 5_000_000)]

    result = refused(cli, "questions", write_csv(cli.folder / "bad.csv", rows))

    assert len(result) < 1_000


@pytest.mark.parametrize("name", ["there-is-none.csv", "folder.csv", "notes.txt", "empty.csv"])
def test_what_is_no_table_is_refused_by_its_name(cli: CommandLine, name: str) -> None:
    (cli.folder / "folder.csv").mkdir()
    cli.write("notes.txt", "code,name\n66,Tỉnh\n")
    cli.write("empty.csv", "")

    refused(cli, "units", cli.folder / name)


def test_every_fault_is_told_in_one_pass(cli: CommandLine) -> None:
    rows = [
        UNIT_HEADER,
        PROVINCE,
        unit(name=""),
        unit(code="SO-TP", headcount_staff="-1"),
        unit(code="SO-TC", parent_code="67"),
    ]

    text = refused(cli, "units", write_csv(cli.folder / "bad.csv", rows))

    lines = text.splitlines()
    assert len(lines) == 4
    assert [f"dòng {row}" in line for row, line in zip((3, 4, 5), lines, strict=False)] == [
        True
    ] * 3
    assert lines[-1] == "Có 3 lỗi; chưa ghi gì vào cơ sở dữ liệu."


def test_columns_that_are_not_used_are_named(cli: CommandLine) -> None:
    rows = [[*UNIT_HEADER, "Ghi chú"], [*PROVINCE, "abc"]]

    result = cli("import", "units", write_csv(cli.folder / "u.csv", rows))

    assert result.exit_code == 0
    assert "Ghi chú" in result.stderr


def test_the_language_of_the_command_line_can_be_chosen(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOCALE", "en")

    result = cli("import", "units", cli.folder / "there-is-none.csv")

    assert result.stderr.splitlines()[-1] == "1 faults; nothing was written."


def refused(
    cli: CommandLine,
    kind: str,
    path: Path,
    column: str = "",
    row: int | None = None,
    options: tuple[str, ...] = (),
) -> str:
    """Import a bad file and check how it is refused; returns what was told."""
    cli("import", "units", write_csv(cli.folder / "before.csv", [UNIT_HEADER, PROVINCE]))
    before = cli.content()

    result = cli("import", kind, path, *options)

    assert result.exit_code == 2
    assert result.stdout == ""
    fault = result.stderr.splitlines()[0]
    assert path.name in fault
    assert column in fault
    if row is not None and row > 1:
        assert f"dòng {row}" in fault
    assert str(path.parent) not in result.stderr
    assert cli.content() == before
    return result.stderr
