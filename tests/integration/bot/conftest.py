"""The command line in a folder of its own, on a database of its own."""

from pathlib import Path

import pytest

from tests.integration.bot.command_line import CommandLine
from tests.unit.bot.conftest import SETTINGS, variable


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """Commands as an operator gives them, before there is a database."""
    monkeypatch.chdir(tmp_path)
    for kind in SETTINGS:
        for name in kind.model_fields:
            monkeypatch.delenv(variable(kind, name), raising=False)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'hoithi.db'}")
    # What typer prints is wrapped to the width of the terminal.
    monkeypatch.setenv("COLUMNS", "200")
    return CommandLine(tmp_path)
