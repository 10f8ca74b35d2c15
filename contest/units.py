"""Names of units as people type them, the search over them, and the tree that they form.

Names are not unique, Ê Đê and M'nông names are spelt in several ways, and official codes are used
again after a merger (domain.md 6 and 8); what identifies a unit is its id alone.
"""

import re
import unicodedata
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher, get_close_matches
from enum import IntEnum
from functools import lru_cache
from typing import TypeVar

from contest.model import Unit, UnitId

MAX_QUERY_LENGTH = 80
"""Characters of a query that are looked at; the longest name of the 2023 structure has 51."""

CLOSE_ENOUGH = 0.76
"""Least share of common letters in a mistyped name: "Ban Mê Thuột" (16 of 21) is to be found."""

CLOSE_WORD = 0.8
"""The same for one word of a name: one slip in five letters, such as "nghệp" for "nghiệp"."""

_Key = TypeVar("_Key", bound=Hashable)

# Unicode takes the bar of Đ for part of the letter; Ð and Ɖ are what old fonts wrote instead.
# Apostrophes ("M'Đrắk") are left out.
_PLAIN = str.maketrans("đĐðÐɖƉ", "dddddd", "'’‘ʼʻ`′")
# Names are spelt with k or c ("Krông Pắk/Pắc") and with y or i ("Lý/Lí"): one letter to a search.
_ALIKE = str.maketrans("ky", "ci")
_OFFICES = tuple(name.translate(_ALIKE).split() for name in ("ubnd", "uy ban nhan dan"))
_KINDS = tuple(
    name.translate(_ALIKE).split()
    for name in (
        "tinh",
        "thanh pho",
        "thi xa",
        "huyen",
        "quan",
        "thi tran",
        "phuong",
        "xa",
        "so",
        "ban",
    )
)
_JOINERS = frozenset({"va", "cac"})
"""Words that abbreviations pass over: STTTT is Sở Thông tin *và* Truyền thông."""
_OFFICE_PREFIX = re.compile(r"^(?:UBND|(?:Ủy|Uỷ) ban nhân dân) (?=.)", re.IGNORECASE)


def fold(text: str) -> str:
    """The text in lower case without marks, apostrophes and punctuation; words one space apart.

    "M’Đrắk", "m'drak" and every way of composing them fold alike. Folding again changes nothing.
    """
    decomposed = unicodedata.normalize("NFKD", text)
    # Marks go before the case: U+0345 is a mark whose lower case is a letter.
    bare = (char for char in decomposed if unicodedata.category(char) not in ("Mn", "Me", "Cf"))
    plain = "".join(bare).translate(_PLAIN).casefold()
    return " ".join("".join(char if char.isalnum() else " " for char in plain).split())


def name_key(text: str) -> str:
    """What all spellings of one name share: no marks, spaces or "UBND"; k is c and y is i."""
    return "".join(_read(text).words)


def search(query: str, units: Sequence[Unit], limit: int) -> list[Unit]:
    """The units that a typed name, part of a name, abbreviation or code may mean, best first.

    Words of the units above may be added to tell two of the same name apart ("thống nhất buôn hồ").
    They and slips of the keyboard are considered only if nothing fits without.
    """
    wanted = _read(query[:MAX_QUERY_LENGTH])
    if not wanted.words:
        return []
    ranked = (
        _ranked(wanted, units)
        or _ranked(_corrected(wanted, units), units)
        or _similar(wanted, units)
    )
    ranked.sort(key=lambda hit: (hit[0], _name(hit[1].name).words, hit[1].code))
    return [unit for _, unit in ranked[:limit]]


def label(unit: Unit, units: Iterable[Unit]) -> str:
    """The name as a person chooses it, with the unit above if that is not the whole province.

    "phường Thống Nhất (thành phố Buôn Ma Thuột)", but "Sở Nội vụ".
    """
    above = ancestors(unit, units)
    name = _OFFICE_PREFIX.sub("", unit.name)
    return f"{name} ({_OFFICE_PREFIX.sub('', above[0].name)})" if len(above) > 1 else name


def ancestors(unit: Unit, units: Iterable[Unit]) -> list[Unit]:
    """The units above, nearest first, as far as they are among ``units``."""
    return _above(unit, {other.id: other for other in units})


def subtree(root: UnitId, units: Iterable[Unit]) -> list[Unit]:
    """The unit with that id and all below it, a level at a time; empty if it is not there."""
    everything = list(units)
    below: dict[UnitId | None, list[Unit]] = {}
    for unit in everything:
        below.setdefault(unit.parent, []).append(unit)
    found = [unit for unit in everything if unit.id == root]
    for unit in found:  # grows while it is walked; pop makes even a circle end
        found.extend(below.pop(unit.id, ()))
    return list(dict.fromkeys(found))


def is_covered_by(unit: Unit, parent: Unit) -> bool:
    """Whether the parent exists on every day on which the unit exists."""
    begins = unit.valid_from or date.min
    ends = unit.valid_to or date.max
    return (parent.valid_from or date.min) <= begins and ends <= (parent.valid_to or date.max)


def find_cycles(parents: Mapping[_Key, _Key | None]) -> list[tuple[_Key, ...]]:
    """Every circle among child-to-parent links, each once and in the direction of the links.

    A parent that is no child of anything is taken for a root, known or not.
    """
    cycles: list[tuple[_Key, ...]] = []
    settled: set[_Key] = set()
    for start in parents:
        path: list[_Key] = []
        at: _Key | None = start
        while at is not None and at not in settled:
            settled.add(at)
            path.append(at)
            at = parents.get(at)
        if at is not None and at in path:
            cycles.append(tuple(path[path.index(at) :]))
    return cycles


@dataclass(frozen=True, slots=True)
class _Name:
    """A name taken apart for comparing, without marks and without "UBND".

    Attributes:
        words: all words, with the kind of unit; ``core``: the words without it.
        initials: of all words but joiners; "ubnd" inside a name stays whole.
    """

    words: tuple[str, ...]
    core: tuple[str, ...]
    initials: str

    def abbreviations(self, code: "_Name") -> tuple[str, ...]:
        """The initials with and without the kind; then the same as the unit's code has them."""
        kind_length = len(self.words) - len(self.core)
        kind, tail = self.initials[:kind_length], "".join(code.words[-1:])
        return self.initials, self.initials[kind_length:], tail, kind + tail


class _Fit(IntEnum):
    """How a query fits a unit, best first."""

    CODE = 0
    NAME = 1
    CORE = 2
    INITIALS = 3
    WORDS = 4
    OTHER_KIND = 5
    WORDS_WITH_PARENT = 6
    SIMILAR = 7


_Rank = tuple[float, ...]


def _read(text: str) -> _Name:
    return _taken_apart(tuple(fold(text).translate(_ALIKE).split()))


# Names of units only: what people type would push them out. Room for a few provinces' structures.
_name = lru_cache(maxsize=4096)(_read)


def _taken_apart(words: tuple[str, ...]) -> _Name:
    words = _without_prefix(words, _OFFICES)
    initials = (word if word == "ubnd" else word[0] for word in words if word not in _JOINERS)
    return _Name(words, _without_prefix(words, _KINDS), "".join(initials))


def _without_prefix(words: tuple[str, ...], prefixes: Iterable[list[str]]) -> tuple[str, ...]:
    for prefix in prefixes:
        if len(words) > len(prefix) and list(words[: len(prefix)]) == prefix:
            return words[len(prefix) :]
    return words


def _ranked(wanted: _Name, units: Sequence[Unit]) -> list[tuple[_Rank, Unit]]:
    alone = [(rank, unit) for unit in units if (rank := _rank(wanted, unit)) is not None]
    if alone:
        return alone
    by_id = {unit.id: unit for unit in units}
    with_parent = ((_rank_with_parent(wanted, unit, by_id), unit) for unit in units)
    return [(rank, unit) for rank, unit in with_parent if rank is not None]


def _rank(wanted: _Name, unit: Unit) -> _Rank | None:
    name, code, typed = _name(unit.name), _name(unit.code), "".join(wanted.words)
    if typed == "".join(code.words):
        return (_Fit.CODE,)
    if typed == "".join(name.words):
        return (_Fit.NAME,)
    if typed == "".join(name.core):
        return (_Fit.CORE,)
    if typed in (abbreviations := name.abbreviations(code)):
        # "SNV" is Nội vụ before Ngoại vụ, whose code says NGV.
        return (_Fit.INITIALS, typed not in abbreviations[2:])
    if (rest := _rest(wanted.words, name.words, name.initials)) is not None:
        starts = any(words[0].startswith(wanted.words[0]) for words in (name.words, name.core))
        return (_Fit.WORDS, not starts, *rest)
    return (_Fit.OTHER_KIND,) if wanted.core == name.core else None


def _rank_with_parent(wanted: _Name, unit: Unit, by_id: Mapping[UnitId, Unit]) -> _Rank | None:
    name = _name(unit.name)
    if not any(word.startswith(wanted.core) for word in name.core):
        return None
    above = [_name(parent.name) for parent in _above(unit, by_id)]
    words = name.words + tuple(word for parent in above for word in parent.words)
    initials = " ".join((name.initials, *(parent.initials for parent in above)))
    rest = _rest(wanted.words, words, initials)
    return None if rest is None else (_Fit.WORDS_WITH_PARENT, *rest)


def _rest(typed: Iterable[str], words: Sequence[str], initials: str) -> tuple[int, int] | None:
    """How loosely the typed words fit a name, and how many words of the name are left over.

    Every typed word must be a word, the beginning of a word (1) or an abbreviation (2), and no word
    of the name serves twice; None if one is not.
    """
    left, looseness = list(words), 0
    for part in sorted(typed, key=len, reverse=True):
        begun = [word for word in left if word.startswith(part)]
        if begun:
            word = min(begun, key=len)
            left.remove(word)
            looseness += word != part
        elif len(part) > 1 and part in initials:
            looseness += 2
        else:
            return None
    return looseness, len(left)


def _corrected(wanted: _Name, units: Sequence[Unit]) -> _Name:
    """The query with every word that begins no word of any name replaced by the closest one."""
    known = {word for unit in units for word in _name(unit.name).words}
    return _taken_apart(
        tuple(
            word if any(other.startswith(word) for other in known) else _closest(word, known)
            for word in wanted.words
        )
    )


def _closest(word: str, known: Iterable[str]) -> str:
    # Slips rarely hit the first letter, and looking only there keeps this fast.
    candidates = sorted(other for other in known if other[0] == word[0])
    return next(iter(get_close_matches(word, candidates, n=1, cutoff=CLOSE_WORD)), word)


def _similar(wanted: _Name, units: Sequence[Unit]) -> list[tuple[_Rank, Unit]]:
    # With and without the kind: "Ban" in "Ban Mê Thuột" is none. A matcher prepares its second
    # sequence once, so the query stands there.
    matchers = [
        SequenceMatcher(None, "", "".join(words), autojunk=False)
        for words in dict.fromkeys((wanted.words, wanted.core))
    ]
    similar: list[tuple[_Rank, Unit]] = []
    for unit in units:
        core = "".join(_name(unit.name).core)
        likeness = max(_likeness(matcher, core) for matcher in matchers)
        if likeness >= CLOSE_ENOUGH:
            similar.append(((_Fit.SIMILAR, -likeness), unit))
    return similar


def _likeness(matcher: "SequenceMatcher[str]", core: str) -> float:
    matcher.set_seq1(core)
    for bound in (matcher.real_quick_ratio(), matcher.quick_ratio()):
        if bound < CLOSE_ENOUGH:
            return bound
    return matcher.ratio()


def _above(unit: Unit, by_id: Mapping[UnitId, Unit]) -> list[Unit]:
    found: list[Unit] = []
    while unit.parent is not None and (parent := by_id.get(unit.parent)) is not None:
        if parent in found:
            break
        found.append(parent)
        unit = parent
    return found
