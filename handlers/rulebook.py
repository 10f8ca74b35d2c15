"""The Thể lệ, written from the rules themselves, so that text and behaviour cannot differ."""

from collections.abc import Sequence

from contest.model import Topic
from contest.rules import RoundRules, TieBreak
from handlers.call import Call
from handlers.commands import offer
from handlers.formats import closing_text, duration_text, instant_text
from handlers.ports.contents import Content, Text
from handlers.ports.records import Contest, Round
from handlers.ports.repositories import UnitOfWork
from handlers.rendering import paged
from handlers.rounds import round_at_hand
from handlers.texts.loader import Wording


async def rules(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Show the rules of the open round, else of the next, else of the last."""
    at_hand = await round_at_hand(tx, call.now)
    contest = await tx.rounds.contest()
    if at_hand is None or contest is None:
        return [Text(call.say("rules-unpublished"), offer(call.say, "help"))]
    pages = rulebook(contest, at_hand, call.say)
    names = ("play", "help") if call.person else ("register", "help")
    return [*map(Text, pages[:-1]), Text(pages[-1], offer(call.say, *names))]


def rulebook(contest: Contest, of_round: Round, say: Wording) -> Sequence[str]:
    """The rules of a round in numbered sections; two pages with the rules of domain.md 2.2."""
    rules = of_round.rules
    sections = (
        _window(of_round, say),
        say("rules-who", age=rules.minimum_age),
        _paper(rules, say),
        say(
            "rules-time",
            question=duration_text(rules.question_limit, say),
            attempt=duration_text(rules.attempt_limit, say),
        ),
        _attempts(rules, say),
        say("rules-scoring", points=rules.points_per_question),
        _ranking(rules, say),
        say("rules-reveal", reveal=rules.reveal.value),
        say("rules-data"),
    )
    heading = say(
        "rules-heading",
        contest=contest.name,
        round=of_round.name,
        rehearsal="yes" if of_round.is_rehearsal else "no",
    )
    numbered = [f"{number}. {section}" for number, section in enumerate(sections, start=1)]
    return paged([heading, *numbered, say("rules-version", version=rules.version)])


def _window(of_round: Round, say: Wording) -> str:
    return say(
        "rules-window",
        opens=instant_text(of_round.window.opens_at, say),
        closes=closing_text(of_round.window.closes_at, say),
    )


def _paper(rules: RoundRules, say: Wording) -> str:
    topics = [
        say("rules-topic", topic=_topic(topic, say), count=count)
        for topic, count in rules.blueprint
    ]
    lines = [say("rules-paper", count=rules.question_count), *topics]
    if rules.shuffle_questions or rules.shuffle_options:
        lines.append(say("rules-shuffle", what=_shuffled(rules)))
    if rules.prediction is not None:
        prediction = rules.prediction
        lines.append(
            say("rules-prediction", subject=prediction.subject.value, scope=prediction.scope.value)
        )
    return "\n".join(lines)


def _shuffled(rules: RoundRules) -> str:
    if rules.shuffle_questions and rules.shuffle_options:
        return "both"
    return "questions" if rules.shuffle_questions else "options"


def _topic(topic: Topic, say: Wording) -> str:
    """The topic in words; topics are data, so one without words goes by its code."""
    key = f"topic-{topic}"
    return say(key) if key in say.keys() else topic  # noqa: SIM118 - a method, no mapping


def _attempts(rules: RoundRules, say: Wording) -> str:
    if rules.attempts_allowed == 1:
        return say("rules-one-attempt")
    return say("rules-attempts", count=rules.attempts_allowed, counting=rules.counting.value)


def _ranking(rules: RoundRules, say: Wording) -> str:
    comparators = [
        each
        for each in rules.tie_breaks
        if rules.prediction is not None or each is not TieBreak.PREDICTION_DISTANCE
    ]
    order = [
        f"({place}) {say('tie-break', comparator=each.value)}"
        for place, each in enumerate(comparators, start=1)
    ]
    return say("rules-ranking", order="; ".join(order))
