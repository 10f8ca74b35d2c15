"""What tests of limits do with them."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.pacing.alone import LimitsAlone
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.limits import Backlog
from handlers.ports.messaging import Capabilities, ChoiceStyle, Lane
from storage.redis.limits import SharedLimits
from tests.fakes.clock import START

Limits = LimitsAlone | SharedLimits

SECOND = timedelta(seconds=1)
NO_WAIT = timedelta(0)
NOTHING = Backlog(0, 0)
CAN = Capabilities(
    max_text_length=4096,
    choices=ChoiceStyle.BUTTONS,
    messages_per_second=30,
    replies_per_second=60,
    chat_messages_per_second=1,
    chat_burst=3,
    group_messages_per_minute=20,
)
GROUP = ChatRef("telegram", "7", "-5", ChatKind.GROUP)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def chat(number: int) -> ChatRef:
    return ChatRef("telegram", "7", str(number))


def group(number: int) -> ChatRef:
    return replace(GROUP, chat_id=str(-number))


async def send(
    limits: Limits, to: ChatRef, seconds: float = 0, lane: Lane = Lane.REPLY
) -> timedelta:
    """Send a message that takes no time, if the chat has rested; returns how long it must rest."""
    limits.leave(lane, at(seconds))
    wait = max(limits.wait_of(to, at(seconds)), await limits.admit(to, at(seconds)))
    if wait:
        limits.stay(lane)
    else:
        limits.count(to, lane, at(seconds))
    return wait


def fill(limits: Limits, seconds: float = 0, lane: Lane = Lane.REPLY) -> int:
    """Let messages leave until none may; returns how many have."""
    left = 0
    while limits.wait(lane, at(seconds)) == NO_WAIT:
        limits.leave(lane, at(seconds))
        left += 1
    return left


def count_all(limits: Limits, number: int, seconds: float, lane: Lane = Lane.REPLY) -> None:
    """Hear of so many messages."""
    for each in range(number):
        limits.count(chat(1_000 + each), lane, at(seconds))
