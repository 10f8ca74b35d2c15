"""What Zalo's servers ask of others: deliveries, probes and pictures, all on this machine."""

from io import BytesIO
from urllib.parse import SplitResult, urlsplit

import aiohttp

SECRET_HEADER = "X-Bot-Api-Secret-Token"
PROBE_AGENT = "Java/17.0.12"
"""The documentation says ``Java/<version>`` (zalo-api.md A5)."""
ANSWER_SECONDS = 5.0
"""Patience with a webhook, in real time; ours, no limit is published."""
UNREACHABLE = 0
"""Stands for the HTTP status where there is no answer."""


class Outbound:
    """An HTTP client that finds every host on loopback, or nowhere.

    Args:
        local_hosts: hosts that need no route.
    """

    def __init__(self, local_hosts: frozenset[str]) -> None:
        self._local_hosts = local_hosts
        self._routes: dict[str, str] = {}
        self._bad_certificates: set[str] = set()
        self._session: aiohttp.ClientSession | None = None

    def route(self, host: str, address: str, *, has_bad_certificate: bool) -> None:
        self._routes[host] = address
        if has_bad_certificate:
            self._bad_certificates.add(host)

    def distrusts(self, url: str) -> bool:
        """Whether the certificate of the URL's host is bad."""
        return urlsplit(url).hostname in self._bad_certificates

    async def post(self, url: str, secret: str | None, body: bytes) -> int:
        """Deliver JSON; returns the HTTP status, ``UNREACHABLE`` if none came in time."""
        headers = {"Content-Type": "application/json", "User-Agent": PROBE_AGENT}
        if secret is not None:
            headers[SECRET_HEADER] = secret
        status, _ = await self._request("POST", url, headers, body)
        return status

    async def get(self, url: str) -> tuple[int, bytes]:
        """HTTP status and body."""
        return await self._request("GET", url, {"User-Agent": PROBE_AGENT}, b"")

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _request(
        self, method: str, url: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, bytes]:
        local = self._local(urlsplit(url))
        if local is None or self.distrusts(url):
            return UNREACHABLE, b""
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
            self._session = aiohttp.ClientSession(timeout=timeout)
        try:
            async with self._session.request(
                method, local, headers=headers, data=BytesIO(body), allow_redirects=False
            ) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ClientError, TimeoutError):
            return UNREACHABLE, b""

    def _local(self, parts: SplitResult) -> str | None:
        host = parts.hostname or ""
        address = self._routes.get(host)
        if address is None and host in self._local_hosts:
            address = parts.netloc
        if address is None:
            return None
        return parts._replace(scheme="http", netloc=address).geturl()
