"""Use cases around playing: the briefing, beginning an attempt, seeing the open question again."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from contest import attempts as rules_of_play
from contest.drawing import MoreQuestionsNeededError, draw_paper
from contest.model import Question
from contest.rules import is_old_enough
from handlers import budget, exclusions, registration
from handlers.asking import ask, ask_again
from handlers.call import Call
from handlers.formats import LOCAL_ZONE, duration_text, instant_text
from handlers.payloads import command_payload
from handlers.ports import contents
from handlers.ports.addresses import ChatRef
from handlers.ports.contents import Choice, Content, Text
from handlers.ports.records import Attempt, NewAttempt, Person, Round
from handlers.ports.repositories import UnitOfWork
from handlers.rounds import next_round, open_round
from handlers.texts.loader import Wording

Ready = Callable[[UnitOfWork, Call, Person, Round], Awaitable[Sequence[Content]]]


@dataclass(frozen=True, slots=True)
class Entrant:
    """Somebody who is about to begin an attempt, and where it is to be played."""

    person: Person
    chat: ChatRef
    say: Wording
    now: datetime


async def start(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Brief the person on the round and offer to begin; no clock runs yet."""
    return await _if_ready(tx, call, _brief)


async def begin(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Draw a paper and ask its first question, whose clock starts on delivery."""
    return await _if_ready(tx, call, _draw_and_ask)


async def resume(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Show the open question again, with the time that is left."""
    attempt = await tx.attempts.latest_of(call.person.id) if call.person else None
    if attempt is None or not attempt.progress.is_running:
        return [Text(call.say("play-nothing-open"), (_start_choice(call),))]
    bank = await tx.questions.find([drawn.question for drawn in attempt.paper])
    return [ask_again(attempt, bank, call.now)]


async def refusal(tx: UnitOfWork, entrant: Entrant, current: Round) -> Text | None:
    """Why somebody may not take part in the round; None if nothing stands in the way."""
    opening_day = current.window.opens_at.astimezone(LOCAL_ZONE).date()
    if not is_old_enough(entrant.person.birth_date, current.rules, opening_day):
        return Text(entrant.say("play-too-young", age=current.rules.minimum_age))
    if (duty := await tx.exclusions.of_person(entrant.person.id)) is not None:
        return Text(exclusions.refusal_text(duty, entrant.say))
    return None


async def bank_of(tx: UnitOfWork, current: Round) -> Sequence[Question]:
    """The questions from which papers of the round are drawn."""
    opening_day = current.window.opens_at.astimezone(LOCAL_ZONE).date()
    return await tx.questions.valid_on(opening_day)


async def first_question(
    tx: UnitOfWork, entrant: Entrant, current: Round, bank: Sequence[Question]
) -> contents.Question | None:
    """Begin an attempt with its first question; None if one is running that began meanwhile.

    Raises:
        MoreQuestionsNeededError: if no paper can be drawn.
    """
    attempt = await _draw(tx, entrant, current, bank)
    return None if attempt is None else ask(attempt, {each.id: each for each in bank})


async def _if_ready(tx: UnitOfWork, call: Call, go_on: Ready) -> Sequence[Content]:
    """Go on if the person is registered and may begin an attempt now; else say what is missing."""
    if call.person is None:
        return await registration.begin(tx, call)
    current = await open_round(tx, call.now)
    if current is None:
        return [await _no_round(tx, call)]
    obstacle = await _obstacle(tx, call, call.person, current)
    if obstacle is None:
        obstacle = await budget.refusal(tx, call, current, is_briefed=go_on is _draw_and_ask)
    return obstacle or await go_on(tx, call, call.person, current)


async def _obstacle(
    tx: UnitOfWork, call: Call, person: Person, current: Round
) -> Sequence[Content] | None:
    """Why this person cannot begin an attempt now; None if nothing stands in the way."""
    refused = await refusal(tx, Entrant(person, call.chat, call.say, call.now), current)
    if refused is not None:
        return [refused]
    attempts = await tx.attempts.in_round(person.id, current.id)
    if attempts and attempts[-1].progress.is_running:
        return await resume(tx, call)
    if len(attempts) >= current.rules.attempts_allowed:
        score = Choice(call.say("command-score"), command_payload("score"))
        return [Text(call.say("play-no-attempt-left", round=current.name), (score,))]
    return None


async def _brief(_: UnitOfWork, call: Call, __: Person, current: Round) -> Sequence[Content]:
    rules = current.rules
    body = call.say(
        "play-briefing",
        round=current.name,
        questions=rules.question_count,
        seconds=int(rules.question_limit.total_seconds()),
        attempt=duration_text(rules.attempt_limit, call.say),
        prediction="yes" if rules.prediction else "no",
    )
    return [Text(body, (Choice(call.say("command-begin"), command_payload("begin")),))]


async def _no_round(tx: UnitOfWork, call: Call) -> Text:
    coming = await next_round(tx, call.now)
    if coming is None:
        return Text(call.say("play-no-round"))
    opens = instant_text(coming.window.opens_at, call.say)
    return Text(call.say("play-round-ahead", round=coming.name, opens=opens))


async def _draw_and_ask(
    tx: UnitOfWork, call: Call, person: Person, current: Round
) -> Sequence[Content]:
    entrant = Entrant(person, call.chat, call.say, call.now)
    try:
        question = await first_question(tx, entrant, current, await bank_of(tx, current))
    except MoreQuestionsNeededError as error:
        return [await not_ready(tx, entrant, current, error)]
    return await resume(tx, call) if question is None else [question]


async def not_ready(
    tx: UnitOfWork, entrant: Entrant, current: Round, error: MoreQuestionsNeededError
) -> Text:
    """What somebody is told for whom no paper can be drawn; the organisers find it in the log."""
    topics = ",".join(short.topic for short in error.shortages)
    await tx.audit("bank_too_small", entrant.now, "system", round=current.id, topics=topics)
    return Text(entrant.say("play-not-ready", round=current.name))


async def _draw(
    tx: UnitOfWork, entrant: Entrant, current: Round, bank: Sequence[Question]
) -> Attempt | None:
    person = entrant.person
    ordinal = len(await tx.attempts.in_round(person.id, current.id)) + 1
    # Nobody can foresee it, and it is stored: the draw can be repeated by anybody (domain.md 9).
    seed = secrets.token_hex(16)
    return await tx.attempts.begin(
        NewAttempt(
            person=person.id,
            round=current.id,
            unit=person.unit,
            chat=entrant.chat,
            locale=entrant.say.locale,
            seed=seed,
            paper=draw_paper(seed, bank, current.rules),
            progress=rules_of_play.begin(current.rules),
            started_at=entrant.now,
            ordinal=ordinal,
        )
    )


def _start_choice(call: Call) -> Choice:
    return Choice(call.say("command-start-play"), command_payload("play"))
