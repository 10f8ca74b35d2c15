"""``hoithi role``: invitations by one-time codes, who holds what, and taking it back."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from python_calamine import load_workbook

from handlers.codes import read_code
from handlers.ports.records import Role
from tests.integration.bot.command_line import CommandLine
from tests.integration.bot.emulated import emulated_telegram
from tests.integration.bot.participants import give_role, with_contest

INVITATIONS = """
    SELECT i.purpose, i.role, u.code, i.issued_by, i.used_at
    FROM invitation i LEFT JOIN unit u ON u.id = i.unit_id
"""
CODE = re.compile(r"mã mời (\w{4}-\w{4})")


@pytest.fixture
def cli(cli: CommandLine) -> CommandLine:
    """A command line with the units of the demonstration and an open round."""
    return with_contest(cli)


def test_a_code_is_given_with_the_text_to_forward(cli: CommandLine) -> None:
    result = cli("role", "invite", "unit_liaison", "--unit", "so-nv")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Mã mời Đầu mối đơn vị – Sở Nội vụ: ")
    (code,) = CODE.findall(result.stdout)
    assert read_code(code) is not None
    assert cli.query(INVITATIONS) == [("role", "unit_liaison", "SO-NV", "command line", None)]


def test_codes_are_neither_in_the_database_nor_in_the_audit_log(cli: CommandLine) -> None:
    printed = cli("role", "invite", "organiser").stdout

    (code,) = CODE.findall(printed)
    content = cli.file.read_bytes()
    assert code.encode() not in content
    assert code.replace("-", "").encode() not in content
    assert cli.query("SELECT event, actor FROM audit ORDER BY id DESC LIMIT 1") == [
        ("code_issued", "command line")
    ]


@pytest.mark.parametrize(("options", "days"), [((), 7), (("--days", "30"), 30)])
def test_a_code_is_good_for_so_many_days(
    cli: CommandLine, options: tuple[str, ...], days: int
) -> None:
    before = datetime.now(UTC)
    cli("role", "invite", "organiser", *options)
    after = datetime.now(UTC)

    ((text,),) = cli.query("SELECT expires_at FROM invitation")
    expires_at = datetime.fromisoformat(text).replace(tzinfo=UTC)
    assert before <= expires_at - timedelta(days=days) <= after


@pytest.mark.parametrize("role", [role for role in Role if not role.value.startswith("unit_")])
def test_roles_of_no_unit_need_none(cli: CommandLine, role: Role) -> None:
    assert cli("role", "invite", role.value).exit_code == 0

    assert cli.query(INVITATIONS)[0][1:3] == (role.value, None)


def test_a_link_to_the_web_chat_redeems_the_code(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://thi.example.vn")

    printed = cli("role", "invite", "organiser").stdout

    (code,) = CODE.findall(printed)
    assert printed.splitlines()[-1].endswith(f": https://thi.example.vn/chat/?u={code}")


def test_a_bot_that_cannot_be_asked_for_its_name_leaves_out_its_link(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MESSAGING_ADAPTERS", "telegram_ptb")
    monkeypatch.setenv("TELEGRAM_TOKENS", "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw")
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:1")

    result = cli("role", "invite", "organiser")

    assert result.exit_code == 0
    assert "t.me" not in result.stdout
    assert "110201543" in result.stderr
    assert "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw" not in result.stderr


def test_every_unit_with_a_quota_gets_a_code_of_its_own(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://thi.example.vn")
    target = cli.folder / "ma.xlsx"

    result = cli("role", "invite", "unit_liaison", "--all-units", target)

    _, header, *rows = load_workbook(target).get_sheet_by_index(0).to_python()
    assert result.stdout.splitlines()[0] == "Đã ghi ma.xlsx."
    assert header == [
        *("Mã", "Đơn vị", "Đơn vị cấp trên", "Mã mời", "Dùng được đến", "Nội dung chuyển tiếp")
    ]
    assert len(rows) == 219
    assert len({row[3] for row in rows}) == 219
    (office,) = [list(map(str, row)) for row in rows if row[0] == "SO-NV"]
    assert office[1:3] == ["Sở Nội vụ", "Tỉnh Đắk Lắk"]
    assert f"mã mời {office[3]}," in office[5]
    assert f"https://thi.example.vn/chat/?u={office[3]} " in office[5]
    assert cli.query("SELECT count(*), count(DISTINCT unit_id) FROM invitation") == [(219, 219)]
    assert target.stat().st_mode & 0o777 == 0o600


def test_codes_that_could_not_be_written_do_not_count(cli: CommandLine) -> None:
    result = cli("role", "invite", "unit_liaison", "--all-units", "no-folder/ma.xlsx")

    assert result.exit_code == 2
    assert cli.query("SELECT count(*) FROM invitation") == [(0,)]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("unit_liason", "--unit", "SO-NV"), "unit_liaison"),
        (("Organiser",), "organiser"),
        (("leader",), "unit_leader"),
        (("unit_leader",), "--unit"),
        (("unit_leader", "--unit", "SO-NX"), "SO-NV"),
        (("organiser", "--unit", "SO-NV"), "--unit"),
        (("organiser", "--all-units", "a.xlsx"), "--all-units"),
        (("unit_leader", "--unit", "SO-NV", "--all-units", "a.xlsx"), "--all-units"),
        (("unit_leader", "--all-units", "a.csv"), ".xlsx"),
        (("organiser", "--days", "0"), "--days"),
        (("organiser", "--days", "91"), "--days"),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused(
    cli: CommandLine, arguments: tuple[str, ...], told: str
) -> None:
    result = cli("role", "invite", *arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr
    assert cli.query("SELECT count(*) FROM invitation") == [(0,)]


def test_roles_are_listed_in_the_order_in_which_they_were_given(cli: CommandLine) -> None:
    give_role(cli, "lan", "unit_liaison", "SO-NV")
    give_role(cli, "minh", "organiser")

    assert cli.json("role", "list") == [
        {"user": "web:chat:lan", "platform": "web", "role": "unit_liaison", "unit": "SO-NV"},
        {"user": "web:chat:minh", "platform": "web", "role": "organiser", "unit": None},
    ]
    shown = cli("role", "list").stdout
    assert re.search(r"Đầu mối đơn vị \(unit_liaison\) +SO-NV +web:chat:lan", shown)


def test_no_roles_are_an_empty_list_or_a_hint(cli: CommandLine) -> None:
    assert cli.json("role", "list") == []
    assert "hoithi role invite" in cli("role", "list").stdout


def test_a_role_is_taken_back_for_that_unit_alone(cli: CommandLine) -> None:
    give_role(cli, "lan", "unit_liaison", "SO-NV")
    give_role(cli, "lan", "unit_liaison", "SO-TP")

    result = cli("role", "revoke", "web:chat:lan", "unit_liaison", "--unit", "SO-NV")

    assert result.exit_code == 0
    assert [one["unit"] for one in cli.json("role", "list")] == ["SO-TP"]
    ((event, facts),) = cli.query("SELECT event, facts FROM audit ORDER BY id DESC LIMIT 1")
    assert event == "role_revoked"
    assert '"role":"unit_liaison"' in facts


@pytest.mark.parametrize(
    "arguments",
    [
        ("web:chat:lan", "unit_liaison", "--unit", "SO-TP"),
        ("web:chat:lan", "unit_liaison"),
        ("web:chat:lan", "organiser"),
        ("web:chat:minh", "unit_liaison", "--unit", "SO-NV"),
    ],
)
def test_a_role_that_is_not_held_cannot_be_taken_back(
    cli: CommandLine, arguments: tuple[str, ...]
) -> None:
    give_role(cli, "lan", "unit_liaison", "SO-NV")

    result = cli("role", "revoke", *arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert len(cli.json("role", "list")) == 1


def test_a_link_to_telegram_redeems_the_code(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with emulated_telegram() as telegram:
        monkeypatch.setenv("MESSAGING_ADAPTERS", "telegram_ptb")
        monkeypatch.setenv("TELEGRAM_TOKENS", telegram.bot.token)
        monkeypatch.setenv("TELEGRAM_API_URL", telegram.url)

        printed = cli("role", "invite", "organiser").stdout

    (code,) = CODE.findall(printed)
    assert printed.splitlines()[-1].endswith(f": https://t.me/hoithi_bot?start={code}")
