"""The limits of one bot as they lie on the server: who holds how many places, whose turn a chat is.

Instants come from our clock, as for the leases of the outbox: processes whose clocks differ by a
fraction of a second are what everything else needs too, and a compressed clock keeps its meaning.
The platform's strictest limit, so many in any second, does not depend on it: each process measures
that on its own clock, within the places that it holds.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count

from redis.asyncio import Redis

from handlers.pacing.alone import Share
from handlers.pacing.chats import group_limit
from handlers.pacing.rates import LearntRate
from handlers.pacing.windows import SECOND
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.messaging import Capabilities
from storage.redis.scripts import FREE_CHATS, SHARE_OUT, TAKE_TURN

MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Needs:
    """What one process has and wants.

    Attributes:
        occupied: places in which a message is on its way or was counted within a second.
        replies: places that it could fill with replies.
        others: and with anything else.
        rate: what it takes for the bot's rate.
        based_on: version of the common rate that it has changed to ``rate``; None if it has not.
        is_leaving: whether it ends.
    """

    occupied: int
    replies: int
    others: int
    rate: LearntRate
    based_on: int | None
    paused_until: datetime | None
    is_leaving: bool = False


@dataclass(frozen=True, slots=True)
class Grant:
    """What all have agreed on."""

    share: Share
    version: int
    rate: LearntRate
    paused_until: datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """A message to a chat that is on its way."""

    chat: ChatRef
    token: str


class Places:
    """One process's view of what it shares with others.

    Args:
        process: a name that no other process has.
        lease: how long a process that is silent is believed to live, and a message to be on its way
            of which nothing is heard.
        part: of the published rate, that each process may use while the server knows little.
        again: when to ask again for a chat that is another process's turn.
    """

    def __init__(
        self,
        redis: Redis,
        bot: str,
        process: str,
        can: Capabilities,
        lease: timedelta,
        part: float,
        again: timedelta,
    ) -> None:
        self._process = process
        self._can = can
        self._lease = lease
        self._part = part
        self._again = again
        self._key = f"hoithi:limits:{bot}"
        self._share_out = redis.register_script(SHARE_OUT)
        self._take_turn = redis.register_script(TAKE_TURN)
        self._free_chats = redis.register_script(FREE_CHATS)
        self._numbers = count(1)
        rate = can.chat_messages_per_second
        self._interval = SECOND / rate if rate else timedelta(0)

    async def exchange(self, needs: Needs, now: datetime) -> Grant:
        """Say what is needed and learn what is granted: one round trip."""
        rate = needs.rate
        places, extra, version, text, paused_until = await self._share_out(
            keys=[self._key],
            args=[
                self._process,
                _instant(now),
                _length(SECOND if needs.is_leaving else self._lease),
                needs.occupied,
                needs.replies,
                needs.others,
                int(needs.is_leaving),
                rate.published,
                self._part,
                _encoded(rate),
                -1 if needs.based_on is None else needs.based_on,
                _instant(needs.paused_until) if needs.paused_until else 0,
            ],
        )
        return Grant(
            Share(int(places), int(extra)),
            int(version),
            _decoded(text, rate),
            _at(int(paused_until)),
        )

    def turn(self, chat: ChatRef) -> Turn:
        """A name for one message to a chat."""
        return Turn(chat, f"{self._process}:{next(self._numbers)}")

    async def take(self, turn: Turn, now: datetime) -> timedelta:
        """Take a turn of a chat; if the chat rests that long, it was not taken: one round trip."""
        chat = turn.chat
        is_group = chat.kind is ChatKind.GROUP and self._can.group_messages_per_minute is not None
        wait = await self._take_turn(
            keys=self._keys_of(chat),
            args=[
                _instant(now),
                self._process,
                turn.token,
                _length(self._interval),
                _length(self._interval * (self._can.chat_burst - 1)),
                group_limit(self._can) if is_group else 0,
                _length(self._lease),
                _length(self._again),
            ],
        )
        return int(wait) * MILLISECOND

    async def free_chats(self, turns: Sequence[tuple[Turn, datetime]]) -> None:
        """End turns, each counted by an instant: one round trip."""
        await self._free_chats(
            keys=[key for turn, _ in turns for key in self._keys_of(turn.chat)],
            args=[
                _length(self._interval),
                *(part for turn, at in turns for part in (turn.token, _instant(at) + 1)),
            ],
        )

    def _keys_of(self, chat: ChatRef) -> list[str]:
        return [f"{self._key}:chat:{chat.chat_id}", f"{self._key}:group:{chat.chat_id}"]


def _instant(at: datetime) -> int:
    return math.floor(at.timestamp() * 1000)


def _at(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _length(duration: timedelta) -> int:
    return math.ceil(duration / MILLISECOND)


def _encoded(rate: LearntRate) -> str:
    return json.dumps(
        {
            "value": rate.value,
            "objection": rate.objection,
            "changed_at": _written(rate.changed_at),
            "objected_until": _written(rate.objected_until),
        }
    )


def _decoded(text: str, ours: LearntRate) -> LearntRate:
    """The common rate; what is published, and the ceiling, are settings of each process."""
    fields = json.loads(text)
    return replace(
        ours,
        value=fields["value"],
        objection=fields["objection"],
        changed_at=_read(fields["changed_at"]),
        objected_until=_read(fields["objected_until"]),
    )


def _read(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _written(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()
