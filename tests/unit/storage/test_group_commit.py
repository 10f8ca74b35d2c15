"""Who shares a commit with whom, and what a failure or a lost caller does to the others."""

import asyncio
from collections.abc import Sequence

import pytest
from structlog.contextvars import bound_contextvars, get_contextvars

from handlers.ports.faults import StorageAwayError
from storage.group_commit import GroupCommit

pytestmark = pytest.mark.anyio


class BadItemError(Exception):
    """The commit refused an item."""


class Journal:
    """Commits batches of numbers, each result ten times its number; negative ones are refused."""

    def __init__(self, max_batch: int) -> None:
        self.batches: list[list[int]] = []
        self.commits = GroupCommit(self._commit, max_batch)

    async def _commit(self, items: Sequence[int]) -> Sequence[int]:
        if any(item < 0 for item in items):
            raise BadItemError(str(items))
        self.batches.append(list(items))
        return [item * 10 for item in items]


async def test_what_many_callers_submit_together_shares_a_commit() -> None:
    journal = Journal(max_batch=4)

    results = await asyncio.gather(*[journal.commits.submit(number) for number in (1, 2, 3)])

    assert results == [10, 20, 30]
    assert journal.batches == [[1, 2, 3]]


async def test_a_long_list_goes_into_several_commits_and_its_results_keep_their_order() -> None:
    journal = Journal(max_batch=4)

    results = await journal.commits.submit_many(list(range(1, 11)))

    assert results == [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]
    assert journal.batches == [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10]]


async def test_no_commit_takes_more_than_its_limit_whoever_submits() -> None:
    journal = Journal(max_batch=4)

    one, five, two, last = await asyncio.gather(
        journal.commits.submit(1),
        journal.commits.submit_many([2, 3, 4, 5, 6]),
        journal.commits.submit_many([7, 8]),
        journal.commits.submit(9),
    )

    assert (one, five, two, last) == (10, [20, 30, 40, 50, 60], [70, 80], 90)
    assert journal.batches == [[1], [2, 3, 4, 5], [6, 7, 8, 9]]


async def test_an_empty_list_needs_no_commit() -> None:
    journal = Journal(max_batch=4)

    assert await journal.commits.submit_many([]) == []
    assert journal.batches == []


async def test_a_bad_item_of_a_list_takes_no_other_with_it() -> None:
    journal = Journal(max_batch=4)

    outcomes = await asyncio.gather(
        journal.commits.submit_many([1, -2, 3]), journal.commits.submit(4), return_exceptions=True
    )

    assert isinstance(outcomes[0], BadItemError)
    assert outcomes[1] == 40
    assert journal.batches == [[1], [3], [4]]


async def test_without_a_database_a_batch_fails_at_once_and_is_not_tried_item_by_item() -> None:
    tries: list[Sequence[int]] = []

    async def commit(items: Sequence[int]) -> Sequence[int]:
        tries.append(items)
        raise StorageAwayError("TimeoutError")

    commits = GroupCommit(commit, max_batch=4)

    outcomes = await asyncio.gather(
        *[commits.submit(number) for number in (1, 2, 3)], return_exceptions=True
    )

    assert [type(outcome) for outcome in outcomes] == [StorageAwayError] * 3
    assert tries == [[1, 2, 3]]


async def test_a_batch_runs_in_nobodys_context() -> None:
    """A log of it would name the one who came first, and not the others."""
    seen: list[object] = []

    async def commit(items: Sequence[int]) -> Sequence[int]:
        seen.append(get_contextvars())
        return items

    with bound_contextvars(update="of the first"):
        await GroupCommit(commit, max_batch=4).submit(1)

    assert seen == [{}]


async def test_what_a_caller_submitted_who_gave_up_is_committed_all_the_same() -> None:
    journal = Journal(max_batch=4)
    leaving = asyncio.create_task(journal.commits.submit_many([1, 2]))
    staying = asyncio.create_task(journal.commits.submit(3))
    await asyncio.sleep(0)

    leaving.cancel()

    assert await staying == 30
    await journal.commits.drain()
    assert leaving.cancelled()
    assert journal.batches == [[1, 2, 3]]
