"""What a live round shows once a key is out: worked out from the scores, stored without names.

Names of people are put in when it is read, so that nobody who was forgotten stays in it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from contest.live_answers import Ballot
from contest.live_rules import LiveRules
from contest.live_scoring import Mark, Score
from contest.live_standings import rank_people, rank_units
from contest.model import OptionIndex, PersonId, Position, Question, UnitId
from handlers.live_standings import shown_name
from handlers.ports.live_records import HostedRound, Shows
from handlers.ports.live_standings import (
    LiveDisplay,
    LiveStanding,
    PersonPlace,
    QuestionOutcome,
    UnitPlace,
)
from handlers.texts.loader import DEFAULT_LOCALE, wording

FIRST_PLACES = 10
MOST_SHOWN = 20
"""Who shares the tenth place is shown too, up to this many people."""
MAX_SCALE = 100


@dataclass(frozen=True, slots=True)
class StoredDisplay:
    """The figures of a display.

    Attributes:
        counts: of each option; empty if the question counts for nobody.
        people: rank, person, unit and points of the first places.
        units: rank, unit, average and participants of all.
    """

    position: Position
    is_annulled: bool
    counts: tuple[int, ...]
    people: tuple[tuple[int, PersonId, UnitId, int], ...] = field(repr=False)
    units: tuple[tuple[int, UnitId, Fraction, int], ...] = field(repr=False)
    people_count: int
    scale: tuple[tuple[int, int], ...] = field(repr=False)
    is_final: bool = False


def display_of(
    position: Position,
    counts: tuple[int, ...] | None,
    scores: Iterable[Score],
    rules: LiveRules,
    *,
    is_final: bool,
) -> StoredDisplay:
    """The figures of a standing.

    Args:
        counts: None if the question was annulled.
        scores: of all who count; excluded people are not among them.
    """
    ranked = rank_people(scores)
    scale = Counter(each.score.points for each in ranked)
    first = [each for each in ranked[:MOST_SHOWN] if each.rank <= FIRST_PLACES]
    return StoredDisplay(
        position=position,
        is_annulled=counts is None,
        counts=counts or (),
        people=tuple((e.rank, e.score.person, e.score.unit, e.score.points) for e in first),
        units=tuple(
            (e.rank, e.score.unit, e.score.average, e.score.participants)
            for e in rank_units((each.score for each in ranked), rules)
        ),
        people_count=len(ranked),
        scale=tuple(sorted(scale.items(), reverse=True)) if len(scale) <= MAX_SCALE else (),
        is_final=is_final,
    )


def option_counts(
    marks: Iterable[Mark],
    ballots: Mapping[PersonId, Ballot],
    excluded: Collection[PersonId],
    option_count: int,
) -> tuple[int, ...]:
    """How many answers that count each option has."""
    found = Counter(
        ballots[mark.person][mark.room].option for mark in marks if mark.person not in excluded
    )
    return tuple(found[OptionIndex(option)] for option in range(option_count))


def display_to_data(display: StoredDisplay) -> dict[str, Any]:
    """Figures as plain JSON values."""
    return {
        "position": display.position,
        "is_annulled": display.is_annulled,
        "counts": list(display.counts),
        "people": [list(each) for each in display.people],
        "units": [
            [rank, unit, average.numerator, average.denominator, people]
            for rank, unit, average, people in display.units
        ],
        "people_count": display.people_count,
        "scale": [list(each) for each in display.scale],
        "is_final": display.is_final,
    }


def display_from_data(data: Mapping[str, Any]) -> StoredDisplay:
    """Figures from what ``display_to_data`` wrote."""
    return StoredDisplay(
        position=Position(data["position"]),
        is_annulled=data["is_annulled"],
        counts=tuple(data["counts"]),
        people=tuple((r, PersonId(p), UnitId(u), points) for r, p, u, points in data["people"]),
        units=tuple((r, UnitId(u), Fraction(n, d), people) for r, u, n, d, people in data["units"]),
        people_count=data["people_count"],
        scale=tuple((points, people) for points, people in data["scale"]),
        is_final=data["is_final"],
    )


def shown(
    display: StoredDisplay,
    hosted: HostedRound,
    question: Question | None,
    names: Mapping[PersonId, str | None],
    units: Mapping[UnitId, str],
) -> LiveDisplay:
    """Figures with the names that the round's policy shows."""
    return LiveDisplay(
        _outcome(display, hosted, question),
        LiveStanding(
            tuple(_places(display, hosted.shows, names, units)),
            tuple(UnitPlace(r, units.get(u, ""), average, n) for r, u, average, n in display.units),
            display.people_count,
            len(display.units),
        ),
        display.scale,
        display.is_final,
    )


def _outcome(
    display: StoredDisplay, hosted: HostedRound, question: Question | None
) -> QuestionOutcome | None:
    if question is None or display.position < 1:
        return None
    return QuestionOutcome(
        position=display.position,
        of=len(hosted.questions),
        options=question.options,
        key=question.correct,
        counts=display.counts or (0,) * len(question.options),
        explanation=question.explanation,
        is_annulled=display.is_annulled,
    )


def _places(
    display: StoredDisplay,
    shows: Shows,
    names: Mapping[PersonId, str | None],
    units: Mapping[UnitId, str],
) -> Sequence[PersonPlace]:
    erased = wording(DEFAULT_LOCALE)("leaderboard-erased")
    found = []
    for rank, person, unit, points in display.people:
        full_name = names.get(person)
        name = erased if full_name is None else shown_name(full_name, shows)
        seen = points if shows is Shows.NAMES else None
        found.append(PersonPlace(rank, name, units.get(unit, ""), seen))
    return found
