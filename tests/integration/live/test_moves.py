"""What moves a live round on: time, its rooms, and the host."""

from datetime import timedelta
from fractions import Fraction

import pytest

from contest.live import State
from contest.live_rooms import RoomId, RoomState, Trouble
from handlers.ports.contents import Image, Text
from handlers.ports.live_contents import LiveQuestion
from handlers.ports.live_orders import HostResult, OrderKind
from handlers.ports.live_records import NewLiveRoom, PollPlace, Shows
from handlers.ports.messaging import Lane
from storage.outage import SqlHeartbeat
from tests.integration.live.hall import LIMIT, P1, RIGHT, RULES, SECOND, WRONG, Hall, group

pytestmark = pytest.mark.anyio

MINUTE = timedelta(minutes=1)
R1, R2 = RoomId(1), RoomId(2)


async def test_a_scheduled_round_calls_its_rooms_and_begins_by_itself(hall: Hall) -> None:
    await hall.create()
    hall.clock.advance(5 * MINUTE - SECOND)
    await hall.due()
    assert (await hall.live()).state is State.ANNOUNCED

    hall.clock.advance(SECOND)
    await hall.due()
    assert hall.handed.keys == [f"live:{hall.id}:call:1", f"live:{hall.id}:call:2"]
    assert hall.handed.armed == {hall.id: hall.at(600)}
    hall.go_to(600)
    await hall.due()

    live = await hall.live()
    assert (live.state, live.position, live.asked_at) == (State.OPEN, 1, hall.at(600))
    assert hall.handed.keys[2:] == [f"live:{hall.id}:1:1:q", f"live:{hall.id}:1:2:q"]
    assert hall.handed.armed == {hall.id: hall.at(615)}, "when a room would be overdue"


async def test_a_question_looks_the_same_in_all_rooms(hall: Hall) -> None:
    await hall.begin()

    shown = [row.message for row in hall.handed.rows]

    assert {message.chat for message in shown} == {group(1), group(2)}
    assert {message.lane for message in shown} == {Lane.LIVE_ROUND}
    (content,) = {message.content for message in shown}
    assert content == LiveQuestion(
        live_round=hall.id,
        position=P1,
        of=3,
        text="Câu hỏi 1?",
        options=("một", "hai", "ba"),
        limit=LIMIT * SECOND,
        locale="vi",
    )
    assert await hall.content(shown[0].key) == content, "read back as it was stored"


async def test_a_delivery_starts_the_clock_of_its_room_and_notes_the_message(hall: Hall) -> None:
    await hall.begin()
    hall.go_to(2)

    await hall.deliver(2)

    live = await hall.live()
    assert live.rooms[R2].delivered_at == hall.at(2)
    assert live.rooms[R1].state is RoomState.POSTED
    assert await hall.queued("sent") == [f"live:{hall.id}:1:2:q"]
    async with hall.world.begin.reading() as tx:
        (post,) = await tx.live.posts(hall.id)
    assert (post.room, post.chat, post.message_id, post.answered) == (R2, group(2), "m1", 0)


async def test_a_round_goes_by_itself_to_its_end(hall: Hall) -> None:
    await hall.begun(questions=2)
    await hall.register(1, 2)
    hall.go_to(4)
    await hall.answer(hall.press(1), hall.press(2, room=2, place=WRONG))
    hall.go_to(20)
    await hall.due()
    assert hall.handed.armed == {hall.id: hall.at(30)}
    hall.go_to(30)
    await hall.due()
    await hall.deliver()
    await hall.answer(hall.press(1, position=2), hall.press(2, room=2, position=2))
    hall.go_to(50)
    await hall.due()
    hall.go_to(60)

    await hall.due()
    await hall.intake.drain()

    live = await hall.live()
    assert (live.state, live.ended_at) == (State.FINISHED, hall.at(60))
    assert await hall.points() == {hall.people[1]: 2, hall.people[2]: 1}
    async with hall.world.begin.reading() as tx:
        units = await tx.live.unit_results(hall.id)
        results = await tx.live.results(hall.id)
        assert await tx.live.timers() == []
    assert units is not None
    assert [(unit.rank, unit.name, unit.average) for unit in units] == [
        (1, "Sở Nội vụ", Fraction(2)),
        (2, "Sở Tư pháp", Fraction(1)),
    ]
    assert results is not None
    assert [each.full_name for each in results] == ["Nguyễn Thị Ánh"] * 2
    assert results[0].score.time_saved == (16 + 20) * SECOND
    assert hall.handed.armed == {hall.id: None}
    end = await hall.content(f"live:{hall.id}:end:1")
    assert isinstance(end, Image)
    assert "Sở Tư pháp" in end.caption


async def test_a_timer_that_goes_off_early_or_twice_does_nothing(hall: Hall) -> None:
    await hall.begun()
    hall.go_to(19.9)
    before = (await hall.hosted()).version
    await hall.due()
    assert (await hall.hosted()).version == before

    hall.go_to(20)
    await hall.due()
    await hall.due()

    assert (await hall.live()).state is State.REVEALED
    assert len([key for key in hall.handed.keys if key.endswith(":r")]) == 2


# Rooms in trouble


async def test_a_room_in_trouble_keeps_the_question_open_and_the_host_is_told_once(
    hall: Hall,
) -> None:
    await hall.host()
    await hall.begin()
    await hall.deliver(1)
    for _ in range(2):
        await hall.intake.troubled(hall.id, P1, group(2), Trouble.FAILED, hall.clock.now())
    hall.go_to(60)

    await hall.due()

    live = await hall.live()
    assert (live.state, live.undecided) == (State.OPEN, (R2,))
    told = [row.message for row in hall.handed.rows if ":host:" in row.message.key]
    assert len(told) == 1
    assert isinstance(told[0].content, Text)
    assert "Phòng 2" in told[0].content.body or "Sở Nội vụ" in told[0].content.body


async def test_who_goes_on_without_a_room_settles_and_takes_its_question_back(hall: Hall) -> None:
    await hall.begin()
    await hall.deliver(1)
    hall.go_to(15)
    await hall.due()
    assert (await hall.live()).rooms[R2].trouble is Trouble.OVERDUE
    hall.go_to(25)

    outcome = await hall.order(OrderKind.GO_ON_WITHOUT, rooms=(R2,))

    assert outcome.result is HostResult.DONE
    assert outcome.round is not None
    assert outcome.round.live.state is State.REVEALED
    assert await hall.queued("cancelled") == [f"live:{hall.id}:1:2:q"]
    left_out = [key for key in hall.handed.keys if key.endswith(":2") and ":v" in key]
    assert len(left_out) == 1


async def test_a_room_that_was_overdue_and_is_reached_has_its_whole_time(hall: Hall) -> None:
    await hall.begin()
    await hall.deliver(1)
    hall.go_to(15)
    await hall.due()
    hall.go_to(18)

    await hall.deliver(2)

    live = await hall.live()
    assert live.undecided == ()
    assert hall.handed.armed == {hall.id: hall.at(38)}


async def test_a_platform_that_was_down_gives_its_rooms_the_time_back(hall: Hall) -> None:
    await hall.create(chats=[group(1), group(2, "zalo")])
    await hall.order(OrderKind.START)
    await hall.intake.posted(0, hall.id, P1, group(1), hall.clock.now(), "m")
    await hall.intake.posted(0, hall.id, P1, group(2, "zalo"), hall.clock.now(), "m")
    hall.go_to(10)
    await hall.intake.platform_down(("zalo", "demo"), hall.at(5))
    assert (await hall.live()).undecided == (R2,)
    hall.go_to(65)

    await hall.intake.platform_up(("zalo", "demo"), hall.at(65))

    live = await hall.live()
    assert live.undecided == ()
    assert live.clock.closes_at(live.rooms[R1]) == hall.at(20)
    assert live.clock.closes_at(live.rooms[R2]) == hall.at(80)
    assert hall.handed.armed == {hall.id: hall.at(80)}


async def test_what_came_in_before_the_host_went_on_without_a_platform_counts(hall: Hall) -> None:
    """One answer is processed before that order, the other after it."""
    await hall.create(chats=[group(1), group(2)], questions=1)
    await hall.order(OrderKind.START)
    await hall.deliver()
    await hall.register(1, 2, 3)
    await hall.intake.platform_down(("telegram", "demo"), hall.at(10))
    hall.go_to(25)
    assert await hall.answer(hall.press(1)) == ["stored"]
    delayed = hall.press(2)
    hall.go_to(30)

    await hall.order(OrderKind.GO_ON_WITHOUT)
    hall.start_again()

    assert await hall.answer(delayed, hall.press(3)) == ["stored", "late"]
    await hall.order(OrderKind.NEXT)
    await hall.intake.drain()
    assert await hall.points() == {hall.people[1]: 1, hall.people[2]: 1}


async def test_a_lost_room_keeps_nobody_waiting_and_comes_back_for_the_next_question(
    hall: Hall,
) -> None:
    await hall.begun()
    await hall.register(1)
    hall.go_to(4)
    await hall.answer(hall.press(1, room=2))
    await hall.intake.lost(group(2), hall.at(5))
    hall.go_to(20)
    await hall.due()
    display = await hall.display()
    assert display is not None
    assert display.standing.people_count == 1, "what was received before counts"
    await hall.intake.regained(group(2))
    hall.go_to(30)

    await hall.due()

    assert (await hall.live()).rooms[R2].state is RoomState.POSTED
    assert f"live:{hall.id}:2:2:q" in hall.handed.keys


async def test_without_any_room_nothing_is_asked_and_the_host_is_told_once(hall: Hall) -> None:
    await hall.host()
    await hall.create(rooms=1)
    hall.clock.advance(5 * MINUTE)
    await hall.due()
    await hall.intake.lost(group(1), hall.clock.now())
    hall.go_to(600)
    assert (await hall.order(OrderKind.START)).result is HostResult.NO_ROOM

    await hall.due()
    await hall.due()

    assert (await hall.live()).state is State.LOBBY
    async with hall.world.begin.reading() as tx:
        assert await tx.live.due(hall.clock.now()) == []
    assert len([key for key in hall.handed.keys if "no-room" in key]) == 1
    await hall.intake.regained(group(1))
    async with hall.world.begin.reading() as tx:
        assert await tx.live.due(hall.clock.now()) == [hall.id]


async def test_a_room_that_is_added_takes_part_from_the_next_question_on(hall: Hall) -> None:
    await hall.begun(rooms=1)
    async with hall.world.begin() as tx:
        added = await tx.live.add_room(hall.id, NewLiveRoom(group(5), "Phòng 5"))
        again = await tx.live.add_room(hall.id, NewLiveRoom(group(5), "Phòng 5"))
        await tx.commit()
    hall.go_to(20)
    await hall.due()
    assert (await hall.live()).state is State.REVEALED, "it does not wait for the new room"

    await hall.order(OrderKind.NEXT)

    assert added == again
    assert (await hall.live()).rooms[added].state is RoomState.POSTED


async def test_a_group_that_gets_another_id_stays_the_same_room(hall: Hall) -> None:
    await hall.begun(rooms=1)
    await hall.register(1)
    async with hall.world.begin() as tx:
        await tx.live.move_room(group(1), group(8))
        await tx.live.move_room(group(1), group(8))
        await tx.commit()

    assert await hall.answer(hall.press(1, room=8), hall.press(1, room=1)) == ["stored", None]
    async with hall.world.begin.reading() as tx:
        (place,) = await tx.live.rooms_at(group(8))
    assert (place.live_round, place.room.id, place.state) == (hall.id, R1, State.OPEN)


# The host


async def test_a_pause_of_ten_minutes_takes_no_answer_time(hall: Hall) -> None:
    await hall.begun()
    hall.go_to(5)
    await hall.order(OrderKind.PAUSE)
    assert hall.handed.armed == {hall.id: None}
    hall.go_to(605)

    await hall.order(OrderKind.RESUME)

    live = await hall.live()
    assert live.state is State.OPEN
    assert hall.handed.armed == {hall.id: hall.at(620)}
    notes = [key for key in hall.handed.keys if ":v" in key]
    assert len(notes) == 4, "both rooms are told of both"


async def test_a_skipped_question_counts_for_nobody_even_when_its_key_was_out(hall: Hall) -> None:
    await hall.begun(questions=2)
    await hall.register(1)
    await hall.answer(hall.press(1))
    await hall.settle()

    await hall.order(OrderKind.SKIP)

    display = await hall.display()
    assert display is not None
    assert display.outcome is not None
    assert display.outcome.is_annulled
    assert display.standing.people_count == 0
    await hall.order(OrderKind.NEXT)
    await hall.deliver()
    await hall.answer(hall.press(1, position=2))
    await hall.settle()
    await hall.order(OrderKind.NEXT)
    await hall.intake.drain()
    assert await hall.points() == {hall.people[1]: 1}


async def test_a_question_that_is_skipped_on_its_way_is_taken_back(hall: Hall) -> None:
    await hall.begin()
    await hall.register(1)

    await hall.order(OrderKind.SKIP)

    live = await hall.live()
    assert (live.state, live.annulled) == (State.REVEALED, frozenset({P1}))
    assert len(await hall.queued("cancelled")) == 2
    assert await hall.answer(hall.press(1)) == ["annulled"]
    await hall.deliver()
    assert (await hall.live()).rooms[R1].state is RoomState.POSTED


async def test_who_stops_ends_the_round_without_the_question_that_is_out(hall: Hall) -> None:
    await hall.begun()
    await hall.register(1)
    await hall.answer(hall.press(1))
    await hall.settle()
    await hall.order(OrderKind.NEXT)
    await hall.deliver()
    await hall.answer(hall.press(1, position=2))

    await hall.order(OrderKind.STOP)
    await hall.intake.drain()

    assert (await hall.live()).state is State.FINISHED
    assert await hall.points() == {hall.people[1]: 1}
    assert f"live:{hall.id}:end:1" in hall.handed.keys


async def test_a_cancelled_round_has_no_result(hall: Hall) -> None:
    await hall.begun()
    await hall.register(1)
    await hall.answer(hall.press(1))

    await hall.order(OrderKind.CANCEL)

    async with hall.world.begin.reading() as tx:
        assert await tx.live.results(hall.id) is None
        assert await tx.live.timers() == []
    assert await hall.answer(hall.press(1)) == ["late"]
    notes = [key for key in hall.handed.keys if ":v" in key]
    assert len(notes) == 2


async def test_an_order_is_carried_out_once_and_only_where_the_host_meant_it(hall: Hall) -> None:
    await hall.begun()
    await hall.settle()
    first = await hall.order(OrderKind.NEXT, key="press", position=P1)

    again = await hall.order(OrderKind.NEXT, key="press", position=P1)
    old = await hall.order(OrderKind.SKIP, position=P1)
    early = await hall.order(OrderKind.NEXT)
    started = await hall.order(OrderKind.START)
    waiting = await hall.order(OrderKind.WAIT)

    results = [each.result for each in (first, again, old, early, started, waiting)]
    assert results == [
        HostResult.DONE,
        HostResult.REPEATED,
        HostResult.STALE,
        HostResult.ILLEGAL,
        HostResult.ILLEGAL,
        HostResult.UNCHANGED,
    ]
    assert (await hall.live()).position == 2
    hall.id = type(hall.id)(99)
    assert (await hall.order(OrderKind.STOP)).result is HostResult.NOT_FOUND


async def test_a_start_can_be_moved_and_rooms_that_were_called_are_told(hall: Hall) -> None:
    await hall.create()
    later = hall.at(1200)
    await hall.order(OrderKind.MOVE, starts_at=later)
    assert hall.handed.keys == []
    assert hall.handed.armed == {hall.id: hall.at(900)}
    hall.go_to(900)
    await hall.due()

    await hall.order(OrderKind.MOVE, starts_at=hall.at(1500))

    assert (await hall.live()).starts_at == hall.at(1500)
    assert len([key for key in hall.handed.keys if ":v" in key]) == 2


# Others


async def test_the_time_of_an_outage_is_given_back_once(hall: Hall) -> None:
    await hall.begun()
    heartbeat = SqlHeartbeat(hall.database)
    await heartbeat.beat(hall.at(5))
    hall.go_to(305)

    for _ in range(2):
        await heartbeat.repair(hall.clock.now(), 3 * SECOND)

    live = await hall.live()
    assert live.clock.closes_at(live.rooms[R1]) == hall.at(320)
    async with hall.world.begin.reading() as tx:
        (timer,) = await tx.live.timers()
    assert timer.wake_at == hall.at(320)
    await hall.register(1)
    hall.go_to(319)
    assert await hall.answer(hall.press(1)) == ["stored"]


async def test_a_poll_is_found_by_its_id_and_closed_after_the_key(hall: Hall) -> None:
    await hall.begin(rooms=2, as_poll=True)
    await hall.deliver(1, poll=True)
    await hall.deliver(2)
    async with hall.world.begin.reading() as tx:
        assert await tx.live.of_poll("poll-group-1-1") == PollPlace(hall.id, P1, group(1))
        assert await tx.live.of_poll("poll-group-2-1") is None

    await hall.settle()

    (edit,) = [row.message for row in hall.handed.rows if row.message.key.endswith(":z")]
    assert (edit.chat, edit.lane) == (group(1), Lane.REMINDER)
    assert isinstance(edit.content, LiveQuestion)
    assert (edit.content.replaces, edit.content.is_closed) == ("m1", True)


async def test_names_are_shown_only_by_the_policy_and_points_with_them(hall: Hall) -> None:
    await hall.begun(shows=Shows.NAMES)
    await hall.register(1)
    await hall.answer(hall.press(1, place=RIGHT))
    await hall.settle()
    named = await hall.display()
    assert named is not None
    assert [(each.name, each.points) for each in named.standing.people] == [("Nguyễn Thị Ánh", 1)]

    await hall.begun(chats=[group(7)])
    await hall.answer(hall.press(1, room=7))
    await hall.settle()

    masked = await hall.display()
    assert masked is not None
    assert [(each.name, each.points) for each in masked.standing.people] == [("N. T. Á.", None)]


async def test_pulses_tell_the_version_and_how_many_have_answered(hall: Hall) -> None:
    await hall.begun()
    await hall.register(1, 2)
    await hall.answer(hall.press(1), hall.press(2, room=2), hall.press(2))

    async with hall.world.begin.reading() as tx:
        pulses = await tx.live.pulses([hall.id])
        posts = await tx.live.posts(hall.id)

    assert [(pulse.position, pulse.answered) for pulse in pulses.values()] == [(1, 2)]
    assert sum(post.answered for post in posts) == 3
    assert pulses[hall.id].version == (await hall.hosted()).version


async def test_rules_and_rooms_are_read_back_as_they_were_stored(hall: Hall) -> None:
    await hall.create(rules=RULES)

    hosted = await hall.hosted()

    assert hosted.live.rules == RULES
    assert [(room.chat, room.name) for room in hosted.rooms.values()] == [
        (group(1), "Phòng 1"),
        (group(2), "Phòng 2"),
    ]
    async with hall.world.begin.reading() as tx:
        assert await tx.live.all() == [hosted]
