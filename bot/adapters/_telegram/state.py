"""What the platform says about a bot, for those who look for what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.adapters._telegram.api import CALL_SECONDS
from bot.adapters._telegram.errors import UNTOLD_PAUSE, failure
from bot.adapters._telegram.wire import Wire


@dataclass(frozen=True, slots=True)
class BotState:
    """A bot as the platform knows it.

    Attributes:
        webhook_url: empty if updates are kept for polls.
        waiting: updates that have not been taken yet.
        failed_at: when Telegram last could not bring an update; None if it always could.
    """

    username: str
    can_join_groups: bool
    webhook_url: str
    waiting: int
    failed_at: datetime | None


async def bot_state(wire: Wire) -> BotState:
    """Ask the platform about the bot; needs neither client library.

    Raises:
        MessagingError: if it does not answer, or does not accept the token.
    """
    me = await _asked(wire, "getMe")
    webhook = await _asked(wire, "getWebhookInfo")
    failed = webhook.get("last_error_date")
    return BotState(
        username=str(me.get("username", "")),
        can_join_groups=me.get("can_join_groups") is True,
        webhook_url=str(webhook.get("url", "")),
        waiting=int(webhook.get("pending_update_count", 0)),
        failed_at=datetime.fromtimestamp(failed, UTC) if failed else None,
    )


async def _asked(wire: Wire, method: str) -> Mapping[str, Any]:
    answer = await wire.post(method, b"{}", CALL_SECONDS)
    result = answer.result() if answer.is_ok else None
    if isinstance(result, Mapping):
        return result
    raise failure(answer.status, "", UNTOLD_PAUSE)
