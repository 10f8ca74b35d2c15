"""Two processes with one database: neither loses or overwrites what the other has stored."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from contest.live import State
from handlers.ports.live_orders import HostResult, OrderKind
from storage.engine import Database
from tests.fakes.clock import FakeClock
from tests.integration.live.hall import RULES, SECOND, WRONG, A, B, C, Hall
from tests.integration.storage.world import World

pytestmark = pytest.mark.anyio


@pytest.fixture
async def pair(world: World, clock: FakeClock, other_database: Database) -> tuple[Hall, Hall]:
    """Two processes, before any live round."""
    return Hall(world, clock), Hall(world, clock, other_database)


async def share(one: Hall, other: Hall) -> None:
    other.id, other.people = one.id, one.people


async def test_what_one_process_moves_the_other_sees_at_once(pair: tuple[Hall, Hall]) -> None:
    one, other = pair
    await one.begun()
    await one.register(1, 2)
    await share(one, other)

    first = await other.answer(other.press(1))
    await one.order(OrderKind.PAUSE)
    second = await other.answer(other.press(2))

    assert (first, second) == (["stored"], ["paused"])
    assert (await other.order(OrderKind.RESUME)).result is HostResult.DONE
    assert await one.answer(one.press(2)) == ["stored"]
    await one.intake.drain()


@pytest.mark.parametrize(("may_change", "kept"), [(False, A), (True, C)])
async def test_answers_of_one_person_through_two_processes_merge(
    pair: tuple[Hall, Hall], may_change: bool, kept: int
) -> None:
    one, other = pair
    await one.begun(rules=replace(RULES, may_change=may_change))
    await one.register(1)
    await share(one, other)
    one.go_to(3)
    presses = [one.press(1, place=place, at=one.at(place + 1)) for place in (A, B, C)]

    await asyncio.gather(other.answer(presses[2]), one.answer(presses[0]), other.answer(presses[1]))

    assert await one.stored() == [(1, one.people[1], 1, kept)]


async def test_an_update_brought_to_both_counts_once(pair: tuple[Hall, Hall]) -> None:
    one, other = pair
    await one.begun()
    await one.register(1)
    await share(one, other)
    press = one.press(1)

    verdicts = await asyncio.gather(one.answer(press), other.answer(press))

    assert sorted(verdicts, key=str) == [["repeated"], ["stored"]]


async def test_a_question_that_is_due_in_both_is_revealed_once(pair: tuple[Hall, Hall]) -> None:
    one, other = pair
    await one.begun()
    await one.register(1, 2)
    await share(one, other)
    await asyncio.gather(one.answer(one.press(1)), other.answer(other.press(2, room=2)))
    one.go_to(20)

    await asyncio.gather(one.due(), other.due())
    # Whoever came second with the closing leaves the rest to the next look.
    await asyncio.gather(one.due(), other.due())
    await asyncio.gather(one.intake.drain(), other.intake.drain())

    assert (await one.live()).state is State.REVEALED
    display = await other.display()
    assert display is not None
    assert display.standing.people_count == 2
    keys = await one.queued()
    assert sorted(key for key in keys if key.endswith(":r")) == [
        f"live:{one.id}:1:1:r",
        f"live:{one.id}:1:2:r",
    ]


async def test_a_pause_in_the_moment_of_the_reveal_is_not_overwritten(
    pair: tuple[Hall, Hall], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = pair
    await one.begun()
    await share(one, other)
    work_out = one.intake._scores.standing

    async def pausing(*given: Any, **named: Any) -> Any:
        found = await work_out(*given, **named)
        await other.order(OrderKind.PAUSE)
        return found

    monkeypatch.setattr(one.intake._scores, "standing", pausing)
    one.go_to(20)
    await one.due()

    live = await one.live()
    assert (live.state, live.resumes_to) == (State.PAUSED, State.SETTLING)
    await other.order(OrderKind.RESUME)
    assert (await one.live()).state is State.REVEALED
    await asyncio.gather(one.intake.drain(), other.intake.drain())


async def test_a_process_that_takes_over_finds_the_same_standing(pair: tuple[Hall, Hall]) -> None:
    one, other = pair
    await one.begun()
    await one.register(1, 2)
    await share(one, other)
    await one.answer(one.press(1), one.press(2, place=WRONG))
    await one.settle()
    await one.order(OrderKind.NEXT)
    await one.deliver()
    await one.answer(one.press(1, position=2))
    # Now the first process dies, with nothing but its memory.
    other.go_to(40)

    await other.due()

    display = await other.display()
    assert display is not None
    assert display.scale == ((2, 1), (0, 1))
    await other.intake.drain()
    await one.intake.drain()


async def test_a_round_that_was_closed_by_a_process_that_died_is_revealed(
    pair: tuple[Hall, Hall], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = pair
    await one.begun()
    await one.register(1)
    await share(one, other)
    await one.answer(one.press(1))
    one.go_to(20)

    async def die(*_: object) -> None:
        """The process is killed between the two commits."""

    monkeypatch.setattr(one.intake, "_show", die)
    await one.due()
    assert (await one.live()).state is State.SETTLING
    async with one.world.begin.reading() as tx:
        assert await tx.live.due(one.clock.now()) == [one.id]

    await other.due()

    assert (await one.live()).state is State.REVEALED
    await other.intake.drain()
    await one.intake.drain()


@pytest.mark.parametrize("is_asking", [False, True], ids=["timer", "host"])
async def test_a_question_skipped_by_a_process_that_died_is_taken_out_of_what_is_shown(
    pair: tuple[Hall, Hall], monkeypatch: pytest.MonkeyPatch, *, is_asking: bool
) -> None:
    """Where the host says when to go on, no timer would look at the round."""
    one, other = pair
    await one.begun(rules=replace(RULES, reveal_for=None))
    await one.register(1)
    await share(one, other)
    await one.answer(one.press(1))
    await one.settle()
    one.clock.advance(5 * SECOND)

    async def die(*_: object) -> None:
        """The process is killed between the two commits."""

    monkeypatch.setattr(one.intake, "_show", die)
    await one.order(OrderKind.SKIP)
    display = await one.display()
    assert display is not None
    assert display.scale == ((1, 1),), "still with the point of the question"
    async with one.world.begin.reading() as tx:
        assert await tx.live.due(one.clock.now()) == [one.id]

    if is_asking:
        assert (await other.order(OrderKind.NEXT, position=1)).result is HostResult.DONE
    else:
        await other.due()

    display = await other.display()
    assert display is not None
    assert display.outcome is not None
    assert (display.outcome.is_annulled, display.scale) == (True, ())
    assert (await one.live()).position == (2 if is_asking else 1)
    async with one.world.begin.reading() as tx:
        assert await tx.live.due(one.clock.now()) == []
    await other.intake.drain()
    await one.intake.drain()


async def test_a_round_whose_results_were_not_written_is_concluded_at_the_next_look(
    pair: tuple[Hall, Hall], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = pair
    await one.begun(questions=1)
    await one.register(1)
    await share(one, other)
    await one.answer(one.press(1))
    await one.settle()

    async def die(*_: object) -> None:
        """The process is killed after the end was told."""

    monkeypatch.setattr(one.intake, "_write_results", die)
    await one.order(OrderKind.NEXT)
    await one.intake.drain()
    async with one.world.begin.reading() as tx:
        assert await tx.live.results(one.id) is None
        assert await tx.live.due(one.clock.now() + SECOND) == [one.id]

    await other.due()
    await other.intake.drain()

    assert await other.points() == {one.people[1]: 1}
    assert other.handed.keys == []
    async with one.world.begin.reading() as tx:
        assert await tx.live.timers() == []
