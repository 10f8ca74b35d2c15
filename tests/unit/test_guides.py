"""The Vietnamese guides say what the commands, the import and the rules really are."""

import json
import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup
from typer.testing import CliRunner

from bot.cli import build
from bot.settings import Settings
from contest.rules import (
    Counting,
    PredictionScope,
    PredictionSubject,
    Reveal,
    RoundRules,
    TieBreak,
    rules_from_data,
    rules_to_data,
)
from contest.units import fold
from handlers.imports import questions, rosters, units
from handlers.imports.columns import Column
from handlers.texts.loader import wording
from tests.fakes.clock import FakeClock

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "vi"
GUIDES = [ROOT / "README.vi.md", *sorted(FOLDER.glob("*.md"))]
HOLDING = FOLDER / "to-chuc-vong-thi.md"
RULES = FOLDER / "tep-cau-hinh-quy-tac.md"
LISTS = FOLDER / "danh-sach.md"
QUOTAS = FOLDER / "chi-tieu-va-dau-moi.md"

FENCE = re.compile(r"^```(?P<kind>\w*) ?(?P<file>[\w.-]*)\n(?P<body>.*?)^```$", re.M | re.S)
INLINE = re.compile(r"`(?P<command>(?:hoithi|make) [^`]+)`")
LINK = re.compile(r"\]\((?P<path>[^)#:]+)(?:#[^)]*)?\)")
TARGET = re.compile(r"^(?P<name>[a-z]+):.*## ", re.M)
TYPED_AT = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
"""08:30 in Viet Nam, when a guide's first command is given; the others follow by the minute."""
STAYING = ("demo", "serve", "chat")


@dataclass(frozen=True)
class Shown:
    """A command of a transcript with what the guide says it prints."""

    command: str
    output: str


def shown_in(guide: Path) -> Iterator[Shown]:
    for fence in FENCE.finditer(guide.read_text(encoding="utf-8")):
        for entry in re.split(r"^\$ ", fence["body"], flags=re.M)[1:]:
            command, _, output = entry.partition("\n")
            yield Shown(command, output)


def commands_in(guide: Path) -> list[str]:
    """Every `hoithi` and `make` command, in transcripts and within sentences."""
    prose = FENCE.sub("", guide.read_text(encoding="utf-8"))
    typed = [shown.command for shown in shown_in(guide)]
    named = [found["command"] for found in INLINE.finditer(prose)]
    return [each for each in (*typed, *named) if not each.startswith(("export ", "unset "))]


def check(command: str) -> None:
    """Parse a command without running it; "…" stands for what the reader is to fill in.

    Raises:
        typer.TyperException: if there is no such command or option, or something is missing.
    """
    words = shlex.split(command)
    while "=" in words[0]:
        name, _, _ = words.pop(0).partition("=")
        assert name.lower() in Settings.model_fields, name
    program, *rest = words
    if program == "make":
        check_target(*rest)
    else:
        assert program == "hoithi"
        check_arguments(rest)


def check_target(target: str, arguments: str = "ARGS=") -> None:
    targets = TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8"))
    name, _, value = arguments.partition("=")
    if target not in targets or name != "ARGS":
        raise typer.TyperException(f"make {target} {arguments}")
    if target == "demo":
        check_arguments(["demo", *shlex.split(value)])


def check_arguments(words: list[str]) -> None:
    command = typer.main.get_command(build())
    while isinstance(command, TyperGroup) and words != ["…"]:
        name = words.pop(0)
        if name not in command.commands:
            raise typer.TyperException(f"no command {name}")
        command = command.commands[name]
    if words != ["…"]:
        command.make_context(command.name, words)


def rows_of(guide: Path, heading: str) -> list[list[str]]:
    """The cells of the first table after a heading, without the table's own head."""
    text = guide.read_text(encoding="utf-8").partition(f"{heading}\n")[2]
    table = re.search(r"(?:^\|.*\n)+", text, re.M)
    assert table is not None, heading
    return [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in table[0].splitlines()[2:]
    ]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_command_of_a_guide_exists_with_the_options_shown(guide: Path) -> None:
    for command in commands_in(guide):
        try:
            check(command)
        except typer.TyperException as error:
            pytest.fail(f"{command}: {error}")


@pytest.mark.parametrize(
    "command",
    [
        "hoithi rounds list",
        "hoithi round crate --name A",
        "hoithi round create --name A --opens 2026-12-07",
        "hoithi round open",
        "hoithi import units a.csv --try",
        "hoithi demo --citizens many",
        "make dmo",
        'make demo ARGS="--loops 3"',
    ],
)
def test_a_command_that_does_not_exist_would_be_found_out(command: str) -> None:
    with pytest.raises(typer.TyperException):
        check(command)


def test_the_guides_name_enough_commands_for_the_check_to_mean_something() -> None:
    named = {" ".join(command.split()[:3]) for guide in GUIDES for command in commands_in(guide)}

    assert {
        "make setup",
        "make demo",
        "hoithi serve",
        "hoithi import units",
        "hoithi import questions",
        "hoithi round create",
        "hoithi round list",
        "hoithi round open",
        "hoithi round close",
        "hoithi round move",
    } <= named


@pytest.mark.parametrize("guide", [HOLDING, RULES, LISTS, QUOTAS], ids=lambda guide: guide.name)
def test_a_transcript_shows_what_the_commands_print(
    guide: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    minutes = (TYPED_AT + timedelta(minutes=passed) for passed in count())
    monkeypatch.setattr("bot.commands.common.SystemClock", lambda: FakeClock(next(minutes)))
    shutil.copytree(ROOT / "bot" / "demo" / "data", tmp_path / "bot" / "demo" / "data")
    for fence in FENCE.finditer(guide.read_text(encoding="utf-8")):
        if fence["file"]:
            (tmp_path / fence["file"]).write_text(fence["body"], encoding="utf-8")
    app, shown = build(), [each for each in shown_in(guide) if is_replayed(each.command)]

    printed = [
        Shown(each.command, CliRunner().invoke(app, shlex.split(each.command)[1:]).output)
        for each in shown
    ]

    assert printed == shown


def is_replayed(command: str) -> bool:
    program, *words = shlex.split(command)
    return program == "hoithi" and words[0] not in STAYING


def test_the_addresses_shown_are_those_that_the_programs_print() -> None:
    say = wording("vi")

    assert Shown("make demo", say("demo-address", address="http://127.0.0.1:8080/") + "\n") in (
        *shown_in(ROOT / "README.vi.md"),
    )
    serving = say("cli-serving", address="http://127.0.0.1:8080/chat/")
    assert Shown("hoithi serve", serving + "\n") in (*shown_in(HOLDING),)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_link_of_a_guide_leads_somewhere(guide: Path) -> None:
    paths = [found["path"] for found in LINK.finditer(guide.read_text(encoding="utf-8"))]

    assert paths
    assert [path for path in paths if not (guide.parent / path).exists()] == []


@pytest.mark.parametrize(
    ("guide", "heading", "columns"),
    [
        (HOLDING, "## 2. Nhập danh sách đơn vị", units.COLUMNS),
        (HOLDING, "## 3. Nhập ngân hàng câu hỏi", questions.COLUMNS),
        (LISTS, "## 1. Đơn vị lập danh sách", rosters.COLUMNS),
    ],
)
def test_the_columns_of_a_list_are_those_that_the_import_knows(
    guide: Path, heading: str, columns: tuple[Column, ...]
) -> None:
    rows = rows_of(guide, heading)

    is_required = {name: row[2] == "có" for row in rows for name in re.findall(r"`(\w+)`", row[0])}
    # The guide writes `option_c` … `option_j` for the options between them too.
    expected = {
        column.name: column.is_required
        for column in columns
        if column.name not in {f"option_{letter}" for letter in "defghi"}
    }
    assert is_required == expected
    named_in_vietnamese = {fold(name) for row in rows for name in re.split(", | … ", row[1])}
    assert named_in_vietnamese == {
        fold(column.also[0]) for column in columns if column.name in expected
    }


def test_the_rules_of_the_table_are_the_rules_with_their_defaults() -> None:
    rows = rows_of(RULES, "## Các quy tắc")

    defaults = {cells[0].strip("`"): json.loads(cells[-1].strip("`")) for cells in rows}
    assert defaults == rules_to_data(RoundRules())


@pytest.mark.parametrize("values", [Counting, Reveal])
def test_the_allowed_values_of_a_rule_are_all_named(
    values: type[Counting] | type[Reveal],
) -> None:
    rows = {cells[0]: cells[2] for cells in rows_of(RULES, "## Các quy tắc")}

    allowed = rows[f"`{values.__name__.lower()}`"]
    assert set(re.findall(r'`"(\w+)"`', allowed)) == {value.value for value in values}


def test_the_values_of_the_prediction_are_all_named() -> None:
    named = [cells[1].strip('`"') for cells in rows_of(RULES, "### Câu dự đoán")]

    assert named == [*map(str, PredictionSubject), *map(str, PredictionScope)]


def test_the_comparators_of_the_ranking_are_all_named() -> None:
    rows = rows_of(RULES, "### Tiêu chí xếp hạng")

    say = wording("vi")
    expected = {f'`"{each}"`': say("tie-break", comparator=each.value) for each in TieBreak}
    assert {value: meaning.lower() for value, meaning in rows} == {
        value: meaning.lower() for value, meaning in expected.items()
    }


def test_the_example_of_a_rules_file_gives_the_rules_described() -> None:
    files = {found["file"]: found["body"] for found in FENCE.finditer(RULES.read_text("utf-8"))}

    rules = rules_from_data(json.loads(files["quy-tac.json"]))

    assert (len(rules.blueprint), rules.question_count) == (3, 10)
    assert (rules.question_limit, rules.attempt_limit) == (
        timedelta(seconds=30),
        timedelta(minutes=5),
    )
    assert (rules.attempts_allowed, rules.prediction) == (2, None)
