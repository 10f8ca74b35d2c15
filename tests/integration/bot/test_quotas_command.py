"""``hoithi quotas``: the rules of compulsory participation as a file."""

import json
from pathlib import Path

import pytest

from contest.quotas import DEFAULT_POLICY, policy_to_data
from tests.integration.bot.command_line import CommandLine
from tests.integration.bot.participants import with_contest

COMMUNES = {
    "levels": {
        "SO": [{"category": "leaders", "kind": "count", "amount": 2}],
        "XA": [
            {"category": "staff", "kind": "percent", "amount": 50},
            {"category": "onestop", "kind": "percent", "amount": 100, "within": "staff"},
        ],
    },
    "exclude_from_base": False,
    "scope": "round",
}


@pytest.fixture
def cli(cli: CommandLine) -> CommandLine:
    """A command line with the units of the demonstration and an open round."""
    return with_contest(cli)


def rules(cli: CommandLine, text: str) -> Path:
    return cli.write("quotas.json", text)


def test_the_rules_are_those_of_the_plan_until_others_are_loaded(cli: CommandLine) -> None:
    assert cli.json("quotas", "show") == policy_to_data(DEFAULT_POLICY)
    assert list(cli.json("quotas", "show")) == ["levels", "exclude_from_base", "scope"]


def test_loaded_rules_are_shown_and_decide_the_report(cli: CommandLine) -> None:
    result = cli("quotas", "load", rules(cli, json.dumps(COMMUNES)))

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Đã lưu.")
    shown = cli.json("quotas", "show")
    assert shown["scope"] == "round"
    assert shown["levels"]["XA"][1]["within"] == "staff"
    (row,) = cli.json("report", "units", "--under", "SO-NV")
    assert (row["category"], row["base"], row["need"]) == ("leaders", 4, 2)
    assert cli.query("SELECT event, actor FROM audit ORDER BY id DESC LIMIT 1") == [
        ("quotas_changed", "command line")
    ]


def test_a_file_that_is_shown_can_be_loaded_again(cli: CommandLine) -> None:
    shown = cli("quotas", "show", "--json").stdout

    assert cli("quotas", "load", rules(cli, shown)).exit_code == 0

    assert cli("quotas", "show", "--json").stdout == shown


def test_levels_are_shown_with_their_units_so_that_a_slip_is_seen(cli: CommandLine) -> None:
    misspelt = {"levels": {"S0": COMMUNES["levels"]["SO"]}}  # type: ignore[index]

    lines = cli("quotas", "load", rules(cli, json.dumps(misspelt))).stdout.splitlines()

    (level,) = [line for line in lines if line.startswith("S0")]
    assert level.split()[:2] == ["S0", "0"]
    assert any("SO (20)" in line and "khuyến khích" in line for line in lines)


def test_a_dry_run_shows_the_rules_and_changes_nothing(cli: CommandLine) -> None:
    before = cli.content()

    result = cli("quotas", "load", rules(cli, json.dumps(COMMUNES)), "--dry-run")

    assert result.exit_code == 0
    assert result.stdout.startswith("Tệp hợp lệ; chưa ghi gì.")
    assert "ít nhất 2 người" in result.stdout
    assert cli.content() == before


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "dòng 1, cột 2"),
        ('{"levels": {},\n "scop": "round"}', "scop: unknown name"),
        ("[]", "instead of an object"),
        ('{"levels": {"SO": [{"category": "x", "kind": "count"}]}}', "levels.SO[0].amount"),
        ('{"levels": {"SO": [{"category": "x", "kind": "count", "amount": 0}]}}', "levels.SO[0]"),
        ('{"levels": {"SO": [{"category": "x", "kind": "COUNT", "amount": 1}]}}', ".kind"),
        ('{"levels": {"SO": [], "SO": []}}', "SO: twice"),
        ('{"scope": 1e400}', "scope"),
        ('{"exclude_from_base": "no"}', "exclude_from_base"),
        ('{"scope": "a\\nb"}', "scope"),
        ("[" * 100_000, "lồng nhau"),
    ],
)
def test_a_bad_file_is_told_in_one_line_with_the_place(
    cli: CommandLine, text: str, told: str
) -> None:
    before = cli.content()

    result = cli("quotas", "load", rules(cli, text))

    (line,) = result.stderr.splitlines()
    assert (result.exit_code, result.stdout) == (2, "")
    assert line.startswith("Tệp quy tắc quotas.json không dùng được: ")
    assert told in line
    assert str(cli.folder) not in line
    assert cli.content() == before


@pytest.mark.parametrize("name", ["there-is-none.json", "folder.json", "binary.json"])
def test_a_file_that_cannot_be_read_is_refused(cli: CommandLine, name: str) -> None:
    (cli.folder / "folder.json").mkdir()
    (cli.folder / "binary.json").write_bytes(b"\xff\xfe\x00")

    result = cli("quotas", "load", cli.folder / name)

    assert result.exit_code == 2
    assert name in result.stderr


def test_without_a_contest_nothing_can_be_loaded(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{cli.folder / 'empty.db'}")

    assert cli.json("quotas", "show") == policy_to_data(DEFAULT_POLICY)
    result = cli("quotas", "load", rules(cli, "{}"))
    assert result.exit_code == 2
    assert "hoithi round create" in result.stderr
