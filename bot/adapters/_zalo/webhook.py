"""Events that Zalo brings: who may bring them, and the answer once they are durable."""

import hmac
import json
from datetime import datetime
from typing import Any

import anyio
import structlog

from bot.adapters._zalo.calling import until_done
from bot.adapters._zalo.client import ZaloClient
from bot.adapters._zalo.facts import PLATFORM
from bot.adapters._zalo.receiving import Receiver
from bot.adapters._zalo.updates import events_of
from bot.adapters.attendance import Attendance
from bot.adapters.ladder import Ladder
from bot.web.webhooks import NotOpenError, UnreadableBodyError
from handlers.ports.timing import Clock

log = structlog.get_logger()

DRAIN_SECONDS = 5.0
MAX_PROBES = 4
"""Zalo visits the address when it is set; at a start the server may not be listening yet."""

ADVICE = {
    "webhook.http.403": "a firewall refuses Zalo: let requests by User-Agent Java/* in",
    "webhook.http.404": "the reverse proxy has to pass this address on to hoithi",
    "webhook.http.5xx": "hoithi does not run behind the reverse proxy, or cannot store anything",
    "webhook.http.other": "the reverse proxy has to pass POST requests and all headers on",
    "webhook.err.tls": "the certificate is not valid: renew it, and serve its whole chain",
    "webhook.err.unreachable": "the name is not known to DNS, or port 443 is closed from outside",
}
"""By outcome (docs.zaloplatforms.com/docs/BOT/apis/setWebhook)."""


class ZaloWebhook:
    """The webhook of one bot.

    Args:
        base_url: https address under which Zalo reaches this server.
        secret: what Zalo repeats in a header, so that nobody else can bring events.
    """

    secret_header = b"x-bot-api-secret-token"

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
            for event in events_of(_payload(body)):
                await receiver.take(event, received_at)
        return b""

    async def run(self, client: ZaloClient, clock: Clock, receiver: Receiver) -> None:
        """Let Zalo bring events until cancelled; what has come by then is still delivered."""
        self._receiver = receiver
        try:
            await self._set(client, clock)
            await anyio.sleep_forever()
        finally:
            self._receiver = None
            await self._attendance.drained(DRAIN_SECONDS)

    async def _set(self, client: ZaloClient, clock: Clock) -> None:
        """Tell Zalo the address, again if it finds nobody there; it keeps the address anyway."""
        request = {"url": self._url, "secret_token": self._secret}
        ladder = Ladder()
        for _ in range(MAX_PROBES):
            result = await until_done(
                lambda: client.call("setWebhook", request), "setWebhook", self._bot, clock
            )
            if self._is_verified(result):
                return
            await clock.sleep(ladder.climb())

    def _is_verified(self, result: Any) -> bool:
        verification = result.get("verification") if isinstance(result, dict) else None
        if not isinstance(verification, dict) or verification.get("ok") is True:
            log.info("zalo_webhook_set", bot=self._bot, path=self.path)
            return True
        outcome = str(verification.get("outcome"))
        log.warning(
            "zalo_webhook_not_verified",
            bot=self._bot,
            path=self.path,
            outcome=outcome,
            advice=ADVICE.get(outcome, "open the address from outside and see what answers"),
        )
        return False


def _payload(body: bytes) -> object:
    try:
        payload: object = json.loads(body)
    except (ValueError, RecursionError):
        raise UnreadableBodyError from None
    if not isinstance(payload, dict | list):
        raise UnreadableBodyError
    return payload
