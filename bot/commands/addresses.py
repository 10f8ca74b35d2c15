"""Where people open the contest: addresses of the web chat, and of the bots that take a payload."""

import re
from collections.abc import Sequence
from urllib.parse import quote

import typer

from bot.adapters._telegram.links import start_link
from bot.adapters._telegram.state import bot_state
from bot.adapters._telegram.wire import Wire
from bot.commands.common import Session, refuse
from bot.settings import TELEGRAM_ADAPTERS, Settings, SettingsError, bot_of
from bot.telegram_settings import load_telegram_settings
from bot.web.app import CHAT_PATH
from bot.web.verification import CHECK_PATH
from contest.units import fold
from handlers.budget_watch import JoinLink
from handlers.call import CheckLink
from handlers.ports.messaging import MessagingError

_START_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


def unit_word(code: str) -> str:
    """A unit's code as one word that every link can carry: it is found however it is written."""
    return "-".join(fold(code).upper().split())


def web_link(settings: Settings, word: str = "") -> str | None:
    """The address that opens the web chat and begins with a code; None if it is not known."""
    if "web" not in settings.messaging_adapters or not settings.public_url:
        return None
    query = f"?u={quote(word, safe='')}" if word else ""
    return f"{settings.public_url}{CHAT_PATH}{query}"


def join_link(settings: Settings) -> JoinLink:
    """Where people reach the web chat, with a unit chosen or without one."""
    return lambda unit: web_link(settings, unit_word(unit.code) if unit else "")


def check_link(settings: Settings) -> CheckLink:
    """Where people check a certificate; no page if this server does not know its own address."""
    return lambda code: f"{settings.public_url}{CHECK_PATH}{code}" if settings.public_url else None


async def links_to(session: Session, word: str) -> Sequence[str]:
    """Every address that begins with a code, on all platforms whose links can carry it."""
    web = web_link(session.settings, word)
    names = await _telegram_names(session)
    bots = [start_link(name, word) for name in names if _START_PAYLOAD.fullmatch(word)]
    return [*([web] if web else []), *bots]


async def _telegram_names(session: Session) -> Sequence[str]:
    """What the bots are called on Telegram; one that Telegram does not tell is left out."""
    if not TELEGRAM_ADAPTERS.intersection(session.settings.messaging_adapters):
        return []
    try:
        settings = load_telegram_settings()
    except SettingsError as error:
        refuse(str(error))
    names: list[str] = []
    for token in settings.tokens:
        wire = Wire(settings.api_url, token.get_secret_value())
        try:
            names.append((await bot_state(wire)).username)
        except MessagingError:
            bot = bot_of(token.get_secret_value())
            typer.echo(session.say("cli-no-telegram-link", bot=bot), err=True)
        finally:
            await wire.close()
    return [name for name in names if name]
