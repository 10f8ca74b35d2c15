"""A running system, and how its tasks are ended."""

import asyncio
from collections.abc import Sequence

from handlers.ports.messaging import Deliver
from scheduler.relay import Relay


class Running:
    """A running system.

    Attributes:
        deliver: takes a message in without a platform.
        adapters: one task for each adapter, in the order given; ended when its platform has no
            more messages.
    """

    def __init__(
        self, deliver: Deliver, relay: Relay, adapters: Sequence["asyncio.Task[None]"]
    ) -> None:
        self.deliver = deliver
        self.relay = relay
        self.adapters = adapters


async def cancel(tasks: Sequence["asyncio.Task[None]"]) -> None:
    """End tasks and wait until they have ended."""
    for task in tasks:
        task.cancel()
    # The group of tasks tells what went wrong in one; here it must not keep others from stopping.
    await asyncio.gather(*tasks, return_exceptions=True)


def alone(failure: BaseException) -> BaseException:
    """What is in a group of one, however deep; anything else as it is."""
    while isinstance(failure, BaseExceptionGroup) and len(failure.exceptions) == 1:
        failure = failure.exceptions[0]
    return failure
