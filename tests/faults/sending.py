"""A broadcast or the reminders of a day go out, over processes that are killed again and again."""

import asyncio
import random
import time as wall
from collections import Counter
from collections.abc import Awaitable, Callable, Set
from dataclasses import dataclass
from datetime import time

import anyio

from bot.clock import SystemClock
from contest.reminders import ReminderSchedule
from handlers.formats import LOCAL_ZONE, local_day
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.records import Grant, Role
from tests.fakes.broadcast import FIRST_PERSON, TEXT, announce, is_sent, register, start_chats
from tests.faults.checker import check
from tests.faults.installation import Ground, Installation, opened_installation
from tests.faults.outcomes import Outcome
from tests.faults.seen import Seen
from tests.faults.stage import RULES, Office, opened_office
from tests.faults.tables import read_tables
from tests.platforms.telegram.emulator import TelegramEmulator

LATENCY_SECONDS = 0.2
"""Half of it before the effect: so some messages are on their way at whatever moment."""
PACE = 60
PACE_OF_REPLICAS = 10
"""Messages a second; while one of them starts again, the other goes on."""
PEOPLE_OF_A_KILL = 40
FEW = 10
"""So many are there beyond those."""
PATIENCE_SECONDS = 180.0
LOOK_SECONDS = 0.005
KILLS_OF_REMINDERS = 5
"""There are 231 units to be reminded, and each kill takes some 40 of them."""
QUIET_LOOKS = 20
"""Every half second: a process that starts has to find first what is left."""
LAST_MINUTES = 23 * 60 + 55


@dataclass(frozen=True, slots=True)
class Sending:
    """Something that goes out.

    Attributes:
        to: the chats that must get it.
        is_it: whether a text is it.
        is_reminder: whether nobody may get it twice.
    """

    to: Set[str]
    is_it: Callable[[str], bool]
    is_reminder: bool

    def seen(self, telegram: TelegramEmulator) -> Seen:
        found: Counter[tuple[str, str]] = Counter()
        for chat in self.to:
            shown = telegram.person(int(chat)).chat().texts
            found.update((chat, text) for text in shown if self.is_it(text))
        if self.is_reminder:
            return Seen(reminders=found, reminded=self.to)
        announced: Counter[str] = Counter()
        for (chat, _), times in found.items():
            announced[chat] += times
        return Seen(announced=announced, audience=self.to)


Prepare = Callable[[Office, TelegramEmulator, int], Awaitable[Sending]]
"""Fills the database so that something goes out to so many as soon as a process runs."""


async def broadcast(office: Office, telegram: TelegramEmulator, people: int) -> Sending:
    """An announcement to everybody."""
    now, bot = SystemClock().now(), str(telegram.bot.id)
    await register(office.database, office.units_of_work, now, bot, people, RULES)
    start_chats(telegram, people)
    await announce(office.units_of_work, now)
    chats = frozenset(str(FIRST_PERSON + each) for each in range(1, people + 1))
    return Sending(chats, lambda text: TEXT in text, is_reminder=False)


async def reminders(office: Office, telegram: TelegramEmulator, units: int) -> Sending:
    """The reminders of today, which are due already, to the liaisons of units."""
    await _not_at_midnight()
    now, bot = SystemClock().now(), str(telegram.bot.id)
    await register(office.database, office.units_of_work, now, bot, 1, RULES)
    start_chats(telegram, units)
    local = now.astimezone(LOCAL_ZONE)
    schedule = ReminderSchedule(
        days_before=(1,),
        at=time(local.hour, local.minute),
        quiet_from=time(0),
        quiet_to=time(0),
    )
    async with office.units_of_work() as tx:
        contest = await tx.rounds.contest()
        assert contest is not None
        await tx.catalogue.set_reminders(contest.id, schedule)
        found = [
            unit
            for unit in await tx.units.existing_on(local_day(now))
            if contest.quotas.rules_for(unit.level)
        ][:units]
        assert len(found) == units
        for number, unit in enumerate(found, start=1):
            name = str(FIRST_PERSON + number)
            user, chat = UserRef("telegram", bot, name), ChatRef("telegram", bot, name)
            await tx.people.grant(user, chat, Grant(Role.UNIT_LIAISON, unit.id))
        await tx.commit()
    chats = frozenset(str(FIRST_PERSON + each) for each in range(1, units + 1))
    return Sending(chats, lambda _: True, is_reminder=True)


async def break_sending(
    name: str, ground: Ground, kills: int, dice: random.Random, prepare: Prepare
) -> Outcome:
    """Kill again and again while it goes out, and say what has come of it."""
    people = PEOPLE_OF_A_KILL * kills + FEW
    async with opened_installation(ground, dice, LATENCY_SECONDS) as installation:
        pace = PACE if ground.replicas == 1 else PACE_OF_REPLICAS
        installation.settings |= {
            "TELEGRAM_MESSAGES_PER_SECOND": str(pace),
            "TELEGRAM_REPLIES_PER_SECOND": str(pace),
        }
        async with opened_office(installation) as office:
            sending = await prepare(office, installation.telegram, people)
        recoveries = await _kill(installation, kills, people)
        await _until_quiet(installation, sending)
        seen = sending.seen(installation.telegram)
        findings = check(seen, await read_tables(ground.url))
    return Outcome(name, ground.name, len(recoveries), findings, 1, recoveries)


async def _kill(installation: Installation, kills: int, people: int) -> list[float]:
    """Start it, kill it after some messages each time, and start it for good.

    Returns:
        Seconds from each kill to the next message that arrived. Fewer than ``kills`` if everybody
        had it before.
    """
    recoveries: list[float] = []
    starting = asyncio.create_task(installation.start())
    for _ in range(kills):
        wanted = _arrived(installation) + installation.dice.randint(1, PEOPLE_OF_A_KILL - FEW)
        if wanted >= people:
            break
        if not await _goes_on(installation, wanted):
            break
        # It may be killed before it says that it serves.
        await _quietly(starting)
        killed_at = wall.monotonic()
        process = await installation.kill()
        starting = asyncio.create_task(process.start())
        if not await _goes_on(installation, _arrived(installation) + 1):
            break
        recoveries.append(wall.monotonic() - killed_at)
    await starting
    return recoveries


async def _quietly(starting: "asyncio.Task[None]") -> None:
    await asyncio.wait([starting])
    starting.exception()


async def _goes_on(installation: Installation, arrived: int) -> bool:
    """Return when so many messages have arrived; False if nothing is left to be sent before that.

    With another replica that goes on all may be out, and of reminders some may be unknown for ever.
    """
    with anyio.fail_after(PATIENCE_SECONDS):
        while _arrived(installation) < arrived:
            if await _is_over(installation):
                return False
            await asyncio.sleep(LOOK_SECONDS)
    return True


async def _is_over(installation: Installation) -> bool:
    """Whether something has gone out, and for some time nothing waits any more."""
    for _ in range(QUIET_LOOKS):
        before = _arrived(installation)
        if not before or (await read_tables(installation.ground.url)).pending:
            return False
        await asyncio.sleep(LOOK_SECONDS * 100)
        if _arrived(installation) > before:
            return False
    return True


async def _until_quiet(installation: Installation, sending: Sending) -> None:
    """Return when nothing waits any more and everybody has it, or nobody has hope."""
    with anyio.move_on_after(PATIENCE_SECONDS):
        while True:
            tables = await read_tables(installation.ground.url)
            findings = check(sending.seen(installation.telegram), tables)
            if not findings.stuck and not findings.missed:
                return
            await asyncio.sleep(100 * LOOK_SECONDS)


async def _not_at_midnight() -> None:
    """Wait for the next day, if this one is about to end: its reminders would end with it."""
    local = SystemClock().now().astimezone(LOCAL_ZONE)
    left = 24 * 60 - (local.hour * 60 + local.minute)
    if local.hour * 60 + local.minute >= LAST_MINUTES:
        await asyncio.sleep(left * 60)


def _arrived(installation: Installation) -> int:
    return sum(is_sent(call.method, call.status) for call in installation.telegram.calls)
