"""Builds the platforms that the settings name, and closes what they have opened."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from starlette.types import ASGIApp

from bot.adapters._telegram.adapter import TelegramAdapter
from bot.adapters._telegram.api import BotApi
from bot.adapters._telegram.polls import FindPoll
from bot.adapters._telegram.webhook import TelegramWebhook
from bot.adapters._telegram.wire import Wire
from bot.adapters._zalo.client import ZaloClient
from bot.adapters._zalo.messages import PictureUrl
from bot.adapters._zalo.webhook import ZaloWebhook
from bot.adapters.web import Elsewhere, WebAdapter
from bot.adapters.zalo import ZaloAdapter
from bot.app import App
from bot.commands.addresses import check_link
from bot.processes import new_owner
from bot.serving import WebQueries
from bot.settings import TELEGRAM_ADAPTERS, Settings, bot_of, session_secret
from bot.telegram_settings import TelegramSettings, load_telegram_settings
from bot.web.app import CHAT_PATH, create_app
from bot.web.chat import WebChat
from bot.web.files import PublicPictures
from bot.web.health import Health
from bot.web.live import LivePages
from bot.web.verification import CertificatePages
from bot.web.webhooks import Webhooks
from bot.zalo_settings import ZaloSettings, load_zalo_settings
from handlers.ports.fanout import Fanout
from handlers.ports.live_records import PollPlace
from handlers.ports.messaging import MessagingAdapter
from handlers.ports.pollers import PollerLeases
from handlers.ports.timing import Clock
from storage.redis.client import redis_client
from storage.redis.fanout import RedisFanout


@dataclass(frozen=True, slots=True)
class Platforms:
    """What one process runs.

    Attributes:
        asgi: pages and webhooks; also there, for health checks, if neither is configured.
        has_pages: whether there is a page for people to open.
    """

    adapters: Sequence[MessagingAdapter]
    asgi: ASGIApp
    has_pages: bool


def check_platform_settings(settings: Settings) -> None:
    """Find out before anything is made or opened whether the platforms can be built.

    Raises:
        SettingsError: if a platform's own settings cannot be used.
    """
    if TELEGRAM_ADAPTERS.intersection(settings.messaging_adapters):
        load_telegram_settings()
    if "zalo" in settings.messaging_adapters:
        load_zalo_settings()


@asynccontextmanager
async def opened_platforms(settings: Settings, app: App) -> AsyncIterator[Platforms]:
    """The configured platforms; their connections are closed at the end.

    Raises:
        SettingsError: if a platform's own settings cannot be used.
    """
    adapters: list[MessagingAdapter] = []
    chats: list[WebChat] = []
    live: LivePages | None = None
    queries = WebQueries(app)
    pictures = _public_pictures(settings, queries)
    async with AsyncExitStack() as stack:
        if "web" in settings.messaging_adapters:
            elsewhere = _elsewhere(settings, queries, stack)
            web = WebAdapter(app.clock, queries.recent, queries.open_question, elsewhere)
            if elsewhere is not None:
                # Until after the relay has stopped, which sends to pages that have gone to others.
                await stack.enter_async_context(_carrying(elsewhere.fanout, web))
            chats.append(WebChat(web, CHAT_PATH, session_secret(settings)))
            live = _live_pages(settings, app, web)
            adapters.append(web)
        bots: list[TelegramAdapter | ZaloAdapter] = []
        for library in TELEGRAM_ADAPTERS.intersection(settings.messaging_adapters):
            bots += telegram_bots(
                library, load_telegram_settings(), app.clock, app.poller_leases, polls_of(app)
            )
        if "zalo" in settings.messaging_adapters:
            picture_url = pictures.url_of if pictures else None
            bots += zalo_bots(load_zalo_settings(), app.clock, picture_url, app.poller_leases)
        for bot in bots:
            stack.push_async_callback(bot.close)
        hooks = [bot.webhook for bot in bots if bot.webhook is not None]
        running = [*adapters, *bots]
        operations = Health(app, running).routes()
        certificates = CertificatePages(app.units_of_work.reading, app.clock, check_link(settings))
        pages = create_app(
            chats, pictures=pictures, certificates=certificates, live=live, operations=operations
        )
        yield Platforms(running, Webhooks(pages, hooks, app.clock), has_pages=bool(chats))


def _elsewhere(settings: Settings, queries: WebQueries, stack: AsyncExitStack) -> Elsewhere | None:
    """What the web chat needs beside other processes; None if this is the only one."""
    if settings.redis_url is None:
        return None
    redis = redis_client(settings.redis_url.get_secret_value())
    stack.push_async_callback(redis.aclose)
    return Elsewhere(RedisFanout(redis, new_owner()), queries.held, queries.passed_on)


@asynccontextmanager
async def _carrying(fanout: Fanout, web: WebAdapter) -> AsyncIterator[None]:
    """Carry frames between this process's pages and others while the body runs."""
    task = asyncio.create_task(fanout.run(web.pages), name="fanout")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _live_pages(settings: Settings, app: App, web: WebAdapter) -> LivePages:
    """The rooms and big screens of live rounds, for people of this web chat."""
    secret, reading = session_secret(settings), app.units_of_work.reading
    return LivePages(reading, app.clock, web, CHAT_PATH, secret, settings.public_url)


def _public_pictures(settings: Settings, queries: WebQueries) -> PublicPictures | None:
    """Pictures with addresses of their own, if the platforms know how to reach us."""
    if not settings.public_url:
        return None
    return PublicPictures(session_secret(settings), settings.public_url, queries.find)


def polls_of(app: App) -> FindPoll:
    """What the polls of live rounds ask, whichever process has posted them."""

    async def find(poll_id: str) -> PollPlace | None:
        async with app.units_of_work.reading() as tx:
            return await tx.live.of_poll(poll_id)

    return find


def telegram_bots(
    library: str,
    settings: TelegramSettings,
    clock: Clock,
    leases: PollerLeases | None = None,
    find_poll: FindPoll | None = None,
) -> Sequence[TelegramAdapter]:
    """An adapter for each token.

    Args:
        leases: by which processes agree on who polls; None if there is only this one.
        find_poll: tells what a poll asks; None if only this process posts any.
    """
    return [
        _telegram_bot(library, token.get_secret_value(), settings, clock, leases, find_poll)
        for token in settings.tokens
    ]


def zalo_bots(
    settings: ZaloSettings,
    clock: Clock,
    picture_url: PictureUrl | None = None,
    leases: PollerLeases | None = None,
) -> Sequence[ZaloAdapter]:
    """An adapter for each token.

    Args:
        picture_url: where Zalo can fetch the picture of a message; without it captions are sent.
        leases: by which processes agree on who polls; None if there is only this one.
    """
    names = settings.display_names or ("",) * len(settings.tokens)
    return [
        _zalo_bot(token.get_secret_value(), name, settings, clock, picture_url, leases)
        for token, name in zip(settings.tokens, names, strict=True)
    ]


def _telegram_bot(
    library: str,
    token: str,
    settings: TelegramSettings,
    clock: Clock,
    leases: PollerLeases | None,
    find_poll: FindPoll | None,
) -> TelegramAdapter:
    bot = bot_of(token)
    webhook = None
    if settings.webhook_url and settings.webhook_secret is not None:
        secret = settings.webhook_secret.get_secret_value()
        webhook = TelegramWebhook(bot, settings.webhook_url, secret)
    api = _telegram_api(library, bot, Wire(settings.api_url, token))
    return TelegramAdapter(
        bot,
        api,
        clock,
        webhook,
        settings.messages_per_second,
        leases,
        settings.replies_per_second,
        find_poll,
    )


def _telegram_api(library: str, bot: str, wire: Wire) -> BotApi:
    # Each library takes a second to import; nobody needs both.
    if library == "telegram_ptb":
        from bot.adapters.telegram_ptb import PtbApi  # noqa: PLC0415

        return PtbApi(bot, wire)
    from bot.adapters.telegram_aiogram import AiogramApi  # noqa: PLC0415

    return AiogramApi(bot, wire)


def _zalo_bot(
    token: str,
    display_name: str,
    settings: ZaloSettings,
    clock: Clock,
    picture_url: PictureUrl | None,
    leases: PollerLeases | None,
) -> ZaloAdapter:
    bot = bot_of(token)
    webhook = None
    if settings.webhook_url and settings.webhook_secret is not None:
        secret = settings.webhook_secret.get_secret_value()
        webhook = ZaloWebhook(bot, settings.webhook_url, secret)
    return ZaloAdapter(
        bot,
        ZaloClient(settings.api_url, token),
        clock,
        webhook,
        plan=settings.plan,
        display_name=display_name,
        messages_per_second=settings.messages_per_second,
        picture_url=picture_url,
        leases=leases,
    )
