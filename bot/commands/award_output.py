"""How awardings are printed: as data for scripts, as tables for the Ban Tổ chức."""

from collections.abc import Mapping, Sequence
from typing import Any

import typer

from bot.commands.output import new_table, print_table
from contest.award_changes import AwardChange
from contest.awarding import Outcome, PersonAward, UnitAward
from contest.awards import Prize
from contest.collective_awards import Bloc
from contest.evidence import hundredths
from contest.model import PersonId, RoundId
from handlers.award_texts import Named, bloc_name, hundredths_text, named, prize_name
from handlers.awards import Computed, is_up_to_date
from handlers.formats import instant_text
from handlers.ports.awards import AwardRuling, StoredAwarding
from handlers.ports.records import Contest
from handlers.ports.repositories import UnitOfWork
from handlers.texts.loader import Wording

MAX_NAMED = 20
"""Of a tie on a line; with ``--json`` all are told."""


async def awarding_data(
    tx: UnitOfWork, contest: Contest, awarding: StoredAwarding
) -> dict[str, Any]:
    """An awarding for machines."""
    outcome = awarding.outcome
    names = await named(tx, outcome)
    return {
        "number": awarding.number,
        "made_by": awarding.made.by,
        "made_at": awarding.made.at.isoformat(),
        "results": {str(round_id): version for round_id, version in outcome.basis.items()},
        "is_current": await is_up_to_date(tx, contest, awarding),
        "is_public": await _is_public(tx, contest, awarding),
        "people": [_person_data(each, names) for each in outcome.people],
        "units": [_unit_data(each, names) for each in outcome.units],
        "ties": _ties_data(outcome, names),
        "decisions": [_ruling_data(*each) for each in await _rulings(tx, outcome)],
    }


async def print_awarding(
    tx: UnitOfWork, contest: Contest, awarding: StoredAwarding, say: Wording
) -> None:
    """An awarding with everything that the Ban Tổ chức has to know of it."""
    outcome = awarding.outcome
    names = await named(tx, outcome)
    typer.echo(
        say(
            "cli-awards-heading",
            number=str(awarding.number),
            at=instant_text(awarding.made.at, say),
            by=awarding.made.by,
            public="yes" if await _is_public(tx, contest, awarding) else "no",
        )
    )
    if not await is_up_to_date(tx, contest, awarding):
        typer.echo(say("cli-awards-outdated"))
    _print_people(outcome, names, say)
    _print_units(outcome, names, say)
    for line in _tie_lines(outcome, names, say):
        typer.echo(line)
    for number, ruling in await _rulings(tx, outcome):
        at = instant_text(ruling.at, say)
        facts = {"number": str(number), "by": ruling.by, "at": at, "reason": ruling.reason}
        typer.echo(say("cli-awards-decision", **facts))


async def print_changes(tx: UnitOfWork, done: Computed, say: Wording) -> None:
    """What an awarding has changed, and what waits for a decision."""
    names = await named(tx, done.awarding.outcome)
    before = done.before.outcome if done.before else None
    earlier = await named(tx, before) if before else names
    for change in done.changes:
        key = (change.round, change.person)
        line = names.lines.get(key) or earlier.lines.get(key)
        typer.echo(
            say(
                "cli-awards-change",
                round=names.rounds[change.round].name,
                person=str(change.person),
                name=(line and line.full_name) or say("leaderboard-erased"),
                before=_prize_or_none(change.before, say),
                after=_prize_or_none(change.after, say),
                cause=say("cli-awards-cause", cause=change.cause.value),
            )
        )
    for line_ in _tie_lines(done.awarding.outcome, names, say):
        typer.echo(line_)


def change_data(change: AwardChange) -> dict[str, Any]:
    """What has changed for one person, for machines."""
    return {
        "round": change.round,
        "person": change.person,
        "before": change.before,
        "after": change.after,
        "rank_before": change.rank_before,
        "rank_after": change.rank_after,
        "cause": change.cause.value,
    }


async def _is_public(tx: UnitOfWork, contest: Contest, awarding: StoredAwarding) -> bool:
    public = await tx.awards.latest_published(contest.id)
    return public is not None and public.number == awarding.number


async def _rulings(tx: UnitOfWork, outcome: Outcome) -> Sequence[tuple[int, AwardRuling]]:
    of_people = {each.decision for each in outcome.people}
    used = of_people | {each.decision for each in outcome.units}
    return await tx.awards.rulings(sorted(each for each in used if each is not None))


def _person_data(each: PersonAward, names: Named) -> dict[str, Any]:
    line = names.lines.get((each.round, each.person))
    return {
        "round": each.round,
        "group": each.audience.value,
        "prize": each.prize,
        "rank": each.rank,
        "person": each.person,
        "name": line and line.full_name,
        "unit": line and line.unit_code,
        "unit_name": line and line.unit_name,
        "decision": each.decision,
    }


def _unit_data(each: UnitAward, names: Named) -> dict[str, Any]:
    result, unit = each.result, names.units.get(each.result.unit)
    return {
        "bloc": result.bloc,
        "rank": each.rank,
        "unit": unit and unit.code,
        "unit_name": names.unit_name(result.unit),
        "prize": each.prize,
        "score": hundredths(each.score),
        "expected": result.expected,
        "participants": result.participants,
        "rate_percent": hundredths(result.rate),
        "quality_percent": hundredths(result.quality),
        "full_mark_percent": hundredths(result.full_mark_rate),
        "prize_points": result.prize_points,
        "decision": each.decision,
    }


def _ties_data(outcome: Outcome, names: Named) -> list[dict[str, Any]]:
    people = [
        {
            "round": each.round,
            "group": each.audience.value,
            "people": list(each.tie.contenders),
            "prizes": list(each.tie.prizes),
        }
        for each in outcome.person_ties
    ]
    units = [
        {
            "bloc": each.bloc,
            "units": [names.units[unit].code for unit in each.tie.contenders],
            "prizes": list(each.tie.prizes),
        }
        for each in outcome.unit_ties
    ]
    return [*people, *units]


def _ruling_data(number: int, ruling: AwardRuling) -> dict[str, Any]:
    return {
        "number": number,
        "by": ruling.by,
        "at": ruling.at.isoformat(),
        "reason": ruling.reason,
        "among": sorted(ruling.tie.among),
        "chosen": list(ruling.tie.chosen),
    }


def _print_people(outcome: Outcome, names: Named, say: Wording) -> None:
    if not outcome.people:
        return
    table = new_table()
    for key in ("cli-awards-round", "cli-awards-group", "cli-awards-prize"):
        table.add_column(say(key), overflow="fold")
    for key in ("cli-round-group-rank", "cli-result-person"):
        table.add_column(say(key), justify="right")
    for key in ("cli-round-name", "cli-round-unit"):
        table.add_column(say(key), ratio=1, overflow="fold")
    for each in outcome.people:
        line = names.lines.get((each.round, each.person))
        table.add_row(
            *(names.rounds[each.round].name, say(f"audience-{each.audience.value}")),
            *(prize_name(each.prize, say), str(each.rank), str(each.person)),
            (line and line.full_name) or say("leaderboard-erased"),
            line.unit_name if line else names.unit_name(each.unit),
        )
    print_table(table)


def _print_units(outcome: Outcome, names: Named, say: Wording) -> None:
    """Units that took part; the others have nothing to be compared by."""
    table = new_table()
    for key in ("bloc", "prize"):
        table.add_column(say(f"cli-awards-{key}"), overflow="fold")
    table.add_column(say("cli-round-unit"), ratio=1, overflow="fold")
    for key in ("rank", "score", "rate", "quality", "full-marks"):
        table.add_column(say(f"cli-awards-{key}"), justify="right")
    blocs = outcome.policy.collective.blocs
    for each in outcome.units:
        result = each.result
        if not result.participants:
            continue
        percents = (result.rate, result.quality, result.full_mark_rate)
        table.add_row(
            bloc_name(result.bloc, blocs.get(result.bloc, ()), say),
            prize_name(each.prize, say) if each.prize else "",
            *(names.unit_name(result.unit), str(each.rank), hundredths_text(each.score, say)),
            *(hundredths_text(percent, say) for percent in percents),
        )
    print_table(table)


def _tie_lines(outcome: Outcome, names: Named, say: Wording) -> list[str]:
    blocs: Mapping[Bloc, Any] = outcome.policy.collective.blocs
    people = [
        say(
            "cli-awards-person-tie",
            round=names.rounds[each.round].name,
            group=say(f"audience-{each.audience.value}"),
            people=_listed(
                [_person(each.round, one, names, say) for one in each.tie.contenders], say
            ),
            prizes=_prizes(each.tie.prizes, say),
            count=len(each.tie.prizes),
        )
        for each in outcome.person_ties
    ]
    units = [
        say(
            "cli-awards-unit-tie",
            bloc=bloc_name(each.bloc, blocs.get(each.bloc, ()), say),
            units=_listed([names.unit_name(unit) for unit in each.tie.contenders], say),
            prizes=_prizes(each.tie.prizes, say),
            count=len(each.tie.prizes),
        )
        for each in outcome.unit_ties
    ]
    return [*people, *units]


def _listed(names: Sequence[str], say: Wording) -> str:
    shown = ", ".join(names[:MAX_NAMED])
    more = len(names) - MAX_NAMED
    return say("cli-awards-and-more", shown=shown, count=more) if more > 0 else shown


def _person(round_id: RoundId, person: PersonId, names: Named, say: Wording) -> str:
    line = names.lines.get((round_id, person))
    return f"{person} ({(line and line.full_name) or say('leaderboard-erased')})"


def _prizes(prizes: Sequence[Prize], say: Wording) -> str:
    return ", ".join(prize_name(prize, say) for prize in prizes)


def _prize_or_none(prize: Prize | None, say: Wording) -> str:
    return prize_name(prize, say) if prize else say("cli-awards-no-prize")
