"""Orders about live rounds from the command line, by the same way as those given in chat."""

import secrets

from bot.clock import SystemClock
from bot.commands.common import NO_LEASE, Session
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_orders import HostOrder, HostOutcome
from storage.live_intake import LiveIntake

ONE_AT_A_TIME = 1


async def give(session: Session, live_round: LiveRoundId, order: HostOrder) -> HostOutcome:
    """Carry out an order; whatever process serves notices by the version of the round."""
    intake = LiveIntake(session.database, SystemClock(), NO_LEASE, ONE_AT_A_TIME)
    try:
        return await intake.order(live_round, order, f"command-line:{secrets.token_hex(16)}")
    finally:
        await intake.drain()
