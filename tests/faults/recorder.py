"""Takes down every button that is pressed on the emulated Telegram, and which were confirmed."""

import json
from dataclasses import dataclass

from tests.faults.seen import Given, LiveGiven
from tests.platforms.telegram.bots import Bot
from tests.platforms.telegram.updates import DAY_SECONDS, Update, UpdateQueue

ANSWER = "a"
LIVE_ANSWER = "l"
"""Buttons of questions send ``a:<attempt>:<position>:<place>``, in a live round ``l:<round>:…``."""


@dataclass(frozen=True, slots=True)
class _Pressed:
    number: int
    kind: str
    user: str
    attempt: int
    position: int
    place: int


class Recorder:
    """Listens at the queue of one bot's updates, where the platform itself keeps them."""

    def __init__(self, bot: Bot) -> None:
        self._prefix = f"telegram:{bot.id}"
        self._queue: UpdateQueue = bot.queue
        self._time = bot.queue._time
        self._pressed: list[_Pressed] = []
        self._confirmed: set[int] = set()
        self._push, self._forget = bot.queue.push, bot.queue.forget
        bot.queue.push = self._note_push  # type: ignore[method-assign]
        bot.queue.forget = self._note_forget  # type: ignore[method-assign]

    @property
    def confirmed(self) -> int:
        """How many updates the bot has confirmed so far."""
        return len(self._confirmed)

    @property
    def answers(self) -> list[Given]:
        """Every button of a question that was pressed so far."""
        return [
            Given(
                f"{self._prefix}:{each.number}",
                each.attempt,
                each.position,
                each.place,
                is_acknowledged=each.number in self._confirmed,
            )
            for each in self._pressed
            if each.kind == ANSWER
        ]

    @property
    def live_answers(self) -> list[LiveGiven]:
        """Every button of a question in a group that was pressed so far."""
        return [
            LiveGiven(
                f"{self._prefix}:{each.number}",
                each.user,
                each.attempt,
                each.position,
                each.place,
                is_acknowledged=each.number in self._confirmed,
            )
            for each in self._pressed
            if each.kind == LIVE_ANSWER
        ]

    def _note_push(self, kind: str, value: str, lane: int, lifetime: float = DAY_SECONDS) -> None:
        query = json.loads(value) if kind == "callback_query" else {}
        button, *numbers = query.get("data", "").split(":")
        if button in (ANSWER, LIVE_ANSWER):
            who, number = str(query["from"]["id"]), self._queue._next_id
            self._pressed.append(_Pressed(number, button, who, *map(int, numbers)))
        self._push(kind, value, lane, lifetime)

    def _note_forget(self, update: Update) -> bool:
        # What nobody fetched in time is dropped by the platform, and confirmed by nobody.
        if update.expires_at > self._time.now():
            self._confirmed.add(update.id)
        return self._forget(update)
