"""``hoithi plan``: figures for scripts, lines for people, and what it refuses."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.integration.bot.command_line import CommandLine

WEEK = ("--people", "20000", "--questions", "15", "--window", "7d")
FIGURES = {"e2e_sqlite_50ms": 1_500.0, "e2e_postgresql_50ms": 1_200.0, "intake_postgresql": 3_400.0}


def bench(cli: CommandLine, **changed: Any) -> Path:
    """A file as the benchmarks write it."""
    figures = {
        name: {"value": value, "unit": "answers/s"}
        for name, value in (FIGURES | changed).items()
        if value is not None
    }
    return cli.write("bench.json", json.dumps(figures))


GUIDE = Path(__file__).parents[3] / "docs" / "capacity.md"
TRANSCRIPT = re.compile(r"```\n\$ LOCALE=en hoithi (plan [^\n]+)\n(.+?)```", re.S)


@pytest.fixture
def measured(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """A command line whose own figures are those above."""
    monkeypatch.setattr("bot.commands.plan.BENCH", bench(cli))
    return cli


def test_a_province_on_telegram_needs_one_bot(measured: CommandLine) -> None:
    result = measured("plan", *WEEK, "--platform", "telegram")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "20.000 người, mỗi bài 15 câu, trong 7 ngày, trên telegram",
        "• Tin gửi đi: nhiều nhất 420.000, gồm 300.000 câu hỏi, 40.000 lời mở đầu và kết thúc bài"
        " thi, 0 tin đăng ký, 80.000 thông báo.",
        "• Tin nhận về: 340.000, trong đó 300.000 câu trả lời.",
        "• Giờ cao điểm: 16,7 câu trả lời và 18,9 tin gửi đi mỗi giây.",
        "• Cần 1 bot: 1 để kịp tốc độ, 1 để đủ hạn mức.",
        "• Với 1 bot, gửi hết mất 3 giờ 54 phút; riêng các câu hỏi 2 giờ 47 phút; một thông báo cho"
        " mọi người 12 phút.",
        "• Cơ sở dữ liệu: 1.140.000 dòng, khoảng 404 MB (đo trên SQLite).",
        "• Máy chủ: một tiến trình với SQLite là đủ.",
    ]


def test_the_same_in_english(measured: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALE", "en")

    lines = measured("plan", *WEEK, "--platform", "telegram").stdout.splitlines()

    assert lines[0] == "20,000 people, 15 questions each, in 7 days, on telegram"
    assert lines[5].startswith("• With 1 bot sending everything takes 3 h 54 min; the questions")


def test_the_transcripts_of_the_guide_are_what_is_printed(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOCALE", "en")
    # The guide's figures, so that a new benchmark does not change its text.
    monkeypatch.setattr("bot.commands.plan.BENCH", bench(cli))
    shown = TRANSCRIPT.findall(GUIDE.read_text(encoding="utf-8"))

    assert len(shown) == 3
    for command, output in shown:
        assert cli(*command.split()).stdout == output


def test_a_free_plan_of_zalo_needs_a_bot_for_fifty_people(measured: CommandLine) -> None:
    result = measured("plan", *WEEK, "--platform", "zalo", "--bots", "3")

    assert "• Cần 400 bot: 4 để kịp tốc độ, 400 để đủ hạn mức." in result.stdout
    assert "• Mỗi bot phục vụ được 50 người trong một tháng." in result.stdout
    assert "• Chưa đủ: thiếu 397 bot. Với 3 bot" in result.stdout


def test_the_web_page_has_no_limit_and_a_country_needs_databases(measured: CommandLine) -> None:
    result = measured("plan", *WEEK[2:], "--people", "10000000", "--platform", "web")

    assert "• Nền tảng không giới hạn số tin; chỉ cần một kênh." in result.stdout
    assert result.stdout.endswith("• Máy chủ: 14 tiến trình, 5 cơ sở dữ liệu PostgreSQL.\n")


def test_the_json_has_every_figure(measured: CommandLine) -> None:
    assert measured.json("plan", *WEEK, "--platform", "zalo", "--newcomers", "1000") == {
        "platform": "zalo",
        "people": 20_000,
        "questions": 15,
        "window_seconds": 604_800,
        "attempts": 1,
        "newcomers": 1_000,
        "busiest_percent": 20,
        "limits": {"messages_per_second": 5.0, "messages_per_month": 3_000, "users": 50},
        "messages": {
            "questions": 300_000,
            "around": 40_000,
            "registration": 7_000,
            "notices": 80_000,
            "updates": 347_000,
            "answers": 300_000,
            "playing": 347_000,
            "total": 427_000,
        },
        "peak_answers_per_second": 16.67,  # 60,000 / 3,600
        "peak_messages_per_second": 19.28,  # 69,400 / 3,600
        "bots_needed": 400,
        "bots_for_pace": 4,
        "bots_for_quota": 400,
        "people_each_bot": 50,
        "bots": 400,
        "enough": True,
        "questions_seconds": 150,  # 300,000 / (400 x 5)
        "sending_seconds": 214,  # 213.5
        "notice_seconds": 10,
        "rows": {
            "person": 20_000,
            "identity": 20_000,
            "consent": 20_000,
            "attempt": 20_000,
            "answer": 300_000,
            "processed_update": 347_000,
            "outbox": 427_000,
        },
        # 20,000 x (170 + 190 + 130 + 580) + 300,000 x 65 + 347,000 x 90 + 427,000 x 790
        "disk_bytes": 409_460_000,
        "installation": {"is_sqlite": True, "replicas": 1, "databases": 1},
        "measured": {"sqlite": 1_500.0, "postgresql": 1_200.0, "postgresql_intake": 3_400.0},
    }


def test_what_the_owner_of_the_bots_was_granted_counts(measured: CommandLine) -> None:
    granted = ("--rate", "20", "--monthly", "21000", "--users", "5000")

    found = measured.json("plan", *WEEK, "--platform", "zalo", *granted)

    # 21,000 messages / 21 for each person; 18.9 messages a second in the busiest hour.
    assert (found["people_each_bot"], found["bots_for_quota"]) == (1_000, 20)
    assert found["bots_for_pace"] == 1


def test_a_quota_without_a_rate_is_still_told(measured: CommandLine) -> None:
    output = measured("plan", *WEEK, "--platform", "web", "--users", "10000").stdout

    assert "• Cần 2 bot: 1 để kịp tốc độ, 2 để đủ hạn mức." in output
    assert "gửi hết" not in output


def test_figures_of_another_machine_can_be_given(measured: CommandLine) -> None:
    slow = bench(measured, e2e_sqlite_50ms=20.0, e2e_postgresql_50ms=20.0)

    output = measured("plan", *WEEK, "--platform", "web", "--bench", str(slow)).stdout

    # 16.7 answers a second, 10 for each process.
    assert "• Máy chủ: 2 tiến trình, 1 cơ sở dữ liệu PostgreSQL." in output


def test_without_figures_nothing_is_said_of_machines(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.commands.plan.BENCH", cli.folder / "none.json")

    assert "không tính được" in cli("plan", *WEEK, "--platform", "web").stdout
    found = cli.json("plan", *WEEK, "--platform", "web")
    assert (found["installation"], found["measured"]) == (None, None)


def test_the_figures_of_the_repository_can_be_read(cli: CommandLine) -> None:
    found = cli.json("plan", *WEEK, "--platform", "web")

    assert all(value > 0 for value in found["measured"].values())


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--people", "0"), "--people: 0"),
        (("--people", "2000000000"), "--people: 2.000.000.000"),
        (("--questions", "0"), "--questions: 0"),
        (("--window", "soon"), "--window: “soon”"),
        (("--window", "0d"), "--window: “0d”"),
        (("--window", "367d"), "--window: “367d”"),
        (("--platform", "fax"), "“fax”; chọn một trong: telegram, zalo, web"),
        (("--bots", "0"), "--bots: 0"),
        (("--attempts", "0"), "--attempts: 0"),
        (("--newcomers", "20001"), "--newcomers: 20.001"),
        (("--busiest", "101"), "--busiest: 101"),
        (("--rate", "0"), "--rate: 0"),
        (("--rate", "nan"), "--rate: "),
        (("--monthly", "0"), "--monthly: 0"),
        (("--monthly", "20"), "nhiều hơn 20 tin"),
        (("--users", "0"), "--users: 0"),
        (("--bench", "missing.json"), "--bench: không đọc được số đo từ missing.json"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(
    measured: CommandLine, words: tuple[str, str], named: str
) -> None:
    result = measured("plan", *WEEK, "--platform", "telegram", *words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
    assert named in result.stderr


@pytest.mark.parametrize("value", [None, 0.0, -1.0, "viele", float("inf")])
def test_a_bench_with_a_figure_that_is_no_rate_is_refused(cli: CommandLine, value: object) -> None:
    file = bench(cli, intake_postgresql=value)

    result = cli("plan", *WEEK, "--platform", "web", "--bench", str(file))

    assert (result.exit_code, result.stdout) == (2, "")
    assert "bench.json" in result.stderr


def test_nothing_is_opened(measured: CommandLine) -> None:
    measured("plan", *WEEK, "--platform", "zalo")

    assert [path.name for path in measured.folder.iterdir()] == ["bench.json"]
