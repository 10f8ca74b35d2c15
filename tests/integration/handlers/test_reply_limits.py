"""Where messages are counted: strangers are answered so often and no more, and play goes on."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from contest.attempts import State
from contest.model import Topic
from contest.rules import RoundRules
from handlers.dispatcher import Dispatcher
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.messaging import Quota
from handlers.ports.outbox import Bot
from handlers.ports.records import Role
from storage.tables.outbox import outbox_table
from tests.integration.handlers.conftest import World
from tests.integration.handlers.conversation import Conversation
from tests.integration.handlers.one_time_codes import code_in, group_code, role_code

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize(
        "rules", [RoundRules(blueprint=((Topic("PAR"), 3),), prediction=None)], ids=[""]
    ),
]

BOT = ("web", "test")
PAGE = "https://hoithi.example/chat/"
MINUTE = timedelta(minutes=1)
QUIET = "Bạn đã nhắn khá nhiều nên bot tạm ngừng trả lời đến "
SAVING = "Số tin nhắn của bot trong tháng không còn nhiều và được dành cho các bài thi"


def limited(
    world: World,
    hour: int = 5,
    day: int = 12,
    messages: int = 3_000,
    bot: Bot = BOT,
    page: str | None = PAGE,
) -> World:
    """The world with a bot that answers so often."""
    quotas = {bot: Quota(messages, 50, 3, replies_per_hour=hour, replies_per_day=day)}
    dispatcher = Dispatcher(world.begin, world.intake, world.handover, page, quotas)
    return replace(world, dispatcher=dispatcher)


async def says(someone: Conversation, times: int, text: str = "alo") -> list[str]:
    """What each of so many messages is answered with; empty for silence."""
    return [await someone.write(text) for _ in range(times)]


def to_next_hour(world: World) -> None:
    world.clock.advance(timedelta(minutes=60 - world.clock.now().minute))


async def test_the_last_answer_of_an_hour_says_until_when_and_then_there_is_silence(
    world: World,
) -> None:
    stranger = limited(world).person("an")

    answers = await says(stranger, 50)

    assert all(answers[:4])
    assert not any(QUIET in answer for answer in answers[:4])
    assert answers[4] == (
        "Bạn đã nhắn khá nhiều nên bot tạm ngừng trả lời đến 09 giờ 00, ngày 07/11/2023 để dành "
        "tin nhắn cho mọi người. Câu hỏi của bài thi vẫn được gửi bình thường. Cảm ơn bạn đã "
        "thông cảm."
    )
    assert answers[5:] == [""] * 45


async def test_after_the_hour_there_are_new_ones_until_the_day_is_used_up(world: World) -> None:
    stranger = limited(world).person("an")

    first = await says(stranger, 6)
    to_next_hour(world)
    second = await says(stranger, 6)
    to_next_hour(world)
    third = await says(stranger, 4)
    to_next_hour(world)
    fourth = await says(stranger, 2)

    # 12 a day: 5, 5 and 2, of which the last one of each names the end of the silence.
    assert [sum(map(bool, hour)) for hour in (first, second, third, fourth)] == [5, 5, 2, 0]
    assert "đến 10 giờ 00, ngày 07/11/2023" in second[4]
    assert "đến 00 giờ 00, ngày 08/11/2023" in third[1]


async def test_a_new_day_of_viet_nam_has_new_ones(world: World) -> None:
    stranger = limited(world, hour=3, day=3).person("an")
    assert sum(map(bool, await says(stranger, 5))) == 3

    # From 08:00 to midnight.
    world.clock.advance(16 * 60 * MINUTE - 6 * timedelta(seconds=1))
    before = await says(stranger, 1)
    world.clock.advance(MINUTE)
    after = await says(stranger, 1)

    assert before == [""]
    assert after[0]


async def test_a_dispatcher_that_starts_anew_knows_what_was_said_before(world: World) -> None:
    stranger = limited(world).person("an")
    await says(stranger, 5)

    again = limited(world).person("an")
    again.chat, again.user = stranger.chat, stranger.user
    again._numbers = stranger._numbers
    again._read_up_to = stranger._read_up_to

    assert await says(again, 3) == ["", "", ""]


async def test_chats_do_not_use_up_what_others_have(world: World) -> None:
    world = limited(world)
    stranger, other = world.person("an"), world.person("chi")
    await says(stranger, 20)

    assert all(await says(other, 4))


async def test_where_nothing_is_counted_everything_is_answered(world: World) -> None:
    stranger = limited(world, bot=("zalo", "40")).person("an")

    assert all(await says(stranger, 20))


async def test_whoever_has_talked_too_much_still_plays_to_the_end(world: World) -> None:
    world = limited(world)
    contestant = await world.registered("hoa")
    assert sum(map(bool, await says(contestant, 8))) == 5

    await world.play(contestant, ["A", "B", "C"])

    assert (await world.attempt_of(contestant)).progress.state is State.FINISHED
    assert contestant.heard


async def test_a_player_is_answered_twice_as_often_and_questions_do_not_count(
    world: World,
) -> None:
    world = limited(world)
    contestant = await world.registered("hoa")
    await contestant.write("vào thi")
    await contestant.press("Bắt đầu làm bài")

    answers = await says(contestant, 12)
    await world.answer(contestant, ["A", "B", "C"])

    # The briefing is one of ten, the first question none; the last of these says goodbye.
    assert [bool(answer) for answer in answers] == [True] * 9 + [False] * 3
    assert QUIET in answers[8]
    assert (await world.attempt_of(contestant)).progress.state is State.FINISHED


async def test_an_attempt_begins_however_much_was_said_before(world: World) -> None:
    world = limited(world)
    contestant = await world.registered("hoa")
    assert sum(map(bool, await says(contestant, 15, "vào thi"))) == 10

    await contestant.write("bắt đầu làm bài")
    assert [type(content).__name__ for content in contestant.heard] == ["Question"]
    await world.answer(contestant, ["A", "B", "C"])

    assert (await world.attempt_of(contestant)).progress.state is State.FINISHED


async def test_holders_of_roles_are_always_answered(world: World) -> None:
    organiser = await limited(world).with_role("binh", Role.ORGANISER)

    assert all(await says(organiser, 20, "tiến độ"))


async def test_a_group_is_answered_as_often_as_a_stranger_whoever_asks(world: World) -> None:
    world = limited(world)
    await world.with_role("mai", Role.UNIT_LIAISON, "SO-NV")
    group = world.person("mai")
    group.chat = ChatRef(*BOT, "group-1", ChatKind.GROUP)
    liaison, stranger = group.user, world.person("an").user
    await group.write(f"LIENKET {await group_code(world, 'SO-NV')}")

    answers = []
    for place in range(8):
        group.user = (liaison, stranger)[place % 2]
        answers.append(await group.write("tình hình"))

    assert [bool(answer) for answer in answers] == [True] * 4 + [False] * 4
    assert answers[3].startswith(
        "Nhóm đã nhắc bot khá nhiều nên bot tạm ngừng trả lời trong nhóm đến 09 giờ 00, ngày "
    )


async def test_an_apology_counts_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_: object) -> None:
        raise RuntimeError

    stranger = limited(world).person("an")
    monkeypatch.setattr("handlers.dispatcher.route", fails)

    assert sum(map(bool, await says(stranger, 9))) == 5


@pytest.mark.parametrize(
    ("page", "offer"),
    [(PAGE, f"mời mở trang web: {PAGE}"), (None, "Ai đã đăng ký, mời nhắn “vào thi”.")],
)
async def test_when_the_round_needs_everything_strangers_get_one_line_a_day(
    world: World, page: str | None, offer: str
) -> None:
    # One person: an attempt of 5 messages and two announcements.
    world = limited(world, messages=6, page=page)
    await world.registered("hoa")
    stranger = world.person("an")

    answers = await says(stranger, 3)
    world.clock.advance(60 * MINUTE)
    later = await says(stranger, 1)

    assert answers[0].startswith(SAVING)
    assert answers[0].endswith(offer)
    assert answers[1:] == ["", ""]
    assert later == [""]


@pytest.mark.parametrize(
    ("page", "offer"),
    [(PAGE, f"mời mở trang web: {PAGE}"), (None, "mời nhắn riêng cho bot “vào thi”.")],
)
async def test_when_the_round_needs_everything_a_group_is_bound_aloud_and_then_gets_one_line_a_day(
    world: World, page: str | None, offer: str
) -> None:
    world = limited(world, messages=6, page=page)
    await world.registered("hoa")
    group = world.person("mai")
    group.chat = ChatRef(*BOT, "group-1", ChatKind.GROUP)

    bound = await group.write(f"LIENKET {await group_code(world, 'SO-NV')}")
    answers = await says(group, 2, "tình hình")

    assert bound.startswith("Nhóm này đã được gắn với Sở Nội vụ.")
    assert answers[0].startswith(SAVING)
    assert "không trả lời trong nhóm" in answers[0]
    assert answers[0].endswith(offer)
    assert answers[1] == ""


async def test_when_the_round_needs_everything_a_right_code_is_answered(world: World) -> None:
    world = limited(world, messages=6)
    contestant = await world.registered("hoa")
    link = code_in(await contestant.write("liên kết"))
    role = await role_code(world, Role.UNIT_LIAISON, "SO-NV")

    assert "Đã liên kết." in await world.person("lan").write(link)
    assert SAVING not in await world.person("mai").write(f"mã mời {role}")
    assert SAVING in await world.person("an").write(f"mã mời {role}")


async def test_when_the_round_needs_everything_data_can_still_be_erased(world: World) -> None:
    world = limited(world, messages=6)
    contestant = await world.registered("hoa")

    assert "Bạn có chắc muốn xóa không?" in await contestant.write("rút đồng ý")
    assert "Đã xóa dữ liệu cá nhân" in await contestant.write("1")
    assert (await contestant.write("rút đồng ý")).startswith(SAVING)


async def test_when_the_round_needs_everything_people_still_play(world: World) -> None:
    world = limited(world, messages=6)
    contestant = await world.registered("hoa")

    said = await contestant.write("vào thi")
    await contestant.press("Bắt đầu làm bài")
    await world.answer(contestant, ["A", "B", "C"])

    assert SAVING not in said
    assert (await world.attempt_of(contestant)).progress.state is State.FINISHED


async def test_who_is_sent_to_the_page_gets_the_code_to_go_there(world: World) -> None:
    world = limited(world, messages=3)
    contestant = await world.registered("hoa")

    refused = await contestant.write("vào thi")
    code = await contestant.press("Liên kết")

    assert f"Mời bạn thi trên trang web: {PAGE}" in refused
    assert code.startswith("Mã liên kết của bạn: ")
    assert (await contestant.write("thể lệ")).startswith(SAVING)


async def test_when_the_round_needs_everything_organisers_are_answered(world: World) -> None:
    world = limited(world, messages=6)
    await world.registered("hoa")
    organiser = await world.with_role("binh", Role.ORGANISER)

    assert "tháng 11/2023" in await organiser.write("ngân sách")


async def test_a_budget_that_lasts_again_is_noticed_within_a_minute(world: World) -> None:
    world = limited(world, messages=7)
    await world.registered("hoa")
    stranger, other, third = (world.person(name) for name in ("an", "chi", "duy"))
    assert SAVING not in await stranger.write("alo")
    # What has been queued leaves 6 where 7 are needed; that is seen a minute later.
    assert SAVING not in await other.write("alo")
    world.clock.advance(MINUTE)
    assert SAVING in await other.write("alo")

    async with world.database.write() as connection:
        await connection.execute(
            update(outbox_table).values(state="dead", lease_owner=None, lease_until=None)
        )
    assert SAVING in await third.write("alo")
    world.clock.advance(MINUTE)

    assert SAVING not in await third.write("alo")
