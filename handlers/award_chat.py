"""Use case in chat: the prizes of published results, for everybody; nothing before publication."""

from collections.abc import Sequence

from contest.model import Audience, RoundId
from handlers.award_texts import Named, bloc_name, named, unit_line, winner_line
from handlers.awards import is_final
from handlers.call import Call
from handlers.commands import offer
from handlers.payloads import TaskChoice, task_payload
from handlers.ports.awards import StoredAwarding
from handlers.ports.contents import Choice, Content, Text
from handlers.ports.records import Round
from handlers.ports.repositories import UnitOfWork

TASK = "awards"
"""Showing other prizes; its id is the round, or its value says that units are meant."""
UNITS = "units"
PEOPLE = "people"

MAX_CHOICES = 6
"""Newest rounds that are offered at once."""


async def show(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Show the prizes of the newest round of which they are public."""
    awarding = await _public(tx)
    if awarding is None:
        return [Text(call.say("awards-not-yet"), offer(call.say, "leaderboard", "rules"))]
    return [await _of_round(tx, call, awarding, _rounds(awarding)[0])]


async def turn(tx: UnitOfWork, call: Call, choice: TaskChoice) -> Sequence[Content]:
    """Show the prizes of another round, or those of the units."""
    awarding = await _public(tx)
    if awarding is not None and choice.value == UNITS and await is_final(tx, awarding):
        return [await _of_units(tx, call, awarding)]
    if awarding is not None and choice.id in awarding.outcome.basis:
        return [await _of_round(tx, call, awarding, RoundId(choice.id))]
    return await show(tx, call)


async def _public(tx: UnitOfWork) -> StoredAwarding | None:
    contest = await tx.rounds.contest()
    return None if contest is None else await tx.awards.latest_published(contest.id)


def _rounds(awarding: StoredAwarding) -> Sequence[RoundId]:
    """The newest first."""
    return list(awarding.outcome.basis)[::-1]


async def _of_round(
    tx: UnitOfWork, call: Call, awarding: StoredAwarding, round_id: RoundId
) -> Text:
    names = await named(tx, awarding.outcome, [round_id])
    lines = [call.say("awards-heading", round=names.rounds[round_id].name)]
    for audience in Audience:
        lines += _group(awarding, round_id, audience, names, call)
    return Text("\n".join(lines), await _others(tx, call, awarding, round_id))


def _group(
    awarding: StoredAwarding, round_id: RoundId, audience: Audience, names: Named, call: Call
) -> Sequence[str]:
    outcome = awarding.outcome
    won = [
        winner_line(each, names, call.say)
        for each in outcome.people
        if (each.round, each.audience) == (round_id, audience)
    ]
    waiting = [
        call.say("awards-waiting", count=len(each.tie.prizes))
        for each in outcome.person_ties
        if (each.round, each.audience) == (round_id, audience)
    ]
    if not won and not waiting:
        return []
    return ["", f"{call.say(f'audience-{audience.value}')}:", *won, *waiting]


async def _of_units(tx: UnitOfWork, call: Call, awarding: StoredAwarding) -> Text:
    outcome, say = awarding.outcome, call.say
    names = await named(tx, outcome, _rounds(awarding)[:1])
    lines = [say("awards-units-heading")]
    for bloc, levels in outcome.policy.collective.blocs.items():
        won = [
            unit_line(each, names, say)
            for each in outcome.units
            if each.result.bloc == bloc and each.prize is not None
        ]
        waiting = [
            say("awards-waiting", count=len(each.tie.prizes))
            for each in outcome.unit_ties
            if each.bloc == bloc
        ]
        if won or waiting:
            heading = f"{bloc_name(bloc, levels, say)}:"
            lines += ["", heading, *won, *waiting]
    return Text("\n".join(lines), await _others(tx, call, awarding, None))


async def _others(
    tx: UnitOfWork, call: Call, awarding: StoredAwarding, shown: RoundId | None
) -> tuple[Choice, ...]:
    """Ways to the prizes that are not shown: of the newest rounds, and of the units."""
    rounds = {one.id: one for one in await tx.rounds.all()}
    choices = [
        _to_round(rounds[each], call)
        for each in _rounds(awarding)[:MAX_CHOICES]
        if each != shown and each in rounds
    ]
    if shown is not None and await is_final(tx, awarding):
        choices.append(Choice(call.say("awards-units"), task_payload(TASK, shown, UNITS)))
    return (*choices, *offer(call.say, "leaderboard"))


def _to_round(one: Round, call: Call) -> Choice:
    return Choice(call.say("awards-of-round", round=one.name), task_payload(TASK, one.id, PEOPLE))
