"""People whose duty in the contest bars them from taking part (seed 001, Lưu ý)."""

from datetime import date, datetime

from contest.model import PersonId
from handlers.ports.contents import Text
from handlers.ports.corrections import Ruling
from handlers.ports.messaging import OutboundMessage
from handlers.ports.records import ProtectedPhone
from handlers.ports.repositories import UnitOfWork
from handlers.ports.rosters import Duty
from handlers.texts.loader import DEFAULT_LOCALE, Wording, wording


async def refusal(
    tx: UnitOfWork, full_name: str, birth_date: date, phone: ProtectedPhone | None
) -> Duty | None:
    """The duty for which somebody who wants to register is refused."""
    return await tx.exclusions.match(full_name, birth_date, phone)


def refusal_text(duty: Duty, say: Wording) -> str:
    """Why somebody must not take part, politely."""
    return say("excluded", duty=_duty_text(duty, say))


async def carry_out(tx: UnitOfWork, now: datetime) -> int:
    """Make void what registered people have played who are barred now, and tell each of them why.

    Returns:
        How many people.
    """
    barred = await tx.exclusions.newly_barred()
    contacts = await tx.people.contacts([person for person, _ in barred])
    for person, duty in barred:
        voided = await tx.attempts.void_all(person, now)
        await tx.exclusions.carry_out(person)
        await tx.audit(
            "person_excluded", now, "system", person=person, duty=duty.value, voided=voided
        )
        await note(tx, person, duty, voided, "system", now)
        if person in contacts:
            words = Text(_carried_out_text(duty, voided, wording(contacts[person].locale)))
            message = OutboundMessage(contacts[person].chat, f"excluded:{person}", words)
            await tx.outbox.add([message], now)
    return len(barred)


async def note(
    tx: UnitOfWork, person: PersonId, duty: Duty, voided: int, by: str, now: datetime
) -> None:
    """Let the next version of a result explain why somebody is gone."""
    if voided:
        reason = _duty_text(duty, wording(DEFAULT_LOCALE))
        await tx.corrections.note_excluded(person, voided, Ruling(by, reason, now))


def _carried_out_text(duty: Duty, voided: int, say: Wording) -> str:
    played = "yes" if voided else "no"
    return say("excluded-afterwards", duty=_duty_text(duty, say), played=played)


def _duty_text(duty: Duty, say: Wording) -> str:
    return say(f"duty-{duty.value.replace('_', '-')}")
