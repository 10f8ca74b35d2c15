"""Group commit: many callers, few transactions.

A commit with a full fsync costs about as much for one item as for a hundred. So while one commit is
running, whatever arrives waits and goes into the next one together. Nobody waits for a timer unless
asked for: with one caller at a time every item has its own commit.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Generic, TypeVar

from handlers.ports.faults import StorageAwayError

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Entry(Generic[Item, Result]):
    """What one caller has submitted and waits for; it is never parted."""

    items: Sequence[Item]
    results: "asyncio.Future[Sequence[Result]]"

    def settle(self, outcomes: Sequence[Result | Exception]) -> None:
        """Tell the caller, who may have given up; what is durable stays so all the same."""
        if self.results.done():
            return
        results = [one for one in outcomes if not isinstance(one, Exception)]
        if len(results) == len(outcomes):
            self.results.set_result(results)
        else:
            self.results.set_exception(next(e for e in outcomes if isinstance(e, Exception)))


class GroupCommit(Generic[Item, Result]):
    """Gathers items and commits them in the order in which they were submitted.

    Args:
        commit: makes a batch durable and returns one result for each item, in order.
        max_batch: items in one commit, at most.
        linger: how long the first item of a batch waits for others; for items that nobody is
            waiting for.
    """

    def __init__(
        self,
        commit: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]],
        max_batch: int,
        linger: timedelta = timedelta(0),
    ) -> None:
        self._linger_seconds = linger.total_seconds()
        self._commit = commit
        self._max_batch = max_batch
        self._waiting: deque[_Entry[Item, Result]] = deque()
        self._worker: asyncio.Task[None] | None = None

    async def submit(self, item: Item) -> Result:
        """Return the item's result once it is durable.

        Raises:
            Exception: whatever ``commit`` raises for this item alone.
        """
        return (await self._enqueue([item]))[0]

    async def submit_many(self, items: Sequence[Item]) -> Sequence[Result]:
        """Results of several items, in order; they may go into several commits.

        Raises:
            Exception: whatever ``commit`` raises for the first item that fails alone; the others
                are durable.
        """
        size = self._max_batch
        parts = [items[start : start + size] for start in range(0, len(items), size)]
        results = await asyncio.gather(*[self._enqueue(part) for part in parts])
        return [result for part in results for result in part]

    async def drain(self) -> None:
        """Return when everything submitted so far is durable or has failed."""
        while self._worker is not None:
            await asyncio.shield(self._worker)

    def _enqueue(self, items: Sequence[Item]) -> "asyncio.Future[Sequence[Result]]":
        results: asyncio.Future[Sequence[Result]] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Entry(items, results))
        if self._worker is None:
            # Nobody's context: the batch is of many, and a log of it must not name the first.
            self._worker = asyncio.create_task(self._work(), name="group-commit", context=Context())
        return results

    async def _work(self) -> None:
        try:
            while self._waiting:
                # Even a turn of the loop lets everybody who is ready now join this batch.
                await asyncio.sleep(self._linger_seconds)
                batch = self._next_batch()
                outcomes = iter(await self._outcomes([item for one in batch for item in one.items]))
                for entry in batch:
                    entry.settle(list(islice(outcomes, len(entry.items))))
        finally:
            self._worker = None

    def _next_batch(self) -> Sequence[_Entry[Item, Result]]:
        batch = [self._waiting.popleft()]
        room = self._max_batch - len(batch[0].items)
        while self._waiting and (room := room - len(self._waiting[0].items)) >= 0:
            batch.append(self._waiting.popleft())
        return batch

    async def _outcomes(self, items: Sequence[Item]) -> Sequence[Result | Exception]:
        """The result of every item, or its error: one bad item must not take others with it."""
        try:
            return await self._commit(items)
        except StorageAwayError as error:
            # No fault of an item; to try each alone would take as many times as long.
            return [error] * len(items)
        except Exception as error:
            if len(items) == 1:
                return [error]
        return [outcome for item in items for outcome in await self._outcomes([item])]
