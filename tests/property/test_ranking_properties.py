"""What holds for every ranking: a total order with ties, whatever order the entries come in."""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from contest.model import AttemptId, Audience, PersonId
from contest.ranking import Entry, ManualOrder, predicted_truth, rank
from contest.rules import Prediction, PredictionScope, PredictionSubject, RoundRules, TieBreak

DAY = datetime(2023, 11, 7, tzinfo=UTC)

small_times = st.integers(0, 3).map(lambda minutes: timedelta(minutes=minutes))
instants = small_times.map(lambda after: DAY + after)


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    """Few different values, so that there are many ties."""
    people = draw(st.sets(st.integers(1, 1000), max_size=15))
    return [
        Entry(
            PersonId(person),
            AttemptId(person * 7 % 1009),
            draw(st.sampled_from(Audience)),
            draw(st.sampled_from([0, 14, 15])),
            draw(instants),
            draw(small_times),
            draw(instants),
            draw(st.none() | st.integers(0, 6)),
            draw(st.integers(1, 3)),
        )
        for person in people
    ]


rule_sets = st.builds(
    RoundRules,
    tie_breaks=st.permutations([one for one in TieBreak if one is not TieBreak.SCORE])
    .flatmap(lambda rest: st.integers(0, len(rest)).map(lambda count: tuple(rest[:count])))
    .map(lambda rest: (TieBreak.SCORE, *rest)),
    prediction=st.none()
    | st.builds(Prediction, st.sampled_from(PredictionSubject), st.sampled_from(PredictionScope)),
)


@given(entries(), rule_sets, st.randoms(use_true_random=False))
def test_the_order_of_the_entries_does_not_matter(
    counted: list[Entry], rules: RoundRules, random: Random
) -> None:
    shuffled = random.sample(counted, len(counted))

    assert rank(shuffled, rules) == rank(counted, rules)


@given(entries(), rule_sets)
def test_a_rank_is_one_more_than_the_number_of_those_before(
    counted: list[Entry], rules: RoundRules
) -> None:
    places = rank(counted, rules).places

    ranks = [place.rank for place in places]
    assert ranks == sorted(ranks)
    for place in places:
        assert place.rank == 1 + sum(other < place.rank for other in ranks)
        own = [other for other in places if other.entry.audience is place.entry.audience]
        assert place.group_rank == 1 + sum(other.rank < place.rank for other in own)
    assert sorted(place.entry.person for place in places) == sorted(e.person for e in counted)


@given(entries(), rule_sets)
def test_scores_never_rise_from_one_place_to_the_next(
    counted: list[Entry], rules: RoundRules
) -> None:
    scores = [place.entry.score for place in rank(counted, rules).places]

    assert scores == sorted(scores, reverse=True)


@given(entries(), rule_sets, st.randoms(use_true_random=False))
def test_a_manual_order_parts_only_those_who_were_equal(
    counted: list[Entry], rules: RoundRules, random: Random
) -> None:
    before_manual = RoundRules(
        tie_breaks=tuple(one for one in rules.tie_breaks if one is not TieBreak.MANUAL),
        prediction=rules.prediction,
    )
    with_manual = RoundRules(
        tie_breaks=(*before_manual.tie_breaks, TieBreak.MANUAL), prediction=rules.prediction
    )
    people = tuple(random.sample([entry.person for entry in counted], len(counted)))
    before = {place.entry.person: place.rank for place in rank(counted, before_manual).places}

    after = rank(counted, with_manual, ManualOrder(people, "Bốc thăm")).places

    assert [place.rank for place in after] == list(range(1, len(counted) + 1))
    assert [before[place.entry.person] for place in after] == sorted(before.values())


@given(entries(), rule_sets)
def test_groups_of_a_truth_make_up_the_whole(counted: list[Entry], rules: RoundRules) -> None:
    for subject in PredictionSubject:
        per_group, overall = (
            predicted_truth(counted, RoundRules(prediction=Prediction(subject, scope)))
            for scope in (PredictionScope.PRIZE_GROUP, PredictionScope.EVERYBODY)
        )
        assert set(overall.values()) == {sum(per_group.values())}
