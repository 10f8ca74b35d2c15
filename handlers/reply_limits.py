"""What of a reply goes out where a platform grants only so many messages: play goes before talk.

Answers and questions of an attempt never come here: they go through the intake, and each is queued
once however often somebody types.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers import commands, privacy
from handlers.budget import load_budget
from handlers.call import Call
from handlers.formats import LOCAL_ZONE, instant_text
from handlers.paging import pages_of
from handlers.payloads import CommandChoice, parse_payload
from handlers.ports.addresses import ChatKind
from handlers.ports.contents import Content, Text
from handlers.ports.messaging import Quota
from handlers.ports.records import Attempt
from handlers.ports.replies import ReplyHour, Saving
from handlers.ports.repositories import UnitOfWork
from handlers.rounds import open_round

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
HELP_PAUSE = timedelta(minutes=1)
"""Between two explanations of how things work in one group."""
LOOK_PERIOD = timedelta(minutes=1)
"""Between two counts of what a bot has left; each reads every message of the month."""
PLAYERS_FACTOR = 2
"""Who plays has used up some of the allowance on the way, and asks for their question again."""

_OF_PLAY = frozenset({"play", "begin", "resume", "skip", "link"})
"""Commands that contestants need to play, here or, with a link, on another platform."""
NO_ADDRESS = "none"
"""What the texts call it when there is no page to take part on."""


@dataclass(frozen=True, slots=True)
class Left:
    """How many more messages a chat may be sent, until there are new ones."""

    messages: int
    until: datetime


async def admitted(tx: UnitOfWork, call: Call, contents: Sequence[Content]) -> Sequence[Content]:
    """What is said in place of these contents: mostly they, sometimes one line, or nothing."""
    quota = call.quotas.get((call.chat.platform, call.chat.bot))
    if quota is None or not contents or _is_trusted(call):
        return contents
    attempt = await _running_attempt(tx, call)
    if attempt is not None and attempt.started_at == call.now:
        # Its first question: without it, an attempt would be used up that nobody sees.
        return contents
    plays = attempt is not None or _wants_to_play(call)
    hours = await tx.replies.of_chat(call.chat, call.now)
    if not plays and await _is_saving(tx, call, quota) and not await _matters(tx, call):
        contents = await _excuse(tx, call, hours)
    left = _left(hours, quota, call.now, PLAYERS_FACTOR if plays else 1)
    messages = sum(len(pages_of(content, call.say)) for content in contents)
    if messages < left.messages:
        await tx.replies.add(call.chat, call.now, messages)
        return contents
    if left.messages <= 0 or not contents:
        return []
    # The last one says so; whatever was left besides is given up, so that it stays the last.
    await tx.replies.add(call.chat, call.now, left.messages)
    return [_farewell(call, left)]


async def may_help(tx: UnitOfWork, call: Call) -> bool:
    """Whether a group may be told now how things work; notes that it was."""
    hours = await tx.replies.of_chat(call.chat, call.now)
    if any(hour.helped_at and call.now - hour.helped_at < HELP_PAUSE for hour in hours):
        return False
    await tx.replies.note_help(call.chat, call.now)
    return True


def _is_trusted(call: Call) -> bool:
    """Whether the organisers have given the sender a role: few people, and with long reports."""
    return bool(call.grants) and call.chat.kind is ChatKind.PRIVATE


async def _running_attempt(tx: UnitOfWork, call: Call) -> Attempt | None:
    """What the sender plays in private; nothing that is said in a group belongs to it."""
    if call.person is None or call.chat.kind is ChatKind.GROUP:
        return None
    attempt = await tx.attempts.latest_of(call.person.id)
    return attempt if attempt is not None and attempt.progress.is_running else None


def _wants_to_play(call: Call) -> bool:
    """Whether a contestant has given a command of play, in private."""
    if call.person is None or call.chat.kind is ChatKind.GROUP:
        return False
    if call.message.choice is not None:
        chosen = parse_payload(call.message.choice)
        return isinstance(chosen, CommandChoice) and chosen.name in _OF_PLAY
    given = commands.read(call.message.text)
    return given is not None and given.command.name in _OF_PLAY


async def _matters(tx: UnitOfWork, call: Call) -> bool:
    """Whether it is said once and has to be known: data erased, a code redeemed, registered."""
    if call.chat.kind is ChatKind.GROUP:
        bound = await tx.groups.of_chat(call.chat)
        return bound is not None and bound.bound_at == call.now
    if call.person is not None and _erases(call):
        return True
    if call.person is None and await tx.people.of_user(call.user) is not None:
        return True
    return not call.grants and bool(await tx.people.grants_of(call.user))


def _erases(call: Call) -> bool:
    """Whether a contestant withdraws their consent, which nothing may stand in the way of."""
    is_asked = call.dialogue is not None and call.dialogue.step == privacy.ERASE_STEP
    return is_asked or commands.command_of(call.message) == "erase"


async def _is_saving(tx: UnitOfWork, call: Call, quota: Quota) -> bool:
    """Whether the open round needs all that the bot has left; looked up once a minute."""
    bot = (call.chat.platform, call.chat.bot)
    known = await tx.replies.saving(bot)
    if known is not None and call.now - known.looked_at < LOOK_PERIOD:
        return known.is_saving
    current = await open_round(tx, call.now)
    is_short = (
        current is not None
        and not (await load_budget(tx, bot, quota, current, call.now)).messages.lasts
    )
    await tx.replies.note_saving(bot, Saving(is_short, call.now))
    return is_short


async def _excuse(tx: UnitOfWork, call: Call, hours: Sequence[ReplyHour]) -> Sequence[Content]:
    """Why nothing more is said, once a day."""
    if any(hour.excused_at and call.now - hour.excused_at < DAY for hour in hours):
        return []
    await tx.replies.note_excuse(call.chat, call.now)
    key = "reply-saving-group" if call.chat.kind is ChatKind.GROUP else "reply-saving"
    return [Text(call.say(key, address=call.join_address or NO_ADDRESS))]


def _left(hours: Sequence[ReplyHour], quota: Quota, now: datetime, factor: int) -> Left:
    midnight = now.astimezone(LOCAL_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    hour_at = now.replace(minute=0, second=0, microsecond=0)
    in_hour = sum(hour.replies for hour in hours if hour.began_at >= hour_at)
    today = sum(hour.replies for hour in hours if hour.began_at >= midnight)
    return min(
        Left(factor * quota.replies_per_day - today, midnight + DAY),
        Left(factor * quota.replies_per_hour - in_hour, hour_at + HOUR),
        key=lambda left: left.messages,
    )


def _farewell(call: Call, left: Left) -> Text:
    key = "reply-limit-group" if call.chat.kind is ChatKind.GROUP else "reply-limit"
    return Text(call.say(key, until=instant_text(left.until, call.say)))
