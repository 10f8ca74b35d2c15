"""Phone numbers as people and spreadsheets write them; every number here is made up."""

import pytest

from contest.phones import PhoneFault, PhoneNumber, masked, normalise

MOBILE = "+84912345678"
LANDLINE = "+842623852345"


def e164(written: str) -> str:
    number = normalise(written)
    assert isinstance(number, PhoneNumber), number
    return number.e164


@pytest.mark.parametrize(
    "written",
    [
        "0912345678",
        "+84912345678",
        "84912345678",
        "0084912345678",
        "084912345678",
        "+840912345678",
        "+0912345678",
        "+84 (0) 912 345 678",
        "(+84) 912 345 678",
        "84-0912345678",
        "0912 345 678",
        "0912.345.678",
        "091.234.5678",
        "0912-345-678",
        "0912–345–678",
        "(091) 2345678",
        "[0912] 345678",
        "0912/345678",
        "0912,345,678",
        "0912·345·678",
        "  0912345678\n",
        "\t0912345678",
        "0912\u00a0345\u00a0678",
        "0912\u202f345\u2009678",
        "\u200e0912345678\u202c",
        "\ufeff0912345678",
        "0912\u200b345\u2060678",
        "0912\u2011345\u2011678",
        "０９１２３４５６７８",
        "＋８４９１２３４５６７８",
        "'0912345678",
        "’0912345678",
        "912345678",
        "912345678.0",
        "912345678,0",
        "0912345678.0",
        "84912345678.0",
        "+84912345678.0",
        "912 345 678",
        "912,345,678",
    ],
)
def test_every_way_of_writing_a_mobile_number_means_the_same(written: str) -> None:
    assert e164(written) == MOBILE


@pytest.mark.parametrize(
    "written",
    [
        "02623852345",
        "0262 3852 345",
        "(0262) 3852345",
        "(0262) 3.852.345",
        "0262.3852345",
        "+84 262 3852345",
        "0084 262 3852345",
        "84 262 3852345",
        "2623852345",
        "2623852345.0",
        "+84 (0262) 3852345",
    ],
)
def test_every_way_of_writing_a_landline_means_the_same(written: str) -> None:
    assert e164(written) == LANDLINE


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0841234567", "+84841234567"),
        ("841234567", "+84841234567"),
        ("84841234567", "+84841234567"),
        ("+84841234567", "+84841234567"),
        ("02838123456", "+842838123456"),
        ("02438123456", "+842438123456"),
        ("0331234567", "+84331234567"),
        ("0561234567", "+84561234567"),
        ("0701234567", "+84701234567"),
    ],
)
def test_numbers_that_begin_like_something_else_stay_themselves(written: str, number: str) -> None:
    assert e164(written) == number


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("0162", "32"),
        ("0163", "33"),
        ("0164", "34"),
        ("0165", "35"),
        ("0166", "36"),
        ("0167", "37"),
        ("0168", "38"),
        ("0169", "39"),
        ("0120", "70"),
        ("0121", "79"),
        ("0122", "77"),
        ("0126", "76"),
        ("0128", "78"),
        ("0123", "83"),
        ("0124", "84"),
        ("0125", "85"),
        ("0127", "81"),
        ("0129", "82"),
        ("0186", "56"),
        ("0188", "58"),
        ("0199", "59"),
    ],
)
def test_a_mobile_number_of_eleven_digits_is_the_one_that_replaced_it(old: str, new: str) -> None:
    assert e164(f"{old}3456789") == f"+84{new}3456789"


@pytest.mark.parametrize(
    "written", ["1683456789", "+84 168 345 6789", "0084.168.345.6789", "1683456789.0"]
)
def test_an_old_number_is_replaced_however_it_is_written(written: str) -> None:
    assert e164(written) == "+84383456789"


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("", PhoneFault.EMPTY),
        (" \u00a0\n", PhoneFault.EMPTY),
        ("-", PhoneFault.EMPTY),
        ("không có", PhoneFault.NOT_A_NUMBER),
        ("09l2345678", PhoneFault.NOT_A_NUMBER),
        ("O912345678", PhoneFault.NOT_A_NUMBER),
        ("9.12345678E+08", PhoneFault.NOT_A_NUMBER),
        ("0912345678+", PhoneFault.NOT_A_NUMBER),
        ("++84912345678", PhoneFault.NOT_A_NUMBER),
        ("٠٩١٢٣٤٥٦٧٨", PhoneFault.NOT_A_NUMBER),
        ("0912345678; 0987654321", PhoneFault.NOT_A_NUMBER),
        ("+", PhoneFault.NOT_A_NUMBER),
        ("+1 202 555 0123", PhoneFault.FOREIGN),
        ("0085620123456", PhoneFault.FOREIGN),
        ("0", PhoneFault.TOO_SHORT),
        ("091234567", PhoneFault.TOO_SHORT),
        ("91234567", PhoneFault.TOO_SHORT),
        ("91234567.0", PhoneFault.TOO_SHORT),
        ("8491234567", PhoneFault.TOO_SHORT),
        ("026238523", PhoneFault.TOO_SHORT),
        ("09123456789", PhoneFault.TOO_LONG),
        ("912345678.00", PhoneFault.TOO_LONG),
        ("+849123456789", PhoneFault.TOO_LONG),
        ("0912345678 - 0987654321", PhoneFault.TOO_LONG),
        ("016834567890", PhoneFault.TOO_LONG),
        ("113", PhoneFault.UNKNOWN_PREFIX),
        ("19001234", PhoneFault.UNKNOWN_PREFIX),
        ("0412345678", PhoneFault.UNKNOWN_PREFIX),
        ("0691234567", PhoneFault.UNKNOWN_PREFIX),
        ("01613456789", PhoneFault.UNKNOWN_PREFIX),
        ("0000000000", PhoneFault.UNKNOWN_PREFIX),
    ],
)
def test_what_is_no_usable_number_says_why(written: str, fault: PhoneFault) -> None:
    assert normalise(written) is fault


def test_a_normalised_number_normalises_to_itself() -> None:
    assert e164(MOBILE) == MOBILE
    assert e164(LANDLINE) == LANDLINE


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+84981234123", "098****123"), (MOBILE, "091****678"), (LANDLINE, "026*****345")],
)
def test_a_masked_number_keeps_three_digits_at_each_end(number: str, shown: str) -> None:
    assert masked(number) == shown
    assert PhoneNumber(number).masked == shown


def test_no_repr_shows_a_number() -> None:
    number = PhoneNumber(MOBILE)

    for text in (repr(number), str(number), f"{number}", repr([number])):
        assert not any(char.isdigit() for char in text)
