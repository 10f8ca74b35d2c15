"""The stratified draw and the shuffles, from the bank that the demonstration uses."""

import subprocess
import sys
from collections import Counter
from collections.abc import Sequence

import pytest

from contest.drawing import (
    MoreQuestionsNeededError,
    Shortage,
    draw_paper,
    draw_questions,
    find_shortages,
)
from contest.model import OptionIndex, Question, QuestionId, Topic
from contest.rules import RoundRules

SMALL_RULES = RoundRules(blueprint=((Topic("PCI"), 2), (Topic("PAR"), 1)))
SMALL_BANK = [
    Question(QuestionId(number), Topic(topic), "?", ("a", "b", "c", "d"), OptionIndex(0))
    for number, topic in enumerate(["PAR", "PAR", "PAR", "PCI", "PCI", "PCI"], start=1)
]
SMALL_PAPER = [(4, (0, 3, 2, 1)), (1, (3, 2, 0, 1)), (5, (2, 3, 1, 0))]
"""What the seed "hội thi" draws from the small bank, for ever."""


def test_the_default_blueprint_draws_fifteen_questions_of_all_topics(bank: list[Question]) -> None:
    topics = {question.id: question.topic for question in bank}

    paper = draw_paper("seed", bank, RoundRules())

    assert len({drawn.question for drawn in paper}) == 15
    assert Counter(topics[drawn.question] for drawn in paper) == {
        "PAR": 3,
        "PCI": 2,
        "PAPI": 2,
        "SIPAS": 2,
        "DTI": 2,
        "POLICY": 3,
        "05T05K": 1,
    }


def test_the_paper_of_a_seed_never_changes() -> None:
    # Stored seeds must draw the same papers in every later version (invariant 7).
    paper = draw_paper("hội thi", SMALL_BANK, SMALL_RULES)

    assert [(drawn.question, drawn.order) for drawn in paper] == SMALL_PAPER


@pytest.mark.parametrize("hash_seed", ["0", "4242"])
def test_another_process_draws_the_same_paper(hash_seed: str) -> None:
    program = (
        "from contest.drawing import draw_paper\n"
        "from tests.unit.contest.test_drawing import SMALL_BANK, SMALL_RULES\n"
        "paper = draw_paper('hội thi', SMALL_BANK, SMALL_RULES)\n"
        "print([(drawn.question, drawn.order) for drawn in paper])\n"
    )

    printed = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": ":".join(sys.path), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert printed.stdout.strip() == str(SMALL_PAPER)


def test_the_order_of_the_bank_does_not_matter(bank: list[Question]) -> None:
    assert draw_paper("s", bank[::-1], RoundRules()) == draw_paper("s", bank, RoundRules())


def test_a_question_that_is_twice_in_the_bank_is_drawn_once() -> None:
    rules = RoundRules(blueprint=((Topic("PAR"), 3),))

    paper = draw_paper("s", SMALL_BANK + SMALL_BANK, rules)

    assert sorted(drawn.question for drawn in paper) == [1, 2, 3]


def test_a_question_added_to_one_topic_leaves_the_others_as_they_were() -> None:
    rules = RoundRules(blueprint=SMALL_RULES.blueprint, shuffle_questions=False)
    added = Question(QuestionId(7), Topic("PAR"), "?", ("a", "b"), OptionIndex(0))

    before = draw_paper("s", SMALL_BANK, rules)
    after = draw_paper("s", [*SMALL_BANK, added], rules)

    assert before[:2] == after[:2]


def test_different_seeds_draw_different_papers(bank: list[Question]) -> None:
    papers = {draw_paper(f"seed {number}", bank, RoundRules()) for number in range(50)}

    assert len(papers) == 50


def test_every_question_is_drawn_about_equally_often(bank: list[Question]) -> None:
    rules = RoundRules(blueprint=((Topic("PAR"), 3),))

    drawn = Counter(
        question.question
        for number in range(700)
        for question in draw_paper(f"seed {number}", bank, rules)
    )

    # 7 questions, 3 drawn 700 times: 300 each, with a standard deviation of 13.
    assert len(drawn) == 7
    assert all(230 < count < 370 for count in drawn.values())


def test_every_place_and_option_order_comes_up() -> None:
    firsts = Counter[int]()
    orders = Counter[Sequence[int]]()
    rules = RoundRules(blueprint=((Topic("PAR"), 3),))
    for number in range(600):
        paper = draw_paper(f"seed {number}", SMALL_BANK, rules)
        firsts[paper[0].question] += 1
        orders[paper[0].order] += 1

    assert set(firsts) == {1, 2, 3}
    assert all(130 < count < 270 for count in firsts.values())  # 200 each
    assert len(orders) == 24


def test_without_shuffling_topics_come_in_the_order_of_the_blueprint(bank: list[Question]) -> None:
    topics = {question.id: question.topic for question in bank}

    paper = draw_paper("s", bank, RoundRules(shuffle_questions=False))

    assert [topics[drawn.question] for drawn in paper] == (
        ["PAR"] * 3 + ["PCI"] * 2 + ["PAPI"] * 2 + ["SIPAS"] * 2 + ["DTI"] * 2 + ["POLICY"] * 3
    ) + ["05T05K"]


def test_shuffling_the_questions_does_not_change_which_are_drawn(bank: list[Question]) -> None:
    shuffled = draw_paper("s", bank, RoundRules())
    ordered = draw_paper("s", bank, RoundRules(shuffle_questions=False))

    assert set(shuffled) == set(ordered)
    assert shuffled != ordered


def test_without_shuffling_options_stay_as_the_bank_has_them(bank: list[Question]) -> None:
    paper = draw_paper("s", bank, RoundRules(shuffle_options=False))

    assert {drawn.order for drawn in paper} == {(0, 1, 2, 3)}


def test_every_short_topic_is_named_with_what_it_needs_and_has() -> None:
    rules = RoundRules(
        blueprint=((Topic("PCI"), 4), (Topic("PAR"), 3), (Topic("DTI"), 1), (Topic("PAPI"), 2))
    )

    with pytest.raises(MoreQuestionsNeededError) as caught:
        draw_paper("s", SMALL_BANK, rules)

    assert caught.value.shortages == (
        Shortage(Topic("PCI"), needed=4, available=3),
        Shortage(Topic("DTI"), needed=1, available=0),
        Shortage(Topic("PAPI"), needed=2, available=0),
    )
    assert str(caught.value) == "PCI needs 4, has 3; DTI needs 1, has 0; PAPI needs 2, has 0"


def test_a_question_that_is_twice_in_the_bank_is_available_once() -> None:
    rules = RoundRules(blueprint=((Topic("PAR"), 4),))

    assert find_shortages(SMALL_BANK + SMALL_BANK, rules) == (
        Shortage(Topic("PAR"), needed=4, available=3),
    )


def test_a_bank_that_has_exactly_enough_is_short_of_nothing(bank: list[Question]) -> None:
    whole = RoundRules(blueprint=((Topic("PAR"), 7), (Topic("POLICY"), 31), (Topic("05T05K"), 9)))

    assert find_shortages(bank, RoundRules()) == ()
    assert find_shortages(bank, whole) == ()
    assert len(draw_paper("s", bank, whole)) == 47


def test_questions_of_a_live_round_are_drawn_once_each_whatever_the_order_of_the_bank() -> None:
    drawn = draw_questions("seed", [*SMALL_BANK, SMALL_BANK[0]], 4)

    assert len(set(drawn)) == 4
    assert drawn == draw_questions("seed", SMALL_BANK[::-1], 4)
    assert sorted(draw_questions("seed", SMALL_BANK, 6)) == [1, 2, 3, 4, 5, 6]


def test_other_seeds_draw_other_questions_for_a_live_round() -> None:
    drawn = {draw_questions(str(seed), SMALL_BANK, 2) for seed in range(50)}

    assert {question for pair in drawn for question in pair} == {1, 2, 3, 4, 5, 6}
    assert len(drawn) > 15


def test_a_live_round_has_no_more_questions_than_the_bank() -> None:
    with pytest.raises(ValueError, match="7 questions are wanted, the bank has 6"):
        draw_questions("seed", SMALL_BANK, 7)
