"""Dialogue in which those who run the contest invite somebody to a role: role, unit, code."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from contest.model import Unit, UnitId
from contest.units import fold, label, search
from handlers import codes, dialogues
from handlers.call import Call
from handlers.commands import STAFF, offer
from handlers.dialogues import Said
from handlers.formats import instant_text, local_day
from handlers.invitations import NO_UNIT
from handlers.payloads import dialogue_payload
from handlers.ports.contents import Choice, Content, Text
from handlers.ports.invitations import Invitation, Purpose
from handlers.ports.records import OF_UNITS, Dialogue, Role
from handlers.ports.repositories import UnitOfWork

VALID_FOR = timedelta(days=7)

ROLE_STEP = "invite_role"
UNIT_STEP = "invite_unit"
STEPS = frozenset({ROLE_STEP, UNIT_STEP})

MAX_HITS = 5


async def begin(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Ask which role the invitation is for."""
    await dialogues.move_to(tx, call, ROLE_STEP)
    return [_ask_role(call)]


async def reply(tx: UnitOfWork, call: Call, said: Said) -> Sequence[Content]:
    """Take the role, then the unit if the role is held for one, and give the code."""
    if not call.holds(STAFF):
        await dialogues.leave(tx, call)
        return [Text(call.say("not-allowed"), offer(call.say, "help"))]
    if call.dialogue is None or not call.dialogue.draft.get("role"):
        return await _take_role(tx, call, said)
    return await _take_unit(tx, call, call.dialogue, said)


def role_name(role: Role, call: Call) -> str:
    """What a role is called."""
    return call.say(f"role-{role.value.replace('_', '-')}")


def _ask_role(call: Call) -> Text:
    choices = tuple(
        Choice(role_name(role, call), dialogue_payload(ROLE_STEP, role.value)) for role in Role
    )
    return Text(call.say("invite-role"), choices)


async def _take_role(tx: UnitOfWork, call: Call, said: Said) -> Sequence[Content]:
    value = said.value or dialogues.picked(said.text, _ask_role(call).choices)
    if value not in list(Role):
        return [_ask_role(call)]
    role = Role(value)
    if role not in OF_UNITS:
        return await _give_code(tx, call, role, None)
    await dialogues.move_to(tx, call, UNIT_STEP, {"role": role.value})
    return [Text(call.say("invite-unit"), offer(call.say, "cancel"))]


async def _take_unit(
    tx: UnitOfWork, call: Call, dialogue: Dialogue, said: Said
) -> Sequence[Content]:
    role, units = Role(dialogue.draft["role"]), await tx.units.existing_on(local_day(call.now))
    shown = [unit for hit in dialogue.draft.get("hits", ()) for unit in units if unit.id == hit]
    value = said.value or dialogues.picked(said.text, _choices(shown, units))
    hits = _found(units, replace(said, value=value))
    if len(hits) == 1:
        return await _give_code(tx, call, role, hits[0])
    if not hits:
        return [Text(call.say("invite-unit-unknown"), offer(call.say, "cancel"))]
    draft = {"role": role.value, "hits": [unit.id for unit in hits]}
    await dialogues.move_to(tx, call, UNIT_STEP, draft)
    return [Text(call.say("registration-unit-hits"), _choices(hits, units))]


def _choices(hits: Sequence[Unit], units: Sequence[Unit]) -> tuple[Choice, ...]:
    return tuple(Choice(label(unit, units), dialogue_payload(UNIT_STEP, unit.id)) for unit in hits)


def _found(units: Sequence[Unit], said: Said) -> Sequence[Unit]:
    if said.value is not None:
        return [unit for unit in units if str(unit.id) == said.value]
    exact = [unit for unit in units if fold(unit.code) == fold(said.text)]
    return exact or search(said.text, units, MAX_HITS)


async def _give_code(
    tx: UnitOfWork, call: Call, role: Role, unit: Unit | None
) -> Sequence[Content]:
    await dialogues.leave(tx, call)
    invitation = role_invitation(role, unit.id if unit else None, call)
    code = codes.shown(await codes.issue(tx, invitation))
    return [
        Text(
            call.say(
                "invite-code",
                role=role_name(role, call),
                unit=unit.name if unit else NO_UNIT,
                code=code,
                until=instant_text(invitation.expires_at, call.say),
            ),
            offer(call.say, "invite", "help"),
        )
    ]


def role_invitation(role: Role, unit: UnitId | None, call: Call) -> Invitation:
    """An invitation to a role that the caller issues now."""
    return Invitation(
        Purpose.ROLE,
        issued_by=f"user:{call.user.key}",
        issued_at=call.now,
        expires_at=call.now + VALID_FOR,
        role=role,
        unit=unit,
    )
