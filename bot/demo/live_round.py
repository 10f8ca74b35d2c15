"""A live round of the demonstration: groups of simulated citizens, and a hall for visitors."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from typing import Any

from bot.adapters.web import room_chat
from bot.app import App
from bot.demo.live_crowd import LiveCrowd, group_of
from bot.demo.plan import Plan, Write
from bot.demo.progress import given_up_if_stalled, transcribe
from bot.demo.summary import read_live_account
from bot.demo.visitors import Visit, open_to_visitors
from bot.serving import until_signalled
from bot.tasks import cancel
from bot.web.live_addresses import ScreenRef, room_code, room_path
from contest.drawing import draw_questions
from contest.live import ENDED
from contest.live_rules import LiveRules, LiveScoring
from contest.model import Unit
from handlers.codes import new_code
from handlers.formats import local_day
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_records import HostedRound, NewLiveRoom, NewLiveRound, Shows
from handlers.texts.loader import wording

LEVEL = "SO"
GROUPS = 8
QUESTIONS = 10
RULES = LiveRules(lobby_for=timedelta(minutes=1), scoring=LiveScoring.SPEED)
SEED = "demo"
"""The same questions every time; nothing here is a secret."""
HOST = "demo"
"""Who has bound the groups and is told of troubles: nobody."""
LOOK = 0.25
"""Seconds of the wall between two looks at whether a round has ended."""


def units_with_groups(units: Sequence[Unit]) -> Sequence[Unit]:
    """The units whose citizens play in groups of their own."""
    return [unit for unit in units if unit.level == LEVEL][:GROUPS]


async def play_live_round(
    app: App, plan: Plan, units: Sequence[Unit], write: Write
) -> dict[str, Any]:
    """Play a live round; what citizens sent and what the database holds.

    Raises:
        StalledError: if a compressed round does not come to its end.
    """
    units = units_with_groups(units)
    crowd = LiveCrowd(plan.citizens, units, app.clock)
    if plan.once:
        await _play_once(app, crowd, units)
    else:
        await _play_with_visitors(app, crowd, units, plan.port, write)
    return {
        "rooms": len(units),
        "questions": QUESTIONS,
        "answers_sent": crowd.tally.sent,
        **asdict(await read_live_account(app.database)),
    }


async def _play_once(app: App, crowd: LiveCrowd, units: Sequence[Unit]) -> None:
    async with (
        app.running([crowd.platform]),
        given_up_if_stalled(app.clock, lambda: f"{crowd.tally.sent} answers sent"),
    ):
        hosted = await _begin(app, crowd, units)
        while (await _stored(app, hosted.id)).live.state not in ENDED:  # noqa: ASYNC110 - timers move it
            await asyncio.sleep(LOOK)
        await crowd.rest()


async def _play_with_visitors(
    app: App, crowd: LiveCrowd, units: Sequence[Unit], port: int, write: Write
) -> None:
    async with open_to_visitors(app, crowd.platform, port) as visit:
        hosted = await _begin(app, crowd, units, with_hall=True)
        for line in _addresses(visit, hosted):
            write(line)
        telling = asyncio.create_task(transcribe(partial(_counts, app, hosted.id), write))
        await until_signalled(*visit.running.adapters)
        await cancel([telling])


def _addresses(visit: Visit, hosted: HostedRound) -> Sequence[str]:
    (hall,) = (room for room in hosted.rooms.values() if room.unit is None)
    screen = visit.screens.path_of(ScreenRef(hosted.id, hall.id))
    room = room_path(room_code(hall.chat) or "")
    return (
        _say("demo-live-screen", address=visit.address + screen.removeprefix("/")),
        _say("demo-live-room", address=visit.address + room.removeprefix("/")),
        _say("demo-live-phones", address=visit.address),
    )


async def _counts(app: App, live_round: LiveRoundId) -> str:
    """How far the round has come; nothing before its first question."""
    live, account = (await _stored(app, live_round)).live, await read_live_account(app.database)
    if not live.position:
        return ""
    counts = _say(
        "demo-live-transcript",
        position=live.position,
        of=live.question_count,
        stored=account.answers_stored,
        sent=account.messages_sent,
    )
    return f"{counts}\n{_say('demo-live-ended')}" if live.state in ENDED else counts


def _say(name: str, **values: str | int) -> str:
    return wording("vi")(name, **values)


async def _begin(
    app: App, crowd: LiveCrowd, units: Sequence[Unit], *, with_hall: bool = False
) -> HostedRound:
    """Let everybody register, and announce a round that starts after its lobby."""
    await crowd.register()
    rooms = [NewLiveRoom(group_of(unit), unit.name, unit.id) for unit in units]
    if with_hall:
        rooms.append(NewLiveRoom(room_chat(new_code()), _say("demo-live-hall")))
    now = app.clock.now()
    async with app.units_of_work() as tx:
        contest = await tx.rounds.contest()
        if contest is None:
            raise LookupError("the demonstration contest was not loaded")
        bank = {question.id: question for question in await tx.questions.valid_on(local_day(now))}
        questions = draw_questions(SEED, list(bank.values()), QUESTIONS)
        for unit in units:
            await tx.groups.bind(group_of(unit), unit.id, HOST, now)
        crowd.learn([bank[question].correct for question in questions])
        live_round = await tx.live.create(
            NewLiveRound(
                contest=contest.id,
                title=_say("demo-live-title"),
                rules=RULES,
                questions=questions,
                starts_at=now + RULES.lobby_for,
                host_key=HOST,
                rooms=tuple(rooms),
                shows=Shows.NAMES,
            )
        )
        await tx.commit()
    return await _stored(app, live_round)


async def _stored(app: App, live_round: LiveRoundId) -> HostedRound:
    async with app.units_of_work.reading() as tx:
        found = await tx.live.find(live_round)
    if found is None:
        raise LookupError(f"live round {live_round} was not stored")
    return found
