"""Play and conversations take turns at writing; nobody starves and no turn is lost."""

import asyncio

import pytest

from storage.writer_turns import WriterTurns

pytestmark = pytest.mark.anyio


class Office:
    """Writers who note the order in which they got their turn."""

    def __init__(self) -> None:
        self.turns = WriterTurns()
        self.order: list[str] = []

    async def write(self, name: str, *, urgent: bool) -> None:
        async with self.turns.turn(urgent=urgent):
            self.order.append(name)
            await asyncio.sleep(0)

    def send(self, name: str, *, urgent: bool) -> "asyncio.Task[None]":
        return asyncio.create_task(self.write(name, urgent=urgent))


async def test_an_urgent_commit_waits_for_one_conversation_at_most() -> None:
    office = Office()
    waiting = [office.send(f"talk{number}", urgent=False) for number in range(5)]
    await asyncio.sleep(0)

    await office.write("answer", urgent=True)

    assert office.order == ["talk0", "answer"]
    await asyncio.gather(*waiting)


async def test_conversations_get_every_second_turn_under_full_load() -> None:
    office = Office()
    tasks = [office.send(f"answer{number}", urgent=True) for number in range(3)]
    tasks += [office.send(f"talk{number}", urgent=False) for number in range(3)]

    await asyncio.gather(*tasks)

    assert office.order == ["answer0", "talk0", "answer1", "talk1", "answer2", "talk2"]


async def test_who_gives_up_waiting_takes_no_turn() -> None:
    office = Office()
    async with office.turns.turn(urgent=False):
        second, third = office.send("second", urgent=False), office.send("third", urgent=False)
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.sleep(0)

    await asyncio.wait_for(third, 5)
    assert office.order == ["third"]


async def test_who_gives_up_in_the_moment_of_being_called_passes_the_turn_on() -> None:
    office = Office()
    async with office.turns.turn(urgent=False):
        called, next_one = office.send("called", urgent=False), office.send("next", urgent=False)
        await asyncio.sleep(0)
    # The turn has been passed on just now; who was called has not run since.
    called.cancel()

    await asyncio.wait_for(next_one, 5)
    assert office.order == ["next"]


async def test_an_error_of_the_writer_passes_the_turn_on() -> None:
    turns = WriterTurns()

    async def fail() -> None:
        async with turns.turn(urgent=True):
            raise LookupError

    with pytest.raises(LookupError):
        await fail()

    async with asyncio.timeout(5), turns.turn(urgent=False):
        pass
