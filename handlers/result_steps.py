"""Use cases: the steps of a result, from the secretary's check to publication (domain.md 2.4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from contest.results import ResultMove, next_move
from handlers.commands import STAFF
from handlers.ports.notices import Notice, NoticeKind
from handlers.ports.records import Role, Round
from handlers.ports.repositories import UnitOfWork
from handlers.ports.results import Recount, ResultVersion, Step
from handlers.texts.loader import Wording

MAY: Mapping[ResultMove, frozenset[Role]] = {
    ResultMove.VERIFY: frozenset({Role.SECRETARY}),
    ResultMove.APPROVE: frozenset({Role.ORGANISER}),
    ResultMove.PUBLISH: frozenset({Role.ORGANISER}),
}
"""Who takes each step (seed 001 V: the Tổ Thư ký follows results, the Ban Tổ chức decides)."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts.

    Attributes:
        key: of the user, as ``role list`` shows it.
    """

    key: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Refused:
    """Why something was not done; nothing was changed.

    Attributes:
        reason: its text is ``result-refused-<reason>``, with ``facts``.
    """

    reason: str
    facts: Mapping[str, str | int] = field(default_factory=dict)

    def text(self, say: Wording) -> str:
        return say(f"result-refused-{self.reason}", **self.facts)


async def may_freeze(
    tx: UnitOfWork, one: Round, actor: Actor, reason: str, now: datetime
) -> Refused | None:
    """Why a version cannot be frozen now; None if it can."""
    if not actor.roles & STAFF:
        return Refused("not-allowed")
    if closed := not_closed(one, now):
        return closed
    latest = await tx.results.latest(one.id)
    if latest is None:
        return None
    if await tx.results.is_current(latest):
        return Refused("nothing-new", {"version": latest.version})
    return None if reason.strip() else Refused("reason-missing")


async def check_step(
    tx: UnitOfWork, one: Round, move: ResultMove, actor: Actor
) -> ResultVersion | Refused:
    """The version that can take a step now."""
    latest = await tx.results.latest(one.id)
    if latest is None:
        return Refused("none", {"round": one.name})
    if next_move(latest.state) is not move:
        return Refused("wrong-state", {"version": latest.version, "state": latest.state.value})
    if not actor.roles & MAY[move]:
        return Refused("not-allowed")
    if not await tx.results.is_current(latest):
        return Refused("outdated", {"version": latest.version})
    if move is ResultMove.APPROVE and await _needs_other_eyes(tx, one, latest, actor):
        return Refused("four-eyes")
    return latest


async def take_step(
    tx: UnitOfWork, one: Round, move: ResultMove, actor: Actor, now: datetime
) -> ResultVersion | Refused:
    """Approve or publish the newest version."""
    result = await check_step(tx, one, move, actor)
    if isinstance(result, Refused):
        return result
    return await _taken(tx, result, move, actor, now)


async def verify(
    tx: UnitOfWork, one: Round, recount: Recount, actor: Actor, now: datetime
) -> ResultVersion | Refused:
    """Verify the newest version, whose recomputation must have come out the same."""
    result = await check_step(tx, one, ResultMove.VERIFY, actor)
    if isinstance(result, Refused):
        return result
    if recount.wrong_scores or recount.fingerprint != result.fingerprint:
        await tx.audit(
            "result_not_verified",
            now,
            actor.key,
            round=one.id,
            version=result.version,
            wrong_scores=len(recount.wrong_scores),
            people=[wrong.person for wrong in recount.wrong_scores[:20]],
        )
        return Refused("recount-differs", {"count": len(recount.wrong_scores)})
    return await _taken(tx, result, ResultMove.VERIFY, actor, now)


def not_closed(one: Round, now: datetime) -> Refused | None:
    """Why a round has no result yet, or never will."""
    if one.is_rehearsal:
        return Refused("rehearsal", {"round": one.name})
    if one.closed_at is None or now < one.window.closes_at:
        return Refused("open", {"round": one.name})
    return None


async def _needs_other_eyes(
    tx: UnitOfWork, one: Round, result: ResultVersion, actor: Actor
) -> bool:
    verified = result.steps.get(ResultMove.VERIFY)
    is_same = verified is not None and verified.by == actor.key
    return is_same and (await tx.reviews.policy(one.contest)).four_eyes


async def _taken(
    tx: UnitOfWork, result: ResultVersion, move: ResultMove, actor: Actor, now: datetime
) -> ResultVersion:
    taken = await tx.results.take_step(result, move, Step(actor.key, now))
    await tx.audit(
        f"result_{taken.state.value}",
        now,
        actor.key,
        round=result.round,
        version=result.version,
        fingerprint=result.fingerprint,
    )
    if move is ResultMove.PUBLISH:
        await tx.notices.ask_for(Notice(result.round, NoticeKind.RESULTS, now))
    return taken
