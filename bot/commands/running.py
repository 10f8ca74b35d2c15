"""``hoithi serve``, ``hoithi chat`` and ``hoithi demo``: the commands that stay."""

import asyncio
import getpass
import json
import sys
import threading
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
import uvloop

from bot.adapters._telegram.errors import SecondPoller
from bot.adapters.console import ConsoleAdapter
from bot.app import App
from bot.clock import SystemClock
from bot.commands.addresses import check_link, join_link
from bot.commands.common import reach, refuse, say_in, settings_or_exit
from bot.demo.contest import load_contest
from bot.demo.plan import Plan, StalledError
from bot.demo.run import run_demo
from bot.limiting import Sharing
from bot.logs import configure
from bot.memory import tune_collector
from bot.platforms import check_platform_settings, opened_platforms
from bot.serving import PortTakenError, serving, until_signalled
from bot.settings import Settings, SettingsError, session_secret
from contest.rules import RoundRules, Window
from storage.schema import NewerSchemaError

DEMO_DATABASE = "sqlite:///data/demo.db"
DEMO_ROUND = timedelta(days=365)


def _in_a_folder(file: Path | None) -> Path | None:
    # Found out now and not at the end of the round.
    if file is not None and (file.is_dir() or not file.parent.is_dir()):
        raise typer.BadParameter(f"{file} cannot be written")
    return file


def serve() -> None:
    """Run the contest on all configured platforms until stopped."""
    settings = settings_or_exit()
    configure(settings.log_level, as_json=not sys.stderr.isatty())
    tune_collector()
    try:
        # Its loop takes a tenth of the CPU off everything that is served and sent.
        uvloop.run(_serve(settings))
    except PortTakenError as error:
        refuse(say_in(settings)("cli-port-taken", address=str(error)))
    except SettingsError as error:
        refuse(str(error))
    except NewerSchemaError as error:
        refuse(f"DATABASE_URL: {error}")
    except SecondPoller as error:
        refuse(say_in(settings)("cli-second-poller", bot=error.bot))


def chat(
    demo: Annotated[
        bool, typer.Option("--demo", help="play the demonstration contest (data/demo.db)")
    ] = False,
) -> None:
    """Play in the terminal; the demonstration contest if no contest has been set up."""
    settings = settings_or_exit()
    configure("WARNING", as_json=False)
    asyncio.run(_chat(settings, demo))


def demo(
    once: Annotated[
        bool, typer.Option("--once", help="play one compressed round and exit")
    ] = False,
    json_file: Annotated[
        Path | None,
        typer.Option(
            "--json", help="write the account of the round to this file", callback=_in_a_folder
        ),
    ] = None,
    citizens: Annotated[int, typer.Option(min=0, max=20_000, help="simulated citizens")] = 120,
    speed: Annotated[
        float, typer.Option(min=0.1, max=100, help="seconds of contest time in one second")
    ] = 1.0,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 for any free port")] = 8080,
    live: Annotated[
        bool,
        typer.Option("--live", help="a live round: groups, a hall that you enter, a big screen"),
    ] = False,
) -> None:
    """Show a whole contest: no account, no token, no server; everything is forgotten at the end.

    With --once nothing is served. lateness_ms is real time: from a deadline to the commit that
    moved its attempt on, or with --live to the one that brought the key out.
    """
    settings = settings_or_exit()
    configure("WARNING", as_json=False)
    tune_collector()
    try:
        plan = Plan(citizens, speed, once, port, live)
        account = asyncio.run(run_demo(plan, settings, typer.echo))
    except PortTakenError as error:
        refuse(say_in(settings)("cli-port-taken", address=str(error)))
    except StalledError as error:
        typer.echo(say_in(settings)("demo-stalled", found=str(error)), err=True)
        raise typer.Exit(1) from None
    text = json.dumps(account, ensure_ascii=False, indent=2)
    if json_file is not None:
        json_file.write_text(text + "\n", encoding="utf-8")
    if once:
        typer.echo(text)
        _exit_unless_it_adds_up(account)


def _exit_unless_it_adds_up(account: "dict[str, int]") -> None:
    refused = account["duplicates_refused"] + account["late_refused"] + account["other_refused"]
    if account["answers_stored"] + refused != account["answers_sent"]:
        typer.echo("answers stored and refused do not add up to answers sent", err=True)
        raise typer.Exit(1)


async def _serve(settings: Settings) -> None:
    check_platform_settings(settings)
    app = App(
        settings.database_url.get_secret_value(),
        SystemClock(),
        session_secret(settings),
        senders=settings.outbox_senders,
        max_batch=settings.intake_batch,
        admission_delay=timedelta(seconds=settings.admission_delay_seconds),
        join_link=join_link(settings),
        sharing=_sharing_of(settings),
        check_link=check_link(settings),
    )
    try:
        async with opened_platforms(settings, app) as platforms:
            await reach(app.database)
            await app.prepare()
            async with (
                app.running(platforms.adapters) as running,
                serving(
                    platforms.asgi, settings.web_host, settings.web_port, settings.trusted_proxies
                ) as address,
            ):
                page = f"{address}chat/" if platforms.has_pages else address
                typer.echo(say_in(settings)("cli-serving", address=page))
                await until_signalled(*running.adapters)
    finally:
        await app.close()


def _sharing_of(settings: Settings) -> Sharing | None:
    """Where this process shares what it may send; None if it is the only one."""
    if settings.redis_url is None:
        return None
    return Sharing(settings.redis_url.get_secret_value(), settings.redis_away_part)


async def _chat(settings: Settings, demo: bool) -> None:
    say = say_in(settings)
    app = App(settings.database_url.get_secret_value(), SystemClock(), session_secret(settings))
    try:
        if demo or not await _has_rounds(app):
            await app.close()
            app = await _demonstration(session_secret(settings))
            typer.echo(say("cli-chat-demo"))
        typer.echo(say("cli-chat-welcome"))
        console = ConsoleAdapter(_typed_lines(), _show, app.clock, getpass.getuser())
        async with app.running([console]) as running:
            await until_signalled(*running.adapters)
    finally:
        await app.close()


async def _has_rounds(app: App) -> bool:
    await reach(app.database)
    await app.prepare()
    async with app.units_of_work.reading() as tx:
        return bool(await tx.rounds.all())


async def _demonstration(secret: str) -> App:
    """The demonstration contest in a file of its own, never among a real contest's data."""
    app = App(DEMO_DATABASE, SystemClock(), secret)
    await app.prepare()
    now = app.clock.now()
    await load_contest(app.units_of_work, Window(now, now + DEMO_ROUND), RoundRules())
    return app


def _show(text: str) -> None:
    typer.echo(f"\n{text}\n")


async def _typed_lines() -> AsyncIterator[str]:
    """Lines of standard input; a thread reads them, so that deadlines pass while nobody types."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str] = asyncio.Queue()

    def read() -> None:
        # From the bytes: a line that is not UTF-8 must not end the reading.
        for line in sys.stdin.buffer:
            loop.call_soon_threadsafe(lines.put_nowait, line.decode(errors="replace"))
        loop.call_soon_threadsafe(lines.put_nowait, "")

    # A daemon: a blocked read must not keep the program from ending.
    threading.Thread(target=read, daemon=True, name="stdin").start()
    while line := await lines.get():
        yield line
