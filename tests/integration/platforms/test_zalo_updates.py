"""What reaches a bot of the Zalo emulator that polls, from private chats and from groups."""

import asyncio

import pytest

from tests.integration.platforms.zalo_desk import Answer, running_desk
from tests.platforms.telegram.timing import ManualTime
from tests.platforms.zalo.errors import NotPossibleError
from tests.platforms.zalo.people import Place
from tests.platforms.zalo.switches import Plan, Switches

pytestmark = pytest.mark.anyio


def content(message: Answer) -> Answer:
    """A message without what all kinds have."""
    common = ("from", "chat", "message_id", "date")
    return {name: value for name, value in message.items() if name not in common}


async def test_a_private_text_looks_as_documented() -> None:
    async with running_desk(time=ManualTime(1_795_276_800.123)) as desk:
        message_id = await desk.lan.say(desk.bot, "B")
        update = await desk.result("getUpdates", timeout=0)

    user_id = desk.lan.chat(desk.bot).id
    assert update == {
        "event_name": "message.text.received",
        "message": {
            "from": {"id": user_id, "display_name": "Lan Phạm", "is_bot": False},
            "chat": {"id": user_id, "chat_type": "PRIVATE"},
            "text": "B",
            "message_id": message_id,
            "date": 1_795_276_800_123,
        },
    }


@pytest.mark.parametrize(
    ("switches", "field"),
    [(Switches(), "photo"), (Switches(photo_field="photo_url"), "photo_url")],
)
async def test_other_kinds_of_messages_have_fields_of_their_own(
    switches: Switches, field: str
) -> None:
    async with running_desk(switches) as desk:
        await desk.lan.photo(desk.bot, "ảnh")
        await desk.lan.photo(desk.bot, url="https://cdn.example/y.jpg")
        await desk.lan.sticker(desk.bot)
        await desk.lan.voice(desk.bot)
        await desk.lan.unknown_event(desk.bot)
        await desk.lan.unsupported(desk.bot, has_message=True)
        await desk.lan.unsupported(desk.bot)
        updates = [await desk.result("getUpdates", timeout=0) for _ in range(7)]

    assert [one["event_name"] for one in updates] == [
        "message.image.received",
        "message.image.received",
        "message.sticker.received",
        "message.voice.received",
        "message.link.received",
        "message.unsupported.received",
        "message.unsupported.received",
    ]
    assert [content(one["message"]) for one in updates[:6]] == [
        {field: "https://cdn.example/x.jpg", "caption": "ảnh"},
        {field: "https://cdn.example/y.jpg"},
        {"sticker": "4f2a", "url": "https://cdn.example/s.png"},
        {"voice_url": "https://cdn.example/v.aac"},
        {"text": "https://example.com"},
        {},
    ]
    assert updates[6] == {"event_name": "message.unsupported.received"}


async def test_an_idle_poll_ends_with_408_after_its_timeout() -> None:
    time = ManualTime()
    async with running_desk(time=time) as desk:
        poll = asyncio.create_task(desk.post("getUpdates", json={"timeout": "30"}))
        await desk.bot.polls.begun()
        time.advance(29.9)
        assert not poll.done()
        time.advance(0.1)

        assert await poll == (
            408,
            {"ok": False, "description": "Request timeout", "error_code": 408},
        )


async def test_an_idle_poll_can_have_status_200() -> None:
    async with running_desk(Switches(http_status="always_200")) as desk:
        status, answer = await desk.post("getUpdates", json={"timeout": 0})

    assert (status, answer["error_code"]) == (200, 408)


async def test_a_poll_lasts_30_seconds_unless_it_says_otherwise() -> None:
    time = ManualTime()
    async with running_desk(time=time) as desk:
        poll = asyncio.create_task(desk.code("getUpdates"))
        await desk.bot.polls.begun()
        time.advance(30)

        assert await poll == 408
        assert await desk.code("getUpdates", timeout="lâu") == 400


async def test_a_waiting_poll_gets_what_is_said() -> None:
    async with running_desk() as desk:
        poll = asyncio.create_task(desk.poll(30))
        await desk.bot.polls.begun()
        await desk.lan.say(desk.bot, "B")

        assert (await poll)["text"] == "B"


async def test_updates_are_polled_one_by_one_and_once() -> None:
    async with running_desk() as desk:
        await desk.lan.say(desk.bot, "một")
        await desk.lan.say(desk.bot, "hai")

        assert await desk.polled_texts(2) == ["một", "hai"]
        assert await desk.code("getUpdates", timeout=0) == 408


async def test_the_latest_update_can_be_replayed_until_there_is_a_newer_one() -> None:
    async with running_desk(Switches(updates="replay_last")) as desk:
        before = await desk.code("getUpdates", timeout=0)
        await desk.lan.say(desk.bot, "một")
        replayed = await desk.polled_texts(3)
        await desk.lan.say(desk.bot, "hai")

        assert (before, replayed) == (408, ["một"] * 3)
        assert await desk.polled_texts(2) == ["hai"] * 2


async def test_updates_can_be_lost_while_nobody_polls() -> None:
    time = ManualTime()
    async with running_desk(Switches(updates="lost_when_not_polling"), time=time) as desk:
        await desk.lan.say(desk.bot, "trước")
        poll = asyncio.create_task(desk.poll(30))
        await desk.bot.polls.begun()
        time.advance(20)
        await desk.lan.say(desk.bot, "một")
        await desk.lan.say(desk.bot, "giữa hai lần hỏi")
        first = (await poll)["text"]
        second = (await desk.poll())["text"]
        time.advance(5)
        await desk.lan.say(desk.bot, "sau")

        assert (first, second) == ("một", "giữa hai lần hỏi")
        assert await desk.code("getUpdates", timeout=0) == 408


@pytest.mark.parametrize(
    ("switches", "code"), [(Switches(), 200), (Switches(updates="lost_when_not_polling"), 408)]
)
async def test_who_hangs_up_in_a_poll_polls_no_more(switches: Switches, code: int) -> None:
    async with running_desk(switches) as desk:
        await desk.call("getUpdates", timeout=0)
        poll = asyncio.create_task(desk.poll(30))
        await desk.bot.polls.begun()
        poll.cancel()
        await asyncio.wait([poll])
        # By the time that another call is answered, the connection's end has been seen.
        await desk.call("getMe")
        await desk.lan.say(desk.bot, "B")

        assert await desk.code("getUpdates", timeout=0) == code


async def test_two_pollers_steal_from_each_other() -> None:
    async with running_desk() as desk:
        polls = []
        for _ in range(2):
            polls.append(asyncio.create_task(desk.poll(30)))
            await desk.bot.polls.begun()
            await desk.call("getMe")
        await desk.lan.say(desk.bot, "một")
        await desk.lan.say(desk.bot, "hai")

        assert sorted([(await poll)["text"] for poll in polls]) == ["hai", "một"]


async def test_a_group_message_reaches_the_bot_only_if_it_is_mentioned_or_replied_to() -> None:
    async with running_desk() as desk:
        group = desk.zalo.group("Nhóm Sở Nội vụ", [desk.lan], desk.bot)
        await group.say(desk.lan, "B")
        await group.say(desk.lan, "@Bot Đố Vui B")
        await group.photo(desk.lan, "không gọi ai")
        await group.sticker(desk.lan)
        silent = await desk.code("getUpdates", timeout=0)
        await desk.send(group.id, "Câu 1")

        await group.say(desk.lan, "A", mention=True)
        await group.say(desk.lan, "B", reply_to_bot=True)
        messages = [await desk.poll() for _ in range(2)]

    assert silent == 408
    assert [content(one) for one in messages] == [{"text": "@Bot Đố Vui A"}, {"text": "B"}]
    assert messages[0]["chat"] == {"id": group.id, "chat_type": "GROUP"}
    assert messages[0]["from"]["id"] == desk.lan.chat(desk.bot).id


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("front", "@Bot Đố Vui đáp án B"),
        ("middle", "đáp @Bot Đố Vui án B"),
        ("end", "đáp án B @Bot Đố Vui"),
    ],
)
async def test_a_mention_stands_where_it_was_put(place: Place, text: str) -> None:
    async with running_desk() as desk:
        group = desk.zalo.group("Nhóm", [desk.lan], desk.bot)
        await group.say(desk.lan, "đáp án B", mention_at=place)

        assert (await desk.poll())["text"] == text


@pytest.mark.parametrize(
    ("switches", "mention"),
    [
        (Switches(), "@Bot Đố Vui"),
        (Switches(mention_spelling="nbsp"), "@Bot\u00a0Đố\u00a0Vui"),
        (Switches(mention_spelling="decomposed"), "@Bot Đo\u0302\u0301 Vui"),
    ],
)
async def test_a_mention_can_be_spelt_in_other_ways(switches: Switches, mention: str) -> None:
    async with running_desk(switches) as desk:
        group = desk.zalo.group("Nhóm", [desk.lan], desk.bot)
        await group.say(desk.lan, "B", mention=True)

        assert (await desk.poll())["text"] == f"{mention} B"


async def test_a_picture_in_a_group_counts_with_the_mention_in_its_caption() -> None:
    async with running_desk() as desk:
        group = desk.zalo.group("Nhóm", [desk.lan], desk.bot)
        await group.photo(desk.lan, "đây", mention=True)
        await desk.send(group.id)
        await group.voice(desk.lan, reply_to_bot=True)
        await group.sticker(desk.lan, reply_to_bot=True)

        assert (await desk.poll())["caption"] == "@Bot Đố Vui đây"
        assert (await desk.poll())["voice_url"] == "https://cdn.example/v.aac"
        assert (await desk.poll())["sticker"] == "4f2a"


async def test_people_can_have_another_id_in_a_group() -> None:
    async with running_desk(Switches(same_id_in_groups=False)) as desk:
        group = desk.zalo.group("Nhóm", [desk.lan], desk.bot)
        await group.say(desk.lan, "A", mention=True)
        await group.say(desk.lan, "B", mention=True)
        ids = [(await desk.poll())["from"]["id"] for _ in range(2)]

        assert ids[0] == ids[1] != desk.lan.chat(desk.bot).id
        assert await desk.send(ids[0]) == 400


async def test_joining_and_leaving_a_group_are_no_events() -> None:
    async with running_desk() as desk:
        group = desk.zalo.group("Nhóm", [desk.lan], desk.bot)
        group.remove(desk.bot)
        group.add(desk.bot)

        assert await desk.code("getUpdates", timeout=0) == 408


@pytest.mark.parametrize(
    ("switches", "code"), [(Switches(), 403), (Switches(removed_code=404), 404)]
)
async def test_a_group_that_put_the_bot_out_refuses_and_is_not_heard(
    switches: Switches, code: int
) -> None:
    async with running_desk(switches) as desk:
        group = desk.zalo.group("Nhóm", [desk.lan], desk.bot)
        sent = await desk.send(group.id)
        group.remove(desk.bot)
        refused = await desk.send(group.id)
        await group.say(desk.lan, "B", reply_to_bot=True)
        with pytest.raises(NotPossibleError):
            await group.say(desk.lan, "B", mention=True)
        unheard = await desk.code("getUpdates", timeout=0)
        group.add(desk.bot)

        assert (sent, refused, unheard) == (200, code, 408)
        assert await desk.send(group.id) == 200
        assert len(await desk.zalo.shown(group, 2)) == 2


async def test_only_members_write_and_only_to_a_bot_that_has_written_can_they_reply() -> None:
    async with running_desk() as desk:
        group = desk.zalo.group("Nhóm", [desk.lan], desk.bot)

        with pytest.raises(NotPossibleError):
            await group.say(desk.zalo.person("Minh"), "B", mention=True)
        with pytest.raises(NotPossibleError):
            await group.say(desk.lan, "B", reply_to_bot=True)


async def test_a_bot_can_be_kept_out_of_groups() -> None:
    async with running_desk(Switches(can_join_groups=False)) as desk:
        with pytest.raises(NotPossibleError):
            desk.zalo.group("Nhóm", [desk.lan], desk.bot)

        assert (await desk.result("getMe"))["can_join_groups"] is False


async def test_a_plan_has_room_for_so_many_groups() -> None:
    async with running_desk(plan=Plan(groups=1)) as desk:
        group = desk.zalo.group("Một", [desk.lan], desk.bot)
        with pytest.raises(NotPossibleError):
            desk.zalo.group("Hai", [desk.lan], desk.bot)
        group.remove(desk.bot)

        assert desk.zalo.group("Hai", [desk.lan], desk.bot).shown == []


async def test_own_messages_can_come_back() -> None:
    async with running_desk(Switches(own_messages_echoed=True, quota_counts="both")) as desk:
        await desk.lan.say(desk.bot, "B")
        chat_id = desk.lan.chat(desk.bot).id
        receipt = await desk.result("sendMessage", chat_id=chat_id, text="Đúng")
        await desk.zalo.settled()
        await desk.poll()
        echo = await desk.poll()

        assert echo["from"]["id"] == (await desk.result("getMe"))["id"] == desk.bot.id
        assert (echo["from"]["is_bot"], echo["chat"]["id"]) == (True, chat_id)
        assert (echo["text"], echo["message_id"]) == ("Đúng", receipt["message_id"])
        assert desk.bot.counted_this_month == 2
