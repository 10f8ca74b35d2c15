"""Prizes in words: names of winners and units as the frozen result has them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from contest.awarding import Outcome, PersonAward, UnitAward
from contest.awards import Prize
from contest.collective_awards import Bloc
from contest.evidence import hundredths
from contest.model import Level, PersonId, RoundId, Unit, UnitId
from contest.results import ResultLine
from contest.units import label
from handlers.formats import local_day
from handlers.ports.records import Round
from handlers.ports.repositories import UnitOfWork
from handlers.texts.loader import MissingTextError, Wording


@dataclass(frozen=True, slots=True)
class Named:
    """Who stands behind the ids of an awarding.

    Attributes:
        lines: by round and person; who is not in the result any more is left out.
    """

    rounds: Mapping[RoundId, Round]
    lines: Mapping[tuple[RoundId, PersonId], ResultLine]
    units: Mapping[UnitId, Unit]

    def unit_name(self, unit: UnitId) -> str:
        """With its parent where the name alone is not clear; the number of one that is gone."""
        found = self.units.get(unit)
        return label(found, self.units.values()) if found else str(unit)


async def named(tx: UnitOfWork, outcome: Outcome, rounds: Iterable[RoundId] = ()) -> Named:
    """The names behind an awarding.

    Args:
        rounds: whose winners are to be named; all rounds if there are none.
    """
    known = {one.id: one for one in await tx.rounds.all()}
    wanted = list(rounds) or list(outcome.basis)
    lines: dict[tuple[RoundId, PersonId], ResultLine] = {}
    for round_id in wanted:
        found = await tx.awards.lines(round_id, outcome.basis[round_id], _people(outcome, round_id))
        lines |= {(round_id, person): line for person, line in found.items()}
    last = known[list(outcome.basis)[-1]]
    units = await tx.units.existing_on(local_day(last.window.opens_at))
    return Named(known, lines, {unit.id: unit for unit in units})


def prize_name(prize: Prize, say: Wording) -> str:
    """What a prize is called; one of a contest's own rules goes by its own name."""
    return _known(f"award-prize-{prize}", prize, say)


def bloc_name(bloc: Bloc, levels: Sequence[Level], say: Wording) -> str:
    """What a bloc is called: by its level if it is one level, else by its own name."""
    return (
        _known(f"level-{bloc.lower()}", bloc, say)
        if [str(bloc)] == [str(each) for each in levels]
        else bloc
    )


def winner_line(award: PersonAward, names: Named, say: Wording) -> str:
    """A winner: the prize, the name, and the unit; nothing else is public (domain.md 5)."""
    line = names.lines.get((award.round, award.person))
    return say(
        "award-line",
        prize=prize_name(award.prize, say),
        name=(line and line.full_name) or say("leaderboard-erased"),
        unit=line.unit_name if line else names.unit_name(award.unit),
    )


def unit_line(award: UnitAward, names: Named, say: Wording) -> str:
    """A unit with a collective prize, and the points that it is for."""
    return say(
        "award-unit-line",
        prize=prize_name(award.prize or Prize(""), say),
        unit=names.unit_name(award.result.unit),
        score=hundredths_text(award.score, say),
    )


def hundredths_text(number: Fraction, say: Wording) -> str:
    """Points or a percentage with at most two decimals, as the language writes them: 38,99."""
    return say("award-number", number=float(hundredths(number) or 0))


def _people(outcome: Outcome, round_id: RoundId) -> Sequence[PersonId]:
    ties = [each.tie.contenders for each in outcome.person_ties if each.round == round_id]
    won = [each.person for each in outcome.people if each.round == round_id]
    return [*won, *(person for tied in ties for person in tied)]


def _known(key: str, own: str, say: Wording) -> str:
    try:
        return say(key)
    except MissingTextError:
        return own
