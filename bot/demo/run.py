"""Runs the demonstration: the real system, simulated citizens, and pages for visitors."""

import secrets
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import App
from bot.clock import SystemClock
from bot.demo.chat_round import play_chat_round
from bot.demo.contest import load_contest, quota_units
from bot.demo.live_round import play_live_round
from bot.demo.plan import Plan, Write
from bot.demo.summary import lateness
from bot.settings import Settings
from contest.rules import RoundRules, Window

ROUND_LENGTH = timedelta(hours=2)


async def run_demo(plan: Plan, settings: Settings, write: Write) -> dict[str, Any]:
    """Play until everybody is done (``once``) or until stopped; returns the account.

    Raises:
        StalledError: if a compressed round does not come to its end.
        PortTakenError: if the port is taken.
    """
    with tempfile.TemporaryDirectory(prefix="hoithi-demo-") as folder:
        return await _run(plan, settings, write, f"sqlite:///{Path(folder) / 'demo.db'}")


async def _run(plan: Plan, settings: Settings, write: Write, url: str) -> dict[str, Any]:
    clock = SystemClock(plan.speed)
    samples: list[timedelta] = []

    def observe(deadline: datetime, moved_on_at: datetime) -> None:
        samples.append(clock.real(moved_on_at - deadline))

    app = App(
        url,
        clock,
        secrets.token_urlsafe(),
        senders=settings.outbox_senders,
        max_batch=settings.intake_batch,
        observe=observe,
        observe_live=observe,
    )
    began = clock.now()
    try:
        await app.prepare()
        window = Window(began, began + ROUND_LENGTH)
        played = await load_contest(app.units_of_work, window, RoundRules())
        units = await quota_units(app.units_of_work, window)
        if plan.live:
            account = await play_live_round(app, plan, units, write)
        else:
            account = await play_chat_round(app, plan, played, units, write)
    finally:
        await app.close()
    return {
        "citizens": plan.citizens,
        **account,
        "lateness_ms": lateness(samples),
        "seconds": round(clock.real(clock.now() - began).total_seconds(), 1),
    }
