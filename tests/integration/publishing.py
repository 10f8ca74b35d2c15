"""Publishes the result of a closed round, by the steps that it takes."""

from datetime import datetime

from contest.model import RoundId
from contest.results import ResultMove
from handlers.ports.results import ResultVersion, Step
from storage.boards import SqlBoardMaker
from storage.engine import Database
from storage.results import SqlResultFreezer
from storage.unit_of_work import SqlUnitsOfWork

SECRETARY, CHIEF = "web:test:secretary", "web:test:chief"


async def frozen(
    database: Database, round_id: RoundId, now: datetime, reason: str = ""
) -> ResultVersion:
    """The next version of a result, provisional; its leaderboard is made anew if it has to be."""
    maker = SqlBoardMaker(database)
    if round_id in await maker.due(now):
        assert await maker.make(round_id, now)
    return await SqlResultFreezer(database).freeze(round_id, reason, Step(SECRETARY, now))


async def published(
    database: Database,
    begin: SqlUnitsOfWork,
    round_id: RoundId,
    now: datetime,
    reason: str = "",
) -> ResultVersion:
    """The next version of a result, published at once."""
    result = await frozen(database, round_id, now, reason)
    async with begin() as tx:
        for move in (ResultMove.VERIFY, ResultMove.APPROVE, ResultMove.PUBLISH):
            result = await tx.results.take_step(result, move, Step(CHIEF, now))
        await tx.commit()
    return result
