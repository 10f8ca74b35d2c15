"""Rounds open and close once at their instants, whatever restarts and moves come in between."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from sqlalchemy import select

from bot.clock import SystemClock
from contest.attempts import State
from contest.rules import Window
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.contents import Text
from handlers.ports.notices import Notice, NoticeKind
from handlers.ports.rosters import Duty
from handlers.round_life import RoundLife
from handlers.round_notices import RoundNotices
from scheduler.reminders import Reminders
from scheduler.rounds import Rounds
from scheduler.timers import Timers
from storage.answers import AnswerIntake
from storage.codec import outbox_from_row
from storage.engine import Database
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
    play,
    playing,
    register,
)

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

HOUR = timedelta(hours=1)
BEFORE = WINDOW.opens_at - HOUR
MORNING = datetime(2023, 11, 6, 23, 30, tzinfo=UTC)
"""06:30 of the first day, when the night of the default schedule ends."""


@dataclass
class Process:
    """One start of the system, as far as rounds are concerned."""

    world: World
    clock: FakeClock
    timers: HeldTimers
    rounds: Rounds
    life: RoundLife
    notices: Reminders

    async def plan(self) -> None:
        """What happens every two seconds."""
        await self.rounds.plan()
        await self.notices.plan()

    async def live_until(self, instant: datetime) -> None:
        """Let time pass with a plan at every hour, as timers of notices are armed by plans."""
        while self.clock.now() < instant:
            await self.plan()
            await self.come_to(min(instant, self.clock.now() + HOUR))

    async def told(self) -> list[tuple[str, datetime]]:
        """Keys of what was told of rounds, and when it was queued."""
        c = outbox_table.c
        async with self.world.database.read() as connection:
            rows = await connection.execute(select(c.key, c.queued_at).order_by(c.id))
            return [(row.key, row.queued_at) for row in rows if row.key.startswith("round:")]

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
    notices = Reminders(timers, [life.notices], clock)
    return Process(world, clock, timers, Rounds(timers, life, clock), life, notices)


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


async def test_a_round_that_opens_at_midnight_says_so_in_the_morning_also_after_a_restart(
    process: Process,
) -> None:
    async with process.world.begin() as tx:
        await playing(tx, process.world, 1)
        await playing(tx, process.world, 2)
        await tx.commit()
    await process.live_until(MORNING - HOUR)
    assert [event for event, _ in await process.events()] == ["round_opened"]
    assert await process.told() == []

    restarted = start(process.world, process.clock)
    await restarted.live_until(MORNING + HOUR)

    number, told = process.world.round.id, await process.told()
    assert told == [
        (f"round:{number}:opened:20231106T170000:1", MORNING),
        (f"round:{number}:opened:20231106T170000:2", MORNING),
    ]
    assert list(await restarted.life.notices.slots(MORNING + HOUR)) == [
        f"notice-{number}-closing_soon"
    ]


async def test_what_was_being_told_when_a_process_died_is_told_to_the_rest(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.round_notices.PAGE", 2)
    async with process.world.begin() as tx:
        for number in range(1, 6):
            await register(tx, process.world, number)
        await tx.commit()
    await process.live_until(MORNING - HOUR)
    died = start(process.world, FakeClock(MORNING))
    queued: list[object] = []

    async def die(*page: object) -> None:
        if queued:
            raise ConnectionError
        queued.append(page)
        await RoundNotices._queue(died.life.notices, *page)  # type: ignore[arg-type]

    monkeypatch.setattr(died.life.notices, "_queue", die)
    with pytest.raises(ConnectionError):
        await died.life.notices.due(MORNING)
    assert len(await process.told()) == 2

    await process.live_until(MORNING + HOUR)

    assert [key.rpartition(":")[2] for key, _ in await process.told()] == ["1", "2", "3", "4", "5"]


async def test_those_who_have_not_finished_are_told_a_day_before_the_end(process: Process) -> None:
    world = process.world
    async with world.begin() as tx:
        done = await register(tx, world, 1)
        await play(tx, world, done, State.FINISHED)
        await playing(tx, world, 2)
        idle = await register(tx, world, 3)
        barred = await register(tx, world, 4)
        await tx.exclusions.bar(barred.id, Duty.SECRETARIAT, "somebody", NOW)
        chat = ChatRef("zalo", "40", "g-1", ChatKind.GROUP)
        await tx.groups.bind(chat, world.units["SO-NV"], "leader", BEFORE)
        await tx.commit()
    # 24 hours before "24h00 ngày 21/11" is midnight: it is told at half past six.
    told_at = datetime(2023, 11, 20, 23, 30, tzinfo=UTC)

    await process.live_until(WINDOW.closes_at - HOUR)
    await start(world, process.clock).live_until(WINDOW.closes_at)

    told = [(key, at) for key, at in await process.told() if ":closing_soon:" in key]
    name = f"round:{world.round.id}:closing_soon:20231121T170000"
    assert told == [
        (f"{name}:zalo:40:g-1", told_at),
        (f"{name}:2", told_at),
        (f"{name}:{idle.id}", told_at),
    ]


async def test_a_round_of_two_days_does_not_say_that_it_closes_soon(process: Process) -> None:
    async with process.world.begin() as tx:
        await register(tx, process.world, 1)
        await tx.commit()
    await process.move(Window(WINDOW.opens_at, WINDOW.opens_at + 48 * HOUR))

    await process.live_until(WINDOW.opens_at + 47 * HOUR)

    assert [key.split(":")[2] for key, _ in await process.told()] == ["opened"]


async def test_a_round_that_is_given_more_time_says_once_more_that_it_closes_soon(
    process: Process,
) -> None:
    async with process.world.begin() as tx:
        await register(tx, process.world, 1)
        await tx.commit()
    await process.live_until(WINDOW.closes_at - HOUR)
    await process.move(Window(WINDOW.opens_at, WINDOW.closes_at + 72 * HOUR))

    await process.live_until(WINDOW.closes_at + 71 * HOUR)

    kinds = [key.split(":")[2:4] for key, _ in await process.told()]
    assert kinds == [
        ["opened", "20231106T170000"],
        ["closing_soon", "20231121T170000"],
        ["closing_soon", "20231124T170000"],
    ]


async def test_published_results_are_told_once_to_those_who_played_and_to_groups(
    process: Process,
) -> None:
    world = process.world
    async with world.begin() as tx:
        played = await register(tx, world, 1)
        await play(tx, world, played, State.FINISHED)
        await register(tx, world, 2)
        chat = ChatRef("zalo", "40", "g-1", ChatKind.GROUP)
        await tx.groups.bind(chat, world.units["SO-NV"], "leader", BEFORE)
        await tx.commit()
    night = WINDOW.closes_at + 2 * HOUR
    morning = datetime(2023, 11, 21, 23, 30, tzinfo=UTC)

    async with world.begin() as tx:
        assert await tx.notices.ask_for(Notice(world.round.id, NoticeKind.RESULTS, night))
        await tx.commit()

    assert not await process.life.notices.due(night)
    assert await process.told() == []
    assert await process.life.notices.due(morning)
    assert await process.life.notices.due(morning + HOUR)

    name = f"round:{world.round.id}:results:20231121T190000"
    assert await process.told() == [
        (f"{name}:zalo:40:g-1", morning),
        (f"{name}:{played.id}", morning),
    ]


async def test_an_opening_that_nobody_could_be_told_of_in_time_is_not_told_any_more(
    process: Process,
) -> None:
    async with process.world.begin() as tx:
        await register(tx, process.world, 1)
        await tx.commit()
    await process.live_until(WINDOW.opens_at)
    process.clock.advance(WINDOW.closes_at + 12 * HOUR - process.clock.now())

    await process.live_until(process.clock.now() + HOUR)

    assert [event for event, _ in await process.events()] == ["round_opened", "round_closed"]
    assert await process.told() == []


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
    await process.live_until(WINDOW.opens_at + 8 * HOUR)
    await start(world, process.clock).live_until(WINDOW.opens_at + 9 * HOUR)
    await process.move(Window(WINDOW.opens_at, WINDOW.opens_at + 10 * HOUR))
    await process.live_until(WINDOW.opens_at + 11 * HOUR)

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
            "Vòng 1 đã kết thúc. Cảm ơn các bạn đã tham gia! Ai đã thi, mời nhắn tin riêng cho bot "
            "“điểm của tôi” để xem kết quả của mình."
        ),
    ]
    assert {message.chat for message in told} == {group}
