"""What people do becomes updates, and getUpdates hands them out as the real server does."""

import asyncio

import pytest

from tests.integration.platforms.conftest import Caller
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.people import NotPossibleError, Person
from tests.platforms.telegram.timing import ManualTime

pytestmark = pytest.mark.anyio

AN = 11
FIRST = 100_000_001
BUTTONS = {
    "inline_keyboard": [
        [{"text": "A", "callback_data": "q:1:a"}, {"text": "B", "callback_data": "q:1:b"}],
        [{"text": "Trang chủ", "url": "https://hue.gov.vn"}],
    ]
}


@pytest.fixture
def an(telegram: TelegramEmulator) -> Person:
    person = telegram.person(AN, "An")
    person.start()
    return person


async def test_a_start_with_a_payload_is_a_command(
    telegram: TelegramEmulator, call: Caller
) -> None:
    telegram.person(AN, "An").start("dv_00123")

    (update,) = await call.updates()

    assert {**update["message"], "date": 0} == {
        "message_id": 1,
        "from": {"id": AN, "is_bot": False, "first_name": "An", "language_code": "vi"},
        "chat": {"id": AN, "first_name": "An", "type": "private"},
        "date": 0,
        "text": "/start dv_00123",
        "entities": [{"offset": 0, "length": 6, "type": "bot_command"}],
    }
    assert update["update_id"] == FIRST


@pytest.mark.parametrize("payload", ["x" * 65, "có dấu", "a b"])
async def test_a_payload_that_no_link_can_hold_is_an_error(an: Person, payload: str) -> None:
    with pytest.raises(NotPossibleError):
        an.start(payload)


async def test_updates_stay_until_a_higher_offset_confirms_them(an: Person, call: Caller) -> None:
    an.say("hai")
    an.say("ba")

    first = await call.updates(limit=2)
    again = await call.updates(offset=FIRST)
    rest = await call.updates(offset=FIRST + 2)

    assert [one["update_id"] for one in first] == [FIRST, FIRST + 1]
    assert [one["message"]["text"] for one in again] == ["/start", "hai", "ba"]
    assert [one["message"]["text"] for one in rest] == ["ba"]
    assert [one["update_id"] for one in await call.updates()] == [FIRST + 2]


async def test_a_negative_offset_keeps_only_the_newest(an: Person, call: Caller) -> None:
    for number in range(5):
        an.say(str(number))

    kept = await call.updates(offset=-2)

    assert [one["message"]["text"] for one in kept] == ["3", "4"]
    assert len(await call.updates()) == 2


async def test_an_offset_far_ahead_confirms_nothing(an: Person, call: Caller) -> None:
    an.say("hai")

    assert len(await call.updates(offset=FIRST + 1000)) == 2


async def test_asking_the_same_in_a_hurry_gets_one_update(an: Person, call: Caller) -> None:
    an.say("hai")

    assert len(await call.updates(offset=FIRST)) == 2
    assert len(await call.updates(offset=FIRST)) == 1


async def test_a_poll_waits_for_the_next_update(telegram: TelegramEmulator, call: Caller) -> None:
    poll = asyncio.create_task(call.updates(timeout=50))
    await telegram.bot.polls.begun()

    telegram.person(AN).start()
    telegram.person(12).start()

    updates = await poll
    assert [one["message"]["chat"]["id"] for one in updates] == [AN, 12]


async def test_a_poll_ends_empty_at_its_timeout(
    slow_telegram: TelegramEmulator, slow_call: Caller, time: ManualTime
) -> None:
    poll = asyncio.create_task(slow_call.updates(timeout=30))
    await slow_telegram.bot.polls.begun()

    time.advance(30)

    assert await poll == []


async def test_a_second_poller_ends_the_first_with_409(
    telegram: TelegramEmulator, call: Caller
) -> None:
    first = asyncio.create_task(call("getUpdates", timeout=50))
    await telegram.bot.polls.begun()
    second = asyncio.create_task(call.updates(timeout=50, offset=1))

    told = await first
    telegram.person(AN).start()

    assert told == {
        "ok": False,
        "error_code": 409,
        "description": "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running",
    }
    assert len(await second) == 1


async def test_only_allowed_kinds_are_kept(an: Person, call: Caller) -> None:
    await call.updates(offset=FIRST + 1, allowed_updates=["callback_query"])
    an.say("không ai nghe")
    sent = await call.result("sendMessage", chat_id=AN, text="Câu 1", reply_markup=BUTTONS)
    an.press(await an.chat().read())

    (update,) = await call.updates(offset=FIRST + 1)

    assert update["callback_query"]["message"]["message_id"] == sent["message_id"]


async def test_a_press_carries_payload_message_and_person(an: Person, call: Caller) -> None:
    sent = await call.result("sendMessage", chat_id=AN, text="Câu 1", reply_markup=BUTTONS)

    press = an.press(await an.chat().read(), 1)

    query = (await call.updates(offset=FIRST + 1))[0]["callback_query"]
    assert query["data"] == "q:1:b"
    assert query["from"]["id"] == AN
    assert query["message"] == sent
    assert query["id"] == str(press.id)


async def test_an_answer_stops_the_spinning_once(an: Person, call: Caller) -> None:
    await call.result("sendMessage", chat_id=AN, text="Câu 1", reply_markup=BUTTONS)
    press = an.press(await an.chat().read())
    answer = {"callback_query_id": str(press.id), "text": "Đã ghi nhận", "show_alert": True}

    assert await call.result("answerCallbackQuery", **answer) is True
    shown = await press.answered()

    assert (shown.text, shown.is_alert) == ("Đã ghi nhận", True)
    assert await call.refusal("answerCallbackQuery", **answer) == (
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    )


async def test_an_answer_has_to_be_short_and_to_a_query_that_exists(
    an: Person, call: Caller
) -> None:
    await call.result("sendMessage", chat_id=AN, text="Câu 1", reply_markup=BUTTONS)
    press = an.press(await an.chat().read())

    long = await call.refusal(
        "answerCallbackQuery", callback_query_id=str(press.id), text="x" * 201
    )
    unknown = await call.refusal("answerCallbackQuery", callback_query_id="1")

    assert long == "Bad Request: MESSAGE_TOO_LONG"
    assert unknown.startswith("Bad Request: query is too old")
    assert press.answer is None


async def test_a_press_can_be_answered_for_15_seconds(
    slow_telegram: TelegramEmulator, slow_call: Caller, time: ManualTime
) -> None:
    an = slow_telegram.person(AN)
    an.start()
    await slow_call.result("sendMessage", chat_id=AN, text="Câu 1", reply_markup=BUTTONS)
    message = await an.chat().read()
    early, late = an.press(message), an.press(message)

    time.advance(15)
    in_time = await slow_call("answerCallbackQuery", callback_query_id=str(early.id))
    time.advance(0.1)
    too_late = await slow_call("answerCallbackQuery", callback_query_id=str(late.id))

    assert (in_time["ok"], too_late["ok"]) == (True, False)


async def test_presses_wait_150_seconds_and_messages_a_day(
    slow_telegram: TelegramEmulator, slow_call: Caller, time: ManualTime
) -> None:
    an = slow_telegram.person(AN)
    an.start()
    await slow_call.result("sendMessage", chat_id=AN, text="Câu 1", reply_markup=BUTTONS)
    an.press(await an.chat().read())

    time.advance(149)
    before = await slow_call.updates()
    time.advance(1)
    after = await slow_call.updates()
    time.advance(86_400)
    next_day = await slow_call.updates(offset=1)

    assert [len(before), len(after), len(next_day)] == [2, 1, 0]


async def test_a_button_that_is_gone_cannot_be_pressed(an: Person, call: Caller) -> None:
    sent = await call.result("sendMessage", chat_id=AN, text="Câu 1", reply_markup=BUTTONS)
    message = await an.chat().read()
    with pytest.raises(NotPossibleError):
        an.press(message, 2)

    await call.result("editMessageReplyMarkup", chat_id=AN, message_id=sent["message_id"])

    with pytest.raises(NotPossibleError):
        an.press(message, 0)


async def test_a_contact_says_whose_it_is(
    telegram: TelegramEmulator, an: Person, call: Caller
) -> None:
    an.share_contact()
    an.share_contact(of=telegram.person(12, "Bình"))

    contacts = [one["message"]["contact"] for one in await call.updates(offset=FIRST + 1)]

    assert [(one["first_name"], one["user_id"]) for one in contacts] == [("An", AN), ("Bình", 12)]


async def test_two_bots_have_their_own_updates_and_chats(
    telegram: TelegramEmulator, call: Caller
) -> None:
    other = telegram.add_bot("khac_bot")
    person = telegram.person(AN)
    person.start("a")
    person.start("b", bot=other)

    of_first = await call("getUpdates")
    of_other = await call("getUpdates", other)
    await call.post("sendMessage", other, json={"chat_id": AN, "text": "từ bot khác"})

    assert [one["message"]["text"] for one in of_first["result"]] == ["/start a"]
    assert [one["message"]["text"] for one in of_other["result"]] == ["/start b"]
    assert (person.chat().texts, person.chat(other).texts) == ([], ["từ bot khác"])


async def test_a_test_can_wait_for_what_a_chat_shows(an: Person, call: Caller) -> None:
    waiting = asyncio.create_task(an.chat().until(lambda: an.chat().texts[-1:] == ["hai"]))

    await call.result("sendMessage", chat_id=AN, text="một")
    await call.result("sendMessage", chat_id=AN, text="hai")

    assert await waiting is True
    assert [(await an.chat().read()).text for _ in range(2)] == ["một", "hai"]


async def test_a_test_can_wait_for_an_edit_and_for_a_deletion(an: Person, call: Caller) -> None:
    sent = await call.result("sendMessage", chat_id=AN, text="một")
    target = {"chat_id": AN, "message_id": sent["message_id"]}
    message = await an.chat().read()
    edited = asyncio.create_task(an.chat().until(lambda: message.text == "hai"))
    deleted = asyncio.create_task(an.chat().until(lambda: message.is_deleted))

    await call.result("editMessageText", text="hai", **target)
    assert await edited is True
    await call.result("deleteMessage", **target)
    assert await deleted is True


async def test_waiting_in_vain_ends(an: Person) -> None:
    with pytest.raises(TimeoutError):
        await an.chat().read(within=0.01)


async def test_every_call_is_in_the_log(
    telegram: TelegramEmulator, an: Person, call: Caller
) -> None:
    await call("sendMessage", chat_id=AN, text="một")
    await call("sendMessage", chat_id=99, text="hai")
    await call("getUpdates")

    logged = [(one.method, one.chat_id, one.status) for one in telegram.calls]

    assert logged == [
        ("sendmessage", "11", 200),
        ("sendmessage", "99", 400),
        ("getupdates", "", 200),
    ]
    assert telegram.count("sendMessage") == 2
    assert telegram.calls[1].description == "Bad Request: chat not found"
    assert an.chat().texts == ["một"]
