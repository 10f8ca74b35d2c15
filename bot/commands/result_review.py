"""``hoithi result review|policy``: what to look at, and how a contest comes to its results."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands.common import Session, refuse, run
from bot.commands.import_outcomes import ACTOR
from bot.commands.lookups import contest_or_exit
from bot.commands.output import AsJson, new_table, print_json, print_table
from bot.commands.result_actors import Number, actor_or_exit, counting_round, done_or_exit
from bot.commands.rules_data import rules_or_exit
from contest.model import PersonId
from contest.result_policy import ResultPolicy, result_policy_from_data, result_policy_to_data
from contest.review import Decision, Signal, SignalKind
from handlers.formats import duration_text
from handlers.ports.records import Round
from handlers.ports.repositories import UnitOfWork
from handlers.ports.reviews import Reviewed, Reviewee
from handlers.result_steps import Refused
from handlers.texts.loader import Wording


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(review)
    app.command()(policy)


def review(
    number: Number,
    signal: Annotated[str | None, typer.Option(help="a signal to decide about")] = None,
    decision: Annotated[
        str | None, typer.Option(help=f"one of {', '.join(Decision)}; it only notes")
    ] = None,
    note: Annotated[str | None, typer.Option(help="what was found out")] = None,
    by: Annotated[str | None, typer.Option("--by", help="key of who decides")] = None,
    as_json: AsJson = False,
) -> None:
    """List what is unusual in a round, or note what was decided about one signal.

    Nothing becomes void by this; names are in it: it is for the secretariat.
    """

    async def main(session: Session) -> None:
        wanted = (signal, decision, note, by)
        if any(each is not None for each in wanted):
            await _decide(session, number, wanted)
            return
        async with session.units_of_work.reading() as tx:
            one = await counting_round(session, tx, number)
            signals = await _signals(tx, one)
            decided = await tx.reviews.decisions(one)
            ids = sorted({person for each in signals for person in each.people})
            people = await tx.reviews.people(ids)
        if as_json:
            print_json([_data(each, decided.get(each.key), people) for each in signals])
        elif not signals:
            typer.echo(session.say("cli-result-no-signals", round=one.name))
        else:
            _print(session.say, signals, decided, people)

    run(main)


def policy(
    file: Annotated[
        Path | None, typer.Argument(help="JSON file to load; what it leaves out is default")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show, or load, who must be another person and from when on something is unusual."""

    async def main(session: Session) -> None:
        async with session.units_of_work() as tx:
            contest = await contest_or_exit(session, tx)
            if file is not None:
                loaded = rules_or_exit(session, file, result_policy_from_data)
                await tx.reviews.set_policy(contest.id, loaded)
                data = result_policy_to_data(loaded)
                await tx.audit("result_policy_changed", session.now, ACTOR, policy=data)
                await tx.commit()
            found = await tx.reviews.policy(contest.id)
        if as_json:
            print_json(result_policy_to_data(found))
        else:
            typer.echo(_policy_text(found, session.say))

    run(main)


async def _decide(session: Session, number: int, wanted: tuple[str | None, ...]) -> None:
    signal, decision, note, by = wanted
    if signal is None or decision is None or by is None or not (note or "").strip():
        refuse(session.say("cli-result-decide-together"))
    if decision not in list(Decision):
        found = " ".join(decision.split())[:40]
        decisions = ", ".join(Decision)
        refuse(session.say("cli-result-bad-decision", found=found, decisions=decisions))
    async with session.units_of_work() as tx:
        one = await counting_round(session, tx, number)
        actor = await actor_or_exit(session, tx, by)
        if signal not in {each.key for each in await _signals(tx, one)}:
            facts = {"signal": " ".join(signal.split())[:80], "round": one.name}
            done_or_exit(session, Refused("no-signal", facts))
        reviewed = Reviewed(Decision(decision), (note or "").strip(), actor.key, session.now)
        await tx.reviews.decide(one, signal, reviewed)
        await tx.audit(
            "signal_reviewed",
            session.now,
            actor.key,
            round=one.id,
            signal=signal,
            decision=decision,
        )
        await tx.commit()
    typer.echo(session.say("cli-result-noted", signal=signal))


async def _signals(tx: UnitOfWork, one: Round) -> Sequence[Signal]:
    rules = await tx.reviews.policy(one.contest)
    return await tx.reviews.signals(one, rules.review)


def _data(
    signal: Signal, decided: Reviewed | None, people: Mapping[PersonId, Reviewee]
) -> dict[str, Any]:
    return {
        "signal": signal.key,
        "kind": signal.kind.value,
        "people": [
            {
                "person": person,
                "name": people[person].full_name,
                "unit_name": people[person].unit_name,
            }
            for person in signal.people
        ],
        "seconds": signal.time_used and signal.time_used.total_seconds(),
        "equal_wrong": signal.wrong,
        "decision": decided and decided.decision.value,
        "note": decided and decided.note,
        "by": decided and decided.by,
        "at": decided and decided.at.isoformat(),
    }


def _print(
    say: Wording,
    signals: Sequence[Signal],
    decided: Mapping[str, Reviewed],
    people: Mapping[PersonId, Reviewee],
) -> None:
    table = new_table()
    for key in ("signal", "people", "facts", "decision"):
        table.add_column(say(f"cli-result-{key}"), overflow="fold")
    for signal in signals:
        names = [_name(people[person], say) for person in signal.people]
        done = decided.get(signal.key)
        table.add_row(
            *(signal.key, "\n".join(names), _facts(signal, say)),
            _decision(done, say) if done else "",
        )
    print_table(table)


def _name(one: Reviewee, say: Wording) -> str:
    return f"{one.person}. {one.full_name or say('leaderboard-erased')} – {one.unit_name}"


def _facts(signal: Signal, say: Wording) -> str:
    match signal.kind:
        case SignalKind.TOO_FAST if signal.time_used is not None:
            return say("cli-result-too-fast", time=duration_text(signal.time_used, say))
        case SignalKind.EQUAL_ANSWERS:
            return say("cli-result-equal-answers", wrong=signal.wrong)
        case _:
            return say("cli-result-same-phone")


def _decision(done: Reviewed, say: Wording) -> str:
    return say("cli-result-decided", decision=done.decision.value, note=done.note)


def _policy_text(found: ResultPolicy, say: Wording) -> str:
    rules = found.review
    return say(
        "cli-result-policy",
        four_eyes="yes" if found.four_eyes else "no",
        least=rules.least_per_question.total_seconds(),
        wrong=rules.equal_wrong_within.total_seconds(),
        right=rules.equal_right_within.total_seconds(),
    )
