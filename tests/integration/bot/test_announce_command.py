"""``hoithi announce``: writing, looking at and steering announcements from the command line."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from bot.cli import build
from tests.integration.bot.command_line import CommandLine
from tests.integration.bot.participants import with_contest

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20) + b"IEND\xaeB`\x82"
TO_ALL = ("--audience", "everybody", "--force-night")
"""Whatever the hour at which the tests run."""


@pytest.fixture
def cli(cli: CommandLine) -> CommandLine:
    """A command line with the units of the demonstration, an open round and two people."""
    with_contest(cli)
    for number in (1, 2):
        register(cli, number)
    return cli


def register(cli: CommandLine, number: int, unit: str = "SO-NV") -> None:
    """Somebody who registered on the web page; their number is their id too."""
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}+00:00"
    with closing(sqlite3.connect(cli.file)) as connection, connection:
        connection.execute(
            "INSERT INTO person (id, full_name, birth_date, unit_id, audience, locale, created_at)"
            " VALUES (?, 'Nguyễn Thị Hoa', '1980-11-08',"
            " (SELECT id FROM unit WHERE code = ?), 'officials', 'vi', ?)",
            (number, unit, now),
        )
        connection.execute(
            "INSERT INTO identity (key, platform, bot, user_id, chat_id, person_id)"
            " VALUES (?, 'web', 'chat', ?, ?, ?)",
            (f"web:chat:{number}", str(number), f"chat-{number}", number),
        )


def stored(cli: CommandLine) -> list[tuple[object, ...]]:
    return list(cli.query("SELECT id, state, author FROM announcement ORDER BY id"))


def test_an_announcement_is_shown_confirmed_and_stored(cli: CommandLine) -> None:
    text = cli.write("thong-bao.txt", "Vòng 2 mở lúc 7 giờ 30.\r\n\r\nMời bạn tham gia.\n")

    result = cli("announce", "write", "--file", text, *TO_ALL, "--yes")

    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines() == [
        "| Thông báo của Ban Tổ chức",
        "|",
        "| Vòng 2 mở lúc 7 giờ 30.",
        "|",
        "| Mời bạn tham gia.",
        "• Người nhận: tất cả người đã đăng ký – 2 người",
        "  – Trang web: 2",
        "• Hạn mức tin nhắn: không giới hạn trên các nền tảng này.",
        "• Thời gian gửi dự kiến: chưa đến 1 phút",
        "• Bắt đầu gửi: ngay khi xác nhận, gửi cả ban đêm, từ 21:00 đến 06:30",
        "Đã lưu thông báo số 1, bắt đầu gửi ngay. Xem tiến độ: hoithi announce show 1",
    ]
    assert "“hoithi serve” hiện không chạy" in result.stderr
    assert stored(cli) == [(1, "sending", "command line")]
    assert cli.query("SELECT event, actor FROM audit ORDER BY id DESC LIMIT 2") == [
        ("announcement_confirm", "command line"),
        ("announcement_written", "command line"),
    ]


@pytest.mark.parametrize(
    ("answer", "exit_code", "count"), [("y\n", 0, 1), ("n\n", 0, 0), ("", 2, 0)]
)
def test_without_yes_it_asks_and_stores_only_what_is_confirmed(
    cli: CommandLine, answer: str, exit_code: int, count: int
) -> None:
    arguments = ["announce", "write", "--text", "Chào bạn", *TO_ALL]

    result = CliRunner().invoke(build(), arguments, input=answer, catch_exceptions=False)

    assert result.exit_code == exit_code, result.output
    assert "Gửi thông báo này?" in result.stdout
    assert len(stored(cli)) == count
    assert ("--yes" in result.stderr) == (exit_code == 2)


def test_while_the_system_runs_there_is_no_warning(cli: CommandLine) -> None:
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}+00:00"
    with closing(sqlite3.connect(cli.file)) as connection, connection:
        connection.execute("INSERT INTO heartbeat (id, beat_at) VALUES (1, ?)", (now,))

    result = cli("announce", "write", "--text", "Chào bạn", *TO_ALL, "--yes")

    assert (result.exit_code, result.stderr) == (0, "")


def test_a_planned_announcement_with_a_picture_is_listed_shown_and_cancelled(
    cli: CommandLine,
) -> None:
    picture = cli.folder / "bang.png"
    picture.write_bytes(PNG)
    options = ("--picture", str(picture), "--at", "2093-11-20 07:30", "--yes")

    written = cli.json("announce", "write", "--text", "Chào bạn", *TO_ALL[:2], *options)

    assert written["number"] == 1
    assert (written["state"], written["audience"]) == ("scheduled", "everybody")
    assert (written["has_picture"], written["is_forced"]) == (True, False)
    assert written["send_at"] == "2093-11-20T00:30:00+00:00"
    assert [one["number"] for one in cli.json("announce", "list")] == [1]
    listed = cli("announce", "list").stdout
    assert listed.startswith("• Số 1, 07 giờ 30, ngày 20/11/2093 – chờ đến giờ: Chào bạn")
    shown = cli("announce", "show", "1").stdout
    assert "Bắt đầu gửi: 07 giờ 30, ngày 20/11/2093" in shown
    assert "• Đang chờ gửi: 2" in shown
    report = cli.json("announce", "show", "1")
    assert (report["recipients"], report["waiting"], report["delivered"]) == (2, 2, 0)
    assert [(one["platform"], one["waiting"]) for one in report["bots"]] == [("web", 2)]
    assert (report["groups"], report["reasons"], report["is_final"]) == ([], {}, False)
    cancelled = cli("announce", "cancel", "1")
    assert cancelled.stdout.startswith("THÔNG BÁO SỐ 1 – đã hủy")
    assert cli.json("announce", "show", "1")["cancelled"] == 2


def test_sending_is_paused_and_resumed(cli: CommandLine) -> None:
    cli("announce", "write", "--text", "Chào bạn", *TO_ALL, "--yes")

    assert cli.json("announce", "pause", "1")["state"] == "paused"
    again = cli("announce", "pause", "1")
    assert (again.exit_code, again.stdout) == (2, "")
    assert "trạng thái khác" in again.stderr
    resumed = cli("announce", "resume", "1").stdout.splitlines()
    assert resumed[:2] == ["THÔNG BÁO SỐ 1 – đang gửi", "░░░░░░░░░░ 0% (0/2)"]
    assert cli("announce", "resend", "1", "--unknown").exit_code == 2
    assert stored(cli) == [(1, "sending", "command line")]


def test_an_audience_is_named_as_it_is_told_again(cli: CommandLine) -> None:
    named = {
        "level:so": "level:SO",
        "unit:so-nv": "unit:SO-NV",
        "not-played:1": "not-played:1",
        "not-finished:1": "not-finished:1",
    }
    for number, (given, code) in enumerate(named.items(), start=1):
        options = ("--audience", given, "--force-night", "--yes")

        written = cli.json("announce", "write", "--text", "Chào bạn", *options)

        assert (written["number"], written["audience"]) == (number, code)
        assert cli.json("announce", "show", str(number))["recipients"] == 2


BAD_INPUT: list[tuple[tuple[str, ...], str]] = [
    (("--text", "Chào", "--audience", "all"), "everybody, level:SO, unit:SO-NV"),
    (("--text", "Chào", "--audience", "everybody:1"), "“everybody:1”"),
    (("--text", "Chào", "--audience", "level"), "“level”"),
    (("--text", "Chào", "--audience", "level:XX"), "TINH, SO, HUYEN, XA"),
    (("--text", "Chào", "--audience", "unit:SO-NW"), "SO-NV"),
    (("--text", "Chào", "--audience", "playing:2"), "Không có vòng thi số 2."),
    (("--text", "Chào", "--audience", "playing:first"), "Không có vòng thi số 0."),
    (("--text", "Chào", "--audience", "groups"), "Không có người nhận nào"),
    (("--text", "Chào", "--audience", "groups:SO-NV"), "Không có người nhận nào"),
    (("--audience", "everybody"), "--text"),
    (("--text", "Chào", "--file", "a.txt", "--audience", "everybody"), "--file"),
    (("--file", "none.txt", "--audience", "everybody"), "none.txt"),
    (("--text", " \n ", "--audience", "everybody"), "chưa có nội dung"),
    (("--text", "a" * 1_801, "--audience", "everybody"), "dài 1.801 ký tự"),
    (("--text", "a" * 9_000, "--audience", "everybody"), "dài 9.000 ký tự"),
    (("--text", "Chào", "--audience", "everybody", "--at", "07:30"), "“07:30”"),
    (("--text", "Chào", "--audience", "everybody", "--at", "2023-11-20"), "đã qua"),
    (("--text", "Chào", "--audience", "everybody", "--picture", "a.png"), "a.png"),
    (("--text", "Chào", "--audience", "everybody", "--json"), "--yes"),
]
"""What is given, and what the one line about it names."""


def test_bad_input_gets_one_line_and_stores_nothing(cli: CommandLine) -> None:
    for options, told in BAD_INPUT:
        arguments = (*options, "--yes") if "--json" not in options else options

        result = cli("announce", "write", *arguments)

        (line,) = result.stderr.splitlines()
        assert (result.exit_code, result.stdout) == (2, "")
        assert told in line
    assert stored(cli) == []


def test_a_picture_is_checked_and_leaves_less_room_for_the_text(cli: CommandLine) -> None:
    def told_of(content: bytes, text: str = "Chào bạn") -> str:
        (cli.folder / "hinh.png").write_bytes(content)
        options = ("--picture", cli.folder / "hinh.png", "--yes")
        result = cli("announce", "write", "--text", text, *TO_ALL, *options)
        assert (result.exit_code, result.stdout) == (2, "")
        return result.stderr

    assert told_of(b"GIF89a").startswith("hinh.png: Tệp này không phải hình PNG hoặc JPEG.")
    assert "tối đa 1 MB" in told_of(PNG + bytes(1_000_000))
    assert "giới hạn 950 ký tự là 1 ký tự" in told_of(PNG, "a" * 951)


def test_an_announcement_that_there_is_not_is_refused(cli: CommandLine) -> None:
    for step in ("show", "pause", "resume", "cancel", "resend"):
        result = cli("announce", step, "7")

        (line,) = result.stderr.splitlines()
        assert (result.exit_code, result.stdout) == (2, "")
        assert line.startswith("Không có thông báo")
    assert cli("announce", "list").stdout == "Chưa có thông báo nào.\n"
    assert cli.json("announce", "list") == []
