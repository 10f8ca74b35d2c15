"""Reads the full name and the birth date that a person types at registration; values only."""

import re
import unicodedata
from datetime import date
from enum import StrEnum

MIN_NAME_LENGTH = 2
MAX_NAME_LENGTH = 80
MAX_AGE = 120
"""Years; older than anybody known to live."""

_NAME_MARKS = frozenset("'’ʼ‘-‐.")
"""Apostrophes as in H'Hen and M’Lô, hyphens and initials."""


class NameFault(StrEnum):
    """Why a text is no full name."""

    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    NOT_A_NAME = "not-a-name"


class BirthDateFault(StrEnum):
    """Why a text is no birth date."""

    UNREADABLE = "unreadable"
    SHORT_YEAR = "short-year"
    NO_SUCH_DAY = "no-such-day"
    IN_FUTURE = "in-future"
    TOO_LONG_AGO = "too-long-ago"


def read_full_name(text: str) -> str | NameFault:
    """A full name with single spaces; capitals stay as typed unless there are none at all.

    Args:
        text: cleaned, in NFC.
    """
    name = " ".join(text.split())
    if len(name) > MAX_NAME_LENGTH:
        return NameFault.TOO_LONG
    if not all(char in _NAME_MARKS or char == " " or _is_letter(char) for char in name):
        return NameFault.NOT_A_NAME
    if sum(char.isalpha() for char in name) < MIN_NAME_LENGTH:
        return NameFault.TOO_SHORT
    return _capitalised(name) if name == name.lower() else name


def read_birth_date(text: str, today: date) -> date | BirthDateFault:
    """A birth date written day first (``8/11/2005``, ``08112005``) or as ``2005-11-08``.

    A year of two digits is refused: 05 may be 1905 or 2005.
    """
    numbers = _day_month_year(text)
    if numbers is None:
        return BirthDateFault.UNREADABLE
    day, month, year = numbers
    if len(year) == 2:
        return BirthDateFault.SHORT_YEAR
    try:
        born = date(int(year), int(month), int(day))
    except ValueError:
        return BirthDateFault.NO_SUCH_DAY
    if born > today:
        return BirthDateFault.IN_FUTURE
    return BirthDateFault.TOO_LONG_AGO if today.year - born.year >= MAX_AGE else born


def comes_of_age(born: date, age: int) -> date:
    """The first day on which somebody is ``age`` years old; 1 March for 29 February if need be."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def _is_letter(char: str) -> bool:
    # Combining marks belong to letters in many scripts and may survive NFC.
    return unicodedata.category(char)[0] in "LM"


def _capitalised(name: str) -> str:
    return re.sub(r"(^|[ '’ʼ‘\-‐.])(\w)", lambda hit: hit[1] + hit[2].upper(), name)


_WRITTEN_OUT = re.compile(r"(?:ngày|ngay|sinh|tháng|thang|năm|nam)\b", re.IGNORECASE)
_DAY_FIRST = re.compile(r"([0-9]{1,2})[ /.\-]+([0-9]{1,2})[ /.\-]+([0-9]{4}|[0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[ /.\-]+([0-9]{1,2})[ /.\-]+([0-9]{1,2})")
_RUN_TOGETHER = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")


def _day_month_year(text: str) -> tuple[str, str, str] | None:
    digits = _WRITTEN_OUT.sub(" ", text).strip(" .,;")
    if hit := _DAY_FIRST.fullmatch(digits) or _RUN_TOGETHER.fullmatch(digits):
        return hit[1], hit[2], hit[3]
    if hit := _YEAR_FIRST.fullmatch(digits):
        return hit[3], hit[2], hit[1]
    return None
