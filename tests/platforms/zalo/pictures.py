"""Addresses that Zalo's servers have to visit: which they refuse, and what they must find there."""

import ipaddress
from urllib.parse import urlsplit

from tests.platforms.telegram.images import JPEG, PNG
from tests.platforms.zalo.errors import bad_request
from tests.platforms.zalo.world import World

PRIVATE_SUFFIXES = (".localhost", ".local", ".internal", ".lan")


def is_public(host: str) -> bool:
    """Whether a host may be on the internet, going by its name or number alone."""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith(PRIVATE_SUFFIXES)


def check_public_url(url: str, name: str, allowed_hosts: frozenset[str]) -> None:
    """Refuse what is no web address of a public host."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host:
        raise bad_request(f"{name} must be a URL")
    if not is_public(host) and host not in allowed_hosts:
        raise bad_request(f"{name} must be a public URL")


async def check_picture(world: World, url: str) -> None:
    """Refuse an address that a client of Zalo could show no picture of."""
    check_public_url(url, "photo", world.switches.allowed_hosts)
    if not world.switches.fetch_photos:
        return
    status, content = await world.outbound.get(url)
    if status != 200 or not content.startswith((PNG, JPEG)):
        raise bad_request("photo can't be fetched")
