"""Builds the platforms that the settings name, and closes what they have opened."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from starlette.types import ASGIApp

from bot.adapters._telegram.adapter import TelegramAdapter
from bot.adapters._telegram.api import BotApi
from bot.adapters._telegram.webhook import TelegramWebhook
from bot.adapters._telegram.wire import Wire
from bot.adapters._zalo.client import ZaloClient
from bot.adapters._zalo.messages import PictureUrl
from bot.adapters._zalo.webhook import ZaloWebhook
from bot.adapters.web import WebAdapter
from bot.adapters.zalo import ZaloAdapter
from bot.app import App
from bot.commands.addresses import check_link
from bot.serving import WebQueries
from bot.settings import TELEGRAM_ADAPTERS, Settings, bot_of, session_secret
from bot.telegram_settings import TelegramSettings, load_telegram_settings
from bot.web.app import CHAT_PATH, create_app
from bot.web.chat import WebChat
from bot.web.files import PublicPictures
from bot.web.health import Health
from bot.web.verification import CertificatePages
from bot.web.webhooks import Webhooks
from bot.zalo_settings import ZaloSettings, load_zalo_settings
from handlers.ports.messaging import MessagingAdapter
from handlers.ports.pollers import PollerLeases
from handlers.ports.timing import Clock


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
    queries = WebQueries(app)
    pictures = _public_pictures(settings, queries)
    async with AsyncExitStack() as stack:
        if "web" in settings.messaging_adapters:
            web = WebAdapter(app.clock, queries.recent, queries.open_question)
            chats.append(WebChat(web, CHAT_PATH, session_secret(settings)))
            adapters.append(web)
        bots: list[TelegramAdapter | ZaloAdapter] = []
        for library in TELEGRAM_ADAPTERS.intersection(settings.messaging_adapters):
            bots += telegram_bots(library, load_telegram_settings(), app.clock, app.poller_leases)
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
            chats, pictures=pictures, certificates=certificates, operations=operations
        )
        yield Platforms(running, Webhooks(pages, hooks, app.clock), has_pages=bool(chats))


def _public_pictures(settings: Settings, queries: WebQueries) -> PublicPictures | None:
    """Pictures with addresses of their own, if the platforms know how to reach us."""
    if not settings.public_url:
        return None
    return PublicPictures(session_secret(settings), settings.public_url, queries.find)


def telegram_bots(
    library: str, settings: TelegramSettings, clock: Clock, leases: PollerLeases | None = None
) -> Sequence[TelegramAdapter]:
    """An adapter for each token.

    Args:
        leases: by which processes agree on who polls; None if there is only this one.
    """
    return [
        _telegram_bot(library, token.get_secret_value(), settings, clock, leases)
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
