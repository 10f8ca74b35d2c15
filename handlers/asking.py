"""What the owner of an attempt is told: its question, what became of the one before, the end.

Nothing here tells a right answer before the round's policy allows it (invariant 11).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from contest import attempts as rules_of_play
from contest.attempts import Progress, State
from contest.model import OptionIndex, Position, Question, QuestionId
from contest.rules import Reveal
from handlers.formats import closing_text, duration_text
from handlers.payloads import command_payload
from handlers.ports import contents
from handlers.ports.contents import Choice, Passed, Receipt, Text
from handlers.ports.records import Attempt
from handlers.texts.loader import wording

Bank = Mapping[QuestionId, Question]
"""Question versions by id: at least all that the attempts at hand have drawn."""


def ask(
    attempt: Attempt, bank: Bank, previous: Receipt | None = None, replaces: str | None = None
) -> contents.Question:
    """The attempt's current question as its owner is to see it, with its full time."""
    progress, rules = attempt.progress, attempt.round.rules
    text, options = _shown(attempt, bank)
    return contents.Question(
        attempt=attempt.id,
        position=progress.position,
        of=rules.question_count,
        text=text,
        options=options,
        limit=min(rules.question_limit, progress.time_left),
        closes_at=attempt.round.window.closes_at,
        locale=attempt.locale,
        previous=previous,
        replaces=replaces,
    )


def ask_again(attempt: Attempt, bank: Bank, now: datetime) -> contents.Question:
    """The current question once more, with the time that is left if its clock is running."""
    question, deadline = ask(attempt, bank), attempt.progress.deadline
    if deadline is None:
        return question
    return replace(question, limit=max(deadline - now, timedelta(0)))


def closing_words(attempt: Attempt, previous: Receipt | None, replaces: str | None = None) -> Text:
    """What is said when an attempt has ended: the score, and when answers are published."""
    say, rules, progress = wording(attempt.locale), attempt.round.rules, attempt.progress
    lines = [
        say("play-finished" if progress.state is State.FINISHED else "play-closed"),
        score_line(attempt, progress),
    ]
    if rules.reveal is Reveal.AFTER_ROUND:
        lines.append(
            say("play-reveal-later", closes=closing_text(attempt.round.window.closes_at, say))
        )
    choices = (Choice(say("command-score"), command_payload("score")),)
    return Text("\n".join(lines), choices, previous, replaces)


def score_line(attempt: Attempt, progress: Progress) -> str:
    """Only for an attempt that has ended: points so far would tell which answers were right."""
    say, rules = wording(attempt.locale), attempt.round.rules
    return say(
        "play-score",
        score=progress.score,
        total=rules.question_count * rules.points_per_question,
        time=duration_text(rules_of_play.time_used(progress, rules), say),
    )


def receipt_of(
    attempt: Attempt,
    position: Position,
    passed: Passed,
    bank: Bank,
    option: OptionIndex | None = None,
) -> Receipt:
    """What the person may know now about the place just passed (invariant 11)."""
    if position > attempt.round.rules.question_count:
        return Receipt(attempt.id, position, passed)
    drawn = attempt.paper[position - 1]
    place = None if option is None else drawn.shown_place(option)
    if attempt.round.rules.reveal is not Reveal.AFTER_EACH_QUESTION:
        return Receipt(attempt.id, position, passed, place)
    key = bank[drawn.question].correct
    return Receipt(
        attempt.id,
        position,
        passed,
        place,
        correct=None if option is None else option == key,
        right_place=drawn.shown_place(key),
    )


def _shown(attempt: Attempt, bank: Bank) -> tuple[str, tuple[str, ...]]:
    """Text and options, in shown order, of the attempt's current place."""
    rules, position = attempt.round.rules, attempt.progress.position
    if position > rules.question_count and rules.prediction is not None:
        key = f"play-prediction-{rules.prediction.subject.value.replace('_', '-')}"
        return wording(attempt.locale)(key), ()
    drawn = attempt.paper[position - 1]
    question = bank[drawn.question]
    return question.text, tuple([question.options[index] for index in drawn.order])
