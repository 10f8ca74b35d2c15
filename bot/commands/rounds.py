"""``hoithi round``: the rounds of the contest, their windows and their rules."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands.common import Session, local_instant, not_blank, refuse, run
from contest.drawing import find_shortages
from contest.model import RoundId
from contest.rules import RoundRules, RulesError, Window, rules_from_data, rules_to_data
from handlers.formats import closing_text, instant_text, local_day
from handlers.ports.records import Contest, Round
from storage.unit_of_work import SqlUnitOfWork

app = typer.Typer(help="List, create, open, close or move rounds.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="print an array of objects instead")]
Number = Annotated[
    int, typer.Argument(min=1, max=10**9, help="number of the round, as `round list` shows it")
]
Instant = "local time: 2023-11-07, '2023-11-07 07:30' or '21/11/2023 24:00'"


@app.command("list")
def list_rounds(as_json: AsJson = False) -> None:
    """List all rounds in the order in which they open."""

    async def main(session: Session) -> None:
        async with session.units_of_work() as tx:
            rounds = await tx.rounds.all()
        if as_json:
            typer.echo(json.dumps([_data(session, one) for one in rounds], ensure_ascii=False))
        elif not rounds:
            typer.echo(session.say("cli-no-rounds"))
        else:
            for one in rounds:
                typer.echo(_line(session, one))

    run(main)


@app.command()
def create(
    name: Annotated[
        str, typer.Option(help="as contestants see it, for example 'Vòng 1'", callback=not_blank)
    ],
    opens: Annotated[str, typer.Option(help=Instant)],
    closes: Annotated[str, typer.Option(help=f"exclusive; {Instant}")],
    rules: Annotated[
        Path | None, typer.Option(help="JSON file; what it leaves out is default")
    ] = None,
    contest: Annotated[
        str | None,
        typer.Option(help="name of the contest, for its first round", callback=not_blank),
    ] = None,
    organiser: Annotated[
        str | None, typer.Option(help="who holds it, for its first round", callback=not_blank)
    ] = None,
    rehearsal: Annotated[bool, typer.Option("--rehearsal", help="counts nowhere")] = False,
) -> None:
    """Create a round; the first one also creates the contest."""

    async def main(session: Session) -> None:
        window = _window_or_exit(session, opens, closes)
        round_rules = _rules_or_exit(session, rules)
        async with session.units_of_work() as tx:
            owner = await tx.rounds.contest() or await _new_contest(session, tx, contest, organiser)
            one = await tx.catalogue.create_round(
                owner.id, name, window, round_rules, is_rehearsal=rehearsal
            )
            await tx.audit("round_created", session.now, "command line", round=one.id)
            await _warn_of_shortages(session, tx, one)
            await tx.commit()
        typer.echo(_line(session, one))

    run(main)


@app.command("open")
def open_now(number: Number) -> None:
    """Open a round now instead of at its planned time."""
    _move(number, opens_now=True)


@app.command()
def close(number: Number) -> None:
    """Close a round now instead of at its planned time."""
    _move(number, closes_now=True)


@app.command()
def move(
    number: Number,
    opens: Annotated[str | None, typer.Option(help=Instant)] = None,
    closes: Annotated[str | None, typer.Option(help=f"exclusive; {Instant}")] = None,
) -> None:
    """Give a round other times; what is not named stays."""
    _move(number, opens=opens, closes=closes)


def _move(
    number: int,
    *,
    opens: str | None = None,
    closes: str | None = None,
    opens_now: bool = False,
    closes_now: bool = False,
) -> None:
    async def main(session: Session) -> None:
        async with session.units_of_work() as tx:
            one = await tx.rounds.find(RoundId(number))
            if one is None:
                refuse(session.say("cli-no-such-round", number=number))
            opens_at = local_instant(opens, session.say) if opens else one.window.opens_at
            closes_at = local_instant(closes, session.say) if closes else one.window.closes_at
            try:
                # A round that is open stays open since then, and one that is closed stays closed.
                window = Window(
                    session.now if opens_now and not one.window.contains(session.now) else opens_at,
                    min(session.now, closes_at) if closes_now else closes_at,
                )
            except RulesError:
                refuse(session.say("cli-closes-before-it-opens"))
            moved = await tx.catalogue.move_round(one.id, window, session.now)
            await tx.audit(
                "round_moved",
                session.now,
                "command line",
                round=one.id,
                opens=window.opens_at.isoformat(),
                closes=window.closes_at.isoformat(),
                deadlines=len(moved),
            )
            changed = await tx.rounds.find(one.id)
            await tx.commit()
        typer.echo(_line(session, changed or one))

    run(main)


def _window_or_exit(session: Session, opens: str, closes: str) -> Window:
    try:
        return Window(local_instant(opens, session.say), local_instant(closes, session.say))
    except RulesError:
        refuse(session.say("cli-closes-before-it-opens"))


def _rules_or_exit(session: Session, file: Path | None) -> RoundRules:
    if file is None:
        return RoundRules()
    try:
        return rules_from_data(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, AttributeError) as error:
        refuse(session.say("cli-bad-rules", file=file.name, found=str(error)))


async def _new_contest(
    session: Session, tx: SqlUnitOfWork, name: str | None, organiser: str | None
) -> Contest:
    if not name or not organiser:
        refuse(session.say("cli-contest-needed"))
    return await tx.catalogue.create_contest(name, organiser)


async def _warn_of_shortages(session: Session, tx: SqlUnitOfWork, one: Round) -> None:
    bank = await tx.questions.valid_on(local_day(one.window.opens_at))
    for short in find_shortages(bank, one.rules):
        typer.echo(
            session.say(
                "cli-topic-short",
                topic=short.topic,
                needed=short.needed,
                available=short.available,
            ),
            err=True,
        )


def _line(session: Session, one: Round) -> str:
    return session.say(
        "cli-round",
        number=one.id,
        name=one.name,
        opens=instant_text(one.window.opens_at, session.say),
        closes=closing_text(one.window.closes_at, session.say),
        state=_state(session, one),
    )


def _state(session: Session, one: Round) -> str:
    if session.now < one.window.opens_at:
        return "planned"
    return "open" if session.now < one.window.closes_at else "closed"


def _data(session: Session, one: Round) -> dict[str, Any]:
    return {
        "number": one.id,
        "name": one.name,
        "opens_at": one.window.opens_at.isoformat(),
        "closes_at": one.window.closes_at.isoformat(),
        "state": _state(session, one),
        "is_rehearsal": one.is_rehearsal,
        "rules_version": one.rules.version,
        "rules": rules_to_data(one.rules),
    }
