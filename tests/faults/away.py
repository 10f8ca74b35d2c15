"""The platform is away for ten minutes of the contest, whose clock runs faster than ours."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from tests.faults.installation import Ground
from tests.faults.play import Round
from tests.faults.process import PROGRAM, SPEED
from tests.faults.stage import RULES
from tests.platforms.telegram.faults import Fault, FaultKind
from tests.platforms.telegram.limits import Rates

CONTEST_SPEED = 60
AWAY = timedelta(minutes=10)
LIMIT = timedelta(minutes=20)
"""Longer than the platform is away: nobody is late because of it."""
SLOW_RULES = replace(RULES, question_limit=LIMIT, attempt_limit=6 * LIMIT)
RATES = Rates(overall_per_second=100_000, per_chat_seconds=0.001)
"""The process paces itself in the contest's time, the platform counts in ours."""


def fast_ground(ground: Ground) -> Ground:
    """The same, with a contest that runs faster."""
    settings = {**ground.settings, SPEED: str(CONTEST_SPEED)}
    return replace(ground, program=PROGRAM, settings=settings, rates=RATES)


async def go_away(round_: Round) -> None:
    """Every call breaks off without an answer, until the ten minutes are over."""
    faults = round_.installation.telegram.faults
    fault = faults.add(Fault(FaultKind.RESET))
    try:
        await asyncio.sleep(AWAY.total_seconds() / CONTEST_SPEED)
    finally:
        faults.active.remove(fault)
    round_.installation.watch()
    await round_.goes_on()
    await round_.look()
