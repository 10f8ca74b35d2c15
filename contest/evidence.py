"""Frozen evidence: a text of exact bytes, its seal, and what differs between two of them.

The text is UTF-8 in Unicode form C, lines end in LF, names are in the order of their code points,
and numbers are whole or written as texts. One line, the second, holds the SHA-256 of all others:

    {
    "sha256":"<64 hexadecimal digits>",
    "contest":"…",
    …
    "rows":[
    {"code":"SO-NV",…},
    {"code":"SO-YT",…}],
    …
    }

So ``grep -v '^"sha256"' FILE | sha256sum`` prints the seal on any machine.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

FORMAT = "hoithi-evidence-1"

_SEAL = re.compile(rb'"sha256":"([0-9a-f]{64})",')
_SEAL_LINE = 1

Row = Mapping[str, Any]
"""The figures of a unit by their names, as plain JSON values."""


class UnreadableEvidenceError(ValueError):
    """This is no evidence: it has no seal where evidence has one."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Evidence as it was read.

    Attributes:
        claimed: the seal that it carries; ``actual``: that of its text.
    """

    claimed: str
    actual: str
    text: bytes

    @property
    def is_intact(self) -> bool:
        """Whether not one byte has changed since it was sealed."""
        return self.claimed == self.actual

    def document(self) -> dict[str, Any]:
        """What it says.

        Raises:
            UnreadableEvidenceError: if it is not of this format.
        """
        try:
            document = json.loads(self.text)
        except (ValueError, RecursionError) as error:
            raise UnreadableEvidenceError("no JSON") from error
        if not isinstance(document, dict) or document.get("format") != FORMAT:
            raise UnreadableEvidenceError(f"not {FORMAT}")
        return document


def sealed(document: Mapping[str, Any]) -> Sealed:
    """The text of a document with its seal.

    Args:
        document: without ``format`` and ``sha256``; its ``rows`` is a sequence of ``Row``.

    Raises:
        ValueError: if it holds a number that is not whole.
    """
    whole = {**document, "format": FORMAT}
    members = [f"{_text(name)}:{_value(name, whole[name])}" for name in sorted(whole)]
    lines = ["{", *(f"{member}," for member in members[:-1]), members[-1], "}"]
    content = "\n".join(lines).encode() + b"\n"
    seal = hashlib.sha256(content).hexdigest()
    head, rest = content[:2], content[2:]
    return Sealed(seal, seal, head + f'"sha256":"{seal}",\n'.encode() + rest)


def read(content: bytes) -> Sealed:
    """Evidence from the bytes of a file.

    Raises:
        UnreadableEvidenceError: if it has no seal.
    """
    lines = content.split(b"\n")
    found = _SEAL.fullmatch(lines[_SEAL_LINE]) if len(lines) > _SEAL_LINE else None
    if found is None:
        raise UnreadableEvidenceError("no seal")
    rest = b"\n".join(lines[:_SEAL_LINE] + lines[_SEAL_LINE + 1 :])
    return Sealed(found[1].decode(), hashlib.sha256(rest).hexdigest(), content)


def differing(rows: Sequence[Row], others: Sequence[Row]) -> list[str]:
    """Codes of the units whose figures differ, or that only one of both has, in their order."""
    before = {row["code"]: row for row in rows}
    after = {row["code"]: row for row in others}
    return [
        code for code in dict.fromkeys([*before, *after]) if before.get(code) != after.get(code)
    ]


def hundredths(percent: Fraction | None) -> str | None:
    """A percentage with two decimals as a text, a half rounded up: "22.88"; None stays None."""
    if percent is None:
        return None
    scaled = percent * 100
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return f"{whole // 100}.{whole % 100:02}"


def _value(name: str, value: Any) -> str:
    if name != "rows":
        return _text(value)
    # A line for each unit, so that two files can be laid side by side.
    return "[\n" + ",\n".join(map(_text, value)) + "]"


def _text(value: Any) -> str:
    _check_exact(value)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return unicodedata.normalize("NFC", text)


def _check_exact(value: Any) -> None:
    """Refuse numbers that are written differently by different programs."""
    if isinstance(value, float):
        raise ValueError(f"{value} is not exact")
    parts = value.values() if isinstance(value, Mapping) else value
    if isinstance(value, Mapping | list | tuple):
        for part in parts:
            _check_exact(part)
