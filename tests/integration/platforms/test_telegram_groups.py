"""Groups: adding and removing bots, privacy mode, migration."""

import pytest

from tests.integration.platforms.conftest import Answer, Caller
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.people import GroupLife, NotPossibleError, Person

pytestmark = pytest.mark.anyio


@pytest.fixture
def owner(telegram: TelegramEmulator) -> Person:
    return telegram.person(21, "Bình")


@pytest.fixture
def room(telegram: TelegramEmulator, owner: Person) -> GroupLife:
    room = telegram.group(owner, "Sở Nội vụ")
    room.add_bot(telegram.bot)
    return room


def texts(updates: list[Answer]) -> list[str]:
    return [one["message"]["text"] for one in updates if "text" in one.get("message", {})]


async def test_a_bot_hears_that_it_was_added(room: GroupLife, call: Caller) -> None:
    membership, service = await call.updates()

    member = membership["my_chat_member"]
    assert member["chat"] == {"id": room.id, "title": "Sở Nội vụ", "type": "group"}
    assert member["from"]["id"] == 21
    assert [member[f"{age}_chat_member"]["status"] for age in ("old", "new")] == ["left", "member"]
    assert service["message"]["new_chat_members"][0]["username"] == "hoithi_bot"


async def test_a_removed_bot_hears_of_it_and_is_refused(
    telegram: TelegramEmulator, room: GroupLife, call: Caller
) -> None:
    *_, added = await call.updates()
    room.remove_bot(telegram.bot)

    service, membership = await call.updates(offset=added["update_id"] + 1)
    refused = await call("sendMessage", chat_id=room.id, text="x")

    assert service["message"]["left_chat_member"]["username"] == "hoithi_bot"
    assert membership["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert (refused["error_code"], refused["description"]) == (
        403,
        "Forbidden: bot was kicked from the group chat",
    )


async def test_a_bot_that_was_never_there_knows_no_such_chat(
    telegram: TelegramEmulator, room: GroupLife, call: Caller
) -> None:
    other = telegram.add_bot("khac_bot")

    refused = await call("sendMessage", other, chat_id=room.id, text="x")

    assert refused["description"] == "Bad Request: chat not found"


async def test_with_privacy_a_bot_hears_what_is_meant_for_it(
    room: GroupLife, owner: Person, call: Caller
) -> None:
    sent = await call.result("sendMessage", chat_id=room.id, text="Chào cả nhà")
    hello = room.chat.messages[sent["message_id"]]

    owner.say("chuyện phiếm", room.chat)
    owner.say("/diem", room.chat)
    owner.say("/diem@hoithi_bot", room.chat)
    owner.say("/diem@khac_bot", room.chat)
    owner.say("nhờ @HoiThi_bot xem", room.chat)
    owner.say("trả lời", room.chat, reply_to=hello)

    updates = await call.updates()
    assert texts(updates) == ["/diem", "/diem@hoithi_bot", "nhờ @HoiThi_bot xem", "trả lời"]
    assert updates[-1]["message"]["reply_to_message"]["message_id"] == sent["message_id"]
    entities = [one["message"]["entities"] for one in updates[2:5]]
    assert entities == [
        [{"offset": 0, "length": 5, "type": "bot_command"}],
        [{"offset": 0, "length": 16, "type": "bot_command"}],
        [{"offset": 4, "length": 11, "type": "mention"}],
    ]


async def test_a_command_without_a_name_goes_to_the_bot_that_spoke_last(
    telegram: TelegramEmulator, room: GroupLife, owner: Person, call: Caller
) -> None:
    other = telegram.add_bot("khac_bot")
    room.add_bot(other)
    owner.say("/mot", room.chat)
    await call("sendMessage", other, chat_id=room.id, text="bot khác")
    owner.say("/hai", room.chat)
    await call("sendMessage", chat_id=room.id, text="bot này")
    owner.say("/ba", room.chat)

    of_other = await call("getUpdates", other)

    assert texts(await call.updates()) == ["/ba"]
    assert texts(of_other["result"]) == ["/hai"]


async def test_without_privacy_a_bot_hears_everything_once_it_is_added_again(
    telegram: TelegramEmulator, room: GroupLife, owner: Person, call: Caller
) -> None:
    telegram.bot.has_privacy = False
    owner.say("trước", room.chat)
    room.remove_bot(telegram.bot)
    room.add_bot(telegram.bot)
    owner.say("sau", room.chat)

    assert texts(await call.updates()) == ["sau"]
    assert (await call.result("getMe"))["can_read_all_group_messages"] is True


async def test_an_administrator_hears_everything(
    telegram: TelegramEmulator, room: GroupLife, owner: Person, call: Caller
) -> None:
    room.promote(telegram.bot)
    owner.say("chuyện phiếm", room.chat)

    assert texts(await call.updates()) == ["chuyện phiếm"]
    status = (await call.result("getChatMember", chat_id=room.id, user_id=telegram.bot.id))[
        "status"
    ]
    assert status == "administrator"


async def test_a_migrated_group_has_a_new_id_and_says_so(
    room: GroupLife, owner: Person, call: Caller
) -> None:
    old = room.id
    sent = await call.result("sendMessage", chat_id=old, text="Chào")
    new = room.migrate().id

    *_, left, joined = await call.updates()
    send = await call("sendMessage", chat_id=old, text="x")
    edit = await call("editMessageText", chat_id=old, message_id=sent["message_id"], text="x")
    there = await call.result("sendMessage", chat_id=new, text="Chào lại")
    owner.say("@hoithi_bot nghe", room.chat)

    assert left["message"]["chat"]["id"] == old
    assert left["message"]["migrate_to_chat_id"] == new
    assert joined["message"]["chat"]["id"] == new
    assert joined["message"]["migrate_from_chat_id"] == old
    assert send == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": new},
    }
    assert edit["description"] == "Bad Request: message can't be edited"
    assert there["chat"]["type"] == "supergroup"
    assert str(new).startswith("-100")
    later = await call.updates(offset=joined["update_id"] + 1)
    assert texts(later) == ["@hoithi_bot nghe"]


async def test_a_supergroup_says_kicked_even_to_who_only_looks(
    telegram: TelegramEmulator, room: GroupLife, call: Caller
) -> None:
    room.migrate()
    room.remove_bot(telegram.bot)

    told = {await call.refusal("getChat", chat_id=room.id)}
    told.add(await call.refusal("sendMessage", chat_id=room.id, text="x"))

    assert told == {"Forbidden: bot was kicked from the supergroup chat"}


async def test_everybody_in_a_group_presses_the_buttons_of_one_message(
    telegram: TelegramEmulator, room: GroupLife, call: Caller
) -> None:
    people = [telegram.person(number) for number in range(100, 150)]
    room.add(*people)
    keyboard = {"inline_keyboard": [[{"text": "A", "callback_data": "l:1:1:0"}]]}
    sent = await call.result("sendMessage", chat_id=room.id, text="Câu 1", reply_markup=keyboard)
    question = room.chat.messages[sent["message_id"]]

    for person in people:
        person.press(question)
    with pytest.raises(NotPossibleError):
        telegram.person(99, "Người lạ").press(question)

    pressed = [update for update in await call.updates() if "callback_query" in update]
    assert [one["callback_query"]["from"]["id"] for one in pressed] == list(range(100, 150))
    assert {one["callback_query"]["message"]["chat"]["id"] for one in pressed} == {room.id}


async def test_a_bot_deletes_messages_of_others_as_an_administrator_only(
    telegram: TelegramEmulator, room: GroupLife, owner: Person, call: Caller
) -> None:
    message = owner.say("xóa giúp", room.chat)
    target = {"chat_id": room.id, "message_id": message.message_id}

    told = await call.refusal("deleteMessage", **target)
    room.promote(telegram.bot)
    await call.result("deleteMessage", **target)

    assert told == "Bad Request: message can't be deleted for everyone"
    assert message.is_deleted


async def test_strangers_and_the_migrated_cannot_write(
    telegram: TelegramEmulator, room: GroupLife, owner: Person
) -> None:
    old = room.chat
    with pytest.raises(NotPossibleError):
        telegram.person(99).say("x", old)

    room.migrate()

    with pytest.raises(NotPossibleError):
        owner.say("x", old)
