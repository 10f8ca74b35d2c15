"""Runs commands within the test's process and looks into their database."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from bot.cli import build

DEMO_DATA = Path(__file__).parents[3] / "bot" / "demo" / "data"
TABLES = ("unit", "question", "contest", "round", "audit")
"""Tables that commands write; "nothing was written" means that these are as they were."""

Rows = Sequence[tuple[Any, ...]]


class CommandLine:
    """``hoithi`` in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "hoithi.db"
        self._app = build()

    def __call__(self, *arguments: str | Path) -> Result:
        """Run a command; an exception that no command may raise is raised here."""
        words = [str(argument) for argument in arguments]
        return CliRunner().invoke(self._app, words, catch_exceptions=False)

    def json(self, *arguments: str) -> Any:
        """What a command prints with ``--json``."""
        result = self(*arguments, "--json")
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout)

    def write(self, name: str, text: str) -> Path:
        """A file of the operator's."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def query(self, statement: str) -> Rows:
        with closing(sqlite3.connect(self.file)) as connection:
            return connection.execute(statement).fetchall()

    def content(self) -> dict[str, Rows]:
        """Everything that commands may have written."""
        return {table: self.query(f'SELECT * FROM "{table}" ORDER BY id') for table in TABLES}  # noqa: S608 - names from above

    def with_demo_data(self) -> None:
        """Load the demonstration's units and questions."""
        for kind in ("units", "questions"):
            assert self("import", kind, DEMO_DATA / f"{kind}.csv").exit_code == 0
