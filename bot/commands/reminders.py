"""``hoithi reminders``: when units are reminded of what is missing, and why they were or not."""

import typer

from bot.commands import reminder_log
from bot.commands.common import Session, run
from bot.commands.import_outcomes import ACTOR
from bot.commands.lookups import contest_or_exit
from bot.commands.output import AsJson, print_json
from bot.commands.rules_data import DryRun, RulesFile, rules_or_exit
from contest.reminders import (
    DEFAULT_SCHEDULE,
    ReminderSchedule,
    schedule_from_data,
    schedule_to_data,
    slots,
)
from handlers.formats import LOCAL_ZONE, instant_text
from handlers.ports.records import Round
from handlers.ports.repositories import UnitOfWork

app = typer.Typer(
    help="Show or load the schedule of reminders, or see what became of them.",
    no_args_is_help=True,
)
app.command("log")(reminder_log.show_log)


@app.command()
def show(as_json: AsJson = False) -> None:
    """Show the schedule and the instants that it gives the rounds to come."""

    async def main(session: Session) -> None:
        async with session.units_of_work.reading() as tx:
            contest = await tx.rounds.contest()
            rounds = await _reminded_rounds(session, tx)
        schedule = contest.reminders if contest else DEFAULT_SCHEDULE
        if as_json:
            print_json(schedule_to_data(schedule))
        else:
            _print(session, schedule, rounds)

    run(main)


@app.command()
def load(file: RulesFile, dry_run: DryRun = False) -> None:
    """Take the schedule of a file for that of the contest."""

    async def main(session: Session) -> None:
        schedule = rules_or_exit(session, file, schedule_from_data)
        async with session.units_of_work() as tx:
            contest = await contest_or_exit(session, tx)
            rounds = await _reminded_rounds(session, tx)
            if not dry_run:
                await tx.catalogue.set_reminders(contest.id, schedule)
                await tx.audit(
                    "reminders_changed", session.now, ACTOR, reminders=schedule_to_data(schedule)
                )
                await tx.commit()
        typer.echo(session.say("cli-rules-checked" if dry_run else "cli-rules-stored"))
        _print(session, schedule, rounds)

    run(main)


async def _reminded_rounds(session: Session, tx: UnitOfWork) -> list[Round]:
    """Rounds that are not over; a rehearsal is never reminded of."""
    return [
        one
        for one in await tx.rounds.all()
        if session.now < one.window.closes_at and not one.is_rehearsal
    ]


def _print(session: Session, schedule: ReminderSchedule, rounds: list[Round]) -> None:
    say = session.say
    typer.echo(
        say(
            "cli-reminders-schedule",
            at=f"{schedule.at:%H:%M}",
            days=", ".join(map(str, schedule.days_before)) or "none",
            last="yes" if schedule.on_last_day else "no",
            begins=f"{schedule.quiet_from:%H:%M}",
            ends=f"{schedule.quiet_to:%H:%M}",
        )
    )
    for days, stage in sorted(schedule.escalate.items(), reverse=True):
        people = ", ".join(say("cli-addressee", who=addressee.value) for addressee in stage)
        typer.echo(say("cli-reminders-stage", days=days, people=people))
    for one in rounds:
        moments = [slot.at for slot in slots(schedule, one.window, LOCAL_ZONE)]
        ahead = [instant_text(at, say) for at in moments if at >= session.now]
        listed = "; ".join(ahead) or "none"
        typer.echo(say("cli-reminders-round", number=one.id, round=one.name, slots=listed))
