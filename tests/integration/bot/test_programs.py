"""The commands that stay: ``serve``, ``chat`` and ``demo``, each as a program of its own."""

import asyncio
import json
import signal
import socket
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import anyio
import pytest

from tests.integration.bot.program import PATIENCE, running

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

DEMO = Path("data") / "demo.db"
"""Where the terminal plays while no contest has been set up."""
QUESTIONS = 15


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which somebody else listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


async def get(address: str, path: str) -> int:
    """The status with which a page is answered."""
    host, _, port = address.removeprefix("http://").partition("/")[0].partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode()
    )
    head = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return int(head.split()[1])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_serving_starts_says_where_and_stops_when_told(
    tmp_path: Path, number: signal.Signals
) -> None:
    async with running(tmp_path, "serve", WEB_PORT="0") as program:
        line = await program.hear("http://")
        address = next(word for word in line.split() if word.startswith("http://"))
        assert await get(address, "/healthz") == 200
        assert await get(address, "/chat/") == 200

        program.process.send_signal(number)

        assert await program.finish() == 0
        assert "Traceback" not in await program.complaints()
    assert (tmp_path / "data" / "session.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("command", ["serve", "demo"])
async def test_a_port_that_is_taken_is_told_by_its_address(
    tmp_path: Path, taken_port: int, command: str
) -> None:
    options = ("--port", str(taken_port), "--citizens", "0") if command == "demo" else ()

    async with running(tmp_path, command, *options, WEB_PORT=str(taken_port)) as program:
        assert await program.finish() == 2

        complaints = await program.complaints()
        assert f"127.0.0.1:{taken_port}" in complaints.splitlines()[-1]
        assert "Traceback" not in complaints


async def test_a_contest_is_played_in_the_terminal_from_registration_to_the_score(
    tmp_path: Path,
) -> None:
    async with running(tmp_path, "chat") as program:
        await program.hear("Hội Thi")
        for line, answer in (
            ("bắt đầu", "1. Đồng ý"),
            ("Đồng ý", "Bước 1/5"),
            ("Nguyễn Thị Hoa", "Bước 2/5"),
            ("02/09/1980", "Bước 3/5"),
            ("sở nội vụ", "1. Sở Nội vụ"),
            ("1", "Bước 4/5"),
            ("1", "Bước 5/5"),
            ("1", "1. Đúng"),
            ("1", "Vào thi"),
            ("vào thi", "Bắt đầu làm bài"),
        ):
            await program.say(line)
            await program.hear(answer)
        await program.say("bắt đầu làm bài")
        for number in range(1, QUESTIONS + 1):
            await program.hear(f"Câu {number}/{QUESTIONS}")
            await clock_runs(tmp_path, number)
            await program.say("bỏ qua" if number == 7 else "B")
        await program.hear("dự đoán")
        await clock_runs(tmp_path, QUESTIONS + 1)
        await program.say("5.945")
        await program.hear("hoàn thành")
        assert await program.finish() == 0
        assert await program.complaints() == ""

    # The installation's own database got no demonstration.
    with closing(sqlite3.connect(tmp_path / "hoithi.db")) as connection:
        assert connection.execute("SELECT count(*) FROM round").fetchall() == [(0,)]
    assert answers(tmp_path) == [("answered", 15), ("skipped", 1)]
    async with running(tmp_path, "chat") as program:
        await program.say("điểm")
        await program.hear(f"/{QUESTIONS}")
        assert await program.finish() == 0


async def test_bytes_that_are_no_text_do_not_end_the_terminal(tmp_path: Path) -> None:
    async with running(tmp_path, "chat") as program:
        await program.hear("Hội Thi")
        assert program.process.stdin is not None
        program.process.stdin.write(b"\xff\xfe\x00\x1b[31m\n")
        await program.say("trợ giúp")
        await program.hear("thể lệ")

        assert await program.finish() == 0
        assert await program.complaints() == ""


async def test_one_compressed_round_adds_up_exactly(tmp_path: Path) -> None:
    account = await play_once(tmp_path, citizens=25)

    assert set(account) == {
        *("citizens", "attempts_finished", "answers_sent", "answers_stored"),
        *("duplicates_refused", "late_refused", "other_refused", "expired"),
        *("lateness_ms", "messages_sent", "reminders_sent", "announcements_sent", "seconds"),
    }
    assert set(account["lateness_ms"]) == {"p50", "p99", "max"}
    assert (account["citizens"], account["attempts_finished"]) == (25, 25)
    refused = account["duplicates_refused"] + account["late_refused"] + account["other_refused"]
    assert account["answers_stored"] + refused == account["answers_sent"]
    # Every place of every attempt was passed either by an answer or by its deadline.
    assert account["answers_stored"] + account["expired"] == 25 * (QUESTIONS + 1)
    # They err on purpose: some are late, some tap twice, some say nothing.
    assert account["duplicates_refused"] > 0
    assert account["late_refused"] > 0
    assert account["expired"] > account["late_refused"]
    assert account["messages_sent"] > 25 * (QUESTIONS + 1)
    # 25 people meet no quota, so every unit is reminded once; whoever has registered is told that
    # the round has closed or opened.
    assert account["reminders_sent"] == 219
    assert 0 <= account["announcements_sent"] <= 25
    assert 0 <= account["lateness_ms"]["p50"] <= account["lateness_ms"]["p99"]
    assert account["lateness_ms"]["p99"] <= account["lateness_ms"]["max"]
    assert 5 < account["seconds"] < 90


async def test_a_round_that_nobody_plays_adds_up_too(tmp_path: Path) -> None:
    account = await play_once(tmp_path, citizens=0)

    assert (account["answers_sent"], account["answers_stored"]) == (0, 0)
    assert account["lateness_ms"] == {"p50": 0.0, "p99": 0.0, "max": 0.0}


async def test_a_live_round_in_groups_adds_up_exactly(tmp_path: Path) -> None:
    account = await play_once(tmp_path, citizens=40, more=["--live"])

    assert (account["citizens"], account["rooms"], account["questions"]) == (40, 8, 10)
    refused = account["duplicates_refused"] + account["late_refused"] + account["other_refused"]
    assert account["answers_stored"] + refused == account["answers_sent"]
    # They err on purpose: some are late, some tap twice, some say nothing.
    assert account["duplicates_refused"] > 0
    assert account["late_refused"] > 0
    assert 40 * 10 / 2 < account["answers_stored"] < 40 * 10
    # Each group was asked every question and told every key.
    assert account["messages_sent"] >= 8 * 10 * 2


async def test_visitors_see_a_live_round_on_a_big_screen_and_enter_its_hall(tmp_path: Path) -> None:
    options = ("--live", "--port", "0", "--citizens", "16", "--speed", "50")
    async with running(tmp_path, "demo", *options) as program:
        words = (await program.hear("Ctrl+C")).split()
        screen, room, phones = (word for word in words if word.startswith("http://"))
        for address in (screen, room, f"{phones}demo/"):
            assert await get(phones, address.removeprefix(phones.rstrip("/"))) == 200
        assert await get(phones, "/man-hinh/1-0.of-nobody") == 404
        await program.hear("10/10")
        await program.hear("đã kết thúc")

        program.process.send_signal(signal.SIGINT)

        assert await program.finish() == 0
        assert await program.complaints() == ""


async def test_the_account_cannot_be_written_where_there_is_no_folder(tmp_path: Path) -> None:
    async with running(tmp_path, "demo", "--once", "--json", "no/such/folder.json") as program:
        assert await program.finish() == 2
        assert "--json" in await program.complaints()


async def play_once(folder: Path, citizens: int, more: Sequence[str] = ()) -> Any:
    """Play a compressed round; its account, which must be the same on paper and on the screen."""
    options = ("--once", "--citizens", str(citizens), "--speed", "50", "--json", "account.json")
    async with running(folder, "demo", *options, *more) as program:
        status = await program.finish(patience=100)
        assert (status, await program.complaints()) == (0, "")
    account = json.loads((folder / "account.json").read_text(encoding="utf-8"))
    assert json.loads(program.heard) == account
    return account


async def clock_runs(folder: Path, position: int) -> None:
    """Wait until a question's delivery is noted: what is typed before that is not for it."""
    statement = "SELECT 1 FROM attempt WHERE state = 'open' AND position = ?"
    with anyio.fail_after(PATIENCE), closing(sqlite3.connect(folder / DEMO)) as connection:
        # Another process tells nobody; only its database shows it.
        while not connection.execute(statement, (position,)).fetchall():  # noqa: ASYNC110
            await anyio.sleep(0.005)


def answers(folder: Path) -> list[tuple[str, int]]:
    """How many places were passed how, in the whole database."""
    with closing(sqlite3.connect(folder / DEMO)) as connection:
        statement = "SELECT passed, count(*) FROM answer GROUP BY passed ORDER BY passed"
        return connection.execute(statement).fetchall()
