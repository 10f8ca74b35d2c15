"""`.env.example` says exactly what the settings classes say."""

from pathlib import Path

import pytest
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from tests.unit.bot.conftest import SETTINGS, variable

EXAMPLE = Path(__file__).parents[3] / ".env.example"
HEADER = """\
# Every setting with its default. Copy this file to .env and change what differs; a variable of the
# environment goes before a line of .env, and an empty value means the default.
"""
FIELDS = [(kind, name) for kind in SETTINGS for name in kind.model_fields]


def default_text(field: FieldInfo) -> str:
    """A default as it is written in the file; empty for none."""
    match field.default:
        case None:
            return ""
        case SecretStr() as secret:
            return secret.get_secret_value()
        case tuple() as names:
            return ",".join(names)
        case value:
            return str(value)


def expected_text() -> str:
    return HEADER + "".join(section(kind) for kind in SETTINGS)


def section(kind: type[BaseSettings]) -> str:
    """What the file says about one class."""
    heading = (kind.__doc__ or "").splitlines()[0]
    blocks = [
        f"\n# {field.description}\n{variable(kind, name)}={default_text(field)}\n"
        for name, field in kind.model_fields.items()
    ]
    return f"\n## {heading}\n" + "".join(blocks)


def test_the_example_lists_every_setting_with_its_meaning_and_default() -> None:
    assert EXAMPLE.read_text(encoding="utf-8") == expected_text()


@pytest.mark.parametrize("kind", SETTINGS)
def test_the_example_as_it_stands_changes_nothing(
    kind: type[BaseSettings], monkeypatch: pytest.MonkeyPatch
) -> None:
    # What has no default and is needed as soon as the platform is to run.
    for platform in ("TELEGRAM", "ZALO"):
        monkeypatch.setenv(f"{platform}_TOKENS", "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw")

    assert kind(_env_file=EXAMPLE) == kind(_env_file=None)


@pytest.mark.parametrize(("kind", "name"), FIELDS)
def test_the_meaning_of_a_setting_is_one_line(kind: type[BaseSettings], name: str) -> None:
    description = kind.model_fields[name].description or ""

    assert len(description) > 10
    assert "\n" not in description
