"""Checks a roster: each row by itself, then people who come twice and units with too many."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from contest.model import Unit, UnitId
from contest.quotas import Category, QuotaPolicy
from handlers.imports.categories import Categories, title
from handlers.imports.columns import Column, Reading
from handlers.imports.faults import Checked
from handlers.imports.flags import flag
from handlers.imports.people import (
    PEOPLE_COLUMNS,
    ListedPerson,
    Seen,
    conclude_people,
    read_person,
)
from handlers.imports.unit_names import UNIT_COLUMNS, UnitNames, read_unit, unit_column
from handlers.ports.records import Strength
from handlers.ports.rosters import NewRosterEntry
from handlers.ports.tables import FaultCode, RawTable, Row

COLUMNS = (
    *PEOPLE_COLUMNS,
    *UNIT_COLUMNS,
    Column("category", ("nhóm chức vụ", "nhóm", "nhóm vị trí", "nhóm đối tượng"), 200),
    Column("post", ("chức vụ", "vị trí", "chức danh", "vị trí việc làm", "chức vụ chức danh"), 200),
    Column(
        "onestop",
        ("một cửa", "bộ phận một cửa", "tiếp nhận và trả kết quả", "công chức một cửa"),
    ),
    Column("nominated", ("được cử", "bắt buộc", "cử dự thi", "cử tham gia", "được cử dự thi")),
)


@dataclass(frozen=True, slots=True)
class _Listed:
    """A row; None for what is faulty.

    Attributes:
        is_marked: what the column of nominations says, None where it is blank.
    """

    person: ListedPerson
    unit: Unit | None
    category: Category | None
    is_marked: bool | None
    is_nominated: bool = True


def check_roster(
    table: RawTable,
    units: Sequence[Unit],
    strengths: Mapping[UnitId, Strength],
    policy: QuotaPolicy,
    today: date,
) -> Checked[NewRosterEntry]:
    """The people of a roster, or everything that is wrong with them.

    Args:
        units: those that exist, of all levels.
        strengths: headcounts; a unit without any is not checked for too many people.
        today: for the ages.
    """
    reading = Reading(table, COLUMNS)
    reading.need_one_of("unit", "unit_code")
    reading.need_one_of("category", "post")
    reading.need_one_of("birth_date", "phone")
    names, categories = UnitNames(units), Categories(policy)
    listed = _nominations(
        [
            _Listed(
                read_person(reading, row, today),
                read_unit(reading, row, names),
                _category(reading, row, categories),
                flag(reading, row, "nominated"),
            )
            for row in table.rows
        ]
    )
    _check_people(reading, listed, names)
    _check_headcounts(reading, listed, names, strengths, policy)
    return conclude_people(reading, _entries(listed))


def _category_column(reading: Reading) -> str:
    return "category" if reading.has("category") else "post"


def _category(reading: Reading, row: Row, categories: Categories) -> Category | None:
    column = _category_column(reading)
    text = reading.text(row, column)
    is_onestop = flag(reading, row, "onestop")
    if not text:
        if reading.is_readable(row, column):
            reading.fault(FaultCode.EMPTY, row, column)
        return None
    category = categories.find(text)
    if category is None:
        reading.fault(FaultCode.UNKNOWN_CATEGORY, row, column, near=categories.near(text))
    elif is_onestop and categories.has_parts:
        part = categories.part_of(category)
        if part is None:
            reading.fault(FaultCode.ONESTOP_OUTSIDE_STAFF, row, "onestop", category=title(category))
        return part
    return category


def _nominations(listed: list[_Listed]) -> list[_Listed]:
    """Where somebody is ticked, who is not ticked is not nominated; else all are but a "no"."""
    blank = not any(each.is_marked for each in listed)
    return [
        replace(each, is_nominated=blank if each.is_marked is None else each.is_marked)
        for each in listed
    ]


def _check_people(reading: Reading, listed: Sequence[_Listed], names: UnitNames) -> None:
    seen, units = Seen(), {each.person.row.number: each.unit for each in listed}
    for each in listed:
        row = each.person.row
        before, is_same = seen.add(each.person)
        if before is None:
            continue
        first, other = str(before.row.number), units[before.row.number]
        if not is_same:
            reading.fault(FaultCode.DUPLICATE_PHONE, row, "phone", first=first)
        elif each.unit and other and each.unit != other:
            facts = {"first": first, "unit": names.title(other)}
            reading.fault(FaultCode.IN_TWO_UNITS, row, unit_column(reading, row), **facts)
        else:
            reading.fault(FaultCode.LISTED_TWICE, row, "full_name", first=first)


def _check_headcounts(
    reading: Reading,
    listed: Sequence[_Listed],
    names: UnitNames,
    strengths: Mapping[UnitId, Strength],
    policy: QuotaPolicy,
) -> None:
    """One fault for each unit and category, in the row of the first person too many."""
    within = {rule.category: rule.within for rules in policy.levels.values() for rule in rules}
    rows: dict[tuple[Unit, Category], list[Row]] = defaultdict(list)
    for each in listed:
        category = each.category if each.is_nominated else None
        while each.unit and category is not None:
            rows[each.unit, category].append(each.person.row)
            category = within.get(category)
    for (unit, category), nominated in rows.items():
        headcount = _headcount(strengths.get(unit.id), category)
        if headcount is not None and len(nominated) > headcount:
            reading.fault(
                FaultCode.OVER_HEADCOUNT,
                nominated[headcount],
                _category_column(reading),
                unit=names.title(unit),
                category=title(category),
                count=str(len(nominated)),
                headcount=str(headcount),
            )


def _headcount(strength: Strength | None, category: Category) -> int | None:
    """None if it is not known: no figures, or zeros alone (domain.md 8)."""
    if strength is None or not any(strength.headcounts.values()):
        return None
    return strength.headcounts.get(category)


def _entries(listed: Sequence[_Listed]) -> Iterator[NewRosterEntry]:
    for each in listed:
        if each.unit is not None and each.category is not None:
            yield NewRosterEntry(
                unit=each.unit.id,
                category=each.category,
                full_name=each.person.full_name,
                birth_date=each.person.birth_date,
                phone=each.person.phone,
                is_nominated=each.is_nominated,
            )
