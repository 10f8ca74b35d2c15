"""Which position category the words of a roster mean; the categories are those of the policy.

The Vietnamese words lead to the categories of seed 001. Of another law's policy, whatever it names
otherwise is given by its code.
"""

from collections.abc import Iterator, Mapping

from rapidfuzz import fuzz, process

from contest.quotas import Category, QuotaPolicy
from contest.units import fold

SUGGESTION_LIMIT = 50
"""Unknown words for which near ones are looked up."""

_NEAR_COUNT = 3
_NEAR = 60
"""Least similarity, of 100, of words that are suggested."""

_WORDS: Mapping[str, tuple[str, ...]] = {
    "leaders": (
        *("lãnh đạo", "lãnh đạo sở", "lãnh đạo đơn vị", "lãnh đạo cơ quan", "lãnh đạo UBND"),
        *("giám đốc", "phó giám đốc", "giám đốc sở", "phó giám đốc sở", "lãnh đạo ban"),
        *("chủ tịch", "phó chủ tịch", "chủ tịch UBND", "phó chủ tịch UBND"),
        *("chủ tịch ủy ban nhân dân", "phó chủ tịch ủy ban nhân dân"),
        *("lãnh đạo xã", "lãnh đạo huyện", "lãnh đạo cấp xã", "lãnh đạo cấp sở"),
    ),
    "division_heads": (
        *("lãnh đạo phòng", "lãnh đạo cấp phòng", "trưởng phòng", "phó trưởng phòng", "phó phòng"),
        *("chánh văn phòng", "phó chánh văn phòng", "chánh thanh tra", "phó chánh thanh tra"),
    ),
    "staff": (
        *("công chức", "chuyên viên", "viên chức", "công chức không giữ chức vụ", "nhân viên"),
        *("chuyên viên chính", "chuyên viên cao cấp", "cán sự", "công chức viên chức"),
    ),
    "onestop": (
        *("một cửa", "công chức một cửa", "viên chức một cửa", "bộ phận một cửa"),
        *("tiếp nhận và trả kết quả", "bộ phận tiếp nhận và trả kết quả"),
    ),
}
"""By category; the first word of each is its title."""

_TITLES = (
    *("lãnh đạo sở", "giám đốc sở", "phó giám đốc sở", "lãnh đạo UBND", "lãnh đạo phòng"),
    *("chủ tịch UBND", "phó chủ tịch UBND"),
    *("chủ tịch ủy ban nhân dân", "phó chủ tịch ủy ban nhân dân"),
    *("trưởng phòng", "phó trưởng phòng", "phó phòng", "chánh văn phòng", "phó chánh văn phòng"),
    *("chánh thanh tra", "phó chánh thanh tra", "công chức", "chuyên viên", "viên chức"),
)
"""Words after which an office may follow: "Phó Trưởng phòng Cải cách hành chính"."""


class Categories:
    """The categories of a policy by their codes and by the words for them."""

    def __init__(self, policy: QuotaPolicy) -> None:
        self._known = known = policy.categories
        self._titles = {fold(word) for word in _TITLES}
        self._shown = dict(_folded_words(known))
        self._by_word = {
            fold(word): category for category in known for word in _WORDS.get(category, ())
        } | {fold(category): category for category in known}
        self._parts: dict[Category, Category] = {}
        for rules in policy.levels.values():
            for rule in rules:
                if rule.within is not None:
                    self._parts.setdefault(rule.within, rule.category)
        self._found: dict[str, Category | None] = {}
        self._near: dict[str, str] = {}

    def find(self, text: str) -> Category | None:
        """The category that a group, a post or a code means."""
        if text not in self._found:
            self._found[text] = self._find(fold(text))
        return self._found[text]

    def near(self, text: str) -> str:
        """Words that may be meant, else the titles of all categories."""
        words = fold(text)
        if words not in self._near and len(self._near) < SUGGESTION_LIMIT:
            hits = process.extract(
                words, list(self._shown), scorer=fuzz.ratio, limit=_NEAR_COUNT, score_cutoff=_NEAR
            )
            self._near[words] = ", ".join(self._shown[hit] for hit, _, _ in hits)
        return self._near.get(words) or ", ".join(map(title, dict.fromkeys(self._by_word.values())))

    @property
    def choices(self) -> list[str]:
        """A word for every category that is not ticked in a column of its own."""
        whole = (each for each in self._known if each not in self._parts.values())
        return [_WORDS.get(category, (category,))[0] for category in whole]

    @property
    def has_parts(self) -> bool:
        """Whether the policy knows a category within another: the one-stop officers."""
        return bool(self._parts)

    def part_of(self, category: Category) -> Category | None:
        """The category within this one, itself if it is within another; None if there is none."""
        return category if category in self._parts.values() else self._parts.get(category)

    def _find(self, words: str) -> Category | None:
        if words in self._by_word:
            return self._by_word[words]
        parts = words.split()
        beginnings = (" ".join(parts[:count]) for count in range(len(parts) - 1, 0, -1))
        begun = next((each for each in beginnings if each in self._titles), "")
        return self._by_word.get(begun)


def title(category: Category) -> str:
    """A category for people who know the word and people who know the code."""
    words = _WORDS.get(category)
    return f"{words[0]} ({category})" if words else category


def _folded_words(known: tuple[Category, ...]) -> Iterator[tuple[str, str]]:
    for category in known:
        for word in (*_WORDS.get(category, ()), category):
            yield fold(word), word
