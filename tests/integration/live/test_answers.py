"""Answers in the rooms of a live round."""

import asyncio
from dataclasses import replace
from fractions import Fraction

import pytest

from contest.live import State
from handlers.ports.contents import Text
from handlers.ports.live_orders import OrderKind
from tests.integration.live.hall import RIGHT, RULES, SECOND, WRONG, A, B, C, Hall, group
from tests.integration.storage.world import chat, user

pytestmark = pytest.mark.anyio

CHANGEABLE = replace(RULES, may_change=True)


async def test_a_question_is_asked_answered_closed_and_revealed(hall: Hall) -> None:
    await hall.begun()
    await hall.register(1, 2, 3)
    hall.go_to(5)
    said = await hall.answer(hall.press(1), hall.press(2, room=2), hall.write(3, "A"))
    hall.go_to(20)

    await hall.due()

    assert said == ["stored"] * 3
    live = await hall.live()
    assert (live.state, live.position) == (State.REVEALED, 1)
    display = await hall.display()
    assert display is not None
    assert display.outcome is not None
    assert (display.outcome.counts, display.outcome.key) == ((1, 2, 0), RIGHT)
    assert display.standing.people_count == 3
    assert [(unit.rank, unit.name, unit.average) for unit in display.standing.units] == [
        (1, "Sở Tư pháp", Fraction(1)),
        (2, "Sở Nội vụ", Fraction(1, 2)),
    ]
    assert display.scale == ((1, 2), (0, 1))
    text = await hall.content(f"live:{hall.id}:1:1:r")
    assert isinstance(text, Text)
    assert "Sở Tư pháp" in text.body
    assert hall.handed.settled == [(hall.at(20), hall.at(20))]


async def test_the_first_answer_counts_and_later_ones_are_duplicates(hall: Hall) -> None:
    await hall.begun()
    await hall.register(1)

    together = await hall.answer(hall.press(1, place=WRONG), hall.press(1, place=RIGHT))
    alone = await hall.answer(hall.press(1, place=RIGHT))

    assert (together, alone) == (["stored", "duplicate"], ["duplicate"])
    assert await hall.stored() == [(1, hall.people[1], 1, WRONG)]


async def test_where_answers_can_be_changed_the_last_one_counts(hall: Hall) -> None:
    await hall.begun(rules=CHANGEABLE)
    await hall.register(1, 2)
    hall.go_to(2)
    early = hall.press(1, place=A)
    hall.go_to(4)
    late = hall.press(1, place=C)

    # The later one is processed first.
    assert await hall.answer(late) == ["stored"]
    await hall.answer(early)
    hall.go_to(6)
    assert await hall.answer(hall.press(2, place=A), hall.press(2, place=B)) == ["stored"] * 2

    await hall.settle()
    display = await hall.display()
    assert display is not None
    assert display.outcome is not None
    assert display.outcome.counts == (0, 1, 1)


async def test_an_answer_received_at_the_deadline_of_its_own_room_is_late(hall: Hall) -> None:
    await hall.begin()
    await hall.register(1, 2, 3)
    await hall.deliver(1)
    hall.go_to(3)
    await hall.deliver(2)
    hall.go_to(20)

    verdicts = await hall.answer(
        hall.press(1, at=hall.at(19.999)), hall.press(2, at=hall.at(20)), hall.press(3, room=2)
    )

    assert verdicts == ["stored", "late", "stored"]


async def test_no_timer_overtakes_an_answer_that_came_in_before_it(hall: Hall) -> None:
    await hall.begun()
    await hall.register(1)
    punctual = hall.press(1, at=hall.at(19.999))
    hall.go_to(20)

    acknowledgement, _ = await asyncio.gather(hall.acknowledge(punctual), hall.due())

    assert acknowledgement.verdict == "stored"
    display = await hall.display()
    assert display is not None
    assert display.standing.people_count == 1


async def test_a_punctual_answer_processed_after_the_key_counts_until_the_next_question(
    hall: Hall,
) -> None:
    await hall.begun(questions=2)
    await hall.register(1, 2)
    await hall.settle()

    assert await hall.answer(hall.press(1, at=hall.at(19))) == ["stored"]
    assert await hall.answer(hall.press(1, at=hall.at(20))) == ["late"]
    await hall.order(OrderKind.NEXT)
    assert await hall.answer(hall.press(2, at=hall.at(19))) == ["late"]

    await hall.deliver()
    await hall.settle()
    await hall.order(OrderKind.NEXT)
    await hall.intake.drain()
    assert await hall.points() == {hall.people[1]: 1}


async def test_nothing_received_in_a_pause_is_taken_however_late_it_is_processed(
    hall: Hall,
) -> None:
    await hall.begun()
    await hall.register(1, 2, 3)
    hall.go_to(5)
    await hall.order(OrderKind.PAUSE)
    hall.go_to(6)
    assert await hall.answer(hall.press(1)) == ["paused"]
    in_the_pause = hall.press(2)
    hall.go_to(605)
    await hall.order(OrderKind.RESUME)

    hall.go_to(619)
    assert await hall.answer(hall.press(3), in_the_pause) == ["stored", "paused"]
    hall.go_to(620)
    assert await hall.answer(hall.press(1)) == ["late"]


async def test_an_answer_before_we_know_of_the_delivery_counts(hall: Hall) -> None:
    await hall.begin(rooms=1)
    await hall.register(1)
    hall.go_to(2)
    assert await hall.answer(hall.press(1, at=hall.at(1))) == ["stored"]

    await hall.deliver()
    await hall.settle()

    display = await hall.display()
    assert display is not None
    assert display.standing.people_count == 1


async def test_the_verdict_is_told_where_a_platform_can_show_it(hall: Hall) -> None:
    await hall.begun()
    await hall.register(1)

    stored = await hall.acknowledge(hall.press(1))
    again = await hall.acknowledge(hall.press(1))

    assert stored.notice is not None
    assert "B" in stored.notice
    assert again.notice not in (None, stored.notice)
    # Nothing is said in the group (invariant 11).
    assert hall.handed.keys == [f"live:{hall.id}:1:1:q", f"live:{hall.id}:1:2:q"]


async def test_a_stranger_is_told_where_to_register_and_accounted_for(hall: Hall) -> None:
    await hall.begun()

    refused = await hall.acknowledge(hall.press(77))

    assert refused.verdict == "unregistered"
    assert refused.notice is not None
    assert "https://thi.example" in refused.notice
    assert await hall.stored() == []
    assert "unregistered" in await hall.verdicts()


async def test_an_update_that_is_brought_again_changes_nothing(hall: Hall) -> None:
    await hall.begun(rules=CHANGEABLE)
    await hall.register(1)
    first = hall.press(1, place=A)

    verdicts = await hall.answer(first, first, hall.press(1, place=B, at=hall.at(1)))
    again = await hall.answer(first)

    assert (verdicts, again) == (["stored", "repeated", "stored"], ["repeated"])
    assert await hall.stored() == [(1, hall.people[1], 1, B)]


@pytest.mark.parametrize("text", ["Xin chào mọi người", "D", "12", "", "câu 2"])
async def test_what_names_no_option_is_no_answer(hall: Hall, text: str) -> None:
    await hall.begun()
    await hall.register(1)

    assert await hall.answer(hall.write(1, text)) == [None]


async def test_a_letter_is_an_answer_only_in_a_room_whose_round_has_begun(hall: Hall) -> None:
    await hall.create()
    await hall.register(1)
    before = await hall.answer(hall.write(1, "B"))
    await hall.order(OrderKind.START)
    on_its_way = await hall.answer(hall.write(1, "B"))
    await hall.deliver()
    elsewhere = hall.message(user(1), group(99), text="B")
    private = hall.message(user(1), chat(1), text="B")

    there = await hall.answer(hall.write(1, "B"), elsewhere, private)

    # People may have read the first question before the platform has told us of its delivery.
    assert (before, on_its_way) == ([None], ["stored"])
    assert there == ["duplicate", None, None]


async def test_a_letter_typed_before_the_next_question_came_speaks_to_the_one_before(
    hall: Hall,
) -> None:
    await hall.begun()
    await hall.register(1)
    await hall.settle()
    hall.go_to(30)
    await hall.due()
    assert (await hall.live()).position == 2
    typed = hall.write(1, "B")
    hall.go_to(31)
    await hall.deliver()

    assert await hall.answer(typed) == ["late"]
    assert await hall.answer(hall.write(1, "B")) == ["stored"]


async def test_a_payload_that_this_round_has_not_written_is_no_answer(hall: Hall) -> None:
    await hall.begun(questions=2)
    await hall.register(1)
    foreign = replace(hall.press(1), choice="l:999:1:1")

    verdicts = await hall.answer(
        foreign,
        hall.press(1, place=3),
        hall.press(1, position=3),
        hall.press(1, position=0),
        replace(hall.press(1), choice="a:1:1:1"),
        hall.press(1, position=2),
    )

    assert verdicts == [None, None, None, None, None, "not_open"]


# People in two rooms


async def test_who_answers_in_two_rooms_plays_in_the_one_of_the_first_answer(hall: Hall) -> None:
    await hall.begun()
    await hall.register(1)
    hall.go_to(3)
    second = hall.press(1, room=2, place=WRONG)
    first = hall.press(1, room=1, at=hall.at(2))

    # Processed in the wrong order: the first one counts all the same.
    assert await hall.answer(second) == ["stored"]
    assert await hall.answer(first) == ["stored"]

    await hall.settle()
    display = await hall.display()
    assert display is not None
    assert display.outcome is not None
    assert display.outcome.counts == (0, 1, 0)


async def test_a_room_is_kept_for_the_whole_round_unless_it_is_lost(hall: Hall) -> None:
    await hall.begun()
    await hall.register(1)
    assert await hall.answer(hall.press(1, room=1)) == ["stored"]
    await hall.settle()
    await hall.order(OrderKind.NEXT)
    await hall.deliver()
    hall.clock.advance(SECOND)

    assert await hall.answer(hall.press(1, room=2, position=2)) == ["elsewhere"]
    await hall.intake.lost(group(1), hall.clock.now())
    assert await hall.answer(hall.press(1, room=2, position=2)) == ["stored"]


async def test_the_room_is_known_although_nobody_noted_it_before_the_next_question(
    hall: Hall,
) -> None:
    """The host goes on in the moment of the reveal: the question that is asked notes it."""
    await hall.begun()
    await hall.register(1)
    await hall.answer(hall.press(1, room=1))
    hall.go_to(20)

    await asyncio.gather(hall.due(), hall.order(OrderKind.NEXT))
    await hall.deliver()

    assert (await hall.live()).position == 2
    assert await hall.answer(hall.press(1, room=2, position=2)) == ["elsewhere"]
