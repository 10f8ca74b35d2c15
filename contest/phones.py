"""Vietnamese phone numbers in every habit of writing them, brought to one form and masked.

The form is E.164, "+84" and the number without its leading zero. A number stands in no repr.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

COUNTRY = "84"

# Mobile numbers lost a digit in 2018; the old prefixes are still written on lists. Without the 0:
# Viettel 162-169, MobiFone 120-122, 126 and 128, VinaPhone 123-125, 127 and 129,
# Vietnamobile 186 and 188, Gmobile 199.
_OLD_PREFIXES = {
    **{f"16{digit}": f"3{digit}" for digit in range(2, 10)},
    **{"120": "70", "121": "79", "122": "77", "126": "76", "128": "78"},
    **{"123": "83", "124": "84", "125": "85", "127": "81", "129": "82"},
    **{"186": "56", "188": "58", "199": "59"},
}
# Digits after the 0 by the first of them: mobile numbers, and 2 for landlines with their area code.
_LENGTHS = {"2": 10, "3": 9, "5": 9, "7": 9, "8": 9, "9": 9}
_MARKS = frozenset(".,/·'’")
"""What is written between digits beside spaces, dashes and brackets; ' makes a cell a text."""
# What a spreadsheet makes of a number: 912345678.0; groups (091.234.567.0) have further marks.
_AS_DECIMAL = re.compile(r"(\+?\d+)[.,]0", re.ASCII)
_DIGITS = re.compile(r"\+?\d+", re.ASCII)


class PhoneFault(StrEnum):
    """Why something is no phone number that a contest can use."""

    EMPTY = "empty"
    NOT_A_NUMBER = "not_a_number"
    FOREIGN = "foreign"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    UNKNOWN_PREFIX = "unknown_prefix"


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A Vietnamese phone number.

    Attributes:
        e164: such as "+84912345678", the same for every way of writing it.
    """

    e164: str = field(repr=False)

    @property
    def masked(self) -> str:
        """As it may be shown: "098****123" (domain.md 5)."""
        return masked(self.e164)


def normalise(written: str) -> PhoneNumber | PhoneFault:
    """The number that somebody has written, or why it is none.

    A leading zero that a spreadsheet has dropped is put back, and mobile numbers of eleven digits
    become those that replaced them in 2018.
    """
    text = _without_marks(written)
    if not text:
        return PhoneFault.EMPTY
    if not _DIGITS.fullmatch(text):
        return PhoneFault.NOT_A_NUMBER
    national = _national(text)
    if national is None:
        return PhoneFault.FOREIGN
    national = _OLD_PREFIXES.get(national[:3], national[:3]) + national[3:]
    return _fault(national) or PhoneNumber(f"+{COUNTRY}{national}")


def masked(e164: str) -> str:
    """A number as it may be shown, from its form in E.164: "098****123" (domain.md 5)."""
    national = "0" + e164.removeprefix(f"+{COUNTRY}")
    return national[:3] + "*" * (len(national) - 6) + national[-3:]


def _without_marks(written: str) -> str:
    # NFKC turns fullwidth digits and non-breaking spaces into plain ones.
    text = unicodedata.normalize("NFKC", written)
    visible = "".join(char for char in text if unicodedata.category(char) != "Cf").strip(
        " \t\r\n'’"
    )
    if decimal := _AS_DECIMAL.fullmatch(visible):
        return decimal[1]
    return "".join(char for char in visible if not _is_mark(char))


def _is_mark(char: str) -> bool:
    return char in _MARKS or unicodedata.category(char) in ("Zs", "Cc", "Pd", "Ps", "Pe")


def _national(text: str) -> str | None:
    """The digits after the 0; None for a number of another country."""
    digits = text.lstrip("+")
    if text.startswith("+") or digits.startswith("00"):
        digits = digits.removeprefix("00")
        if not digits.startswith((COUNTRY, "0")):
            return None  # no country's code begins with 0
        return _without_zero(digits.removeprefix(COUNTRY))
    digits = _without_zero(digits)
    # 84 begins numbers of VinaPhone too, but those have nine digits.
    if digits.startswith(COUNTRY) and len(digits) > 9:
        return _without_zero(digits.removeprefix(COUNTRY))
    return digits


def _without_zero(digits: str) -> str:
    return digits.removeprefix("0")


def _fault(national: str) -> PhoneFault | None:
    expected = _LENGTHS.get(national[:1])
    if expected is None:
        return PhoneFault.UNKNOWN_PREFIX if national else PhoneFault.TOO_SHORT
    if len(national) == expected:
        return None
    return PhoneFault.TOO_SHORT if len(national) < expected else PhoneFault.TOO_LONG
