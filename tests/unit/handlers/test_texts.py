"""The Fluent files are complete, say the same things in both languages, and hold nothing unused."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fluent.syntax import parse
from fluent.syntax.ast import Junk, Message, VariableReference
from fluent.syntax.visitor import Visitor

from contest.model import Audience
from contest.rules import DEFAULT_BLUEPRINT
from handlers.commands import COMMANDS
from handlers.personal_details import BirthDateFault, NameFault
from handlers.ports.contents import Passed
from handlers.ports.records import Role
from handlers.ports.rosters import Match
from handlers.texts.loader import LOCALES, MissingTextError, wording
from handlers.welcome import _UNLISTED

ROOT = Path(__file__).parents[3]
TEXTS = ROOT / "handlers" / "texts"
PACKAGES = ("handlers", "bot", "scheduler", "storage")

FAMILIES: dict[str, list[str]] = {
    "audience-": [audience.value for audience in Audience],
    "choice-audience-": [audience.value for audience in Audience],
    "command-": [command.name for command in COMMANDS],
    "help-": [command.name for command in COMMANDS if command.name not in _UNLISTED],
    "match-": [match.value for match in Match],
    "receipt-": [passed.value for passed in Passed],
    "registration-birth-": [fault.value for fault in BirthDateFault],
    "registration-name-": [fault.value for fault in NameFault],
    "role-": [role.value.replace("_", "-") for role in Role],
    "topic-": [str(topic) for topic, _ in DEFAULT_BLUEPRINT],
}
"""Texts whose key the code puts together; every member must be there."""


class Variables(Visitor):
    """Collects the names of the variables of a message."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: VariableReference) -> None:
        self.names.add(node.id.name)


def messages_of(locale: str) -> dict[str, set[str]]:
    """Every message with its variables."""
    messages: dict[str, set[str]] = {}
    for entry in parse((TEXTS / f"{locale}.ftl").read_text(encoding="utf-8")).body:
        assert not isinstance(entry, Junk), entry.content
        if isinstance(entry, Message):
            variables = Variables()
            variables.visit(entry)
            assert entry.id.name not in messages
            messages[entry.id.name] = variables.names
    return messages


def files(*suffixes: str) -> Iterator[str]:
    """The code of the product, file by file."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*")):
            if path.suffix in suffixes:
                yield path.read_text(encoding="utf-8")


def keys_in_code() -> tuple[set[str], set[str]]:
    """What may be a key: literal strings, and f-strings as regular expressions."""
    literals: set[str] = set()
    patterns: set[str] = set()
    for source in files(".py"):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                literals.add(node.value)
            if isinstance(node, ast.JoinedStr):
                patterns.add(pattern_of(node))
    for source in files(".js", ".html"):
        words = re.findall(r"[a-z]+(?:-[a-z]+)*", source)
        # The page's script names its texts without their common prefix.
        literals.update(words, (f"page-{word}" for word in words))
    return literals, patterns


def pattern_of(node: ast.JoinedStr) -> str:
    return "".join(
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+"
        for part in node.values
    )


def keys_said(tree: ast.AST) -> Iterator[str]:
    """The literal keys of all calls of a ``Wording``."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        first = node.args[0]
        if name in {"say", "_say"} and isinstance(first, ast.Constant):
            yield str(first.value)


def test_both_languages_have_the_same_texts_with_the_same_variables() -> None:
    assert messages_of("vi") == messages_of("en")


def test_every_text_that_the_code_names_exists() -> None:
    known = set(messages_of("vi"))
    said = {key for source in files(".py") for key in keys_said(ast.parse(source))}

    assert len(said) > 50
    assert said <= known


@pytest.mark.parametrize("prefix", FAMILIES)
def test_every_member_of_a_family_of_texts_exists(prefix: str) -> None:
    known = set(messages_of("vi"))
    members = {f"{prefix}{member}" for member in FAMILIES[prefix]}

    assert members <= known


def test_every_text_is_used() -> None:
    literals, patterns = keys_in_code()
    # An f-string that begins with a variable could be any text.
    expressions = [re.compile(each) for each in patterns if re.match(r"[a-z]+\\-", each)]
    fluent = "\n".join((TEXTS / f"{locale}.ftl").read_text() for locale in LOCALES)

    unused = {
        key
        for key in messages_of("vi")
        if key not in literals
        and not any(expression.fullmatch(key) for expression in expressions)
        and f"{{ {key} }}" not in fluent
    }

    assert unused == set()


@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_can_be_said_with_its_variables(locale: str) -> None:
    say = wording(locale)

    for key, names in messages_of(locale).items():
        assert say(key, **dict.fromkeys(names, "x")).strip()


def test_an_unknown_text_and_a_missing_variable_are_errors() -> None:
    with pytest.raises(MissingTextError):
        wording("vi")("no-such-text")
    with pytest.raises(MissingTextError):
        wording("vi")("welcome-back")


def test_an_unknown_language_is_spoken_in_vietnamese() -> None:
    assert wording("fr") is not wording("en")
    assert wording("fr")("command-help") == "Trợ giúp"


def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert wording("vi")("report-finished", finished=25_980) == "• Đã hoàn thành: 25.980 người"
    assert wording("en")("report-finished", finished=25_980) == "• Finished: 25,980 people"


def test_vietnamese_marks_are_composed() -> None:
    source = (TEXTS / "vi.ftl").read_text(encoding="utf-8")

    assert not re.search("[\u0300-\u036f]", source)
