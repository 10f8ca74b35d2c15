"""A live round in two groups, over processes that are killed again and again."""

import asyncio
import random
import time
from contextlib import suppress
from datetime import timedelta

import anyio

from bot.clock import SystemClock
from contest.live_rules import LiveRules
from handlers.ports.addresses import ChatKind, ChatRef, UserRef
from tests.faults.checker import check
from tests.faults.installation import Ground, Installation, opened_installation
from tests.faults.outcomes import Outcome
from tests.faults.seen import Seen
from tests.faults.stage import opened_office
from tests.faults.tables import Tables, read_tables
from tests.integration.live.stage import seed
from tests.platforms.telegram.model import Message
from tests.platforms.telegram.people import GroupLife, Person

SECOND = timedelta(seconds=1)
RULES = LiveRules(question_limit=8 * SECOND, reveal_for=2 * SECOND, lobby_for=0 * SECOND)
GROUPS = 2
PEOPLE_OF_EACH = 4
MORE_QUESTIONS = 2
"""Than kills: a round that is over cannot be broken any more."""
PATIENCE_SECONDS = 240.0
LOOK_SECONDS = 0.02


async def break_live(name: str, ground: Ground, kills: int, dice: random.Random) -> Outcome:
    """Kill at random moments of a round that goes on by itself, and say what has come of it."""
    async with opened_installation(ground, dice) as installation:
        members = [
            [installation.telegram.person(1_000 + 10 * group + n) for n in range(PEOPLE_OF_EACH)]
            for group in range(GROUPS)
        ]
        groups = [_group(installation, each) for each in members]
        await _seed(installation, groups, members, kills + MORE_QUESTIONS)
        await installation.start()
        async with asyncio.TaskGroup() as tasks:
            people = [
                tasks.create_task(_take_part(group, person, dice))
                for group, each in zip(groups, members, strict=True)
                for person in each
            ]
            complaints = await _kill(installation, kills)
            tables = await _until_over(installation)
            for each in people:
                each.cancel()
        tables = await _settled(installation, tables)
        findings = check(Seen(live_answers=installation.recorder.live_answers), tables)
        findings.broken += complaints
    return Outcome(name, ground.name, kills, findings, kills + 1, installation.recoveries)


async def _seed(
    installation: Installation,
    groups: list[GroupLife],
    members: list[list[Person]],
    questions: int,
) -> None:
    bot = str(installation.telegram.bot.id)
    rooms = {
        ChatRef("telegram", bot, str(group.id), ChatKind.GROUP): [
            UserRef("telegram", bot, str(person.id)) for person in each
        ]
        for group, each in zip(groups, members, strict=True)
    }
    async with opened_office(installation) as office:
        now = SystemClock().now()
        await seed(office.units_of_work, now, rooms, now + 3 * SECOND, RULES, questions)


def _group(installation: Installation, members: list[Person]) -> GroupLife:
    group = installation.telegram.group(members[0])
    group.add(*members[1:])
    group.add_bot(installation.telegram.bot)
    return group


async def _take_part(group: GroupLife, person: Person, dice: random.Random) -> None:
    """Press one button of every question, as soon as it is there and for ever."""
    done: set[str] = set()

    def new() -> Message | None:
        return next(
            (each for each in reversed(group.chat.shown) if each.buttons and _of(each) not in done),
            None,
        )

    while True:
        message = await group.chat.until(new, None)
        done.add(_of(message))
        await asyncio.sleep(dice.uniform(0, 3))
        if message.buttons:
            person.press(message, dice.randrange(len(message.buttons)))


def _of(message: Message) -> str:
    """Which question a message asks."""
    return message.buttons[0].callback_data.rpartition(":")[0]


async def _kill(installation: Installation, kills: int) -> list[str]:
    complaints: list[str] = []
    for _ in range(kills):
        wanted = installation.recorder.confirmed + installation.dice.randint(1, 8)
        until = time.monotonic() + PATIENCE_SECONDS / 4
        while installation.recorder.confirmed < wanted and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(LOOK_SECONDS)
        process = await installation.kill()
        seen = Seen(live_answers=installation.recorder.live_answers)
        tables = await read_tables(installation.ground.url)
        complaints += check(seen, tables, is_over=False).complaints
        await process.start()
    return complaints


async def _until_over(installation: Installation) -> Tables:
    """Return when the round is over, or nobody has hope."""
    with suppress(TimeoutError), anyio.fail_after(PATIENCE_SECONDS):
        while True:
            tables = await read_tables(installation.ground.url)
            if all(row["concluded_at"] is not None for row in tables.live_rounds):
                return tables
            await asyncio.sleep(10 * LOOK_SECONDS)
    return await read_tables(installation.ground.url)


async def _settled(installation: Installation, tables: Tables) -> Tables:
    """Return when also what was said last has gone out."""
    with suppress(TimeoutError), anyio.fail_after(PATIENCE_SECONDS / 4):
        while tables.pending or installation.telegram.bot.pending_updates:
            await asyncio.sleep(10 * LOOK_SECONDS)
            tables = await read_tables(installation.ground.url)
    return tables
