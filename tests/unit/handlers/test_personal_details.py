from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.rules import RoundRules, is_old_enough
from handlers.personal_details import (
    BirthDateFault,
    NameFault,
    comes_of_age,
    read_birth_date,
    read_full_name,
)

TODAY = date(2023, 11, 7)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Nguyễn Thị Hoa", "Nguyễn Thị Hoa"),
        ("nguyễn  thị hoa", "Nguyễn Thị Hoa"),
        ("NGUYỄN THỊ HOA", "NGUYỄN THỊ HOA"),
        ("H’Hen Niê", "H’Hen Niê"),
        ("h'hen niê", "H'Hen Niê"),
        ("y bhiông mlô", "Y Bhiông Mlô"),
        ("đinh ích", "Đinh Ích"),
        ("Trần J. Smith-Lê", "Trần J. Smith-Lê"),
        ("李小龍", "李小龍"),
        ("Øystein", "Øystein"),
        ("Hoa", "Hoa"),
        ("Hoa\nHồng", "Hoa Hồng"),
        ("ý " * 40, ("Ý " * 40).strip()),
    ],
)
def test_names_of_any_script_are_taken_and_lower_case_ones_capitalised(
    typed: str, name: str
) -> None:
    assert read_full_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", NameFault.TOO_SHORT),
        ("A", NameFault.TOO_SHORT),
        ("...", NameFault.TOO_SHORT),
        ("a" * 81, NameFault.TOO_LONG),
        ("<b>Hoa</b>", NameFault.NOT_A_NAME),
        ("*Hoa*", NameFault.NOT_A_NAME),
        ("[Hoa](tg://user?id=1)", NameFault.NOT_A_NAME),
        ("Hoa 😀", NameFault.NOT_A_NAME),
        ("Hoa 2", NameFault.NOT_A_NAME),
        ("=cmd()", NameFault.NOT_A_NAME),
    ],
)
def test_markup_digits_and_emoji_are_no_name(typed: str, fault: NameFault) -> None:
    assert read_full_name(typed) is fault


@pytest.mark.parametrize(
    "typed",
    [
        "08/11/2005",
        "8/11/2005",
        "8-11-2005",
        "8.11.2005",
        "08 11 2005",
        "08112005",
        "2005-11-08",
        "2005/11/8",
        "ngày 8 tháng 11 năm 2005",
        "Sinh ngày 08/11/2005.",
        "08 / 11 / 2005",
    ],
)
def test_usual_ways_of_writing_a_birth_date_are_understood(typed: str) -> None:
    assert read_birth_date(typed, TODAY) == date(2005, 11, 8)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", BirthDateFault.UNREADABLE),
        ("hôm qua", BirthDateFault.UNREADABLE),
        ("8/11", BirthDateFault.UNREADABLE),
        ("1/2/3/2005", BirthDateFault.UNREADABLE),
        ("8/11/20055", BirthDateFault.UNREADABLE),
        ("٠٨/١١/٢٠٠٥", BirthDateFault.UNREADABLE),
        ("8.11.05", BirthDateFault.SHORT_YEAR),
        ("31/02/2000", BirthDateFault.NO_SUCH_DAY),
        ("29/02/2001", BirthDateFault.NO_SUCH_DAY),
        ("12/25/2000", BirthDateFault.NO_SUCH_DAY),
        ("00/11/2000", BirthDateFault.NO_SUCH_DAY),
        ("01/01/0000", BirthDateFault.NO_SUCH_DAY),
        ("08/11/2023", BirthDateFault.IN_FUTURE),
        ("31/12/1903", BirthDateFault.TOO_LONG_AGO),
        ("9" * 2_000, BirthDateFault.UNREADABLE),
    ],
)
def test_what_is_no_possible_birth_date_is_refused_with_a_reason(
    typed: str, fault: BirthDateFault
) -> None:
    assert read_birth_date(typed, TODAY) is fault


def test_the_day_itself_and_29_february_of_a_leap_year_are_birth_dates() -> None:
    assert read_birth_date("07/11/2023", TODAY) == TODAY
    assert read_birth_date("29/02/2000", TODAY) == date(2000, 2, 29)


def test_somebody_born_on_29_february_comes_of_age_on_1_march() -> None:
    assert comes_of_age(date(2004, 2, 29), 18) == date(2022, 3, 1)
    assert comes_of_age(date(2005, 11, 8), 18) == date(2023, 11, 8)


@given(st.dates(date(1900, 1, 1), date(2030, 1, 1)), st.integers(0, 100))
def test_coming_of_age_agrees_with_the_rule_of_the_contest(born: date, age: int) -> None:
    rules = RoundRules(minimum_age=age)
    first_day = comes_of_age(born, age)

    assert is_old_enough(born, rules, first_day)
    assert not is_old_enough(born, rules, first_day - timedelta(days=1))


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    name, born = read_full_name(text), read_birth_date(text, TODAY)

    assert isinstance(name, NameFault) or 2 <= len(name) <= 80
    assert isinstance(born, BirthDateFault) or date(1904, 1, 1) <= born <= TODAY
