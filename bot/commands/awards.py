"""``hoithi awards``: prizes as data, computed from frozen results; ties decided, lists printed."""

from collections.abc import Sequence
from typing import Annotated

import typer

from bot.commands.award_output import awarding_data, change_data, print_awarding, print_changes
from bot.commands.common import Session, refuse, run
from bot.commands.import_outcomes import ACTOR
from bot.commands.lookups import contest_or_exit, unit_or_exit
from bot.commands.output import AsJson, print_json
from bot.commands.result_actors import MAX, By, Reason, actor_or_exit, done_or_exit, people_of
from bot.commands.rules_data import DryRun, RulesFile, rules_or_exit
from contest.award_policy import award_policy_from_data, award_policy_to_data
from contest.model import RoundId, Unit
from handlers import awards
from handlers.award_texts import named
from handlers.awards import Computed, Deciding
from handlers.formats import local_day
from handlers.ports.awards import StoredAwarding
from handlers.ports.records import Contest
from handlers.ports.repositories import UnitOfWork
from handlers.result_steps import Refused

app = typer.Typer(help="Prizes of people and of units.", no_args_is_help=True)


@app.command()
def policy() -> None:
    """Show as JSON which prizes the contest gives; what is printed can be changed and loaded."""

    async def main(session: Session) -> None:
        async with session.units_of_work.reading() as tx:
            contest = await contest_or_exit(session, tx)
            print_json(award_policy_to_data(await tx.awards.policy(contest.id)))

    run(main)


@app.command()
def load(file: RulesFile, dry_run: DryRun = False) -> None:
    """Take the prizes of a file for those of the contest."""

    async def main(session: Session) -> None:
        loaded = rules_or_exit(session, file, award_policy_from_data)
        data = award_policy_to_data(loaded)
        async with session.units_of_work() as tx:
            contest = await contest_or_exit(session, tx)
            if not dry_run:
                await tx.awards.set_policy(contest.id, loaded)
                await tx.audit("award_policy_changed", session.now, ACTOR, policy=data)
                await tx.commit()
        typer.echo(session.say("cli-rules-checked" if dry_run else "cli-rules-stored"))
        print_json(data)

    run(main)


@app.command()
def compute(
    by: By,
    published: Annotated[
        bool, typer.Option("--published", help="only from published results")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Compute all prizes from the newest frozen results; say who has gained or lost one, and why.

    In chat they are seen once all results that they rest on are published.
    """

    async def main(session: Session) -> None:
        async with session.units_of_work() as tx:
            contest = await contest_or_exit(session, tx)
            actor = await actor_or_exit(session, tx, by)
            done = done_or_exit(
                session,
                await awards.compute(tx, contest, actor, session.now, published_only=published),
            )
            await tx.commit()
        await _tell(session, done, as_json)

    run(main)


@app.command("list")
def list_(
    number: Annotated[
        int | None, typer.Option("--number", min=1, max=MAX, help="an earlier awarding")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List prizes, ties that wait for a decision, and the ranking of the units."""

    async def main(session: Session) -> None:
        async with session.units_of_work.reading() as tx:
            contest = await contest_or_exit(session, tx)
            awarding = await _awarding_or_exit(session, tx, contest, number)
            if as_json:
                print_json(await awarding_data(tx, contest, awarding))
            else:
                await print_awarding(tx, contest, awarding, session.say)

    run(main)


@app.command()
def decide(
    by: By,
    reason: Reason,
    number: Annotated[
        int | None, typer.Option("--round", min=1, max=MAX, help="number of the round")
    ] = None,
    person: Annotated[
        list[int] | None,
        typer.Option("--person", min=1, max=MAX, help="in the order of their prizes"),
    ] = None,
    unit: Annotated[
        list[str] | None, typer.Option("--unit", help="code; in the order of their prizes")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Decide a tie: people of a round, or units; as many as there are prizes for them."""

    async def main(session: Session) -> None:
        if bool(person) == bool(unit) or bool(person) != (number is not None):
            refuse(session.say("cli-awards-decide-what"))
        async with session.units_of_work() as tx:
            contest = await contest_or_exit(session, tx)
            deciding = Deciding(await actor_or_exit(session, tx, by), reason, session.now)
            if person and number is not None:
                outcome = await awards.decide_people(
                    tx, contest, RoundId(number), people_of(person), deciding
                )
            else:
                existing = await _units(session, tx, contest)
                chosen = [unit_or_exit(session, existing, text).id for text in unit or []]
                outcome = await awards.decide_units(tx, contest, chosen, deciding)
            done = done_or_exit(session, outcome)
            await tx.commit()
        await _tell(session, done, as_json)

    run(main)


async def _units(session: Session, tx: UnitOfWork, contest: Contest) -> Sequence[Unit]:
    """The units that competed; levels may have changed by law since then."""
    latest = await tx.awards.latest(contest.id)
    if latest is None:
        return await tx.units.existing_on(local_day(session.now))
    return list((await named(tx, latest.outcome)).units.values())


async def _awarding_or_exit(
    session: Session, tx: UnitOfWork, contest: Contest, number: int | None
) -> StoredAwarding:
    if number is None:
        found = await tx.awards.latest(contest.id)
        return found or done_or_exit(session, Refused("awards-none"))
    found = await tx.awards.find(contest.id, number)
    return found or done_or_exit(session, Refused("awards-no-number", {"number": str(number)}))


async def _tell(session: Session, done: Computed, as_json: bool) -> None:
    is_new = done.before is None or done.before.number != done.awarding.number
    if as_json:
        print_json(
            {
                "number": done.awarding.number,
                "is_new": is_new,
                "ties": len(done.awarding.outcome.person_ties + done.awarding.outcome.unit_ties),
                "changes": [change_data(change) for change in done.changes],
            }
        )
        return
    number = str(done.awarding.number)
    typer.echo(session.say("cli-awards-computed" if is_new else "cli-awards-same", number=number))
    async with session.units_of_work.reading() as tx:
        await print_changes(tx, done, session.say)
