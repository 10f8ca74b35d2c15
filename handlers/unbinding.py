"""Use cases that part a group from its unit again: in the group itself, or from a private chat.

A group that is parted gets nothing more, not even what was queued for it before.
"""

from collections.abc import Collection, Mapping, Sequence

from contest.model import UnitId
from handlers import dialogues, reply_limits
from handlers.call import Call
from handlers.commands import STAFF, offer
from handlers.dialogues import Said
from handlers.formats import date_text, local_day
from handlers.payloads import dialogue_payload
from handlers.ports.contents import Choice, Content, Text
from handlers.ports.groups import UnitGroup
from handlers.ports.repositories import UnitOfWork
from handlers.unit_choice import unit_label

CHOOSE_STEP = "unbind"
CONFIRM_STEP = "unbind-confirm"
STEPS = (CHOOSE_STEP, CONFIRM_STEP)
MAX_LISTED = 10
"""Groups to choose from in a chat; whoever has more says it in the group."""
NONE = "none"


async def begin(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Ask in private which group is to be parted; if there is only one, whether it is."""
    groups = await _own_groups(tx, call)
    if not groups:
        return [Text(call.say("unbind-none"), offer(call.say, "help"))]
    if len(groups) == 1:
        return [await _ask_once_more(tx, call, groups[0])]
    if len(groups) > MAX_LISTED:
        return [Text(call.say("unbind-many", count=len(groups)), offer(call.say, "help"))]
    await dialogues.move_to(tx, call, CHOOSE_STEP)
    return [await _choice_of(tx, call, groups)]


async def reply(tx: UnitOfWork, call: Call, said: Said) -> Sequence[Content]:
    """Take the choice of a group, or the second yes."""
    if call.dialogue is not None and call.dialogue.step == CONFIRM_STEP:
        return [await _confirmed(tx, call, said)]
    groups = await _own_groups(tx, call)
    question = await _choice_of(tx, call, groups)
    value = said.value or dialogues.picked(said.text, question.choices)
    if value == NONE:
        return [await _kept(tx, call)]
    chosen = [group for group in groups if value == _mark(group)]
    return [await _ask_once_more(tx, call, chosen[0]) if chosen else question]


async def ask_group(tx: UnitOfWork, call: Call, bound: UnitGroup) -> Sequence[Content]:
    """Say in the group what has to be typed to part it, if the sender may."""
    if not await _may_unbind(tx, call, bound):
        if not await reply_limits.may_help(tx, call):
            return []
        return [Text(call.say("unbind-not-allowed"))]
    return [Text(call.say("unbind-group-confirm", unit=await unit_label(tx, call, bound.unit)))]


async def unbind_group(tx: UnitOfWork, call: Call, bound: UnitGroup) -> Sequence[Content]:
    """Part the group in which it was confirmed."""
    if not await _may_unbind(tx, call, bound):
        return await ask_group(tx, call, bound)
    return [await _unbind(tx, call, bound)]


async def _confirmed(tx: UnitOfWork, call: Call, said: Said) -> Text:
    mark = call.dialogue.draft.get("group") if call.dialogue else None
    found = [group for group in await _own_groups(tx, call) if _mark(group) == mark]
    if not found:
        # Somebody else was faster, or the role is gone.
        await dialogues.leave(tx, call)
        return Text(call.say("unbind-none"), offer(call.say, "help"))
    question = await _question(tx, call, found[0])
    match said.value or dialogues.picked(said.text, question.choices):
        case "yes":
            await dialogues.leave(tx, call)
            return await _unbind(tx, call, found[0])
        case "no":
            return await _kept(tx, call)
    return question


async def _unbind(tx: UnitOfWork, call: Call, bound: UnitGroup) -> Text:
    await tx.groups.unbind(bound.chat)
    actor = f"user:{call.user.key}"
    await tx.audit("group_unbound", call.now, actor, unit=bound.unit, chat=bound.chat.key)
    return Text(call.say("unbind-done", unit=await unit_label(tx, call, bound.unit)))


async def _kept(tx: UnitOfWork, call: Call) -> Text:
    await dialogues.leave(tx, call)
    return Text(call.say("unbind-kept"), offer(call.say, "help"))


async def _own_groups(tx: UnitOfWork, call: Call) -> Sequence[UnitGroup]:
    """The groups that the sender may part, in the order in which they were bound."""
    groups = await tx.groups.all()
    if call.holds(STAFF):
        return groups
    parents = await _parents(tx, call)
    return [group for group in groups if _is_below(group.unit, call.own_units, parents)]


async def _may_unbind(tx: UnitOfWork, call: Call, bound: UnitGroup) -> bool:
    """Whether the sender runs the contest, or holds a role of the unit or of one above it."""
    if call.holds(STAFF):
        return True
    return _is_below(bound.unit, call.own_units, await _parents(tx, call))


async def _parents(tx: UnitOfWork, call: Call) -> Mapping[UnitId, UnitId | None]:
    if not call.own_units:
        return {}
    units = await tx.units.existing_on(local_day(call.now))
    return {unit.id: unit.parent for unit in units}


def _is_below(
    unit: UnitId, own: Collection[UnitId], parents: Mapping[UnitId, UnitId | None]
) -> bool:
    """Whether a unit is one of these or lies below one."""
    at: UnitId | None = unit
    while at is not None and at not in own:
        at = parents.get(at)
    return at is not None


async def _ask_once_more(tx: UnitOfWork, call: Call, group: UnitGroup) -> Text:
    await dialogues.move_to(tx, call, CONFIRM_STEP, {"group": _mark(group)})
    return await _question(tx, call, group)


async def _question(tx: UnitOfWork, call: Call, group: UnitGroup) -> Text:
    choices = tuple(
        Choice(call.say(f"choice-unbind-{value}"), dialogue_payload(CONFIRM_STEP, value))
        for value in ("yes", "no")
    )
    return Text(call.say("unbind-confirm", group=await _label(tx, call, group)), choices)


async def _choice_of(tx: UnitOfWork, call: Call, groups: Sequence[UnitGroup]) -> Text:
    choices = [
        Choice(await _label(tx, call, group), dialogue_payload(CHOOSE_STEP, _mark(group)))
        for group in groups
    ]
    none = Choice(call.say("choice-unbind-no"), dialogue_payload(CHOOSE_STEP, NONE))
    return Text(call.say("unbind-which"), (*choices, none))


async def _label(tx: UnitOfWork, call: Call, group: UnitGroup) -> str:
    """How people know a group: no platform tells its name."""
    return call.say(
        "unbind-group",
        unit=await unit_label(tx, call, group.unit),
        platform=group.chat.platform.capitalize(),
        date=date_text(local_day(group.bound_at)),
    )


def _mark(group: UnitGroup) -> str:
    """What stands for a group in a choice, where its address might not fit."""
    return f"{group.unit}-{group.bound_at.timestamp():.6f}".replace(".", "-")
