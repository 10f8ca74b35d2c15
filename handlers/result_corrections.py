"""Use cases: corrections of a round that has closed; each with a reason, logged and recomputed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from unicodedata import normalize

from contest.model import AttemptId, OptionIndex, PersonId, Question, RoundId
from contest.rules import TieBreak
from handlers.commands import STAFF
from handlers.ports.boards import BoardLine
from handlers.ports.corrections import Correction, KeyVersions, Ruling
from handlers.ports.records import Round
from handlers.ports.repositories import UnitOfWork
from handlers.ports.results import CorrectedKey
from handlers.result_steps import Actor, Refused, not_closed

Outcome = Correction | Refused


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody orders, and why."""

    actor: Actor
    reason: str
    at: datetime

    @property
    def ruling(self) -> Ruling:
        return Ruling(self.actor.key, self.reason.strip(), self.at)

    def refusal(self, one: Round | None = None) -> Refused | None:
        """Why it cannot be carried out, whatever it is about."""
        if not self.actor.roles & STAFF:
            return Refused("not-allowed")
        if not self.reason.strip():
            return Refused("reason-missing")
        return None if one is None else not_closed(one, self.at)


async def disqualify(tx: UnitOfWork, person: PersonId, one: Round | None, order: Order) -> Outcome:
    """Let nothing of a person count in a closed round, or in the whole contest."""
    if refused := order.refusal(one):
        return refused
    if await tx.people.find(person) is None:
        return Refused("no-person", {"person": str(person)})
    if one is not None and not await tx.attempts.in_round(person, one.id):
        return Refused("no-attempt", {"person": str(person), "round": one.name})
    done = await tx.corrections.disqualify(person, _id(one), order.ruling)
    if done is None:
        return Refused("is-disqualified", {"person": str(person)})
    return await _logged(tx, done)


async def reinstate(tx: UnitOfWork, person: PersonId, one: Round | None, order: Order) -> Outcome:
    """Take a disqualification back."""
    if refused := order.refusal(one):
        return refused
    done = await tx.corrections.reinstate(person, _id(one), order.ruling)
    if done is None:
        return Refused("not-disqualified", {"person": str(person)})
    return await _logged(tx, done)


async def void(tx: UnitOfWork, person: PersonId, ordinal: int, one: Round, order: Order) -> Outcome:
    """Make one attempt of a person void for good."""
    if refused := order.refusal(one):
        return refused
    attempts = await tx.attempts.in_round(person, one.id)
    found = next((each for each in attempts if each.ordinal == ordinal), None)
    done = found and await tx.corrections.void(AttemptId(found.id), order.ruling)
    if not done:
        return Refused("no-such-attempt", {"person": str(person), "ordinal": ordinal})
    return await _logged(tx, done)


async def merge(tx: UnitOfWork, kept: PersonId, other: PersonId, order: Order) -> Outcome:
    """Make two registered people one; nobody may be playing as either of them."""
    if refused := order.refusal():
        return refused
    if kept == other:
        return Refused("same-person", {"person": str(kept)})
    for person in (kept, other):
        if await tx.people.find(person) is None:
            return Refused("no-person", {"person": str(person)})
        latest = await tx.attempts.latest_of(person)
        if latest is not None and latest.progress.is_running:
            return Refused("is-playing", {"person": str(person)})
    return await _logged(tx, await tx.corrections.merge(kept, other, order.ruling), kept=kept)


async def put_in_order(
    tx: UnitOfWork, people: Sequence[PersonId], one: Round, order: Order
) -> Outcome:
    """Part people who are equal in everything else, the first before the second and so on."""
    if refused := order.refusal(one):
        return refused
    if len(set(people)) < 2 or len(set(people)) != len(people):
        return Refused("order-needs-two")
    if TieBreak.MANUAL not in one.rules.tie_breaks:
        return Refused("order-not-in-rules", {"round": one.name})
    lines = [await tx.boards.own(one, person) for person in people]
    placed = [line for line in lines if line is not None]
    if len(placed) < len(people):
        missing = next(person for person, line in zip(people, lines, strict=True) if line is None)
        return Refused("not-on-board", {"person": str(missing), "round": one.name})
    if not _are_equal(placed, one):
        return Refused("not-equal")
    return await _logged(tx, await tx.corrections.order(one.id, people, order.ruling))


async def correct_key(tx: UnitOfWork, code: str, one: Round, order: Order) -> Outcome:
    """Recompute a round with the key of the newest version of a question."""
    if refused := order.refusal(one):
        return refused
    versions = await tx.corrections.key_versions(one.id, code)
    if not versions:
        return Refused("question-not-asked", {"code": code, "round": one.name})
    counting = {key.asked: key.option for key in await tx.corrections.corrected_keys(one.id)}
    outcome: Outcome = Refused("same-key", {"code": code})
    for version in versions:
        bank = await tx.questions.find([version.asked, version.newest])
        asked, newest = bank[version.asked], bank[version.newest]
        option = _same_option(asked, newest)
        if option is None:
            return Refused("options-differ", {"code": code})
        if option == counting.get(asked.id, asked.correct):
            continue
        key = _key(version, code, option)
        points = one.rules.points_per_question
        done = await tx.corrections.correct_key(one.id, key, points, order.ruling)
        outcome = await _logged(tx, done, question=code, version=version.newest_version)
    return outcome


def _key(version: KeyVersions, code: str, option: OptionIndex) -> CorrectedKey:
    return CorrectedKey(version.asked, version.newest, code, version.newest_version, option)


def _same_option(asked: Question, newest: Question) -> OptionIndex | None:
    """The newest right option among those that were asked; None if it is not one of them."""
    right = normalize("NFC", newest.options[newest.correct])
    texts = [normalize("NFC", option) for option in asked.options]
    return OptionIndex(texts.index(right)) if texts.count(right) == 1 else None


def _are_equal(lines: Sequence[BoardLine], one: Round) -> bool:
    """Whether only the Ban Tổ chức can part, or has parted, these people."""
    if len({line.rank for line in lines}) == 1:
        return True
    before = one.rules.tie_breaks[: one.rules.tie_breaks.index(TieBreak.MANUAL)]
    if TieBreak.EARLIEST_LOGIN in before:
        # It is not on the board.
        return False
    return len({tuple(_measure(line, each) for each in before) for line in lines}) == 1


def _measure(line: BoardLine, comparator: TieBreak) -> object:
    match comparator:
        case TieBreak.SCORE:
            return line.score
        case TieBreak.PREDICTION_DISTANCE:
            return line.distance
        case TieBreak.EARLIEST_SUBMISSION:
            return line.submitted_at
        case _:
            return line.time_used


def _id(one: Round | None) -> RoundId | None:
    return None if one is None else one.id


async def _logged(tx: UnitOfWork, done: Correction, **facts: str | int) -> Correction:
    await tx.audit(
        f"correction_{done.cause.value}",
        done.ruling.at,
        done.ruling.by,
        number=done.number,
        round=done.round,
        people=list(done.people),
        attempts=done.attempts,
        **facts,
    )
    return done
