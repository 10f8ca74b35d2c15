"""People take part over Telegram: what they see, and what it costs in calls."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.ports.addresses import UserRef
from tests.integration.telegram.system import RULES, Plan, System, opened_system
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.limits import Rates

pytestmark = pytest.mark.anyio

COUNTED = ("sendmessage", "editmessagetext")


def calls_of(system: System, first: int = 0) -> Counter[str]:
    return Counter(call.method for call in system.telegram.calls[first:])


async def test_a_person_registers_and_plays_to_the_end(system: System) -> None:
    player = system.player()

    await player.register()
    await player.begin()
    await player.play()

    account = await system.account()
    assert (account.attempts_finished, account.answers_stored) == (1, 3)
    assert system.telegram.refusals == {}


async def test_an_answer_by_a_button_changes_the_question_into_the_next_one(
    system: System,
) -> None:
    player = await system.contestant()
    await player.begin()
    message = player.shown
    first = message.text

    await player.answer(1)

    assert player.shown is message
    assert first.startswith("Câu 1/3 · 20 giây\n")
    assert message.text.startswith("Câu 1: bạn chọn B.\n\nCâu 2/3 · 20 giây\n")
    assert "Đúng" not in message.text.partition("Câu 2/3")[0]
    assert [button.text for button in message.buttons] == ["A", "B", "C", "D"]


async def test_the_last_question_becomes_the_closing_words(system: System) -> None:
    player = await system.contestant()
    await player.begin()
    message = player.shown

    await player.play(place=2)

    assert player.shown is message
    assert message.text.startswith("Câu 3: bạn chọn C.\n\nBạn đã hoàn thành bài thi.")
    assert [button.text for button in message.buttons] == ["Điểm của tôi"]


async def test_an_answer_costs_one_call_that_counts_and_its_button_is_answered(
    system: System, plan: Plan
) -> None:
    player = await system.contestant()
    await player.begin()
    await system.settled()
    before = len(system.telegram.calls)

    await player.play()
    told = [(await press.answered()).text for press in player.presses[1:]]

    calls = calls_of(system, before)
    assert sum(calls[method] for method in COUNTED) == 3
    assert told == ["Đã ghi nhận"] * 3
    answers = [call for call in system.telegram.calls if call.method == "answercallbackquery"]
    assert {call.in_response for call in answers} == {plan.is_webhook}
    assert system.telegram.bot.presses == {}


async def test_questions_are_protected_and_other_messages_are_not(system: System) -> None:
    player = await system.contestant()
    await player.say("thể lệ")
    await player.reads()
    assert not player.shown.is_protected

    await player.begin()

    assert player.shown.is_protected


async def test_after_a_typed_answer_the_next_question_is_a_new_message(system: System) -> None:
    player = await system.contestant()
    await player.begin()
    first = player.shown

    await player.say("b")
    await player.changes()

    assert player.shown is not first
    assert player.shown.text.startswith("Câu 1: bạn chọn B.\n\nCâu 2/3")
    assert first.versions == []


@pytest.mark.parametrize("library", ["telegram_aiogram"])
@pytest.mark.parametrize("inlet", ["webhook"])
async def test_after_a_deadline_the_next_question_is_a_new_message(
    plan: Plan, telegram: TelegramEmulator
) -> None:
    rules = replace(RULES, question_limit=timedelta(seconds=1))
    async with opened_system(replace(plan, rules=rules), telegram) as system:
        player = await system.contestant()
        await player.begin()
        first = player.shown

        await player.changes()

        assert player.shown.text.startswith("Câu 1 đã hết giờ.\n\nCâu 2/3")
        assert first.versions == []
        press = player.person.press(first, 0)
        assert "câu 1 đã hết thời gian" in (await press.answered()).text


async def test_a_question_that_is_gone_is_followed_by_a_new_message(system: System) -> None:
    player = await system.contestant()
    await player.begin()
    gone = player.shown

    player.tap_option(0)
    gone.is_deleted = True
    await player.changes()

    assert player.shown is not gone
    assert player.shown.text.startswith("Câu 1: bạn chọn A.\n\nCâu 2/3")


async def test_a_second_tap_changes_nothing_and_is_told_so(system: System) -> None:
    player = await system.contestant()
    await player.begin()
    place = player.position
    first, second = player.tap_option(1), player.tap_option(2)

    told = [(await press.answered()).text for press in (first, second)]
    # The next question comes after the acknowledgement; before that the first still stands there.
    await player.changes(place)
    await player.play()

    account = await system.account()
    assert told == ["Đã ghi nhận", "Câu này đã qua, không cần trả lời lại."]
    assert (account.answers_stored, account.duplicates_refused) == (3, 1)


async def test_the_deep_link_of_a_unit_names_the_unit(system: System) -> None:
    player = system.player()

    await player.register(unit="SO-TC")

    user = UserRef("telegram", system.adapter.bot, str(player.person.id))
    async with system.app.units_of_work() as tx:
        person = await tx.people.of_user(user)
        units = await tx.units.existing_on(system.app.clock.now().date())
    assert person is not None
    assert [unit.code for unit in units if unit.id == person.unit] == ["SO-TC"]


@pytest.mark.parametrize(
    ("library", "inlet"), [("telegram_aiogram", "webhook"), ("telegram_ptb", "polling")]
)
async def test_at_the_pace_of_telegram_itself_nobody_is_refused(plan: Plan) -> None:
    async with (
        TelegramEmulator() as telegram,
        opened_system(replace(plan, rates=Rates()), telegram) as system,
    ):
        player = await system.contestant()
        await player.begin()
        await player.play()

        assert telegram.refusals == {}
        assert (await system.account()).attempts_finished == 1
