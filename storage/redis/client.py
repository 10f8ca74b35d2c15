"""Connections to a Redis or Valkey server that nobody ever waits for long."""

import asyncio

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

PATIENCE_SECONDS = 0.5
"""For a connection, and for an answer: whatever the server holds can be done without."""
CONNECTIONS = 16


def redis_client(url: str) -> Redis:
    """A client that connects when it is first used.

    Args:
        url: ``redis://`` or ``rediss://``, with a password if there is one.
    """
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=CONNECTIONS,
        timeout=PATIENCE_SECONDS,
        socket_timeout=PATIENCE_SECONDS,
        socket_connect_timeout=PATIENCE_SECONDS,
        # What failed is asked for again when it is next needed, with newer numbers.
        retry=Retry(NoBackoff(), 0),
        decode_responses=True,
    )
    return Redis.from_pool(pool)


def heed_cancellation() -> None:
    """Raise the cancellation that a call to the server may have swallowed; for endless loops.

    The client waits with ``asyncio.wait_for``, which until Python 3.12 returns a result that comes
    in the same moment as a cancellation, and forgets the cancellation.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
