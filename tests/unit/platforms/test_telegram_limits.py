"""The emulator's flood limits, with numbers from the Bot FAQ."""

from collections import Counter

import pytest

from tests.platforms.telegram.errors import ApiError
from tests.platforms.telegram.limits import BotMeter, ChatMeter, Limit, Rates

RATES = Rates()


class Sender:
    """Tries to send at given times and says what it was told."""

    def __init__(self) -> None:
        self.refusals: Counter[Limit] = Counter()
        self.bot = BotMeter(RATES, self.refusals)

    def send(self, chat: ChatMeter, now: float) -> int:
        """0 if the message is admitted, otherwise retry_after."""
        try:
            self.bot.admit(chat, now)
        except ApiError as error:
            return error.parameters["retry_after"]
        return 0


@pytest.fixture
def sender() -> Sender:
    return Sender()


def private() -> ChatMeter:
    return ChatMeter(RATES, is_group=False)


def group() -> ChatMeter:
    return ChatMeter(RATES, is_group=True)


def test_a_chat_takes_one_message_a_second_for_ever(sender: Sender) -> None:
    chat = private()

    assert [sender.send(chat, second) for second in range(1000)] == [0] * 1000


def test_a_rested_chat_takes_three_messages_at_once_and_not_four(sender: Sender) -> None:
    chat = private()

    assert [sender.send(chat, 100.0) for _ in range(4)] == [0, 0, 0, 1]
    assert sender.refusals == {Limit.CHAT: 1}


def test_a_chat_stays_shut_until_retry_after_has_passed(sender: Sender) -> None:
    chat = private()
    for _ in range(4):
        sender.send(chat, 100.0)

    assert [sender.send(chat, now) for now in (100.5, 100.999, 101.0)] == [1, 1, 0]


def test_a_group_takes_twenty_messages_a_minute(sender: Sender) -> None:
    chat = group()

    told = [sender.send(chat, second * 2.0) for second in range(20)]
    told += [sender.send(chat, now) for now in (40.0, 45.0, 59.9, 60.0)]

    assert told == [0] * 20 + [20, 15, 1, 0]
    assert sender.refusals == {Limit.GROUP: 3}


def test_a_group_keeps_the_pace_of_a_chat_as_well(sender: Sender) -> None:
    chat = group()

    assert [sender.send(chat, 100.0) for _ in range(4)] == [0, 0, 0, 1]


def test_thirty_chats_can_be_written_to_in_a_second_and_not_thirty_one(sender: Sender) -> None:
    told = [sender.send(private(), 100.0) for _ in range(31)]

    assert told == [0] * 30 + [1]
    assert sender.refusals == {Limit.OVERALL: 1}


def test_the_second_slides(sender: Sender) -> None:
    for number in range(30):
        sender.send(private(), 100.0 + number / 30)

    assert sender.send(private(), 101.0) == 0
    assert sender.send(private(), 101.01) == 1


def test_thirty_a_second_goes_on_for_ever(sender: Sender) -> None:
    assert [sender.send(private(), 100.0 + number / 30) for number in range(900)] == [0] * 900


def test_a_refused_message_is_not_counted(sender: Sender) -> None:
    chat = private()
    for _ in range(100):
        sender.send(chat, 100.0)

    assert sender.send(chat, 101.0) == 0


def test_the_bot_stays_shut_until_retry_after_has_passed(sender: Sender) -> None:
    for _ in range(30):
        sender.send(private(), 100.0)

    # From 101.0 on the window would be free, but a whole second was named at 100.5.
    assert [sender.send(private(), now) for now in (100.5, 101.2, 101.5)] == [1, 1, 0]


def test_one_shut_chat_does_not_shut_another(sender: Sender) -> None:
    chat = private()
    chat.ban.impose(10_100.0, Limit.FORCED)

    assert sender.send(chat, 100.0) == 10_000
    assert sender.send(private(), 100.0) == 0


def test_a_ban_of_the_bot_shuts_every_chat_and_counts_down(sender: Sender) -> None:
    sender.bot.ban.impose(400.0, Limit.FORCED)

    assert [sender.send(private(), now) for now in (100.0, 399.5, 400.0)] == [300, 1, 0]
    assert sender.refusals == {Limit.FORCED: 2}
