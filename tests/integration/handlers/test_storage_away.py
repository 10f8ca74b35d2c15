"""A database that does not answer: the platform keeps the message, and nobody is told a story."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from handlers.dispatcher import Dispatcher
from handlers.ports.faults import ConnectionCutError, StorageAwayError
from handlers.ports.messaging import (
    Acknowledgement,
    InboundMessage,
    NotDurableError,
    OverloadedError,
)
from handlers.ports.repositories import UnitOfWork
from handlers.shedding import Shedding, Work
from tests.fakes.intake import FakeIntake
from tests.integration.handlers.conftest import World
from tests.integration.handlers.conversation import Conversation

pytestmark = pytest.mark.anyio


class Troubled:
    """Units of work that fail some times, before their body or after its commit."""

    def __init__(self, world: World, *errors: Exception, is_stored: bool = False) -> None:
        self._world = world
        self._errors = list(errors)
        self._is_stored = is_stored

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[UnitOfWork]:
        if self._errors and not self._is_stored:
            raise self._errors.pop(0)
        async with self._world.begin() as tx:
            yield tx
        if self._errors:
            raise self._errors.pop(0)


class AwayIntake:
    """An intake without its database."""

    async def answer(self, message: InboundMessage) -> Acknowledgement | None:
        raise StorageAwayError("TimeoutError")


def talking(world: World, units_of_work: Troubled) -> Conversation:
    dispatcher = Dispatcher(units_of_work, FakeIntake(), world.handover)
    return Conversation(dispatcher, world.database, world.clock, "hoa")


async def test_the_message_is_left_to_the_platform_without_an_apology(world: World) -> None:
    hoa = talking(world, Troubled(world, StorageAwayError("TimeoutError")))
    message = hoa.message(text="trợ giúp")

    with capture_logs() as logs, pytest.raises(NotDurableError):
        await hoa.deliver(message)
    reply = await hoa.deliver(message)

    assert [(log["event"], log["update"]) for log in logs] == [
        ("update_not_durable", message.update_key)
    ]
    assert "trục trặc" not in reply
    assert hoa.acknowledgement.verdict == "handled"


async def test_an_answer_that_cannot_be_stored_is_left_to_the_platform_too(world: World) -> None:
    hoa = Conversation(
        Dispatcher(world.begin, AwayIntake(), world.handover), world.database, world.clock, "hoa"
    )

    with capture_logs(), pytest.raises(NotDurableError):
        await hoa.write("B")

    assert len(hoa.heard) == 0


async def test_a_cut_connection_costs_nobody_an_apology(world: World) -> None:
    hoa = talking(world, Troubled(world, ConnectionCutError("ConnectionDoesNotExistError")))

    await hoa.write("trợ giúp")

    assert hoa.acknowledgement.verdict == "handled"
    assert len(hoa.heard) == 1


async def test_what_was_stored_before_the_cut_is_not_done_twice(world: World) -> None:
    cut = ConnectionCutError("ConnectionDoesNotExistError")
    hoa = talking(world, Troubled(world, cut, is_stored=True))

    await hoa.write("trợ giúp")

    assert hoa.acknowledgement.verdict == "repeated"
    assert len(hoa.heard) == 1


async def test_a_connection_that_is_cut_again_is_no_accident(world: World) -> None:
    cuts = [ConnectionCutError("ConnectionDoesNotExistError")] * 2
    hoa = talking(world, Troubled(world, *cuts))

    with capture_logs(), pytest.raises(NotDurableError):
        await hoa.write("trợ giúp")


async def test_while_too_much_waits_what_can_wait_is_refused_and_answers_are_taken(
    world: World,
) -> None:
    shedding = Shedding(world.clock)
    intake = FakeIntake(Acknowledgement("stored"))
    dispatcher = Dispatcher(world.begin, intake, world.handover, shedding=shedding)
    hoa = Conversation(dispatcher, world.database, world.clock, "hoa")
    with shedding.waiting(Work.OTHER):
        world.clock.advance(shedding.standings()[1].limit * 2)

        with capture_logs() as logs, pytest.raises(OverloadedError):
            await hoa.write("trợ giúp")
        await hoa.deliver(hoa.message(text="B"))
    after = await hoa.write("trợ giúp")

    assert len(intake.messages) == 1
    assert [log["event"] for log in logs] == ["shedding_began"]
    assert after != ""
