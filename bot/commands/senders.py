"""What limits the configured bots, read from the settings without asking their platforms."""

from collections.abc import Iterable, Mapping

from pydantic import SecretStr

from bot.adapters._telegram.facts import PLATFORM as TELEGRAM
from bot.adapters._zalo.facts import PLATFORM as ZALO
from bot.commands.budget import quotas_of
from bot.commands.common import refuse
from bot.settings import Settings, SettingsError, bot_of
from bot.telegram_settings import load_telegram_settings
from bot.zalo_settings import load_zalo_settings
from handlers.announcing.preview import Senders
from handlers.ports.outbox import Bot


def senders_of(settings: Settings) -> Senders:
    """The plans and rates of the bots that ``hoithi serve`` would send with."""
    rates: dict[Bot, float] = {}
    try:
        if ZALO in settings.messaging_adapters:
            zalo = load_zalo_settings()
            rates |= _each(ZALO, zalo.tokens, zalo.messages_per_second)
        if any(name.startswith(TELEGRAM) for name in settings.messaging_adapters):
            telegram = load_telegram_settings()
            rates |= _each(TELEGRAM, telegram.tokens, telegram.messages_per_second)
    except SettingsError as error:
        refuse(str(error))
    return Senders(quotas_of(settings), rates)


def _each(platform: str, tokens: Iterable[SecretStr], rate: float) -> Mapping[Bot, float]:
    return {(platform, bot_of(token.get_secret_value())): rate for token in tokens}
