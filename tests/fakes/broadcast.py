"""An announcement to a crowd: the real core, SQLite and adapter before the strict emulator.

For the time of ``tests/fakes/jumping.py``, in which a broadcast of a quarter of an hour is tested.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import insert, select

from bot.adapters._telegram.adapter import TelegramAdapter
from bot.demo.contest import load_contest
from contest.announcements import Everybody
from contest.model import Audience
from contest.rules import RoundRules, Window
from handlers.announcing import control
from handlers.announcing.actors import COMMAND_LINE
from handlers.announcing.composing import compose
from handlers.announcing.feeding import Feeder
from handlers.announcing.reporting import Report, report
from handlers.pacing.alone import LimitsAlone
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.announcements import AnnouncementId, Fate, NewAnnouncement, StoredAnnouncement
from handlers.ports.messaging import Capabilities
from scheduler.announcements import PERIOD
from scheduler.relay import Relay
from storage import schema
from storage.answers import AnswerIntake
from storage.engine import Database
from storage.live_intake import LiveIntake
from storage.outbox import Lease
from storage.outbox_store import SqlOutboxStore
from storage.settlements import Settlements
from storage.tables.outbox import outbox_table
from storage.tables.people import identity_table, person_table
from storage.tables.units import unit_table
from storage.unit_of_work import SqlUnitsOfWork
from tests.fakes.jumping import JumpingClock
from tests.fakes.secrets import SECRET
from tests.integration.telegram.desk import adapter_of
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.faults import Fault, FaultKind

FIRST_PERSON = 1_000
SENDERS = 256
TEXT = "Vòng 2 mở lúc 7 giờ 30 ngày 22/11/2023."
HOUR = timedelta(hours=1)
RULES = RoundRules()
SENDING = frozenset({"sendMessage"})
OVER = ("finished", "cancelled")


@dataclass
class Office:
    """One process that announces.

    Attributes:
        people: how many there are, numbered from 1.
    """

    telegram: TelegramEmulator
    database: Database
    clock: JumpingClock
    units_of_work: SqlUnitsOfWork
    feeder: Feeder
    people: int

    async def announce(self) -> AnnouncementId:
        return await announce(self.units_of_work, self.clock.now())

    async def send_again(self, announcement: AnnouncementId) -> None:
        """To those for whom it failed, and to those who have perhaps got it."""
        async with self.units_of_work() as tx:
            done = await control.resend_failed(
                tx, COMMAND_LINE, announcement, self.clock.now(), with_unknown=True
            )
            assert isinstance(done, StoredAnnouncement), done
            await tx.commit()

    async def until_over(self, announcement: AnnouncementId) -> Report:
        """Take it forward as a serving process does; the report once nothing waits any more."""
        until = self.clock.now() + HOUR
        while self.clock.now() < until:
            await self.feeder.carry_on(self.clock.now())
            async with self.units_of_work.reading() as tx:
                found = await tx.announcements.find(announcement)
            assert found is not None
            if found.state.value in OVER:
                return await self.report(announcement)
            await self.clock.sleep(PERIOD)
        raise AssertionError("the announcement does not end")

    async def report(self, announcement: AnnouncementId) -> Report:
        async with self.units_of_work.reading() as tx:
            found = await report(tx, announcement, self.clock.now())
        assert found is not None
        return found

    async def states(self) -> Mapping[int, Counter[str]]:
        """States of everything ever queued, by person."""
        c = outbox_table.c
        states: dict[int, Counter[str]] = {}
        async with self.database.read() as connection:
            for row in await connection.execute(select(c.chat_id, c.state)):
                states.setdefault(number_of(row.chat_id), Counter())[row.state] += 1
        return states

    @property
    def received(self) -> Counter[int]:
        """How often the announcement stands in whose chat; nobody with none is in it."""
        return received(self.telegram, self.people)

    @property
    def rate(self) -> float:
        """Announcements a second that the platform has carried out, from the first to the last."""
        sent = [call.at for call in self.telegram.calls if is_sent(call.method, call.status)]
        return (len(sent) - 1) / (sent[-1] - sent[0])


async def announce(units_of_work: SqlUnitsOfWork, now: datetime) -> AnnouncementId:
    """Write to everybody, and confirm; whatever the hour is."""
    new = NewAnnouncement(TEXT, Everybody(), is_forced=True)
    async with units_of_work() as tx:
        draft = await compose(tx, COMMAND_LINE, new, now)
        assert isinstance(draft, StoredAnnouncement)
        done = await control.confirm(tx, COMMAND_LINE, draft.id, draft.content.version, now)
        assert isinstance(done, StoredAnnouncement)
        await tx.commit()
    return draft.id


def received(telegram: TelegramEmulator, people: int) -> Counter[int]:
    """How often the announcement stands in whose chat; nobody with none is in it."""
    shown = {number: _times(telegram, number) for number in range(1, people + 1)}
    return Counter({number: times for number, times in shown.items() if times})


def fates(report: Report) -> dict[Fate, int]:
    """How many recipients have met which fate; those that nobody has met are left out."""
    return {fate: report.tally.of(fate) for fate in Fate if report.tally.of(fate)}


def err(telegram: TelegramEmulator, share: float) -> Sequence[Fault]:
    """Let that share of all messages fail, in every way there is, from now on.

    Returns:
        Those of the faults after which nobody can know whether the message has arrived.
    """
    knowable = [Fault(FaultKind.TOO_MANY_REQUESTS, methods=SENDING)]
    unknowable = [
        Fault(kind, methods=SENDING, after_effect=after_effect)
        for kind in (FaultKind.RESET, FaultKind.SERVER_ERROR, FaultKind.HTML_PAGE)
        for after_effect in (False, True)
    ]
    # Beyond the time after which a call is given up.
    unknowable.append(Fault(FaultKind.SLOW, methods=SENDING, delay=60.0))
    faults = [*knowable, *unknowable]
    for fault in faults:
        fault.share = share / len(faults)
        telegram.faults.add(fault)
    return unknowable


@asynccontextmanager
async def opened_office(
    url: str, telegram: TelegramEmulator, people: int, blocked: Sequence[int] = ()
) -> AsyncIterator[Office]:
    """A process that sends; everybody but who is ``blocked`` can be reached."""
    async with AsyncExitStack() as stack:
        database, clock = Database(url), JumpingClock()
        stack.push_async_callback(database.dispose)
        await schema.upgrade(database)
        adapter = adapter_of("telegram_aiogram", telegram, clock)
        stack.push_async_callback(adapter.close)
        announcing = SqlUnitsOfWork(database, Lease("office", timedelta(0)), SECRET)
        await register(database, announcing, clock.now(), adapter.bot, people)
        start_chats(telegram, people, blocked)
        relay = _relay(database, clock, adapter)
        relaying = asyncio.create_task(relay.run())
        try:
            feeder = Feeder(announcing, announcing.reading)
            yield Office(telegram, database, clock, announcing, feeder, people)
        finally:
            relaying.cancel()
            with suppress(asyncio.CancelledError):
                await relaying


def _relay(database: Database, clock: JumpingClock, adapter: TelegramAdapter) -> Relay:
    lease = Lease("office", timedelta(seconds=30))
    store = SqlOutboxStore(database, lease)
    settlements = Settlements(
        store,
        AnswerIntake(database, clock, lease, SENDERS),
        LiveIntake(database, clock, lease, SENDERS),
        clock,
        SENDERS,
    )

    def limits_of(_platform: str, _bot: str, can: Capabilities) -> LimitsAlone:
        return LimitsAlone(can, clock)

    dice = random.Random(1)  # noqa: S311 - repeatable
    return Relay([adapter], store, settlements.note, clock, SENDERS, limits_of, dice)


async def register(
    database: Database,
    units_of_work: SqlUnitsOfWork,
    now: datetime,
    bot: str,
    people: int,
    rules: RoundRules = RULES,
) -> None:
    """A contest, and people who have written to this bot."""
    window = Window(now - HOUR, now + 12 * HOUR)
    one = await load_contest(units_of_work, window, rules)
    async with units_of_work() as tx:
        # As if everybody had been told.
        await tx.rounds.mark_opened(one.id, now)
        await tx.commit()
    numbers = range(1, people + 1)
    async with database.write() as connection:
        unit = (await connection.execute(select(unit_table.c.id).limit(1))).scalar_one()
        common = {
            "birth_date": date(1990, 1, 1),
            "unit_id": unit,
            "audience": Audience.OFFICIALS.value,
            "locale": "vi",
            "created_at": now,
        }
        persons = [{"id": each, "full_name": f"Người dự thi {each}", **common} for each in numbers]
        await connection.execute(insert(person_table), persons)
        identities = [_identity(bot, each) for each in numbers]
        await connection.execute(insert(identity_table), identities)


def _identity(bot: str, number: int) -> dict[str, object]:
    id_ = str(FIRST_PERSON + number)
    user, chat = UserRef("telegram", bot, id_), ChatRef("telegram", bot, id_)
    return {
        "key": user.key,
        "platform": chat.platform,
        "bot": chat.bot,
        "user_id": user.user_id,
        "chat_id": chat.chat_id,
        "person_id": number,
    }


def start_chats(telegram: TelegramEmulator, people: int, blocked: Sequence[int] = ()) -> None:
    """The chats of people as they are once they have written."""
    for number in range(1, people + 1):
        chat = telegram.person(FIRST_PERSON + number).chat()
        chat.is_known = chat.is_started = True
        chat.is_blocked = number in blocked


def number_of(chat_id: str) -> int:
    """The person of a chat."""
    return int(chat_id) - FIRST_PERSON


def _times(telegram: TelegramEmulator, number: int) -> int:
    texts = telegram.person(FIRST_PERSON + number).chat().texts
    return sum(TEXT in text for text in texts)


def is_sent(method: str, status: int) -> bool:
    """Whether a call was a message that has arrived."""
    return method == "sendmessage" and status == 200
