"""``hoithi live``: rounds are created, run and told from the command line."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from contest.model import Audience, Position
from handlers.payloads import live_payload
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.messaging import InboundMessage
from handlers.ports.records import NewPerson
from storage.engine import Database
from storage.live_intake import LiveIntake
from storage.tables.outbox import outbox_table
from storage.unit_of_work import SqlUnitOfWork, SqlUnitsOfWork
from tests.fakes.clock import FakeClock
from tests.fakes.secrets import SECRET
from tests.integration.bot.command_line import CommandLine
from tests.integration.bot.participants import give_role, with_contest
from tests.integration.storage.world import LEASE, user
from tests.integration.storage.world import chat as private

STARTS = "2093-11-20 19:30"
TITLE = "Ngày Pháp luật"
CREATE = ("live", "create", "--title", TITLE, "--starts", STARTS, "--yes")
BOUND_AT = datetime(2023, 11, 7, 1, tzinfo=UTC)
BOT = "4000000001"
GROUPS = {"SO-NV": "g-1", "SO-TP": "g-2"}
QUESTIONS = """\
mã,chủ đề,câu hỏi,phương án A,phương án B,đáp án
CCHC-1,PAR,Câu hỏi thứ nhất?,một,hai,B
CCHC-2,PAR,Câu hỏi thứ hai?,ba,bốn,B
CCHC-3,PAR,Câu hỏi thứ ba?,năm,sáu,B
"""

REFUSALS: Sequence[tuple[tuple[str, ...], str]] = [
    ((), "Hãy chọn câu hỏi bằng --questions hoặc --draw (một trong hai)."),
    (
        ("--draw", "4"),
        "--draw 4: ngân hàng chỉ có 3 câu hỏi có hiệu lực ngày 20/11/2093.",
    ),
    (("--draw", "0"), "--draw: 0 không hợp lệ; cần một số từ 1 đến 100."),
    (
        ("--questions", "CCHC-9"),
        "Không có câu hỏi mã CCHC-9 có hiệu lực ngày 20/11/2093. Gần giống: CCHC-3, CCHC-2, CCHC-1",
    ),
    (("--questions", "CCHC-1,CCHC-1"), "Câu hỏi mã CCHC-1 được ghi hai lần."),
    (
        ("--questions", "khong-co.txt"),
        "Không đọc được khong-co.txt; cần tệp văn bản UTF-8, mỗi dòng một mã câu hỏi.",
    ),
    (
        ("--draw", "3", "--limit", "2s"),
        "--limit: “2s” không hợp lệ; ví dụ 20s hoặc 2m, từ 5 đến 3.600 giây.",
    ),
    (
        ("--draw", "3", "--scoring", "fast"),
        "--scoring: không có “fast”; chọn một trong: plain, speed, speed_and_streaks",
    ),
    (
        ("--draw", "3", "--starts", "2020-01-01"),
        "Thời điểm “2020-01-01” đã qua (giờ Việt Nam).",
    ),
    (
        ("--draw", "3", "--rooms", "SO-YT"),
        "Đơn vị Sở Y tế chưa có nhóm nào được gắn. Xem: hoithi groups list",
    ),
    (
        ("--draw", "3", "--host", "web:chat:la"),
        "--host: web:chat:la không phải người của Ban Tổ chức hoặc Tổ Thư ký."
        " Xem: hoithi role list",
    ),
    (("--draw", "3", "--title", "T" * 121), "--title: dài 121 ký tự, tối đa 120 ký tự."),
]


@pytest.fixture
def cli(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """A command line with units, three questions and a Zalo bot in two groups."""
    monkeypatch.setenv("PUBLIC_URL", "https://thi.example.vn")
    monkeypatch.setenv("MESSAGING_ADAPTERS", "web,zalo")
    monkeypatch.setenv("ZALO_TOKENS", f"{BOT}:zalo-token-of-tests-0123456789")
    with_contest(cli)
    assert cli("import", "questions", cli.write("q.csv", QUESTIONS)).exit_code == 0
    asyncio.run(bind(cli))
    return cli


@asynccontextmanager
async def opened(cli: CommandLine) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{cli.file}")
    try:
        yield database
    finally:
        await database.dispose()


def group(name: str) -> ChatRef:
    return ChatRef("zalo", BOT, name, ChatKind.GROUP)


async def bind(cli: CommandLine) -> None:
    async with opened(cli) as database, SqlUnitsOfWork(database, LEASE, SECRET)() as tx:
        units = {unit.code: unit.id for unit in await tx.units.existing_on(date(2023, 11, 7))}
        for code, name in GROUPS.items():
            await tx.groups.bind(group(name), units[code], "web:test:mai", BOUND_AT)
        await tx.commit()


async def play(cli: CommandLine, position: int, places: Sequence[int]) -> None:
    """Let the question that is out reach both groups, and people answer in them at once."""
    async with opened(cli) as database:
        begin = SqlUnitsOfWork(database, LEASE, SECRET)
        async with begin() as tx:
            hosted = await tx.live.find(LiveRoundId(1))
            assert hosted is not None
            if position == 1:
                await register(tx, len(places))
            await tx.commit()
        asked_at = hosted.live.asked_at
        assert asked_at is not None
        clock = FakeClock(asked_at)
        intake = LiveIntake(database, clock, LEASE, max_batch=8)
        for name in GROUPS.values():
            await intake.posted(0, hosted.id, Position(position), group(name), clock.now(), "m")
        clock.advance(timedelta(seconds=4))
        for number, place in enumerate(places, start=1):
            payload = live_payload(hosted.id, Position(position), place)
            message = InboundMessage(
                f"{position}-{number}",
                group(GROUPS["SO-NV" if number % 2 else "SO-TP"]),
                user(number),
                clock.now(),
                choice=payload,
            )
            assert await intake.answer(message) is not None
        clock.advance(timedelta(seconds=16))
        await intake.due(hosted.id)
        await intake.drain()


async def register(tx: SqlUnitOfWork, count: int) -> None:
    units = {unit.code: unit.id for unit in await tx.units.existing_on(date(2023, 11, 7))}
    for number in range(1, count + 1):
        person = NewPerson(
            full_name=f"Nguyễn Văn {'ABC'[number - 1]}",
            birth_date=date(1990, 2, 28),
            unit=units["SO-NV" if number % 2 else "SO-TP"],
            audience=Audience.OFFICIALS,
            locale="vi",
            notice_version="1",
            consented_at=BOUND_AT,
        )
        await tx.people.register(user(number), private(number), person)


def created(cli: CommandLine, *options: str) -> dict[str, object]:
    found = cli.json(*CREATE, "--draw", "3", *options)
    assert isinstance(found, dict)
    return found


def test_a_round_is_previewed_before_it_is_created(cli: CommandLine) -> None:
    preview = cli(*CREATE[:-1], "--draw", "3", "--rooms", "all", "--limit", "30s")

    assert preview.exit_code == 2
    assert preview.stdout.splitlines()[:13] == [
        TITLE,
        "• Bắt đầu: 19 giờ 30, ngày 20/11/2093; mời vào phòng thi trước 5 phút",
        "• Số câu hỏi: 3, mỗi câu 30 giây; sang câu tiếp theo sau 10 giây",
        "• Câu trả lời đầu tiên được tính",
        "• Tính điểm: 1 điểm mỗi câu đúng; bằng điểm thì ai trả lời nhanh hơn xếp trên",
        "• Đơn vị: điểm trung bình của tất cả người đã trả lời",
        "• Cá nhân hiện trong nhóm: chữ cái đầu của họ tên và đơn vị của mười người đứng đầu, không"
        " có điểm",
        "• Phòng thi: 2",
        f"  – Zalo {BOT}: 2 phòng thi, khoảng 16 tin; gửi một câu đến tất cả mất khoảng 1 giây",
        "    hạn mức tháng còn 3.000 tin, các vòng thi còn cần 0 tin",
        "• Thời gian dự kiến: khoảng 3 phút",
        "⚠ Còn vòng thi đang hoặc sắp mở dùng chung ngân hàng câu hỏi: đáp án công bố trong buổi"
        " thi này có thể là của câu hỏi trong vòng thi đó.",
        "Tạo buổi thi này? [y/N]: ",
    ]
    assert preview.stderr.splitlines()[-1].startswith("Chưa làm gì.")
    assert cli.json("live", "list") == []


def test_a_created_round_is_told_with_its_rules_rooms_and_addresses(cli: CommandLine) -> None:
    made = created(
        cli,
        *("--rooms", "so-nv", "--web-room", "Hội trường A", "--rehearsal", "--may-change"),
        *("--scoring", "speed-and-streaks", "--unit-best", "5", "--reveal", "host"),
        *("--shows", "names", "--as-poll"),
    )

    assert (made["number"], made["state"], made["is_rehearsal"]) == (1, "announced", True)
    assert made["starts_at"] == "2093-11-20T12:30:00+00:00"
    assert made["rules"] == {
        "question_limit_ms": 20_000,
        "lobby_for_ms": 300_000,
        "reveal_for_ms": None,
        "delivery_patience_ms": 15_000,
        "may_change": True,
        "scoring": "speed_and_streaks",
        "points_per_question": 1,
        "unit_best": 5,
    }
    assert (made["shows"], made["as_poll"]) == ("names", True)
    assert sorted(made["question_codes"]) == ["CCHC-1", "CCHC-2", "CCHC-3"]  # type: ignore[call-overload]
    first, hall = cli.json("live", "rooms", "1")
    assert (first["unit"], first["key"], first["state"]) == ("SO-NV", f"zalo:{BOT}:g-1", "idle")
    assert first["address"] is None
    assert (hall["name"], hall["unit"], hall["platform"]) == ("Hội trường A", None, "web")
    assert hall["address"].startswith("https://thi.example.vn/phong/")
    assert hall["screen"].startswith("https://thi.example.vn/man-hinh/")
    shown = cli("live", "show", "1").stdout
    assert shown.startswith(
        "BUỔI THI TRỰC TIẾP SỐ 1 – đang chờ đến giờ\nNgày Pháp luật (chạy thử, không tính kết quả)"
    )
    assert hall["address"] in shown
    assert cli("live", "list").stdout == (
        "• Số 1: Ngày Pháp luật (chạy thử) – đang chờ đến giờ, 19 giờ 30, ngày 20/11/2093\n"
    )
    ((facts,),) = cli.query("SELECT facts FROM audit WHERE event = 'live_round_created'")
    assert json.loads(facts) == {"live_round": 1, "rooms": 2, "questions": 3, "rehearsal": True}


def test_questions_are_named_in_their_order_or_listed_in_a_file(cli: CommandLine) -> None:
    listed = cli.write("de.txt", "CCHC-2  # mở đầu\n\n# hết\nCCHC-1\n")

    named = cli.json(*CREATE, "--questions", "CCHC-3, CCHC-1")
    from_file = cli.json(*CREATE, "--questions", str(listed))

    assert named["question_codes"] == ["CCHC-3", "CCHC-1"]
    assert from_file["question_codes"] == ["CCHC-2", "CCHC-1"]


def test_bad_input_gets_one_line_and_nothing_is_written(cli: CommandLine) -> None:
    results = {options: cli(*CREATE, *options) for options, _ in REFUSALS}

    assert {options: result.stderr for options, result in results.items()} == {
        options: f"{refusal}\n" for options, refusal in REFUSALS
    }
    assert {result.exit_code for result in results.values()} == {2}
    assert cli.query("SELECT count(*) FROM live_round") == [(0,)]


def test_the_host_may_be_named_who_is_an_organiser(cli: CommandLine) -> None:
    give_role(cli, "binh", "organiser")

    created(cli, "--host", "web:chat:binh")
    created(cli)

    keys = cli.query("SELECT host_key FROM live_round ORDER BY id")
    assert keys == [("web:chat:binh",), ("command line",)]


def test_a_round_is_run_and_its_result_told(cli: CommandLine, tmp_path: Path) -> None:
    cli.json(*CREATE, "--questions", "CCHC-1,CCHC-2")
    not_yet = cli("live", "results", "1")
    assert (not_yet.exit_code, not_yet.stderr) == (
        2,
        "Buổi thi chưa kết thúc hoặc kết quả đang được tổng hợp."
        " Đề nghị đồng chí xem lại sau ít phút.\n",
    )

    assert "– đang thi câu 1/2" in cli("live", "start", "1", "--yes").stdout
    asyncio.run(play(cli, 1, [1, 0, 1]))
    assert "– đang thi câu 2/2" in cli("live", "next", "1").stdout
    asyncio.run(play(cli, 2, [1, 1, 0]))
    assert "– đã kết thúc" in cli("live", "next", "1").stdout

    found = cli.json("live", "results", "1")
    assert found["questions_counted"] == 2
    people = [(p["rank"], p["name"], p["unit"], p["points"], p["right"]) for p in found["people"]]
    assert people == [
        (1, "Nguyễn Văn A", "SO-NV", 2, 2),
        (2, "Nguyễn Văn B", "SO-TP", 1, 1),
        (2, "Nguyễn Văn C", "SO-NV", 1, 1),
    ]
    assert [p["response_ms"] for p in found["people"]] == [8_000, 8_000, 8_000]
    units = [(u["rank"], u["name"], u["average"], u["participants"]) for u in found["units"]]
    assert units == [(1, "Sở Nội vụ", 1.5, 2), (2, "Sở Tư pháp", 1.0, 1)]
    table = cli("live", "results", "1").stdout
    assert "Kết quả buổi thi “Ngày Pháp luật”: 3 người của 2 đơn vị, 2 câu được tính." in table
    assert "Sở Nội vụ    1,5" in table

    written = cli("live", "results", "1", "--xlsx", tmp_path / "ket-qua.xlsx")
    assert written.exit_code == 0
    book = CalamineWorkbook.from_path(tmp_path / "ket-qua.xlsx")
    assert book.sheet_names == ["Đơn vị", "Cá nhân"]
    assert book.get_sheet_by_name("Cá nhân").to_python()[-3:] == [
        [1.0, "Nguyễn Văn A", "Sở Nội vụ", 2.0, 2.0, 2.0, 8.0],
        [2.0, "Nguyễn Văn B", "Sở Tư pháp", 1.0, 1.0, 2.0, 8.0],
        [2.0, "Nguyễn Văn C", "Sở Nội vụ", 1.0, 1.0, 2.0, 8.0],
    ]
    assert (tmp_path / "ket-qua.xlsx").stat().st_mode & 0o077 == 0


def test_orders_that_cannot_be_are_refused_and_those_that_matter_are_asked(
    cli: CommandLine,
) -> None:
    created(cli)

    paused = cli("live", "pause", "1")
    assert (paused.exit_code, paused.stderr) == (
        2,
        "Chưa thực hiện được, vì buổi thi đang chờ đến giờ; không có gì thay đổi.\n",
    )
    unsure = cli("live", "cancel", "1")
    assert unsure.exit_code == 2
    assert cli.json("live", "show", "1")["state"] == "announced"
    moved = cli("live", "move", "1", "--starts", "2093-11-21 08:00")
    assert "• Bắt đầu: 08 giờ 00, ngày 21/11/2093" in moved.stdout
    assert "“hoithi serve” hiện không chạy" in moved.stderr
    assert cli("live", "start", "1", "--yes").exit_code == 0
    assert "– đã hủy câu 1/3" in cli("live", "skip", "1", "--yes").stdout
    assert "– tạm dừng ở câu 1/3" in cli("live", "pause", "1").stdout
    assert "– đã hủy câu 1/3" in cli("live", "resume", "1").stdout
    assert "– đã kết thúc" in cli("live", "stop", "1", "--yes").stdout
    assert cli("live", "results", "1").stdout == (
        "Kết quả buổi thi “Ngày Pháp luật”: 0 người của 0 đơn vị, 0 câu được tính.\n"
        "Chưa có ai trả lời.\n"
    )
    late = cli("live", "move", "1", "--starts", "2093-11-22 08:00")
    assert late.exit_code == 2
    assert cli("live", "cancel", "7", "--yes").stderr == (
        "Không có buổi thi số 7. Xem danh sách: hoithi live list\n"
    )


async def calls(cli: CommandLine) -> dict[str, str]:
    """What rooms are called by, the second line of each."""
    async with opened(cli) as database, database.read() as connection:
        c = outbox_table.c
        statement = select(c.key, c.content).where(c.key.startswith("live:1:call:"))
        rows = await connection.execute(statement)
        return {row.key: row.content["body"].splitlines()[1] for row in rows}


def test_a_round_in_a_group_that_is_taken_then_is_warned_of(cli: CommandLine) -> None:
    created(cli, "--rooms", "SO-NV")

    preview = cli(*CREATE[:-1], "--draw", "3", "--rooms", "all")

    assert (
        "⚠ Trùng với buổi thi số 1 “Ngày Pháp luật” (19 giờ 30, ngày 20/11/2093) ở 1 phòng thi:"
        " Sở Nội vụ. Một phòng thi không nên có hai buổi thi cùng lúc."
    ) in preview.stdout.splitlines()


def test_rooms_join_a_round_that_goes_on_and_none_that_has_ended(cli: CommandLine) -> None:
    created(cli, "--rooms", "SO-NV")
    cli("live", "start", "1", "--yes")

    joined = cli("live", "rooms", "1", "--add", "SO-TP", "--add-web", "Hội trường B")

    assert joined.exit_code == 0
    assert [room["name"] for room in cli.json("live", "rooms", "1")] == [
        "Sở Nội vụ",
        "Sở Tư pháp",
        "Hội trường B",
    ]
    cli("live", "rooms", "1", "--add", "SO-TP")
    assert asyncio.run(calls(cli)) == {
        "live:1:call:2": "• Buổi thi đang diễn ra, đã đến câu 1/3; phòng thi này tham gia từ câu"
        " tiếp theo.",
        "live:1:call:3": "• Buổi thi đang diễn ra, đã đến câu 1/3; phòng thi này tham gia từ câu"
        " tiếp theo.",
    }
    cli("live", "cancel", "1", "--yes")
    ended = cli("live", "rooms", "1", "--add", "SO-TP")
    assert (ended.exit_code, ended.stderr) == (2, "Buổi thi số 1 đã kết thúc hoặc đã hủy.\n")
