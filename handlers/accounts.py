"""Use cases: one person on several platforms, linked with a short code, and one attempt counts."""

from collections.abc import Sequence
from datetime import timedelta

from handlers import codes
from handlers.call import Call
from handlers.commands import offer
from handlers.duties import bar, duty_of
from handlers.ports.contents import Content, Text
from handlers.ports.invitations import Invitation, Purpose
from handlers.ports.repositories import UnitOfWork
from handlers.rounds import invitation as what_next

VALID_FOR = timedelta(minutes=15)
"""Whoever has the code becomes this person: time enough to take up another phone, no more."""


async def offer_link(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Give a contestant the code that makes an account on another platform theirs too."""
    if call.person is None:
        return [Text(call.say("link-how"), offer(call.say, "register", "help"))]
    wanted = Invitation(
        Purpose.LINK,
        issued_by=call.user.key,
        issued_at=call.now,
        expires_at=call.now + VALID_FOR,
        person=call.person.id,
    )
    code = codes.shown(await codes.issue(tx, wanted))
    minutes = VALID_FOR // timedelta(minutes=1)
    return [Text(call.say("link-code", code=code, minutes=minutes), offer(call.say, "help"))]


async def link(tx: UnitOfWork, call: Call, code: str) -> Sequence[Content]:
    """Make the sender the contestant who asked for the code, unless they are somebody already."""
    if call.person is not None:
        return [Text(call.say("link-registered"), offer(call.say, "play", "help"))]
    invitation = await tx.invitations.redeem(code, Purpose.LINK, call.user, call.now)
    if invitation is None or invitation.person is None:
        return [Text(call.say("code-wrong"), offer(call.say, "help"))]
    await tx.people.link(call.user, call.chat, invitation.person)
    await tx.dialogues.end(call.user)
    await tx.audit("account_linked", call.now, f"person:{invitation.person}")
    if (duty := duty_of(call)) is not None:
        # Whose account holds a duty takes no part under any other account either.
        voided = await bar(tx, call, invitation.person, duty)
        words = f"{call.say('link-done')}\n\n{call.say('role-bars', attempts=voided)}"
        return [Text(words, offer(call.say, "help"))]
    invited = await what_next(tx, call)
    return [Text(f"{call.say('link-done')}\n\n{invited.body}", invited.choices)]
