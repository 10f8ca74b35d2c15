"""What holds for every paper that can be drawn, and for every score counted on it."""

from collections import Counter
from datetime import UTC, datetime
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from contest import attempts
from contest.drawing import draw_paper, find_shortages
from contest.model import OptionIndex, Position, Question, QuestionId, Topic
from contest.rules import RoundRules
from contest.scoring import points_for, recompute

START = datetime(2023, 11, 7, tzinfo=UTC)
TOPICS = [Topic(name) for name in ("PAR", "PCI", "PAPI", "DTI")]


@st.composite
def banks(draw: st.DrawFn) -> list[Question]:
    """Up to 40 questions with 2 to 10 options each."""
    questions = []
    for number in draw(st.sets(st.integers(1, 10_000), min_size=4, max_size=40)):
        option_count = draw(st.integers(2, 10))
        questions.append(
            Question(
                QuestionId(number),
                draw(st.sampled_from(TOPICS)),
                "?",
                tuple(f"option {index}" for index in range(option_count)),
                OptionIndex(draw(st.integers(0, option_count - 1))),
            )
        )
    return questions


@st.composite
def rounds(draw: st.DrawFn) -> tuple[list[Question], RoundRules]:
    """A bank and rules that it can serve."""
    bank = draw(banks())
    available = Counter(question.topic for question in bank)
    topics = draw(st.permutations(sorted(available)))
    blueprint = tuple(
        (topic, draw(st.integers(1, available[topic])))
        for topic in topics[: draw(st.integers(1, len(topics)))]
    )
    rules = RoundRules(
        blueprint=blueprint,
        points_per_question=draw(st.integers(1, 3)),
        shuffle_questions=draw(st.booleans()),
        shuffle_options=draw(st.booleans()),
        prediction=None,
    )
    return bank, rules


@given(st.text(), rounds())
def test_a_paper_follows_the_blueprint_and_repeats_no_question(
    seed: str, drawn_from: tuple[list[Question], RoundRules]
) -> None:
    bank, rules = drawn_from
    topics = {question.id: question.topic for question in bank}

    paper = draw_paper(seed, bank, rules)

    assert find_shortages(bank, rules) == ()
    assert len({drawn.question for drawn in paper}) == len(paper)
    assert Counter(topics[drawn.question] for drawn in paper) == dict(rules.blueprint)


@given(st.text(), rounds())
def test_every_option_order_is_a_permutation(
    seed: str, drawn_from: tuple[list[Question], RoundRules]
) -> None:
    bank, rules = drawn_from
    options = {question.id: len(question.options) for question in bank}

    for drawn in draw_paper(seed, bank, rules):
        assert sorted(drawn.order) == list(range(options[drawn.question]))
        for place, option in enumerate(drawn.order):
            assert drawn.option_at(place) == option
            assert drawn.shown_place(option) == place


@given(st.text(), rounds(), st.randoms(use_true_random=False))
def test_the_same_seed_draws_the_same_paper_from_a_bank_in_any_order(
    seed: str, drawn_from: tuple[list[Question], RoundRules], random: Random
) -> None:
    bank, rules = drawn_from
    shuffled = random.sample(bank, len(bank))

    assert draw_paper(seed, shuffled, rules) == draw_paper(seed, bank, rules)


@given(st.text(), rounds(), st.data())
def test_the_score_recomputed_from_what_is_stored_is_the_score_counted(
    seed: str, drawn_from: tuple[list[Question], RoundRules], data: st.DataObject
) -> None:
    bank, rules = drawn_from
    by_id = {question.id: question for question in bank}
    paper = draw_paper(seed, bank, rules)
    progress = attempts.begin(rules)
    answers: dict[Position, OptionIndex | None] = {}
    for number, drawn in enumerate(paper, start=1):
        place = data.draw(st.none() | st.integers(0, len(drawn.order) - 1))
        option = None if place is None else drawn.option_at(place)
        answers[Position(number)] = option
        points = points_for(by_id[drawn.question], option, rules)
        progress = attempts.take(progress, Position(number), START, points, rules)

    keys = {question.id: question.correct for question in bank}

    assert progress.state is attempts.State.FINISHED
    assert recompute(paper, answers, keys, rules) == progress.score
