"""What lists of people share: name, birth date, phone, and who of them comes twice.

A fault goes to a terminal and into files, so no phone number stays readable in it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from contest.phones import PhoneFault, PhoneNumber, normalise
from contest.units import fold
from handlers.imports.columns import Column, Reading
from handlers.imports.faults import Checked, conclude
from handlers.personal_details import (
    BirthDateFault,
    NameFault,
    comes_of_age,
    read_birth_date,
    read_full_name,
)
from handlers.ports.tables import Fault, FaultCode, Row

MIN_AGE = 18
"""Years; nobody younger may take part (seed 001 II.2b) or serve as an official."""
MAX_AGE = 90
"""Years; elders of associations may be nominated, 1908 for 1980 is a slip."""

PEOPLE_COLUMNS = (
    Column("family_name", ("họ", "họ đệm", "họ và đệm", "họ và tên đệm", "họ và chữ đệm"), 80),
    Column(
        "full_name",
        ("họ và tên", "họ tên", "tên", "họ tên thí sinh", "họ và tên thí sinh"),
        120,
        is_required=True,
    ),
    Column("birth_date", ("ngày sinh", "ngày tháng năm sinh", "sinh ngày", "năm sinh"), 40),
    Column(
        "phone",
        (
            *("số điện thoại", "điện thoại", "sđt", "số đt", "đt", "di động", "số di động"),
            *("điện thoại di động", "số điện thoại di động", "đt di động", "số đt di động"),
            *("điện thoại liên hệ", "số điện thoại liên hệ", "sđt liên hệ", "số zalo"),
        ),
        60,
    ),
)

_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_LONG_NUMBER = re.compile(r"\d(?:[ .\-/()]*\d){8,}")
_SHORT_NUMBER = re.compile(r"\d(?:[ .\-/()]*\d){5,}")
"""Nine digits are a phone number wherever they stand, six one that lacks some in its column."""

_DATE_FAULTS = {
    BirthDateFault.UNREADABLE: FaultCode.NOT_A_DATE,
    BirthDateFault.NO_SUCH_DAY: FaultCode.NOT_A_DATE,
    BirthDateFault.SHORT_YEAR: FaultCode.SHORT_YEAR,
    BirthDateFault.IN_FUTURE: FaultCode.TOO_YOUNG,
    BirthDateFault.TOO_LONG_AGO: FaultCode.TOO_OLD,
}

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A person as a row names them; empty or None for what is missing or faulty.

    Attributes:
        phone: in E.164.
        has_phone: whether the row gives one, faulty or not.
    """

    row: Row
    full_name: str = field(repr=False)
    birth_date: date | None = field(repr=False)
    phone: str | None = field(repr=False)
    has_phone: bool


def read_person(reading: Reading, row: Row, today: date) -> ListedPerson:
    """The person of a row.

    Without phone and birth date nobody could ever be recognised as this person: they would be asked
    for again and again although they have played, so that is a fault too.
    """
    name = _full_name(reading, row)
    born = _birth_date(reading, row, today)
    phone = _phone(reading, row)
    has_phone = reading.is_filled(row, "phone")
    if not has_phone and not reading.is_filled(row, "birth_date"):
        column = "birth_date" if reading.has("birth_date") else "phone"
        if reading.has(column):
            reading.fault(FaultCode.UNMATCHABLE, row, column)
    return ListedPerson(row, name, born, phone, has_phone)


class Seen:
    """The people of the rows so far."""

    def __init__(self) -> None:
        self._by_phone: dict[str, ListedPerson] = {}
        self._by_name: dict[tuple[str, date], list[ListedPerson]] = defaultdict(list)

    def add(self, person: ListedPerson) -> tuple[ListedPerson | None, bool]:
        """Note a person; returns who came before under this phone, or as this person.

        Two people may share name and birth date, in a province some do: whoever has a phone of
        their own is somebody else.

        Returns:
            The earlier one if any, and whether they are the same person.
        """
        name = fold(person.full_name)
        before = self._by_phone.get(person.phone or "")
        is_same = before is not None and fold(before.full_name) == name
        if person.phone:
            self._by_phone.setdefault(person.phone, person)
        if name and person.birth_date:
            namesakes = self._by_name[name, person.birth_date]
            if before is None:
                alike = (each for each in namesakes if not (each.has_phone and person.has_phone))
                before = next(alike, None)
                is_same = before is not None
            namesakes.append(person)
        return before, is_same


def conclude_people(reading: Reading, values: Iterable[Value]) -> Checked[Value]:
    """The outcome of a list of people, without phone numbers in its faults."""
    phone = reading.label("phone") if reading.has("phone") else None
    faults = (_without_numbers(fault, phone) for fault in reading.faults)
    return conclude(values, faults, reading.ignored)


def _full_name(reading: Reading, row: Row) -> str:
    given = reading.text(row, "full_name")
    written = f"{reading.text(row, 'family_name')} {given}".strip() if given else ""
    name = read_full_name(written)
    if isinstance(name, NameFault):
        if written:
            reading.fault(FaultCode.NOT_A_NAME, row, "full_name")
        return ""
    return name


def _birth_date(reading: Reading, row: Row, today: date) -> date | None:
    text = reading.text(row, "birth_date")
    if not text:
        return None
    if _YEAR.fullmatch(text):
        reading.fault(FaultCode.YEAR_ONLY, row, "birth_date")
        return None
    born = read_birth_date(text, today)
    if isinstance(born, BirthDateFault):
        fault = _DATE_FAULTS[born]
    elif comes_of_age(born, MIN_AGE) > today:
        fault = FaultCode.TOO_YOUNG
    elif comes_of_age(born, MAX_AGE) <= today:
        fault = FaultCode.TOO_OLD
    else:
        return born
    ages = {FaultCode.TOO_YOUNG: MIN_AGE, FaultCode.TOO_OLD: MAX_AGE}
    facts = {"age": str(ages[fault])} if fault in ages else {}
    reading.fault(fault, row, "birth_date", **facts)
    return None


def _phone(reading: Reading, row: Row) -> str | None:
    phone = normalise(reading.text(row, "phone"))
    if isinstance(phone, PhoneNumber):
        return phone.e164
    if phone is not PhoneFault.EMPTY:
        reading.fault(FaultCode.BAD_PHONE, row, "phone", reason=phone.value)
    return None


def _without_numbers(fault: Fault, phone: str | None) -> Fault:
    if not fault.found:
        return fault
    number = _SHORT_NUMBER if phone is not None and fault.column == phone else _LONG_NUMBER
    return replace(fault, found=number.sub(lambda hit: f"{hit[0][:3]}****", fault.found))
