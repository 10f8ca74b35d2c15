"""Zalo as a messaging platform: its Bot Platform API, not that of Official Accounts."""

import asyncio
from datetime import datetime
from typing import Any

import structlog

from bot.adapters._zalo.calling import until_done
from bot.adapters._zalo.client import ZaloClient
from bot.adapters._zalo.errors import QuotaSpent, Unexplained
from bot.adapters._zalo.facts import (
    FREE_PLAN,
    MESSAGES_PER_SECOND,
    PLATFORM,
    capabilities,
)
from bot.adapters._zalo.messages import Call, PictureUrl, call_for, message_id_of
from bot.adapters._zalo.patience import Patience
from bot.adapters._zalo.polling import Poller
from bot.adapters._zalo.receiving import Receiver
from bot.adapters._zalo.state import BotProfile, BotState, bot_state, profile_of, webhook_url
from bot.adapters._zalo.updates import Me
from bot.adapters._zalo.webhook import ZaloWebhook
from bot.adapters.polling_lease import PollingLease
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.contents import Text
from handlers.ports.messaging import (
    Acknowledgement,
    Deliver,
    InboundMessage,
    MessageRef,
    MessageRejected,
    MessagingError,
    OutboundMessage,
    Quota,
)
from handlers.ports.pollers import PollerLeases
from handlers.ports.timing import Clock
from handlers.texts.loader import DEFAULT_LOCALE, wording

log = structlog.get_logger()


class ZaloAdapter:
    """One bot on Zalo.

    Args:
        bot: our name for it, the digits before the colon of its token.
        webhook: how Zalo brings events; None if they are fetched by long polling.
        plan: what the bot's owner has paid for.
        display_name: by which groups mention it; empty to go by what Zalo tells.
        picture_url: where Zalo can fetch the picture of a message; without it captions are sent.
        leases: by which processes agree on who polls; None if there is only this one.
    """

    platform = PLATFORM

    def __init__(  # noqa: PLR0913 - what an operator may set, and what it works with
        self,
        bot: str,
        client: ZaloClient,
        clock: Clock,
        webhook: ZaloWebhook | None = None,
        *,
        plan: Quota = FREE_PLAN,
        display_name: str = "",
        messages_per_second: float = MESSAGES_PER_SECOND,
        picture_url: PictureUrl | None = None,
        leases: PollerLeases | None = None,
    ) -> None:
        self.bot = bot
        self.capabilities = capabilities(
            messages_per_second, plan, has_pictures=picture_url is not None
        )
        self.webhook = webhook
        self._client = client
        self._clock = clock
        self._display_name = display_name
        self._picture_url = picture_url
        self._patience = Patience()
        self._takes_styles = True
        self._lease = PollingLease(leases, (PLATFORM, bot), clock)
        self._poller: Poller | None = None

    @property
    def last_poll_at(self) -> datetime | None:
        """When events were last fetched, or it became this process's turn to; None before."""
        polled_at = None if self._poller is None else self._poller.last_poll_at
        return max(filter(None, (polled_at, self._lease.held_since)), default=None)

    @property
    def is_standby(self) -> bool:
        """Whether another process fetches the events."""
        return self._lease.is_standby

    async def run(self, deliver: Deliver) -> None:
        # A poll's message is kept until it is durable; one that was brought may never come again.
        receiver = Receiver(self._me(), self._asking_again(deliver) if self.webhook else deliver)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._introduce(receiver), name=f"zalo-me-{self.bot}")
            if self.webhook is not None:
                await self.webhook.run(self._client, self._clock, receiver)
            else:
                await self._poll(receiver)

    async def send(self, message: OutboundMessage) -> MessageRef:
        now, chat_id = self._clock.now(), message.chat.chat_id
        call = call_for(message, self.capabilities, now, self._picture_url)
        try:
            sent = await self._show(call)
        except MessagingError as error:
            raise self._meaning(message, error) from None
        self._patience.reset(chat_id)
        return MessageRef(message.chat, message_id_of(sent))

    async def state(self) -> BotState:
        """What Zalo says about the bot now.

        Raises:
            MessagingError: if it does not answer, or does not accept the token.
        """
        return await bot_state(self._client)

    async def close(self) -> None:
        """Close every connection; nothing can be sent after that."""
        await self._client.close()

    async def _show(self, call: Call) -> Any:
        """Make a call; where style or picture may be what is refused, once more without."""
        if call.plain is None or (call.is_styled and not self._takes_styles):
            plain = call.plain or call
            return await self._client.call(plain.method, plain.params)
        try:
            return await self._client.call(call.method, call.params)
        except (MessageRejected, Unexplained):
            sent = await self._client.call(call.plain.method, call.plain.params)
        log.warning("zalo_decoration_refused", bot=self.bot, method=call.method)
        if call.is_styled:
            self._takes_styles = False
        return sent

    def _meaning(self, message: OutboundMessage, error: MessagingError) -> MessagingError:
        """What an error means after those before it."""
        meaning = self._patience.meaning(message.chat.chat_id, error, self._clock.now())
        if isinstance(meaning, QuotaSpent):
            log.error(
                "zalo_quota_spent",
                bot=self.bot,
                chat=message.chat.key,
                pause_seconds=round(meaning.retry_after.total_seconds()),
                advice="a larger plan in Bot Creator, or the web chat; nothing queued is lost",
            )
        return meaning

    def _me(self, profile: BotProfile | None = None) -> Me:
        told = profile.display_name if profile else ""
        names = tuple(name for name in (self._display_name, told) if name)
        return Me(self.bot, profile.user_id if profile else "", names)

    def _asking_again(self, deliver: Deliver) -> Deliver:
        """Deliver, and ask the person for what could not be stored: no repeats are promised."""

        async def deliver_or_ask(message: InboundMessage) -> Acknowledgement:
            try:
                return await deliver(message)
            except Exception:
                if message.chat.kind is ChatKind.PRIVATE:
                    await self._ask_again(message.chat)
                raise

        return deliver_or_ask

    async def _ask_again(self, chat: ChatRef) -> None:
        # Past the outbox, which is where nothing can be stored.
        sorry = Text(wording(DEFAULT_LOCALE)("failure"))
        try:
            await self.send(OutboundMessage(chat, "failure", sorry))
        except MessagingError as error:
            log.warning("zalo_apology_not_sent", chat=chat.key, reason=str(error))

    async def _introduce(self, receiver: Receiver) -> None:
        """Learn the bot's own id and the name by which groups mention it."""
        me = await until_done(
            lambda: self._client.call("getMe", {}), "getMe", self.bot, self._clock
        )
        profile = profile_of(me)
        receiver.introduce(self._me(profile))
        log.info(
            "zalo_bot_running",
            bot=self.bot,
            account=profile.account_name,
            can_join_groups=profile.can_join_groups,
        )
        if not receiver.me.names:
            log.warning(
                "zalo_display_name_unknown",
                bot=self.bot,
                advice="write it into ZALO_DISPLAY_NAMES, or mentions in groups are not understood",
            )

    async def _poll(self, receiver: Receiver) -> None:
        async with self._lease.kept():
            await self._lease.held()
            await until_done(self._remove_webhook, "deleteWebhook", self.bot, self._clock)
            self._poller = Poller(self._client, self.bot, self._clock, receiver, self._lease)
            await self._poller.run()

    async def _remove_webhook(self) -> None:
        """Zalo refuses polls while a webhook is set."""
        if await webhook_url(self._client):
            await self._client.call("deleteWebhook", {})
            log.info("zalo_webhook_removed", bot=self.bot)
