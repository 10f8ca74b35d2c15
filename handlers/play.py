"""Use cases around playing: the briefing, beginning an attempt, seeing the open question again."""

import secrets
from collections.abc import Awaitable, Callable, Sequence

from contest import attempts as rules_of_play
from contest.drawing import MoreQuestionsNeededError, draw_paper
from contest.rules import is_old_enough
from handlers import budget, exclusions, registration
from handlers.asking import ask, ask_again
from handlers.call import Call
from handlers.formats import LOCAL_ZONE, duration_text, instant_text
from handlers.payloads import command_payload
from handlers.ports.contents import Choice, Content, Text
from handlers.ports.records import Attempt, NewAttempt, Person, Round
from handlers.ports.repositories import UnitOfWork
from handlers.rounds import next_round, open_round

Ready = Callable[[UnitOfWork, Call, Person, Round], Awaitable[Sequence[Content]]]


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


async def _if_ready(tx: UnitOfWork, call: Call, go_on: Ready) -> Sequence[Content]:
    """Go on if the person is registered and may begin an attempt now; else say what is missing."""
    if call.person is None:
        return await registration.begin(tx, call)
    current = await open_round(tx, call.now)
    if current is None:
        return [await _no_round(tx, call)]
    refusal = await _refusal(tx, call, call.person, current)
    if refusal is None:
        refusal = await budget.refusal(tx, call, current, is_briefed=go_on is _draw_and_ask)
    return refusal or await go_on(tx, call, call.person, current)


async def _refusal(
    tx: UnitOfWork, call: Call, person: Person, current: Round
) -> Sequence[Content] | None:
    """Why this person cannot begin an attempt now; None if nothing stands in the way."""
    opening_day = current.window.opens_at.astimezone(LOCAL_ZONE).date()
    if not is_old_enough(person.birth_date, current.rules, opening_day):
        return [Text(call.say("play-too-young", age=current.rules.minimum_age))]
    if (duty := await tx.exclusions.of_person(person.id)) is not None:
        return [Text(exclusions.refusal_text(duty, call.say))]
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
    try:
        attempt = await _draw(tx, call, person, current)
    except MoreQuestionsNeededError as error:
        topics = ",".join(short.topic for short in error.shortages)
        await tx.audit("bank_too_small", call.now, "system", round=current.id, topics=topics)
        return [Text(call.say("play-not-ready", round=current.name))]
    if attempt is None:
        return await resume(tx, call)
    bank = await tx.questions.find([drawn.question for drawn in attempt.paper])
    return [ask(attempt, bank)]


async def _draw(tx: UnitOfWork, call: Call, person: Person, current: Round) -> Attempt | None:
    opening_day = current.window.opens_at.astimezone(LOCAL_ZONE).date()
    bank = await tx.questions.valid_on(opening_day)
    ordinal = len(await tx.attempts.in_round(person.id, current.id)) + 1
    # Nobody can foresee it, and it is stored: the draw can be repeated by anybody (domain.md 9).
    seed = secrets.token_hex(16)
    return await tx.attempts.begin(
        NewAttempt(
            person=person.id,
            round=current.id,
            unit=person.unit,
            chat=call.chat,
            locale=call.say.locale,
            seed=seed,
            paper=draw_paper(seed, bank, current.rules),
            progress=rules_of_play.begin(current.rules),
            started_at=call.now,
            ordinal=ordinal,
        )
    )


def _start_choice(call: Call) -> Choice:
    return Choice(call.say("command-start-play"), command_payload("play"))
