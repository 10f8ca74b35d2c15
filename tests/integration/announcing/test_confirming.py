"""An announcement is written, looked at and confirmed by those who may, and goes out once."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from contest.announcements import (
    AnnouncementState,
    AudienceRule,
    Everybody,
    InGroups,
    NotPlayed,
    OfLevel,
    OfSubtree,
    Playing,
)
from contest.attempts import State
from contest.model import Level
from handlers.announcing.actors import COMMAND_LINE, Actor, Refusal, Refused
from handlers.announcing.composing import compose, read_picture, revise
from handlers.announcing.control import confirm
from handlers.announcing.preview import Senders, preview
from handlers.ports.announcements import NewAnnouncement, StoredAnnouncement
from handlers.ports.contents import Picture
from handlers.ports.messaging import Quota
from handlers.ports.records import Role
from handlers.ports.rosters import Duty
from tests.integration.announcing.desk import BINH, LAN, TEXT, Desk, title_and_body, unreachable
from tests.integration.storage.world import play

pytestmark = pytest.mark.anyio

SEVEN_AT_NIGHT = datetime(2023, 11, 7, 15, 0, tzinfo=UTC)
"""22:00 in Viet Nam."""
MORNING = datetime(2023, 11, 7, 23, 30, tzinfo=UTC)
"""06:30 of the next day."""


async def test_a_confirmed_announcement_reaches_everybody_and_is_in_the_audit_log(
    desk: Desk, binh: Actor
) -> None:
    await desk.people(2)

    id_ = await desk.announce(binh)
    await desk.feed()
    rows = await desk.claim()
    await desk.settle(rows)
    await desk.feed()

    assert [row.message.key for row in rows] == [f"announcement:{id_}:1", f"announcement:{id_}:2"]
    assert title_and_body(rows[0]) == ("Thông báo của Ban Tổ chức", TEXT)
    assert await desk.state(id_) == "finished"
    user = f"user:{BINH.key}"
    assert await desk.audited() == [
        ("announcement_written", user),
        ("announcement_confirm", user),
        ("announcement_finish", "system"),
    ]


async def test_of_two_organisers_who_confirm_at_once_one_is_told_of_the_other(
    desk: Desk, binh: Actor
) -> None:
    await desk.people(2)
    lan = await desk.appoint(LAN, Role.SECRETARY)
    draft = await desk.write(binh)

    outcomes = await asyncio.gather(desk.confirm(binh, draft), desk.confirm(lan, draft))

    (confirmed,) = [each for each in outcomes if isinstance(each, StoredAnnouncement)]
    (refused,) = [each for each in outcomes if isinstance(each, Refused)]
    assert refused.reason is Refusal.ALREADY_CONFIRMED
    assert refused.announcement is not None
    assert refused.announcement.confirmed_by == confirmed.confirmed_by
    await desk.feed()
    await desk.feed()
    assert len(await desk.keys()) == 2


async def test_whoever_comes_second_sees_what_the_first_has_done(desk: Desk, binh: Actor) -> None:
    await desk.people(1)
    draft = await desk.write(binh)
    async with desk.world.begin() as tx:
        first = await confirm(tx, binh, draft.id, draft.content.version, desk.now)
        second = asyncio.create_task(desk.confirm(COMMAND_LINE, draft))
        # It has to wait, however long it is given.
        done, _ = await asyncio.wait([second], timeout=0.3)
        await tx.commit()

    assert not done
    assert isinstance(first, StoredAnnouncement)
    assert await second == Refused(Refusal.ALREADY_CONFIRMED, first)


async def test_confirming_twice_sends_once(desk: Desk, binh: Actor) -> None:
    await desk.people(1)
    draft = await desk.write(binh)
    await desk.confirm(binh, draft)
    await desk.feed()
    await desk.send()
    await desk.feed()

    again = await desk.confirm(binh, draft)

    assert isinstance(again, Refused)
    assert again.reason is Refusal.ALREADY_CONFIRMED
    assert await desk.keys() == [f"announcement:{draft.id}:1"]


async def test_who_is_no_organiser_any_more_is_refused_everywhere(desk: Desk, binh: Actor) -> None:
    await desk.people(1)
    lan = await desk.appoint(LAN)
    draft, sending = await desk.write(binh), await desk.announce(lan)
    await desk.dismiss(BINH)

    async with desk.world.begin() as tx:
        written = await compose(tx, binh, NewAnnouncement(TEXT, Everybody()), desk.now)
        revised = await revise(tx, binh, draft.id, NewAnnouncement("Khác", Everybody()), desk.now)
    refusals = [
        written,
        revised,
        await desk.confirm(binh, draft),
        await desk.pause(binh, sending),
        await desk.resume(binh, sending),
        await desk.cancel(binh, sending),
        await desk.resend(binh, sending),
    ]

    assert refusals == [Refused(Refusal.NOT_ALLOWED)] * 7
    assert await desk.state(sending) == "sending"
    assert await desk.keys() == []


@pytest.mark.parametrize("role", [Role.UNIT_LEADER, Role.AUTHOR, Role.TECHNICIAN])
async def test_other_roles_do_not_announce(desk: Desk, role: Role) -> None:
    actor = await desk.appoint(LAN, role)

    async with desk.world.begin() as tx:
        refused = await compose(tx, actor, NewAnnouncement(TEXT, Everybody()), desk.now)

    assert refused == Refused(Refusal.NOT_ALLOWED)


async def test_what_was_changed_since_the_preview_is_not_sent(desk: Desk, binh: Actor) -> None:
    await desk.people(1)
    seen = await desk.write(binh)
    async with desk.world.begin() as tx:
        changed = await revise(tx, binh, seen.id, NewAnnouncement("Khác", Everybody()), desk.now)
        await tx.commit()
    assert isinstance(changed, StoredAnnouncement)

    refused = await desk.confirm(binh, seen)

    assert isinstance(refused, Refused)
    assert refused.reason is Refusal.CHANGED
    assert isinstance(await desk.confirm(binh, changed), StoredAnnouncement)
    async with desk.world.begin() as tx:
        late = await revise(tx, binh, seen.id, seen.content, desk.now)
    assert isinstance(late, Refused)
    assert late.reason is Refusal.NOT_NOW


async def test_nothing_is_confirmed_that_nobody_would_get_or_whose_time_has_passed(
    desk: Desk, binh: Actor
) -> None:
    empty = await desk.write(binh)
    late = await desk.write(binh, send_at=desk.now)

    refused = [await desk.confirm(binh, empty), await desk.confirm(binh, late)]

    assert refused == [Refused(Refusal.NOBODY, empty), Refused(Refusal.TIME_PASSED, late)]
    async with desk.world.begin() as tx:
        unknown = await confirm(tx, binh, empty.id + 5, "", desk.now)  # type: ignore[arg-type]
    assert unknown == Refused(Refusal.NOT_FOUND)


async def test_texts_are_neither_empty_nor_too_long(desk: Desk) -> None:
    picture = Picture("0" * 64, "image/png")
    contents = [
        NewAnnouncement("  \n", Everybody()),
        NewAnnouncement("ă" * 1_800, Everybody()),
        NewAnnouncement("ă" * 1_801, Everybody()),
        NewAnnouncement("🎉" * 475, Everybody(), picture),
        NewAnnouncement("🎉" * 475 + "!", Everybody(), picture),
    ]

    async with desk.world.begin() as tx:
        await tx.announcements.keep_picture(picture, desk.now)
        found = [await compose(tx, COMMAND_LINE, each, desk.now) for each in contents]

    reasons = [each.reason if isinstance(each, Refused) else None for each in found]
    assert reasons == [Refusal.EMPTY, None, Refusal.TOO_LONG, None, Refusal.TOO_LONG]


async def test_it_waits_for_its_time_and_for_the_end_of_the_night(desk: Desk, binh: Actor) -> None:
    await desk.people(1)
    at_noon = await desk.announce(binh, send_at=desk.now + timedelta(hours=4))
    at_night = await desk.announce(binh, send_at=SEVEN_AT_NIGHT)
    forced = await desk.announce(binh, send_at=SEVEN_AT_NIGHT, is_forced=True)

    seen = []
    for at in (
        desk.now + timedelta(hours=4, seconds=-1),
        desk.now + timedelta(hours=4),
        SEVEN_AT_NIGHT,
        MORNING - timedelta(seconds=1),
        MORNING,
    ):
        await desk.feed(at - desk.now)
        seen.append([await desk.state(one) for one in (at_noon, at_night, forced)])
        if await desk.send():
            await desk.feed()

    assert seen == [
        ["scheduled", "scheduled", "scheduled"],
        ["sending", "scheduled", "scheduled"],
        ["finished", "scheduled", "sending"],
        ["finished", "scheduled", "finished"],
        ["finished", "sending", "finished"],
    ]


async def test_what_is_confirmed_in_the_night_says_that_it_waits_for_the_morning(
    desk: Desk, binh: Actor
) -> None:
    await desk.people(1)
    desk.clock.advance(SEVEN_AT_NIGHT - desk.now)
    draft = await desk.write(binh)

    async with desk.world.begin.reading() as tx:
        seen = await preview(tx, draft.content, Senders(), desk.now)
    confirmed = await desk.confirm(binh, draft)

    assert (seen.begins_at, seen.is_night) == (MORNING, True)
    assert isinstance(confirmed, StoredAnnouncement)
    assert confirmed.state is AnnouncementState.SCHEDULED
    await desk.feed(timedelta(hours=8))
    assert await desk.keys() == []
    await desk.feed(timedelta(minutes=30))
    assert len(await desk.keys()) == 1


async def test_a_preview_tells_recipients_unreachable_people_cost_and_duration(
    desk: Desk, binh: Actor
) -> None:
    await desk.people(4)
    await desk.announce(binh)
    await desk.feed()
    await desk.settle((await desk.claim())[:1], unreachable)

    async with desk.world.begin.reading() as tx:
        seen = await preview(
            tx,
            NewAnnouncement(TEXT, Everybody()),
            Senders({("web", "demo"): Quota(10, 50, 3)}, {("web", "demo"): 0.5}),
            desk.now,
        )
        groups = await preview(tx, NewAnnouncement(TEXT, InGroups()), Senders(), desk.now)

    (bot,) = seen.bots
    assert (seen.recipients, seen.unreachable, seen.to_groups) == (4, 1, False)
    assert seen.duration == timedelta(seconds=8)
    assert bot.budget is not None
    # 10 a month, of which 3 wait to be sent; 4 people need 6 messages, an opening and a closing.
    assert (bot.budget.messages.left, bot.budget.messages.asked) == (7, 32)
    assert (bot.is_short, seen.is_short, bot.missing) == (True, True, 4 + 32 - 7)
    assert (groups.recipients, groups.to_groups) == (0, True)


async def test_an_audience_is_who_it_says(desk: Desk, binh: Actor) -> None:
    world = desk.world
    (one, two, barred) = await desk.people(3, "SO-NV")
    (three,) = await desk.people(1, "SO-TP", first=4)
    (four,) = await desk.people(1, "66", first=5)
    groups = {name: await desk.group(name, unit) for name, unit in GROUPS.items()}
    async with world.begin() as tx:
        await play(tx, world, one, State.FINISHED)
        await tx.exclusions.bar(barred.id, Duty.SECRETARIAT, "somebody", desk.now)
        await tx.commit()
    so_nv, province, number = world.units["SO-NV"], world.units["66"], world.round.id
    everybody = [one.id, two.id, barred.id, three.id, four.id]
    audiences: list[tuple[AudienceRule, list[object]]] = [
        (Everybody(), [*everybody]),
        (OfLevel(Level("SO")), [one.id, two.id, barred.id, three.id]),
        (OfLevel(Level("XA")), []),
        (OfSubtree(so_nv), [one.id, two.id, barred.id]),
        (OfSubtree(province), [*everybody]),
        (NotPlayed(number), [two.id, three.id, four.id]),
        (Playing(number), [one.id]),
        (InGroups(), [groups["nv"].key, groups["tinh"].key, groups["tp"].key]),
        (InGroups(so_nv), [groups["nv"].key]),
    ]

    for audience, expected in audiences:
        draft = await desk.write(binh, audience)
        async with world.begin.reading() as tx:
            counted = await preview(tx, draft.content, Senders(), desk.now)
        outcome = await desk.confirm(binh, draft)
        assert isinstance(outcome, StoredAnnouncement) == bool(expected)
        await desk.feed()
        await desk.send()
        await desk.feed()
        name = f"announcement:{draft.id}:"
        keys = [key.removeprefix(name) for key in await desk.keys() if key.startswith(name)]
        assert keys == [str(each) for each in expected], audience
        assert counted.recipients == len(expected)


GROUPS = {"nv": "SO-NV", "tinh": "66", "tp": "SO-TP"}


async def test_a_picture_is_kept_once_and_goes_out_with_every_message(
    desk: Desk, binh: Actor
) -> None:
    await desk.people(2)
    data = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64 + b"IEND\xaeB`\x82"
    picture = read_picture(data)
    assert isinstance(picture, Picture)

    id_ = await desk.announce(binh, picture=picture)
    await desk.announce(binh, picture=picture)
    await desk.feed()

    rows = await desk.claim()
    shown = [row.message.content for row in rows]
    assert len(shown) == 4
    assert {getattr(each, "caption", None) for each in shown} == {
        f"Thông báo của Ban Tổ chức\n\n{TEXT}"
    }
    assert [getattr(each, "drawing").data for each in shown] == [data] * 4  # noqa: B009
    async with desk.world.begin.reading() as tx:
        found = await tx.outbox.find(f"announcement:{id_}:1")
    assert found is not None
    assert getattr(found.content, "drawing").data == data  # noqa: B009
