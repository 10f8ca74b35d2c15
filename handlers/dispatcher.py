"""The way of every incoming message: answers to the intake, everything else to one use case.

One of three places that catch broadly: whatever goes wrong, the person gets a friendly text and the
log gets ids, never what was said.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import replace
from traceback import extract_tb

import structlog
from structlog.contextvars import bound_contextvars

from contest.matching import looks_like_answer
from handlers import commands, dialogues, reply_limits
from handlers.call import Call, CheckLink, no_check_link
from handlers.hygiene import clean, clean_paragraphs
from handlers.live_door import LiveDoor, is_live_choice
from handlers.paging import pages_of
from handlers.payloads import AnswerChoice, parse_payload
from handlers.ports.addresses import ChatKind
from handlers.ports.admission import Joining
from handlers.ports.contents import Content, Question, Text
from handlers.ports.faults import ConnectionCutError, StorageAwayError
from handlers.ports.intake import AnswerIntake, Handover
from handlers.ports.live_orders import HostOutcome
from handlers.ports.messaging import (
    Acknowledgement,
    InboundMessage,
    Lane,
    NotDurableError,
    OutboundMessage,
    OverloadedError,
    Quota,
)
from handlers.ports.outbox import Bot
from handlers.ports.repositories import UnitOfWork, UnitsOfWork
from handlers.routing import route
from handlers.shedding import Shedding, Work
from handlers.texts.loader import wording

log = structlog.get_logger()


class Dispatcher:
    """Delivers what people do to the use cases, and commits once for each message.

    Args:
        join_address: as in ``Call``.
        quotas, check_link, rates: as in ``Call``.
        joining: asked first where people may have to wait for their turn.
        shedding: asked before anything is taken in; without it, all is.
        live: asked first about what happens in groups, and before others in private chats.
    """

    def __init__(  # noqa: PLR0913 - all that the composition root connects
        self,
        units_of_work: UnitsOfWork,
        intake: AnswerIntake,
        handover: Handover,
        join_address: str | None = None,
        quotas: Mapping[Bot, Quota] | None = None,
        check_link: CheckLink = no_check_link,
        joining: Joining | None = None,
        rates: Mapping[Bot, float] | None = None,
        *,
        shedding: Shedding | None = None,
        live: LiveDoor | None = None,
    ) -> None:
        self._units_of_work = units_of_work
        self._intake = intake
        self._handover = handover
        self._join_address = join_address
        self._quotas = quotas or {}
        self._check_link = check_link
        self._joining = joining
        self._rates = rates or {}
        self._shedding = shedding
        self._live = live

    async def deliver(self, message: InboundMessage) -> Acknowledgement:
        """Handle one message; when this returns, its effects are durable.

        Raises:
            OverloadedError: if it was not taken in, as too much is waiting.
            NotDurableError: if nothing about the message could be stored, not even an apology. The
                platform must not be acknowledged, so that it brings the message again.
        """
        message = replace(
            message, text=clean(message.text), paragraphs=clean_paragraphs(message.text)
        )
        # Whatever is logged on the way has it, so that one update can be followed.
        with bound_contextvars(update=message.update_key):
            acknowledgement = await self._handle(message)
            log.debug("update_handled", verdict=acknowledgement.verdict)
        return acknowledgement

    async def _handle(self, message: InboundMessage) -> Acknowledgement:
        is_for_us = message.is_addressed and _says_something(message)
        if not is_for_us or (message.is_member is not None and self._live is None):
            return Acknowledgement("ignored")
        try:
            return await self._deliver(message)
        except OverloadedError:
            raise
        except StorageAwayError as error:
            _log_failure("update_not_durable", message, error)
            raise NotDurableError from None
        except Exception as error:
            _log_failure("update_failed", message, error)
        try:
            return await self._apologise(message)
        except Exception as error:
            _log_failure("apology_failed", message, error)
            raise NotDurableError from None

    async def _deliver(self, message: InboundMessage) -> Acknowledgement:
        if message.chat.kind is ChatKind.PRIVATE and _may_be_answer(message):
            self._admit(Work.ANSWER)
            with self._waiting(Work.ANSWER):
                acknowledgement = await self._intake.answer(message)
            if acknowledgement is not None:
                return acknowledgement
        if message.chat.kind is ChatKind.GROUP and self._live is not None:
            self._admit(Work.ANSWER)
            with self._waiting(Work.ANSWER):
                acknowledgement = await self._live.take(message)
            if acknowledgement is not None:
                return acknowledgement
        self._admit(Work.OTHER)
        ordered = await self._order(message)
        if self._joining is not None and ordered is None:
            with self._waiting(Work.OTHER):
                acknowledgement = await self._joining.join(message)
            if acknowledgement is not None:
                return acknowledgement
        try:
            return await self._converse(message, ordered)
        except ConnectionCutError:
            # What was stored before the cut is known by its update key.
            return await self._converse(message, ordered)

    async def _order(self, message: InboundMessage) -> HostOutcome | None:
        """Carry out an order about a live round, before and apart from what is said about it."""
        if self._live is None or message.chat.kind is not ChatKind.PRIVATE:
            return None
        return await self._live.order(message)

    async def _converse(
        self, message: InboundMessage, ordered: HostOutcome | None = None
    ) -> Acknowledgement:
        async with self._begun() as tx:
            if not await tx.claim_update(message.update_key, message.received_at):
                return Acknowledgement("repeated")
            await tx.outbox.wake(message.chat)
            call = replace(await self._call(tx, message), ordered=ordered)
            contents = await route(tx, call)
            shown = await reply_limits.admitted(tx, call, contents)
            lane = Lane.REPLY if self._joining is None else self._joining.lane(message)
            await tx.outbox.add(_replies(call, shown, lane), message.received_at)
            rows = await tx.commit()
        self._handover.hand_over(rows)
        if contents:
            return Acknowledgement("handled")
        return Acknowledgement("stale", call.say("choice-stale"))

    @asynccontextmanager
    async def _begun(self) -> AsyncIterator[UnitOfWork]:
        """A unit of work; until it has begun, the message waits."""
        async with AsyncExitStack() as stack:
            with self._waiting(Work.OTHER):
                tx = await stack.enter_async_context(self._units_of_work())
            yield tx

    def _admit(self, work: Work) -> None:
        if self._shedding is not None:
            self._shedding.admit(work)

    def _waiting(self, work: Work) -> AbstractContextManager[None]:
        return nullcontext() if self._shedding is None else self._shedding.waiting(work)

    async def _apologise(self, message: InboundMessage) -> Acknowledgement:
        """Say that it did not work, unless it did: what is claimed was committed before."""
        async with self._units_of_work() as tx:
            if not await tx.claim_update(message.update_key, message.received_at):
                return Acknowledgement("handled")
            call = await self._call(tx, message)
            sorry = call.say("failure")
            # Nobody in a group is told of an answer that somebody else gave.
            said = [] if is_live_choice(message) else [Text(sorry)]
            shown = await reply_limits.admitted(tx, call, said)
            await tx.outbox.add(_replies(call, shown), message.received_at)
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
            check_link=self._check_link,
            rates=self._rates,
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


def _replies(
    call: Call, contents: Sequence[Content], lane: Lane = Lane.REPLY
) -> Sequence[OutboundMessage]:
    """Messages in that lane; questions go before all else, as somebody plays."""
    pages = [page for content in contents for page in pages_of(content, call.say)]
    return [
        OutboundMessage(
            call.chat,
            f"reply:{call.message.update_key}:{index}",
            page,
            Lane.REPLY if isinstance(page, Question) else lane,
            call.message.update_key,
        )
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
