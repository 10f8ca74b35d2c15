"""One-time codes: what brings somebody a role, binds a group to a unit, or links two accounts."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from contest.model import PersonId, UnitId
from handlers.ports.addresses import UserRef
from handlers.ports.records import Role


class Purpose(StrEnum):
    """What a code is good for."""

    ROLE = "role"
    GROUP = "group"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a code gives to whoever redeems it first.

    Attributes:
        role: of an invitation to a role; a role of a unit goes with ``unit``.
        unit: of a role of a unit, and of a code that binds a group.
        person: of a code that links another account to the same person.
        issued_by: key of the user who asked for it, or the name of a command.
    """

    purpose: Purpose
    issued_by: str
    issued_at: datetime
    expires_at: datetime
    role: Role | None = None
    unit: UnitId | None = None
    person: PersonId | None = field(default=None)


class Invitations(Protocol):
    """Codes are stored as keyed digests: who reads the database cannot use them."""

    async def issue(self, code: str, invitation: Invitation) -> None: ...

    async def redeem(
        self, code: str, purpose: Purpose, by: UserRef, at: datetime
    ) -> Invitation | None:
        """Use a code up; None if it is unknown, used, expired or good for something else."""

    async def find(self, code: str, at: datetime) -> Invitation | None:
        """What a code would give, without using it; None as for ``redeem``."""

    async def note_wrong(self, by: UserRef, at: datetime) -> None:
        """Remember that somebody tried a code in vain."""

    async def wrong_since(self, by: UserRef, since: datetime) -> int:
        """How often somebody has tried in vain since then."""
