"""Which use case a message of a conversation is for, and running that one.

Commands, steps of dialogues and tasks each have a table; what is in none of them is not understood.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from handlers import (
    admission,
    award_chat,
    budget,
    certificates,
    charts,
    commands,
    dialogues,
    downloads,
    forwarding,
    groups,
    invitations,
    inviting,
    language,
    leaderboard,
    leaders,
    missing,
    nudging,
    organisers,
    pausing,
    play,
    privacy,
    registration,
    result_chat,
    results,
    roster_matching,
    rulebook,
    unbinding,
    welcome,
)
from handlers.broadcasting import controls, drafts, listing, views
from handlers.broadcasting import dialogue as announcing_dialogue
from handlers.call import Call
from handlers.commands import Command, Given
from handlers.dialogues import Reply, Said
from handlers.live_hosting import controls as live_controls
from handlers.live_hosting import starting as live_starting
from handlers.live_hosting import views as live_views
from handlers.payloads import AnswerChoice, CommandChoice, DialogueChoice, TaskChoice, parse_payload
from handlers.ports.addresses import ChatKind
from handlers.ports.contents import Content, Text
from handlers.ports.repositories import UnitOfWork
from handlers.typed_tasks import typed_task

UseCase = Callable[[UnitOfWork, Call], Awaitable[Sequence[Content]]]
SettleTask = Callable[[UnitOfWork, Call, TaskChoice], Awaitable[Sequence[Content]]]

USE_CASES: Mapping[str, UseCase] = MappingProxyType(
    {
        "start": welcome.start,
        "register": registration.begin,
        "play": play.start,
        "begin": play.begin,
        "leave": admission.leave,
        "resume": play.resume,
        # A skip of an open question has gone to the intake; any other finds nothing to skip.
        "skip": play.resume,
        "score": results.my_score,
        "answers": results.review,
        "leaderboard": leaderboard.show,
        "result": result_chat.show,
        "rules": rulebook.rules,
        "help": welcome.help_text,
        "cancel": welcome.cancel,
        "english": language.english,
        "vietnamese": language.vietnamese,
        "data": privacy.show,
        "erase": privacy.erase,
        "code": invitations.take_code,
        "link": invitations.take_link,
        "situation": leaders.situation,
        "missing": missing.show,
        "nudge": nudging.nudge,
        "forward": forwarding.forward,
        "download": downloads.figures,
        "download-list": downloads.people,
        "snooze": pausing.snooze,
        "stop": pausing.stop,
        "unpause": pausing.resume,
        "group-code": groups.offer_code,
        "unbind": unbinding.begin,
        "progress": organisers.progress,
        "budget": budget.show,
        "invite": inviting.begin,
        "announce": announcing_dialogue.begin,
        "announcements": listing.show,
        "awards": award_chat.show,
        "certificate": certificates.show,
        "charts": charts.show,
        "live-rounds": live_controls.show,
    }
)
"""What each command of ``handlers/commands.py`` does."""

REPLIES: Mapping[str, Reply] = MappingProxyType(
    {
        **dict.fromkeys(registration.STEP_NAMES, registration.reply),
        **dict.fromkeys(inviting.STEPS, inviting.reply),
        **dict.fromkeys(announcing_dialogue.STEPS, announcing_dialogue.reply),
        **dict.fromkeys(unbinding.STEPS, unbinding.reply),
        live_starting.START_STEP: live_starting.reply,
        privacy.ERASE_STEP: privacy.reply,
    }
)
"""Who takes what is said to each step of a dialogue."""


TASKS: Mapping[str, SettleTask] = MappingProxyType(
    {
        "roster": roster_matching.settle,
        leaderboard.TASK: leaderboard.turn_page,
        result_chat.TASK: result_chat.settle,
        award_chat.TASK: award_chat.turn,
        views.TASK: controls.settle,
        listing.TASK: listing.turn_page,
        live_views.TASK: live_controls.settle,
        live_views.LIST_TASK: live_controls.turn_page,
    }
)
"""Who settles each kind of task that is put to people."""


_FREE_TEXT_STEPS = (
    registration.FREE_TEXT_STEPS | drafts.FREE_TEXT_STEPS | {live_starting.START_STEP}
)
"""Steps whose answer may look like a command."""

_ASIDES = frozenset({"help", "rules"})
"""Commands after which a registration goes on where it was."""


_CONFIRMATIONS = frozenset({privacy.ERASE_STEP, *unbinding.STEPS})
"""Steps that wait for a yes to what cannot be taken back, or not easily."""


async def route(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Run the one use case that the message is for. No contents: it came too late to matter."""
    if call.message.moved_to is not None:
        return await groups.moved(tx, call, call.message.moved_to)
    if call.chat.kind is ChatKind.GROUP:
        return await groups.respond(tx, call)
    if call.message.choice is not None:
        return await _chosen(tx, call, call.message.choice)
    return await _written(tx, call)


async def _written(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Take a text for a command, a code, an answer to a dialogue or the answer to a task."""
    given = commands.read(call.message.text)
    reply = REPLIES.get(call.dialogue.step) if call.dialogue else None
    if given and (reply is None or _interrupts(given, call)):
        return await _run(tx, call, given.command)
    # Whoever has just come is asked for consent, and may have come with a code.
    if (code := await invitations.bare_code(tx, call)) is not None:
        return await invitations.redeem(tx, call, code)
    if reply is not None:
        return await reply(tx, call, Said(text=call.message.text))
    if (task := await typed_task(tx, call.message)) is not None:
        return await _settle(tx, call, task)
    return await welcome.not_understood(tx, call)


async def _settle(tx: UnitOfWork, call: Call, choice: TaskChoice) -> Sequence[Content]:
    if choice.task not in TASKS:
        return await welcome.not_understood(tx, call)
    return await TASKS[choice.task](tx, call, choice)


def _interrupts(given: Given, call: Call) -> bool:
    """Whether a command is meant as one although a dialogue is waiting for an answer.

    "Đặng Kỳ" is a name and reads like "đăng ký" without marks; the label itself is no name.
    """
    if call.dialogue is None or call.dialogue.step not in _FREE_TEXT_STEPS:
        return True
    if given.is_slash or given.command.breaks_dialogue:
        return True
    label = call.say(f"command-{given.command.name}")
    return call.message.text.casefold() == label.casefold()


async def _chosen(tx: UnitOfWork, call: Call, payload: str) -> Sequence[Content]:
    match parse_payload(payload):
        case CommandChoice(name) if command := commands.named(name):
            return await _run(tx, call, command)
        case DialogueChoice(step, value):
            # A second tap on a step that is done must not ask the next step twice.
            if call.dialogue is None or call.dialogue.step != step or step not in REPLIES:
                return []
            return await REPLIES[step](tx, call, Said(value=value))
        case TaskChoice() as task:
            return await _settle(tx, call, task)
        case AnswerChoice():
            return []
        case _:
            return await welcome.not_understood(tx, call)


async def _moved_on(tx: UnitOfWork, call: Call, command: Command) -> Call:
    """The call without a yes that is waited for: a "1" typed days later would be taken for it."""
    is_asked = call.dialogue is not None and call.dialogue.step in _CONFIRMATIONS
    if not is_asked or command.name == "cancel":
        return call
    await dialogues.leave(tx, call)
    return replace(call, dialogue=None)


async def _run(tx: UnitOfWork, call: Call, command: Command) -> Sequence[Content]:
    call = await _moved_on(tx, call, command)
    if not call.holds(command.roles):
        return await welcome.not_allowed(tx, call)
    contents = await USE_CASES[command.name](tx, call)
    if command.name not in _ASIDES or not (step := await registration.ask_again(tx, call)):
        return contents
    # What they offer to do next is the step that is still to be answered.
    return [*(replace(each, choices=()) for each in contents if isinstance(each, Text)), *step]
