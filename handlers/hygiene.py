"""Makes typed text safe to read, store and show; nothing else in the core sees raw input."""

import unicodedata

MAX_TEXT_LENGTH = 2_000
"""Code points; the longest text that a person has reason to send is a full name or a unit's."""

MAX_PARAGRAPHS_LENGTH = 4_096
"""Code points; the longest message that a platform lets anybody write (Telegram)."""

_INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
"""Controls, zero-width and direction marks, unassigned, private and lone surrogate code points."""

_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | frozenset(
    map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10)))
)
"""Blank letters, joiners and variation selectors, which Unicode files under letters and marks."""

_SPACES = frozenset({"Zs", "Zl", "Zp"})


def clean(text: str) -> str:
    """Typed text without anything invisible, in NFC, with single spaces, cut to the limit."""
    # Normalising may lengthen a text, hence the second cut.
    return _clean_line(text[:MAX_TEXT_LENGTH])[:MAX_TEXT_LENGTH].strip()


def clean_paragraphs(text: str) -> str:
    """Text to be shown to others, cleaned line by line; blank lines only one at a time."""
    lines = [_clean_line(line) for line in text[:MAX_PARAGRAPHS_LENGTH].splitlines()]
    blocks = "\n".join(lines).split("\n\n")
    kept = "\n\n".join(block.strip("\n") for block in blocks if block.strip("\n"))
    return kept[:MAX_PARAGRAPHS_LENGTH].strip()


def _clean_line(text: str) -> str:
    visible = "".join(_visible(char) for char in text)
    return unicodedata.normalize("NFC", " ".join(visible.split()))


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if char.isspace() or category in _SPACES:
        return " "
    return "" if category in _INVISIBLE or char in _FILLERS else char
