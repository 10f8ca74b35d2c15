"""What a live round says of keys and places in its rooms: pure texts, once a question is closed.

Everybody in a room reads everything: of persons never more is told than the round's policy shows
(invariant 11).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from contest.live_rules import LiveRules, LiveScoring
from contest.model import OPTION_LETTERS, Position
from handlers.formats import percent_text
from handlers.live_texts import annulled_text
from handlers.ports.live_records import Shows
from handlers.ports.live_standings import LiveStanding, PersonPlace, QuestionOutcome, UnitPlace
from handlers.rendering import clip, utf16_length
from handlers.texts.loader import Wording

SHOWN_UNITS = 10
"""Units of the picture, and of the final standing in words."""

SHOWN_BETWEEN = 5
"""Units and people after a question: a group reads it twice a minute."""

MAX_EXPLANATION, MAX_BETWEEN = 600, 800
"""UTF-16 code units of an explanation and of a standing: key, explanation and standing fit into one
message of the strictest platform, which takes 2,000."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Which round a standing is of, and how far it has come.

    Attributes:
        counted: questions so far that were not annulled.
        is_final: whether the round is over.
        shows: what a room may read of single persons.
    """

    title: str
    rules: LiveRules
    position: Position
    of: int
    counted: int
    is_final: bool = False
    is_rehearsal: bool = False
    shows: Shows = Shows.UNITS_ONLY


def outcome_text(one: QuestionOutcome, say: Wording) -> str:
    """The key of a question, how many were right, and why; nothing about single persons."""
    if one.is_annulled:
        return annulled_text(one.position, one.of, say)
    lines = [
        say(
            "live-outcome",
            position=one.position,
            of=one.of,
            letter=OPTION_LETTERS[one.key],
            option=one.options[one.key],
        ),
        *_counts(one, say),
    ]
    if one.explanation:
        explanation = clip(one.explanation, MAX_EXPLANATION)
        lines.append(say("live-outcome-why", explanation=explanation))
    return "\n".join(lines)


def stage_text(stage: Stage, say: Wording) -> str:
    """What a standing is the standing of."""
    if stage.is_final:
        found = say("live-standing-final")
    else:
        found = say("live-standing", position=stage.position, of=stage.of)
    return say("live-standing-rehearsal", heading=found) if stage.is_rehearsal else found


def standing_text(
    standing: LiveStanding, stage: Stage, say: Wording, limit: int = MAX_BETWEEN
) -> str:
    """The first units, and the first people as far as the policy shows them.

    Args:
        limit: UTF-16 code units; where names are long, fewer are named.
    """
    if not standing.units:
        return "\n".join([stage_text(stage, say), say("live-standing-nobody")])
    most = SHOWN_UNITS if stage.is_final else SHOWN_BETWEEN
    texts = (_standing(standing, stage, count, say) for count in range(most, 0, -1))
    fitting = (text for text in texts if utf16_length(text) <= limit)
    return next(fitting, clip(_standing(standing, stage, 1, say), limit))


def unit_line(one: UnitPlace, shows: Shows, say: Wording) -> str:
    """A unit's place, with the points if they may be shown."""
    facts: dict[str, str | int] = {
        "rank": one.rank,
        "unit": one.name,
        "people": one.participants,
    }
    average = shown_average(one, shows)
    if average is None:
        return say("live-standing-unit-only", **facts)
    return say("live-standing-unit", points=rounded(average), **facts)


def shown_average(one: UnitPlace, shows: Shows) -> Fraction | None:
    """The points of a unit; None where they are those of one person, if names are not shown."""
    return None if shows is Shows.UNITS_ONLY and one.participants == 1 else one.average


def person_line(one: PersonPlace, say: Wording) -> str:
    """A person's place, with the points if they may be shown."""
    facts: dict[str, str | int] = {"rank": one.rank, "name": one.name, "unit": one.unit}
    if one.points is None:
        return say("live-standing-person-only", **facts)
    return say("live-standing-person", points=one.points, **facts)


def shown_name(full_name: str, shows: Shows) -> str:
    """A person's name as a room may read it: whole if the policy says so, else its initials.

    Initials as newspapers write them: Nguyễn Thị Minh Khai is "N. T. M. K.".
    """
    if shows is Shows.NAMES:
        return full_name
    return " ".join(f"{word[0].upper()}." for word in full_name.split())


def most_points(stage: Stage) -> int | None:
    """The most points that anybody can have by now; None where speed decides about them."""
    if stage.rules.scoring is not LiveScoring.PLAIN:
        return None
    return stage.counted * stage.rules.points_per_question


def rounded(average: Fraction) -> float:
    """An average as it is shown: to hundredths, half up."""
    return float(Fraction((average * 200 + 1) // 2, 100))


def units_heading(rules: LiveRules, say: Wording) -> str:
    """What places of units are decided by."""
    if rules.unit_best is None:
        return say("live-standing-units-all")
    return say("live-standing-units-best", best=rules.unit_best)


def _standing(standing: LiveStanding, stage: Stage, count: int, say: Wording) -> str:
    shown = standing.units[:count]
    lines = [stage_text(stage, say), units_heading(stage.rules, say)]
    lines += [unit_line(each, stage.shows, say) for each in shown]
    if standing.unit_count > len(shown):
        lines.append(say("live-standing-more", count=standing.unit_count - len(shown)))
    if standing.people:
        lines += ["", say("live-standing-people")]
        lines += [person_line(each, say) for each in standing.people[:count]]
    return "\n".join(lines)


def _counts(one: QuestionOutcome, say: Wording) -> Sequence[str]:
    answered = sum(one.counts)
    if not answered:
        return [say("live-outcome-nobody")]
    right = one.counts[one.key]
    counts = [
        say("live-outcome-count", letter=letter, count=count)
        for letter, count in zip(OPTION_LETTERS, one.counts, strict=False)
    ]
    return [
        say(
            "live-outcome-right",
            right=right,
            answered=answered,
            percent=percent_text(right, answered, say),
        ),
        say("live-outcome-counts", counts=" · ".join(counts)),
    ]
