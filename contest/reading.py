"""Strict reading of plain JSON values: nothing is guessed, and an error says where it stands."""

from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import Any

Reader = Callable[[Any, str], Any]
"""Makes a value of a plain one, given the place at which it stands, such as ``levels.SO[2]``."""


class UnreadableError(ValueError):
    """A plain value is not of its kind; the text begins with its place."""


def named_values(
    value: Any, readers: Mapping[str, Reader], where: str = "", required: Collection[str] = ()
) -> dict[str, Any]:
    """Read an object whose names are known.

    Raises:
        UnreadableError: if it is no object, or a name is unknown or missing.
    """
    names = set(mapping(value, where))
    if unknown := sorted(names - set(readers)):
        raise UnreadableError(f"{place(where, unknown[0])}: unknown name")
    if missing := sorted(set(required) - names):
        raise UnreadableError(f"{place(where, missing[0])}: missing")
    return {name: readers[name](item, place(where, name)) for name, item in value.items()}


def mapping(value: Any, where: str) -> Mapping[str, Any]:
    """The value if it is an object whose names are texts.

    Raises:
        UnreadableError: if it is not.
    """
    if not isinstance(value, Mapping) or not all(type(name) is str for name in value):
        raise UnreadableError(f"{where or 'the whole'}: {value!r} instead of an object")
    return value


def place(where: str, name: str) -> str:
    """The place of what an object at ``where`` names."""
    return f"{where}.{name}" if where else name


def exactly(kind: type) -> Reader:
    """Takes values of one kind; true would pass for 1 and "no" for yes otherwise."""

    def read(value: Any, where: str) -> Any:
        if type(value) is not kind:
            raise UnreadableError(f"{where}: {value!r} instead of {kind.__name__}")
        return value

    return read


def one_of(choices: type[StrEnum]) -> Reader:
    """Takes the values of an enumeration."""

    def read(value: Any, where: str) -> StrEnum:
        if value not in list(choices):
            raise UnreadableError(f"{where}: {value!r} is none of {', '.join(choices)}")
        return choices(value)

    return read


def list_of(reader: Reader) -> Reader:
    """Takes lists and makes tuples of them."""

    def read(value: Any, where: str) -> tuple[Any, ...]:
        items = exactly(list)(value, where)
        return tuple(reader(item, f"{where}[{number}]") for number, item in enumerate(items))

    return read
