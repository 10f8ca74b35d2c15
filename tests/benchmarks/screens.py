"""What people of a benchmark have on their screens when they begin, and what the bare bot shows."""

from collections.abc import Callable, Sequence

from tests.platforms.telegram.bots import Bot
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.keyboards import Button, Keyboard, Kind
from tests.platforms.telegram.model import Message
from tests.platforms.telegram.people import Person
from tests.platforms.telegram.texts import FormattedText, as_json

OPTIONS = "ABCD"
NOTICE = "Đã ghi nhận."
FIRST_DATE = 1_700_000_000

Payload = Callable[[int], str]
"""What the first button of a person's first question carries."""


def question_text(number: int) -> str:
    """A question of the length of a real one."""
    return (
        f"Câu {number - 1}: đã ghi nhận đáp án A.\n\nCâu {number}/15 (40 giây)\n"
        "Cơ quan nào tổ chức xác định và công bố Chỉ số cải cách hành chính hằng năm của các bộ "
        "và các tỉnh, thành phố?\n\nA. Bộ Nội vụ\nB. Bộ Tài chính\n"
        "C. Chương trình Phát triển Liên Hợp Quốc\nD. Phòng Thương mại và Công nghiệp Việt Nam"
    )


def first_screens(
    telegram: TelegramEmulator, bots: Sequence[Bot], count: int, payload: Payload
) -> Sequence[tuple[Person, Message]]:
    """People 1 to ``count``, each with the first question before them; bots take turns."""
    return [
        (person, _first_question(person, bots[person.id % len(bots)], payload(person.id)))
        for person in map(telegram.person, range(1, count + 1))
    ]


def _first_question(person: Person, bot: Bot, payload: str) -> Message:
    chat = person.chat(bot)
    chat.is_known = chat.is_started = True
    button = Button("A", payload)
    shown = as_json({"inline_keyboard": [[{"text": "A", "callback_data": payload}]]})
    message = Message(
        chat,
        bot.next_id(),
        bot.user,
        FIRST_DATE,
        FormattedText(question_text(1)),
        keyboard=Keyboard(Kind.INLINE, ((button,),), shown),
    )
    chat.put(message)
    return message
