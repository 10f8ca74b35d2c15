"""The way of every incoming message: answers to the intake, everything else to one use case.

One of three places that catch broadly: whatever goes wrong, the person gets a friendly text and the
log gets ids, never what was said.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from traceback import extract_tb
from types import MappingProxyType

import structlog

from contest.matching import looks_like_answer
from handlers import (
    budget,
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
    results,
    roster_matching,
    rulebook,
    welcome,
)
from handlers.call import Call
from handlers.commands import Command, Given
from handlers.dialogues import Reply, Said
from handlers.hygiene import clean
from handlers.paging import pages_of
from handlers.payloads import AnswerChoice, CommandChoice, DialogueChoice, TaskChoice, parse_payload
from handlers.ports.addresses import ChatKind
from handlers.ports.contents import Content, Text
from handlers.ports.intake import AnswerIntake, Handover
from handlers.ports.messaging import (
    Acknowledgement,
    InboundMessage,
    NotDurableError,
    OutboundMessage,
    Quota,
)
from handlers.ports.outbox import Bot
from handlers.ports.repositories import UnitOfWork, UnitsOfWork
from handlers.texts.loader import wording

log = structlog.get_logger()

UseCase = Callable[[UnitOfWork, Call], Awaitable[Sequence[Content]]]
SettleTask = Callable[[UnitOfWork, Call, TaskChoice], Awaitable[Sequence[Content]]]

USE_CASES: Mapping[str, UseCase] = MappingProxyType(
    {
        "start": welcome.start,
        "register": registration.begin,
        "play": play.start,
        "begin": play.begin,
        "resume": play.resume,
        # A skip of an open question has gone to the intake; any other finds nothing to skip.
        "skip": play.resume,
        "score": results.my_score,
        "answers": results.review,
        "leaderboard": leaderboard.show,
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
        "progress": organisers.progress,
        "budget": budget.show,
        "invite": inviting.begin,
    }
)
"""What each command of ``handlers/commands.py`` does."""

REPLIES: Mapping[str, Reply] = MappingProxyType(
    {
        **dict.fromkeys(registration.STEP_NAMES, registration.reply),
        **dict.fromkeys(inviting.STEPS, inviting.reply),
        privacy.ERASE_STEP: privacy.reply,
    }
)
"""Who takes what is said to each step of a dialogue."""


TASKS: Mapping[str, SettleTask] = MappingProxyType(
    {"roster": roster_matching.settle, leaderboard.TASK: leaderboard.turn_page}
)
"""Who settles each kind of task that is put to people."""


RECENT = 5
"""Messages of a chat among which the task put last is looked for."""

_ASIDES = frozenset({"help", "rules"})
"""Commands after which a registration goes on where it was."""


class Dispatcher:
    """Delivers what people do to the use cases, and commits once for each message.

    Args:
        join_address: as in ``Call``.
        quotas: as in ``Call``.
    """

    def __init__(
        self,
        units_of_work: UnitsOfWork,
        intake: AnswerIntake,
        handover: Handover,
        join_address: str | None = None,
        quotas: Mapping[Bot, Quota] | None = None,
    ) -> None:
        self._units_of_work = units_of_work
        self._intake = intake
        self._handover = handover
        self._join_address = join_address
        self._quotas = quotas or {}

    async def deliver(self, message: InboundMessage) -> Acknowledgement:
        """Handle one message; when this returns, its effects are durable.

        Raises:
            NotDurableError: if nothing about the message could be stored, not even an apology. The
                platform must not be acknowledged, so that it brings the message again.
        """
        message = replace(message, text=clean(message.text))
        if not message.is_addressed or not _says_something(message):
            return Acknowledgement("ignored")
        try:
            return await self._deliver(message)
        except Exception as error:
            _log_failure("update_failed", message, error)
        try:
            return await self._apologise(message)
        except Exception as error:
            _log_failure("apology_failed", message, error)
            raise NotDurableError from None

    async def _deliver(self, message: InboundMessage) -> Acknowledgement:
        if message.chat.kind is ChatKind.PRIVATE and _may_be_answer(message):
            acknowledgement = await self._intake.answer(message)
            if acknowledgement is not None:
                return acknowledgement
        return await self._converse(message)

    async def _converse(self, message: InboundMessage) -> Acknowledgement:
        async with self._units_of_work() as tx:
            if not await tx.claim_update(message.update_key, message.received_at):
                return Acknowledgement("repeated")
            await tx.outbox.wake(message.chat)
            call = await self._call(tx, message)
            contents = await _route(tx, call)
            await tx.outbox.add(_replies(call, contents), message.received_at)
            rows = await tx.commit()
        self._handover.hand_over(rows)
        if contents:
            return Acknowledgement("handled")
        return Acknowledgement("stale", call.say("choice-stale"))

    async def _apologise(self, message: InboundMessage) -> Acknowledgement:
        """Say that it did not work, unless it did: what is claimed was committed before."""
        async with self._units_of_work() as tx:
            if not await tx.claim_update(message.update_key, message.received_at):
                return Acknowledgement("handled")
            call = await self._call(tx, message)
            sorry = call.say("failure")
            await tx.outbox.add(_replies(call, [Text(sorry)]), message.received_at)
            rows = await tx.commit()
        self._handover.hand_over(rows)
        return Acknowledgement("failed", sorry)

    async def _call(self, tx: UnitOfWork, message: InboundMessage) -> Call:
        person = await tx.people.of_user(message.sender)
        dialogue = await tx.dialogues.of_user(message.sender)
        return Call(
            message=message,
            person=person,
            grants=tuple(await tx.people.grants_of(message.sender)),
            dialogue=dialogue,
            say=wording(dialogues.locale_of(person, dialogue)),
            join_address=self._join_address,
            quotas=self._quotas,
        )


def _says_something(message: InboundMessage) -> bool:
    """Whether there is anything to answer; in a group the bot's bare name is."""
    if message.chat.kind is ChatKind.GROUP:
        return True
    return bool(message.choice or message.text or message.phone)


def _may_be_answer(message: InboundMessage) -> bool:
    if message.choice is not None and isinstance(parse_payload(message.choice), AnswerChoice):
        return True
    return commands.is_skip(message) or (message.choice is None and looks_like_answer(message.text))


async def _route(tx: UnitOfWork, call: Call) -> Sequence[Content]:
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
    if (task := await _typed_task(tx, call)) is not None:
        return await _settle(tx, call, task)
    return await welcome.not_understood(tx, call)


async def _typed_task(tx: UnitOfWork, call: Call) -> TaskChoice | None:
    """The way to settle the task put last that somebody typed the number or the words of."""
    for row in reversed(await tx.outbox.recent(call.chat, RECENT)):
        content = row.message.content
        if isinstance(content, Text) and (tasks := dialogues.tasks_of(content)):
            return dialogues.picked_task(call.message.text, tasks)
    return None


async def _settle(tx: UnitOfWork, call: Call, choice: TaskChoice) -> Sequence[Content]:
    if choice.task not in TASKS:
        return await welcome.not_understood(tx, call)
    return await TASKS[choice.task](tx, call, choice)


def _interrupts(given: Given, call: Call) -> bool:
    """Whether a command is meant as one although a dialogue is waiting for an answer.

    "Đặng Kỳ" is a name and reads like "đăng ký" without marks; the label itself is no name.
    """
    if call.dialogue is None or call.dialogue.step not in registration.FREE_TEXT_STEPS:
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


async def _run(tx: UnitOfWork, call: Call, command: Command) -> Sequence[Content]:
    if not call.holds(command.roles):
        return await welcome.not_allowed(tx, call)
    contents = await USE_CASES[command.name](tx, call)
    if command.name not in _ASIDES or not (step := await registration.ask_again(tx, call)):
        return contents
    # What they offer to do next is the step that is still to be answered.
    return [*(replace(each, choices=()) for each in contents if isinstance(each, Text)), *step]


def _replies(call: Call, contents: Sequence[Content]) -> Sequence[OutboundMessage]:
    pages = [page for content in contents for page in pages_of(content, call.say)]
    return [
        OutboundMessage(call.chat, f"reply:{call.message.update_key}:{index}", page)
        for index, page in enumerate(pages)
    ]


def _log_failure(event: str, message: InboundMessage, error: Exception) -> None:
    """Log where it happened; the error's own words may hold what somebody typed."""
    frames = extract_tb(error.__traceback__)
    log.error(
        event,
        update=message.update_key,
        chat=message.chat.key,
        error=type(error).__name__,
        where=[f"{frame.name}:{frame.lineno}" for frame in frames[-5:]],
    )
