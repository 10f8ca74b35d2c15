"""Flood limits over HTTP, and faults that are ordered."""

import asyncio

import aiohttp
import pytest

from tests.integration.platforms.conftest import Caller, Hook
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.faults import Fault, FaultKind
from tests.platforms.telegram.limits import Limit
from tests.platforms.telegram.people import Person
from tests.platforms.telegram.timing import ManualTime

pytestmark = pytest.mark.anyio

AN, BINH = 11, 12
SEND = frozenset({"sendMessage"})


@pytest.fixture
def an(telegram: TelegramEmulator) -> Person:
    person = telegram.person(AN)
    person.start()
    return person


async def test_a_429_says_how_long_to_wait_in_body_and_header(
    an: Person, telegram: TelegramEmulator, session: aiohttp.ClientSession
) -> None:
    telegram.flood(300, an.chat())

    url = f"{telegram.url}/bot{telegram.bot.token}/sendMessage"
    async with session.post(url, json={"chat_id": AN, "text": "x"}) as response:
        answer = await response.json()

    assert answer == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 300",
        "parameters": {"retry_after": 300},
    }
    assert (response.status, response.headers["Retry-After"]) == (429, "300")
    assert telegram.refusals == {Limit.FORCED: 1}


async def test_messages_and_edits_share_a_limit_and_answers_have_none(
    slow_telegram: TelegramEmulator, slow_call: Caller
) -> None:
    an = slow_telegram.person(AN)
    an.start()
    buttons = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    sent = await slow_call.result("sendMessage", chat_id=AN, text="một", reply_markup=buttons)
    message = await an.chat().read()
    target = {"chat_id": AN, "message_id": sent["message_id"]}
    presses = [an.press(message) for _ in range(10)]

    told = [
        await slow_call("editMessageText", text="hai", **target),
        await slow_call("editMessageText", text="hai", **target),
        await slow_call("sendMessage", chat_id=AN, text="bốn"),
        *[await slow_call("answerCallbackQuery", callback_query_id=str(one.id)) for one in presses],
        await slow_call("deleteMessage", **target),
    ]

    # The edit that changes nothing is counted too: only Telegram itself finds that out.
    assert [one.get("error_code", 200) for one in told] == [200, 400, 429] + [200] * 11


async def test_what_the_server_refuses_by_itself_is_not_counted(
    slow_telegram: TelegramEmulator, slow_call: Caller
) -> None:
    slow_telegram.person(AN).start()

    for _ in range(5):
        await slow_call("sendMessage", chat_id=AN, text="<b>", parse_mode="HTML")
    codes = [
        (await slow_call("sendMessage", chat_id=AN, text="x")).get("error_code") for _ in range(4)
    ]

    assert codes == [None, None, None, 429]


async def test_the_bot_as_a_whole_has_thirty_a_second(
    slow_telegram: TelegramEmulator, slow_call: Caller, time: ManualTime
) -> None:
    for number in range(31):
        slow_telegram.person(100 + number).start()

    async def send(number: int) -> int:
        answer = await slow_call("sendMessage", chat_id=100 + number, text="x")
        return int(answer.get("error_code", 200))

    codes = await asyncio.gather(*[send(number) for number in range(31)])
    time.advance(1)

    assert sorted(codes) == [200] * 30 + [429]
    assert slow_telegram.refusals == {Limit.OVERALL: 1}
    assert await send(0) == 200


async def test_a_group_has_twenty_a_minute(
    slow_telegram: TelegramEmulator, slow_call: Caller, time: ManualTime
) -> None:
    room = slow_telegram.group(slow_telegram.person(AN))
    room.add_bot(slow_telegram.bot)
    answers = []
    for _ in range(21):
        answers.append(await slow_call("sendMessage", chat_id=room.id, text="x"))
        time.advance(1)

    assert [one["ok"] for one in answers] == [True] * 20 + [False]
    assert answers[-1]["parameters"] == {"retry_after": 40}
    assert slow_telegram.refusals == {Limit.GROUP: 1}


async def test_a_flooded_chat_leaves_the_others_alone_and_counts_down(
    slow_telegram: TelegramEmulator, slow_call: Caller, time: ManualTime
) -> None:
    an, binh = slow_telegram.person(AN), slow_telegram.person(BINH)
    an.start()
    binh.start()
    slow_telegram.flood(10_000, an.chat())

    first = await slow_call("sendMessage", chat_id=AN, text="x")
    other = await slow_call("sendMessage", chat_id=BINH, text="x")
    time.advance(9_999)
    last = await slow_call("sendMessage", chat_id=AN, text="x")
    time.advance(1)
    after = await slow_call("sendMessage", chat_id=AN, text="x")

    assert [first["parameters"]["retry_after"], last["parameters"]["retry_after"]] == [10_000, 1]
    assert (other["ok"], after["ok"]) == (True, True)


async def test_a_flooded_bot_is_refused_everywhere(
    slow_telegram: TelegramEmulator, slow_call: Caller
) -> None:
    slow_telegram.person(AN).start()
    slow_telegram.flood(3)

    answer = await slow_call("sendMessage", chat_id=AN, text="x")

    assert answer["parameters"] == {"retry_after": 3}
    assert (await slow_call("getMe"))["ok"]


async def test_one_429_can_be_ordered(telegram: TelegramEmulator, an: Person, call: Caller) -> None:
    fault = Fault(FaultKind.TOO_MANY_REQUESTS, times=1, methods=SEND, retry_after=7)
    telegram.faults.add(fault)

    answers = [await call("sendMessage", chat_id=AN, text="x") for _ in range(2)]

    assert answers[0]["parameters"] == {"retry_after": 7}
    assert answers[1]["ok"]
    assert (fault.hits, telegram.refusals, an.chat().texts) == (1, {Limit.FORCED: 1}, ["x"])


@pytest.mark.parametrize(("after_effect", "shown"), [(False, []), (True, ["x"])])
async def test_a_reset_comes_before_or_after_the_effect(
    telegram: TelegramEmulator, an: Person, call: Caller, after_effect: bool, shown: list[str]
) -> None:
    telegram.faults.add(Fault(FaultKind.RESET, times=1, methods=SEND, after_effect=after_effect))

    with pytest.raises(aiohttp.ClientOSError):
        await call("sendMessage", chat_id=AN, text="x")

    assert an.chat().texts == shown
    logged = telegram.calls[-1]
    assert (logged.fault, logged.status) == (FaultKind.RESET, 200 if after_effect else 0)


@pytest.mark.parametrize(("after_effect", "shown"), [(False, []), (True, ["x"])])
async def test_a_server_error_comes_before_or_after_the_effect(
    telegram: TelegramEmulator, an: Person, call: Caller, after_effect: bool, shown: list[str]
) -> None:
    telegram.faults.add(
        Fault(FaultKind.SERVER_ERROR, methods=SEND, status=500, after_effect=after_effect)
    )

    answer = await call("sendMessage", chat_id=AN, text="x")

    assert answer == {"ok": False, "error_code": 500, "description": "Internal Server Error"}
    assert an.chat().texts == shown


async def test_a_gateway_answers_with_a_page(
    telegram: TelegramEmulator, session: aiohttp.ClientSession
) -> None:
    telegram.faults.add(Fault(FaultKind.HTML_PAGE, status=502))

    async with session.post(f"{telegram.url}/bot{telegram.bot.token}/getMe") as response:
        page = await response.text()

    assert (response.status, response.content_type) == (502, "text/html")
    assert page.startswith("<html>")


async def test_a_fault_befalls_one_chat_only(
    telegram: TelegramEmulator, an: Person, call: Caller
) -> None:
    telegram.person(BINH).start()
    telegram.faults.add(Fault(FaultKind.SERVER_ERROR, chat_id=BINH))

    codes = [
        (await call("sendMessage", chat_id=chat, text="x")).get("error_code") for chat in (AN, BINH)
    ]
    telegram.faults.clear()

    assert codes == [None, 502]
    assert (await call("sendMessage", chat_id=BINH, text="x"))["ok"]
    assert an.chat().texts == ["x"]


async def test_a_slow_answer_has_its_effect_at_once(
    slow_telegram: TelegramEmulator, slow_call: Caller, time: ManualTime
) -> None:
    an = slow_telegram.person(AN)
    an.start()
    slow_telegram.faults.add(Fault(FaultKind.SLOW, delay=30))

    answer = asyncio.create_task(slow_call("sendMessage", chat_id=AN, text="x"))
    await an.chat().read()
    assert not answer.done()
    time.advance(30)

    assert (await answer)["ok"]


async def test_latency_is_spent_half_before_and_half_after_the_effect(
    slow_telegram: TelegramEmulator, slow_call: Caller, time: ManualTime
) -> None:
    an = slow_telegram.person(AN)
    an.start()
    slow_telegram.faults.latency = 0.05

    answer = asyncio.create_task(slow_call("sendMessage", chat_id=AN, text="x"))
    await time.awaited()
    assert an.chat().texts == []
    time.advance(0.025)
    assert an.chat().texts == ["x"]
    assert not answer.done()
    time.advance(0.025)

    assert (await answer)["ok"]


async def test_a_share_of_faults_is_drawn_the_same_way_every_time() -> None:
    async with TelegramEmulator() as one, TelegramEmulator() as other:
        drawn = [[emulator.faults.happens(0.05) for _ in range(1000)] for emulator in (one, other)]

    assert drawn[0] == drawn[1]
    assert 30 < sum(drawn[0]) < 70


async def test_polled_updates_can_come_twice(
    telegram: TelegramEmulator, an: Person, call: Caller
) -> None:
    telegram.faults.repeat_updates = 1.0
    first = (await call.updates())[0]["update_id"]

    again = await call.updates(offset=first + 1)
    over = await call.updates(offset=first + 2)

    assert [one["update_id"] for one in again] == [first]
    assert over == []
    assert an.chat().is_started


async def test_polled_updates_can_lose_their_order(
    telegram: TelegramEmulator, an: Person, call: Caller
) -> None:
    for number in range(9):
        an.say(str(number))
    telegram.faults.mix_updates = 1.0

    ids = [one["update_id"] for one in await call.updates()]

    assert ids != sorted(ids)
    assert len(set(ids)) == 10


async def test_delivered_updates_can_come_twice(
    telegram: TelegramEmulator, an: Person, call: Caller, hook: Hook, url: str
) -> None:
    telegram.faults.repeat_updates = 1.0
    await call.result("setWebhook", url=url)
    an.say("hai")

    seen = await hook.until_seen(4)

    assert sorted(seen) == [(AN, "/start"), (AN, "/start"), (AN, "hai"), (AN, "hai")]


async def test_delivered_updates_can_overtake_each_other(
    telegram: TelegramEmulator, an: Person, call: Caller, hook: Hook, url: str
) -> None:
    await call.result("setWebhook", url=url)
    await hook.until_seen(1)
    telegram.faults.mix_updates = 1.0
    an.say("một")
    telegram.faults.mix_updates = 0.0
    an.say("hai")

    assert (await hook.until_seen(3))[1:] == [(AN, "hai"), (AN, "một")]
