"""Points of a live round: of one question, the running score, and the same from the log."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import reduce

from contest.live_answers import Ballot, Said, counted_answer, merged
from contest.live_rooms import QuestionClock, RoomId
from contest.live_rules import NO_TIME, LiveRules, LiveScoring
from contest.model import OptionIndex, PersonId, Position, UnitId

SPEED_BASE = 1_000
"""Points for an answer without delay; half of it at the deadline, as Kahoot! does."""
STREAK_STEP = 100
"""Points more for the second right answer in a row, and again for each up to the sixth."""
STREAK_STEPS = 5


@dataclass(frozen=True, slots=True)
class Mark:
    """What the answer of one person to one question was worth.

    Attributes:
        response: from the delivery to the person's room to the receipt, without breaks.
    """

    person: PersonId
    room: RoomId
    is_right: bool = field(repr=False)
    response: timedelta


@dataclass(frozen=True, slots=True)
class Score:
    """What somebody who has answered at least once has so far.

    Attributes:
        unit: the person's own when the first answer counted; it does not change in a round.
        room: where the last answer counted: the person's home.
        time_saved: of all limits of the questions that count; who answers nothing saves nothing, so
            that late joiners and silence need no entry.
        streak: right answers in a row up to the question ``right_at``.
    """

    person: PersonId
    unit: UnitId
    room: RoomId
    points: int = field(default=0, repr=False)
    right: int = field(default=0, repr=False)
    answered: int = 0
    time_saved: timedelta = NO_TIME
    streak: int = field(default=0, repr=False)
    right_at: Position | None = field(default=None, repr=False)


Scores = Mapping[PersonId, Score]


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """The log of one question: all that its points follow from.

    Attributes:
        ballots: as ``ballots_of`` makes them of single answers.
    """

    position: Position
    clock: QuestionClock
    ballots: Mapping[PersonId, Ballot] = field(repr=False)
    key: OptionIndex = field(repr=False)
    is_annulled: bool = False


def tally(clock: QuestionClock, ballots: Mapping[PersonId, Ballot], key: OptionIndex) -> list[Mark]:
    """Mark what counts of everybody's answers to one question, which was not annulled."""
    closings = clock.closings()
    marks = []
    for person, ballot in ballots.items():
        counted = counted_answer(closings, ballot)
        if counted is not None:
            room, given = counted
            response = clock.response(clock.rooms[room], given.received_at)
            marks.append(Mark(person, room, given.option == key, response))
    return marks


def add_up(
    scores: Scores,
    marks: Iterable[Mark],
    position: Position,
    previous: Position | None,
    rules: LiveRules,
    units: Mapping[PersonId, UnitId],
) -> dict[PersonId, Score]:
    """The scores after one more question.

    Args:
        position: of that question.
        previous: the last question before it that was not annulled, for streaks.
        units: of everybody who has a mark but no score yet.
    """
    after = dict(scores)
    for mark in marks:
        before = after.get(mark.person) or Score(mark.person, units[mark.person], mark.room)
        after[mark.person] = _with_mark(before, mark, position, previous, rules)
    return after


def recompute(
    log: Iterable[AskedQuestion], rules: LiveRules, units: Mapping[PersonId, UnitId]
) -> dict[PersonId, Score]:
    """The scores that follow from the log alone (invariant 7); for a corrected key, too."""
    counting = sorted(
        (asked for asked in log if not asked.is_annulled), key=lambda asked: asked.position
    )
    scores: dict[PersonId, Score] = {}
    previous: Position | None = None
    for asked in counting:
        marks = tally(asked.clock, asked.ballots, asked.key)
        scores = add_up(scores, marks, asked.position, previous, rules, units)
        previous = asked.position
    return scores


def ballots_of(answers: Iterable[Said], rules: LiveRules) -> dict[PersonId, Ballot]:
    """The ballots of a question from single answers, in any order."""

    def put(ballots: dict[PersonId, Ballot], said: Said) -> dict[PersonId, Ballot]:
        ballot = ballots.get(said.person, {})
        given = merged(ballot.get(said.room), said, may_change=rules.may_change)
        ballots[said.person] = {**ballot, said.room: given}
        return ballots

    return reduce(put, answers, {})


def _with_mark(
    before: Score, mark: Mark, position: Position, previous: Position | None, rules: LiveRules
) -> Score:
    points, streak, right_at = before.points, before.streak, before.right_at
    if mark.is_right:
        streak = streak + 1 if right_at is not None and right_at == previous else 1
        points += points_for(mark.response, streak, rules)
        right_at = position
    return Score(
        before.person,
        before.unit,
        mark.room,
        points,
        before.right + mark.is_right,
        before.answered + 1,
        before.time_saved + rules.question_limit - mark.response,
        streak,
        right_at,
    )


def points_for(response: timedelta, streak: int, rules: LiveRules) -> int:
    """Points of a right answer; ``streak`` counts it and the right ones just before it."""
    match rules.scoring:
        case LiveScoring.PLAIN:
            return rules.points_per_question
        case LiveScoring.SPEED:
            return _speed_points(response, rules.question_limit)
        case LiveScoring.SPEED_AND_STREAKS:
            bonus = STREAK_STEP * min(streak - 1, STREAK_STEPS)
            return _speed_points(response, rules.question_limit) + bonus


def _speed_points(response: timedelta, limit: timedelta) -> int:
    """``base * (1 - response / limit / 2)``, rounded half up, in whole numbers only."""
    return ((2 * limit - response) * SPEED_BASE + limit) // (2 * limit)
