"""Telegram as a messaging platform, whichever client library makes the calls."""

import asyncio
from datetime import datetime

import anyio
import structlog

from bot.adapters._telegram.api import BotApi, call_until_done
from bot.adapters._telegram.attachments import UPLOAD_SECONDS, file_call
from bot.adapters._telegram.errors import AlreadyClosed, NotModified, TooOld
from bot.adapters._telegram.facts import MESSAGES_PER_SECOND, PLATFORM, capabilities
from bot.adapters._telegram.messages import Params, edit_params, send_params
from bot.adapters._telegram.polling import DRAIN_SECONDS, Poller
from bot.adapters._telegram.polls import FindPoll, Polls, poll_params
from bot.adapters._telegram.receiving import Receiver
from bot.adapters._telegram.updates import Json, Me
from bot.adapters._telegram.webhook import TelegramWebhook
from bot.adapters.polling_lease import PollingLease
from handlers.live_rendering import LivePoll, poll_of
from handlers.ports.contents import WithFile
from handlers.ports.live_contents import LiveQuestion
from handlers.ports.messaging import (
    Deliver,
    MessageRef,
    MessageRejected,
    MessagingError,
    OutboundMessage,
)
from handlers.ports.pollers import PollerLeases
from handlers.ports.timing import Clock

log = structlog.get_logger()


class TelegramAdapter:
    """One bot on Telegram.

    Args:
        bot: the bot's id, the digits before the colon of its token.
        webhook: how Telegram brings updates; None if they are fetched by long polling.
        messages_per_second: what Telegram grants this bot over all its chats.
        leases: by which processes agree on who polls; None if there is only this one.
        replies_per_second: what replies may climb to, as long as Telegram does not object.
        find_poll: tells what a poll asks that this process has not posted.
    """

    platform = PLATFORM

    def __init__(
        self,
        bot: str,
        api: BotApi,
        clock: Clock,
        webhook: TelegramWebhook | None = None,
        messages_per_second: float = MESSAGES_PER_SECOND,
        leases: PollerLeases | None = None,
        replies_per_second: float | None = None,
        find_poll: FindPoll | None = None,
    ) -> None:
        self.bot = bot
        self.capabilities = capabilities(messages_per_second, replies_per_second)
        self.webhook = webhook
        self._api = api
        self._clock = clock
        self._polls = Polls(find_poll, clock)
        self._lease = PollingLease(leases, (PLATFORM, bot), clock)
        self._poller: Poller | None = None
        self._answering: set[asyncio.Task[None]] = set()

    @property
    def last_poll_at(self) -> datetime | None:
        """When updates were last fetched, or it became this process's turn to; None before."""
        polled_at = None if self._poller is None else self._poller.last_poll_at
        return max(filter(None, (polled_at, self._lease.held_since)), default=None)

    @property
    def is_standby(self) -> bool:
        """Whether another process fetches the updates."""
        return self._lease.is_standby

    async def run(self, deliver: Deliver) -> None:
        receiver = Receiver(Me(self.bot), deliver, self._polls.place_of)
        async with asyncio.TaskGroup() as group:
            introduced = group.create_task(
                self._introduce(receiver), name=f"telegram-me-{self.bot}"
            )
            if self.webhook is not None:
                await self.webhook.run(self._api, self._clock, receiver)
            else:
                # What waits in groups calls the bot by its name.
                await introduced
                await self._poll(receiver)

    async def send(self, message: OutboundMessage) -> MessageRef:
        content = message.content
        if isinstance(content, LiveQuestion) and (poll := self._poll_of(content)) is not None:
            return await self._post_poll(message, content, poll)
        if isinstance(content, WithFile):
            method, params = await file_call(message, content)
            sent = await self._api.call(method, params, UPLOAD_SECONDS)
        else:
            params = send_params(message, self.capabilities, self._clock.now())
            sent = await self._api.call("sendMessage", params)
        return MessageRef(message.chat, str(sent["message_id"]))

    async def edit(self, message_id: str, message: OutboundMessage) -> MessageRef:
        content = message.content
        if isinstance(content, LiveQuestion) and self._poll_of(content) is not None:
            return await self._close_poll(message_id, message, content)
        params = edit_params(message_id, message, self.capabilities, self._clock.now())
        try:
            await self._api.call("editMessageText", params)
        except NotModified:
            # An edit whose answer was lost has been made nevertheless.
            log.debug("telegram_edit_repeated", bot=self.bot)
        return MessageRef(message.chat, message_id)

    def _poll_of(self, question: LiveQuestion) -> LivePoll | None:
        return poll_of(question, self.capabilities)

    async def _post_poll(
        self, message: OutboundMessage, question: LiveQuestion, poll: LivePoll
    ) -> MessageRef:
        params = poll_params(message, poll, may_change=question.may_change)
        with self._polls.posting():
            sent = await self._api.call("sendPoll", params)
            poll_id = str(sent["poll"]["id"])
            self._polls.note(poll_id, message.chat, question)
        return MessageRef(message.chat, str(sent["message_id"]), poll_id)

    async def _close_poll(
        self, message_id: str, message: OutboundMessage, question: LiveQuestion
    ) -> MessageRef:
        """Close a poll, which is the only thing about it that can be changed."""
        if not question.is_closed:
            raise MessageRejected("poll")
        place = {"chat_id": message.chat.chat_id, "message_id": int(message_id)}
        try:
            await self._api.call("stopPoll", place)
        except AlreadyClosed:
            log.debug("telegram_poll_closed_before", bot=self.bot)
        return MessageRef(message.chat, message_id)

    async def close(self) -> None:
        """Close every connection; nothing can be sent after that."""
        await self._api.close()

    async def _introduce(self, receiver: Receiver) -> None:
        """Learn the bot's name, by which groups address it."""
        me = await call_until_done(self._api, self.bot, self._clock, "getMe", {})
        receiver.me = Me(self.bot, me.get("username", ""))
        log.info("telegram_bot_running", bot=self.bot, username=receiver.me.username)

    async def _poll(self, receiver: Receiver) -> None:
        async def take(update: Json, received_at: datetime) -> None:
            answer = await receiver.take(update, received_at)
            if answer is not None:
                self._answer_soon(answer)

        async with self._lease.kept():
            await self._lease.held()
            # Telegram refuses polls while a webhook is set.
            await call_until_done(self._api, self.bot, self._clock, "deleteWebhook", {})
            self._poller = Poller(self._api, self.bot, self._clock, take, self._lease)
            try:
                await self._poller.run()
            finally:
                with anyio.move_on_after(DRAIN_SECONDS, shield=True):
                    await asyncio.gather(*self._answering)

    def _answer_soon(self, params: Params) -> None:
        """Stop a button's spinning, without keeping other updates waiting."""
        task = asyncio.create_task(self._answer(params))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _answer(self, params: Params) -> None:
        try:
            await self._api.call("answerCallbackQuery", params)
        except TooOld:
            log.debug("telegram_answer_too_late", bot=self.bot)
        except MessagingError as error:
            # Only the spinning goes on for a while; the answer itself is stored.
            log.info("telegram_answer_failed", bot=self.bot, reason=str(error))
