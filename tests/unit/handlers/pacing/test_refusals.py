"""Which refusals are about the bot as a whole, and which about a chat."""

from datetime import timedelta

from handlers.pacing.refusals import Refusals
from handlers.ports.addresses import ChatRef
from tests.fakes.clock import START


def chat(number: int) -> ChatRef:
    return ChatRef("telegram", "7", str(number))


def test_the_third_chat_within_a_second_tells_that_it_is_about_the_bot() -> None:
    refusals = Refusals()

    assert [refusals.add(chat(n), START, sent=n) for n in (1, 2, 3)] == [False, False, True]


def test_one_chat_is_never_the_whole_bot_however_often_it_refuses() -> None:
    refusals = Refusals()

    assert not any(refusals.add(chat(1), START, sent=n) for n in range(1, 100))


def test_chats_that_refuse_one_after_the_other_are_chats() -> None:
    refusals = Refusals()
    instants = [START + n * timedelta(seconds=0.5) for n in range(10)]

    assert not any(refusals.add(chat(n), at, sent=2) for n, at in enumerate(instants))


def test_a_few_among_many_that_are_taken_are_chats() -> None:
    refusals = Refusals()

    assert [refusals.add(chat(n), START, sent=20) for n in range(4)] == [False, False, False, True]
