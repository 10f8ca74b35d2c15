"""A bot with so many messages a month: organisers see how it stands, attempts begin if it lasts."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from contest.attempts import State
from contest.model import Topic
from contest.rules import RoundRules
from handlers.dispatcher import Dispatcher
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.messaging import Quota
from handlers.ports.outbox import Bot
from handlers.ports.records import Role
from storage.tables.attempts import attempt_table
from storage.tables.outbox import outbox_table
from tests.integration.handlers.conftest import World
from tests.integration.handlers.conversation import Conversation

pytestmark = pytest.mark.anyio

BOT = ("web", "test")
"""The bot of every conversation."""
PAGE = "https://hoithi.example/chat/"
THREE = RoundRules(blueprint=((Topic("PAR"), 3),), prediction=None)
"""An attempt is 5 messages: the briefing, three questions, the end."""
three_questions = pytest.mark.parametrize("rules", [THREE], ids=[""])


def granting(world: World, messages: int, bot: Bot = BOT, page: str | None = PAGE) -> World:
    """The world with a plan of so many messages a month."""
    quotas = {bot: Quota(messages, users=50, groups=3)}
    dispatcher = Dispatcher(world.begin, world.intake, world.handover, page, quotas)
    return replace(world, dispatcher=dispatcher)


async def queued(world: World, conversation: Conversation) -> int:
    query = select(func.count()).where(outbox_table.c.chat_key == conversation.chat.key)
    async with world.database.read() as connection:
        return await connection.scalar(query) or 0


async def attempts(world: World) -> int:
    async with world.database.read() as connection:
        return await connection.scalar(select(func.count()).select_from(attempt_table)) or 0


async def test_organisers_see_what_is_used_what_is_left_and_the_forecast(world: World) -> None:
    world = granting(world, 3_000)
    await world.registered("hoa")
    await world.registered("lan")
    organiser = await world.with_role("binh", Role.ORGANISER)

    said = await organiser.write("ngân sách")

    # Two people, each 18 messages for fifteen questions and the prediction, and two announcements.
    assert said == (
        "Kính gửi đồng chí, ngân sách tin nhắn của các bot:\n\n"
        "Web test – tháng 11/2023\n"
        "• Đã gửi 0/3.000 tin; còn 3.000 tin.\n"
        "• Người dùng: 3/50; nhóm: 0/3.\n"
        "• Dự kiến Vòng 1: 2 người chưa thi × 18 tin và thông báo: cần thêm 40 tin.\n"
        "• Đủ để mọi người thi đến hết bài."
    )


async def test_organisers_see_how_many_messages_are_missing(world: World) -> None:
    world = granting(world, 30)
    await world.registered("hoa")
    await world.registered("lan")
    organiser = await world.with_role("binh", Role.ORGANISER)

    said = await organiser.write("ngân sách")

    assert said.endswith("• Không đủ: còn thiếu 10 tin.")


async def test_what_waits_to_be_sent_is_spent_already(world: World) -> None:
    world = granting(world, 100)
    organiser = await world.with_role("binh", Role.ORGANISER)
    await organiser.write("ngân sách")

    said = await organiser.write("ngân sách")

    assert "• Đã gửi 0/100 tin, đang chờ gửi 1 tin; còn 99 tin." in said


async def test_without_a_limited_platform_there_is_no_budget(world: World) -> None:
    organiser = await world.with_role("binh", Role.ORGANISER)

    said = await organiser.write("ngân sách")

    assert said == "Các nền tảng đang dùng không giới hạn số tin nhắn trong tháng."


async def test_contestants_are_not_told_of_budgets(world: World) -> None:
    contestant = await granting(world, 3_000).registered("hoa")

    said = await contestant.write("ngân sách")

    assert "tháng 11/2023" not in said
    assert contestant.acknowledgement.verdict == "handled"


@three_questions
async def test_an_attempt_costs_what_the_forecast_says(world: World) -> None:
    world = granting(world, 5)
    contestant = await world.registered("hoa")

    await world.play(contestant, ["A", "B", "C"])

    assert (await world.attempt_of(contestant)).progress.state is State.FINISHED
    assert await queued(world, contestant) == 5


@three_questions
async def test_an_attempt_that_could_not_be_finished_is_not_begun(world: World) -> None:
    contestant = await granting(world, 4).registered("hoa")

    said = await contestant.write("vào thi")

    assert said.startswith("Số tin nhắn của bot trong tháng không còn đủ cho trọn một bài thi")
    assert f"Mời bạn thi trên trang web: {PAGE}\n" in said
    assert "Liên kết" in contestant.choices
    assert await attempts(world) == 0


@three_questions
async def test_without_a_page_people_are_told_when_the_next_month_begins(world: World) -> None:
    contestant = await granting(world, 4, page=None).registered("hoa")

    said = await contestant.write("vào thi")

    assert "Mong bạn quay lại từ ngày 01/12/2023" in said


@three_questions
async def test_running_attempts_keep_what_they_need_from_new_ones(world: World) -> None:
    world = granting(world, 9)
    first, second = await world.registered("hoa"), await world.registered("lan")
    await first.write("vào thi")
    await first.press("Bắt đầu làm bài")

    # 2 of 9 are spent and 3 reserved: 4 are left, an attempt needs 5.
    said = await second.write("vào thi")
    await world.answer(first, ["A", "B", "C"])

    assert PAGE in said
    assert (await world.attempt_of(first)).progress.state is State.FINISHED
    assert await queued(world, first) == 5


@three_questions
async def test_who_was_briefed_before_the_budget_ran_out_does_not_begin(world: World) -> None:
    world = granting(world, 9)
    first, second = await world.registered("hoa"), await world.registered("lan")
    await first.write("vào thi")
    await second.write("vào thi")
    await first.press("Bắt đầu làm bài")

    said = await second.press("Bắt đầu làm bài")

    assert PAGE in said
    assert await attempts(world) == 1


@three_questions
async def test_an_attempt_that_runs_is_shown_again_however_little_is_left(world: World) -> None:
    world = granting(world, 5)
    contestant = await world.registered("hoa")
    await contestant.write("vào thi")
    await contestant.press("Bắt đầu làm bài")

    said = await contestant.write("vào thi")

    assert PAGE not in said
    assert (await world.attempt_of(contestant)).progress.is_running


@three_questions
async def test_the_budget_of_one_bot_does_not_stop_the_chats_of_another(world: World) -> None:
    world = granting(world, 4, bot=("zalo", "40"))
    contestant = await world.registered("hoa")

    await world.play(contestant, ["A", "B", "C"])

    assert (await world.attempt_of(contestant)).progress.state is State.FINISHED


@pytest.mark.parametrize("rules", [RoundRules(prediction=None)], ids=[""])
async def test_with_a_group_organisers_see_what_either_kind_of_round_costs(world: World) -> None:
    world = granting(world, 3_000)
    for number in range(20):
        await world.registered(f"person-{number}")
    async with world.begin() as tx:
        group = ChatRef(*BOT, "group", ChatKind.GROUP)
        await tx.groups.bind(group, world.units["SO-NV"].id, "mai", world.clock.now())
        await tx.commit()
    organiser = await world.with_role("binh", Role.ORGANISER)

    said = await organiser.write("ngân sách")

    # 20 × (17 + 2) in private; live in a group 2 + 15 × (2 + 20 answers).
    assert said.splitlines()[-3:] == [
        "• Dự kiến Vòng 1: 20 người chưa thi × 17 tin và thông báo: cần thêm 380 tin.",
        "• Cả vòng thi cho 20 người: thi riêng 380 tin; thi trực tiếp trong một nhóm,"
        " kể cả tin trả lời: 332 tin.",
        "• Đủ để mọi người thi đến hết bài.",
    ]
