"""`/readyz` and `/metrics`: for whoever operates the system, not for the public."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol, runtime_checkable

import structlog
from starlette import status
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.app import App
from bot.metrics import CONTENT_TYPE
from handlers.ports.messaging import Lane, MessagingAdapter
from handlers.shedding import Work
from storage import schema
from storage.backlog import SqlBacklog

log = structlog.get_logger()

HEARTBEAT_LIMIT = timedelta(seconds=10)
"""It is written once a second: by then writing has failed several times."""
OUTBOX_LIMIT = timedelta(seconds=30)
"""As long as a question usually lasts; only for what somebody is waiting for."""
DEADLINE_LIMIT = timedelta(seconds=10)
"""Timers take milliseconds, and the sweep finds within three seconds what they missed."""
POLL_LIMIT = timedelta(minutes=2)
"""A long poll lasts 25 s; by then several have failed."""
DATABASE_LIMIT = timedelta(seconds=5)
SECOND_LOOK = timedelta(seconds=1)
LOOKED_AT = 100
"""Messages looked at twice, at most."""

AWAITED = (Lane.REPLY, Lane.LIVE_ROUND)
"""Lanes that people wait for; announcements may take hours at the pace of a platform."""

Check = Mapping[str, Any]


@runtime_checkable
class Polling(Protocol):
    """A platform whose updates are fetched, unless it has a webhook."""

    @property
    def last_poll_at(self) -> datetime | None: ...

    @property
    def is_standby(self) -> bool: ...

    webhook: object | None


class Health:
    """Looks at one process, its database and its platforms."""

    def __init__(self, app: App, adapters: Sequence[MessagingAdapter]) -> None:
        self._app = app
        self._clock = app.clock
        self._backlog = SqlBacklog(app.database)
        self._bots = [(each.platform, each.bot) for each in adapters]
        self._polling = [
            (each.platform, each)
            for each in adapters
            if isinstance(each, Polling) and each.webhook is None
        ]
        self._began_at = app.clock.now()

    def routes(self) -> list[BaseRoute]:
        """To be kept from the public by a reverse proxy."""
        return [Route("/readyz", self._ready), Route("/metrics", self._metrics)]

    async def checks(self) -> Mapping[str, Check]:
        """Every check by its name; without an answer of the database only what needs none."""
        own = {"intake_wait": self._intake_wait(), **await self._redis_check()}
        for platform, age in self._poll_ages().items():
            own[f"poll_age_{platform}"] = _within(age, POLL_LIMIT)
        try:
            async with asyncio.timeout(DATABASE_LIMIT.total_seconds()):
                found = await self._database_checks()
        except Exception as error:
            # Drivers raise whatever they like here; its kind tells enough and holds no password.
            log.warning("readiness_not_known", error=type(error).__name__)
            return {"database": {"ok": False}, **own}
        return {"database": {"ok": True}, **found, **own}

    def _intake_wait(self) -> Check:
        """How long those wait who stand behind all others; they are the first to be refused."""
        (last,) = [one for one in self._app.shedding.standings() if one.work is Work.OTHER]
        return _within(self._clock.real(last.wait), self._clock.real(last.limit))

    async def _redis_check(self) -> dict[str, Check]:
        """Told, but no reason to send people elsewhere: without it all goes on, more slowly."""
        answers = await self._app.redis_answers()
        return {} if answers is None else {"redis": {"ok": True, "answers": answers}}

    async def _database_checks(self) -> Mapping[str, Check]:
        file = self._app.database.file
        if file is not None and not file.exists():
            raise FileNotFoundError
        database = self._app.database
        if await schema.check(database) is not None and not await schema.is_newer(database):
            return {"schema": {"ok": False}}
        now = self._clock.now()
        beat_at = await self._backlog.last_beat_at()
        overdue_since = await self._backlog.oldest_overdue_question(now)
        return {
            "schema": {"ok": True},
            "heartbeat_age": _within(self._age(beat_at or self._began_at), HEARTBEAT_LIMIT),
            "outbox_lag": _within(await self._outbox_lag(), OUTBOX_LIMIT),
            "deadline_lag": _within(self._age(overdue_since), DEADLINE_LIMIT),
        }

    async def _outbox_lag(self) -> timedelta:
        """How long the oldest message that people wait for has been due.

        What was kept for somebody who was away is due from its queueing at the moment they come
        back, so whatever looks late must still be there a second later.
        """
        lag, late = await self._look_at_outbox()
        if lag > OUTBOX_LIMIT:
            await self._clock.sleep(SECOND_LOOK * self._clock.speed)
            lag, _ = await self._look_at_outbox(late)
        return lag

    async def _look_at_outbox(
        self, among: Sequence[int] | None = None
    ) -> tuple[timedelta, Sequence[int]]:
        due = await self._backlog.due_messages(
            self._bots, AWAITED, self._clock.now(), LOOKED_AT, among
        )
        return self._age(due[0][1] if due else None), [row for row, _ in due]

    def _poll_ages(self) -> Mapping[str, timedelta]:
        """Of several bots of a platform the longest; others may poll in place of this process."""
        ages: defaultdict[str, timedelta] = defaultdict(timedelta)
        for platform, adapter in self._polling:
            since = adapter.last_poll_at or self._began_at
            age = timedelta(0) if adapter.is_standby else self._age(since)
            ages[platform] = max(ages[platform], age)
        return ages

    def _age(self, since: datetime | None) -> timedelta:
        if since is None:
            return timedelta(0)
        return max(self._clock.real(self._clock.now() - since), timedelta(0))

    async def _ready(self, _: Request) -> Response:
        checks = await self.checks()
        is_ready = all(check["ok"] for check in checks.values())
        return JSONResponse(
            {"status": "ready" if is_ready else "not ready", "checks": checks},
            status.HTTP_200_OK if is_ready else status.HTTP_503_SERVICE_UNAVAILABLE,
        )

    async def _metrics(self, _: Request) -> Response:
        metrics = self._app.metrics
        for platform, age in self._poll_ages().items():
            metrics.polled(platform, age.total_seconds())
        metrics.standing(self._app.shedding.standings())
        metrics.shared(is_reachable=await self._app.redis_answers() is not False)
        try:
            async with asyncio.timeout(DATABASE_LIMIT.total_seconds()):
                now = self._clock.now()
                metrics.queued(
                    await self._backlog.queues(now),
                    await self._backlog.oldest_overdue_question(now),
                )
        except Exception as error:
            # What the process has counted is told all the same.
            log.warning("backlog_not_known", error=type(error).__name__)
            metrics.reached(is_reachable=False)
        else:
            metrics.reached(is_reachable=True)
        return Response(metrics.text(), media_type=CONTENT_TYPE)


def _within(age: timedelta, limit: timedelta) -> Check:
    return {
        "ok": age <= limit,
        "seconds": round(age.total_seconds(), 1),
        "limit_seconds": limit.total_seconds(),
    }
