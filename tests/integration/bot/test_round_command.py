"""``hoithi round``: what an organiser plans, moves, opens and closes."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.bot.command_line import CommandLine

FIRST = ("--contest", "Tìm hiểu CCHC", "--organiser", "Sở Nội vụ")
HOUR = timedelta(hours=1)


def create(cli: CommandLine, *options: str, opens: str = "2023-11-07") -> None:
    """Create a round, the first one with its contest."""
    first = () if cli.file.exists() and cli.query("SELECT 1 FROM contest") else FIRST
    result = cli(
        *("round", "create", "--name", "Vòng 1"),
        *("--opens", opens, "--closes", "21/11/2093 24:00", *first, *options),
    )
    assert result.exit_code == 0, result.stderr


def window(cli: CommandLine) -> tuple[datetime, datetime]:
    """When the only round opens and closes."""
    (one,) = cli.json("round", "list")
    return datetime.fromisoformat(one["opens_at"]), datetime.fromisoformat(one["closes_at"])


def test_a_round_is_created_with_its_contest_and_listed(cli: CommandLine) -> None:
    cli.with_demo_data()

    result = cli(
        *("round", "create", "--name", "Vòng 1", *FIRST),
        *("--opens", "2023-11-07 07:30", "--closes", "21/11/2023 24:00"),
    )

    assert (result.exit_code, result.stderr) == (0, "")
    line = "1. Vòng 1: từ 07 giờ 30, ngày 07/11/2023 đến 24 giờ 00, ngày 21/11/2023 (đã kết thúc)\n"
    assert result.stdout == line
    assert cli("round", "list").stdout == line
    assert cli.query("SELECT name, organiser FROM contest") == [("Tìm hiểu CCHC", "Sở Nội vụ")]


def test_the_list_for_machines_has_everything_about_a_round(cli: CommandLine) -> None:
    create(cli)

    (one,) = cli.json("round", "list")

    assert {key: one[key] for key in ("number", "name", "state", "is_rehearsal")} == {
        "number": 1,
        "name": "Vòng 1",
        "state": "open",
        "is_rehearsal": False,
    }
    assert one["opens_at"] == "2023-11-06T17:00:00+00:00"
    assert one["closes_at"] == "2093-11-21T17:00:00+00:00"
    assert len(one["rules_version"]) == 10
    assert one["rules"]["question_limit_ms"] == 40_000
    assert one["rules"]["blueprint"][0] == ["PAR", 3]


def test_no_rounds_are_an_empty_list_or_a_hint(cli: CommandLine) -> None:
    assert cli.json("round", "list") == []
    assert "hoithi round create" in cli("round", "list").stdout


@pytest.mark.parametrize(
    ("opens", "closes", "state"),
    [
        ("2093-11-07", "2093-11-21", "planned"),
        ("2023-11-07", "2093-11-21", "open"),
        ("2023-11-07", "2023-11-21", "closed"),
    ],
)
def test_the_state_of_a_round_follows_its_window(
    cli: CommandLine, opens: str, closes: str, state: str
) -> None:
    cli("round", "create", "--name", "Vòng 1", "--opens", opens, "--closes", closes, *FIRST)

    (one,) = cli.json("round", "list")
    assert one["state"] == state


def test_a_second_round_needs_no_contest_and_rounds_are_listed_as_they_open(
    cli: CommandLine,
) -> None:
    create(cli, opens="2023-11-22")
    create(cli, "--rehearsal", opens="2023-11-01")

    rounds = cli.json("round", "list")

    assert [(one["number"], one["is_rehearsal"]) for one in rounds] == [(2, True), (1, False)]
    assert cli.query("SELECT count(*) FROM contest") == [(1,)]


def test_the_first_round_needs_a_contest(cli: CommandLine) -> None:
    refused(cli, "create", "--name", "V", "--opens", "2023-11-07", "--closes", "2023-11-21")


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        ("mai", "2023-11-21"),
        ("2023-11-07", "31/11/2023"),
        ("2023-11-07", "2023-11-21 25:00"),
        ("2023-11-07 8h", "2023-11-21"),
        ("2023-11-07", "9999-12-31 24:00"),
        ("0001-01-01", "2023-11-21"),
        ("2023-11-21", "2023-11-07"),
        ("2023-11-07", "2023-11-07"),
    ],
)
def test_bad_times_are_refused_and_nothing_is_written(
    cli: CommandLine, opens: str, closes: str
) -> None:
    refused(cli, "create", "--name", "V", "--opens", opens, "--closes", closes, *FIRST)
    create(cli)
    refused(cli, "move", "1", "--opens", opens, "--closes", closes)


@pytest.mark.parametrize("blank", ["--name", "--contest", "--organiser"])
def test_names_must_not_be_blank(cli: CommandLine, blank: str) -> None:
    options = {"--name": "V", "--contest": "C", "--organiser": "O"} | {blank: "  "}

    result = cli(
        *("round", "create", "--opens", "2023-11-07", "--closes", "2023-11-21"),
        *[word for option in options.items() for word in option],
    )

    assert result.exit_code == 2
    assert blank in result.stderr


def test_rules_come_from_a_file_and_the_rest_is_default(cli: CommandLine) -> None:
    file = cli.write("rules.json", json.dumps({"question_limit_ms": 30_000, "prediction": None}))

    create(cli, "--rules", str(file))

    (one,) = cli.json("round", "list")
    assert one["rules"]["question_limit_ms"] == 30_000
    assert one["rules"]["prediction"] is None
    assert one["rules"]["attempt_limit_ms"] == 600_000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "5",
        "null",
        "[]",
        '"rules"',
        '{"question_limit": 5}',
        '{"question_limit_ms": "40"}',
        '{"question_limit_ms": 700000}',
        '{"blueprint": 3}',
        '{"blueprint": [["PAR"]]}',
        '{"tie_breaks": ["luck"]}',
        '{"prediction": 3}',
        '{"attempts_allowed": 1e400}',
    ],
)
def test_bad_rules_are_refused_by_the_name_of_their_file(cli: CommandLine, text: str) -> None:
    file = cli.write("rules.json", text)

    error = refused(
        *(cli, "create", "--name", "V", "--opens", "2023-11-07", "--closes", "2023-11-21"),
        *(*FIRST, "--rules", str(file)),
    )

    assert "rules.json" in error
    assert str(cli.folder) not in error


@pytest.mark.parametrize("name", ["there-is-none.json", "folder.json", "binary.json"])
def test_a_file_of_rules_that_cannot_be_read_is_refused(cli: CommandLine, name: str) -> None:
    (cli.folder / "folder.json").mkdir()
    (cli.folder / "binary.json").write_bytes(b"\xff\xfe\x00")

    refused(
        *(cli, "create", "--name", "V", "--opens", "2023-11-07", "--closes", "2023-11-21"),
        *(*FIRST, "--rules", str(cli.folder / name)),
    )


def test_an_organiser_is_warned_of_topics_with_too_few_questions(cli: CommandLine) -> None:
    result = cli(
        *("round", "create", "--name", "V", *FIRST),
        *("--opens", "2023-11-07", "--closes", "2023-11-21"),
    )

    assert result.exit_code == 0
    assert len(result.stderr.splitlines()) == 7
    assert "PAR cần 3 câu hỏi, ngân hàng mới có 0" in result.stderr


def test_moving_changes_only_what_is_named(cli: CommandLine) -> None:
    create(cli)

    result = cli("round", "move", "1", "--closes", "2093-12-01 17:30")

    assert result.exit_code == 0
    assert window(cli) == (
        datetime(2023, 11, 6, 17, 0, tzinfo=UTC),
        datetime(2093, 12, 1, 10, 30, tzinfo=UTC),
    )
    assert "17 giờ 30, ngày 01/12/2093" in result.stdout


def test_opening_now_moves_the_opening_of_a_planned_round_to_now(cli: CommandLine) -> None:
    create(cli, opens="2093-11-07")
    before = datetime.now(UTC)

    assert cli("round", "open", "1").exit_code == 0

    opens_at, _ = window(cli)
    assert before <= opens_at <= datetime.now(UTC)


def test_opening_an_open_round_changes_nothing(cli: CommandLine) -> None:
    create(cli)
    before = window(cli)

    assert cli("round", "open", "1").exit_code == 0

    assert window(cli) == before


def test_a_round_that_is_over_cannot_be_opened_again(cli: CommandLine) -> None:
    create(cli)
    cli("round", "close", "1")

    refused(cli, "open", "1")


def test_closing_now_moves_the_end_of_a_round_to_now_once(cli: CommandLine) -> None:
    create(cli)

    assert cli("round", "close", "1").exit_code == 0
    closed = window(cli)
    assert cli("round", "close", "1").exit_code == 0

    assert window(cli) == closed
    assert datetime.now(UTC) - HOUR < closed[1] <= datetime.now(UTC)
    (one,) = cli.json("round", "list")
    assert one["state"] == "closed"


def test_a_round_that_has_not_opened_cannot_be_closed(cli: CommandLine) -> None:
    create(cli, opens="2093-11-07")

    refused(cli, "close", "1")


@pytest.mark.parametrize("command", ["open", "close", "move"])
def test_a_round_that_does_not_exist_is_refused_by_its_number(
    cli: CommandLine, command: str
) -> None:
    create(cli)

    assert "số 2." in refused(cli, command, "2")


@pytest.mark.parametrize("number", ["0", "-1", "một", "1" * 40])
def test_what_is_no_number_of_a_round_is_refused(cli: CommandLine, number: str) -> None:
    create(cli)
    before = cli.content()

    result = cli("round", "close", number)

    assert result.exit_code == 2
    assert cli.content() == before


def test_what_organisers_do_is_in_the_audit_log(cli: CommandLine) -> None:
    create(cli)
    cli("round", "move", "1", "--closes", "2093-12-01")
    cli("round", "close", "1")

    events = cli.query("SELECT event, actor FROM audit ORDER BY id")

    assert events == [
        ("round_created", "command line"),
        ("round_moved", "command line"),
        ("round_moved", "command line"),
    ]


def refused(cli: CommandLine, *arguments: str) -> str:
    """Give a ``round`` command that cannot be done; returns the one line that says why."""
    cli("db", "upgrade")
    before = cli.content()

    result = cli("round", *arguments)

    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert cli.content() == before
    return line
