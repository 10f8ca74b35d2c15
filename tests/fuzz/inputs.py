"""What nobody would send on purpose: hypothesis strategies for updates, frames, texts and files."""

import copy
import json
from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import strategies as st

from handlers.commands import COMMANDS

Json = Any
Path = tuple[str | int, ...]

MAX_MUTATIONS = 4
DEPTHS = (50, 2_000, 60_000)
"""Of nested lists; the last is deeper than any parser follows."""

# Lone surrogates, controls, marks without letters and direction switches included.
_CHARACTERS = st.characters(categories=None)
_WORDS = [word for command in COMMANDS for word in command.words]
_PHRASES = [
    *("A", "b", "2", "10", "Đáp án B", "câu 1 b", "Đồng ý", "Đúng", "Sai", "không", "SO-NV"),
    *("Nguyễn Thị Hoa", "08/11/1980", "31/02/1990", "so noi vu", "0912 345 678", "ABCD-EFGH"),
    *("=1+1", "' OR 1=1 --", "<script>", "{{ 7*7 }}", "%s %d", "\x00", "\u202e", "é" * 60),
]
PAYLOAD_HEADS = ("a", "l", "c", "d", "t", "x", "")

texts = st.one_of(
    st.sampled_from(_WORDS),
    st.sampled_from(_PHRASES),
    st.text(_CHARACTERS, max_size=60),
    st.builds(" ".join, st.lists(st.sampled_from(_WORDS + _PHRASES), max_size=5)),
    st.builds(lambda part, times: part * times, st.sampled_from(_PHRASES), st.integers(1, 800)),
)
_numbers = st.one_of(
    st.integers(-3, 20),
    st.integers(),
    st.sampled_from([2**31, 2**53, 2**63 - 1, 2**63, -(2**63) - 1, 10**400]),
)
payloads = st.one_of(
    st.builds(
        lambda head, parts: ":".join([head, *map(str, parts)]),
        st.sampled_from(PAYLOAD_HEADS),
        st.lists(st.one_of(_numbers, st.sampled_from(_WORDS), texts), max_size=4),
    ),
    texts,
)
scalars = st.one_of(st.none(), st.booleans(), _numbers, st.floats(), texts)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)


def written(value: Json) -> bytes:
    """As JSON; a lone surrogate is escaped, as some clients do."""
    return json.dumps(value).encode()


@st.composite
def mutated(draw: st.DrawFn, templates: Sequence[Json]) -> Json:
    """One of the templates with a few places changed, removed, or put where they do not belong."""
    value = copy.deepcopy(draw(st.sampled_from(templates)))
    for _ in range(draw(st.integers(0, MAX_MUTATIONS))):
        paths = list(_paths(value))
        if not paths:
            return value
        value = _changed(draw, value, draw(st.sampled_from(paths)), paths)
    return value


def bodies(templates: Sequence[Json]) -> st.SearchStrategy[bytes]:
    """Bodies of requests: changed updates above all, then any JSON, then anything."""
    change = mutated(templates).map(written)
    return st.one_of(
        change,
        change,
        change,
        values.map(written),
        st.binary(max_size=200),
        st.builds(_cut, change, st.integers(0, 400)),
        st.sampled_from(DEPTHS).map(lambda depth: b"[" * depth + b"]" * depth),
        st.sampled_from(DEPTHS).map(lambda depth: b'{"message":' * depth),
    )


def _cut(body: bytes, at: int) -> bytes:
    return body[:at] + b"\xff" + body[at + 1 :]


def _paths(value: Json, at: Path = ()) -> Iterator[Path]:
    inner: Iterator[tuple[str | int, Json]]
    match value:
        case dict():
            inner = iter(value.items())
        case list():
            inner = iter(enumerate(value))
        case _:
            return
    for key, each in list(inner):
        yield (*at, key)
        yield from _paths(each, (*at, key))


def _changed(draw: st.DrawFn, value: Json, path: Path, others: Sequence[Path]) -> Json:
    *way, last = path
    holder = value
    for key in way:
        holder = holder[key]
    match draw(st.integers(0, 4)):
        case 0:
            del holder[last]
        case 1:
            holder[last] = copy.deepcopy(_at(value, draw(st.sampled_from(others))))
        case 2:
            holder[last] = [holder[last]]
        case _:
            holder[last] = draw(values)
    return value


def _at(value: Json, path: Path) -> Json:
    for key in path:
        value = value[key]
    return value
