"""``hoithi import roster`` and ``exclusions``: all of a list or nothing, faults marked if asked."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from python_calamine import load_workbook

from tests.fakes.sheets import Cells, write_csv, write_ods, write_xlsx
from tests.integration.bot.command_line import DEMO_DATA, CommandLine

HEADER = ["Họ và tên", "Ngày sinh", "Số điện thoại", "Đơn vị", "Nhóm chức vụ", "Một cửa"]
HOA = ["Nguyễn Thị Hoa", "08/11/1980", "0912 345 678", "SO-NV", "công chức", "x"]
NAM = ["Trần Văn Nam", "01/02/1975", "", "Sở Nội vụ", "Trưởng phòng", ""]
MAI = ["Lê Thị Mai", "", "0987654321", "Sở Tư pháp", "lãnh đạo sở", ""]
BARRED_HEADER = ["Họ và tên", "Ngày sinh", "Điện thoại", "Nhiệm vụ"]
BARRED = ["Nguyễn Thị Hoa", "08/11/1980", "", "Tổ Thư ký"]
ENTRIES = """
    SELECT u.code, r.full_name, r.category, r.phone_masked, r.match
    FROM roster_entry r JOIN unit u ON u.id = r.unit_id ORDER BY r.id
"""


@pytest.fixture
def cli(cli: CommandLine) -> CommandLine:
    """A command line with the units of the demonstration."""
    assert cli("import", "units", DEMO_DATA / "units.csv").exit_code == 0
    return cli


def roster(cli: CommandLine, *rows: list[str], name: str = "roster.csv") -> Path:
    return write_csv(cli.folder / name, [HEADER, *rows])


def register(cli: CommandLine, name: str, born: str) -> None:
    """Somebody who has registered over the web."""
    with closing(sqlite3.connect(cli.file)) as connection, connection:
        unit = connection.execute("SELECT id FROM unit WHERE code = 'SO-NV'").fetchone()[0]
        person = connection.execute(
            "INSERT INTO person (full_name, birth_date, unit_id, audience, locale, created_at)"
            " VALUES (?, ?, ?, 'officials', 'vi', '2023-11-07 01:00:00')",
            (name, born, unit),
        ).lastrowid
        connection.execute(
            "INSERT INTO identity (key, platform, bot, user_id, chat_id, person_id)"
            " VALUES (?, 'web', 'demo', ?, ?, ?)",
            (f"web:demo:{person}", f"user-{person}", f"chat-{person}", person),
        )


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods"])
def test_a_roster_is_stored_with_masked_phones(cli: CommandLine, ending: str) -> None:
    writers = {"csv": write_csv, "xlsx": write_xlsx, "ods": write_ods}
    path = writers[ending](cli.folder / f"r.{ending}", [HEADER, HOA, NAM, MAI])

    result = cli("import", "roster", path)

    assert result.exit_code == 0
    assert result.stdout == "Đã thêm 3, sửa 0, giữ nguyên 0, bỏ khỏi danh sách 0.\n"
    assert cli.query(ENTRIES) == [
        ("SO-NV", "Nguyễn Thị Hoa", "onestop", "091****678", "none"),
        ("SO-NV", "Trần Văn Nam", "division_heads", None, "none"),
        ("SO-TP", "Lê Thị Mai", "leaders", "098****321", "none"),
    ]
    assert b"912345678" not in cli.file.read_bytes()


def test_a_new_roster_replaces_that_of_its_units_alone(cli: CommandLine) -> None:
    cli("import", "roster", roster(cli, HOA, NAM, MAI))

    result = cli("import", "roster", roster(cli, [*HOA[:5], ""], name="new.csv"))

    assert result.stdout == "Đã thêm 0, sửa 1, giữ nguyên 0, bỏ khỏi danh sách 1.\n"
    assert [(code, category) for code, _, category, *_ in cli.query(ENTRIES)] == [
        ("SO-NV", "staff"),
        ("SO-TP", "leaders"),
    ]


def test_an_imported_roster_leaves_counts_in_the_audit_log(cli: CommandLine) -> None:
    cli("import", "roster", roster(cli, HOA))

    facts = cli.query("SELECT facts FROM audit ORDER BY id DESC LIMIT 1")[0][0]
    assert '"list":"roster"' in facts
    assert '"added":1' in facts


def test_a_dry_run_of_a_roster_writes_nothing(cli: CommandLine) -> None:
    result = cli("import", "roster", roster(cli, HOA, NAM), "--dry-run")

    assert result.exit_code == 0
    assert result.stdout == (
        "Tệp hợp lệ; chưa ghi gì. Sẽ thêm 2, sửa 0, giữ nguyên 0, bỏ khỏi danh sách 0.\n"
    )
    assert cli.query(ENTRIES) == []


def test_one_fault_keeps_the_whole_roster_out_and_says_how_to_get_a_marked_copy(
    cli: CommandLine,
) -> None:
    result = cli("import", "roster", roster(cli, HOA, [*NAM[:3], "Sở Nội vụụ", *NAM[4:]]))

    lines = result.stderr.splitlines()
    assert result.exit_code == 2
    assert result.stdout == ""
    assert lines[0].startswith(
        'roster.csv, dòng 3, cột Đơn vị: gặp "Sở Nội vụụ" không có trong danh sách đơn vị, có thể'
        " là: Sở Nội vụ – SO-NV"
    )
    assert lines[1] == "Có 1 lỗi; chưa ghi gì vào cơ sở dữ liệu."
    assert lines[2].endswith("hãy chạy lại lệnh này và thêm: --faults loi.xlsx")
    assert cli.query(ENTRIES) == []


def test_the_faulty_cells_are_marked_in_a_copy(cli: CommandLine) -> None:
    bad = [*HOA[:1], "1980", "0912 345 6", *HOA[3:]]
    target = cli.folder / "loi.xlsx"

    result = cli("import", "roster", roster(cli, bad, NAM), "--faults", target)

    book = load_workbook(target)
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == "Các ô sai được đánh dấu trong loi.xlsx."
    assert book.sheet_names == ["Danh sách", "Lỗi"]
    assert book.get_sheet_by_name("Danh sách").to_python()[1][:3] == bad[:3]
    assert [row[:2] for row in book.get_sheet_by_name("Lỗi").to_python()] == [
        ["Dòng", "Cột"],
        ["2", "Ngày sinh"],
        ["2", "Số điện thoại"],
    ]


def test_the_mended_copy_can_be_imported(cli: CommandLine) -> None:
    target = cli.folder / "loi.xlsx"
    cli("import", "roster", roster(cli, HOA, [*NAM[:4], "trưỡng", ""]), "--faults", target)
    rows = load_workbook(target).get_sheet_by_name("Danh sách").to_python()
    mended: Cells = [[str(cell).replace("trưỡng", "Trưởng phòng") for cell in row] for row in rows]

    result = cli("import", "roster", write_xlsx(cli.folder / "mended.xlsx", mended))

    assert result.exit_code == 0
    assert len(cli.query(ENTRIES)) == 2


def test_without_faults_no_copy_is_written(cli: CommandLine) -> None:
    target = cli.folder / "loi.xlsx"

    result = cli("import", "roster", roster(cli, HOA), "--faults", target)

    assert result.exit_code == 0
    assert not target.exists()
    assert "Không có lỗi nên không ghi loi.xlsx." in result.stderr


def test_the_list_itself_is_never_written_over(cli: CommandLine) -> None:
    path = write_xlsx(cli.folder / "r.xlsx", [HEADER, [*HOA[:1], "1980", *HOA[2:]]])
    before = path.read_bytes()

    result = cli("import", "roster", path, "--faults", path)

    assert result.exit_code == 2
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["loi.csv", "nowhere/loi.xlsx"])
def test_a_copy_that_cannot_be_written_is_told(cli: CommandLine, name: str) -> None:
    bad = roster(cli, [*HOA[:1], "1980", *HOA[2:]])

    result = cli("import", "roster", bad, "--faults", cli.folder / name)

    assert result.exit_code == 2
    assert "must end in .xlsx" in result.stderr or "Không ghi được loi.xlsx" in result.stderr


def test_a_roster_needs_units(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    empty = CommandLine(tmp_path)

    result = empty("import", "roster", write_csv(tmp_path / "r.csv", [HEADER, HOA]))

    assert result.exit_code == 2
    assert result.stderr.startswith("Chưa có đơn vị nào.")


MOVED = [*HOA[:3], "Sở Tư pháp", *HOA[4:]]
MOVED_TOO = [*NAM[:3], "Sở Tư pháp", *NAM[4:]]


def told_of(name: str) -> str:
    return (
        f"Lưu ý: {name} của Sở Tư pháp – SO-TP cũng có trong danh sách đã nhập của Sở Nội vụ –"
        " SO-NV; nếu là cùng một người thì chỉ để trong danh sách của một đơn vị"
    )


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_who_is_on_the_stored_roster_of_another_unit_is_told_and_no_fault(
    cli: CommandLine, options: list[str]
) -> None:
    first = cli("import", "roster", roster(cli, HOA, NAM))

    result = cli("import", "roster", roster(cli, MAI, MOVED, MOVED_TOO, name="b.csv"), *options)

    assert (first.stderr, result.exit_code) == ("", 0)
    assert result.stderr.splitlines() == [told_of("Nguyễn Thị Hoa"), told_of("Trần Văn Nam")]
    assert len(cli.query(ENTRIES)) == (2 if options else 5)


def test_of_many_people_on_two_rosters_as_many_are_told_as_of_faults(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.commands.import_outcomes.FAULT_LIMIT", 1)
    cli("import", "roster", roster(cli, HOA, NAM))

    result = cli("import", "roster", roster(cli, MOVED, MOVED_TOO, name="b.csv"))

    assert result.stderr.splitlines() == [
        told_of("Nguyễn Thị Hoa"),
        "… và còn 1 trường hợp khác có trong danh sách của hai đơn vị",
    ]


def test_somebody_on_the_roster_of_a_former_unit_is_told_as_well(cli: CommandLine) -> None:
    cli("import", "roster", roster(cli, HOA))
    with closing(sqlite3.connect(cli.file)) as connection, connection:
        connection.execute("UPDATE unit SET valid_to = '2024-01-01' WHERE code = 'SO-NV'")

    result = cli("import", "roster", roster(cli, MOVED, name="b.csv"))

    assert result.exit_code == 0
    assert result.stderr.splitlines() == [told_of("Nguyễn Thị Hoa")]


def test_people_who_registered_before_are_compared_with_the_roster(cli: CommandLine) -> None:
    register(cli, "Nguyen Thi Hoa", "1980-11-08")

    result = cli("import", "roster", roster(cli, HOA, NAM))

    assert result.stdout.splitlines()[1] == (
        "Đối chiếu với người đã đăng ký: 0 người khớp số điện thoại, 1 người chờ đầu mối đơn vị"
        " xác nhận."
    )
    assert [match for *_, match in cli.query(ENTRIES)] == ["suggested", "none"]


def test_excluded_people_are_stored_and_told(cli: CommandLine) -> None:
    register(cli, "Nguyễn Thị Hoa", "1980-11-08")

    result = cli("import", "exclusions", write_csv(cli.folder / "e.csv", [BARRED_HEADER, BARRED]))

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "Đã thêm 1, sửa 0, giữ nguyên 0, bỏ khỏi danh sách 0.",
        "Đã hủy bài thi và thông báo cho 1 người đã đăng ký.",
    ]
    assert cli.query("SELECT duty, excluded_by FROM exclusion") == [("secretariat", "command line")]
    ((content,),) = cli.query("SELECT content FROM outbox WHERE key LIKE 'excluded:%'")
    assert "Tổ Thư ký" in content


def test_a_dry_run_of_exclusions_tells_nobody(cli: CommandLine) -> None:
    register(cli, "Nguyễn Thị Hoa", "1980-11-08")
    path = write_csv(cli.folder / "e.csv", [BARRED_HEADER, BARRED])

    result = cli("import", "exclusions", path, "--dry-run")

    assert result.exit_code == 0
    assert "Sẽ thêm 1" in result.stdout
    assert cli.query("SELECT * FROM exclusion") == []
    assert cli.query("SELECT * FROM outbox") == []


def test_a_bad_list_of_exclusions_is_refused(cli: CommandLine) -> None:
    path = write_csv(cli.folder / "e.csv", [BARRED_HEADER, BARRED, [*BARRED[:3], "khách mời"]])

    result = cli("import", "exclusions", path)

    assert result.exit_code == 2
    assert "dòng 3, cột Nhiệm vụ" in result.stderr
    assert cli.query("SELECT * FROM exclusion") == []


def test_a_template_offers_the_units_that_are_stored(cli: CommandLine) -> None:
    path = cli.folder / "mau.xlsx"

    result = cli("import", "roster-template", path)

    assert result.stdout == "Đã ghi mẫu danh sách vào mau.xlsx.\n"
    offered = load_workbook(path).get_sheet_by_name("Đơn vị").to_python()
    assert ["phường Thống Nhất (thị xã Buôn Hồ)"] in offered


def test_a_template_that_cannot_be_written_is_told(cli: CommandLine) -> None:
    result = cli("import", "roster-template", cli.folder / "nowhere" / "mau.xlsx")

    assert result.exit_code == 2
    assert result.stderr.startswith("Không ghi được mau.xlsx.")
