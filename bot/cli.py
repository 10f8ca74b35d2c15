"""The command line: ``hoithi``. Names are fixed, so that guides and checks can rely on them."""

import typer

from bot.commands import (
    announcements,
    awards,
    backup,
    certificates,
    database,
    doctor,
    exports,
    groups,
    imports,
    letterheads,
    links,
    live,
    plan,
    quotas,
    reminders,
    reports,
    results,
    roles,
    rounds,
    running,
)


def main() -> None:
    """Entry point of the console script."""
    build()()


def build() -> typer.Typer:
    """All commands."""
    app = typer.Typer(
        name="hoithi",
        help="Hội Thi: province-wide quiz contests over messaging.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.command()(running.demo)
    app.command()(running.serve)
    app.command()(running.chat)
    app.add_typer(database.app, name="db")
    app.command()(backup.backup)
    app.command()(backup.restore)
    app.add_typer(imports.app, name="import")
    app.add_typer(rounds.app, name="round")
    app.add_typer(quotas.app, name="quotas")
    app.add_typer(reminders.app, name="reminders")
    app.add_typer(roles.app, name="role")
    app.add_typer(groups.app, name="groups")
    app.add_typer(announcements.app, name="announce")
    app.add_typer(live.app, name="live")
    app.add_typer(reports.app, name="report")
    app.add_typer(exports.app, name="export")
    app.add_typer(results.app, name="result")
    app.add_typer(awards.app, name="awards")
    app.add_typer(letterheads.app, name="letterhead")
    app.command()(certificates.certificate)
    app.command()(certificates.certificates)
    app.command()(links.join_link)
    app.command()(doctor.doctor)
    app.command()(plan.plan)
    return app
