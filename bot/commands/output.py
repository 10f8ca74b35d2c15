"""How commands print what they found: JSON for scripts, tables for people, files for both."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from bot.commands.common import Session, refuse

AsJson = Annotated[bool, typer.Option("--json", help="print JSON instead")]

WIDTH = 100
"""Columns of a table that is not printed to a terminal, which has a width of its own."""
OWNER_ONLY = 0o600


def print_json(value: Sequence[Any] | dict[str, Any]) -> None:
    """Print a value for a script."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def new_table() -> Table:
    """A table without lines between its rows, to be given columns."""
    return Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)


def print_table(table: Table) -> None:
    """Print a table; what people have typed is never taken for markup."""
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = WIDTH
    with console.capture() as shown:
        console.print(table)
    for line in shown.get().splitlines():
        typer.echo(line.rstrip())


def written(session: Session, target: Path, content: bytes, *, is_secret: bool = False) -> str:
    """Write a file, or exit with status 2; returns what to say about it.

    Args:
        is_secret: whether nobody but its owner may read it.
    """
    try:
        if is_secret:
            target.touch(OWNER_ONLY)
            target.chmod(OWNER_ONLY)
        target.write_bytes(content)
    except OSError:
        refuse(session.say("cli-import-not-writable", file=target.name))
    return session.say("cli-file-written", file=target.name)


def ending_in(ending: str, path: Path | None) -> Path | None:
    """Checks an option that names a file to write.

    Raises:
        BadParameter: if its name ends otherwise.
    """
    if path is not None and path.suffix.lower() != ending:
        raise typer.BadParameter(f"must end in {ending}")
    return path


def xlsx(path: Path | None) -> Path | None:
    """Checks that a file is to be a spreadsheet."""
    return ending_in(".xlsx", path)
