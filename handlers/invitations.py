"""Use cases of one-time codes in private: inviting to a role, and redeeming what one was given.

Every person and role is bound by a typed code, as not every platform passes a start payload on.
"""

from collections.abc import Sequence

from handlers import accounts, codes, commands, dialogues
from handlers.call import Call
from handlers.commands import offer
from handlers.duties import DUTIES, bar
from handlers.ports.contents import Content, Text
from handlers.ports.invitations import Invitation, Purpose
from handlers.ports.records import OF_UNITS, Grant, Role
from handlers.ports.repositories import UnitOfWork
from handlers.unit_choice import find_code, unit_label

NO_UNIT = "none"
"""What the texts call it when a role is held for no unit."""


async def take_code(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Redeem the code that follows the command, or say how to give one."""
    given = commands.read(call.message.text)
    code = codes.read_code(given.argument) if given else None
    if code is None:
        return [Text(call.say("code-how"), offer(call.say, "help"))]
    return await redeem(tx, call, code)


async def take_link(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Use the code that follows the command; without one, give a code to use elsewhere."""
    given = commands.read(call.message.text)
    if given is not None and given.argument:
        return await take_code(tx, call)
    return await accounts.offer_link(tx, call)


async def bare_code(tx: UnitOfWork, call: Call) -> str | None:
    """The code that a whole text is, unless it is the code of a unit."""
    code = codes.read_code(call.message.text)
    if code is None or await find_code(tx, call, call.message.text) is not None:
        return None
    return code


async def redeem(tx: UnitOfWork, call: Call, code: str) -> Sequence[Content]:
    """Give the sender what a code is good for, once."""
    if await codes.is_guessing(tx, call):
        return [Text(call.say("code-wait"), offer(call.say, "help"))]
    found = await tx.invitations.find(code, call.now)
    match found:
        case Invitation(purpose=Purpose.ROLE):
            return await _take_role(tx, call, code)
        case Invitation(purpose=Purpose.LINK):
            return await accounts.link(tx, call, code)
        case Invitation(purpose=Purpose.GROUP):
            return [Text(call.say("code-for-group"), offer(call.say, "help"))]
    await tx.invitations.note_wrong(call.user, call.now)
    return [Text(call.say("code-wrong"), offer(call.say, "help"))]


async def _take_role(tx: UnitOfWork, call: Call, code: str) -> Sequence[Content]:
    invitation = await tx.invitations.redeem(code, Purpose.ROLE, call.user, call.now)
    if invitation is None or invitation.role is None:
        return [Text(call.say("code-wrong"), offer(call.say, "help"))]
    role = invitation.role
    await tx.people.grant(call.user, call.chat, Grant(role, invitation.unit))
    await tx.audit(
        "role_granted", call.now, f"user:{call.user.key}", role=role.value, unit=invitation.unit
    )
    voided = await _bar(tx, call, role)
    lines = [
        call.say(
            "role-given",
            role=call.say(f"role-{role.value.replace('_', '-')}"),
            unit=await unit_label(tx, call, invitation.unit) or NO_UNIT,
        ),
        *([call.say("role-bars", attempts=voided)] if role in DUTIES else ()),
    ]
    return [Text("\n\n".join(lines), offer(call.say, *_first_commands(role), "help"))]


async def _bar(tx: UnitOfWork, call: Call, role: Role) -> int:
    """Bar who takes on a duty, also from a registration in progress; returns attempts voided."""
    duty = DUTIES.get(role)
    if duty is None:
        return 0
    await dialogues.leave(tx, call)
    return await bar(tx, call, call.person.id, duty) if call.person else 0


def _first_commands(role: Role) -> Sequence[str]:
    if role in OF_UNITS:
        return ("situation", "group-code")
    return ("progress", "invite") if role in commands.STAFF else ()
