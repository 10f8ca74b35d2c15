"""The demonstration in private chats: everybody plays in their own time, and units are reminded."""

import asyncio
import itertools
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from bot.app import App
from bot.demo.contest import longest_play
from bot.demo.crowd import Crowd
from bot.demo.plan import STALLED, STALLED_AT_LEAST, Plan, StalledError, Write
from bot.demo.rosters import prepare_reminders
from bot.demo.summary import pending_messages, read_account
from bot.demo.visitors import open_to_visitors
from bot.serving import until_signalled
from contest.model import Unit
from contest.rules import Window
from handlers.ports.records import Round
from handlers.texts.loader import wording

ARRIVALS = timedelta(minutes=5)
"""Contest time over which simulated citizens come, so that a visitor sees the counts move."""
ONCE_ARRIVALS = timedelta(minutes=2)
TRANSCRIPT_PERIOD = timedelta(seconds=5)


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
    async with open_to_visitors(app, crowd.platform, plan.port) as visit:
        write(wording("vi")("demo-address", address=visit.address))
        playing = asyncio.create_task(crowd.play())
        telling = asyncio.create_task(_tell(app, crowd, write))
        await until_signalled(*visit.running.adapters)
        for task in (playing, telling):
            task.cancel()
        await asyncio.gather(playing, telling, return_exceptions=True)


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
