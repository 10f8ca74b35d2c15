"""Codes of certificates: the same for the same certificate, and nobody else can make one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.model import PersonId, RoundId
from handlers.ports.certificates import CertificateRef
from storage.certificate_codes import SecretCertificateCodes
from storage.digests import Digests

CODES = SecretCertificateCodes(Digests("a secret"))
REF = CertificateRef(RoundId(2), 1, PersonId(153))
numbers = st.integers(1, 999_999_999)


@given(numbers, numbers, numbers)
def test_a_code_tells_what_it_is_of(round_id: int, version: int, person: int) -> None:
    ref = CertificateRef(RoundId(round_id), version, PersonId(person))

    assert CODES.read(CODES.code_of(ref)) == ref


def test_a_code_is_short_and_without_letters_that_are_mistaken_for_digits() -> None:
    assert re.fullmatch(r"2-1-153-[A-HJKMNP-Z2-9]{16}", CODES.code_of(REF))
    assert CODES.code_of(REF) == CODES.code_of(REF)


def test_a_code_may_be_typed_in_small_letters_and_with_spaces() -> None:
    code = CODES.code_of(REF)

    assert CODES.read(f" {code[:10].lower()} {code[10:]}\n") == REF


@pytest.mark.parametrize("place", range(len("2-1-153-ABCDEFGHJKMNPQRS")))
def test_a_code_with_one_other_character_is_none_of_ours(place: int) -> None:
    code = CODES.code_of(REF)
    other = "7" if code[place] != "7" else "3"

    assert CODES.read(code[:place] + other + code[place + 1 :]) is None


@pytest.mark.parametrize(
    "code",
    [
        "",
        "2-1-153",
        "2-1-153-",
        "0-1-153-ABCDEFGHJKMNPQRS",
        "2-1-153-ABCDEFGHJKMNPQRS-1",
        "2-1-٣-ABCDEFGHJKMNPQRS",
        "2-1-153-ĐBCDEFGHJKMNPQRS",
        "9" * 10_000,
        "2-1-153-" + "A" * 10_000,
        "2-1-" + "9" * 30 + "-ABCDEFGHJKMNPQRS",
        "a\x00b",
    ],
)
def test_anything_else_is_no_code(code: str) -> None:
    assert CODES.read(code) is None


def test_another_installation_makes_other_codes() -> None:
    other = SecretCertificateCodes(Digests("another secret"))

    assert other.read(CODES.code_of(REF)) is None


def test_a_code_says_nothing_about_that_of_the_next_person() -> None:
    neighbour = CertificateRef(REF.round, REF.version, PersonId(154))
    one, other = CODES.code_of(REF)[8:], CODES.code_of(neighbour)[8:]

    assert sum(a == b for a, b in zip(one, other, strict=True)) < 8
