"""What all dialogues share: what somebody said to a step, going on to a step, and leaving."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from contest.units import fold
from handlers.call import Call
from handlers.payloads import DialogueChoice, TaskChoice, parse_payload
from handlers.ports.contents import Choice, Content, Text
from handlers.ports.records import Dialogue, Person
from handlers.ports.repositories import UnitOfWork
from handlers.texts.loader import DEFAULT_LOCALE

NO_STEP = "none"
"""Step of a dialogue that only remembers the language somebody chose."""

_LOCALE = "locale"

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said to a step.

    Attributes:
        text: what was typed; empty for a press.
        value: the value pressed; None for typed text.
    """

    text: str = field(default="", repr=False)
    value: str | None = field(default=None, repr=False)


Reply = Callable[[UnitOfWork, Call, Said], Awaitable[Sequence[Content]]]
"""Takes what was said to the current step of a dialogue."""


async def move_to(
    tx: UnitOfWork, call: Call, step: str, draft: Mapping[str, Any] | None = None
) -> None:
    """Wait for an answer to ``step``, with what was said so far; the language chosen is kept."""
    kept = {name: value for name, value in (draft or {}).items() if name != _LOCALE}
    if _has_chosen_language(call):
        kept[_LOCALE] = call.say.locale
    await tx.dialogues.put(call.user, Dialogue(step, kept), call.now)


async def leave(tx: UnitOfWork, call: Call) -> None:
    """Forget the dialogue and everything said in it, except the language chosen."""
    if _has_chosen_language(call):
        await move_to(tx, call, NO_STEP)
    else:
        await tx.dialogues.end(call.user)


def locale_of(person: Person | None, dialogue: Dialogue | None) -> str:
    """The language somebody chose, else the one they registered in, else the default."""
    chosen = dialogue.draft.get(_LOCALE) if dialogue else None
    return str(chosen or (person.locale if person else DEFAULT_LOCALE))


def picked(text: str, choices: Sequence[Choice]) -> str | None:
    """The value of the dialogue's choice that somebody typed the number or the label of."""
    offered = [
        (each.label, parsed.value)
        for each in choices
        if isinstance(parsed := parse_payload(each.payload), DialogueChoice)
    ]
    return _meant(text, offered)


def tasks_of(text: Text) -> Sequence[tuple[str, TaskChoice]]:
    """The labels and ways to settle the task that a message puts to somebody, if it does."""
    return [
        (each.label, parsed)
        for each in text.choices
        if isinstance(parsed := parse_payload(each.payload), TaskChoice)
    ]


def picked_task(text: str, tasks: Sequence[tuple[str, TaskChoice]]) -> TaskChoice | None:
    """The way to settle a task that somebody typed the number or the label of."""
    return _meant(text, tasks)


def _meant(text: str, offered: Sequence[tuple[str, Value]]) -> Value | None:
    number = text.strip(" .)")
    if number.isascii() and number.isdecimal():
        # Longer numbers are no place, and int() refuses very long ones.
        place = int(number) if len(number) <= 2 else 0
        return offered[place - 1][1] if 1 <= place <= len(offered) else None
    folded = fold(text)
    return next((value for label, value in offered if fold(label) == folded), None)


def _has_chosen_language(call: Call) -> bool:
    return call.say.locale != (call.person.locale if call.person else DEFAULT_LOCALE)
