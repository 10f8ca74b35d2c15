"""Explains what is different between two versions of a result."""

from collections.abc import Sequence

from contest.model import PersonId
from contest.result_changes import Cause, Change, changes
from contest.results import ResultLine
from handlers.ports.corrections import Correction
from handlers.ports.repositories import UnitOfWork
from handlers.ports.results import ResultVersion

PAGE = 2_000
"""Lines read at once."""


async def explain(
    tx: UnitOfWork, before: ResultVersion, after: ResultVersion
) -> tuple[Sequence[Change], Sequence[Correction]]:
    """Who came, went or moved between two versions, and the corrections that lie between them."""
    since = await tx.corrections.since(after.round, before.corrections)
    between = [each for each in since if each.number <= after.corrections]
    found = changes(
        await all_lines(tx, before),
        await all_lines(tx, after),
        _decided(between),
        is_key_corrected=any(each.cause is Cause.CORRECTED_KEY for each in between),
    )
    return found, between


async def all_lines(tx: UnitOfWork, result: ResultVersion) -> Sequence[ResultLine]:
    """Every line of a version."""
    lines: list[ResultLine] = []
    while len(lines) < result.participants:
        page = await tx.results.page(result, len(lines), PAGE)
        if not page:
            break
        lines += page
    return lines


def _decided(corrections: Sequence[Correction]) -> dict[PersonId, Cause]:
    """What was decided about single people last."""
    return {person: each.cause for each in corrections for person in each.people}
