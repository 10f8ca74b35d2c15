"""How uvicorn serves the web chat; the composition root starts and stops it."""

from starlette.types import ASGIApp
from uvicorn import Config

from bot.web.limits import MAX_FRAME_BYTES

PING_SECONDS = 5.0
"""A page that does not answer a ping within this time is gone, so that a question is not sent to
nobody: its clock would run (decided at the latest after two of these)."""

GRACE_SECONDS = 2
"""How long a stopping server waits for its connections: for a commit or two, and then the rest of
the system has to stop (``DRAIN`` in ``bot/app.py``)."""


def server_config(
    app: ASGIApp, host: str, port: int, *, trusted_proxies: str = "127.0.0.1"
) -> Config:
    """The server's settings; logging is left as the process has configured it.

    Args:
        trusted_proxies: addresses, separated by commas, whose word on the visitor's address and
            on https is taken.
    """
    return Config(
        app,
        host=host,
        port=port,
        ws="websockets-sansio",
        ws_max_size=MAX_FRAME_BYTES,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        # 45 KiB of memory for each connection would buy little on frames of a kilobyte.
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=trusted_proxies,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
