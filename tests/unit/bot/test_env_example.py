"""`.env.example` says exactly what the settings class says."""

from pathlib import Path

import pytest
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from bot.settings import Settings

EXAMPLE = Path(__file__).parents[3] / ".env.example"
HEADER = """\
# Every setting with its default. Copy this file to .env and change what differs; a variable of the
# environment goes before a line of .env, and an empty value means the default.
"""


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
    blocks = [
        f"\n# {field.description}\n{name.upper()}={default_text(field)}\n"
        for name, field in Settings.model_fields.items()
    ]
    return HEADER + "".join(blocks)


def test_the_example_lists_every_setting_with_its_meaning_and_default() -> None:
    assert EXAMPLE.read_text(encoding="utf-8") == expected_text()


def test_the_example_as_it_stands_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)

    assert Settings(_env_file=EXAMPLE) == Settings(_env_file=None)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_meaning_of_a_setting_is_one_line(name: str) -> None:
    description = Settings.model_fields[name].description or ""

    assert len(description) > 10
    assert "\n" not in description
