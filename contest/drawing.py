"""Draws the paper of one attempt from a stored text seed, and says what a bank is short of.

Lots are keyed hashes, not ``random``: the library promises the same numbers for the same seed only
for ``random()`` itself, not for ``shuffle`` or ``sample``, and a paper must come out the same years
later (invariant 7). Whatever has the lowest lot comes first, so neither the order of the bank nor a
question added to another topic changes a draw, and anybody can check one with SHA-256 alone.
"""

import hmac
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contest.model import DrawnQuestion, OptionIndex, Paper, Question, QuestionId, Topic
from contest.rules import RoundRules


@dataclass(frozen=True, slots=True)
class Shortage:
    """A topic of which the blueprint needs more questions than the bank has."""

    topic: Topic
    needed: int
    available: int


class MoreQuestionsNeededError(Exception):
    """The bank cannot serve the blueprint: questions of these topics must be added."""

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        super().__init__(
            "; ".join(
                f"{short.topic} needs {short.needed}, has {short.available}" for short in shortages
            )
        )
        self.shortages = tuple(shortages)


def find_shortages(bank: Iterable[Question], rules: RoundRules) -> tuple[Shortage, ...]:
    """Every topic the bank is short of, in the order of the blueprint; empty if it can serve."""
    available = Counter({question.id: question.topic for question in bank}.values())
    return tuple(
        Shortage(topic, needed, available[topic])
        for topic, needed in rules.blueprint
        if available[topic] < needed
    )


def draw_paper(seed: str, bank: Sequence[Question], rules: RoundRules) -> Paper:
    """Draw the questions of one attempt: stratified by topic, no question twice.

    The same seed, rules and set of questions give the same paper, in whatever order the bank comes.
    With ``shuffle_questions`` off, topics come in the order of the blueprint.

    Raises:
        MoreQuestionsNeededError: if any topic has too few questions.
    """
    if shortages := find_shortages(bank, rules):
        raise MoreQuestionsNeededError(shortages)
    distinct = {question.id: question for question in bank}.values()
    drawn = [
        question
        for topic, count in rules.blueprint
        for question in sorted(
            (question for question in distinct if question.topic == topic),
            key=lambda question: _lot(seed, "draw", question.id),
        )[:count]
    ]
    if rules.shuffle_questions:
        drawn.sort(key=lambda question: _lot(seed, "place", question.id))
    return tuple(
        DrawnQuestion(question.id, _option_order(seed, question, rules)) for question in drawn
    )


def draw_questions(seed: str, bank: Sequence[Question], count: int) -> tuple[QuestionId, ...]:
    """Draw the questions of a live round: as many as wanted, of any topic, none twice.

    Raises:
        ValueError: if the bank has fewer.
    """
    ids = {question.id for question in bank}
    if len(ids) < count:
        raise ValueError(f"{count} questions are wanted, the bank has {len(ids)}")
    return tuple(sorted(ids, key=lambda id_: _lot(seed, "live", id_))[:count])


def _option_order(seed: str, question: Question, rules: RoundRules) -> tuple[OptionIndex, ...]:
    order = [OptionIndex(index) for index in range(len(question.options))]
    if rules.shuffle_options:
        order.sort(key=lambda option: _lot(seed, "option", question.id, option))
    return tuple(order)


def _lot(seed: str, purpose: str, *numbers: int) -> bytes:
    """32 bytes that look random, one value for each use of a seed."""
    label = ":".join((purpose, *map(str, numbers)))
    return hmac.digest(seed.encode(), label.encode(), "sha256")
