"""Makes typed text safe to read, store and show; nothing else in the core sees raw input."""

import unicodedata

MAX_TEXT_LENGTH = 2_000
"""Code points; the longest text that a person has reason to send is a full name or a unit's."""

_INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
"""Controls, zero-width and direction marks, unassigned, private and lone surrogate code points."""

_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | frozenset(
    map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10)))
)
"""Blank letters, joiners and variation selectors, which Unicode files under letters and marks."""

_SPACES = frozenset({"Zs", "Zl", "Zp"})


def clean(text: str) -> str:
    """Typed text without anything invisible, in NFC, with single spaces, cut to the limit."""
    visible = "".join(_visible(char) for char in text[:MAX_TEXT_LENGTH])
    # Normalising may lengthen a text, hence the second cut.
    return unicodedata.normalize("NFC", " ".join(visible.split()))[:MAX_TEXT_LENGTH].strip()


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if char.isspace() or category in _SPACES:
        return " "
    return "" if category in _INVISIBLE or char in _FILLERS else char
