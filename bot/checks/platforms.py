"""Checks of the bots: what their platforms say about tokens, groups and webhooks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.adapters._telegram import state as telegram
from bot.adapters._telegram.webhook import TelegramWebhook
from bot.adapters._telegram.wire import Wire
from bot.adapters.zalo import ZaloAdapter
from bot.checks.findings import Findings, State
from bot.platforms import zalo_bots
from bot.settings import bot_of
from bot.telegram_settings import TelegramSettings
from bot.zalo_settings import ZaloSettings
from handlers.ports.messaging import AdapterMisconfigured, MessagingError
from handlers.ports.timing import Clock

RECENT = timedelta(hours=1)
"""What could not be brought longer ago has been, or is forgotten."""


@dataclass(frozen=True, slots=True)
class Inlet:
    """How a bot's messages come in: as it is set, and as the platform has it.

    Attributes:
        wanted, known: addresses of webhooks; empty for polling.
    """

    wanted: str
    known: str
    is_failing: bool = False

    @property
    def kind(self) -> str:
        if self.is_failing:
            return "failing"
        if self.wanted == self.known:
            return "webhook" if self.wanted else "polling"
        return "not-set" if self.wanted else "foreign"


async def check_telegram(settings: TelegramSettings, now: datetime, findings: Findings) -> None:
    """Ask Telegram about every bot."""
    for token in settings.tokens:
        bot = bot_of(token.get_secret_value())
        wire = Wire(settings.api_url, token.get_secret_value())
        try:
            state = await telegram.bot_state(wire)
        except MessagingError as error:
            _note_silence("telegram", bot, error, findings)
            continue
        finally:
            await wire.close()
        findings.note("telegram", State.OK, bot=bot, name=state.username, why="none")
        wanted = _telegram_webhook(settings, bot)
        fails = state.failed_at is not None and now - state.failed_at < RECENT
        inlet = Inlet(wanted, state.webhook_url, is_failing=fails and wanted != "")
        _note_inlet("telegram", bot, inlet, findings)


async def check_zalo(settings: ZaloSettings, clock: Clock, findings: Findings) -> None:
    """Ask Zalo about every bot."""
    for adapter in zalo_bots(settings, clock):
        try:
            await _check_zalo_bot(adapter, settings, findings)
        except MessagingError as error:
            _note_silence("zalo", adapter.bot, error, findings)
        finally:
            await adapter.close()


async def _check_zalo_bot(adapter: ZaloAdapter, settings: ZaloSettings, findings: Findings) -> None:
    state = await adapter.state()
    name = state.profile.display_name or state.profile.account_name
    findings.note("zalo", State.OK, bot=adapter.bot, name=name, why="none")
    joins = State.OK if state.profile.can_join_groups else State.WARNING
    findings.note("zalo-groups", joins, bot=adapter.bot)
    is_named = state.profile.display_name or settings.display_names
    findings.note("zalo-name", State.OK if is_named else State.WARNING, bot=adapter.bot)
    path = adapter.webhook.path if adapter.webhook else ""
    wanted = settings.webhook_url.rstrip("/") + path
    _note_inlet("zalo", adapter.bot, Inlet(wanted, state.webhook_url), findings)


def _telegram_webhook(settings: TelegramSettings, bot: str) -> str:
    """Where Telegram is to bring updates; empty for polling."""
    if not settings.webhook_url:
        return ""
    return settings.webhook_url.rstrip("/") + TelegramWebhook(bot, "", "").path


def _note_silence(platform: str, bot: str, error: MessagingError, findings: Findings) -> None:
    why = "token" if isinstance(error, AdapterMisconfigured) else "silent"
    findings.note(platform, State.FAILED, bot=bot, name="", why=why)


def _note_inlet(platform: str, bot: str, inlet: Inlet, findings: Findings) -> None:
    """A webhook that is not set yet is set by the next start; one that fails needs somebody."""
    states = {"webhook": State.OK, "polling": State.OK, "failing": State.FAILED}
    state = states.get(inlet.kind, State.WARNING)
    findings.note(f"{platform}-inlet", state, bot=bot, kind=inlet.kind)
