"""Joining the waiting line, many people in one transaction: whoever presses in a rush shares one.

Only the plain case is decided here: somebody registered who could begin at once if the bot were
free, or who waits already. Everybody else goes through ``handlers/play.py`` and is told why not.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from contest import budgets
from contest.model import PersonId
from contest.rules import is_old_enough
from handlers import commands
from handlers.admission_texts import place_message, place_notice
from handlers.budget import load_budget
from handlers.dialogues import locale_of
from handlers.formats import local_day
from handlers.gate import Gate
from handlers.ports.admission import TELLING, Candidate, Newcomer
from handlers.ports.messaging import (
    Acknowledgement,
    InboundMessage,
    OutboundMessage,
    Quota,
)
from handlers.ports.outbox import Bot
from handlers.ports.records import Round
from handlers.ports.repositories import UnitOfWork
from handlers.rounds import open_round
from handlers.texts.loader import wording

WAITING = "waiting"
"""What somebody is acknowledged with who waits from now on, or goes on waiting."""
REPEATED = "repeated"

OF_THE_LINE = frozenset({"begin", "play", "resume"})
"""Commands that somebody who waits gives to ask where they stand."""
PLACE_MESSAGES = 1
"""What telling somebody their place costs where messages are counted."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """What joining has to know about the bots of this process.

    Attributes:
        noticing: bots that can answer a pressed button with a line of text.
        quotas, join_address: as in ``Call``.
    """

    gate: Gate
    noticing: Collection[Bot] = ()
    quotas: Mapping[Bot, Quota] = field(default_factory=dict)
    join_address: str | None = None

    def notices(self, message: InboundMessage) -> bool:
        """Whether its sender is shown the acknowledgement's notice."""
        return message.choice is not None and bot_of(message) in self.noticing


@dataclass(frozen=True, slots=True)
class _Stand:
    """Where the sender of a message stands in the line."""

    message: InboundMessage
    person: PersonId
    locale: str
    place: int
    wait: timedelta
    is_new: bool


def bot_of(message: InboundMessage) -> Bot:
    """The bot that somebody wrote to."""
    return message.chat.platform, message.chat.bot


async def join(
    tx: UnitOfWork, messages: Sequence[InboundMessage], entrance: Entrance
) -> Sequence[Acknowledgement | None]:
    """Let the senders join the line who can; None for the others, about whom nothing is stored.

    Args:
        messages: commands of ``OF_THE_LINE`` in private chats, in the order in which they came.
    """
    now = max(message.received_at for message in messages)
    current = await open_round(tx, now)
    if current is None:
        return [None] * len(messages)
    stands = await _stands(tx, messages, current, entrance, now)
    fresh = await tx.claim_updates([each.message.update_key for each in stands], now)
    served = [each for each in stands if each.message.update_key in fresh]
    newcomers = [_newcomer(each, current, entrance, now) for each in served if each.is_new]
    await tx.line.join(newcomers, now)
    await tx.outbox.add(_answers(served, current, entrance, now), now)
    known = {each.message.update_key: each for each in stands}
    return [
        _acknowledgement(each, current, now, is_fresh=message.update_key in fresh)
        if (each := known.get(message.update_key))
        else None
        for message in messages
    ]


async def _stands(
    tx: UnitOfWork,
    messages: Sequence[InboundMessage],
    current: Round,
    entrance: Entrance,
    now: datetime,
) -> Sequence[_Stand]:
    """Where the senders stand who wait, or will; each update once."""
    candidates = await tx.line.candidates({each.sender.key for each in messages}, current.id)
    spots = await _spots(
        tx, [each.person.id for each in candidates.values()], current, entrance, now
    )
    lengths = dict(await tx.line.lengths())
    stands: dict[str, _Stand] = {}
    for message in messages:
        candidate = candidates.get(message.sender.key)
        if candidate is None:
            continue
        person, bot = candidate.person.id, bot_of(message)
        is_new = person not in spots
        if is_new:
            if not await _may_join(tx, message, candidate, current, entrance, now):
                continue
            lengths[bot] = lengths.get(bot, 0) + 1
            spots[person] = bot, lengths[bot]
        line, place = spots[person]
        wait = entrance.gate.wait(line, place, current.rules.last_position, now)
        locale = locale_of(candidate.person, candidate.dialogue)
        stand = _Stand(message, person, locale, place, wait, is_new)
        stands.setdefault(message.update_key, stand)
    return list(stands.values())


async def _spots(
    tx: UnitOfWork,
    people: Sequence[PersonId],
    current: Round,
    entrance: Entrance,
    now: datetime,
) -> dict[PersonId, tuple[Bot, int]]:
    """In whose line those who wait already have which place."""
    spots: dict[PersonId, tuple[Bot, int]] = {}
    for person, each in (await tx.line.places(people, current.id)).items():
        if each.bot in entrance.gate.bots:
            spots[person] = each.bot, each.place
        else:
            # Nobody serves the line of a bot that is not there any more.
            await tx.line.leave(person, current.id, now)
    return spots


async def _may_join(
    tx: UnitOfWork,
    message: InboundMessage,
    candidate: Candidate,
    current: Round,
    entrance: Entrance,
    now: datetime,
) -> bool:
    """Whether nothing but the crowd keeps somebody from beginning."""
    opening_day = local_day(current.window.opens_at)
    return (
        commands.command_of(message) == "begin"
        and not candidate.is_playing
        and not candidate.is_barred
        and candidate.attempts < current.rules.attempts_allowed
        and is_old_enough(candidate.person.birth_date, current.rules, opening_day)
        and await _can_afford(tx, message, current, entrance, now)
    )


async def _can_afford(
    tx: UnitOfWork, message: InboundMessage, current: Round, entrance: Entrance, now: datetime
) -> bool:
    """Whether the bot can still send all of an attempt; such bots have few people."""
    bot = bot_of(message)
    quota = entrance.quotas.get(bot)
    if quota is None:
        return True
    found = await load_budget(tx, bot, quota, current, now)
    needed = budgets.attempt_messages_from(current.rules, 0) + PLACE_MESSAGES
    return found.messages.allows(needed)


def _newcomer(stand: _Stand, current: Round, entrance: Entrance, now: datetime) -> Newcomer:
    return Newcomer(
        person=stand.person,
        round=current.id,
        chat=stand.message.chat,
        locale=stand.locale,
        expected_at=now + stand.wait,
        was_noticed=entrance.notices(stand.message),
    )


def _answers(
    stands: Sequence[_Stand], current: Round, entrance: Entrance, now: datetime
) -> Sequence[OutboundMessage]:
    """Messages to those who asked again and cannot be shown a notice; newcomers are told soon."""
    return [
        OutboundMessage(
            stand.message.chat,
            f"reply:{stand.message.update_key}:0",
            place_message(
                stand.place,
                stand.wait,
                current,
                wording(stand.locale),
                now,
                entrance.join_address,
            ),
            TELLING,
            stand.message.update_key,
        )
        for stand in stands
        if not stand.is_new and not entrance.notices(stand.message)
    ]


def _acknowledgement(
    stand: _Stand, current: Round, now: datetime, *, is_fresh: bool
) -> Acknowledgement:
    say = wording(stand.locale)
    notice = place_notice(stand.place, stand.wait, current, say, now)
    return Acknowledgement(WAITING if is_fresh else REPEATED, notice)
