"""Updates that Telegram brings: who may bring them, and the answer once they are durable."""

import hmac
import json
from datetime import datetime

import anyio

from bot.adapters._telegram.api import BotApi, call_until_done
from bot.adapters._telegram.facts import MAX_UPDATES, PLATFORM, WANTED_UPDATES
from bot.adapters._telegram.polling import DRAIN_SECONDS
from bot.adapters._telegram.receiving import Receiver
from bot.adapters._telegram.updates import Json
from bot.adapters.attendance import Attendance
from bot.web.webhooks import NotOpenError, UnreadableBodyError
from handlers.ports.timing import Clock


class TelegramWebhook:
    """The webhook of one bot.

    Args:
        base_url: https address under which Telegram reaches this server.
        secret: what Telegram repeats in a header, so that nobody else can bring updates.
    """

    secret_header = b"x-telegram-bot-api-secret-token"

    def __init__(self, bot: str, base_url: str, secret: str) -> None:
        self.path = f"/webhooks/{PLATFORM}/{bot}"
        self._bot = bot
        self._url = base_url.rstrip("/") + self.path
        self._secret = secret
        self._receiver: Receiver | None = None
        self._attendance = Attendance()

    def admits(self, secret: bytes | None) -> bool:
        return hmac.compare_digest(secret or b"", self._secret.encode())

    async def take(self, body: bytes, received_at: datetime) -> bytes:
        receiver = self._receiver
        if receiver is None:
            raise NotOpenError
        with self._attendance.attending():
            answer = await receiver.take(_update(body), received_at)
        if answer is None:
            return b""
        return json.dumps({"method": "answerCallbackQuery", **answer}).encode()

    async def run(self, api: BotApi, clock: Clock, receiver: Receiver) -> None:
        """Let Telegram bring updates until cancelled; what has come by then is still delivered."""
        # Where this is a restart, updates come before Telegram is asked for them.
        self._receiver = receiver
        try:
            await call_until_done(api, self._bot, clock, "setWebhook", self._request())
            await anyio.sleep_forever()
        finally:
            self._receiver = None
            await self._attendance.drained(DRAIN_SECONDS)

    def _request(self) -> dict[str, object]:
        return {
            "url": self._url,
            "secret_token": self._secret,
            "max_connections": MAX_UPDATES,
            "allowed_updates": list(WANTED_UPDATES),
        }


def _update(body: bytes) -> Json:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        raise UnreadableBodyError from None
    if not isinstance(update, dict):
        raise UnreadableBodyError
    return update
