"""``hoithi result``: freezing, verifying, approving and publishing the result of a round."""

from typing import Annotated

import typer

from bot.commands import result_corrections, result_review
from bot.commands.common import Session, run
from bot.commands.output import AsJson, print_json
from bot.commands.result_actors import (
    By,
    Number,
    actor_or_exit,
    counting_round,
    done_or_exit,
    make_board,
)
from bot.commands.result_printing import (
    changes_data,
    frozen_text,
    print_changes,
    print_result,
    result_data,
    tell_taken,
)
from contest.results import ResultMove
from handlers.ports.records import Round
from handlers.ports.repositories import UnitOfWork
from handlers.ports.results import NothingToFreezeError, ResultVersion, Step
from handlers.result_changes import explain
from handlers.result_steps import Refused, may_freeze, take_step
from handlers.result_steps import check_step as check
from handlers.result_steps import verify as verify_result
from storage.results import SqlResultFreezer

app = typer.Typer(help="Freeze, verify, approve and publish results.", no_args_is_help=True)
Top = Annotated[int, typer.Option(min=0, max=10**6, help="places to show, best first")]
Version = Annotated[int | None, typer.Option("--version", min=1, help="else the newest")]


@app.command()
def show(number: Number, version: Version = None, top: Top = 10, as_json: AsJson = False) -> None:
    """Show a frozen version: how far it has come, who decided, and its first places.

    Names and scores are in it: it is for the organisers.
    """

    async def main(session: Session) -> None:
        async with session.units_of_work.reading() as tx:
            one = await counting_round(session, tx, number)
            result = await _version_or_exit(session, tx, one, version)
            is_current = await tx.results.is_current(result)
            lines = await tx.results.page(result, 0, top)
            corrections = await tx.corrections.since(one.id, 0)
        if as_json:
            own = [each for each in corrections if each.number <= result.corrections]
            print_json(result_data(result, is_current, lines, own))
        else:
            print_result(session.say, one, result, is_current, lines)

    run(main)


@app.command()
def freeze(
    number: Number,
    by: By,
    reason: Annotated[str, typer.Option(help="why there is a new version")] = "",
    as_json: AsJson = False,
) -> None:
    """Freeze the ranking of a closed round as a new provisional version."""

    async def main(session: Session) -> None:
        async with session.units_of_work.reading() as tx:
            one = await counting_round(session, tx, number)
            actor = await actor_or_exit(session, tx, by)
        await make_board(session, one)
        async with session.units_of_work.reading() as tx:
            done_or_exit(session, await may_freeze(tx, one, actor, reason, session.now))
        step = Step(actor.key, session.now)
        try:
            frozen = await SqlResultFreezer(session.database).freeze(one.id, reason.strip(), step)
        except NothingToFreezeError:
            done_or_exit(session, Refused("in-making", {"round": one.name}))
            raise
        if as_json:
            print_json(result_data(frozen, True, [], []))
        else:
            typer.echo(frozen_text(one, frozen, session.say))

    run(main)


@app.command()
def verify(number: Number, by: By, as_json: AsJson = False) -> None:
    """Score every attempt again from draw, answers and key; if all is the same, verify."""

    async def main(session: Session) -> None:
        async with session.units_of_work.reading() as tx:
            one = await counting_round(session, tx, number)
            actor = await actor_or_exit(session, tx, by)
            result = done_or_exit(session, await check(tx, one, ResultMove.VERIFY, actor))
        recount = await SqlResultFreezer(session.database).recount(result)
        async with session.units_of_work() as tx:
            outcome = await verify_result(tx, one, recount, actor, session.now)
            await tx.commit()
        tell_taken(session, one, done_or_exit(session, outcome), as_json)

    run(main)


@app.command()
def approve(number: Number, by: By, as_json: AsJson = False) -> None:
    """Approve the verified version, for the Ban Tổ chức."""
    _step(number, by, ResultMove.APPROVE, as_json)


@app.command()
def publish(number: Number, by: By, as_json: AsJson = False) -> None:
    """Publish the approved version; what was published before is superseded."""
    _step(number, by, ResultMove.PUBLISH, as_json)


@app.command()
def changes(
    number: Number,
    since: Annotated[int | None, typer.Option("--from", min=1, help="else the one before")] = None,
    version: Version = None,
    as_json: AsJson = False,
) -> None:
    """Explain what is different between two versions: who came, went or moved, and why."""

    async def main(session: Session) -> None:
        async with session.units_of_work.reading() as tx:
            one = await counting_round(session, tx, number)
            after = await _version_or_exit(session, tx, one, version)
            before = await tx.results.find(one.id, since or after.version - 1)
            if before is None:
                _no_comparison(session, one, after, since, as_json)
                return
            found, corrections = await explain(tx, before, after)
        if as_json:
            print_json(changes_data(before, after, found, corrections))
        else:
            print_changes(session.say, before, after, found, corrections)

    run(main)


def _step(number: int, by: str, move: ResultMove, as_json: bool) -> None:
    async def main(session: Session) -> None:
        async with session.units_of_work() as tx:
            one = await counting_round(session, tx, number)
            actor = await actor_or_exit(session, tx, by)
            taken = done_or_exit(session, await take_step(tx, one, move, actor, session.now))
            await tx.commit()
        tell_taken(session, one, taken, as_json)

    run(main)


async def _version_or_exit(
    session: Session, tx: UnitOfWork, one: Round, version: int | None
) -> ResultVersion:
    if version is None:
        found = await tx.results.latest(one.id)
        return found or done_or_exit(session, Refused("none", {"round": one.name}))
    found = await tx.results.find(one.id, version)
    return found or done_or_exit(session, _no_version(one, version))


def _no_version(one: Round, version: int) -> Refused:
    return Refused("no-version", {"round": one.name, "version": version})


def _no_comparison(
    session: Session, one: Round, after: ResultVersion, since: int | None, as_json: bool
) -> None:
    if since is not None:
        done_or_exit(session, _no_version(one, since))
    if as_json:
        data = {"round": one.id, "from": None, "to": after.version}
        print_json({**data, "corrections": [], "changes": []})
    else:
        typer.echo(session.say("cli-result-one-version", round=one.name))


# In the order in which the help lists them: the steps first.
result_corrections.add_to(app)
result_review.add_to(app)
