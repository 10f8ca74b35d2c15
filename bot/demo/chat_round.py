"""The demonstration in private chats: everybody plays in their own time, and units are reminded."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from typing import Any

from bot.app import App
from bot.demo.contest import longest_play
from bot.demo.crowd import Crowd
from bot.demo.plan import Plan, Write
from bot.demo.progress import given_up_if_stalled, transcribe
from bot.demo.rosters import prepare_reminders
from bot.demo.summary import pending_messages, read_account
from bot.demo.visitors import open_to_visitors
from bot.serving import until_signalled
from bot.tasks import cancel
from contest.model import Unit
from contest.rules import Window
from handlers.ports.records import Round
from handlers.texts.loader import wording

ARRIVALS = timedelta(minutes=5)
"""Contest time over which simulated citizens come, so that a visitor sees the counts move."""
ONCE_ARRIVALS = timedelta(minutes=2)


async def play_chat_round(
    app: App, plan: Plan, played: Round, units: Sequence[Unit], write: Write
) -> dict[str, Any]:
    """Play the round; what citizens sent and what the database holds.

    Raises:
        StalledError: if a compressed round does not come to its end.
    """
    crowd = Crowd(plan.citizens, units, app.clock, ONCE_ARRIVALS if plan.once else ARRIVALS)
    await prepare_reminders(app.units_of_work, played, crowd.citizens)
    if plan.once:
        await _play_once(app, crowd, played)
    else:
        await _play_with_visitors(app, crowd, plan, write)
    return {"answers_sent": crowd.tally.sent, **asdict(await read_account(app.database))}


async def _play_once(app: App, crowd: Crowd, played: Round) -> None:
    async with (
        app.running([crowd.platform]),
        given_up_if_stalled(
            app.clock, lambda: f"{crowd.tally.finished} finished", longest_play(played.rules)
        ),
    ):
        await crowd.play()
        await _close(app, played)


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
    async with open_to_visitors(app, crowd.platform, plan.port) as visit:
        write(wording("vi")("demo-address", address=visit.address))
        playing = asyncio.create_task(crowd.play())
        telling = asyncio.create_task(transcribe(partial(_counts, app), write))
        await until_signalled(*visit.running.adapters)
        await cancel([playing, telling])


async def _counts(app: App) -> str:
    account = await read_account(app.database)
    return wording("vi")(
        "demo-transcript",
        finished=account.attempts_finished,
        stored=account.answers_stored,
        expired=account.expired,
        sent=account.messages_sent,
    )
