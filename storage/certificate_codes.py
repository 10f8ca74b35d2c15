"""Codes of certificates: what they are of in plain numbers, and a keyed digest of it."""

import hmac
import re

from contest.model import PersonId, RoundId
from handlers.codes import DIGITS, LETTERS
from handlers.ports.certificates import CertificateRef
from storage.digests import Digests

_ALPHABET = LETTERS + DIGITS
_LENGTH = 16
"""Of 31 characters: one of 10^23 is right, and the page that tells is slow to tell."""
_NUMBER = r"([1-9][0-9]{0,8})"
_CODE = re.compile(rf"{_NUMBER}-{_NUMBER}-{_NUMBER}-([A-Z2-9]{{{_LENGTH}}})")


class SecretCertificateCodes:
    """``handlers.ports.certificates.CertificateCodes`` with the digests of an installation."""

    def __init__(self, digests: Digests) -> None:
        self._digests = digests

    def code_of(self, ref: CertificateRef) -> str:
        numbers = f"{ref.round}-{ref.version}-{ref.person}"
        return f"{numbers}-{_letters(self._digests.certificate(numbers))}"

    def read(self, code: str) -> CertificateRef | None:
        match = _CODE.fullmatch("".join(code.upper().split()))
        if match is None:
            return None
        round_id, version, person = map(int, match.groups()[:3])
        ref = CertificateRef(RoundId(round_id), version, PersonId(person))
        # In constant time, so that nobody finds a digest letter by letter.
        return ref if hmac.compare_digest(self.code_of(ref), match[0]) else None


def _letters(digest: str) -> str:
    """A hexadecimal digest in letters that are not mistaken for one another."""
    number, letters = int(digest, 16), ""
    for _ in range(_LENGTH):
        number, place = divmod(number, len(_ALPHABET))
        letters += _ALPHABET[place]
    return letters
