"""How fast a bot may send and edit, and what it is told when it is faster.

Sources: core.telegram.org/bots/faq "My bot is hitting limits" (1 message a second in a chat with
short bursts, 20 a minute in a group, about 30 a second in all); levlam in tdlib/td#3034 and #2592
(edits share the limits of messages), in tdlib/telegram-bot-api#648 (answerCallbackQuery has none).
"""

import math
from collections import Counter, deque
from dataclasses import dataclass
from enum import StrEnum

from tests.platforms.telegram.errors import ApiError, too_many_requests

# Sums of fractions of a second are not exact.
ROUNDING_SECONDS = 1e-6


class Limit(StrEnum):
    """Why a call was answered with 429."""

    OVERALL = "overall"
    CHAT = "chat"
    GROUP = "group"
    FORCED = "forced"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class Rates:
    """The limits in force.

    Attributes:
        overall_per_second: sent and edited messages of one bot in any second.
        per_chat_seconds: pace of one chat in the long run.
        chat_burst: messages that a rested chat takes at once; the FAQ grants "short bursts" and
            gives no number.
        group_per_minute: sent and edited messages in one group in any 60 seconds.
        callback_seconds: how long a pressed button waits for its answer; Telegram gives no
            number, reports go from 5 to 20 seconds.
    """

    overall_per_second: int = 30
    per_chat_seconds: float = 1.0
    chat_burst: int = 3
    group_per_minute: int = 20
    callback_seconds: float = 15.0


class Window:
    """At most so many events in any stretch of a given length."""

    __slots__ = ("_seconds", "_times")

    def __init__(self, most: int, seconds: float) -> None:
        self._times: deque[float] = deque(maxlen=most)
        self._seconds = seconds

    def wait(self, now: float) -> float:
        """Seconds until one more fits; 0 if it does now."""
        if len(self._times) < (self._times.maxlen or 0):
            return 0.0
        return max(self._times[0] + self._seconds - now, 0.0)

    def take(self, now: float) -> None:
        self._times.append(now)


class Pace:
    """A long-run pace with a burst after rest (GCRA)."""

    __slots__ = ("_ahead", "_free_at", "_interval")

    def __init__(self, interval: float, burst: int) -> None:
        self._interval = interval
        self._ahead = interval * (burst - 1)
        self._free_at = 0.0

    def wait(self, now: float) -> float:
        return max(self._free_at - self._ahead - now, 0.0)

    def take(self, now: float) -> None:
        self._free_at = max(self._free_at, now) + self._interval


class Ban:
    """A stretch of time in which every counted call is refused, with what is left of it."""

    __slots__ = ("_limit", "_until")

    def __init__(self) -> None:
        self._until = 0.0
        self._limit = Limit.FORCED

    def impose(self, until: float, limit: Limit) -> None:
        self._until = until
        self._limit = limit

    def check(self, now: float, refusals: Counter[Limit]) -> None:
        if self._until > now:
            raise refusal(self._until - now, self._limit, refusals)


class ChatMeter:
    """What one bot has done in one chat."""

    __slots__ = ("ban", "group", "pace")

    def __init__(self, rates: Rates, *, is_group: bool) -> None:
        self.ban = Ban()
        self.pace = Pace(rates.per_chat_seconds, rates.chat_burst)
        self.group = Window(rates.group_per_minute, 60.0) if is_group else None


class BotMeter:
    """What one bot has done in all its chats; admits or refuses its calls."""

    def __init__(self, rates: Rates, refusals: Counter[Limit]) -> None:
        self.ban = Ban()
        self._overall = Window(rates.overall_per_second, 1.0)
        self._refusals = refusals

    def admit(self, chat: ChatMeter, now: float) -> None:
        """Count one message or edit.

        Raises:
            ApiError: 429; from now until ``retry_after`` the chat (or all chats) stays shut, as the
                real server counts down from one refusal to the next (agno-agi/agno#7360).
        """
        self.ban.check(now, self._refusals)
        chat.ban.check(now, self._refusals)
        self._require(chat.pace.wait(now), Limit.CHAT, chat.ban, now)
        if chat.group is not None:
            self._require(chat.group.wait(now), Limit.GROUP, chat.ban, now)
        self._require(self._overall.wait(now), Limit.OVERALL, self.ban, now)
        chat.pace.take(now)
        if chat.group is not None:
            chat.group.take(now)
        self._overall.take(now)

    def _require(self, wait: float, limit: Limit, ban: Ban, now: float) -> None:
        if wait > ROUNDING_SECONDS:
            ban.impose(now + math.ceil(wait), limit)
            raise refusal(wait, limit, self._refusals)


def refusal(wait: float, limit: Limit, refusals: Counter[Limit]) -> ApiError:
    """A 429 that is counted; ``retry_after`` comes in whole seconds, at least 1."""
    refusals[limit] += 1
    return too_many_requests(max(math.ceil(wait), 1))
