"""People as lists name them: the columns that say who somebody is, and pairing them with rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from contest.phones import masked
from contest.units import fold
from handlers.ports.records import ProtectedPhone
from storage.digests import Digests

Columns = Mapping[str, Any]
_Key = tuple[object, ...]


def protect(digests: Digests, number: str) -> ProtectedPhone:
    """A phone number in the form of ``contest.phones`` as it is kept."""
    return ProtectedPhone(digests.phone(number), masked(number))


def folded(full_name: str) -> str:
    """A name in any spelling of its marks: "Hoà", "Hòa" and "HOA" are the same.

    ``fold`` only takes off marks, case and punctuation; that k and c or y and i are one letter is
    left to the search for units.
    """
    return fold(full_name)


def who_columns(
    digests: Digests, full_name: str, birth_date: date | None, phone: str | None
) -> dict[str, Any]:
    """The columns that both kinds of lists have."""
    protected = None if phone is None else protect(digests, phone)
    return {
        "full_name": full_name,
        "folded_name": folded(full_name),
        "birth_date": birth_date,
        "phone_digest": protected and protected.digest,
        "phone_masked": protected and protected.masked,
    }


def pair(wanted: Sequence[Columns], stored: Sequence[Columns]) -> list[Columns | None]:
    """For everybody on rosters the stored row of the same somebody, every row once.

    In one unit, the same phone says so first, then the same name and birth date, then the same
    name where neither side has more than that.
    """
    found: list[Columns | None] = [None] * len(wanted)
    free = {row["id"]: row for row in stored}
    for key_of in (_by_phone, _by_name_and_birth, _by_name_alone):
        rows = defaultdict[_Key | None, list[Columns]](list)
        for row in free.values():
            rows[key_of(row)].append(row)
        for place, columns in enumerate(wanted):
            key = key_of(columns)
            if key is not None and found[place] is None and rows[key]:
                found[place] = row = rows[key].pop(0)
                del free[row["id"]]
    return found


def _by_phone(who: Columns) -> _Key | None:
    digest = who["phone_digest"]
    return None if digest is None else (who["unit_id"], digest)


def _by_name_and_birth(who: Columns) -> _Key | None:
    born = who["birth_date"]
    return None if born is None else (who["unit_id"], who["folded_name"], born)


def _by_name_alone(who: Columns) -> _Key | None:
    if who["birth_date"] is not None or who["phone_digest"] is not None:
        return None
    return (who["unit_id"], who["folded_name"])
