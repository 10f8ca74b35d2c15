"""Steps that choose to whom an announcement goes: a kind, then a level, a unit or a round."""

from collections.abc import Sequence
from dataclasses import replace

from contest.announcements import AudienceRule, OfLevel
from contest.model import Level, Unit
from contest.units import fold, label, search
from handlers import dialogues
from handlers.announcing import composing
from handlers.announcing.actors import Actor, Refused
from handlers.broadcasting import drafts, proposal, views
from handlers.broadcasting.audiences import (
    OF_A_ROUND,
    OF_A_UNIT,
    Kind,
    alone,
    of_round,
    of_unit,
    rounds_to_choose,
)
from handlers.broadcasting.drafts import LEVEL_STEP, ROUND_STEP, UNIT_STEP, WHOM_STEP, Draft
from handlers.call import Call
from handlers.commands import offer
from handlers.dialogues import Said
from handlers.formats import local_day
from handlers.payloads import dialogue_payload
from handlers.ports.announcements import NewAnnouncement
from handlers.ports.contents import Choice, Content, Text
from handlers.ports.repositories import UnitOfWork
from handlers.progress_pictures import level_name

MAX_HITS = 5
MAX_ROUNDS = 9
"""The latest; nobody announces to those who played in an earlier one."""


async def ask(tx: UnitOfWork, call: Call, draft: Draft) -> Text:
    """Ask for the kind of audience."""
    await dialogues.move_to(tx, call, WHOM_STEP, draft)
    return _question(call)


async def take_kind(tx: UnitOfWork, call: Call, draft: Draft, said: Said) -> Sequence[Content]:
    """Take the kind, and ask for what it needs besides."""
    question = _question(call)
    value = said.value or dialogues.picked(said.text, question.choices)
    if value not in list(Kind):
        return [question]
    kind = Kind(value)
    if (audience := alone(kind)) is not None:
        return await _chosen(tx, call, draft, audience)
    if kind in OF_A_UNIT:
        await dialogues.move_to(tx, call, UNIT_STEP, {**draft, "kind": kind.value})
        return [Text(call.say("announce-unit"), offer(call.say, "cancel"))]
    if kind in OF_A_ROUND:
        return await _ask_round(tx, call, {**draft, "kind": kind.value})
    await dialogues.move_to(tx, call, LEVEL_STEP, draft)
    return [await _level_question(tx, call)]


async def take_level(tx: UnitOfWork, call: Call, draft: Draft, said: Said) -> Sequence[Content]:
    """Take a level of units."""
    question = await _level_question(tx, call)
    value = said.value or dialogues.picked(said.text, question.choices)
    if value is None:
        return [question]
    return await _chosen(tx, call, draft, OfLevel(Level(value)))


async def take_unit(tx: UnitOfWork, call: Call, draft: Draft, said: Said) -> Sequence[Content]:
    """Take a unit by its code, by a press, or by a name that only one has."""
    units = await tx.units.existing_on(local_day(call.now))
    shown = [unit for hit in draft.get("hits", ()) for unit in units if unit.id == hit]
    value = said.value or dialogues.picked(said.text, _unit_choices(shown, units))
    hits = _found(units, replace(said, value=value))
    if len(hits) == 1:
        return await _chosen(tx, call, draft, of_unit(Kind(draft["kind"]), hits[0].id))
    if not hits:
        return [Text(call.say("invite-unit-unknown"), offer(call.say, "cancel"))]
    await dialogues.move_to(tx, call, UNIT_STEP, {**draft, "hits": [unit.id for unit in hits]})
    return [Text(call.say("announce-unit-hits"), _unit_choices(hits, units))]


async def take_round(tx: UnitOfWork, call: Call, draft: Draft, said: Said) -> Sequence[Content]:
    """Take a round."""
    question = await _round_question(tx, call)
    value = said.value or dialogues.picked(said.text, question.choices)
    rounds = {str(one.id): one.id for one in await rounds_to_choose(tx)}
    if value not in rounds:
        return [question]
    return await _chosen(tx, call, draft, of_round(Kind(draft["kind"]), rounds[value]))


async def _ask_round(tx: UnitOfWork, call: Call, draft: Draft) -> Sequence[Content]:
    """Ask for the round, unless there is only one."""
    rounds = await rounds_to_choose(tx)
    if not rounds:
        return [Text(call.say("announce-no-rounds"), _question(call).choices)]
    if len(rounds) == 1:
        return await _chosen(tx, call, draft, of_round(Kind(draft["kind"]), rounds[0].id))
    await dialogues.move_to(tx, call, ROUND_STEP, draft)
    return [await _round_question(tx, call)]


async def _chosen(
    tx: UnitOfWork, call: Call, draft: Draft, audience: AudienceRule
) -> Sequence[Content]:
    """Keep a new draft, or change the one at hand, and show it."""
    if "id" not in draft:
        return await _composed(tx, call, NewAnnouncement(draft["text"], audience))
    one = await drafts.stored(tx, draft)
    if one is None:
        return await drafts.gone(tx, call)
    return await drafts.change(tx, call, one, replace(one.content, audience=audience))


async def _composed(tx: UnitOfWork, call: Call, content: NewAnnouncement) -> Sequence[Content]:
    await dialogues.leave(tx, call)
    composed = await composing.compose(tx, Actor(call.user), content, call.now)
    if isinstance(composed, Refused):
        return views.refused(call, composed)
    return await proposal.present(tx, call, composed)


def _found(units: Sequence[Unit], said: Said) -> Sequence[Unit]:
    if said.value is not None:
        return [unit for unit in units if str(unit.id) == said.value]
    exact = [unit for unit in units if fold(unit.code) == fold(said.text)]
    return exact or search(said.text, units, MAX_HITS)


def _unit_choices(shown: Sequence[Unit], units: Sequence[Unit]) -> tuple[Choice, ...]:
    return tuple(Choice(label(unit, units), dialogue_payload(UNIT_STEP, unit.id)) for unit in shown)


def _question(call: Call) -> Text:
    choices = tuple(
        Choice(call.say(f"announce-kind-{kind.value}"), dialogue_payload(WHOM_STEP, kind.value))
        for kind in Kind
    )
    return Text(call.say("announce-whom"), choices)


async def _level_question(tx: UnitOfWork, call: Call) -> Text:
    units = await tx.units.existing_on(local_day(call.now))
    levels = dict.fromkeys(unit.level for unit in units)
    choices = tuple(
        Choice(level_name(level, call.say), dialogue_payload(LEVEL_STEP, level)) for level in levels
    )
    return Text(call.say("announce-level"), choices)


async def _round_question(tx: UnitOfWork, call: Call) -> Text:
    choices = tuple(
        Choice(one.name, dialogue_payload(ROUND_STEP, one.id))
        for one in (await rounds_to_choose(tx))[:MAX_ROUNDS]
    )
    return Text(call.say("announce-round"), choices)
