"""What every fan-out does, in memory and over a real server."""

from collections.abc import Sequence

import pytest

from tests.integration.fanout.processes import Process, eventually

pytestmark = pytest.mark.anyio


async def test_nobody_is_reached_where_no_page_is_open(processes: Sequence[Process]) -> None:
    a, b, _ = processes
    await b.attend("web:chat:other")

    assert not await a.fanout.reach("web:chat:s", "frame")

    assert b.screen.shown == []


async def test_a_frame_reaches_the_pages_of_every_other_process(
    processes: Sequence[Process],
) -> None:
    a, b, c = processes
    for one in processes:
        await one.attend("web:chat:s")

    assert await a.fanout.reach("web:chat:s", "Câu 1")

    await eventually(lambda: bool(b.screen.shown and c.screen.shown))
    assert b.screen.shown == c.screen.shown == [("web:chat:s", "Câu 1")]
    assert a.screen.shown == [], "its own pages are shown it without a detour"


async def test_ones_own_pages_count_for_nobody(processes: Sequence[Process]) -> None:
    a, _, _ = processes
    await a.attend("web:chat:s")
    a.leave("web:chat:s")
    assert not await a.fanout.reach("web:chat:s", "frame")


async def test_whoever_has_left_is_not_reached(processes: Sequence[Process]) -> None:
    a, b, _ = processes
    await b.attend("web:chat:s")
    b.leave("web:chat:s")
    await b.attend("web:chat:other")  # what was asked before is done when this is

    assert not await a.fanout.reach("web:chat:s", "frame")


async def test_whoever_comes_again_is_reached(processes: Sequence[Process]) -> None:
    a, b, _ = processes
    for _ in range(3):
        await b.attend("web:chat:s")
        b.leave("web:chat:s")
    await b.attend("web:chat:s")

    assert await a.fanout.reach("web:chat:s", "frame")


async def test_frames_of_a_chat_arrive_in_their_order(processes: Sequence[Process]) -> None:
    a, b, _ = processes
    await b.attend("web:chat:s")

    for number in range(600):
        a.fanout.tell("web:chat:s", str(number))
    assert await a.fanout.reach("web:chat:s", "600")

    assert [frame for _, frame in b.screen.shown] == [str(number) for number in range(601)]


async def test_what_is_told_where_nobody_is_changes_nothing(processes: Sequence[Process]) -> None:
    a, b, _ = processes
    await b.attend("web:chat:s")

    a.fanout.tell("web:chat:nobody", "frame")
    assert await a.fanout.reach("web:chat:s", "frame")

    assert b.screen.shown == [("web:chat:s", "frame")]


async def test_others_learn_that_a_page_was_opened(processes: Sequence[Process]) -> None:
    a, b, c = processes

    await a.attend("web:chat:s")

    await eventually(lambda: b.screen.opened == c.screen.opened == ["web:chat:s"])
    assert a.screen.opened == []
