"""Rounds open and close once at their instants, whatever restarts and moves come in between."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import pytest
from sqlalchemy import select, update

from bot.clock import SystemClock
from contest.attempts import State
from contest.rules import Window
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.contents import Text
from handlers.round_life import RoundLife
from scheduler.rounds import Rounds
from scheduler.timers import Timers
from storage.answers import AnswerIntake
from storage.codec import outbox_from_row
from storage.engine import Database
from storage.tables.contests import round_table
from storage.tables.operations import audit_table
from storage.tables.outbox import outbox_table
from tests.fakes.clock import FakeClock
from tests.fakes.timers import HeldTimers
from tests.integration.storage.world import (
    LEASE,
    NOW,
    RULES,
    WINDOW,
    World,
    create_world,
    playing,
    register,
)

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

HOUR = timedelta(hours=1)
BEFORE = WINDOW.opens_at - HOUR


@dataclass
class Process:
    """One start of the system, as far as rounds are concerned."""

    world: World
    clock: FakeClock
    timers: HeldTimers
    rounds: Rounds

    async def come_to(self, instant: datetime) -> None:
        """Let time pass; timers that fall due go off at their instants."""
        for timer in sorted(self.timers.waiting, key=lambda timer: timer.instant):
            if timer.instant <= instant:
                self.clock.advance(max(timer.instant - self.clock.now(), timedelta(0)))
                await self.timers.go_off(timer.instant)
        self.clock.advance(instant - self.clock.now())

    async def events(self) -> list[tuple[str, datetime]]:
        """What the audit log tells of openings and closings."""
        c = audit_table.c
        async with self.world.database.read() as connection:
            rows = await connection.execute(select(c.event, c.at).order_by(c.id))
            return [(row.event, row.at) for row in rows if row.event.startswith("round_")]

    async def messages(self) -> Sequence[str]:
        async with self.world.database.read() as connection:
            return (
                await connection.scalars(select(outbox_table.c.key).order_by(outbox_table.c.id))
            ).all()

    async def move(self, window: Window) -> None:
        async with self.world.begin() as tx:
            await tx.catalogue.move_round(self.world.round.id, window, self.clock.now())
            await tx.commit()


def start(world: World, clock: FakeClock) -> Process:
    timers = HeldTimers()
    intake = AnswerIntake(world.database, clock, LEASE, max_batch=16)
    life = RoundLife(world.begin, world.begin.reading, intake)
    return Process(world, clock, timers, Rounds(timers, life, clock))


@pytest.fixture
async def world(database: Database) -> World:
    return await create_world(database)


@pytest.fixture
async def process(world: World) -> Process:
    """A system started an hour before the round opens."""
    return start(world, FakeClock(BEFORE))


async def test_a_round_opens_and_closes_once_at_its_instants(process: Process) -> None:
    await process.rounds.plan()

    await process.come_to(WINDOW.closes_at + HOUR)

    assert await process.events() == [
        ("round_opened", WINDOW.opens_at),
        ("round_closed", WINDOW.closes_at),
    ]


async def test_planning_again_and_again_arms_one_timer_for_each_instant(process: Process) -> None:
    for _ in range(3):
        await process.rounds.plan()

    number = process.world.round.id
    assert process.timers.instants == {
        f"round-{number}-open": WINDOW.opens_at,
        f"round-{number}-close": WINDOW.closes_at,
    }
    assert len(process.timers.waiting) == 2


async def test_what_was_carried_out_is_not_armed_after_a_restart(process: Process) -> None:
    await process.rounds.plan()
    await process.come_to(NOW)

    restarted = start(process.world, process.clock)
    await restarted.rounds.plan()

    assert list(restarted.timers.instants.values()) == [WINDOW.closes_at]
    await restarted.come_to(WINDOW.closes_at + HOUR)
    assert [event for event, _ in await restarted.events()] == ["round_opened", "round_closed"]


async def test_an_opening_and_closing_missed_while_down_are_made_up_for(process: Process) -> None:
    process.clock.advance(WINDOW.closes_at + HOUR - process.clock.now())
    await process.rounds.plan()

    await process.come_to(process.clock.now())

    late = WINDOW.closes_at + HOUR
    assert await process.events() == [("round_opened", late), ("round_closed", late)]


async def test_of_two_processes_one_opens_and_one_closes(process: Process) -> None:
    other = start(process.world, process.clock)
    await process.rounds.plan()
    await other.rounds.plan()
    process.clock.advance(WINDOW.closes_at - process.clock.now())

    await asyncio.gather(process.timers.go_off(), other.timers.go_off())

    assert sorted(event for event, _ in await process.events()) == ["round_closed", "round_opened"]


async def test_closing_ends_what_still_runs_at_the_instant_of_the_end(process: Process) -> None:
    async with process.world.begin() as tx:
        attempt = await playing(tx, process.world)
        await tx.commit()
    await process.rounds.plan()

    await process.come_to(WINDOW.closes_at)

    async with process.world.begin.reading() as tx:
        found = await tx.attempts.latest_of(attempt.person)
    assert found is not None
    assert (found.progress.state, found.progress.ended_at) == (State.CLOSED, WINDOW.closes_at)
    assert f"attempt:{attempt.id}:end" in await process.messages()


async def test_everybody_is_told_of_an_opening_once_also_after_a_restart(
    process: Process,
) -> None:
    async with process.world.begin() as tx:
        await playing(tx, process.world, 1)
        await playing(tx, process.world, 2)
        await tx.commit()
    await process.rounds.plan()
    armed = list(process.timers.waiting)
    await process.come_to(NOW)
    told = [key for key in await process.messages() if ":opened:" in key]

    # A process that died before it could note the opening does all of it again.
    process.timers.waiting = armed
    await process.timers.go_off(NOW)

    assert len(told) == 2
    assert [key for key in await process.messages() if ":opened:" in key] == told


async def test_a_round_moved_to_later_opens_later_and_once(process: Process) -> None:
    await process.rounds.plan()
    later = Window(WINDOW.opens_at + 2 * HOUR, WINDOW.closes_at + 2 * HOUR)
    await process.move(later)

    # The timer that was armed before the move finds nothing to do.
    await process.come_to(WINDOW.opens_at)
    assert await process.events() == []

    await process.rounds.plan()
    await process.come_to(later.closes_at)
    assert await process.events() == [
        ("round_opened", later.opens_at),
        ("round_closed", later.closes_at),
    ]


async def test_a_round_moved_to_earlier_closes_earlier(process: Process) -> None:
    await process.rounds.plan()
    await process.come_to(NOW)
    await process.move(Window(WINDOW.opens_at, NOW + HOUR))

    await process.rounds.plan()
    await process.come_to(WINDOW.closes_at)

    assert await process.events() == [
        ("round_opened", WINDOW.opens_at),
        ("round_closed", NOW + HOUR),
    ]


async def test_a_closed_round_that_is_given_more_time_closes_a_second_time(
    process: Process,
) -> None:
    await process.rounds.plan()
    await process.come_to(WINDOW.closes_at)
    await process.move(Window(WINDOW.opens_at, WINDOW.closes_at + HOUR))

    await process.rounds.plan()
    await process.come_to(WINDOW.closes_at + 2 * HOUR)

    assert await process.events() == [
        ("round_opened", WINDOW.opens_at),
        ("round_closed", WINDOW.closes_at),
        ("round_closed", WINDOW.closes_at + HOUR),
    ]


async def test_real_timers_close_a_round_at_its_end(database: Database) -> None:
    world, clock = await create_world(database), SystemClock()
    closed = asyncio.Event()
    intake = AnswerIntake(database, clock, LEASE, max_batch=16)
    life = _Watched(RoundLife(world.begin, world.begin.reading, intake), closed)
    timers = Timers(clock)
    async with world.begin() as tx:
        contest = await tx.rounds.contest()
        assert contest is not None
        ends = clock.now() + timedelta(milliseconds=150)
        one = await tx.catalogue.create_round(contest.id, "Vòng 2", Window(NOW, ends), RULES)
        await tx.commit()
    await Rounds(timers, life, clock).plan()
    timers.start()

    await asyncio.wait_for(closed.wait(), 10)
    timers.stop()

    async with world.begin.reading() as tx:
        found = await tx.rounds.find(one.id)
    assert found is not None
    assert found.closed_at is not None
    assert ends <= found.closed_at < ends + timedelta(seconds=5)


class _Watched:
    """Round life that tells when the second round has been closed."""

    def __init__(self, life: RoundLife, closed: asyncio.Event) -> None:
        self._closed = closed
        self.rounds = life.rounds
        self.open = life.open
        self._close = life.close

    async def close(self, round_id: object, now: datetime) -> None:
        await self._close(round_id, now)  # type: ignore[arg-type]
        if (rounds := await self.rounds()) and rounds[-1].closed_at is not None:
            self._closed.set()


async def test_groups_are_told_once_of_opening_and_closing_without_any_name(
    process: Process,
) -> None:
    world = process.world
    group = ChatRef("zalo", "40", "g-1", ChatKind.GROUP)
    async with world.begin() as tx:
        await register(tx, world)
        await tx.groups.bind(group, world.units["SO-NV"], "leader", BEFORE)
        await tx.commit()
    await process.rounds.plan()

    await process.come_to(WINDOW.opens_at + HOUR)
    await start(world, process.clock).rounds.plan()
    await process.come_to(WINDOW.closes_at + HOUR)

    c = outbox_table.c
    async with world.database.read() as connection:
        rows = await connection.execute(select(outbox_table).where(c.chat_kind == "group"))
        told = [outbox_from_row(row).message for row in rows]
    assert [cast(Text, message.content).body for message in told] == [
        (
            "Vòng 1 đã mở! Mời các bạn nhắn tin riêng cho bot “vào thi” trước 24 giờ 00, ngày "
            "21/11/2023."
        ),
        (
            "Vòng 1 đã kết thúc. Cảm ơn các bạn đã tham gia! Ai đã thi, nhắn tin riêng cho bot "
            "“điểm của tôi” để xem kết quả của mình."
        ),
    ]
    assert {message.chat for message in told} == {group}


async def test_an_opening_that_is_carried_out_again_tells_groups_no_second_time(
    process: Process,
) -> None:
    """As after a crash between the announcement and the note that it was made."""
    world = process.world
    async with world.begin() as tx:
        chat = ChatRef("zalo", "40", "g-1", ChatKind.GROUP)
        await tx.groups.bind(chat, world.units["SO-NV"], "leader", BEFORE)
        await tx.commit()
    intake = AnswerIntake(world.database, process.clock, LEASE, max_batch=16)
    life = RoundLife(world.begin, world.begin.reading, intake)
    await life.open(world.round.id, WINDOW.opens_at)
    async with world.database.write() as connection:
        await connection.execute(update(round_table).values(opened_at=None))

    await life.open(world.round.id, WINDOW.opens_at)

    assert len(await process.messages()) == 1
