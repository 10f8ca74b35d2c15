"""What the Zalo emulator takes from a bot, what it refuses, and what people see of it."""

from datetime import UTC, datetime

import aiohttp
import pytest

from tests.integration.platforms.zalo_desk import PNG, Desk, listening, running_desk
from tests.platforms.telegram.timing import ManualTime
from tests.platforms.zalo.model import Style
from tests.platforms.zalo.switches import Plan, Switches

pytestmark = pytest.mark.anyio

PICTURE = "https://bot.example/x.png"
END_OF_NOVEMBER = datetime(2026, 11, 30, 16, 59, 59, tzinfo=UTC)
"""One second before December in Viet Nam."""


async def chat_id(desk: Desk) -> str:
    """Id of the chat with Lan, who has written."""
    await desk.lan.say(desk.bot, "xin chào")
    return desk.lan.chat(desk.bot).id


async def test_a_message_is_shown_and_receipted_with_the_same_id_and_time() -> None:
    async with running_desk(time=ManualTime(1_795_276_800.123)) as desk:
        receipt = await desk.result("sendMessage", chat_id=await chat_id(desk), text="Câu 1")

        shown = desk.lan.shown(desk.bot)

    assert [(one.text, one.photo, one.styles) for one in shown] == [("Câu 1", "", ())]
    assert receipt == {"message_id": shown[0].message_id, "date": 1_795_276_800_123}
    assert shown[0].at == datetime(2026, 11, 21, 16, 0, 0, 123_000, tzinfo=UTC)


async def test_a_test_can_wait_for_what_a_chat_shows() -> None:
    async with running_desk() as desk:
        chat = await chat_id(desk)
        await desk.send(chat, "một")
        await desk.send(chat, "hai")

        by_person = await desk.zalo.shown(desk.lan, 2)
        by_chat = await desk.zalo.shown(desk.lan.chat(desk.bot), 1)

    assert [one.text for one in by_person] == ["một", "hai"]
    assert by_chat == by_person


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", 400),
        (" \n", 400),
        ("x" * 2000, 200),
        ("x" * 2001, 400),
        ("ế" * 2000, 200),
        ("🎉" * 1000, 200),
        ("🎉" * 1000 + "x", 400),
    ],
)
async def test_a_text_has_1_to_2000_utf16_units(text: str, code: int) -> None:
    async with running_desk() as desk:
        assert await desk.send(await chat_id(desk), text) == code
        assert [one.text for one in desk.lan.shown(desk.bot)] == ([text] if code == 200 else [])


@pytest.mark.parametrize("missing", ["chat_id", "text"])
async def test_a_message_without_chat_or_text_is_refused(missing: str) -> None:
    async with running_desk() as desk:
        params = {"chat_id": await chat_id(desk), "text": "x"}
        del params[missing]

        assert await desk.code("sendMessage", **params) == 400


async def test_styles_are_shown_as_sent_in_json_or_in_a_text_of_json() -> None:
    async with running_desk() as desk:
        chat = await chat_id(desk)
        styles = [{"start": 3, "len": 5, "st": ["b", "c_db342e"]}]
        params = {"chat_id": chat, "text": "🎉 Đúng!"}

        await desk.result("sendMessage", **params, text_styles=styles)
        await desk.post(
            "sendMessage",
            data={**params, "text_styles": '[{"start": 0, "len": 8, "st": ["i"]}]'},
        )

        assert [one.styles for one in desk.lan.shown(desk.bot)] == [
            (Style(3, 5, ("b", "c_db342e")),),
            (Style(0, 8, ("i",)),),
        ]


@pytest.mark.parametrize(
    ("start", "length", "codes"),
    [
        (0, 9, ["b"]),
        (8, 1, ["b"]),
        (-1, 4, ["b"]),
        (0, 0, ["b"]),
        (1, 2, ["b"]),
        (0, 1, ["b"]),
        (3, 2, ["c_ffffff"]),
        (3, 2, []),
        (3, 2, "b"),
        ("3", 2, ["b"]),
    ],
)
async def test_styles_that_do_not_fit_the_text_are_refused(
    start: object, length: object, codes: object
) -> None:
    async with running_desk() as desk:
        styles = [{"start": start, "len": length, "st": codes}]

        # Eight UTF-16 units, of which the first two are one character.
        code = await desk.code(
            "sendMessage", chat_id=await chat_id(desk), text="🎉 Đúng!", text_styles=styles
        )

        assert (code, desk.lan.shown(desk.bot)) == (400, [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("**Đúng** {red}đỏ {big}to{/big}{/red}", 200),
        ("một {", 400),
        ("một }", 400),
        ("{red}đỏ", 400),
        ("đỏ{/red}", 400),
        ("{red}{big}x{/red}{/big}", 400),
        ("{Nguyễn}", 400),
    ],
)
async def test_markdown_fails_on_unbalanced_braces(text: str, code: int) -> None:
    async with running_desk() as desk:
        chat = await chat_id(desk)

        got = await desk.code("sendMessage", chat_id=chat, text=text, parse_mode="markdown")

        assert got == code
        assert await desk.send(chat, text) == 200


async def test_parse_mode_wins_over_styles_and_has_two_values() -> None:
    async with running_desk() as desk:
        params = {"chat_id": await chat_id(desk), "text": "<b>x</b>", "text_styles": "hỏng"}

        codes = [
            await desk.code("sendMessage", parse_mode=mode, **params)
            for mode in ("html", "HTML", "")
        ]

        assert codes == [200, 400, 400]
        shown = desk.lan.shown(desk.bot)
        assert [(one.parse_mode, one.styles) for one in shown] == [("html", ())]


async def test_a_picture_is_fetched_and_shown_with_its_caption() -> None:
    async with running_desk() as desk, listening(desk, is_set=False):
        params = {"chat_id": await chat_id(desk), "photo": PICTURE}

        await desk.result("sendPhoto", **params, caption="Bảng vàng")
        await desk.result("sendPhoto", **params)

        shown = desk.lan.shown(desk.bot)
    assert [(one.photo, one.text) for one in shown] == [(PICTURE, "Bảng vàng"), (PICTURE, "")]


@pytest.mark.parametrize(
    "photo",
    [
        "",
        "x.png",
        "ftp://bot.example/x.png",
        "https://bot.example/none.png",
        "https://bot.example/page.html",
        "https://elsewhere.example/x.png",
        "http://localhost/x.png",
        "http://192.168.1.5/x.png",
        "http://10.0.0.1/x.png",
        "http://[::1]/x.png",
        "http://may-chu/x.png",
    ],
)
async def test_a_picture_that_zalo_cannot_show_is_refused(photo: str) -> None:
    async with running_desk() as desk, listening(desk, is_set=False) as hook:
        hook.pictures["/page.html"] = b"<html>"

        code = await desk.code("sendPhoto", chat_id=await chat_id(desk), photo=photo)

        assert (code, desk.lan.shown(desk.bot), desk.bot.sent_this_month) == (400, [], 0)


async def test_a_picture_on_this_machine_is_taken_if_its_host_is_allowed() -> None:
    switches = Switches(allowed_hosts=frozenset({"127.0.0.1"}))
    async with running_desk(switches) as desk, listening(desk, is_set=False) as hook:
        hook.pictures["/x.jpg"] = b"\xff\xd8\xff"
        photo = f"http://{hook.address}/x.jpg"

        code = await desk.code("sendPhoto", chat_id=await chat_id(desk), photo=photo)

        assert code == 200


async def test_pictures_are_taken_unseen_if_nobody_fetches_them() -> None:
    async with running_desk(Switches(fetch_photos=False)) as desk:
        params = {"chat_id": await chat_id(desk), "photo": "https://elsewhere.example/x.png"}

        assert await desk.code("sendPhoto", **params) == 200
        assert await desk.code("sendPhoto", **params, caption="x" * 2001) == 400
        assert await desk.code("sendPhoto", **params, caption="") == 400


async def test_a_picture_cannot_be_uploaded() -> None:
    async with running_desk() as desk:
        chat = await chat_id(desk)
        upload = aiohttp.FormData({"chat_id": chat})
        upload.add_field("photo", PNG, filename="x.png", content_type="image/png")

        status, answer = await desk.post("sendPhoto", data=upload)

        assert (status, answer["description"]) == (400, "Bad Request: photo is required")


async def test_stickers_and_voices_are_shown() -> None:
    async with running_desk() as desk:
        chat = await chat_id(desk)

        await desk.result("sendSticker", chat_id=chat, sticker="4f2a")
        await desk.result("sendVoice", chat_id=chat, voice_url="https://cdn.example/v.aac")

        shown = desk.lan.shown(desk.bot)
        assert [(one.sticker, one.voice) for one in shown] == [
            ("4f2a", ""),
            ("", "https://cdn.example/v.aac"),
        ]


async def test_a_voice_in_a_group_is_accepted_and_never_arrives() -> None:
    async with running_desk() as desk:
        group = desk.zalo.group("Nhóm Sở Nội vụ", [desk.lan], desk.bot)

        sent = await desk.call("sendVoice", chat_id=group.id, voice_url="https://cdn.example/v.aac")

        assert (sent["ok"], group.shown, desk.bot.sent_this_month) == (True, [], 1)


async def test_typing_is_answered_without_a_result_and_costs_nothing() -> None:
    async with running_desk() as desk:
        chat = await chat_id(desk)

        answer = await desk.call("sendChatAction", chat_id=chat, action="typing")

        assert answer == {"ok": True}
        assert await desk.code("sendChatAction", chat_id=chat, action="upload_photo") == 400
        assert await desk.code("sendChatAction", chat_id="ai-do", action="typing") == 400
        assert (desk.lan.shown(desk.bot), desk.bot.sent_this_month) == ([], 0)


@pytest.mark.parametrize(
    ("switches", "code"), [(Switches(), 400), (Switches(unknown_chat_code=403), 403)]
)
async def test_an_unknown_chat_is_refused(switches: Switches, code: int) -> None:
    async with running_desk(switches) as desk:
        assert await desk.send("zg41d0c7be9922aa0007") == code


@pytest.mark.parametrize(
    ("switches", "code"), [(Switches(), 403), (Switches(never_wrote_code=400), 400)]
)
async def test_who_never_wrote_cannot_be_written_to(switches: Switches, code: int) -> None:
    async with running_desk(switches) as desk:
        group = desk.zalo.group("Nhóm", [desk.lan], desk.bot)
        await group.say(desk.lan, "B", mention=True)
        user_id = (await desk.poll())["from"]["id"]

        assert await desk.send(user_id) == code
        await desk.lan.say(desk.bot, "xin chào")
        assert await desk.send(user_id) == 200


@pytest.mark.parametrize(
    ("switches", "code"), [(Switches(), 403), (Switches(blocked_code=400), 400)]
)
async def test_who_has_blocked_the_bot_cannot_be_written_to(switches: Switches, code: int) -> None:
    async with running_desk(switches) as desk:
        chat = await chat_id(desk)

        desk.lan.block(desk.bot)
        while_blocked = await desk.send(chat)
        desk.lan.unblock(desk.bot)

        assert [while_blocked, await desk.send(chat)] == [code, 200]


async def test_the_messages_of_a_month_run_out_and_come_back_in_viet_nams_next_month() -> None:
    time = ManualTime(END_OF_NOVEMBER.timestamp())
    async with running_desk(plan=Plan(messages_a_month=2), time=time) as desk:
        chat = await chat_id(desk)
        codes = [await desk.send(chat) for _ in range(3)]
        sent_in_november = desk.bot.sent_this_month

        time.advance(1)

        assert codes == [200, 200, 429]
        assert (sent_in_november, desk.bot.sent_this_month) == (2, 0)
        assert await desk.send(chat) == 200
        assert desk.zalo.refused == [("sendMessage", 429)]


async def test_refused_messages_cost_nothing() -> None:
    async with running_desk() as desk:
        await desk.send("ai-do")
        await desk.send(await chat_id(desk), "")

        assert desk.bot.sent_this_month == 0


@pytest.mark.parametrize(
    ("switches", "codes", "counts"),
    [
        (Switches(), [200, 200], (2, 2)),
        (Switches(quota_counts="both"), [200, 429], (1, 3)),
    ],
)
async def test_the_quota_can_count_what_the_bot_hears(
    switches: Switches, codes: list[int], counts: tuple[int, int]
) -> None:
    async with running_desk(switches, plan=Plan(messages_a_month=3)) as desk:
        chat = await chat_id(desk)
        await desk.lan.say(desk.bot, "B")

        assert [await desk.send(chat) for _ in range(2)] == codes
        assert (desk.bot.sent_this_month, desk.bot.counted_this_month) == counts


@pytest.mark.parametrize(
    ("switches", "heard"), [(Switches(), 2), (Switches(users_over_plan="unheard"), 1)]
)
async def test_people_beyond_the_plan_are_refused_or_not_even_heard(
    switches: Switches, heard: int
) -> None:
    async with running_desk(switches, plan=Plan(users=1)) as desk:
        minh = desk.zalo.person("Minh")
        first = await chat_id(desk)
        await minh.say(desk.bot, "xin chào")

        assert await desk.send(first) == 200
        assert await desk.send(minh.chat(desk.bot).id) == 429
        await desk.polled_texts(heard)
        assert await desk.code("getUpdates", timeout=0) == 408
