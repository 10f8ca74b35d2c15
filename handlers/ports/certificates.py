"""What use cases ask of the codes on certificates: made and recognised, never stored."""

from dataclasses import dataclass
from typing import Protocol

from contest.model import PersonId, RoundId


@dataclass(frozen=True, slots=True)
class CertificateRef:
    """What a certificate is of: one person's line in one version of a result."""

    round: RoundId
    version: int
    person: PersonId


class CertificateCodes(Protocol):
    """Codes that nobody can guess or forge without the secret of the installation."""

    def code_of(self, ref: CertificateRef) -> str:
        """The code of a certificate; always the same."""

    def read(self, code: str) -> CertificateRef | None:
        """What a code is of, however it is spaced or capitalised; None if it is none of ours."""
