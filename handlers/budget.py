"""Use cases of a bot's budget: what its platform still grants this month, and whether it lasts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from contest import budgets
from contest.budgets import Budget, Crowd
from handlers.call import Call
from handlers.commands import offer
from handlers.formats import LOCAL_ZONE, date_text
from handlers.ports.budgets import Usage
from handlers.ports.contents import Content, Text
from handlers.ports.messaging import Quota
from handlers.ports.outbox import Bot
from handlers.ports.records import Round
from handlers.ports.repositories import UnitOfWork
from handlers.rounds import next_round, open_round
from handlers.texts.loader import Wording


@dataclass(frozen=True, slots=True)
class BotBudget:
    """How one bot stands.

    Attributes:
        month: its first instant; of the month in which the round opens if that lies ahead.
        round: the open round, else the next one; None without any.
    """

    bot: Bot
    quota: Quota
    month: datetime
    usage: Usage
    round: Round | None
    crowd: Crowd
    messages: Budget

    @property
    def name(self) -> str:
        """How organisers know the bot."""
        platform, bot = self.bot
        return f"{platform.capitalize()} {bot}"

    @property
    def private_round(self) -> int | None:
        """Messages of the whole round if everybody plays in private; None without a round."""
        if self.round is None:
            return None
        crowd = Crowd(self.crowd.registered)
        return budgets.round_messages(self.round.rules, crowd, is_open=False)

    @property
    def group_round(self) -> int | None:
        """The same for a round in a group; None where no group is bound to a unit."""
        if self.round is None or not self.usage.groups:
            return None
        questions = self.round.rules.question_count
        return budgets.group_round_messages(self.crowd.registered, questions)

    @property
    def month_text(self) -> str:
        """The month as Vietnamese documents write it: 11/2023."""
        return f"{self.month.astimezone(LOCAL_ZONE):%m/%Y}"


async def round_ahead(tx: UnitOfWork, now: datetime) -> Round | None:
    """The round that messages are still needed for: the open one, else the next."""
    return await open_round(tx, now) or await next_round(tx, now)


async def load_budget(
    tx: UnitOfWork, bot: Bot, quota: Quota, one: Round | None, now: datetime
) -> BotBudget:
    """What a bot has used up of its plan, and what a round still asks of it."""
    month = budgets.month_start(max(now, one.window.opens_at) if one else now, LOCAL_ZONE)
    usage = await tx.budgets.usage(bot, month, now)
    granted, spent = quota.messages_per_month, usage.sent + usage.waiting
    if one is None:
        return BotBudget(bot, quota, month, usage, None, Crowd(0), Budget(granted, spent))
    crowd = await tx.budgets.crowd(bot, one.id)
    messages = Budget(
        granted,
        spent,
        reserved=budgets.reserve(one.rules, crowd),
        needed=budgets.round_messages(one.rules, crowd, is_open=one.opened_at is not None),
    )
    return BotBudget(bot, quota, month, usage, one, crowd, messages)


async def show(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Show what every bot has used, what it has left and whether that lasts for the round."""
    choices = offer(call.say, "progress", "help")
    if not call.quotas:
        return [Text(call.say("budget-none"), choices)]
    current = await round_ahead(tx, call.now)
    found = [
        await load_budget(tx, bot, quota, current, call.now) for bot, quota in call.quotas.items()
    ]
    parts = [call.say("budget-heading"), *(budget_text(each, call.say) for each in found)]
    return [Text("\n\n".join(parts), choices)]


def budget_text(one: BotBudget, say: Wording) -> str:
    """One bot's budget in a few lines."""
    lines = [
        say("budget-bot", bot=one.name, month=one.month_text),
        say(
            "budget-messages",
            sent=one.usage.sent,
            waiting=one.usage.waiting,
            granted=one.messages.granted,
            left=one.messages.left,
        ),
        say(
            "budget-plan",
            users=one.usage.users,
            most_users=one.quota.users,
            groups=one.usage.groups,
            most_groups=one.quota.groups,
        ),
    ]
    return "\n".join([*lines, *_forecast(one, say)])


async def refusal(
    tx: UnitOfWork, call: Call, current: Round, *, is_briefed: bool
) -> Sequence[Content] | None:
    """Why an attempt had better not begin in this chat; None if it can be played to its end.

    Said before the start, as a bot that falls silent in the middle costs people their attempt.
    Attempts that are running keep what they need.
    """
    bot = (call.chat.platform, call.chat.bot)
    quota = call.quotas.get(bot)
    if quota is None:
        return None
    found = await load_budget(tx, bot, quota, current, call.now)
    needed = (
        budgets.attempt_messages_from(current.rules, 0)
        if is_briefed
        else budgets.attempt_messages(current.rules)
    )
    if found.messages.allows(needed):
        return None
    if call.join_address is None:
        again_on = date_text(budgets.next_month_start(call.now, LOCAL_ZONE).date())
        return [Text(call.say("budget-refused", date=again_on), offer(call.say, "help"))]
    text = call.say("budget-refused-page", address=call.join_address)
    return [Text(text, offer(call.say, "link", "help"))]


def _forecast(one: BotBudget, say: Wording) -> Sequence[str]:
    if one.round is None:
        return []
    forecast = say(
        "budget-forecast",
        round=one.round.name,
        people=one.crowd.registered - one.crowd.begun,
        each=budgets.attempt_messages(one.round.rules) * one.round.rules.attempts_allowed,
        running=one.crowd.running,
        needed=one.messages.asked,
    )
    lines = [forecast, *_of_rounds(one, say)]
    if one.messages.lasts:
        return [*lines, say("budget-lasts")]
    return [*lines, say("budget-short", missing=one.messages.asked - one.messages.left)]


def _of_rounds(one: BotBudget, say: Wording) -> Sequence[str]:
    """What either kind of round costs, where there is a choice."""
    if one.private_round is None or one.group_round is None or not one.crowd.registered:
        return []
    return [
        say(
            "budget-rounds",
            people=one.crowd.registered,
            private=one.private_round,
            group=one.group_round,
        )
    ]
