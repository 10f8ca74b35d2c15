"""Whatever evidence says, not one byte and not one field of it changes unseen."""

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contest.evidence import UnreadableEvidenceError, read, sealed

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
COUNTS = st.integers(0, 10**7)
QUOTAS = st.fixed_dictionaries(
    {"category": NAMES, "base": COUNTS, "need": COUNTS, "done": COUNTS, "met": st.booleans()}
)
ROWS = st.fixed_dictionaries(
    {
        "code": NAMES,
        "name": NAMES,
        "participants": COUNTS,
        "rate_percent": st.none() | st.just("22.88"),
        "quota_met": st.none() | st.booleans(),
        "quotas": st.lists(QUOTAS, max_size=2),
    }
)
DOCUMENTS = st.fixed_dictionaries(
    {"contest": NAMES, "taken_at": NAMES, "rows": st.lists(ROWS, max_size=3)}
)


@given(DOCUMENTS, st.data())
def test_a_changed_byte_is_detected(document: dict[str, Any], data: st.DataObject) -> None:
    content = bytearray(sealed(document).text)
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))

    assert not is_intact(bytes(content))


@given(DOCUMENTS, st.data())
def test_bytes_put_in_or_left_out_are_detected(
    document: dict[str, Any], data: st.DataObject
) -> None:
    content = sealed(document).text
    place = data.draw(st.integers(0, len(content)))
    put_in = data.draw(st.binary(min_size=1, max_size=3))

    assert not is_intact(content[:place] + put_in + content[place:])
    assert not is_intact(content[:place] + content[place + 1 :]) or place == len(content)


@given(DOCUMENTS)
def test_every_field_is_under_the_seal(document: dict[str, Any]) -> None:
    seal = sealed(document).claimed

    for changed in each_field_changed(document):
        assert sealed(changed).claimed != seal


def is_intact(content: bytes) -> bool:
    try:
        return read(content).is_intact
    except UnreadableEvidenceError:
        return False


def each_field_changed(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Copies of a document, each with one value replaced by another of its kind."""
    for path in paths(document):
        changed = copy.deepcopy(document)
        at: Any = changed
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = other_than(at[path[-1]])
        yield changed


def paths(value: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        parts: Any = value.items()
    elif isinstance(value, list):
        parts = enumerate(value)
    else:
        yield before
        return
    for step, part in parts:
        yield from paths(part, (*before, step))


def other_than(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return "0.00" if value is None else f"{value}x"
