"""Runs the demonstration: the real system, simulated citizens, and three phones on a page."""

import asyncio
import itertools
import random
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.adapters.web import WebAdapter
from bot.app import App
from bot.clock import SystemClock
from bot.demo.contest import load_contest, longest_play, quota_units
from bot.demo.crowd import LEADER_UNIT, Crowd
from bot.demo.rosters import prepare_reminders
from bot.demo.summary import lateness, pending_messages, read_account
from bot.serving import WebQueries, serving, until_signalled
from bot.settings import Settings
from bot.web.app import create_app
from bot.web.chat import LEADER_MENU, ORGANISER_MENU, Face, WebChat
from bot.web.demo import CITIZEN_PATH, LEADER_PATH, ORGANISER_PATH
from contest.rules import RoundRules, Window
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.records import Grant, Role, Round
from handlers.texts.loader import wording

ROUND_LENGTH = timedelta(hours=2)
ARRIVALS = timedelta(minutes=5)
"""Contest time over which simulated citizens come, so that a visitor sees the counts move."""
ONCE_ARRIVALS = timedelta(minutes=2)
STALLED = timedelta(minutes=30)
"""Contest time after which a compressed round that has not ended is given up as stalled."""
STALLED_AT_LEAST = 300
"""Seconds on the wall: a slow machine is not a stalled round."""
TRANSCRIPT_PERIOD = timedelta(seconds=5)

Write = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a demonstration was asked to be."""

    citizens: int
    speed: float
    once: bool
    port: int


class StalledError(Exception):
    """A compressed round did not come to its end; somebody is stuck."""


async def run_demo(plan: Plan, settings: Settings, write: Write) -> dict[str, Any]:
    """Play until everybody is done (``once``) or until stopped; returns the account."""
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
    )
    began = clock.now()
    try:
        await app.prepare()
        window = Window(began, began + ROUND_LENGTH)
        played = await load_contest(app.units_of_work, window, RoundRules())
        units = await quota_units(app.units_of_work, window)
        crowd = Crowd(plan.citizens, units, clock, ONCE_ARRIVALS if plan.once else ARRIVALS)
        await prepare_reminders(app.units_of_work, played, crowd.citizens)
        if plan.once:
            await _play_once(app, crowd, played)
        else:
            await _play_with_visitors(app, crowd, plan, write)
        account = asdict(await read_account(app.database))
    finally:
        await app.close()
    return {
        "citizens": plan.citizens,
        "answers_sent": crowd.tally.sent,
        **account,
        "lateness_ms": lateness(samples),
        "seconds": round(clock.real(clock.now() - began).total_seconds(), 1),
    }


async def _play_once(app: App, crowd: Crowd, played: Round) -> None:
    limit = app.clock.real(STALLED + longest_play(played.rules)).total_seconds()
    async with app.running([crowd.platform]):
        try:
            async with asyncio.timeout(max(limit, STALLED_AT_LEAST)):
                await crowd.play()
                await _close(app, played)
        except TimeoutError:
            raise StalledError(f"{crowd.tally.finished} finished") from None


async def _close(app: App, played: Round) -> None:
    """Close the round now, and wait until everybody has been told."""
    now = app.clock.now()
    async with app.units_of_work() as tx:
        await tx.catalogue.move_round(played.id, Window(played.window.opens_at, now), now)
        await tx.commit()
    await app.round_life.close(played.id, now)
    while await pending_messages(app.database):  # noqa: ASYNC110 - other tasks write the rows
        await asyncio.sleep(0.05)


async def _play_with_visitors(app: App, crowd: Crowd, plan: Plan, write: Write) -> None:
    queries = WebQueries(app)
    web = WebAdapter(app.clock, queries.recent, queries.open_question)
    # The demonstration forgets everything at its end, sessions too.
    secret = random.SystemRandom().randbytes(32).hex()
    chats = [
        WebChat(web, CITIZEN_PATH, secret, is_framed=True),
        WebChat(
            web,
            LEADER_PATH,
            secret,
            face=Face(wording("vi")("demo-leader-title"), LEADER_MENU),
            entered=_Role(app, Role.UNIT_LEADER, LEADER_UNIT).take,
            is_framed=True,
        ),
        WebChat(
            web,
            ORGANISER_PATH,
            secret,
            face=Face(wording("vi")("demo-organiser-title"), ORGANISER_MENU),
            entered=_Role(app, Role.ORGANISER, None).take,
            is_framed=True,
        ),
    ]
    async with (
        app.running([crowd.platform, web]) as running,
        serving(create_app(chats, with_demo=True), "127.0.0.1", plan.port, "") as address,
    ):
        write(wording("vi")("demo-address", address=address))
        playing = asyncio.create_task(crowd.play())
        telling = asyncio.create_task(_tell(app, crowd, write))
        await until_signalled(*running.adapters)
        for task in (playing, telling):
            task.cancel()
        await asyncio.gather(playing, telling, return_exceptions=True)


class _Role:
    """Gives every visitor of one phone its role."""

    def __init__(self, app: App, role: Role, unit_code: str | None) -> None:
        self._app = app
        self._role = role
        self._unit_code = unit_code

    async def take(self, user: UserRef, chat: ChatRef) -> None:
        now = self._app.clock.now()
        async with self._app.units_of_work() as tx:
            units = await tx.units.existing_on(now.date())
            unit = next((one.id for one in units if one.code == self._unit_code), None)
            await tx.people.grant(user, chat, Grant(self._role, unit))
            await tx.commit()


async def _tell(app: App, crowd: Crowd, write: Write) -> None:
    """A line of transcript whenever the counts have moved."""
    last = None
    for _ in itertools.count():
        account = await read_account(app.database)
        line = wording("vi")(
            "demo-transcript",
            finished=account.attempts_finished,
            stored=account.answers_stored,
            expired=account.expired,
            sent=account.messages_sent,
        )
        if line != last:
            write(line)
            last = line
        await asyncio.sleep(TRANSCRIPT_PERIOD.total_seconds())
