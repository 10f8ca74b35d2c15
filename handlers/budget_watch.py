"""Warns in time of a budget that will not last, and says when one is spent: each time once.

What was said is known by the keys of the messages, so that looking again is safe.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from contest.model import Unit, UnitId
from handlers.budget import BotBudget, load_budget, round_ahead
from handlers.commands import STAFF
from handlers.formats import local_day
from handlers.ports.contents import Text
from handlers.ports.messaging import Lane, OutboundMessage, Quota
from handlers.ports.outbox import Bot
from handlers.ports.records import Round
from handlers.ports.repositories import UnitOfWork, UnitsOfWork
from handlers.texts.loader import DEFAULT_LOCALE, Wording, wording

PERIOD = timedelta(minutes=10)
"""Between two looks; each counts some thousand rows for each bot."""
AHEAD = timedelta(days=1)
"""How long before a round opens its people are counted: time enough to buy a larger plan."""
EPOCH = datetime.fromtimestamp(0, UTC)

JoinLink = Callable[[Unit | None], str | None]
"""The address of the page on which anybody can take part, with a unit chosen; None without one."""


class BudgetWatch:
    """Looks after the bots whose platform grants only so many messages a month.

    Args:
        reading: units of work that only read.
    """

    def __init__(
        self, units_of_work: UnitsOfWork, reading: UnitsOfWork, join_link: JoinLink
    ) -> None:
        self._units_of_work = units_of_work
        self._reading = reading
        self._join_link = join_link
        self._quotas: Mapping[Bot, Quota] = {}

    def connect(self, quotas: Mapping[Bot, Quota]) -> None:
        """Look after these bots from now on."""
        self._quotas = quotas

    async def slots(self, now: datetime) -> Mapping[str, datetime]:
        """The next look, and one when each round opens, as people begin at once."""
        if not self._quotas:
            return {}
        async with self._reading() as tx:
            openings = {
                f"budgets-{one.id}": one.window.opens_at
                for one in await tx.rounds.all()
                if now < one.window.opens_at
            }
        return {"budgets": EPOCH + ((now - EPOCH) // PERIOD + 1) * PERIOD} | openings

    async def due(self, now: datetime) -> bool:
        """Tell organisers and groups what they have not been told before."""
        async with self._reading() as tx:
            messages = [
                message
                for bot, quota in self._quotas.items()
                for message in await self._messages(tx, bot, quota, now)
                if await tx.outbox.find(message.key) is None
            ]
        if messages:
            async with self._units_of_work() as tx:
                await tx.outbox.add(messages, now)
                await tx.audit("budget_told", now, "system", messages=len(messages))
                await tx.commit()
        return True

    async def _messages(
        self, tx: UnitOfWork, bot: Bot, quota: Quota, now: datetime
    ) -> Sequence[OutboundMessage]:
        """What there is to say about a bot now."""
        messages: list[OutboundMessage] = []
        today = await load_budget(tx, bot, quota, None, now)
        if today.usage.sent >= today.messages.granted:
            messages += await _to_staff(tx, today, "spent", lambda say: _spent_text(today, say))
        elif today.usage.held:
            messages += await _to_staff(tx, today, "held", lambda say: _held_text(today, say))
        one = await round_ahead(tx, now)
        if one is None or now < one.window.opens_at - AHEAD:
            return messages
        found = await load_budget(tx, bot, quota, one, now)
        return messages if found.messages.lasts else messages + await self._warn(tx, found, one)

    async def _warn(self, tx: UnitOfWork, found: BotBudget, one: Round) -> list[OutboundMessage]:
        event, page = f"round-{one.id}", self._join_link(None)
        told = await _to_staff(
            tx, found, event, lambda say: _warning_text(found, one.name, page, say)
        )
        units = {
            unit.id: unit for unit in await tx.units.existing_on(local_day(one.window.opens_at))
        }
        return told + await self._to_groups(tx, found, one, units)

    async def _to_groups(
        self, tx: UnitOfWork, found: BotBudget, one: Round, units: Mapping[UnitId, Unit]
    ) -> list[OutboundMessage]:
        """Where else people can take part; nothing where there is no page."""
        say, messages = wording(DEFAULT_LOCALE), []
        for group in await tx.groups.all():
            address = self._join_link(units.get(group.unit))
            if address and (group.chat.platform, group.chat.bot) == found.bot:
                text = Text(say("budget-group", round=one.name, address=address))
                key = f"{_name(found, f'round-{one.id}')}:{group.chat.key}"
                messages.append(OutboundMessage(group.chat, key, text, Lane.REMINDER))
        return messages


async def _to_staff(
    tx: UnitOfWork, found: BotBudget, event: str, text: Callable[[Wording], str]
) -> list[OutboundMessage]:
    """One message to everybody who runs the contest, in whatever roles."""
    staff = {each.user_key: each for each in await tx.people.officials(STAFF)}
    return [
        OutboundMessage(
            each.chat,
            f"{_name(found, event)}:{key}",
            Text(text(wording(each.locale))),
            Lane.REMINDER,
        )
        for key, each in staff.items()
    ]


def _name(found: BotBudget, event: str) -> str:
    """Begins the keys of what is said once of a bot in a month."""
    return f"budget:{':'.join(found.bot)}:{found.month:%Y-%m}:{event}"


def _spent_text(found: BotBudget, say: Wording) -> str:
    return say(
        "budget-spent",
        bot=found.name,
        month=found.month_text,
        sent=found.usage.sent,
        granted=found.messages.granted,
        waiting=found.usage.waiting,
    )


def _held_text(found: BotBudget, say: Wording) -> str:
    """The platform refuses before our count is up; it does not tell which limit it means."""
    return say(
        "budget-held",
        bot=found.name,
        month=found.month_text,
        held=found.usage.held,
        sent=found.usage.sent,
        granted=found.messages.granted,
        users=found.quota.users,
    )


def _warning_text(found: BotBudget, round_name: str, address: str | None, say: Wording) -> str:
    warning = say(
        "budget-warning",
        bot=found.name,
        round=round_name,
        needed=found.messages.asked,
        left=found.messages.left,
    )
    advice = (
        say("budget-advice-page", address=address) if address is not None else say("budget-advice")
    )
    return "\n".join((warning, say("budget-saving"), advice))
