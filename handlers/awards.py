"""Use cases: computing the prizes of a contest from frozen results, and deciding ties for prizes.

Prizes are never changed by hand: a decision is logged with its reason, and everything follows anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from unicodedata import normalize

from contest.award_changes import AwardChange, changed_people, explain_awards
from contest.award_policy import AwardPolicy
from contest.awarding import Contender, Decisions, Outcome, RoundResult, award_contest
from contest.awards import Tie, TieDecision, Winner
from contest.collective_awards import Bloc, UnitResult
from contest.model import Audience, PersonId, RoundId, UnitId
from handlers.commands import STAFF
from handlers.ports.awards import AwardRuling, StoredAwarding
from handlers.ports.records import Contest, Role, Round
from handlers.ports.repositories import UnitOfWork
from handlers.ports.results import ResultVersion, Step
from handlers.result_steps import Actor, Refused
from handlers.shortfalls import load_table
from handlers.statistics import total_points

UNITS_OF = Audience.OFFICIALS
"""Whose entries count for a unit: its headcount has no citizens in it."""


@dataclass(frozen=True, slots=True)
class Computed:
    """An awarding, the one before it, and what is different; the same twice if nothing is."""

    awarding: StoredAwarding
    before: StoredAwarding | None
    changes: Sequence[AwardChange]


@dataclass(frozen=True, slots=True)
class Deciding:
    """Who decides a tie, why and when."""

    actor: Actor
    reason: str
    at: datetime

    @property
    def refusal(self) -> Refused | None:
        if Role.ORGANISER not in self.actor.roles:
            return Refused("awards-organiser-only")
        return None if self.reason.strip() else Refused("reason-missing")


Basis = Sequence[tuple[Round, ResultVersion]]
"""The frozen results that prizes are computed from, in the order of their rounds."""


async def newest_basis(tx: UnitOfWork, *, published_only: bool = False) -> Basis:
    """The newest result of each round that counts, or the one that is published."""
    found = [
        (one, await _result(tx, one.id, published_only=published_only))
        for one in await tx.rounds.all()
        if not one.is_rehearsal
    ]
    return [(one, result) for one, result in found if result is not None]


async def is_up_to_date(tx: UnitOfWork, contest: Contest, awarding: StoredAwarding) -> bool:
    """Whether an awarding rests on the newest results, or on those published, and on the policy."""
    if awarding.outcome.policy != await tx.awards.policy(contest.id):
        return False
    bases = [await newest_basis(tx), await newest_basis(tx, published_only=True)]
    return awarding.outcome.basis in [_versions(basis) for basis in bases]


async def is_final(tx: UnitOfWork, awarding: StoredAwarding) -> bool:
    """Whether all rounds that count are in an awarding: units compete over the whole contest."""
    rounds = {one.id for one in await tx.rounds.all() if not one.is_rehearsal}
    return rounds <= set(awarding.outcome.basis)


async def compute(
    tx: UnitOfWork, contest: Contest, actor: Actor, now: datetime, *, published_only: bool = False
) -> Computed | Refused:
    """Compute all prizes anew, and explain what has changed since they were computed last."""
    if not actor.roles & STAFF:
        return Refused("awards-staff-only")
    basis = await newest_basis(tx, published_only=published_only)
    if not basis:
        return Refused("awards-no-result")
    return await _computed(tx, contest, basis, Step(actor.key, now))


async def decide_people(
    tx: UnitOfWork,
    contest: Contest,
    round_id: RoundId,
    chosen: Sequence[PersonId],
    deciding: Deciding,
) -> Computed | Refused:
    """Decide a tie between people of a round; prizes are given to them in that order."""
    latest = await _open_to_decision(tx, contest, deciding)
    if isinstance(latest, Refused):
        return latest
    ties = [each.tie for each in latest.outcome.person_ties if each.round == round_id]
    tie = _decision(ties, chosen)
    if isinstance(tie, Refused):
        return tie
    return await _decided(tx, contest, latest, round_id, tie, deciding)


async def decide_units(
    tx: UnitOfWork, contest: Contest, chosen: Sequence[UnitId], deciding: Deciding
) -> Computed | Refused:
    """Decide a tie between units of a bloc; prizes are given to them in that order."""
    latest = await _open_to_decision(tx, contest, deciding)
    if isinstance(latest, Refused):
        return latest
    tie = _decision([each.tie for each in latest.outcome.unit_ties], chosen)
    if isinstance(tie, Refused):
        return tie
    bloc = next(
        each.bloc for each in latest.outcome.unit_ties if tie.among == set(each.tie.contenders)
    )
    return await _decided(tx, contest, latest, bloc, tie, deciding)


async def _result(
    tx: UnitOfWork, round_id: RoundId, *, published_only: bool
) -> ResultVersion | None:
    if published_only:
        return await tx.results.published(round_id)
    return await tx.results.latest(round_id)


def _versions(basis: Basis) -> Mapping[RoundId, int]:
    return {one.id: result.version for one, result in basis}


async def _computed(tx: UnitOfWork, contest: Contest, basis: Basis, made: Step) -> Computed:
    outcome = await _outcome(tx, contest, basis)
    latest = await tx.awards.latest(contest.id)
    if latest is not None and latest.outcome == outcome:
        return Computed(latest, latest, ())
    changes = [] if latest is None else await _changes(tx, latest.outcome, outcome)
    stored = await tx.awards.store(contest.id, outcome, made)
    await tx.audit(
        "awards_computed",
        made.at,
        made.by,
        contest=contest.id,
        number=stored.number,
        changes=len(changes),
    )
    return Computed(stored, latest, changes)


async def _outcome(tx: UnitOfWork, contest: Contest, basis: Basis) -> Outcome:
    policy = await tx.awards.policy(contest.id)
    decisions: Decisions = await tx.awards.decisions(contest.id)
    rounds = [
        RoundResult(one.id, result.version, await _contenders(tx, policy, result, len(basis)))
        for one, result in basis
    ]
    return award_contest(policy, rounds, await _units(tx, contest, policy, basis), decisions)


async def _contenders(
    tx: UnitOfWork, policy: AwardPolicy, result: ResultVersion, rounds: int
) -> Sequence[Contender]:
    """Those who can come to a prize: in each other round as many can have one as there are."""
    found: list[Contender] = []
    for audience, slots in policy.individual.items():
        prizes = sum(slot.count for slot in slots)
        found += await tx.awards.contenders(result, audience, prizes * rounds)
    return found


async def _units(
    tx: UnitOfWork, contest: Contest, policy: AwardPolicy, basis: Basis
) -> Sequence[UnitResult]:
    """All units of the blocs that exist in the last round, also those without anybody."""
    table = await load_table(tx, contest, basis[-1][0])
    results = [(result, total_points(one)) for one, result in basis]
    sums = {each.unit: each for each in await tx.awards.sums(results, UNITS_OF)}
    found: list[UnitResult] = []
    for unit in table.units.values():
        bloc, mine = policy.collective.bloc_of(unit.level), sums.get(unit.id)
        if bloc is None:
            continue
        found.append(
            UnitResult(
                unit.id,
                bloc,
                expected=table.headcounts[unit.id],
                participants=mine.participants if mine else 0,
                entries=mine.entries if mine else 0,
                points=mine.points if mine else 0,
                points_possible=mine.points_possible if mine else 0,
                full_marks=mine.full_marks if mine else 0,
            )
        )
    return found


async def _changes(tx: UnitOfWork, before: Outcome, after: Outcome) -> Sequence[AwardChange]:
    keys = changed_people(before, after)
    return explain_awards(
        before, after, await _ranks(tx, before, keys), await _ranks(tx, after, keys)
    )


async def _ranks(
    tx: UnitOfWork, outcome: Outcome, keys: Sequence[tuple[RoundId, PersonId]]
) -> Mapping[tuple[RoundId, PersonId], int]:
    ranks: dict[tuple[RoundId, PersonId], int] = {}
    for round_id, version in outcome.basis.items():
        people = [person for of_round, person in keys if of_round == round_id]
        lines = await tx.awards.lines(round_id, version, people)
        ranks |= {(round_id, person): line.group_rank for person, line in lines.items()}
    return ranks


async def _open_to_decision(
    tx: UnitOfWork, contest: Contest, deciding: Deciding
) -> StoredAwarding | Refused:
    """The awarding whose ties can be decided now."""
    if refused := deciding.refusal:
        return refused
    latest = await tx.awards.latest(contest.id)
    if latest is None:
        return Refused("awards-none")
    if not await is_up_to_date(tx, contest, latest):
        return Refused("awards-outdated", {"number": str(latest.number)})
    return latest


def _decision(
    ties: Sequence[Tie[Winner]], chosen: Sequence[Winner]
) -> TieDecision[Winner] | Refused:
    """The decision of the one tie that those who are chosen stand in."""
    tie = next((tie for tie in ties if set(chosen) & set(tie.contenders)), None)
    if tie is None or not set(chosen) <= set(tie.contenders):
        return Refused("awards-no-tie")
    if len(set(chosen)) != len(chosen) or len(chosen) != len(tie.prizes):
        return Refused("awards-choose", {"count": len(tie.prizes)})
    return TieDecision(frozenset(tie.contenders), tuple(chosen))


async def _decided(
    tx: UnitOfWork,
    contest: Contest,
    latest: StoredAwarding,
    scope: RoundId | Bloc,
    tie: TieDecision[Winner],
    deciding: Deciding,
) -> Computed:
    reason, made = normalize("NFC", deciding.reason.strip()), Step(deciding.actor.key, deciding.at)
    plain: TieDecision[int] = TieDecision(frozenset(tie.among), tie.chosen)
    number = await tx.awards.decide(contest.id, AwardRuling(scope, plain, reason, made.by, made.at))
    await tx.audit(
        "award_decided", made.at, made.by, contest=contest.id, decision=number, scope=scope
    )
    return await _computed(tx, contest, await _basis_of(tx, latest), made)


async def _basis_of(tx: UnitOfWork, awarding: StoredAwarding) -> Basis:
    rounds = {one.id: one for one in await tx.rounds.all()}
    found = [
        (rounds[round_id], await tx.results.find(round_id, version))
        for round_id, version in awarding.outcome.basis.items()
    ]
    return [(one, result) for one, result in found if result is not None]
