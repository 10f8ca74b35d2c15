"""Delivery of updates to a bot's webhook.

Source: telegram-bot-api ``WebhookActor.cpp``. Updates of one lane go one after the other, lanes
side by side over at most ``max_connections`` connections. After a failure the first retry comes at
once, then after 2, 4, 8 ... seconds up to a minute, or when ``Retry-After`` says so.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from tests.platforms.telegram.faults import Faults
from tests.platforms.telegram.http1 import HttpMessage
from tests.platforms.telegram.outgoing import WebhookConnection
from tests.platforms.telegram.timing import Time, Timer
from tests.platforms.telegram.updates import Update, UpdateQueue

ANSWER_SECONDS = 60.0
MAX_PAUSE_SECONDS = 60.0
MAX_RETRY_AFTER_SECONDS = 3600
# A refused connection is tried again after this; the real server waits up to 2 s.
RECONNECT_SECONDS = 1.0
MIXED_PAUSE_SECONDS = 0.02
# Key of the timer for new connections among those of updates, whose ids are positive.
RECONNECT = 0


@dataclass(slots=True)
class Webhook:
    """What setWebhook has set.

    Attributes:
        url: as the bot gave it.
        host: where the emulator really delivers, always on this machine.
        target: path and query.
        error_at: Unix time of the latest failure; 0 if there was none.
    """

    url: str
    host: str
    port: int
    target: str
    secret: str = ""
    max_connections: int = 40
    ip_address: str = ""
    error_at: int = 0
    error: str = ""

    @property
    def head(self) -> bytes:
        """Everything of a request before the length of its body."""
        secret = f"X-Telegram-Bot-Api-Secret-Token: {self.secret}\r\n" if self.secret else ""
        return (
            f"POST {self.target} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n{secret}"
            "Content-Type: application/json\r\nConnection: keep-alive\r\n"
            "Accept-Encoding: gzip, deflate\r\nContent-Length: "
        ).encode()


class WebhookDelivery:
    """Brings the updates of one bot to its webhook until it is stopped.

    Args:
        execute: carries out a call that a response holds.
    """

    def __init__(
        self,
        webhook: Webhook,
        queue: UpdateQueue,
        time: Time,
        faults: Faults,
        execute: Callable[[HttpMessage], None],
    ) -> None:
        self.webhook = webhook
        self._queue = queue
        self._time = time
        self._faults = faults
        self._execute = execute
        self._head = webhook.head
        self._backlog = deque(queue.waiting())
        self._lanes: dict[int, deque[Update]] = {}
        self._ready: deque[Update] = deque()
        self._loaded = 0
        self._idle: list[WebhookConnection] = []
        self._connections: set[WebhookConnection] = set()
        self._connecting = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._timers: dict[int, Timer] = {}
        self._paused = asyncio.Event()
        self._is_stopped = False

    def on_new(self, update: Update) -> None:
        self._backlog.append(update)
        self.pump()

    def stop(self) -> None:
        """Leave undelivered updates in the queue and close every connection."""
        self._is_stopped = True
        for timer in self._timers.values():
            timer.cancel()
        for task in self._tasks:
            task.cancel()
        for connection in list(self._connections):
            connection.close()

    async def paused(self) -> None:
        """Return when something is put off to a later time."""
        await self._paused.wait()

    def pump(self) -> None:
        """Send whatever can be sent now."""
        if self._is_stopped:
            return
        self._load()
        while self._ready and (connection := self._free_connection()) is not None:
            self._send(self._ready.popleft(), connection)
        room = self.webhook.max_connections - len(self._connections) - self._connecting
        for _ in range(min(room, len(self._ready) - self._connecting)):
            self._connecting += 1
            task = asyncio.get_running_loop().create_task(self._connect())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _load(self) -> None:
        """The server looks only so far ahead: a few stuck chats do not stop it, many do."""
        now = self._time.now() if self._backlog else 0.0
        while self._backlog and self._loaded < 2 * self.webhook.max_connections:
            update = self._backlog.popleft()
            if update.expires_at <= now:
                self._queue.forget(update)
                continue
            self._loaded += 1
            if self._faults.happens(self._faults.mix_updates):
                self._pause(update, MIXED_PAUSE_SECONDS)
                continue
            lane = self._lanes.setdefault(update.lane, deque())
            lane.append(update)
            if len(lane) == 1:
                self._ready.append(update)

    def _free_connection(self) -> WebhookConnection | None:
        while self._idle:
            connection = self._idle.pop()
            if connection.is_open:
                return connection
        return None

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            _, connection = await loop.create_connection(
                lambda: WebhookConnection(self._lost), self.webhook.host, self.webhook.port
            )
        except OSError:
            self._note("Connection refused")
            self._set_timer(RECONNECT, RECONNECT_SECONDS, self.pump)
            return
        finally:
            self._connecting -= 1
        if self._is_stopped:
            connection.close()
            return
        self._connections.add(connection)
        self._idle.append(connection)
        self.pump()

    def _lost(self, connection: WebhookConnection) -> None:
        self._connections.discard(connection)

    def _send(self, update: Update, connection: WebhookConnection) -> None:
        body = update.json.encode()
        timer = self._time.call_later(ANSWER_SECONDS, connection.close)

        def done(response: HttpMessage | None) -> None:
            timer.cancel()
            if connection.is_open:
                self._idle.append(connection)
            if not self._is_stopped:
                self._settle(update, response)

        connection.send(b"%b%d\r\n\r\n%b" % (self._head, len(body), body), done)

    def _settle(self, update: Update, response: HttpMessage | None) -> None:
        if response is None:
            self._fail(update, "Webhook connection closed", 0)
        elif response.start[9:10] == b"2":
            if response.body:
                self._execute(response)
            self._complete(update)
        else:
            status = response.start[9:].decode("latin-1")
            self._fail(update, f"Wrong response from the webhook: {status}", _retry_after(response))
        self.pump()

    def _complete(self, update: Update) -> None:
        again = self._queue.forget(update)
        self._leave(update)
        if again:
            self._backlog.append(update)

    def _leave(self, update: Update) -> None:
        """Let the next update of the lane go."""
        self._loaded -= 1
        lane = self._lanes.get(update.lane)
        if lane is None or lane[0] is not update:
            return
        lane.popleft()
        if lane:
            self._ready.append(lane[0])
        else:
            del self._lanes[update.lane]

    def _fail(self, update: Update, error: str, retry_after: int) -> None:
        self._note(error)
        pause = float(retry_after)
        if retry_after == 0 and update.failures > 0:
            update.delay = pause = min(update.delay * 2, MAX_PAUSE_SECONDS)
        update.failures += 1
        if self._time.now() + pause > update.expires_at:
            self._queue.forget(update)
            self._leave(update)
        elif pause == 0:
            self._ready.append(update)
        else:
            self._pause(update, pause)

    def _pause(self, update: Update, seconds: float) -> None:
        def over() -> None:
            self._ready.append(update)
            self.pump()

        self._set_timer(update.id, seconds, over)

    def _set_timer(self, key: int, seconds: float, callback: Callable[[], None]) -> None:
        def fire() -> None:
            self._timers.pop(key, None)
            if not self._timers:
                self._paused.clear()
            callback()

        if key not in self._timers:
            self._timers[key] = self._time.call_later(seconds, fire)
            self._paused.set()

    def _note(self, error: str) -> None:
        self.webhook.error = error
        self.webhook.error_at = int(self._time.now())


def _retry_after(response: HttpMessage) -> int:
    value = response.fields.get(b"retry-after", b"")
    return min(int(value), MAX_RETRY_AFTER_SECONDS) if value.isdigit() else 0
