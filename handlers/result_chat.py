"""Use cases in chat: how far a result has come, and approving or publishing it in two steps.

Freezing and verifying read every answer of a round: long work, which the command line does.
"""

from collections.abc import Sequence

from contest.results import ResultMove, ResultState, next_move
from handlers import leaderboard, welcome
from handlers.call import Call
from handlers.commands import STAFF, offer
from handlers.formats import instant_text
from handlers.payloads import TaskChoice, task_payload
from handlers.ports.contents import Choice, Content, Text
from handlers.ports.records import Round
from handlers.ports.repositories import UnitOfWork
from handlers.ports.results import ResultVersion
from handlers.result_steps import MAY, Actor, Refused, check_step, take_step
from handlers.texts.loader import Wording

TASK = "result"
"""A step of the result of a round; its id is the round, its value ``move-version``, and
``move-version-yes`` once it is confirmed."""

IN_CHAT = (ResultMove.APPROVE, ResultMove.PUBLISH)
CONFIRMED = "yes"


async def show(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Show organisers how far the result of the last round has come, contestants the ranking."""
    if not call.holds(STAFF):
        return await leaderboard.show(tx, call)
    one = await _last_closed(tx, call)
    if one is None:
        return [Text(call.say("result-no-round"), offer(call.say, "progress", "help"))]
    result = await tx.results.latest(one.id)
    if result is None:
        return [Text(call.say("result-none", round=one.name, number=str(one.id)), _others(call))]
    body = "\n".join(await _lines(tx, one, result, call))
    return [Text(body, (*_next_step(one, result, call), *_others(call)))]


async def settle(tx: UnitOfWork, call: Call, choice: TaskChoice) -> Sequence[Content]:
    """Ask back before a step, and take it once it is confirmed."""
    if not call.holds(STAFF):
        return await welcome.not_allowed(tx, call)
    one = next((each for each in await tx.rounds.all() if each.id == choice.id), None)
    move, version, is_confirmed = _read(choice.value)
    latest = await tx.results.latest(one.id) if one else None
    if one is None or move is None or latest is None or latest.version != version:
        return await show(tx, call)
    actor = _actor(call)
    done = (
        await take_step(tx, one, move, actor, call.now)
        if is_confirmed
        else await check_step(tx, one, move, actor)
    )
    if isinstance(done, Refused):
        return [Text(done.text(call.say), _others(call))]
    if is_confirmed:
        return await show(tx, call)
    return [_question(one, done, move, call)]


def _actor(call: Call) -> Actor:
    return Actor(call.user.key, frozenset(grant.role for grant in call.grants))


async def _last_closed(tx: UnitOfWork, call: Call) -> Round | None:
    over = [
        each
        for each in await tx.rounds.all()
        if each.window.closes_at <= call.now and not each.is_rehearsal
    ]
    return max(over, key=lambda each: each.window.closes_at, default=None)


async def _lines(tx: UnitOfWork, one: Round, result: ResultVersion, call: Call) -> Sequence[str]:
    lines = [result_heading(one, result, call.say)]
    lines += [step_line(result, move, call.say) for move in result.steps]
    lines.append(call.say("result-fingerprint", fingerprint=result.fingerprint))
    if result.state is not ResultState.PUBLISHED and (
        published := await tx.results.published(one.id)
    ):
        lines.append(call.say("result-still-published", version=published.version))
    if not await tx.results.is_current(result):
        lines.append(call.say("result-outdated", number=str(one.id)))
    elif next_move(result.state) is ResultMove.VERIFY:
        lines.append(call.say("result-to-verify", number=str(one.id)))
    return lines


def result_heading(one: Round, result: ResultVersion, say: Wording) -> str:
    """Which version this is, and how far it has come."""
    return say(
        "result-heading",
        round=one.name,
        version=result.version,
        people=result.participants,
        state=result.state.value,
    )


def step_line(result: ResultVersion, move: ResultMove, say: Wording) -> str:
    step = result.steps[move]
    return say("result-step", move=move.value, by=step.by, at=instant_text(step.at, say))


def _next_step(one: Round, result: ResultVersion, call: Call) -> tuple[Choice, ...]:
    move = next_move(result.state)
    if move not in IN_CHAT or not call.holds(MAY[move]):
        return ()
    payload = task_payload(TASK, one.id, f"{move.value}-{result.version}")
    return (Choice(call.say(f"result-{move.value}"), payload),)


def _question(one: Round, result: ResultVersion, move: ResultMove, call: Call) -> Text:
    body = call.say(
        f"result-{move.value}-question",
        round=one.name,
        version=result.version,
        people=result.participants,
    )
    payload = task_payload(TASK, one.id, f"{move.value}-{result.version}-{CONFIRMED}")
    yes = Choice(call.say(f"result-{move.value}-yes"), payload)
    return Text(body, (yes, *offer(call.say, "result")))


def _read(value: str) -> tuple[ResultMove | None, int, bool]:
    """Move, version and whether it is confirmed; no move if nobody was offered that."""
    name, _, rest = value.partition("-")
    version, _, confirmed = rest.partition("-")
    if name not in list(IN_CHAT) or not (version.isascii() and version.isdecimal()):
        return None, 0, False
    return ResultMove(name), int(version[:9]), confirmed == CONFIRMED


def _others(call: Call) -> tuple[Choice, ...]:
    return offer(call.say, "leaderboard", "progress")
