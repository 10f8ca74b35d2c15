"""The contest's rules about units as JSON files: read, compared with what there is, and stored."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from bot.commands.common import Session, refuse
from handlers.texts.loader import Wording

Rules = TypeVar("Rules")

RulesFile = Annotated[Path, typer.Argument(help="JSON file; what it leaves out is default")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="check the file and write nothing")]


def rules_or_exit(
    session: Session, file: Path, read: Callable[[Mapping[str, Any]], Rules]
) -> Rules:
    """The rules in a file, or exit status 2 with one line that says where the fault is.

    Args:
        read: makes rules of plain JSON values; raises ValueError if they are none.
    """
    try:
        return read(json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=_each_once))
    except (ValueError, OSError, RecursionError) as error:
        found = _fault_text(error, session.say)
        refuse(session.say("cli-bad-rules", file=file.name, found=found))


def _fault_text(error: Exception, say: Wording) -> str:
    match error:
        case json.JSONDecodeError():
            return say("cli-not-json", line=error.lineno, column=error.colno)
        case UnicodeDecodeError():
            return say("cli-not-utf8")
        case OSError():
            return say("cli-not-readable")
        case RecursionError():
            return say("cli-too-deep")
    # Whatever the file has put into it, one line.
    return " ".join(str(error).split())


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; of a name that stands twice, one value would be lost without a word."""
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"{name}: twice in the same object")
    return dict(pairs)
