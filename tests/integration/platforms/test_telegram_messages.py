"""Messages that bots send, edit and delete, over real HTTP."""

import json
import struct

import aiohttp
import pytest

from tests.integration.platforms.conftest import Caller
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.people import Person
from tests.platforms.telegram.timing import ManualTime

pytestmark = pytest.mark.anyio

AN = 11


def buttons(payload: str, label: str = "A") -> dict[str, object]:
    return {"inline_keyboard": [[{"text": label, "callback_data": payload}]]}


BUTTONS = buttons("a")
OTHER_BUTTONS = buttons("b")


def png(width: int, height: int) -> bytes:
    """As much of a picture as its size takes."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"\x08\0\0\0\0"


@pytest.fixture
def an(telegram: TelegramEmulator) -> Person:
    person = telegram.person(AN, "An")
    person.start()
    return person


async def test_a_message_is_shown_and_answered_with_its_object(an: Person, call: Caller) -> None:
    sent = await call.result(
        "sendMessage",
        chat_id=AN,
        text="  Chào <b>An</b> 🏆 ",
        parse_mode="HTML",
        protect_content=True,
        reply_markup=BUTTONS,
    )

    assert {**sent, "date": 0} == {
        "message_id": 2,
        "from": {
            "id": 7000000001,
            "is_bot": True,
            "first_name": "Hội Thi",
            "username": "hoithi_bot",
        },
        "chat": {"id": AN, "first_name": "An", "type": "private"},
        "date": 0,
        "text": "Chào An 🏆",
        "entities": [{"offset": 5, "length": 2, "type": "bold"}],
        "has_protected_content": True,
        "reply_markup": BUTTONS,
    }
    assert an.chat().texts == ["Chào An 🏆"]
    assert [button.text for button in an.chat().shown[-1].buttons] == ["A"]


@pytest.mark.parametrize("kind", ["json", "data", "params", "multipart"])
async def test_every_way_to_pass_parameters_works(an: Person, call: Caller, kind: str) -> None:
    params = {"chat_id": str(AN), "text": "Chào ạ", "reply_markup": json.dumps(BUTTONS)}
    if kind == "multipart":
        form = aiohttp.FormData(default_to_multipart=True)
        for name, value in params.items():
            form.add_field(name, value)
        answer = await call.post("sendMessage", data=form)
    else:
        answer = await call.post("sendMessage", **{kind: params})

    assert answer["ok"]
    assert an.chat().texts == ["Chào ạ"]
    assert len(an.chat().shown[-1].buttons) == 1


async def test_a_get_request_and_any_case_of_the_method_will_do(
    telegram: TelegramEmulator, session: aiohttp.ClientSession
) -> None:
    async with session.get(f"{telegram.url}/bot{telegram.bot.token}/GETme") as response:
        answer = await response.json()

    assert answer["result"]["username"] == "hoithi_bot"


@pytest.mark.parametrize(
    ("path", "status", "why"),
    [
        ("/bot7000000009:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/getMe", 401, "Unauthorized"),
        ("/botnonsense/getMe", 404, "Not Found"),
        ("/", 404, "Not Found"),
    ],
)
async def test_a_wrong_address_is_refused(
    telegram: TelegramEmulator, session: aiohttp.ClientSession, path: str, status: int, why: str
) -> None:
    async with session.post(telegram.url + path) as response:
        answer = await response.json()

    assert response.status == status
    assert answer == {"ok": False, "error_code": status, "description": why}


async def test_an_unknown_method_is_not_found(call: Caller) -> None:
    assert await call("sendTelepathy") == {
        "ok": False,
        "error_code": 404,
        "description": "Not Found: method not found",
    }


@pytest.mark.parametrize(
    ("params", "why"),
    [
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": AN}, "message text is empty"),
        ({"chat_id": AN, "text": " \n "}, "text must be non-empty"),
        ({"chat_id": AN, "text": "<b> </b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"chat_id": AN, "text": "ế" * 4097}, "message is too long"),
        ({"chat_id": AN, "text": "x" * 32_769}, "text is too long"),
        ({"chat_id": AN, "text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        ({"chat_id": 99, "text": "x"}, "chat not found"),
        ({"chat_id": "@hoithi", "text": "x"}, "chat not found"),
        ({"chat_id": AN, "text": "x", "reply_to_message_id": 9}, "message to be replied not found"),
        ({"chat_id": AN, "text": "x", "reply_markup": buttons("x" * 65)}, "BUTTON_DATA_INVALID"),
        (
            {"chat_id": AN, "text": "x", "reply_markup": buttons("x", label="")},
            "inline keyboard button text must be non-empty",
        ),
        (
            {"chat_id": AN, "text": "<br>", "parse_mode": "html"},
            'can\'t parse entities: Unsupported start tag "br" at byte offset 0',
        ),
    ],
)
async def test_a_bad_message_is_refused_and_not_shown(
    an: Person, call: Caller, params: dict[str, object], why: str
) -> None:
    assert await call.refusal("sendMessage", **params) == f"Bad Request: {why}"
    assert an.chat().texts == []


async def test_length_counts_code_points_after_parsing(an: Person, call: Caller) -> None:
    text = "🏆" * 4096

    sent = await call.result("sendMessage", chat_id=AN, text=f"<b>{text}</b>  ", parse_mode="HTML")

    assert sent["text"] == text
    assert sent["entities"] == [{"offset": 0, "length": 8192, "type": "bold"}]


@pytest.mark.usefixtures("an")
async def test_json_that_cannot_be_parsed_counts_as_no_parameters(call: Caller) -> None:
    answer = await call.post("sendMessage", data=b"{", headers={"Content-Type": "application/json"})

    assert answer["description"] == "Bad Request: message text is empty"


async def test_a_reply_shows_what_it_answers(an: Person, call: Caller) -> None:
    question = an.say("Mấy giờ thi?")

    sent = await call.result(
        "sendMessage",
        chat_id=AN,
        text="8 giờ",
        reply_parameters={"message_id": question.message_id},
    )

    assert sent["reply_to_message"]["text"] == "Mấy giờ thi?"


async def test_an_edit_replaces_text_and_buttons(an: Person, call: Caller) -> None:
    sent = await call.result("sendMessage", chat_id=AN, text="Câu 1", reply_markup=BUTTONS)

    edited = await call.result(
        "editMessageText", chat_id=AN, message_id=sent["message_id"], text="Câu 1: bạn chọn A"
    )

    assert (edited["text"], "reply_markup" in edited) == ("Câu 1: bạn chọn A", False)
    assert edited["edit_date"] >= sent["date"]
    message = an.chat().shown[-1]
    assert (message.text, message.buttons) == ("Câu 1: bạn chọn A", [])
    assert [text for text, _ in message.versions] == ["Câu 1"]


async def test_an_edit_of_the_buttons_keeps_the_text(an: Person, call: Caller) -> None:
    sent = await call.result("sendMessage", chat_id=AN, text="Câu 1", reply_markup=BUTTONS)

    edited = await call.result(
        "editMessageReplyMarkup",
        chat_id=AN,
        message_id=sent["message_id"],
        reply_markup=OTHER_BUTTONS,
    )

    assert (edited["text"], edited["reply_markup"]) == ("Câu 1", OTHER_BUTTONS)


@pytest.mark.usefixtures("an")
@pytest.mark.parametrize(
    ("method", "same"),
    [
        ("editMessageText", {"text": " <b>Câu 1</b>", "reply_markup": BUTTONS}),
        ("editMessageReplyMarkup", {"reply_markup": BUTTONS}),
    ],
)
async def test_an_edit_that_changes_nothing_is_refused(
    call: Caller, method: str, same: dict[str, object]
) -> None:
    sent = await call.result(
        "sendMessage", chat_id=AN, text="<b>Câu 1</b>", parse_mode="HTML", reply_markup=BUTTONS
    )

    told = await call.refusal(
        method, chat_id=AN, message_id=sent["message_id"], parse_mode="HTML", **same
    )

    assert told == (
        "Bad Request: message is not modified: specified new message content and reply markup are "
        "exactly the same as a current content and reply markup of the message"
    )


async def test_what_cannot_be_edited_is_refused(an: Person, call: Caller) -> None:
    own = an.say("của tôi")
    keys = {"keyboard": [["A"]]}
    with_keys = await call.result("sendMessage", chat_id=AN, text="Chọn", reply_markup=keys)
    plain = await call.result("sendMessage", chat_id=AN, text="Câu 1")

    async def edit(message_id: int, **params: object) -> str:
        params = {"text": "khác", **params}
        return await call.refusal("editMessageText", chat_id=AN, message_id=message_id, **params)

    assert await edit(99) == "Bad Request: message to edit not found"
    assert await edit(own.message_id) == "Bad Request: message can't be edited"
    assert await edit(with_keys["message_id"]) == "Bad Request: message can't be edited"
    number = plain["message_id"]
    assert await edit(number, reply_markup=keys) == "Bad Request: inline keyboard expected"
    assert await edit(number, text="x" * 4097) == "Bad Request: MESSAGE_TOO_LONG"
    assert await call.refusal("editMessageText", text="x") == (
        "Bad Request: message identifier is not specified"
    )


async def test_a_photo_is_sent_as_a_file_and_again_by_its_id(an: Person, call: Caller) -> None:
    form = aiohttp.FormData({"chat_id": str(AN), "photo": "attach://board", "caption": "Bảng"})
    form.add_field("board", png(640, 480), filename="bang.png", content_type="image/png")

    sent = (await call.post("sendPhoto", data=form))["result"]
    again = await call.result("sendPhoto", chat_id=AN, photo=sent["photo"][0]["file_id"])

    size = {key: sent["photo"][0][key] for key in ("width", "height", "file_size")}
    assert size == {"width": 640, "height": 480, "file_size": 29}
    assert sent["caption"] == "Bảng"
    assert again["photo"] == sent["photo"]
    assert "caption" not in again
    told = await call.refusal("editMessageText", chat_id=AN, message_id=2, text="x")
    assert told == "Bad Request: there is no text in the message to edit"
    assert len(an.chat().shown) == 3


async def test_a_document_keeps_its_name_and_type(an: Person, call: Caller) -> None:
    form = aiohttp.FormData({"chat_id": str(AN)})
    form.add_field("document", b"so,ten", filename="Danh sách.csv", content_type="text/csv")

    sent = (await call.post("sendDocument", data=form))["result"]

    names = {key: sent["document"][key] for key in ("file_name", "mime_type", "file_size")}
    assert names == {"file_name": "Danh sách.csv", "mime_type": "text/csv", "file_size": 6}
    assert len(an.chat().shown) == 2


@pytest.mark.usefixtures("an")
@pytest.mark.parametrize(
    ("method", "field", "content", "why"),
    [
        ("sendPhoto", "photo", b"not a picture", "IMAGE_PROCESS_FAILED"),
        ("sendPhoto", "photo", png(9_000, 1_001), "PHOTO_INVALID_DIMENSIONS"),
        ("sendPhoto", "photo", png(21, 1), "PHOTO_INVALID_DIMENSIONS"),
        ("sendPhoto", "photo", b"", "file must be non-empty"),
        ("sendPhoto", "other", png(1, 1), "there is no photo in the request"),
        ("sendDocument", "other", b"x", "there is no document in the request"),
    ],
)
async def test_a_bad_file_is_refused(
    call: Caller, method: str, field: str, content: bytes, why: str
) -> None:
    form = aiohttp.FormData({"chat_id": str(AN)})
    form.add_field(field, content, filename="a.png")

    assert (await call.post(method, data=form))["description"] == f"Bad Request: {why}"


@pytest.mark.usefixtures("an")
async def test_a_caption_has_at_most_1024_characters(call: Caller) -> None:
    form = aiohttp.FormData({"chat_id": str(AN), "caption": "ế" * 1025})
    form.add_field("photo", png(1, 1), filename="a.png")

    answer = await call.post("sendPhoto", data=form)

    assert answer["description"] == "Bad Request: message caption is too long"


@pytest.mark.usefixtures("an")
async def test_an_unknown_file_id_is_refused(call: Caller) -> None:
    told = await call.refusal("sendDocument", chat_id=AN, document="AgAC")

    assert told == "Bad Request: wrong file identifier/HTTP URL specified"


async def test_a_deleted_message_is_gone(an: Person, call: Caller) -> None:
    sent = await call.result("sendMessage", chat_id=AN, text="nhầm")
    target = {"chat_id": AN, "message_id": sent["message_id"]}

    assert await call.result("deleteMessage", **target) is True

    assert an.chat().texts == []
    told = await call.refusal("deleteMessage", **target)
    assert told == "Bad Request: message to delete not found"


async def test_a_message_can_be_deleted_for_48_hours(
    slow_telegram: TelegramEmulator, slow_call: Caller, time: ManualTime
) -> None:
    slow_telegram.person(AN).start()
    sent = await slow_call.result("sendMessage", chat_id=AN, text="cũ")

    time.advance(48 * 3600)

    told = await slow_call.refusal("deleteMessage", chat_id=AN, message_id=sent["message_id"])
    assert told == "Bad Request: message can't be deleted for everyone"


async def test_people_who_cannot_be_reached_are_told_apart(
    telegram: TelegramEmulator, call: Caller
) -> None:
    blocker, deleted, stranger = (telegram.person(number) for number in (21, 22, 23))
    blocker.start()
    blocker.block()
    deleted.start()
    deleted.deactivate()
    room = telegram.group(stranger)
    room.add_bot(telegram.bot)
    stranger.say("/help@hoithi_bot", room.chat)
    unknown = telegram.person(24).chat()

    answers = [await call("sendMessage", chat_id=person, text="x") for person in (21, 22, 23, 24)]

    assert [(one["error_code"], one["description"]) for one in answers] == [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
        (403, "Forbidden: bot can't initiate conversation with a user"),
        (400, "Bad Request: chat not found"),
    ]
    assert unknown.shown == []


async def test_somebody_who_comes_back_can_be_reached_again(
    telegram: TelegramEmulator, call: Caller
) -> None:
    person = telegram.person(21)
    person.start()
    person.block()
    person.start("quay-lai")

    await call.result("sendMessage", chat_id=21, text="Chào lại")

    updates = await call.updates()
    told = [one["my_chat_member"]["new_chat_member"]["status"] for one in updates[1:3]]
    assert told == ["kicked", "member"]
    assert updates[3]["message"]["text"] == "/start quay-lai"


@pytest.mark.usefixtures("an")
async def test_chats_and_their_members_can_be_looked_up(
    telegram: TelegramEmulator, call: Caller
) -> None:
    room = telegram.group(telegram.person(31, "Bình"), "Sở Y tế")
    room.add_bot(telegram.bot)
    room.add(telegram.person(32))

    chat = await call.result("getChat", chat_id=AN)
    title = (await call.result("getChat", chat_id=room.id))["title"]
    statuses = [
        (await call.result("getChatMember", chat_id=room.id, user_id=user))["status"]
        for user in (31, 32, AN, telegram.bot.id)
    ]

    assert (chat["first_name"], title) == ("An", "Sở Y tế")
    assert statuses == ["creator", "member", "left", "member"]
    told = await call.refusal("getChatMember", chat_id=room.id, user_id=99)
    assert told == "Bad Request: user not found"


async def test_commands_are_kept_by_scope_and_language(
    telegram: TelegramEmulator, call: Caller
) -> None:
    commands = [{"command": "/diem", "description": "Xem điểm"}]

    await call.result(
        "setMyCommands",
        commands=commands,
        scope={"type": "all_private_chats"},
        language_code="vi",
    )

    assert telegram.bot.commands == {("all_private_chats", "vi"): [("diem", "Xem điểm")]}


@pytest.mark.parametrize(
    ("commands", "why"),
    [
        ([{"command": "Điểm", "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "x" * 33, "description": "x"}], "command length must not exceed 32"),
        ([{"command": "x", "description": " "}], "command description must be non-empty"),
        ([{"command": "x", "description": "x"}] * 101, "BOT_COMMANDS_TOO_MUCH"),
        ("[", "can't parse commands JSON object"),
    ],
)
async def test_bad_commands_are_refused(call: Caller, commands: object, why: str) -> None:
    assert await call.refusal("setMyCommands", commands=commands) == f"Bad Request: {why}"
