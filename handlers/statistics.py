"""Figures of rounds and of a contest: people, attempts and entries each under their own name.

An *entry* is a counted attempt that has ended; a person has at most one in a round. *Attempts* are
all that have ended and are not void (domain.md 1.5).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from contest.item_analysis import ItemSums, added
from contest.model import Audience, RoundId, Topic, Unit, UnitId
from contest.previous import Figures
from contest.statistics import Attempts, People, Quality, Reached, quality
from handlers.formats import local_day
from handlers.ports.records import Contest, Round
from handlers.ports.repositories import UnitOfWork
from handlers.ports.statistics import Item, ScoreCount


@dataclass(frozen=True, slots=True)
class RoundFigures:
    """One round.

    Attributes:
        units: how many have an entry.
        people: who have an entry; ``finished``: those of them who played theirs to its end.
        attempts: with those that do not count.
        groups: people by prize group.
    """

    round: Round
    units: int
    people: People
    finished: People
    attempts: Attempts
    groups: Mapping[Audience, People]
    quality: Quality

    @property
    def is_over(self) -> bool:
        """Whether it may be compared: of a round that goes on, less only means not yet."""
        return self.round.closed_at is not None


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """One unit over the rounds reported on, without the units below it.

    Attributes:
        people: each once, at the unit for which they played last.
    """

    people: People
    finished: People
    quality: Quality


@dataclass(frozen=True, slots=True)
class StatisticsReport:
    """What is reported of some rounds together.

    Attributes:
        series: each round from the first one on, reported on or not, in the order of their opening.
        rounds: those reported on.
        units: the units that existed when the last of these opened.
        expected: how many of these have compulsory participants.
        by_unit: of units that have an entry, gone or not.
        people: each once, however many rounds they have played.
        items: empty if they were not asked for.
    """

    contest: Contest
    series: Sequence[RoundFigures]
    rounds: Sequence[RoundFigures]
    units: Mapping[UnitId, Unit]
    expected: int
    by_unit: Mapping[UnitId, UnitFigures]
    people: People
    finished: People
    attempts: Attempts
    quality: Quality
    items: Sequence[Item]

    @property
    def expected_with_entries(self) -> int:
        """How many of the units with compulsory participants have an entry."""
        return sum(
            bool(self.contest.quotas.rules_for(self.units[unit].level))
            for unit in self.by_unit
            if unit in self.units
        )

    @property
    def figures(self) -> Figures:
        """What another contest is compared with."""
        return Figures(len(self.by_unit), self.quality.entries, self.people)

    @property
    def topics(self) -> Mapping[Topic, ItemSums]:
        """The items of each topic together."""
        by_topic: dict[Topic, list[ItemSums]] = {}
        for item in self.items:
            by_topic.setdefault(item.topic, []).append(item.sums)
        return {topic: added(sums) for topic, sums in by_topic.items()}

    def entries_by_code(self) -> Mapping[str, int]:
        """Entries of every unit of today by its code, also of those without any."""
        none = quality(())
        return {
            unit.code: (found.quality if (found := self.by_unit.get(unit.id)) else none).entries
            for unit in self.units.values()
        }


async def rounds_to_report(tx: UnitOfWork, now: datetime) -> Sequence[Round]:
    """The rounds that have begun, in the order of their opening; never rehearsals."""
    return [
        one for one in await tx.rounds.all() if not one.is_rehearsal and one.window.opens_at <= now
    ]


async def load_statistics(
    tx: UnitOfWork,
    contest: Contest,
    rounds: Sequence[Round],
    now: datetime,
    *,
    with_items: bool = True,
) -> StatisticsReport:
    """The figures of rounds, and of all before them to compare with.

    Args:
        rounds: at least one, in the order of their opening; no rehearsal.
    """
    begun = await rounds_to_report(tx, now)
    last = rounds[-1]
    series = [one for one in begun if one.window.opens_at <= last.window.opens_at] or list(rounds)
    scores = await tx.statistics.scores([one.id for one in series])
    attempts = await tx.statistics.attempts([one.id for one in series])
    figures = [_figures(one, scores, attempts) for one in series]
    chosen = [one.id for one in rounds]
    own = [one for one in figures if one.round.id in chosen]
    units = {unit.id: unit for unit in await tx.units.existing_on(local_day(last.window.opens_at))}
    by_unit = await _by_unit(tx, rounds, scores)
    return StatisticsReport(
        contest,
        figures,
        own,
        units,
        sum(bool(contest.quotas.rules_for(unit.level)) for unit in units.values()),
        by_unit,
        People(sum(one.people for one in by_unit.values())),
        People(sum(one.finished for one in by_unit.values())),
        Attempts(sum(one.attempts for one in own)),
        quality(_reached((score for score in scores if score.round in chosen), rounds)),
        await tx.statistics.items(chosen) if with_items else (),
    )


def total_points(one: Round) -> int:
    """Points of an entry with everything right."""
    return one.rules.question_count * one.rules.points_per_question


def _figures(
    one: Round, scores: Sequence[ScoreCount], attempts: Mapping[RoundId, int]
) -> RoundFigures:
    own = [score for score in scores if score.round == one.id]
    groups = {
        audience: People(sum(score.entries for score in own if score.audience is audience))
        for audience in Audience
    }
    return RoundFigures(
        one,
        len({score.unit for score in own}),
        People(sum(score.entries for score in own)),
        People(sum(score.entries for score in own if score.is_finished)),
        Attempts(attempts.get(one.id, 0)),
        groups,
        quality(_reached(own, [one])),
    )


async def _by_unit(
    tx: UnitOfWork, rounds: Sequence[Round], scores: Sequence[ScoreCount]
) -> Mapping[UnitId, UnitFigures]:
    chosen = [one.id for one in rounds]
    by_unit: dict[UnitId, list[ScoreCount]] = {}
    for score in scores:
        if score.round in chosen:
            by_unit.setdefault(score.unit, []).append(score)
    people = {row.unit: row for row in await tx.statistics.people(chosen)}
    found: dict[UnitId, UnitFigures] = {}
    for unit, own in by_unit.items():
        # Somebody who has moved counts where they played last; their earlier entries stay.
        played = people.get(unit)
        found[unit] = UnitFigures(
            People(played.people if played else 0),
            People(played.finished if played else 0),
            quality(_reached(own, rounds)),
        )
    return found


def _reached(scores: Iterable[ScoreCount], rounds: Sequence[Round]) -> Iterable[Reached]:
    totals = {one.id: total_points(one) for one in rounds}
    return (Reached(one.score, totals[one.round], one.entries) for one in scores)
