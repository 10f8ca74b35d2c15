"""Checks a list of people who must not take part because of a duty in the contest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process

from contest.units import fold
from handlers.imports.columns import Column, Reading
from handlers.imports.faults import Checked
from handlers.imports.people import (
    PEOPLE_COLUMNS,
    ListedPerson,
    Seen,
    conclude_people,
    read_person,
)
from handlers.ports.rosters import Duty, NewExclusion
from handlers.ports.tables import FaultCode, RawTable, Row

COLUMNS = (
    *PEOPLE_COLUMNS,
    Column(
        "duty",
        ("nhiệm vụ", "vai trò", "lý do", "thành viên", "tổ", "ban", "nhiệm vụ trong cuộc thi"),
        200,
        is_required=True,
    ),
)

_NEAR = 60
"""Least similarity, of 100, of words that are suggested."""

_WORDS: dict[Duty, tuple[str, ...]] = {
    Duty.ORGANISING_COMMITTEE: ("Ban Tổ chức", "BTC", "thành viên Ban Tổ chức", "Ban Tổ chức thi"),
    Duty.SECRETARIAT: ("Tổ Thư ký", "thư ký", "thành viên Tổ Thư ký", "Tổ giúp việc"),
    Duty.DRAFTING_TEAM: (
        *("Tổ soạn thảo", "Tổ soạn thảo bộ câu hỏi", "soạn thảo câu hỏi", "Tổ soạn thảo câu hỏi"),
        *("Ban Đề thi", "thẩm định câu hỏi", "Tổ thẩm định câu hỏi", "soạn thảo"),
    ),
    Duty.TECHNICAL: ("kỹ thuật", "cán bộ kỹ thuật", "Tổ kỹ thuật", "quản trị phần mềm"),
}
_BY_WORD = {
    **{fold(word): duty for duty, words in _WORDS.items() for word in words},
    **{fold(duty): duty for duty in Duty},
}


@dataclass(frozen=True, slots=True)
class _Listed:
    person: ListedPerson
    duty: Duty | None


def check_exclusions(table: RawTable, today: date) -> Checked[NewExclusion]:
    """The people of a list, or everything that is wrong with them.

    Args:
        today: for the ages.
    """
    reading = Reading(table, COLUMNS)
    reading.need_one_of("birth_date", "phone")
    listed = [_Listed(read_person(reading, row, today), _duty(reading, row)) for row in table.rows]
    _check_people(reading, listed)
    values = (
        NewExclusion(each.duty, each.person.full_name, each.person.birth_date, each.person.phone)
        for each in listed
        if each.duty is not None
    )
    return conclude_people(reading, values)


def _duty(reading: Reading, row: Row) -> Duty | None:
    text = reading.text(row, "duty")
    duty = _BY_WORD.get(fold(text))
    if text and duty is None:
        reading.fault(FaultCode.UNKNOWN_DUTY, row, "duty", near=_near(fold(text)))
    return duty


def _near(words: str) -> str:
    """The duty that may be meant, else all."""
    hit = process.extractOne(words, list(_BY_WORD), scorer=fuzz.ratio, score_cutoff=_NEAR)
    duties = [_BY_WORD[hit[0]]] if hit else list(Duty)
    return ", ".join(_WORDS[duty][0] for duty in duties)


def _check_people(reading: Reading, listed: Sequence[_Listed]) -> None:
    """Somebody may have several duties, but is listed once with each."""
    seen, duties = Seen(), {each.person.row.number: each.duty for each in listed}
    for each in listed:
        row = each.person.row
        before, is_same = seen.add(each.person)
        if before is None:
            continue
        first = str(before.row.number)
        if not is_same:
            reading.fault(FaultCode.DUPLICATE_PHONE, row, "phone", first=first)
        elif each.duty == duties[before.row.number]:
            reading.fault(FaultCode.LISTED_TWICE, row, "full_name", first=first)
