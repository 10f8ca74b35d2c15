"""``hoithi report budget``: what bots have left of the messages that their platforms grant."""

from collections.abc import Mapping
from typing import Any

import typer

from bot.adapters._zalo.facts import PLATFORM as ZALO
from bot.commands.common import Session, refuse, run
from bot.commands.output import AsJson, print_json
from bot.settings import Settings, SettingsError, bot_of
from bot.zalo_settings import load_zalo_settings
from handlers.budget import BotBudget, budget_text, load_budget, round_ahead
from handlers.ports.messaging import Quota
from handlers.ports.outbox import Bot


def budget(as_json: AsJson = False) -> None:
    """Print what every bot has used this month, has left, and needs for the round at hand."""

    async def main(session: Session) -> None:
        async with session.units_of_work.reading() as tx:
            one = await round_ahead(tx, session.now)
            found = [
                await load_budget(tx, bot, quota, one, session.now)
                for bot, quota in quotas_of(session.settings).items()
            ]
        if as_json:
            print_json([_data(each) for each in found])
        else:
            texts = [budget_text(each, session.say) for each in found]
            typer.echo("\n\n".join(texts or [session.say("budget-none")]))

    run(main)


def quotas_of(settings: Settings) -> Mapping[Bot, Quota]:
    """The plans of the configured bots, without asking their platforms."""
    if ZALO not in settings.messaging_adapters:
        return {}
    try:
        zalo = load_zalo_settings()
    except SettingsError as error:
        refuse(str(error))
    return {(ZALO, bot_of(token.get_secret_value())): zalo.plan for token in zalo.tokens}


def _data(one: BotBudget) -> dict[str, Any]:
    platform, bot = one.bot
    return {
        "platform": platform,
        "bot": bot,
        "month": f"{one.month:%Y-%m}",
        "granted": one.messages.granted,
        "sent": one.usage.sent,
        "waiting": one.usage.waiting,
        "left": one.messages.left,
        "users": one.usage.users,
        "users_granted": one.quota.users,
        "groups": one.usage.groups,
        "groups_granted": one.quota.groups,
        "round": one.round and one.round.name,
        "reserved": one.messages.reserved,
        "needed": one.messages.needed,
        "lasts": one.messages.lasts,
        "private_round": one.private_round,
        "group_round": one.group_round,
    }
