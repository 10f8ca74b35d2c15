"""``hoithi letterhead``: who gives official papers and signs them, as data."""

import typer

from bot.commands.common import Session, run
from bot.commands.import_outcomes import ACTOR
from bot.commands.lookups import contest_or_exit
from bot.commands.output import AsJson, print_json
from bot.commands.rules_data import DryRun, RulesFile, rules_or_exit
from contest.letterhead import (
    DEFAULT_LETTERHEAD,
    Letterhead,
    letterhead_from_data,
    letterhead_to_data,
)
from handlers.certificates import heads_of
from handlers.ports.records import Contest

app = typer.Typer(
    help="Show or load how reports and certificates are headed and signed.", no_args_is_help=True
)


@app.command()
def show(as_json: AsJson = False) -> None:
    """Show the letterhead; the default one before there is a contest."""

    async def main(session: Session) -> None:
        async with session.units_of_work.reading() as tx:
            contest = await tx.rounds.contest()
        letterhead = contest.letterhead if contest else DEFAULT_LETTERHEAD
        if as_json:
            print_json(letterhead_to_data(letterhead))
        else:
            _print(session, letterhead, contest)

    run(main)


@app.command()
def load(file: RulesFile, dry_run: DryRun = False) -> None:
    """Take the letterhead of a file for that of the contest."""

    async def main(session: Session) -> None:
        letterhead = rules_or_exit(session, file, letterhead_from_data)
        async with session.units_of_work() as tx:
            contest = await contest_or_exit(session, tx)
            if not dry_run:
                await tx.catalogue.set_letterhead(contest.id, letterhead)
                data = letterhead_to_data(letterhead)
                await tx.audit("letterhead_changed", session.now, ACTOR, letterhead=data)
                await tx.commit()
        typer.echo(session.say("cli-letterhead-checked" if dry_run else "cli-letterhead-stored"))
        _print(session, letterhead, contest)

    run(main)


def _print(session: Session, letterhead: Letterhead, contest: Contest | None) -> None:
    """Line by line as papers have it; what is left empty is said to be."""
    say, empty = session.say, session.say("cli-letterhead-empty")
    heads = heads_of(letterhead, contest) if contest else (letterhead.agency,)
    lines = {
        "heads": " / ".join(filter(None, heads)),
        "symbols": f"…/{letterhead.report_symbol}; …/{letterhead.certificate_symbol}",
        "place": letterhead.place,
        "signer": " / ".join(filter(None, (*letterhead.signer_titles, letterhead.signer))),
        "recipients": "; ".join(letterhead.recipients),
    }
    for name, text in lines.items():
        typer.echo(f"{say(f'cli-letterhead-{name}')}: {text or empty}")
    nation = "yes" if letterhead.has_national_heading else "no"
    percent = letterhead.certificate_from_percent
    typer.echo(say("cli-letterhead-certificates", nation=nation, percent=percent))
