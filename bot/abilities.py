"""What the bots of a process can do and may use, by bot."""

from collections.abc import Collection, Mapping, Sequence

from handlers.ports.messaging import Capabilities, MessagingAdapter, Quota
from handlers.ports.outbox import Bot


def bot_of(adapter: MessagingAdapter) -> Bot:
    """Platform and name of an adapter's bot."""
    return adapter.platform, adapter.bot


def capabilities_of(adapters: Sequence[MessagingAdapter]) -> Mapping[Bot, Capabilities]:
    """What each bot can do."""
    return {bot_of(each): each.capabilities for each in adapters}


def quotas_of(adapters: Sequence[MessagingAdapter]) -> Mapping[Bot, Quota]:
    """What the platforms grant to those bots whose messages they count."""
    quotas = {bot: can.quota for bot, can in capabilities_of(adapters).items()}
    return {bot: quota for bot, quota in quotas.items() if quota is not None}


def rates_of(adapters: Sequence[MessagingAdapter]) -> Mapping[Bot, float]:
    """Messages a second of those bots whose platform says how many it takes."""
    rates = {bot: can.messages_per_second for bot, can in capabilities_of(adapters).items()}
    return {bot: rate for bot, rate in rates.items() if rate is not None}


def editing(adapters: Sequence[MessagingAdapter]) -> Collection[Bot]:
    """The bots that can change what they have sent."""
    return {bot for bot, can in capabilities_of(adapters).items() if can.edit}
