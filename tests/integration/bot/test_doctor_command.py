"""``hoithi doctor``: what it finds in data, settings and bots, and that it changes nothing."""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.integration.bot.command_line import DEMO_DATA, CommandLine
from tests.integration.bot.emulated import emulated_telegram, emulated_zalo
from tests.integration.bot.participants import give_role, take_part, with_contest, with_round
from tests.platforms.zalo.switches import Switches

TELEGRAM_TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
ZALO_TOKEN = "4000000001:zalo-token-of-tests-0123456789"
WEBHOOK_SECRET = "a-secret-of-tests-with-32-characters-or-more"
KEY = Path("data") / "session.key"
GIGABYTE = 10**9


def states(cli: CommandLine) -> dict[str, str]:
    """Every check with its state; exit status 1 if and only if one has failed."""
    found = findings(cli)
    return {one["check"]: one["state"] for one in found}


def findings(cli: CommandLine) -> list[dict[str, Any]]:
    result = cli("doctor", "--json")
    found: list[dict[str, Any]] = json.loads(result.stdout)
    assert result.exit_code == any(one["state"] == "failed" for one in found)
    for one in found:
        assert list(one) == ["check", "state", "found", "advice"]
        assert bool(one["advice"]) == (one["state"] != "ok"), one
    return found


def text_of(cli: CommandLine, check: str) -> str:
    (one,) = [each for each in findings(cli) if each["check"] == check]
    return f"{one['found']} {one['advice']}"


@pytest.fixture
def ready(cli: CommandLine) -> CommandLine:
    """A command line with a contest, a round and enough questions."""
    assert cli("import", "questions", DEMO_DATA / "questions.csv").exit_code == 0
    return with_contest(cli)


def test_before_there_is_a_database_the_doctor_says_so_and_makes_none(cli: CommandLine) -> None:
    found = states(cli)

    assert found == {
        "settings": "ok",
        "database": "failed",
        "secret": "ok",
        "address": "warning",
        "clock": "skipped",
    }
    assert "hoithi db upgrade" in text_of(cli, "database")
    assert list(cli.folder.iterdir()) == []


def test_a_contest_that_is_ready_but_for_its_people_fails_in_nothing(
    ready: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://thi.example.vn")

    assert states(ready) == {
        **dict.fromkeys(("settings", "database", "schema", "writing", "journal", "disk"), "ok"),
        **dict.fromkeys(("secret", "contest", "round", "bank", "address"), "ok"),
        **dict.fromkeys(("roster", "officials"), "warning"),
        "clock": "skipped",
    }


def test_the_account_for_people_marks_every_finding_and_advises(ready: CommandLine) -> None:
    result = ready("doctor")

    lines = result.stdout.splitlines()
    assert (result.exit_code, result.stderr) == (0, "")
    assert "✓ Cuộc thi: Tìm hiểu CCHC." in lines
    place = next(i for i, line in enumerate(lines) if line.startswith("! Danh sách cử dự thi"))
    assert "219/219" in lines[place]
    assert lines[place + 1].startswith("  → ")
    assert lines[-1] == "Đạt 10, lưu ý 3, lỗi 0, không kiểm tra 1."


def test_looking_changes_nothing(ready: CommandLine) -> None:
    before = ready.content()

    ready("doctor")

    assert ready.content() == before
    assert ready.query("SELECT count(*) FROM sqlite_master WHERE name LIKE 'doctor%'") == [(0,)]


def test_a_database_that_cannot_be_opened_is_told_without_its_password(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://hoithi:mat-khau@127.0.0.1:1/hoithi")

    result = cli("doctor")

    assert result.exit_code == 1
    assert "✗ Cơ sở dữ liệu: không mở được" in result.stdout
    assert "mat-khau" not in result.output


def test_a_file_that_is_no_database_is_told(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli.write("notes.txt", "x" * 10_000)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///notes.txt")

    assert states(cli)["database"] == "failed"


def test_a_schema_of_another_version_is_told(ready: CommandLine) -> None:
    with closing(sqlite3.connect(ready.file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0008'")

    result = ready("doctor")
    found = states(ready)

    assert found["schema"] == "failed"
    assert "contest" not in found
    assert "chạy: hoithi db upgrade" in result.stdout


def test_a_database_of_a_newer_version_is_not_to_be_upgraded(ready: CommandLine) -> None:
    with closing(sqlite3.connect(ready.file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    result = ready("doctor")

    assert result.exit_code == 1
    assert "Một phiên bản mới hơn đã nâng cấp cơ sở dữ liệu này." in result.stdout
    assert "hoithi db upgrade" not in result.stdout


@pytest.mark.parametrize(
    ("free", "state"),
    [(GIGABYTE // 10, "failed"), (GIGABYTE, "warning"), (2 * GIGABYTE, "ok")],
)
def test_a_disk_that_is_nearly_full_is_told(
    ready: CommandLine, monkeypatch: pytest.MonkeyPatch, free: int, state: str
) -> None:
    usage = shutil.disk_usage(ready.folder)._replace(free=free)
    monkeypatch.setattr("bot.checks.database.shutil.disk_usage", lambda _: usage)

    assert states(ready)["disk"] == state


def test_a_lost_secret_is_told_and_no_other_is_made_in_its_place(ready: CommandLine) -> None:
    KEY.unlink()

    assert states(ready)["secret"] == "failed"
    assert not KEY.exists()


@pytest.mark.parametrize(("content", "mode"), [("x" * 31, 0o600), ("x" * 64, 0o644)])
def test_a_secret_that_is_damaged_or_open_to_others_is_told(
    ready: CommandLine, content: str, mode: int
) -> None:
    KEY.write_text(content)
    KEY.chmod(mode)

    assert states(ready)["secret"] == "failed"
    assert content not in text_of(ready, "secret")


def test_a_secret_that_is_set_is_never_shown(
    ready: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SESSION_SECRET", "mat-khau-mat-khau-mat-khau-mat-khau")

    assert states(ready)["secret"] == "ok"
    assert "mat-khau" not in ready("doctor").output


def test_without_a_contest_the_next_step_is_told(cli: CommandLine) -> None:
    cli("db", "upgrade")

    found = states(cli)

    assert (found["contest"], found["round"]) == ("failed", "failed")
    assert "hoithi round create" in text_of(cli, "round")


def test_a_round_with_too_few_questions_is_told_with_the_topics(cli: CommandLine) -> None:
    with_contest(cli)

    assert states(cli)["bank"] == "failed"
    assert "PAR 0/3" in text_of(cli, "bank")


def test_a_contest_whose_rounds_are_over_needs_no_questions(cli: CommandLine) -> None:
    with_contest(cli)
    cli("round", "close", "1")

    found = states(cli)

    assert found["round"] == "warning"
    assert "bank" not in found


def test_every_round_to_come_needs_its_questions(ready: CommandLine) -> None:
    rules = ready.write("rules.json", '{"blueprint": [["XYZ", 1]]}')
    with_round(ready, "Vòng 2", "--rules", str(rules))

    banks = [one for one in findings(ready) if one["check"] == "bank"]

    assert [one["state"] for one in banks] == ["ok", "failed"]


def test_units_without_roster_or_officials_are_counted(ready: CommandLine) -> None:
    quotas = ready.write(
        "q.json", '{"levels": {"SO": [{"category": "leaders", "kind": "count", "amount": 1}]}}'
    )
    assert ready("quotas", "load", quotas).exit_code == 0
    take_part(ready, "SO-NV", "leaders", 1)
    give_role(ready, "lan", "unit_liaison", "SO-VP")
    give_role(ready, "minh", "unit_leader", "SO-NV")
    give_role(ready, "hoa", "organiser")

    assert "19/20" in text_of(ready, "roster")
    assert "18/20" in text_of(ready, "officials")
    assert "--all-units" in text_of(ready, "officials")


@pytest.mark.parametrize(
    ("url", "state"),
    [("", "warning"), ("http://thi.example.vn", "warning"), ("https://thi.example.vn", "ok")],
)
def test_the_address_of_the_web_chat_is_looked_at(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, url: str, state: str
) -> None:
    monkeypatch.setenv("PUBLIC_URL", url)

    assert states(cli)["address"] == state


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://hoithi:mat-khau@may-chu/hoithi"),
        ("TELEGRAM_TOKENS", "mat-khau"),
        ("ZALO_TOKENS", "mat-khau"),
        ("WEB_PORT", "mat-khau"),
    ],
)
def test_a_bad_setting_ends_with_status_2(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv("MESSAGING_ADAPTERS", "zalo,telegram_ptb")
    monkeypatch.setenv("TELEGRAM_TOKENS", TELEGRAM_TOKEN)
    monkeypatch.setenv("ZALO_TOKENS", ZALO_TOKEN)
    monkeypatch.setenv(name, value)

    result = cli("doctor")

    assert (result.exit_code, result.stdout) == (2, "")
    assert name in result.stderr
    assert "mat-khau" not in result.stderr


@pytest.mark.parametrize("library", ["telegram_aiogram", "telegram_ptb"])
def test_telegram_is_asked_about_its_bot(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    with emulated_telegram() as telegram:
        monkeypatch.setenv("MESSAGING_ADAPTERS", library)
        monkeypatch.setenv("TELEGRAM_TOKENS", telegram.bot.token)
        monkeypatch.setenv("TELEGRAM_API_URL", telegram.url)

        found = states(cli)

        assert (found["telegram"], found["telegram-inlet"]) == ("ok", "ok")
        assert "@hoithi_bot" in text_of(cli, "telegram")
        assert "hỏi định kỳ" in text_of(cli, "telegram-inlet")
        assert {call.method for call in telegram.calls} == {"getme", "getwebhookinfo"}


def test_a_webhook_that_telegram_does_not_know_yet_is_told(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with emulated_telegram() as telegram:
        monkeypatch.setenv("MESSAGING_ADAPTERS", "telegram_ptb")
        monkeypatch.setenv("TELEGRAM_TOKENS", telegram.bot.token)
        monkeypatch.setenv("TELEGRAM_API_URL", telegram.url)
        monkeypatch.setenv("TELEGRAM_WEBHOOK_URL", "https://thi.example.vn")
        monkeypatch.setenv("TELEGRAM_WEBHOOK_SECRET", WEBHOOK_SECRET)

        assert states(cli)["telegram-inlet"] == "warning"
        assert WEBHOOK_SECRET not in cli("doctor").output


def test_a_token_that_telegram_does_not_accept_is_told_and_not_shown(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with emulated_telegram() as telegram:
        monkeypatch.setenv("MESSAGING_ADAPTERS", "telegram_ptb")
        monkeypatch.setenv("TELEGRAM_TOKENS", TELEGRAM_TOKEN)
        monkeypatch.setenv("TELEGRAM_API_URL", telegram.url)

        assert states(cli)["telegram"] == "failed"
        assert "BotFather" in text_of(cli, "telegram")
        assert TELEGRAM_TOKEN.partition(":")[2] not in cli("doctor").output


def test_platforms_that_do_not_answer_are_told(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MESSAGING_ADAPTERS", "zalo,telegram_ptb")
    monkeypatch.setenv("TELEGRAM_TOKENS", TELEGRAM_TOKEN)
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("ZALO_TOKENS", ZALO_TOKEN)
    monkeypatch.setenv("ZALO_API_URL", "http://127.0.0.1:1")

    found = states(cli)

    assert (found["telegram"], found["zalo"]) == ("failed", "failed")
    output = cli("doctor").output
    assert TELEGRAM_TOKEN.partition(":")[2] not in output
    assert ZALO_TOKEN.partition(":")[2] not in output


@pytest.mark.parametrize("joins", [True, False])
@pytest.mark.parametrize("named", [True, False])
def test_zalo_is_asked_about_its_bot(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, joins: bool, named: bool
) -> None:
    switches = Switches(can_join_groups=joins, display_name_in_get_me=named)
    with emulated_zalo(ZALO_TOKEN, switches) as zalo:
        monkeypatch.setenv("MESSAGING_ADAPTERS", "zalo")
        monkeypatch.setenv("ZALO_TOKENS", ZALO_TOKEN)
        monkeypatch.setenv("ZALO_API_URL", zalo.url)

        found = states(cli)

    assert (found["zalo"], found["zalo-inlet"]) == ("ok", "ok")
    assert found["zalo-groups"] == ("ok" if joins else "warning")
    assert found["zalo-name"] == ("ok" if named else "warning")
    assert found["address"] == "skipped"


@pytest.mark.parametrize(
    ("held", "asked", "state", "words"),
    [
        (None, None, "warning", "chưa có máy chủ nào đang nhận tin."),
        (20, None, "ok", "máy chủ mot-7 đang nhận tin."),
        (20, -5, "ok", "máy chủ mot-7 đang nhận tin, máy chủ hai-8 chờ thay."),
        (20, -90, "ok", "máy chủ mot-7 đang nhận tin."),
        (-60, -5, "warning", "máy chủ mot-7 đã ngừng nhận tin."),
    ],
)
def test_who_fetches_messages_and_who_stands_by_is_told(
    ready: CommandLine,
    monkeypatch: pytest.MonkeyPatch,
    held: int | None,
    asked: int | None,
    state: str,
    words: str,
) -> None:
    monkeypatch.setenv("MESSAGING_ADAPTERS", "zalo")
    monkeypatch.setenv("ZALO_TOKENS", ZALO_TOKEN)
    monkeypatch.setenv("ZALO_API_URL", "http://127.0.0.1:1")
    if held is not None:
        lease = ("zalo", "4000000001", 1, "mot-7-ab12", seconds_away(held))
        standby = ("hai-8-cd34", seconds_away(asked)) if asked is not None else (None, None)
        with closing(sqlite3.connect(ready.file)) as connection, connection:
            connection.execute(
                "INSERT INTO poller_lease (platform, bot, fence, owner, held_until, standby,"
                " standby_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                lease + standby,
            )

    assert states(ready)["poller"] == state
    assert text_of(ready, "poller").startswith(f"Zalo 4000000001: {words}")


def test_with_a_webhook_nobody_fetches(ready: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MESSAGING_ADAPTERS", "zalo")
    monkeypatch.setenv("ZALO_TOKENS", ZALO_TOKEN)
    monkeypatch.setenv("ZALO_API_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("ZALO_WEBHOOK_URL", "https://thi.example.vn")
    monkeypatch.setenv("ZALO_WEBHOOK_SECRET", WEBHOOK_SECRET)

    assert "poller" not in states(ready)


def seconds_away(seconds: int) -> str:
    """An instant so far from now, as SQLite keeps it."""
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(" ", "microseconds")
