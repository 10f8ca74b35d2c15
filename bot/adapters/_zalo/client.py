"""HTTP to the Bot Platform: the only place that knows the token."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import aiohttp

from bot.adapters._zalo.errors import failure, foreign
from handlers.ports.messaging import TemporaryFailure

CALL_SECONDS = 20.0
"""For everything but a long poll."""
CONNECT_SECONDS = 5.0
MAX_CONNECTIONS = 64
"""More than a bot has use for that sends a few messages a second."""

_CODES = ("error_code", "errorCode")
"""Documented, and what testWebhook says instead."""


class ZaloClient:
    """Calls methods for one bot; opened by the first call, closed by ``close``."""

    def __init__(self, api_url: str, token: str) -> None:
        self._base = f"{api_url.rstrip('/')}/bot{token}/"
        self._session: aiohttp.ClientSession | None = None
        self._is_closed = False

    async def call(
        self, method: str, params: Mapping[str, object], seconds: float = CALL_SECONDS
    ) -> Any:
        """The result of one call, as plain JSON values; None if it has none.

        Args:
            seconds: after which the answer is given up.

        Raises:
            MessagingError: one of the five of the port, or one of ``errors.py``.
        """
        timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=CONNECT_SECONDS)
        # What aiohttp raises holds the address, and with it the token (invariant 12).
        try:
            async with self._opened().post(
                self._base + method, json=params, timeout=timeout, allow_redirects=False
            ) as response:
                body = await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise TemporaryFailure("no connection", outcome_unknown=False) from None
        except TimeoutError:
            raise TemporaryFailure("no answer in time", outcome_unknown=True) from None
        except (aiohttp.ClientError, OSError):
            raise TemporaryFailure("the connection broke", outcome_unknown=True) from None
        return _result(body, response.status, _retry_after(response.headers))

    async def close(self) -> None:
        """Close every connection; later calls fail."""
        self._is_closed = True
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._is_closed:
            raise TemporaryFailure("closed", outcome_unknown=False)
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=MAX_CONNECTIONS, ttl_dns_cache=300),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


def _result(body: bytes, status: int, retry_after: timedelta | None) -> Any:
    """What an answer says; its body decides, as some hosts send every answer with status 200."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or "ok" not in said:
        raise foreign(status, retry_after)
    if said["ok"] is True:
        return said.get("result")
    code = next((said[name] for name in _CODES if isinstance(said.get(name), int)), status)
    raise failure(code, str(said.get("description", "")), retry_after)


def _retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """The pause that a header asks for; none is documented, and dates are not understood."""
    value = headers.get("Retry-After", "")
    return timedelta(seconds=int(value)) if value.isascii() and value.isdigit() else None
