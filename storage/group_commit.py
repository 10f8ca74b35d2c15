"""Group commit: many callers, few transactions.

A commit with a full fsync costs about as much for one item as for a hundred. So while one commit is
running, whatever arrives waits and goes into the next one together. Nobody waits for a timer unless
asked for: with one caller at a time every item has its own commit.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


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
        self._waiting: deque[tuple[Item, asyncio.Future[Result]]] = deque()
        self._worker: asyncio.Task[None] | None = None

    async def submit(self, item: Item) -> Result:
        """Return the item's result once it is durable.

        Raises:
            Exception: whatever ``commit`` raises for this item alone.
        """
        # Shielded: a caller that gives up must not undo what others share a commit with.
        return await asyncio.shield(self._enqueue(item))

    async def submit_many(self, items: Sequence[Item]) -> Sequence[Result]:
        """Results of several items, in order; they may go into several commits."""
        return await asyncio.gather(*[self._enqueue(item) for item in items])

    async def drain(self) -> None:
        """Return when everything submitted so far is durable or has failed."""
        while self._worker is not None:
            await asyncio.shield(self._worker)

    def _enqueue(self, item: Item) -> "asyncio.Future[Result]":
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._worker is None:
            self._worker = asyncio.create_task(self._work(), name="group-commit")
        return future

    async def _work(self) -> None:
        try:
            while self._waiting:
                # Even a turn of the loop lets everybody who is ready now join this batch.
                await asyncio.sleep(self._linger_seconds)
                size = min(len(self._waiting), self._max_batch)
                await self._commit_batch([self._waiting.popleft() for _ in range(size)])
        finally:
            self._worker = None

    async def _commit_batch(self, batch: Sequence[tuple[Item, "asyncio.Future[Result]"]]) -> None:
        try:
            results = await self._commit([item for item, _ in batch])
        except Exception as error:
            await self._commit_singly(batch, error)
            return
        for (_, future), result in zip(batch, results, strict=True):
            if not future.done():
                future.set_result(result)

    async def _commit_singly(
        self, batch: Sequence[tuple[Item, "asyncio.Future[Result]"]], error: Exception
    ) -> None:
        """One bad item must not take the others with it."""
        if len(batch) == 1:
            future = batch[0][1]
            if not future.done():
                future.set_exception(error)
            return
        for entry in batch:
            await self._commit_batch([entry])
