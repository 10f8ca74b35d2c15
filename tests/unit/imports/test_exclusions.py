"""Checking the list of people who must not take part."""

from datetime import date

import pytest

from handlers.ports.rosters import Duty, NewExclusion
from handlers.ports.tables import FaultCode
from tests.unit.imports.province import Province, spots

HEADER = ("Họ và tên", "Ngày sinh", "Điện thoại", "Nhiệm vụ")
BINH = ("Trần Văn Bình", "02/09/1975", "0905123456", "Ban Tổ chức")


def test_a_row_becomes_an_exclusion(province: Province) -> None:
    checked = province.exclusions(HEADER, BINH)

    assert checked.faults == ()
    assert checked.values == (
        NewExclusion(Duty.ORGANISING_COMMITTEE, "Trần Văn Bình", date(1975, 9, 2), "+84905123456"),
    )


@pytest.mark.parametrize(
    ("words", "duty"),
    [
        ("BTC", Duty.ORGANISING_COMMITTEE),
        ("thành viên Ban Tổ chức", Duty.ORGANISING_COMMITTEE),
        ("TỔ THƯ KÝ", Duty.SECRETARIAT),
        ("Tổ soạn thảo bộ câu hỏi", Duty.DRAFTING_TEAM),
        ("kỹ thuật", Duty.TECHNICAL),
        ("technical", Duty.TECHNICAL),
    ],
)
def test_a_duty_has_several_names(province: Province, words: str, duty: Duty) -> None:
    (exclusion,) = province.exclusions(HEADER, [*BINH[:3], words]).values

    assert exclusion.duty is duty


def test_an_unknown_duty_comes_with_those_that_are_known(province: Province) -> None:
    checked = province.exclusions(
        HEADER, [*BINH[:3], "Tổ thư kýý"], ["Lê Mai", *BINH[1:2], "", "?"]
    )

    assert spots(checked) == [
        (2, "Nhiệm vụ", FaultCode.UNKNOWN_DUTY),
        (3, "Nhiệm vụ", FaultCode.UNKNOWN_DUTY),
    ]
    assert checked.faults[0].facts == {"near": "Tổ Thư ký"}
    assert checked.faults[1].facts == {"near": "Ban Tổ chức, Tổ Thư ký, Tổ soạn thảo, kỹ thuật"}


def test_without_phone_and_birth_date_nobody_could_be_refused(province: Province) -> None:
    checked = province.exclusions(HEADER, ["Trần Văn Bình", "", "", "BTC"])

    assert spots(checked) == [(2, "Ngày sinh", FaultCode.UNMATCHABLE)]


def test_somebody_may_have_two_duties_but_none_twice(province: Province) -> None:
    checked = province.exclusions(HEADER, BINH, [*BINH[:3], "Tổ soạn thảo"], [*BINH[:3], "BTC"])

    assert spots(checked) == [(4, "Họ và tên", FaultCode.LISTED_TWICE)]


def test_a_phone_belongs_to_one_person(province: Province) -> None:
    checked = province.exclusions(HEADER, BINH, ["Lê Mai", *BINH[1:]])

    assert spots(checked) == [(3, "Điện thoại", FaultCode.DUPLICATE_PHONE)]
