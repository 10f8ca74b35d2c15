"""What differs between two awardings of a contest, and why somebody has another prize."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from contest.award_policy import MAX_COUNT
from contest.awarding import Outcome, PersonAward
from contest.awards import Prize
from contest.model import PersonId, RoundId


class AwardCause(StrEnum):
    """Why somebody has another prize in a round than before, or none, or one now."""

    POLICY = "policy"
    """Other prizes are given."""
    NOT_RANKED = "not_ranked"
    """They are in the result of the round no more."""
    TIE = "tie"
    """They are equal to others now, and wait for a decision."""
    OTHER_PRIZE = "other_prize"
    """They have, or had, a prize in another round: one person keeps one."""
    RANK = "rank"
    """A new version of the result has them in another place."""
    DECISION = "decision"
    """The Ban Tổ chức has decided a tie."""
    OTHERS = "others"
    """Somebody else has come or gone before them."""


@dataclass(frozen=True, slots=True)
class AwardChange:
    """What has changed for one person in one round; None where there was or is no prize.

    Attributes:
        rank_before, rank_after: in the prize group; None if they were or are not in the result.
    """

    round: RoundId
    person: PersonId
    before: Prize | None
    after: Prize | None
    rank_before: int | None
    rank_after: int | None
    cause: AwardCause


Ranks = Mapping[tuple[RoundId, PersonId], int]
"""Places in the prize group by the results of one awarding; who is not in them is left out."""


def changed_people(before: Outcome, after: Outcome) -> Sequence[tuple[RoundId, PersonId]]:
    """Who has another prize in a round than before, came to one or lost it; as they are listed."""
    earlier, later = _prizes(before), _prizes(after)
    return [
        key
        for key in dict.fromkeys([*earlier, *later])
        if _prize(earlier, key) != _prize(later, key)
    ]


def explain_awards(
    before: Outcome, after: Outcome, ranks_before: Ranks, ranks_after: Ranks
) -> Sequence[AwardChange]:
    """What has changed between two awardings, and why.

    Args:
        ranks_before, ranks_after: of those whom ``changed_people`` names.
    """
    earlier, later = _prizes(before), _prizes(after)
    return [
        AwardChange(
            *key,
            _prize(earlier, key),
            _prize(later, key),
            ranks_before.get(key),
            ranks_after.get(key),
            _cause(key, (before, after), (ranks_before.get(key), ranks_after.get(key))),
        )
        for key in changed_people(before, after)
    ]


_Key = tuple[RoundId, PersonId]


def _prizes(outcome: Outcome) -> dict[_Key, PersonAward]:
    return {(each.round, each.person): each for each in outcome.people}


def _prize(prizes: Mapping[_Key, PersonAward], key: _Key) -> Prize | None:
    return prizes[key].prize if key in prizes else None


def _cause(
    key: _Key, outcomes: tuple[Outcome, Outcome], ranks: tuple[int | None, int | None]
) -> AwardCause:
    before, after = outcomes
    if before.policy != after.policy:
        return AwardCause.POLICY
    if ranks[1] is None:
        return AwardCause.NOT_RANKED
    if _is_waiting(key, after):
        return AwardCause.TIE
    if ranks[0] != ranks[1] and _has_risen(ranks) == (_worth(key, after) < _worth(key, before)):
        return AwardCause.RANK
    if _rounds_won(key, before) != _rounds_won(key, after):
        return AwardCause.OTHER_PRIZE
    is_decided = not _decisions_in(key, after) <= _decisions_in(key, before)
    return AwardCause.DECISION if is_decided else AwardCause.OTHERS


def _has_risen(ranks: tuple[int | None, int | None]) -> bool:
    before, after = ranks
    return before is None or (after is not None and after < before)


def _worth(key: _Key, outcome: Outcome) -> int:
    """The place of a prize among the kinds, the best first; behind all of them without one."""
    won = _prizes(outcome).get(key)
    if won is None:
        return MAX_COUNT
    return [slot.prize for slot in outcome.policy.individual[won.audience]].index(won.prize)


def _rounds_won(key: _Key, outcome: Outcome) -> set[RoundId]:
    """The other rounds in which that person has a prize."""
    round_id, person = key
    return {each.round for each in outcome.people if each.person == person} - {round_id}


def _decisions_in(key: _Key, outcome: Outcome) -> set[int]:
    """The decisions by which prizes are given in that round."""
    return {
        each.decision
        for each in outcome.people
        if each.round == key[0] and each.decision is not None
    }


def _is_waiting(key: _Key, outcome: Outcome) -> bool:
    """Whether somebody stands in a tie that is to be decided."""
    ties = [each.tie for each in outcome.person_ties if each.round == key[0]]
    return any(key[1] in tie.contenders for tie in ties)
