"""Messages are queued page by page, stopped at once, and by whichever process never twice."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contest.announcements import InGroups, NotPlayed
from handlers.announcing.actors import Actor, Refusal, Refused
from handlers.ports.announcements import AnnouncementId, Backlog, Fate
from handlers.ports.contents import Announcement
from handlers.ports.messaging import OutboundMessage
from storage.engine import Database
from storage.repositories.announcements import SqlAnnouncements
from tests.integration.announcing.desk import Desk, dead, desk_of, sent, unknown, unreachable

pytestmark = pytest.mark.anyio

MINUTE = timedelta(minutes=1)
NIGHT = datetime(2023, 11, 7, 14, 0, tzinfo=UTC)
"""21:00 in Viet Nam, when the night of the default schedule begins."""


def numbers(keys: Sequence[str]) -> list[str]:
    return [key.rpartition(":")[2] for key in keys]


async def test_only_as_much_is_queued_as_goes_out_soon(desk: Desk, binh: Actor) -> None:
    await desk.people(10)
    id_ = await desk.announce(binh)

    await desk.feed()
    assert numbers(await desk.keys()) == ["1", "2", "3", "4", "5", "6"]
    await desk.feed()
    assert len(await desk.keys()) == 6

    assert await desk.send(limit=2) == 2
    await desk.feed()
    assert len(await desk.keys()) == 9
    assert await desk.fates(id_) == {Fate.DELIVERED: 2, Fate.WAITING: 8}
    while await desk.send():
        await desk.feed()
    assert numbers(await desk.keys()) == [str(number) for number in range(1, 11)]
    assert set(desk.delivered.values()) == {1}
    assert await desk.state(id_) == "finished"


async def test_pausing_and_cancelling_act_at_once(desk: Desk, binh: Actor) -> None:
    await desk.people(10)
    id_ = await desk.announce(binh)
    await desk.feed()
    await desk.send(limit=2)

    await desk.pause(binh, id_)
    await desk.feed()
    assert await desk.claim() == []
    assert await desk.fates(id_) == {Fate.DELIVERED: 2, Fate.WAITING: 8}

    await desk.resume(binh, id_)
    assert await desk.send() == 4
    await desk.feed()
    await desk.cancel(binh, id_)
    await desk.feed()
    assert await desk.claim() == []
    assert await desk.fates(id_) == {Fate.DELIVERED: 6, Fate.CANCELLED: 4}
    report = await desk.report(id_)
    assert report.announcement.cancel_reason == "viết nhầm"
    refused = [
        await desk.pause(binh, id_),
        await desk.resume(binh, id_),
        await desk.cancel(binh, id_),
        await desk.resend(binh, id_),
    ]
    assert refused == [Refused(Refusal.NOT_NOW, report.announcement)] * 4


async def test_what_was_on_its_way_when_it_was_stopped_counts_as_delivered(
    desk: Desk, binh: Actor
) -> None:
    await desk.people(4)
    id_ = await desk.announce(binh)
    await desk.feed()
    on_their_way = await desk.claim(limit=3)

    await desk.pause(binh, id_)
    await desk.settle(on_their_way[:1])
    await desk.cancel(binh, id_)
    await desk.settle(on_their_way[1:2])
    await desk.settle(on_their_way[2:], dead)

    assert await desk.fates(id_) == {Fate.DELIVERED: 2, Fate.CANCELLED: 2}


async def test_in_the_night_it_rests_and_goes_on_in_the_morning(desk: Desk, binh: Actor) -> None:
    await desk.people(4)
    id_ = await desk.announce(binh)
    desk.clock.advance(NIGHT - MINUTE - desk.now)
    await desk.feed()
    await desk.send(limit=1)

    await desk.feed(2 * MINUTE)
    assert await desk.claim() == []
    assert await desk.state(id_) == "sending"
    await desk.pause(binh, id_)
    await desk.resume(binh, id_)
    assert await desk.claim() == []

    await desk.feed(timedelta(hours=9, minutes=29))
    assert await desk.send() == 3
    await desk.feed()
    assert await desk.state(id_) == "finished"


async def test_a_paused_announcement_stays_paused_over_a_night(desk: Desk, binh: Actor) -> None:
    await desk.people(2)
    id_ = await desk.announce(binh)
    await desk.feed()
    await desk.pause(binh, id_)

    await desk.feed(timedelta(hours=14))
    await desk.feed(timedelta(hours=10))

    assert await desk.claim() == []
    assert await desk.state(id_) == "paused"


async def test_what_is_paused_just_when_the_night_ends_stays_held(
    desk: Desk, binh: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.people(2)
    id_ = await desk.announce(binh)
    await desk.feed()
    await desk.feed(timedelta(hours=14))
    real = SqlAnnouncements.backlog

    async def paused_meanwhile(self: SqlAnnouncements, announcement: AnnouncementId) -> Backlog:
        backlog = await real(self, announcement)
        await desk.pause(binh, id_)
        return backlog

    monkeypatch.setattr(SqlAnnouncements, "backlog", paused_meanwhile)
    await desk.feed(timedelta(hours=10))

    assert await desk.claim() == []
    assert await desk.fates(id_) == {Fate.WAITING: 2}


async def test_who_cannot_be_reached_does_not_hold_it_up_and_gets_it_while_it_is_fresh(
    desk: Desk, binh: Actor
) -> None:
    people = await desk.people(3)
    first = await desk.announce(binh)
    await desk.feed()
    await desk.send(unreachable)
    await desk.feed()
    assert await desk.state(first) == "finished"
    assert await desk.fates(first) == {Fate.UNREACHABLE: 3}

    # A second one stands behind the first in the same chats.
    second = await desk.announce(binh)
    await desk.feed()
    assert await desk.claim() == []
    await desk.feed()
    assert await desk.state(second) == "finished"
    assert await desk.fates(second) == {Fate.UNREACHABLE: 3}

    # One of them writes again.
    async with desk.world.begin() as tx:
        found = await tx.people.contacts([people[0].id])
        await tx.outbox.wake(found[people[0].id].chat)
        await tx.commit()
    rows = await desk.claim()
    await desk.settle(rows)
    assert [row.message.key for row in rows] == [
        f"announcement:{first}:1",
        f"announcement:{second}:1",
    ]
    content = rows[0].message.content
    assert isinstance(content, Announcement)
    assert content.until == desk.now + timedelta(days=7)
    assert await desk.fates(first) == {Fate.DELIVERED: 1, Fate.UNREACHABLE: 2}


async def test_what_is_about_a_round_is_fresh_up_to_its_end(desk: Desk, binh: Actor) -> None:
    await desk.people(1)
    ends = desk.world.round.window.closes_at
    desk.clock.advance(ends - timedelta(days=2) - desk.now)
    await desk.announce(binh, NotPlayed(desk.world.round.id), is_forced=True)

    await desk.feed()

    (row,) = await desk.claim()
    assert isinstance(row.message.content, Announcement)
    assert row.message.content.until == ends


async def test_it_is_sent_once_more_to_those_for_whom_it_failed(desk: Desk, binh: Actor) -> None:
    await desk.people(8)
    id_ = await desk.announce(binh)
    for verdict in (sent, dead, dead, dead, dead, unknown, unreachable, dead):
        await desk.feed()
        assert await desk.send(verdict, limit=1) == 1
    await desk.feed()
    fates = {Fate.DELIVERED: 1, Fate.FAILED: 5, Fate.UNKNOWN: 1, Fate.UNREACHABLE: 1}
    assert await desk.fates(id_) == fates
    assert (await desk.report(id_)).tally.reasons == {"chat not found": 5}

    await desk.resend(binh, id_)
    await desk.feed()
    rows = await desk.claim()
    name = f"announcement:{id_}:1:"
    assert [row.message.key for row in rows] == [f"{name}{number}" for number in (2, 3, 4, 5, 8)]
    await desk.settle(rows[:3])
    await desk.settle(rows[3:], dead)
    await desk.feed()
    assert await desk.fates(id_) == {**fates, Fate.DELIVERED: 4, Fate.FAILED: 2}

    await desk.resend(binh, id_, with_unknown=True)
    await desk.feed()
    rows = await desk.claim()
    name = f"announcement:{id_}:2:"
    assert [row.message.key for row in rows] == [f"{name}{number}" for number in (6, 5, 8)]
    await desk.settle(rows)
    await desk.feed()
    assert await desk.fates(id_) == {Fate.DELIVERED: 7, Fate.UNREACHABLE: 1}
    refused = await desk.resend(binh, id_, with_unknown=True)
    assert isinstance(refused, Refused)
    assert refused.reason is Refusal.NOTHING_FAILED


async def test_two_processes_queue_nobody_twice(
    desk: Desk, binh: Actor, other_database: Database
) -> None:
    await desk.people(20)
    await desk.group("nv", "SO-NV")
    other = desk_of(desk.world, desk.clock, other_database)
    ids = [await desk.announce(binh), await desk.announce(binh, InGroups())]

    while not all([await desk.state(id_) == "finished" for id_ in ids]):
        await asyncio.gather(desk.feed(), other.feed())
        await asyncio.gather(desk.send(), other.send())

    assert len(await desk.keys()) == len(set(await desk.keys())) == 21
    delivered = desk.delivered + other.delivered
    assert len(delivered) == 21
    assert set(delivered.values()) == {1}


class KilledError(Exception):
    """The process is gone; what it had not committed with it."""


@pytest.mark.parametrize("step", ["queue", "store", "people", "backlog"])
@pytest.mark.parametrize("at", [1, 3])
async def test_a_feeder_that_is_killed_misses_nobody_and_tells_nobody_twice(
    desk: Desk,
    binh: Actor,
    other_database: Database,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    at: int,
) -> None:
    await desk.people(11)
    id_ = await desk.announce(binh)
    other = desk_of(desk.world, desk.clock, other_database)
    calls, real = 0, getattr(SqlAnnouncements, step)

    async def killed(*args: Any) -> Any:
        nonlocal calls
        calls += 1
        done = await real(*args)
        if calls == at:
            raise KilledError
        return done

    monkeypatch.setattr(SqlAnnouncements, step, killed)
    for _ in range(4):
        try:
            await desk.feed()
            await desk.send()
        except KilledError:
            break
    monkeypatch.undo()

    while await desk.state(id_) != "finished":
        await other.feed()
        await other.send()
        other.clock.advance(MINUTE)

    assert sorted(numbers(await desk.keys()), key=int) == [str(n) for n in range(1, 12)]
    delivered = desk.delivered + other.delivered
    assert delivered.total() == len(delivered) == 11


async def test_a_key_that_was_queued_before_is_queued_no_second_time(
    desk: Desk, binh: Actor
) -> None:
    """Should a cursor ever stand too early, the keys still let everybody be told once."""
    await desk.people(2)
    id_ = await desk.announce(binh)
    await desk.feed()
    (first, _) = await desk.claim()
    async with desk.world.begin() as tx:
        messages: list[OutboundMessage] = [first.message]
        await tx.announcements.queue(id_, messages, desk.now)
        await tx.commit()

    assert len(await desk.keys()) == 2
