"""Everybody is in exactly one state, for as long as anybody may ask."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from contest.announcements import AnnouncementState, InGroups
from handlers.announcing.actors import Actor, Refusal, Refused
from handlers.announcing.reporting import progress
from handlers.ports.announcements import BotTally, Fate, GroupFate
from storage.retention import MESSAGES_KEPT, Retention
from storage.tables.outbox import outbox_table
from tests.integration.announcing.desk import Desk, dead, unknown, unreachable

pytestmark = pytest.mark.anyio

DAY = timedelta(days=1)


async def test_a_report_tells_the_state_of_every_group_below_a_unit(
    desk: Desk, binh: Actor
) -> None:
    units = desk.world.units
    chats = [await desk.group(name, unit) for name, unit in GROUPS]
    await desk.people(1)
    id_ = await desk.announce(binh, InGroups(units["66"]))
    before = await desk.report(id_)
    await desk.feed()
    rows = await desk.claim()
    await desk.settle(rows[:1])
    await desk.settle(rows[1:2], dead)
    await desk.settle(rows[2:], unreachable)

    tally = (await desk.report(id_)).tally

    assert before.tally.bots == (BotTally(("zalo", "40"), {Fate.WAITING: 3}),)
    assert tally.groups == (
        GroupFate(chats[0], units["SO-NV"], Fate.DELIVERED),
        GroupFate(chats[1], units["SO-TP"], Fate.FAILED),
        GroupFate(chats[2], units["66"], Fate.UNREACHABLE),
    )
    assert tally.bots == (
        BotTally(("zalo", "40"), {Fate.DELIVERED: 1, Fate.FAILED: 1, Fate.UNREACHABLE: 1}),
    )


GROUPS = (("a", "SO-NV"), ("b", "SO-TP"), ("c", "66"))


async def test_progress_tells_the_rate_of_the_last_minute_and_when_it_ends(
    desk: Desk, binh: Actor
) -> None:
    await desk.people(12)
    id_ = await desk.announce(binh)
    await desk.feed()
    desk.clock.advance(timedelta(seconds=20))
    await desk.send(limit=4)

    async with desk.world.begin.reading() as tx:
        seen = await progress(tx, id_, desk.now)
        nothing = await progress(tx, id_ + 1, desk.now)  # type: ignore[arg-type]

    assert nothing is None
    assert seen is not None
    assert (seen.state, seen.done, seen.total) == (AnnouncementState.SENDING, 4, 12)
    # 4 in 20 s: 8 more take 40 s.
    assert (seen.per_second, seen.ends_at) == (0.2, desk.now + timedelta(seconds=40))
    await desk.pause(binh, id_)
    desk.clock.advance(timedelta(minutes=5))
    async with desk.world.begin.reading() as tx:
        paused = await progress(tx, id_, desk.now)
    assert paused is not None
    assert (paused.done, paused.per_second, paused.ends_at) == (4, 0.0, None)


async def test_the_final_counts_outlive_the_messages(desk: Desk, binh: Actor) -> None:
    await desk.people(4)
    id_ = await desk.announce(binh)
    for verdict in (None, dead, unknown, unreachable):
        await desk.feed()
        await (desk.send(limit=1) if verdict is None else desk.send(verdict, limit=1))
    await desk.feed()
    counts = {Fate.DELIVERED: 1, Fate.UNREACHABLE: 1, Fate.FAILED: 1, Fate.UNKNOWN: 1}
    assert await desk.fates(id_) == counts
    assert not (await desk.report(id_)).is_final

    await desk.feed(7 * DAY)
    assert (await desk.report(id_)).is_final
    await Retention(desk.world.database).purge(desk.now + MESSAGES_KEPT)

    async with desk.world.database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(outbox_table)) == 0
    assert await desk.fates(id_) == counts
    assert (await desk.report(id_)).tally.reasons == {"chat not found": 1}
    refused = await desk.resend(binh, id_)
    assert isinstance(refused, Refused)
    assert refused.reason is Refusal.NOT_NOW


async def test_messages_are_kept_until_their_announcement_is_counted(
    desk: Desk, binh: Actor
) -> None:
    await desk.people(8)
    id_ = await desk.announce(binh)
    await desk.feed()
    await desk.send()
    await desk.feed()
    await desk.pause(binh, id_)
    desk.clock.advance(MESSAGES_KEPT + DAY)

    await Retention(desk.world.database).purge(desk.now)

    assert await desk.fates(id_) == {Fate.DELIVERED: 6, Fate.WAITING: 2}


async def test_what_was_cancelled_before_it_began_reached_nobody(desk: Desk, binh: Actor) -> None:
    await desk.people(2)
    id_ = await desk.announce(binh, send_at=desk.now + DAY)
    assert await desk.fates(id_) == {Fate.WAITING: 2}

    await desk.cancel(binh, id_)

    assert await desk.fates(id_) == {Fate.CANCELLED: 2}
    await desk.people(1, first=3)
    assert await desk.fates(id_) == {Fate.CANCELLED: 2}
    await desk.feed(8 * DAY)
    assert (await desk.report(id_)).is_final
    assert await desk.keys() == []
