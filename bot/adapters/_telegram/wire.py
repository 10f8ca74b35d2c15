"""HTTP to the Bot API: the only place that knows the token.

Both client libraries send through here and are themselves built with a token of no worth, so that
whatever they put into an exception, a repr or a log can tell nobody anything (invariant 12).
"""

import json
from typing import Any, NamedTuple

import aiohttp

from bot.adapters._telegram.errors import failure
from handlers.ports.messaging import MessagingError, TemporaryFailure

CONNECT_SECONDS = 5.0
MAX_CONNECTIONS = 256
"""Messages on their way, callback answers and one long poll."""

_JSON = {"Content-Type": "application/json"}


class Answer(NamedTuple):
    """What the server said; ``body`` is a JSON object."""

    status: int
    body: bytes

    @property
    def is_ok(self) -> bool:
        return self.status == 200

    def result(self) -> Any:
        """What the call returned.

        Raises:
            TemporaryFailure: if that cannot be read.
        """
        try:
            return json.loads(self.body)["result"]
        except (ValueError, LookupError):
            raise TemporaryFailure("an unreadable answer", outcome_unknown=True) from None


class Wire:
    """Posts to one bot's address; opened by the first call, closed by ``close``."""

    def __init__(self, api_url: str, token: str) -> None:
        self._base = f"{api_url.rstrip('/')}/bot{token}/"
        self._session: aiohttp.ClientSession | None = None
        self._is_closed = False

    async def post(self, method: str, body: bytes | aiohttp.FormData, seconds: float) -> Answer:
        """Call a method of the API.

        Args:
            body: JSON, or a form with a file.
            seconds: after which the answer is given up.

        Raises:
            TemporaryFailure: if there was no answer, or one that is not the Bot API's.
            RateLimited: if a proxy in between asks for a pause.
        """
        timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=CONNECT_SECONDS)
        try:
            async with self._opened().post(
                self._base + method,
                data=body,
                headers=_JSON if isinstance(body, bytes) else None,
                timeout=timeout,
                allow_redirects=False,
            ) as response:
                answer = Answer(response.status, await response.read())
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise TemporaryFailure("no connection", outcome_unknown=False) from None
        except TimeoutError:
            raise TemporaryFailure("no answer in time", outcome_unknown=True) from None
        except (aiohttp.ClientError, OSError):
            raise TemporaryFailure("the connection broke", outcome_unknown=True) from None
        if not answer.body.startswith(b"{"):
            raise _foreign(answer.status)
        return answer

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


def _foreign(status: int) -> MessagingError:
    """A page of HTML or nothing at all: the answer of something in front of the Bot API."""
    if status == 429:
        return failure(status)
    return TemporaryFailure(f"no answer of the API, status {status}", outcome_unknown=status >= 500)
