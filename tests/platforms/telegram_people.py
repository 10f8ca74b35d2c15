"""People who take part over the emulated Telegram: they read what they are shown, press and type.

Nothing here knows how the bot works inside; what people do is counted as they see it.
"""

import asyncio
import random
from dataclasses import dataclass, field

from handlers.payloads import AnswerChoice, parse_payload
from tests.platforms.telegram.bots import Bot, Press
from tests.platforms.telegram.keyboards import Kind
from tests.platforms.telegram.model import Message
from tests.platforms.telegram.people import Person

PATIENCE = 45.0
"""Seconds after which what has not happened is taken to have failed."""
END_WORDS = ("Bạn đã hoàn thành bài thi", "Bài thi đã kết thúc")
BIRTH_DATE = "08/11/1980"
PHONE = "84912345678"


@dataclass
class Player:
    """One person in a private chat with one bot.

    Attributes:
        screen: the newest message of the bot, or the one it has changed last.
        answers_sent: presses and texts that were meant as answers.
        asides: messages that came while something else was waited for.
    """

    person: Person
    bot: Bot | None = None
    screen: Message | None = None
    answers_sent: int = 0
    presses: list[Press] = field(default_factory=list)
    asides: list[Message] = field(default_factory=list)

    @property
    def shown(self) -> Message:
        assert self.screen is not None
        return self.screen

    async def register(self, unit: str = "SO-NV", name: str = "Nguyễn Thị Hoa") -> None:
        """Follow the deep link of a unit and go through the dialogue; the number is shared."""
        self.person.start(unit, self.bot)
        await self.press("Đồng ý")
        await self.reads()
        await self.say(name)
        await self.reads()
        await self.say(BIRTH_DATE)
        while not self.offers("Vào thi"):
            await self.reads()
            if self.is_asked_for_phone:
                self.person.share_contact(phone=PHONE, bot=self.bot)
            elif not self.offers("Vào thi"):
                self.tap(0)

    async def begin(self) -> None:
        """Enter the round; returns when the first question is on the screen."""
        await self.say("vào thi")
        await self.press("Bắt đầu làm bài")
        while self.question is None:
            await self.reads()

    async def play(self, place: int = 0) -> None:
        """Answer everything by buttons, always at the same place, to the end of the attempt."""
        while not self.has_ended:
            await self.answer(place)

    async def answer(self, place: int) -> Press:
        """Press an option and wait for what comes after it."""
        position = self.position
        press = self.tap_option(place)
        await self.changes(position)
        return press

    def tap_option(self, place: int) -> Press:
        """Press an option of the question on the screen, without waiting."""
        self.answers_sent += 1
        return self.tap(place)

    def tap(self, button: int) -> Press:
        press = self.person.press(self.shown, button)
        self.presses.append(press)
        return press

    async def say(self, text: str) -> None:
        self.person.say(text, self.person.chat(self.bot))

    async def press(self, label: str) -> None:
        """Press the button with that label as soon as the newest message has it."""
        while not self.offers(label):
            await self.reads()
        labels = [button.text for button in self.shown.buttons]
        self.tap(labels.index(label))

    def offers(self, label: str) -> bool:
        return self.screen is not None and label in [each.text for each in self.screen.buttons]

    @property
    def is_asked_for_phone(self) -> bool:
        """Whether the newest message has the key that shares one's own number."""
        keyboard = self.shown.keyboard
        return keyboard is not None and any(key.request_contact for key in keyboard.buttons)

    async def reads(self) -> str:
        """The bot's next new message."""
        self.screen = await self.person.chat(self.bot).read(PATIENCE)
        return self.screen.text

    async def changes(self, place: int | None = None) -> str:
        """The question after ``place`` or the end, once it is shown: in a new or the same message.

        A question that is shown a second time, as a call whose answer was lost is made again, is
        put aside like everything else.

        Args:
            place: position of the question that was on the screen; as it is now if not given.
        """
        chat, old = self.person.chat(self.bot), self.screen
        place = self.position if place is None else place

        def moved_on() -> bool:
            while chat._unread:
                self.screen = chat._unread.popleft()
                if self.has_ended or self.position > place:
                    return True
                self.asides.append(self.screen)
            self.screen = old
            return old is not None and (self.has_ended or self.position > place)

        await chat.until(moved_on, PATIENCE)
        return self.shown.text

    @property
    def position(self) -> int:
        """Of the question on the screen; 0 if there is none."""
        return 0 if self.question is None else self.question.position

    @property
    def question(self) -> AnswerChoice | None:
        """The question on the screen, as its first button names it."""
        buttons = self.screen.buttons if self.screen is not None else []
        choice = parse_payload(buttons[0].callback_data) if buttons else None
        return choice if isinstance(choice, AnswerChoice) else None

    @property
    def keys(self) -> list[str]:
        """What the keyboard below the chat offers instead of letters; only the newest message."""
        keyboard = self.shown.keyboard
        is_below = keyboard is not None and keyboard.kind is Kind.KEYBOARD
        return [key.text for key in keyboard.buttons] if keyboard and is_below else []

    @property
    def has_ended(self) -> bool:
        return self.screen is not None and any(words in self.screen.text for words in END_WORDS)


@dataclass(frozen=True, slots=True)
class Habits:
    """How a crowd plays; shares are probabilities for one question."""

    typed: float = 0.15
    double: float = 0.1
    silent: float = 0.05
    thinking_seconds: float = 0.2


async def play_as_people_do(player: Player, habits: Habits, dice: random.Random) -> None:
    """Play an attempt to its end, with doubts, double taps and typed answers."""
    await player.begin()
    while not player.has_ended:
        await asyncio.sleep(dice.uniform(0, habits.thinking_seconds * 2))
        place = player.position
        chance = dice.random()
        if chance < habits.silent:
            await player.changes(place)
            continue
        if chance < habits.silent + habits.typed:
            player.answers_sent += 1
            await player.say("ABCD"[dice.randrange(4)])
        else:
            player.tap_option(dice.randrange(4))
            if dice.random() < habits.double:
                player.tap_option(0)
        await player.changes(place)
