"""``hoithi doctor``: looks at everything that a contest needs, and says what to do about it."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict

import typer

from bot.checks.clocks import check_clock
from bot.checks.configuration import check_address, check_secret
from bot.checks.contest import check_contest
from bot.checks.database import check_database
from bot.checks.findings import Finding, Findings, State
from bot.checks.platforms import check_telegram, check_zalo
from bot.checks.pollers import check_pollers, check_replicas
from bot.checks.redis import check_redis
from bot.clock import SystemClock
from bot.commands.common import NO_LEASE, opened, refuse, say_in, settings_or_exit
from bot.commands.output import AsJson, print_json
from bot.settings import TELEGRAM_ADAPTERS, Settings, SettingsError, bot_of
from bot.telegram_settings import TelegramSettings, load_telegram_settings
from bot.zalo_settings import ZaloSettings, load_zalo_settings
from handlers.ports.outbox import Bot
from handlers.ports.pollers import PollerLease
from handlers.ports.timing import Clock
from handlers.texts.loader import Wording
from storage.poller_leases import SqlPollerLeases
from storage.unit_of_work import SqlUnitsOfWork

MARKS = {State.OK: "✓", State.WARNING: "!", State.FAILED: "✗", State.SKIPPED: "–"}


def doctor(as_json: AsJson = False) -> None:
    """Check settings, data, Redis, bots, clock and contest; exit with 1 if something has failed."""
    settings = settings_or_exit()
    telegram, zalo = _platforms_or_exit(settings)
    say = say_in(settings)
    findings = Findings(say)
    asyncio.run(_examine(settings, telegram, zalo, findings))
    if as_json:
        print_json([asdict(finding) for finding in findings.all])
    else:
        _print(findings.all, say)
    if any(finding.state is State.FAILED for finding in findings.all):
        raise typer.Exit(1)


def _platforms_or_exit(
    settings: Settings,
) -> tuple[TelegramSettings | None, ZaloSettings | None]:
    """The settings of the platforms that are to run."""
    adapters = settings.messaging_adapters
    try:
        return (
            load_telegram_settings() if TELEGRAM_ADAPTERS.intersection(adapters) else None,
            load_zalo_settings() if "zalo" in adapters else None,
        )
    except SettingsError as error:
        refuse(str(error))


async def _examine(
    settings: Settings,
    telegram: TelegramSettings | None,
    zalo: ZaloSettings | None,
    findings: Findings,
) -> None:
    clock = SystemClock()
    findings.note("settings", State.OK)
    leases = await _examine_data(settings, clock, findings)
    await check_redis(settings, clock, findings)
    check_address(settings, findings)
    if telegram is not None:
        await check_telegram(telegram, clock.now(), findings)
    if zalo is not None:
        await check_zalo(zalo, clock, findings)
    if leases is not None:
        check_pollers(_polling(telegram, zalo), leases, clock.now(), findings)
        is_sharing = settings.redis_url is not None
        check_replicas(leases, clock.now(), findings, are_sharing=is_sharing)
    asked = telegram or zalo
    await check_clock(asked.api_url if asked else "", clock, findings)


def _polling(telegram: TelegramSettings | None, zalo: ZaloSettings | None) -> Sequence[Bot]:
    """The bots whose messages are fetched."""
    return [
        (platform, bot_of(token.get_secret_value()))
        for platform, one in (("telegram", telegram), ("zalo", zalo))
        if one is not None and not one.webhook_url
        for token in one.tokens
    ]


async def _examine_data(
    settings: Settings, clock: Clock, findings: Findings
) -> Sequence[PollerLease] | None:
    """The database, what is in it, and the secret without which some of that is worthless.

    Returns:
        Who polls for which bot; None if the database cannot tell.
    """
    async with opened(settings) as database:
        if not await check_database(database, findings):
            check_secret(settings, findings, is_in_use=False)
            return None
        # Nothing is looked up by a digest here, and a secret must not be made by looking.
        async with SqlUnitsOfWork(database, NO_LEASE, secret="").reading() as tx:
            is_in_use = await tx.rounds.contest() is not None
            check_secret(settings, findings, is_in_use=is_in_use)
            await check_contest(tx, clock.now(), findings)
        return await SqlPollerLeases(database, NO_LEASE).all()


def _print(findings: Sequence[Finding], say: Wording) -> None:
    for finding in findings:
        typer.echo(f"{MARKS[finding.state]} {finding.found}")
        if finding.advice:
            typer.echo(f"  → {finding.advice}")
    counts = {state.value: sum(finding.state is state for finding in findings) for state in State}
    typer.echo(say("doctor-summary", **counts))
