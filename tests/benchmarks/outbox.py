"""What one claim costs, however many messages wait and whatever stands before those that are due.

Messages of an outbox are copies of one, which the database multiplies by itself: nobody reads them.
"""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from enum import StrEnum
from statistics import median
from typing import Any

from sqlalchemy import String, cast, insert, literal, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.delivery import UNTIL_REACHED
from handlers.ports.addresses import ChatRef
from handlers.ports.contents import Announcement
from handlers.ports.messaging import Lane, OutboundMessage
from handlers.ports.outbox import Bot, Sent
from scheduler.relay import CLAIM
from storage import schema
from storage.codec import outbox_to_columns
from storage.engine import Database
from storage.outbox import Lease
from storage.outbox_store import SqlOutboxStore
from storage.tables.outbox import Delivery, outbox_table
from tests.benchmarks.report import Figure, note
from tests.fakes.clock import START

MILLION = 1_000_000
PARTS = (100, 10, 1)
"""The sizes measured, as parts of the largest: 10 k, 100 k, 1 M."""
OURS, OTHER = ("telegram", "7000000001"), ("telegram", "7000000002")
BOTS = [OURS, ("zalo", "40")]
CLAIMS = 15
DUE = CLAIM * (CLAIMS + 2)
LEASE = Lease("bench", timedelta(hours=1))

Urls = Callable[[], Awaitable[str]]


class Crowd(StrEnum):
    """What all but a few thousand of the messages are; those few are due, and come last."""

    DUE = "due"
    OTHER_BOT = "another bot's"
    AWAY = "for people who are away"
    LATER = "due again in a minute"
    HELD = "held"


Case = tuple[str, Crowd]
"""Database and crowd."""


async def measure_claims(urls: Mapping[str, Urls], size: int = MILLION) -> Figure:
    """Milliseconds of a claim among ``size`` messages, where it grows most from a hundredth on."""
    sizes = [max(size // part, DUE) for part in PARTS]
    costs: dict[Case, Sequence[float]] = {}
    for database, urls_of in urls.items():
        for crowd in Crowd:
            costs[database, crowd] = await _costs(urls_of, crowd, sizes)
            _tell((database, crowd), sizes, costs[database, crowd])
    worst = max(costs.values(), key=lambda each: each[-1] / each[0])
    return Figure(
        name="outbox_claim_1m",
        value=worst[-1],
        unit=f"ms for a claim of {CLAIM} rows, median",
        reference=f"the same among {sizes[0]:,} messages",
        reference_value=worst[0],
        goal="<= 1.5 x reference",
        n=size,
    )


async def _costs(urls: Urls, crowd: Crowd, sizes: Sequence[int]) -> Sequence[float]:
    """Milliseconds of one claim for each size, median; sizes take turns, as the machine is shared.

    What is claimed is sent before the next claim.
    """
    async with AsyncExitStack() as stack:
        stores = []
        for size in sizes:
            database = Database(await urls())
            stack.push_async_callback(database.dispose)
            await _prepare(database, crowd, size)
            stores.append(SqlOutboxStore(database, LEASE))
        turns = [[await _claim(store, number) for store in stores] for number in range(CLAIMS + 1)]
    # The first opens the connection and reads pages that stay in memory.
    return [median(spent) for spent in zip(*turns[1:], strict=True)]


async def _prepare(database: Database, crowd: Crowd, size: int) -> None:
    """Fill an outbox and let it settle down, as it does by itself within minutes."""
    await schema.upgrade(database)
    async with database.write() as connection:
        await _fill(connection, crowd, size)
    await database.checkpoint()
    if not database.is_sqlite:
        async with database.read() as connection:
            alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
            for statement in ("VACUUM (ANALYZE) outbox", "CHECKPOINT"):
                await alone.execute(text(statement))


async def _claim(store: SqlOutboxStore, number: int) -> float:
    now = START + timedelta(seconds=number)
    began = time.perf_counter()
    rows = await store.claim(BOTS, now, CLAIM)
    spent = time.perf_counter() - began
    assert len(rows) == CLAIM
    assert {(row.message.chat.platform, row.message.chat.bot) for row in rows} == {OURS}
    await store.settle([Sent(row.id, "m", now) for row in rows])
    return spent * 1000


async def _fill(connection: AsyncConnection, crowd: Crowd, size: int) -> None:
    values: Mapping[Crowd, dict[str, Any]] = {
        Crowd.AWAY: {"not_before": UNTIL_REACHED},
        Crowd.LATER: {"not_before": START + timedelta(minutes=1)},
        Crowd.HELD: {"state": Delivery.HELD.value},
    }
    bot = OTHER if crowd is Crowd.OTHER_BOT else OURS
    await _multiply(connection, range(1, size - DUE + 1), bot, values.get(crowd, {}))
    await _multiply(connection, range(size - DUE + 1, size + 1), OURS, {})


async def _multiply(
    connection: AsyncConnection, numbers: range, bot: Bot, values: dict[str, Any]
) -> None:
    """Queue one message to the person of each number."""
    if not numbers:
        return
    c, chat = outbox_table.c, ChatRef(*bot, "")
    content = Announcement("Thông báo", "Vòng 2 mở lúc 7 giờ 30 ngày 22/11/2023. " * 3)
    message = OutboundMessage(chat, "announcement:1:", content, Lane.BROADCAST)
    row = outbox_to_columns(message, START) | values
    each = select(literal(numbers.start).label("number")).cte("each", recursive=True)
    each = each.union_all(select(each.c.number + 1).where(each.c.number < numbers.stop - 1))
    name = cast(each.c.number, String)
    columns = [
        literal(value, c[column].type) + name
        if column in ("key", "chat_id", "chat_key")
        else literal(value, c[column].type)
        for column, value in row.items()
    ]
    await connection.execute(insert(outbox_table).from_select(list(row), select(*columns)))


def _tell(case: Case, sizes: Sequence[int], costs: Sequence[float]) -> None:
    among = ", ".join(
        f"{cost:.1f} ms among {size:,}" for size, cost in zip(sizes, costs, strict=True)
    )
    note(f"outbox_claim_1m {case[0]}, messages before {case[1].value}: {among}")
