"""Use cases in groups: binding a group to a unit with a one-time code, and what may be said there.

Everybody in a group reads everything: no answer, score or name is ever posted (invariant 11).
"""

from collections.abc import Sequence
from datetime import timedelta

from contest.model import UnitId
from contest.units import fold
from handlers import codes, commands, reply_limits, shortfalls, unbinding
from handlers.call import Call
from handlers.commands import offer
from handlers.formats import instant_text
from handlers.ports.addresses import ChatRef
from handlers.ports.contents import Content, Text
from handlers.ports.groups import UnitGroup
from handlers.ports.invitations import Invitation, Purpose
from handlers.ports.repositories import UnitOfWork
from handlers.unit_choice import unit_label

VALID_FOR = timedelta(days=1)
CONFIRMED = frozenset({"xac nhan huy lien ket", "confirm unlink group"})
"""As ``fold`` writes it: the second request, without which no group is parted from its unit."""
MAX_NAME_WORDS = 12
"""Of a bot's display name; those seen have three or four."""


async def offer_code(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Give a liaison, in private, the code that binds a group to their unit: one for each unit."""
    return [await _code_for(tx, call, unit) for unit in call.own_units]


async def respond(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Answer what was said to the bot in a group."""
    said = _said(call.message.text)
    given = commands.read(said)
    bound = await tx.groups.of_chat(call.chat)
    code = codes.read_code(given.argument if given else said)
    if code is not None:
        return [await _bind(tx, call, code, bound)]
    name = given.command.name if given else ""
    if bound is not None and _is_confirmation(said):
        return await unbinding.unbind_group(tx, call, bound)
    if bound is not None and name == "unbind":
        return await unbinding.ask_group(tx, call, bound)
    if bound is not None and name == "situation":
        return [Text(await shortfalls.group_text(tx, call, bound.unit))]
    # What explains costs one of a group's few messages, and everybody there may ask for it.
    return [await _help(tx, call, name, bound)] if await reply_limits.may_help(tx, call) else []


async def moved(tx: UnitOfWork, call: Call, to: ChatRef) -> Sequence[Content]:
    """Note the new address of a group, as when Telegram makes it a supergroup; say nothing."""
    await tx.live.move_room(call.chat, to)
    bound = await tx.groups.of_chat(call.chat)
    if bound is not None:
        await tx.groups.move(call.chat, to)
        await tx.audit("group_moved", call.now, "system", unit=bound.unit, chat=to.key)
    return []


async def _help(tx: UnitOfWork, call: Call, name: str, bound: UnitGroup | None) -> Text:
    """How to bind the group, or what can be done in it; ``name`` is of the command given."""
    if name in ("link", "code"):
        return Text(call.say("group-how"))
    if bound is None:
        return Text(call.say("group-unbound"))
    return Text(call.say("group-help", unit=await unit_label(tx, call, bound.unit)))


def _said(text: str) -> str:
    """What was said beside a mention whose name nobody has told us; else the whole text.

    Zalo need not tell a bot its display name, and brings mentions as plain text (zalo-api.md A5).
    """
    before, at, after = text.partition("@")
    words = after.split()
    ends = [" ".join(words[place:]) for place in range(1, min(len(words), MAX_NAME_WORDS + 1))]
    parts = [text, before, *ends] if at else []
    return next((part for part in parts if _is_understood(part)), text)


def _is_understood(text: str) -> bool:
    return (
        commands.read(text) is not None
        or codes.read_code(text) is not None
        or _is_confirmation(text)
    )


def _is_confirmation(text: str) -> bool:
    return fold(text) in CONFIRMED


async def _code_for(tx: UnitOfWork, call: Call, unit: UnitId) -> Text:
    wanted = Invitation(
        Purpose.GROUP,
        issued_by=f"user:{call.user.key}",
        issued_at=call.now,
        expires_at=call.now + VALID_FOR,
        unit=unit,
    )
    code = codes.shown(await codes.issue(tx, wanted))
    until = instant_text(wanted.expires_at, call.say)
    name = await unit_label(tx, call, unit)
    return Text(call.say("group-code", unit=name, code=code, until=until), offer(call.say, "help"))


async def _bind(tx: UnitOfWork, call: Call, code: str, bound: UnitGroup | None) -> Text:
    if await codes.is_guessing(tx, call):
        return Text(call.say("code-wait"))
    found = await tx.invitations.find(code, call.now)
    if found is None:
        await tx.invitations.note_wrong(call.user, call.now)
        return Text(call.say("code-wrong"))
    invitation = await tx.invitations.redeem(code, found.purpose, call.user, call.now)
    if invitation is None or invitation.unit is None or invitation.purpose is not Purpose.GROUP:
        # Everybody here has read it: a code that is good for more must not stay good.
        await tx.audit(
            "code_burned", call.now, f"user:{call.user.key}", purpose=found.purpose.value
        )
        return Text(call.say("code-shown-in-group"))
    await tx.groups.bind(call.chat, invitation.unit, call.user.key, call.now)
    await tx.audit(
        "group_bound",
        call.now,
        f"user:{call.user.key}",
        unit=invitation.unit,
        before=bound and bound.unit,
    )
    return Text(call.say("group-bound", unit=await unit_label(tx, call, invitation.unit)))
