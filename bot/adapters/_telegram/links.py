"""Deep links: t.me addresses that open a chat with the bot and press Start with a payload."""

import re

# core.telegram.org/bots/features#deep-linking
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


def start_link(username: str, payload: str) -> str:
    """Address that makes the bot hear ``/start <payload>`` from whoever follows it.

    Raises:
        ValueError: if a link cannot carry the payload; it has up to 64 of A-Z, a-z, 0-9, _ and -.
    """
    if _PAYLOAD.fullmatch(payload) is None:
        raise ValueError("a start payload has up to 64 of A-Z, a-z, 0-9, _ and -")
    return f"https://t.me/{username}?start={payload}"
