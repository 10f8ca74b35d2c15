"""A province at a live round: rooms on three platforms, and everybody in them is registered."""

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from bot.adapters.web import room_chat, user_of
from bot.clock import SystemClock
from bot.web.sessions import COOKIE, Sessions
from contest.live import State
from contest.live_rules import LiveRules
from contest.model import Audience, Level, OptionIndex, Topic, UnitId
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.catalogue import NewQuestion, NewUnit
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_orders import HostOrder, HostResult, OrderKind
from handlers.ports.live_records import HostedRound, NewLiveRoom, NewLiveRound
from storage import schema
from storage.engine import Database
from storage.live_intake import LiveIntake
from storage.tables.people import identity_table, person_table
from storage.unit_of_work import SqlUnitsOfWork
from tests.benchmarks.live_program import SETTLED
from tests.benchmarks.programs import Program, running_program
from tests.benchmarks.seeding import LEASE
from tests.benchmarks.stage import SECRET
from tests.e2e.serving import free_port
from tests.platforms.live_people import (
    LiveRoom,
    TelegramRoom,
    Way,
    ZaloRoom,
    opened_web_room,
)
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.zalo.emulator import ZaloEmulator, running_zalo
from tests.platforms.zalo.switches import Plan

SECOND = timedelta(seconds=1)
LIMIT = 20 * SECOND
REVEAL = 5 * SECOND
KEYS = tuple(OptionIndex(number) for number in (1, 3, 0, 2))
"""Right options of the questions, in turn."""
PEOPLE_OF_EACH = 50
SHARES = {"telegram": 0.75, "zalo": 0.15, "web": 0.10}
"""Of all rooms."""
RATES = {"telegram": 30, "zalo": 10}
"""Messages a second of the bots; the web has no limit."""
ZALO_TOKEN = "123456789:abcdef-secret-of-the-emulator"
ZALO_HOST = "zalo.hoithi.example"
WEB_CODE = "PHONG{:03}"
PROGRAM = ("-m", "tests.benchmarks.live_program")
UNTIL_CALLED = timedelta(seconds=8)


@dataclass
class Province:
    """Rooms, the program that serves them, and what it has stored.

    Attributes:
        strangers: the first of them belongs to the first room, and so on; nobody knows them.
    """

    rooms: Sequence[LiveRoom]
    program: Program
    live_round: LiveRoundId
    telegram: TelegramEmulator
    database: Database
    _settled: Path

    async def hosted(self) -> HostedRound:
        async with SqlUnitsOfWork(self.database, LEASE, SECRET).reading() as tx:
            found = await tx.live.find(self.live_round)
        assert found is not None
        return found

    async def is_over(self) -> bool:
        return (await self.hosted()).live.state is State.FINISHED

    @property
    def lateness(self) -> list[timedelta]:
        """Of each question that was settled: from its last deadline to the durable key."""
        lines = self._settled.read_text(encoding="ascii").splitlines()
        return [timedelta(seconds=at - deadline) for deadline, at in map(json.loads, lines)]


@asynccontextmanager
async def opened_province(
    url: str, folder: Path, people: int, questions: int
) -> AsyncIterator[Province]:
    """Everybody in the rooms, and a live round that begins in some seconds."""
    rooms_of = {
        name: max(round(people / PEOPLE_OF_EACH * part), 1) for name, part in SHARES.items()
    }
    settled, port = folder / "settled.jsonl", free_port()
    settled.write_text("", encoding="ascii")
    database = Database(url)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(database.dispose)
        telegram = await stack.enter_async_context(TelegramEmulator())
        zalo = await stack.enter_async_context(
            running_zalo(plan=Plan(messages_a_month=10**6, users=10**6, groups=10**4))
        )
        zalo.route(ZALO_HOST, f"127.0.0.1:{port}")
        in_groups: list[LiveRoom] = [
            *_telegram_rooms(telegram, rooms_of["telegram"]),
            *_zalo_rooms(zalo, rooms_of["zalo"]),
        ]
        on_the_web = [(room_chat(WEB_CODE.format(n)), _sessions(n)) for n in range(rooms_of["web"])]
        seats = [(room.chat, room.users) for room in in_groups]
        seats += [(chat, [user_of(s) for s in sessions]) for chat, sessions in on_the_web]
        await schema.upgrade(database)
        live_round = await _seed(database, seats, questions)
        settings = {"DATABASE_URL": url, SETTLED: str(settled), **_settings(telegram, zalo, port)}
        program = await stack.enter_async_context(
            running_program(PROGRAM, settings, folder, [telegram.bot], port)
        )
        web_rooms = [
            await stack.enter_async_context(
                opened_web_room(
                    f"127.0.0.1:{port}",
                    chat,
                    list(map(_cookie, sessions)),
                    list(map(user_of, sessions)),
                )
            )
            for chat, sessions in on_the_web
        ]
        await _begin(database, live_round)
        rooms = [*in_groups, *web_rooms]
        yield Province(rooms, program, live_round, telegram, database, settled)


def _telegram_rooms(telegram: TelegramEmulator, count: int) -> Iterator[TelegramRoom]:
    for number in range(count):
        first = 1_000_000 + number * PEOPLE_OF_EACH
        people = [telegram.person(first + place) for place in range(PEOPLE_OF_EACH)]
        group = telegram.group(people[0], f"Đơn vị {number}")
        group.add_bot(telegram.bot)
        # One in ten types instead of pressing.
        ways = [Way.MENTION if place % 10 == 9 else Way.PRESS for place in range(PEOPLE_OF_EACH)]
        yield TelegramRoom(group, telegram.bot, people, ways)


def _zalo_rooms(zalo: ZaloEmulator, count: int) -> Iterator[ZaloRoom]:
    account = zalo.add_bot(ZALO_TOKEN)
    for number in range(count):
        people = [zalo.person(f"Người {number}-{place}") for place in range(PEOPLE_OF_EACH)]
        group = zalo.group(f"Đơn vị {number}", people, account)
        ways = [Way.REPLY if place % 2 else Way.MENTION for place in range(PEOPLE_OF_EACH)]
        yield ZaloRoom(group, ZALO_TOKEN.partition(":")[0], people, ways)


def _sessions(number: int) -> list[str]:
    return [f"session-of-the-benchmark-{number}-{place}" for place in range(PEOPLE_OF_EACH)]


def _cookie(session: str) -> str:
    signed = Sessions(SECRET, "/chat/")._signer.sign(session)
    return f"{COOKIE}={signed.decode()}"


async def _seed(
    database: Database, seats: Sequence[tuple[ChatRef, Sequence[UserRef]]], questions: int
) -> LiveRoundId:
    now = SystemClock().now()
    async with SqlUnitsOfWork(database, LEASE, SECRET)() as tx:
        await tx.catalogue.store_units(
            [NewUnit(f"DV-{n:03}", f"Đơn vị {n}", Level("SO")) for n, _ in enumerate(seats)]
        )
        await tx.catalogue.store_questions([_question(n) for n in range(questions)])
        contest = await tx.catalogue.create_contest("Tìm hiểu CCHC", "Sở Nội vụ")
        ids = {unit.code: unit.id for unit in await tx.units.existing_on(now.date())}
        units = [ids[f"DV-{n:03}"] for n, _ in enumerate(seats)]
        bank = sorted(await tx.questions.valid_on(now.date()), key=lambda one: one.id)
        new = NewLiveRound(
            contest=contest.id,
            title="Chung kết",
            rules=LiveRules(question_limit=LIMIT, reveal_for=REVEAL),
            questions=tuple(one.id for one in bank),
            starts_at=now + timedelta(hours=1),
            host_key="host",
            rooms=tuple(
                NewLiveRoom(chat, f"Phòng {n}", units[n]) for n, (chat, _) in enumerate(seats)
            ),
        )
        for room in new.rooms:
            assert room.unit is not None
            await tx.groups.bind(room.chat, room.unit, "host", now)
        live_round = await tx.live.create(new)
        await tx.commit()
    async with database.write() as connection:
        people, identities = _people(seats, units, now)
        await connection.execute(insert(person_table), people)
        await connection.execute(insert(identity_table), identities)
    return live_round


def _question(number: int) -> NewQuestion:
    text = f"Cơ quan nào công bố Chỉ số cải cách hành chính hằng năm của các tỉnh? ({number})"
    options = ("Bộ Nội vụ", "Bộ Tài chính", "Bộ Tư pháp", "Văn phòng Chính phủ")
    return NewQuestion(f"LIVE-{number:02}", Topic("PAR"), text, options, KEYS[number % len(KEYS)])


def _people(
    seats: Sequence[tuple[ChatRef, Sequence[UserRef]]], units: Sequence[UnitId], now: datetime
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    people: list[dict[str, Any]] = []
    identities: list[dict[str, Any]] = []
    for unit, (_, users) in zip(units, seats, strict=True):
        for user in users:
            number = len(people) + 1
            people.append(
                {
                    "id": number,
                    "full_name": f"Người dự thi {number}",
                    "birth_date": now.date().replace(year=1990, day=1),
                    "unit_id": unit,
                    "audience": Audience.OFFICIALS.value,
                    "locale": "vi",
                    "created_at": now,
                }
            )
            identities.append(
                {
                    "key": user.key,
                    "platform": user.platform,
                    "bot": user.bot,
                    "user_id": user.user_id,
                    "chat_id": user.user_id,
                    "person_id": number,
                }
            )
    return people, identities


def _settings(telegram: TelegramEmulator, zalo: ZaloEmulator, port: int) -> dict[str, str]:
    return {
        "SESSION_SECRET": SECRET,
        "WEB_PORT": str(port),
        "LOG_LEVEL": "WARNING",
        "MESSAGING_ADAPTERS": "web,zalo,telegram_aiogram",
        "TELEGRAM_TOKENS": telegram.bot.token,
        "TELEGRAM_API_URL": telegram.url,
        "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}",
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "TELEGRAM_MESSAGES_PER_SECOND": str(RATES["telegram"]),
        "TELEGRAM_REPLIES_PER_SECOND": str(RATES["telegram"]),
        "ZALO_TOKENS": ZALO_TOKEN,
        "ZALO_API_URL": zalo.url,
        "ZALO_WEBHOOK_URL": f"https://{ZALO_HOST}",
        "ZALO_WEBHOOK_SECRET": SECRET,
        "ZALO_MESSAGES_PER_SECOND": str(RATES["zalo"]),
        "ZALO_PLAN_MESSAGES": "1000000",
        "ZALO_PLAN_USERS": "1000000",
        "ZALO_PLAN_GROUPS": "10000",
    }


async def _begin(database: Database, live_round: LiveRoundId) -> None:
    """Order the round to begin soon, as the command line does."""
    clock = SystemClock()
    intake = LiveIntake(database, clock, LEASE, 16)
    order = HostOrder(OrderKind.MOVE, "command line", starts_at=clock.now() + UNTIL_CALLED)
    outcome = await intake.order(live_round, order, "begin")
    assert outcome.result is HostResult.DONE
