"""Which roles bar their holders from taking part, the duty that each of them is, and barring."""

from collections.abc import Mapping
from types import MappingProxyType

from contest.model import PersonId
from handlers import exclusions
from handlers.call import Call
from handlers.ports.records import Role
from handlers.ports.repositories import UnitOfWork
from handlers.ports.rosters import Duty

DUTIES: Mapping[Role, Duty] = MappingProxyType(
    {
        Role.ORGANISER: Duty.ORGANISING_COMMITTEE,
        Role.SECRETARY: Duty.SECRETARIAT,
        Role.AUTHOR: Duty.DRAFTING_TEAM,
        Role.REVIEWER: Duty.DRAFTING_TEAM,
        Role.TECHNICIAN: Duty.TECHNICAL,
    }
)
"""Of roles that are none here, such as a unit's leader, the holders take part (seed 001)."""


def duty_of(call: Call) -> Duty | None:
    """The duty that bars the sender, by a role that they hold."""
    return next((DUTIES[grant.role] for grant in call.grants if grant.role in DUTIES), None)


async def bar(tx: UnitOfWork, call: Call, person: PersonId, duty: Duty) -> int:
    """Bar a contestant who holds a duty; returns how many attempts have become void."""
    await tx.exclusions.bar(person, duty, call.user.key, call.now)
    voided = await tx.attempts.void_all(person, call.now)
    await exclusions.note(tx, person, duty, voided, call.user.key, call.now)
    await tx.audit("person_excluded", call.now, f"person:{person}", duty=duty.value, voided=voided)
    return voided
