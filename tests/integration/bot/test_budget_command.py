"""``hoithi report budget``: what bots have left, without asking their platform."""

import json
import sqlite3
from contextlib import closing

import pytest

from bot.zalo_settings import ZaloSettings
from tests.integration.bot.command_line import CommandLine
from tests.integration.bot.participants import ENDED, with_contest

TOKENS = "4000000001:zalo-token-of-tests-0123456789,4000000002:another-token-of-tests-012345"


@pytest.fixture
def cli(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """A command line with the units of the demonstration and an open round."""
    for name in ZaloSettings.model_fields:
        monkeypatch.delenv(f"ZALO_{name.upper()}", raising=False)
    return with_contest(cli)


@pytest.fixture
def on_zalo(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two bots of Zalo are set up in the folder of the command line."""
    monkeypatch.setenv("MESSAGING_ADAPTERS", "web,zalo")
    monkeypatch.setenv("ZALO_TOKENS", TOKENS)
    monkeypatch.setenv("ZALO_PLAN_MESSAGES", "9000")


def test_without_zalo_nothing_is_limited(cli: CommandLine) -> None:
    result = cli("report", "budget")

    assert result.stdout == "Các nền tảng đang dùng không giới hạn số tin nhắn trong tháng.\n"
    assert cli.json("report", "budget") == []


@pytest.mark.usefixtures("on_zalo")
def test_every_bot_is_shown_with_its_plan(cli: CommandLine) -> None:
    lines = cli("report", "budget").stdout.splitlines()

    assert lines[0].startswith("Zalo 4000000001 – tháng ")
    assert lines[1:3] == [
        "• Đã gửi 0/9.000 tin; còn 9.000 tin.",
        "• Người dùng: 0/50; nhóm: 0/3.",
    ]
    assert sum(line.startswith("Zalo 400000000") for line in lines) == 2


@pytest.mark.usefixtures("on_zalo")
def test_the_json_has_every_figure(cli: CommandLine) -> None:
    first, second = cli.json("report", "budget")

    assert list(first) == [
        *("platform", "bot", "month", "granted", "sent", "waiting", "left"),
        *("users", "users_granted", "groups", "groups_granted"),
        *("round", "reserved", "needed", "lasts", "private_round", "group_round"),
    ]
    assert (first["platform"], first["bot"], second["bot"]) == ("zalo", "4000000001", "4000000002")
    assert (first["granted"], first["left"], first["lasts"]) == (9_000, 9_000, True)


@pytest.mark.usefixtures("on_zalo")
def test_a_token_that_is_none_is_refused_without_being_shown(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZALO_TOKENS", "not-a-token")

    result = cli("report", "budget")

    assert result.exit_code == 2
    assert "ZALO_TOKENS" in result.stderr
    assert "not-a-token" not in result.stderr


@pytest.mark.usefixtures("on_zalo")
def test_with_a_group_both_kinds_of_round_are_forecast(cli: CommandLine) -> None:
    without = cli.json("report", "budget")[0]
    with closing(sqlite3.connect(cli.file)) as connection, connection:
        rules = json.loads(connection.execute("SELECT rules FROM round").fetchone()[0])
        rules["prediction"] = None
        connection.execute("UPDATE round SET rules = ?", (json.dumps(rules),))
        for number in range(20):
            connection.execute(
                "INSERT INTO person (id, full_name, birth_date, unit_id, audience, locale,"
                " created_at) VALUES (?, 'Hoa', '1980-11-08', 2, 'officials', 'vi', ?)",
                (number + 1, ENDED),
            )
            connection.execute(
                "INSERT INTO identity (key, platform, bot, user_id, chat_id, person_id)"
                " VALUES (?, 'zalo', '4000000001', ?, ?, ?)",
                (f"zalo:4000000001:{number}", number, number, number + 1),
            )
        connection.execute(
            "INSERT INTO unit_group (chat_key, platform, bot, chat_id, unit_id, bound_by, bound_at)"
            " VALUES ('zalo:4000000001:g', 'zalo', '4000000001', 'g', 2, 'mai', ?)",
            (ENDED,),
        )

    first, second = cli.json("report", "budget")

    assert (without["private_round"], without["group_round"]) == (0, None)
    # 20 × (17 + 2) in private; live in a group 2 + 15 × (2 + 20 answers).
    assert (first["private_round"], first["group_round"]) == (380, 332)
    assert (first["users"], first["groups"]) == (20, 1)
    assert (second["private_round"], second["group_round"]) == (0, None)
    assert (
        "• Cả vòng thi cho 20 người: thi riêng 380 tin; thi trực tiếp trong một nhóm,"
        " kể cả tin trả lời: 332 tin.\n" in cli("report", "budget").stdout
    )
