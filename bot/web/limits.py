"""How much one session and one address may ask of the web chat."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

MAX_FRAME_BYTES = 16 * 1024
"""2,000 characters of any script as JSON fit; uvicorn closes a larger frame with code 1009."""

MAX_TABS = 5
"""Open pages of one session; a sixth closes the oldest, which on a shaky line is a dead one."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, then so many a second."""

    burst: float
    per_second: float


FRAME_RATE = Rate(burst=20, per_second=5)
"""Of one session. Twenty taps in a second are let through; the dispatcher counts the first."""

SESSION_RATE = Rate(burst=300, per_second=1)
"""New sessions of one address: a whole office or a mobile operator may stand behind it."""

REMEMBERED_KEYS = 20_000
"""Buckets kept, least recently used dropped first: about 4 MiB."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: datetime


class RateLimiter:
    """A token bucket for each key, in bounded memory."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def allows(self, key: str, now: datetime) -> bool:
        """Whether ``key`` may do one more thing at ``now``; counts it if so."""
        bucket = self._buckets.pop(key, None) or _Bucket(self._rate.burst, now)
        self._buckets[key] = bucket
        if len(self._buckets) > REMEMBERED_KEYS:
            self._buckets.popitem(last=False)
        elapsed = max(now - bucket.filled_at, timedelta(0)).total_seconds()
        bucket.tokens = min(bucket.tokens + elapsed * self._rate.per_second, self._rate.burst)
        bucket.filled_at = now
        if bucket.tokens < 1:
            return False
        bucket.tokens -= 1
        return True


def address_key(host: str) -> str:
    """What is limited as one address: an IPv4 address, or the /64 that one IPv6 subscriber has."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return address.exploded[:19]
    return str(address)
