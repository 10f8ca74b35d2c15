"""Checks who fetches the messages of the bots that have no webhook, and who stands by."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.checks.findings import Findings, State
from handlers.ports.outbox import Bot
from handlers.ports.pollers import PollerLease

RECENT = timedelta(minutes=1)
"""A process that stands by asks several times in so long."""


def check_pollers(
    bots: Sequence[Bot], leases: Sequence[PollerLease], now: datetime, findings: Findings
) -> None:
    """Note for each bot which process holds its lease."""
    held = {lease.bot: lease for lease in leases}
    for bot in bots:
        lease = held.get(bot)
        kind = _kind(lease, now)
        # Nothing runs before the contest is set up, and then nothing is wrong.
        state = State.OK if kind in ("alone", "standby") else State.WARNING
        platform, name = bot
        findings.note(
            "poller",
            state,
            platform=platform.capitalize(),
            bot=name,
            kind=kind,
            owner=_shown(lease.owner if lease else None),
            standby=_shown(lease.standby if lease else None),
        )


def check_replicas(
    leases: Sequence[PollerLease], now: datetime, findings: Findings, *, are_sharing: bool
) -> None:
    """Note how many processes there are, as far as leases tell, and whether they share limits."""
    owners = {lease.owner for lease in leases if lease.until > now}
    waiting = {lease.standby for lease in leases if _kind(lease, now) == "standby"}
    count = len(owners | waiting)
    if count > 1:
        state = State.OK if are_sharing else State.WARNING
        findings.note("replicas", state, count=count)


def _kind(lease: PollerLease | None, now: datetime) -> str:
    if lease is None:
        return "none"
    if lease.until <= now:
        return "lapsed"
    is_waited_for = lease.standby_at is not None and now - lease.standby_at < RECENT
    return "standby" if is_waited_for else "alone"


def _shown(owner: str | None) -> str:
    """A process as an operator knows it: its host and number, without what makes it unique."""
    return owner.rpartition("-")[0] if owner else ""
