"""Takes mentions of the bot out of what people wrote: Zalo brings them as plain text."""

import re
import unicodedata
from collections.abc import Iterable

_UNSEEN = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"))
"""Zero-width spaces and joiners, which some keyboards put beside a mention."""


def without_mention(text: str, names: Iterable[str]) -> str:
    """The text without any "@name", composed and with plain spaces; unchanged if it has none.

    A name counts in any case and however its marks and spaces are encoded, at any place, also with
    the answer stuck to it.

    Args:
        names: display names of the bot.
    """
    plain = _plain(text)
    # The longest first: one name may begin with another.
    patterns = [
        _pattern(name) for name in sorted(names, key=len, reverse=True) if _plain(name).strip()
    ]
    stripped = plain
    for pattern in patterns:
        stripped = pattern.sub(" ", stripped)
    return text if stripped == plain else re.sub(" {2,}", " ", stripped).strip()


def _pattern(name: str) -> re.Pattern[str]:
    words = map(re.escape, _plain(name).split())
    return re.compile(r"@\s?" + r"\s+".join(words), re.IGNORECASE)


def _plain(text: str) -> str:
    composed = unicodedata.normalize("NFC", text.translate(_UNSEEN))
    return "".join(" " if unicodedata.category(char) == "Zs" else char for char in composed)
