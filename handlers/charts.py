"""Use case for the organisers: the round at hand in pictures, each with its figures in words."""

from collections.abc import Sequence
from datetime import timedelta

from contest.digests import Week, digest_from_data
from contest.statistics import bands_of_attempts
from handlers.call import Call
from handlers.certificates import total_of
from handlers.commands import offer
from handlers.formats import local_day
from handlers.ports.contents import Content, Image, Text
from handlers.ports.records import Round
from handlers.ports.repositories import UnitOfWork
from handlers.progress_pictures import levels_picture
from handlers.quality_pictures import bands_picture, trend_picture
from handlers.shortfalls import table_at_hand


async def show(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Send participation by level, quality bands and the weeks so far, as far as there are any."""
    table = await table_at_hand(tx, call)
    if table is None:
        return [Text(call.say("play-no-round"), offer(call.say, "help"))]
    one = table.round
    found = (
        levels_picture(table, call.now, call.say),
        await _bands(tx, call, one),
        trend_picture(one, await _weeks(tx, call, one), call.say),
    )
    pictures = [each for each in found if each is not None]
    if not pictures:
        return [Text(call.say("charts-none", round=one.name), offer(call.say, "progress", "help"))]
    return pictures


async def _bands(tx: UnitOfWork, call: Call, one: Round) -> Image | None:
    if one.is_rehearsal:
        return None
    scores = await tx.boards.scores(one.id)
    each = (score for score, people in scores.items() for _ in range(people))
    return bands_picture(one.name, bands_of_attempts(each, total_of(one)), call.now, call.say)


async def _weeks(tx: UnitOfWork, call: Call, one: Round) -> Sequence[Week]:
    """The weekly digests of a round, the earliest first; none if the last was about another."""
    data = await tx.reminders.last_digest(local_day(call.now) + timedelta(days=1))
    digest = None if data is None else digest_from_data(data)
    return digest.weeks if digest is not None and digest.round == one.id else ()
