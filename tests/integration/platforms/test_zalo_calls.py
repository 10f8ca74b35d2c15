"""The Zalo emulator's front: addresses, parameters, envelopes, tokens and look-ups."""

import aiohttp
import pytest

from tests.integration.platforms.zalo_desk import TOKEN, running_desk
from tests.platforms.telegram.timing import ManualTime
from tests.platforms.zalo.errors import NotPossibleError
from tests.platforms.zalo.switches import Switches

pytestmark = pytest.mark.anyio


async def test_get_me_tells_the_profile() -> None:
    async with running_desk() as desk:
        profile = await desk.result("getMe")

    assert len(profile.pop("id")) == 20
    assert profile == {
        "account_name": "bot.dovui",
        "account_type": "BASIC",
        "can_join_groups": True,
        "display_name": "Bot Đố Vui",
    }


async def test_the_display_name_can_be_missing_from_the_profile() -> None:
    async with running_desk(Switches(display_name_in_get_me=False)) as desk:
        assert "display_name" not in await desk.result("getMe")


async def test_a_bot_has_a_name_that_begins_with_bot() -> None:
    async with running_desk() as desk:
        with pytest.raises(NotPossibleError):
            desk.zalo.add_bot("200:for-tests-only", name="Đố Vui")


@pytest.mark.parametrize("kind", ["query", "get", "json", "form", "multipart"])
async def test_parameters_come_in_any_of_the_documented_ways(kind: str) -> None:
    async with running_desk() as desk:
        await desk.lan.say(desk.bot, "xin chào")
        params = {"chat_id": desk.lan.chat(desk.bot).id, "text": "Câu 1 🎉\r\nđúng & sai"}
        url = f"{desk.zalo.url}/bot{TOKEN}/sendMessage"
        form = aiohttp.FormData(params)
        if kind == "multipart":
            form = aiohttp.FormData(default_to_multipart=True)
            for name, value in params.items():
                form.add_field(name, value)
        request = {
            "query": desk.session.post(url, params=params),
            "get": desk.session.get(url, params=params),
            "json": desk.session.post(url, json=params),
            "form": desk.session.post(url, data=form),
            "multipart": desk.session.post(url, data=form),
        }
        chosen = request.pop(kind)
        for unused in request.values():
            unused.close()

        async with chosen as response:
            answer = await response.json()

        assert answer["ok"]
        assert desk.lan.shown(desk.bot)[0].text == "Câu 1 🎉\r\nđúng & sai"


@pytest.mark.parametrize("method", ["sendmessage", "GETME", "editMessageText", ""])
@pytest.mark.parametrize(
    ("switches", "code"), [(Switches(), 404), (Switches(unknown_method_code=400), 400)]
)
async def test_an_unknown_method_or_case_is_refused(
    method: str, switches: Switches, code: int
) -> None:
    async with running_desk(switches) as desk:
        assert await desk.code(method) == code
        assert desk.zalo.refused == [(method, code)]


async def test_what_is_not_the_address_of_a_bot_is_not_found() -> None:
    async with (
        running_desk() as desk,
        desk.session.get(f"{desk.zalo.url}/{TOKEN}/getMe") as response,
    ):
        answer = await response.json()

    assert (response.status, answer["error_code"]) == (404, 404)


@pytest.mark.parametrize(
    ("switches", "status"), [(Switches(), 400), (Switches(http_status="always_200"), 200)]
)
async def test_the_status_of_an_error_mirrors_it_or_not(switches: Switches, status: int) -> None:
    async with running_desk(switches) as desk:
        got, answer = await desk.post("sendMessage", json={})

    assert got == status
    assert answer == {
        "ok": False,
        "description": "Bad Request: chat_id is required",
        "error_code": 400,
    }


@pytest.mark.parametrize(("is_on", "expected"), [(False, None), (True, 0)])
async def test_a_success_can_carry_error_code_zero(is_on: bool, expected: int | None) -> None:
    async with running_desk(Switches(success_error_code_zero=is_on)) as desk:
        answer = await desk.call("getMe")

    assert (answer["ok"], answer.get("error_code")) == (True, expected)


async def test_a_wrong_token_is_refused_in_json() -> None:
    async with running_desk() as desk:
        desk.bot.token = "100:wrong"
        status, answer = await desk.post("getMe")

        assert (status, answer["ok"], answer["error_code"]) == (401, False, 401)
        assert desk.zalo.refused == [("getMe", 401)]
        assert desk.zalo.calls == {}


@pytest.mark.parametrize(
    ("switches", "page"),
    [
        (Switches(wrong_token_body="html"), "<html>"),
        (Switches(wrong_token_body="html", http_status="always_200"), "<html>"),
        (Switches(wrong_token_body="empty"), ""),
    ],
)
async def test_a_wrong_token_can_be_refused_with_a_page_or_nothing(
    switches: Switches, page: str
) -> None:
    async with (
        running_desk(switches) as desk,
        desk.session.get(f"{desk.zalo.url}/bot100:wrong/getMe") as response,
    ):
        assert (response.status, (await response.text())[:6]) == (401, page)


@pytest.mark.parametrize(
    ("content_type", "body", "why"),
    [
        ("application/json", b'{"chat_id": "x"', "the body is not JSON"),
        ("application/json", b'["chat_id"]', "the body is not an object"),
        ("application/json", b'{"chat_id": 17, "text": "x"}', "chat_id must be a string"),
        ("application/json", b'{"chat_id": "x", "text": null}', "text must be a string"),
        ("application/json", b'{"chat_id": "\\ud83d"}', "chat_id is not valid Unicode"),
        ("application/json", b'{"chat_id": "\xff"}', "the body is not JSON"),
        ("application/x-www-form-urlencoded", b"chat_id=\xff", "texts must be in UTF-8"),
        ("text/plain", b"chat_id=x&text=y", "unknown Content-Type"),
    ],
)
async def test_a_body_that_is_not_what_is_documented_is_refused(
    content_type: str, body: bytes, why: str
) -> None:
    async with running_desk() as desk:
        status, answer = await desk.post(
            "sendMessage", data=body, headers={"Content-Type": content_type}
        )

    assert (status, answer["description"]) == (400, f"Bad Request: {why}")


async def test_parameters_that_nobody_documents_are_ignored() -> None:
    async with running_desk() as desk:
        await desk.lan.say(desk.bot, "B")
        chat_id = desk.lan.chat(desk.bot).id

        sent = await desk.code("sendMessage", chat_id=chat_id, text="x", reply_to_message_id="y")
        update = await desk.result("getUpdates", timeout="0", offset=99, limit=1)

    assert sent == 200
    assert update["message"]["text"] == "B"


async def test_calls_are_counted_by_method_and_refusals_are_listed() -> None:
    async with running_desk(time=ManualTime()) as desk:
        await desk.call("getMe")
        await desk.call("getMe")
        await desk.call("sendMessage", chat_id="ai-do", text="x")
        await desk.call("getUpdates", timeout=0)

        assert desk.zalo.calls == {"getMe": 2, "sendMessage": 1, "getUpdates": 1}
        assert desk.zalo.refused == [("sendMessage", 400)]


async def test_ids_can_be_numbers_that_a_number_would_not_hold() -> None:
    async with running_desk(Switches(numeric_ids=True)) as desk:
        message_id = await desk.lan.say(desk.bot, "B")
        chat_id = desk.lan.chat(desk.bot).id
        message = await desk.poll()

    assert (message["from"]["id"], message["message_id"]) == (chat_id, message_id)
    assert chat_id.isdigit()
    assert message_id.isdigit()
    assert str(int(chat_id)) != chat_id


async def test_the_same_person_has_another_id_with_another_bot() -> None:
    async with running_desk() as desk:
        other = desk.zalo.add_bot("200:for-tests-only", name="Bot Hai")

        assert desk.lan.chat(desk.bot).id != desk.lan.chat(other).id
