"""Use cases for people who look for the way: greeting, help, leaving a dialogue, unclear texts."""

from collections.abc import Sequence

from contest.matching import looks_like_answer
from handlers import codes, commands, dialogues, invitations, registration
from handlers.call import Call
from handlers.commands import COMMANDS, STAFF, Command, offer
from handlers.ports.contents import Choice, Content, Text
from handlers.ports.records import OF_UNITS
from handlers.ports.repositories import UnitOfWork
from handlers.rounds import invitation
from handlers.unit_choice import find_code

_OF_CONTESTANTS = frozenset(
    {"play", "resume", "skip", "score", "answers", "certificate", "data", "erase"}
)
"""Commands of no use to somebody who has not registered."""

_UNLISTED = frozenset({"start", "begin", "cancel", "help", "leave"})
"""Commands that the help text does not list: they are offered where they are of use."""

_OWN_LANGUAGE = {"vi": "vietnamese", "en": "english"}


async def start(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Greet somebody: a contestant, somebody with a role, or somebody new, who may register."""
    if (code := await _invited_by(tx, call)) is not None:
        return await invitations.redeem(tx, call, code)
    if call.person is not None:
        what_next = await invitation(tx, call)
        greeting = call.say("welcome-back", name=call.person.full_name)
        return [Text(f"{greeting}\n\n{what_next.body}", what_next.choices + _role_choices(call))]
    if call.grants:
        return [Text(call.say("welcome-role"), (*_role_choices(call), *offer(call.say, "help")))]
    return await registration.begin(tx, call)


async def _invited_by(tx: UnitOfWork, call: Call) -> str | None:
    """The one-time code with which somebody starts, unless it is the code of a unit."""
    given = commands.read(call.message.text)
    code = codes.read_code(given.argument) if given else None
    if code is None or given is None or await find_code(tx, call, given.argument) is not None:
        return None
    return code


async def help_text(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """List what this person can do, one line each."""
    lines = [call.say(f"help-{command.name}") for command in COMMANDS if _is_listed(command, call)]
    body = call.say("help", lines="\n".join(f"• {line}" for line in lines))
    return [Text(body, _first_choices(call))]


async def cancel(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Leave the dialogue in progress and forget what was said in it."""
    if call.dialogue is None or call.dialogue.step == dialogues.NO_STEP:
        return [Text(call.say("cancel-nothing"), _first_choices(call))]
    await dialogues.leave(tx, call)
    return [Text(call.say("cancel-done"), _first_choices(call))]


async def not_understood(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Answer a text that is no command: somebody may be playing, or answer no question at all."""
    attempt = await tx.attempts.latest_of(call.person.id) if call.person else None
    if attempt is not None and attempt.progress.is_running:
        return [Text(call.say("unclear-while-playing"), offer(call.say, "resume", "skip"))]
    if looks_like_answer(call.message.text):
        return [Text(call.say("unclear-answer"), _first_choices(call))]
    return [Text(call.say("unclear"), _first_choices(call))]


async def not_allowed(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Refuse a command that needs a role the sender does not hold."""
    return [Text(call.say("not-allowed"), _first_choices(call))]


def _is_listed(command: Command, call: Call) -> bool:
    if command.roles:
        return call.holds(command.roles)
    if command.name in _UNLISTED or command.name == _OWN_LANGUAGE[call.say.locale]:
        return False
    if command.name == "register":
        return call.person is None
    return call.person is not None or command.name not in _OF_CONTESTANTS


def _first_choices(call: Call) -> tuple[Choice, ...]:
    names = ("register",) if call.person is None else ("play", "score")
    return (*offer(call.say, *names, "rules", "help"), *_role_choices(call))


def _role_choices(call: Call) -> tuple[Choice, ...]:
    names = {"situation": OF_UNITS, "progress": STAFF}
    return offer(call.say, *(name for name, roles in names.items() if call.holds(roles)))
