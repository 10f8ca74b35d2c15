"""Use case: approving or publishing a result, with the prizes that follow from it."""

from datetime import datetime

from contest.results import ResultMove
from handlers import awards
from handlers.ports.records import Round
from handlers.ports.repositories import UnitOfWork
from handlers.ports.results import ResultVersion
from handlers.result_steps import Actor, Refused, take_step


async def advance(
    tx: UnitOfWork, one: Round, move: ResultMove, actor: Actor, now: datetime
) -> ResultVersion | Refused:
    """Take a step; at a publication, prizes that were computed before are computed anew.

    So nobody sees prizes of a result that has been replaced, nor misses those that are still right.
    """
    taken = await take_step(tx, one, move, actor, now)
    if isinstance(taken, Refused) or move is not ResultMove.PUBLISH:
        return taken
    contest = await tx.rounds.contest()
    if contest is not None and await tx.awards.latest(contest.id) is not None:
        await awards.compute(tx, contest, actor, now, published_only=True)
    return taken
