"""``hoithi letterhead``, ``certificate``, ``certificates`` and ``report document``."""

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from docx import Document

from contest.model import RoundId
from storage.engine import Database
from storage.outbox import Lease
from storage.unit_of_work import SqlUnitsOfWork
from tests.fakes.clock import FakeClock
from tests.fakes.secrets import SECRET
from tests.integration.bot.command_line import CommandLine
from tests.integration.bot.participants import give_role, take_part, with_contest, with_round
from tests.integration.publishing import frozen, published
from tests.unit.documents.certificates import addresses_of, texts_of

CLOSED = "2023-11-22 00:00:00.000000+00:00"
LATER = "2023-12-01 00:00:00.000000+00:00"
NOW = datetime(2023, 12, 5, 2, tzinfo=UTC)
LETTERHEAD = {
    "authority": "UBND tỉnh Đắk Lắk",
    "place": "Đắk Lắk",
    "signer": "Trần Văn Mẫu",
    "recipients": ["UBND tỉnh (b/c)", "Lưu: VT"],
    "certificate_from_percent": 50,
}


@pytest.fixture
def contest(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """Four people of two units have played a round that has closed: 15, 15, 12 and 0 of 15."""
    monkeypatch.setenv("SESSION_SECRET", SECRET.ljust(32, "."))
    monkeypatch.setattr("bot.commands.common.SystemClock", lambda: FakeClock(NOW))
    with_contest(cli)
    take_part(cli, "SO-NV", "staff", 3)
    take_part(cli, "SO-YT", "leaders", 1)
    names = ("Nguyễn Thị Hoa", "Lê Văn Bình", "Nguyễn Thị Hoa", "Ksor Y’Blô")
    for person, (name, score) in enumerate(zip(names, (15, 15, 12, 0), strict=True), start=1):
        change(cli, "UPDATE person SET full_name = ? WHERE id = ?", (name, person))
        ended = f"2023-11-07 02:0{person}:00.000000+00:00"
        change(
            cli,
            "UPDATE attempt SET score = ?, ended_at = ? WHERE person_id = ?",
            (score, ended, person),
        )
    change(cli, "UPDATE round SET closes_at = ?, closed_at = ?", (CLOSED, CLOSED))
    return cli


def change(cli: CommandLine, statement: str, values: tuple[object, ...] = ()) -> None:
    with closing(sqlite3.connect(cli.file)) as connection, connection:
        connection.execute(statement, values)


def publish(cli: CommandLine) -> None:
    _make_result(cli, is_published=True)


def freeze(cli: CommandLine) -> None:
    _make_result(cli, is_published=False)


def _make_result(cli: CommandLine, *, is_published: bool) -> None:
    async def steps() -> None:
        database = Database(f"sqlite:///{cli.file}")
        try:
            begin = SqlUnitsOfWork(database, Lease("test", timedelta(0)), SECRET)
            if is_published:
                await published(database, begin, RoundId(1), NOW)
            else:
                await frozen(database, RoundId(1), NOW)
        finally:
            await database.dispose()

    asyncio.run(steps())


def load_letterhead(cli: CommandLine) -> None:
    file = cli.write("the-thuc.json", json.dumps(LETTERHEAD))
    assert cli("letterhead", "load", file).exit_code == 0


def words_of(file: Path) -> str:
    paper = Document(str(file))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def test_a_letterhead_is_loaded_shown_and_logged(contest: CommandLine) -> None:
    load_letterhead(contest)

    shown = contest("letterhead", "show").stdout

    assert "Cơ quan ban hành: UBND TỈNH ĐẮK LẮK / SỞ NỘI VỤ\n" in shown
    assert "Người ký: TM. BAN TỔ CHỨC / TRƯỞNG BAN / Trần Văn Mẫu\n" in shown
    assert "cấp cho người đạt từ 50% số điểm" in shown
    data = contest.json("letterhead", "show")
    assert (data["place"], data["report_symbol"]) == ("Đắk Lắk", "BC-BTC")
    events = [event for (event,) in contest.query("SELECT event FROM audit ORDER BY id")]
    assert events[-1] == "letterhead_changed"


def test_a_letterhead_with_a_fault_is_refused_in_one_line(contest: CommandLine) -> None:
    before = contest.content()
    file = contest.write("a.json", '{"signer": 1}')

    result = contest("letterhead", "load", file)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "Tệp quy tắc a.json không dùng được: signer: 1 instead of str\n"
    dry = contest("letterhead", "load", contest.write("b.json", "{}"), "--dry-run")
    assert dry.exit_code == 0
    assert contest.content() == before


def test_nothing_is_printed_before_the_result_is_published(contest: CommandLine) -> None:
    for command in (
        ("certificate", "1", "--person", "1", "-o", "a.pdf"),
        ("certificates", "1", "-o", "a.pdf"),
    ):
        result = contest(*command)

        assert result.exit_code == 2
        assert "Kết quả Vòng 1 chưa được công bố" in result.stderr
    assert not (contest.folder / "a.pdf").exists()


def test_one_certificate_is_printed_by_name_or_number(
    contest: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_letterhead(contest)
    publish(contest)
    monkeypatch.setenv("PUBLIC_URL", "https://hoithi.example.vn")

    by_name = contest("certificate", "1", "--person", "le van binh", "-o", "binh.pdf")
    by_number = contest("certificate", "1", "--person", "3", "-o", "hoa.pdf")

    assert (by_name.exit_code, by_name.stdout) == (0, "Đã ghi binh.pdf.\n")
    binh, hoa = ((contest.folder / name).read_bytes() for name in ("binh.pdf", "hoa.pdf"))
    assert "Lê Văn Bình Đơn vị: Sở Nội vụ" in texts_of(binh)[0]
    assert "ngày 05 tháng 12 năm 2023" in texts_of(binh)[0]
    assert addresses_of(binh)[0].startswith("https://hoithi.example.vn/xac-minh/1-1-2-")
    assert by_number.stderr == ""
    assert "Nguyễn Thị Hoa" in texts_of(hoa)[0]
    assert "12/15 điểm" in texts_of(hoa)[0]


def test_who_prints_is_warned_of_corrections_that_are_not_published(contest: CommandLine) -> None:
    publish(contest)
    give_role(contest, "thuky", "secretary")
    words = ("--person", "2", "--reason", "Thi hộ", "--by", "web:chat:thuky")
    assert contest("result", "disqualify", *words).exit_code == 0

    printed = contest("certificate", "1", "--person", "3", "-o", "hoa.pdf")

    assert (printed.exit_code, printed.stdout) == (0, "Đã ghi hoa.pdf.\n")
    assert "đã có điều chỉnh chưa được công bố" in printed.stderr


@pytest.mark.parametrize(
    ("person", "fault"),
    [
        ("Nguyễn Thị Hoa", "Có 2 người cùng tên; hãy chọn bằng số: 1: Sở Nội vụ; 3: Sở Nội vụ"),
        ("Nguyễn Thị Nở", "Không có “Nguyễn Thị Nở” trong kết quả đã công bố"),
        ("99", "Không có “99” trong kết quả đã công bố"),
        ("4", "không đạt mức được cấp giấy chứng nhận (50% số điểm)"),
    ],
)
def test_who_cannot_have_a_certificate_is_told_of(
    contest: CommandLine, person: str, fault: str
) -> None:
    load_letterhead(contest)
    publish(contest)

    result = contest("certificate", "1", "--person", person, "-o", "a.pdf")

    assert result.exit_code == 2
    assert fault in result.stderr
    assert not (contest.folder / "a.pdf").exists()


def test_all_are_printed_into_one_file_or_a_folder(contest: CommandLine) -> None:
    load_letterhead(contest)
    publish(contest)

    one = contest("certificates", "1", "-o", "tat-ca.pdf")
    folder = contest("certificates", "1", "-o", "giay", "--top", "2")

    assert one.stdout == "Đã in 3 giấy chứng nhận vào tat-ca.pdf.\n"
    assert "không có mã QR" in one.stderr
    texts = texts_of((contest.folder / "tat-ca.pdf").read_bytes())
    assert ["Hoa" in text for text in texts] == [True, False, True]
    assert folder.exit_code == 0
    assert sorted(path.name for path in (contest.folder / "giay").iterdir()) == [
        "giay-chung-nhan-1-00001-nguyen-thi-hoa.pdf",
        "giay-chung-nhan-1-00002-le-van-binh.pdf",
    ]


def test_the_choice_of_people_can_be_narrowed(contest: CommandLine) -> None:
    publish(contest)

    for options, count in (
        (("--from-percent", "100"), 2),
        (("--unit", "SO-YT"), 1),
        (("--unit", "SO-NV", "--from-percent", "81"), 2),
    ):
        result = contest("certificates", "1", "-o", "a.pdf", *options)
        assert f"Đã in {count} giấy" in result.stdout
    none = contest("certificates", "1", "-o", "b.pdf", "--unit", "SO-TP")
    assert (none.exit_code, none.stdout) == (2, "")
    assert contest("certificates", "1", "-o", "b.pdf", "--unit", "SO-XX").exit_code == 2
    assert not (contest.folder / "b.pdf").exists()


def test_a_report_names_the_best_once_the_result_is_published(contest: CommandLine) -> None:
    load_letterhead(contest)
    freeze(contest)
    before = contest("report", "document", "1", "-o", "truoc.docx")
    publish(contest)
    after = contest(
        *("report", "document", "1", "-o", "sau.docx"), "--number", "12/BC-BTC", "--signer", "Lê A"
    )

    assert (before.exit_code, after.stdout) == (0, "Đã ghi sau.docx.\n")
    first, second = (words_of(contest.folder / name) for name in ("truoc.docx", "sau.docx"))
    assert "Kết quả xếp hạng cá nhân được công bố riêng" in first
    assert "Lê Văn Bình" not in first
    assert "Số:       /BC-BTC" in first
    assert "Lê Văn Bình" in second
    for words in (
        "UBND TỈNH ĐẮK LẮK",
        "Số: 12/BC-BTC",
        "Đắk Lắk, ngày 05 tháng 12 năm 2023",
        "Kết quả Vòng 1 – Tìm hiểu CCHC",
        "Tính đến 09 giờ 00, ngày 05/12/2023, có 4 người dự thi, thuộc 2 cơ quan, đơn vị.",
        "Số bài thi được tính là 4 bài, trên tổng số 4 lượt thi.",
        "Trong 219 cơ quan, đơn vị có đối tượng bắt buộc dự thi, 2 đơn vị có người dự thi",
        "Điểm trung bình của 4 bài thi được tính đạt 70% số điểm tối đa",
        "Lê A",
        "- UBND tỉnh (b/c);",
        "- Lưu: VT.",
        "Số liệu của từng cơ quan, đơn vị tại Phụ lục kèm theo.",
        "KẾT QUẢ THAM GIA CỦA CÁC CƠ QUAN, ĐƠN VỊ – VÒNG 1",
        "(Kèm theo Báo cáo số 12/BC-BTC ngày 05 tháng 12 năm 2023 của ",
    ):
        assert words in second


def test_a_report_compares_only_with_a_round_before_and_says_which_way(
    contest: CommandLine,
) -> None:
    with_round(contest, "Vòng 2")
    change(contest, "UPDATE round SET opens_at = ?, closed_at = ? WHERE id = 2", (CLOSED, LATER))
    take_part(contest, "SO-NV", "staff", 1, played=2)

    contest("report", "document", "1", "-o", "1.docx")
    contest("report", "document", "2", "-o", "2.docx")
    contest("report", "document", "-o", "ca-cuoc-thi.docx")
    with_round(contest, "Vòng 3")
    change(contest, "UPDATE round SET opens_at = ? WHERE id = 3", (LATER,))
    contest("report", "document", "3", "-o", "3.docx")

    first, second, whole = (
        words_of(contest.folder / name) for name in ("1.docx", "2.docx", "ca-cuoc-thi.docx")
    )
    assert "So với" not in first
    compared = (
        "So với Vòng 1, Vòng 2 có 1 người dự thi, giảm 3 (75%); 1 đơn vị có người dự thi, giảm 1 "
        "(50%)."
    )
    assert compared in second
    assert compared in whole
    assert "có 5 người dự thi, thuộc 2 cơ quan, đơn vị" in whole
    assert "Kết quả Tìm hiểu CCHC" in whole
    third = words_of(contest.folder / "3.docx")
    # It is not over, so nobody can say yet what has become less.
    assert "So với" not in third


def test_the_template_can_be_had_and_used_again(contest: CommandLine) -> None:
    out = contest("report", "document", "--template-out", "mau.docx")
    result = contest("report", "document", "1", "-o", "a.docx", "--template", "mau.docx")

    assert (out.stdout, result.exit_code) == ("Đã ghi mau.docx.\n", 0)
    assert "{{ trich_yeu }}" in words_of(contest.folder / "mau.docx")
    assert "Kết quả Vòng 1" in words_of(contest.folder / "a.docx")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{{ nguoi_ki }}", "Mẫu mau.docx có trường không dùng được: nguoi_ki. Các trường"),
        ("{{ nguoi_ky", "Mẫu mau.docx có lỗi cú pháp: "),
        ("{{ nguoi_ky.center(9) }}", "Mẫu mau.docx có lệnh không được phép: "),
    ],
)
def test_a_fault_of_a_template_is_told_in_one_line(
    contest: CommandLine, line: str, fault: str
) -> None:
    paper = Document()
    paper.add_paragraph(line)
    paper.save(str(contest.folder / "mau.docx"))

    result = contest("report", "document", "1", "-o", "a.docx", "--template", "mau.docx")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(fault)
    assert result.stderr.count("\n") == 1
    assert not (contest.folder / "a.docx").exists()


def test_a_template_that_is_no_word_file_is_refused(contest: CommandLine) -> None:
    contest.write("mau.docx", "a")

    for name in ("mau.docx", "khong-co.docx"):
        result = contest("report", "document", "1", "-o", "a.docx", "--template", name)
        assert result.exit_code == 2
        assert result.stderr == f"{name} không phải là tệp Word (.docx) đọc được.\n"


def test_there_is_no_report_on_a_rehearsal_or_before_anything_has_begun(
    contest: CommandLine,
) -> None:
    change(contest, "UPDATE round SET is_rehearsal = 1")

    rehearsal = contest("report", "document", "1", "-o", "a.docx")
    nothing = contest("report", "document", "-o", "a.docx")
    no_file = contest("report", "document", "1")

    assert rehearsal.stderr == "Vòng 1 là vòng chạy thử, không có báo cáo.\n"
    assert nothing.stderr == "Chưa có vòng thi nào bắt đầu để báo cáo.\n"
    assert [each.exit_code for each in (rehearsal, nothing, no_file)] == [2, 2, 2]
