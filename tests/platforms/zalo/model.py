"""What the emulated Zalo keeps of a chat: what the bot has shown there, and who is there."""

import asyncio
import random
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

WAIT_SECONDS = 5.0
"""Patience of a test that waits for a chat to change, in real time."""


class Style(NamedTuple):
    """One entry of ``text_styles``; start and length in UTF-16 units."""

    start: int
    length: int
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """One message of a bot, as the people in the chat see it.

    Attributes:
        text: text or caption, as it was sent.
        parse_mode: empty if the text is plain or has ``styles``.
        photo: address of the picture; sticker and voice likewise; empty if there is none.
    """

    message_id: str
    at: datetime
    text: str = ""
    styles: tuple[Style, ...] = ()
    parse_mode: str = ""
    photo: str = ""
    sticker: str = ""
    voice: str = ""


class Screen:
    """What one chat shows of a bot; tests read it and wait on it."""

    def __init__(self) -> None:
        self.shown: list[Shown] = []
        self._changed = asyncio.Event()

    def put(self, shown: Shown) -> None:
        self.shown.append(shown)
        self._changed.set()

    async def until(self, count: int) -> list[Shown]:
        """Everything shown, once there is so much; ``TimeoutError`` after ``WAIT_SECONDS``."""
        async with asyncio.timeout(WAIT_SECONDS):
            while len(self.shown) < count:
                self._changed.clear()
                await self._changed.wait()
        return list(self.shown)


class Ids:
    """Makes ids that mean nothing, the same ones in every run.

    Args:
        is_numeric: of digits only, with a zero in front, so that a number does not hold them.
    """

    def __init__(self, *, is_numeric: bool) -> None:
        self._is_numeric = is_numeric
        self._dice = random.Random(1)  # noqa: S311 - repeatable, guards nothing

    def new(self, length: int, prefix: str = "") -> str:
        digits = "0123456789" if self._is_numeric else "0123456789abcdef"
        prefix = "0" if self._is_numeric else prefix
        return prefix + "".join(self._dice.choices(digits, k=length - len(prefix)))
