"""What the platform says about a bot, for the start and for those who look for what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.adapters._zalo.client import ZaloClient
from bot.adapters._zalo.errors import NotFound


@dataclass(frozen=True, slots=True)
class BotProfile:
    """What getMe tells.

    Attributes:
        display_name: empty if it is not told, as in the documentation's sample.
        can_join_groups: whether a group's owner can let the bot in; groups are in beta.
    """

    user_id: str
    account_name: str
    display_name: str
    can_join_groups: bool


@dataclass(frozen=True, slots=True)
class BotState:
    """A bot as the platform knows it; ``webhook_url`` is empty if none is set."""

    profile: BotProfile
    webhook_url: str


async def bot_state(client: ZaloClient) -> BotState:
    """Ask the platform about the bot.

    Raises:
        MessagingError: if it does not answer, or does not accept the token.
    """
    profile = profile_of(await client.call("getMe", {}))
    return BotState(profile, await webhook_url(client))


async def webhook_url(client: ZaloClient) -> str:
    """Where events are brought to; empty if they are kept for polls.

    Raises:
        MessagingError: if the platform does not tell.
    """
    try:
        info = await client.call("getWebhookInfo", {})
    except NotFound:
        return ""
    return _text(info, "url")


def profile_of(me: object) -> BotProfile:
    """The result of getMe; what is missing is left empty."""
    return BotProfile(
        user_id=_text(me, "id"),
        account_name=_text(me, "account_name"),
        display_name=_text(me, "display_name"),
        can_join_groups=isinstance(me, Mapping) and me.get("can_join_groups") is True,
    )


def _text(answer: object, field: str) -> str:
    value = answer.get(field) if isinstance(answer, Mapping) else None
    return "" if value is None else str(value)
