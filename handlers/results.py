"""Use cases: my score, and the review of my answers once the round's policy allows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from contest.attempts import State, time_used
from contest.model import OPTION_LETTERS, DrawnQuestion, Position, Question, QuestionId
from contest.rules import Reveal
from contest.scoring import Tried, counted_attempt
from handlers import registration
from handlers.call import Call
from handlers.commands import offer
from handlers.formats import closing_text, duration_text
from handlers.ports.contents import Content, Text
from handlers.ports.records import Answer, Attempt, Person, Round
from handlers.ports.repositories import UnitOfWork
from handlers.rendering import paged

MAX_ROUNDS = 6
"""Newest rounds shown; more would not fit on a phone's screen."""


@dataclass(frozen=True, slots=True)
class Played:
    """A person's attempts in one round, in the order in which they began; at least one."""

    round: Round
    attempts: Sequence[Attempt]

    @property
    def counted(self) -> Attempt | None:
        """The attempt that counts so far."""
        tried = [Tried(each.id, each.ordinal, each.progress) for each in self.attempts]
        best = counted_attempt(tried, self.round.rules.counting)
        return next((each for each in self.attempts if best and each.id == best.attempt), None)

    @property
    def is_running(self) -> bool:
        return self.attempts[-1].progress.is_running


async def my_score(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Show the sender's scores, newest round first."""
    if call.person is None:
        return await registration.begin(tx, call)
    played = await _played(tx, call.person)
    if not played:
        return [Text(call.say("score-none"), offer(call.say, "play", "rules"))]
    body = "\n\n".join(_score_of(each, call) for each in played[:MAX_ROUNDS])
    if any(each.is_running for each in played):
        return [Text(body, offer(call.say, "resume"))]
    if any(_may_review(each, call.now) for each in played):
        return [Text(body, offer(call.say, "answers", "rules"))]
    return [Text(body, offer(call.say, "rules", "help"))]


async def review(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Show question by question what was right, of the newest round whose policy allows it."""
    if call.person is None:
        return await registration.begin(tx, call)
    played = await _played(tx, call.person)
    if not played:
        return [Text(call.say("score-none"), offer(call.say, "play", "rules"))]
    shown = next((each for each in played if _may_review(each, call.now)), None)
    if shown is None or shown.counted is None:
        return [Text(_why_not_yet(played[0], call), offer(call.say, "score", "rules"))]
    return await _review_of(tx, call, shown.counted)


async def _played(tx: UnitOfWork, person: Person) -> Sequence[Played]:
    """The rounds in which somebody has played, newest first."""
    rounds = [
        Played(each, await tx.attempts.in_round(person.id, each.id))
        for each in reversed(await tx.rounds.all())
    ]
    return [each for each in rounds if each.attempts]


def _may_review(played: Played, now: datetime) -> bool:
    """Whether the right answers may be shown; never while an attempt in that round is running."""
    if played.counted is None or played.is_running:
        return False
    match played.round.rules.reveal:
        case Reveal.AFTER_EACH_QUESTION:
            return True
        case Reveal.AFTER_ROUND:
            return now >= played.round.window.closes_at
        case Reveal.NEVER:
            return False


def _score_of(played: Played, call: Call) -> str:
    name = played.round.name
    if played.round.is_rehearsal:
        name = call.say("score-rehearsal", round=name)
    counted = played.counted
    lines = [_attempt_line(each, played.round, call) for each in played.attempts]
    if counted is not None and len(played.attempts) > 1:
        lines.append(call.say("score-counted", ordinal=counted.ordinal))
    return "\n".join([name, *(f"• {line}" for line in lines)])


def _attempt_line(attempt: Attempt, of_round: Round, call: Call) -> str:
    """One attempt; the points so far stay hidden, as they would tell which answers were right."""
    progress, rules = attempt.progress, of_round.rules
    if progress.is_running:
        return call.say(
            "score-running",
            ordinal=attempt.ordinal,
            position=min(progress.position, rules.question_count),
            of=rules.question_count,
        )
    if progress.state is State.VOID:
        return call.say("score-void", ordinal=attempt.ordinal)
    return call.say(
        "score-line",
        ordinal=attempt.ordinal,
        score=progress.score,
        total=rules.question_count * rules.points_per_question,
        time=duration_text(time_used(progress, rules), call.say),
    )


def _why_not_yet(played: Played, call: Call) -> str:
    if played.is_running:
        return call.say("review-while-playing")
    if played.round.rules.reveal is Reveal.NEVER or played.counted is None:
        return call.say("review-never", round=played.round.name)
    closes = closing_text(played.round.window.closes_at, call.say)
    return call.say("review-later", round=played.round.name, closes=closes)


async def _review_of(tx: UnitOfWork, call: Call, attempt: Attempt) -> Sequence[Content]:
    bank = await _bank(tx, attempt)
    answers = {each.position: each for each in await tx.attempts.answers(attempt.id)}
    blocks = [
        _reviewed(place, drawn, bank[drawn.question], answers.get(Position(place)), call)
        for place, drawn in enumerate(attempt.paper, start=1)
    ]
    heading = call.say("review-heading", round=attempt.round.name, score=attempt.progress.score)
    pages = paged([heading, *blocks])
    return [*map(Text, pages[:-1]), Text(pages[-1], offer(call.say, "score", "rules"))]


async def _bank(tx: UnitOfWork, attempt: Attempt) -> Mapping[QuestionId, Question]:
    """The questions of an attempt with the keys that count, should one have been corrected."""
    bank = await tx.questions.find([drawn.question for drawn in attempt.paper])
    keys = {key.asked: key.option for key in await tx.corrections.corrected_keys(attempt.round.id)}
    return {id_: replace(each, correct=keys.get(id_, each.correct)) for id_, each in bank.items()}


def _reviewed(
    place: int, drawn: DrawnQuestion, question: Question, answer: Answer | None, call: Call
) -> str:
    """One question with the right option and, where it was another, the person's own."""
    right = _option_text(drawn, question, drawn.shown_place(question.correct))
    chosen = answer.option if answer else None
    if chosen == question.correct:
        verdict = call.say("review-right", option=right)
    elif chosen is None:
        verdict = call.say("review-unanswered", right=right)
    else:
        own = _option_text(drawn, question, drawn.shown_place(chosen))
        verdict = call.say("review-wrong", option=own, right=right)
    return f"{place}. {question.text}\n{verdict}"


def _option_text(drawn: DrawnQuestion, question: Question, shown_place: int) -> str:
    return f"{OPTION_LETTERS[shown_place]}. {question.options[drawn.order[shown_place]]}"
