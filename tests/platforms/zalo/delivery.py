"""Delivery of updates to a bot's webhook (zalo-api.md A5).

Nobody has published a retry schedule, so a delivery that fails is lost; ``duplicate_webhook`` shows
the other extreme.
"""

import asyncio
from dataclasses import dataclass

from tests.platforms.telegram.timing import Timer
from tests.platforms.zalo.events import webhook_body
from tests.platforms.zalo.polling import Event
from tests.platforms.zalo.world import World

HOLD_SECONDS = 0.02
"""An update that is to be overtaken waits no longer than this for the next one."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """What setWebhook has set.

    Attributes:
        updated_at: Unix time in milliseconds, as on the wire.
    """

    url: str
    secret: str
    updated_at: int

    def __repr__(self) -> str:
        return f"<Webhook {self.url}>"


class Delivery:
    """Brings the updates of one bot to its webhook.

    Attributes:
        statuses: HTTP status of each delivery so far; 0 if nobody answered.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._overtaken: asyncio.Event | None = None
        self.statuses: list[int] = []

    async def bring(self, webhook: Webhook, event: Event) -> None:
        """Deliver one update; returns when it is answered, or at once if it is held back."""
        if not self._world.switches.reorder:
            await self._post(webhook, event)
        elif self._overtaken is None:
            overtaken = self._overtaken = asyncio.Event()
            timer = self._world.time.call_later(HOLD_SECONDS, overtaken.set)
            self._world.deliveries.spawn(self._hold(webhook, event, overtaken, timer))
        else:
            overtaken, self._overtaken = self._overtaken, None
            await self._post(webhook, event)
            overtaken.set()

    async def _hold(
        self, webhook: Webhook, event: Event, overtaken: asyncio.Event, timer: Timer
    ) -> None:
        await overtaken.wait()
        timer.cancel()
        if self._overtaken is overtaken:
            self._overtaken = None
        await self._post(webhook, event)

    async def _post(self, webhook: Webhook, event: Event) -> None:
        body = webhook_body(event, self._world.switches.webhook_body)
        for _ in range(1 + self._world.switches.duplicate_webhook):
            status = await self._world.outbound.post(webhook.url, webhook.secret, body)
            self.statuses.append(status)
