"""Organisers and groups are told in time that a budget will not last, and each thing once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from contest.model import Unit
from contest.rules import RoundRules
from handlers.budget_watch import BudgetWatch, JoinLink
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.contents import Text
from handlers.ports.messaging import OutboundMessage, Quota
from handlers.ports.records import Role
from storage.codec import outbox_from_row
from storage.tables.outbox import outbox_table
from tests.integration.handlers.conftest import FIRST, World, local

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("rules", [RoundRules(prediction=None)], ids=[""]),
]

BOT = ("web", "test")
GROUP = ChatRef(*BOT, "g-1", ChatKind.GROUP)
ELSEWHERE = ChatRef("web", "other", "g-2", ChatKind.GROUP)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
DAY_BEFORE = FIRST.opens_at - DAY
MONTH = "budget:web:test:2023-11"


def page_of(unit: Unit | None) -> str | None:
    return f"https://hoithi.example/chat/?u={unit.code}" if unit else "https://hoithi.example/chat/"


@dataclass
class Watch:
    """A watch over a world's bot, and what it has queued."""

    world: World
    watch: BudgetWatch

    async def looks(self, now: datetime) -> list[tuple[str, str]]:
        """Look once; keys and texts of all that was ever queued, in the order of the keys."""
        assert await self.watch.due(now)
        async with self.world.database.read() as connection:
            rows = await connection.execute(select(outbox_table).order_by(outbox_table.c.key))
            messages = [outbox_from_row(row).message for row in rows]
        return [
            (each.key, each.content.body) for each in messages if isinstance(each.content, Text)
        ]

    async def keys(self, now: datetime) -> list[str]:
        return [key for key, _ in await self.looks(now)]


async def watching(world: World, messages: int, join_link: JoinLink = page_of) -> Watch:
    """A watch of two contestants, an organiser and a group with every bot."""
    await world.registered("hoa")
    await world.registered("lan")
    await world.with_role("binh", Role.ORGANISER)
    await world.with_role("binh", Role.SECRETARY)
    await world.with_role("mai", Role.UNIT_LEADER, "SO-NV")
    async with world.begin() as tx:
        for group in (GROUP, ELSEWHERE):
            await tx.groups.bind(group, world.units["SO-NV"].id, "leader", local(1))
        await tx.commit()
    watch = BudgetWatch(world.begin, world.begin.reading, join_link)
    watch.connect({BOT: Quota(messages, users=50, groups=3)})
    return Watch(world, watch)


async def test_a_day_before_the_round_organisers_and_the_bots_groups_are_told(
    world: World,
) -> None:
    # Two people with 17 messages for fifteen questions, and two announcements each: 38.
    watch = await watching(world, 37)

    assert await watch.keys(DAY_BEFORE - SECOND) == []
    assert await watch.looks(DAY_BEFORE) == [
        (
            f"{MONTH}:round-{world.first.id}:{GROUP.key}",
            "Số tin nhắn của bot trong tháng có hạn. Mời các bạn dự thi Vòng 1 trên trang web: "
            "https://hoithi.example/chat/?u=SO-NV",
        ),
        (
            f"{MONTH}:round-{world.first.id}:web:test:user-binh",
            "Kính gửi đồng chí,\n"
            "Web test có thể không đủ tin nhắn cho Vòng 1: cần thêm 38 tin, tháng này còn 37 tin.\n"
            "Bot dành tin cho các bài đang làm trước lượt thi mới. Khi không còn đủ cho trọn một "
            "bài, bot không nhận lượt thi mới.\n"
            "Trong khi vòng thi mở mà số tin không đủ, bot chỉ trả lời người đang thi hoặc nhắn "
            "“vào thi”; với người khác, mỗi ngày một câu ngắn.\n"
            "Đề nghị đồng chí nâng gói của bot hoặc mời mọi người thi trên trang web, không hạn "
            "chế số tin: https://hoithi.example/chat/",
        ),
    ]


async def test_they_are_told_once_for_a_round(world: World) -> None:
    watch = await watching(world, 30)

    told = await watch.keys(DAY_BEFORE)

    assert len(told) == 2
    assert await watch.keys(FIRST.opens_at) == told
    assert await watch.keys(FIRST.opens_at + DAY) == told


async def test_nobody_is_told_of_a_budget_that_lasts(world: World) -> None:
    watch = await watching(world, 38)

    assert await watch.keys(DAY_BEFORE) == []


async def test_without_a_page_only_organisers_are_told(world: World) -> None:
    watch = await watching(world, 30, lambda _: None)

    ((key, text),) = await watch.looks(FIRST.opens_at)

    assert key.endswith(":web:test:user-binh")
    assert text.endswith("mở thêm trang web, Telegram cho cuộc thi.")


async def sent(world: World, count: int, at: datetime) -> None:
    """Let the platform have taken so many messages."""
    chat = world.person("hoa").chat
    async with world.begin() as tx:
        messages = [OutboundMessage(chat, f"a-{n}-{at:%m}", Text("Xin chào")) for n in range(count)]
        await tx.outbox.add(messages, at)
        await tx.commit()
    async with world.database.write() as connection:
        await connection.execute(
            update(outbox_table)
            .where(outbox_table.c.key.endswith(f"-{at:%m}"))
            .values(state="sent", sent_at=at, lease_owner=None, lease_until=None)
        )


async def told_of_spending(watch: Watch, now: datetime) -> list[tuple[str, str]]:
    return [(key, text) for key, text in await watch.looks(now) if ":spent:" in key]


async def test_organisers_are_told_once_a_month_that_everything_is_spent(world: World) -> None:
    watch = await watching(world, 1_000)
    await sent(world, 1_000, local(15))

    november = await told_of_spending(watch, local(15, hour=1))
    assert november == [
        (
            f"{MONTH}:spent:web:test:user-binh",
            "Kính gửi đồng chí,\n"
            "Web test đã hết số tin nhắn của tháng 11/2023 (đã gửi 1.000/1.000 tin).\n"
            "Đề nghị đồng chí nâng gói của bot, hoặc mời mọi người thi trên nền tảng khác.",
        )
    ]
    assert await told_of_spending(watch, local(20)) == november
    assert await told_of_spending(watch, local(1, month=12)) == november
    await sent(world, 1_000, local(15, month=12))
    december = await told_of_spending(watch, local(16, month=12))
    assert [key for key, _ in december] == [
        f"{MONTH}:spent:web:test:user-binh",
        "budget:web:test:2023-12:spent:web:test:user-binh",
    ]


async def test_one_message_before_the_last_is_not_everything(world: World) -> None:
    watch = await watching(world, 1_000)
    await sent(world, 999, local(15))

    assert await told_of_spending(watch, local(15, hour=1)) == []


async def put_off(world: World) -> None:
    """Let the platform have refused one message of a bot until the next day."""
    await sent(world, 1, local(15))
    async with world.database.write() as connection:
        await connection.execute(
            update(outbox_table).values(
                state="pending", sent_at=None, not_before=local(16, minute=5)
            )
        )


async def test_organisers_are_told_when_the_platform_puts_messages_off_earlier(
    world: World,
) -> None:
    """Zalo may count what people send as well, or refuse only who is too many for the plan."""
    watch = await watching(world, 1_000)
    await put_off(world)

    (held,) = [each for each in await watch.looks(local(15, hour=9)) if ":held:" in each[0]]

    assert held == (
        f"{MONTH}:held:web:test:user-binh",
        "Kính gửi đồng chí,\n"
        "Nền tảng đang hoãn 1 tin của Web test dù tháng 11/2023 mới gửi 0/1.000 tin; các tin này"
        " không bị mất.\n"
        "Có thể số tin của gói đã hết vì tính cả tin gửi đến, hoặc số người nhắn cho bot đã vượt"
        " 50 người của gói.\n"
        "Đề nghị đồng chí kiểm tra gói của bot; nếu đã hết, nâng gói hoặc mời mọi người thi trên"
        " nền tảng khác.",
    )


async def test_who_was_told_of_messages_put_off_is_still_told_when_all_are_spent(
    world: World,
) -> None:
    watch = await watching(world, 1_000)
    await put_off(world)
    assert await told_of_spending(watch, local(15, hour=9)) == []

    await sent(world, 1_000, local(15))

    (spent,) = await told_of_spending(watch, local(16))
    assert "(đã gửi 1.000/1.000 tin)" in spent[1]


async def test_it_looks_every_ten_minutes_and_when_each_round_opens(world: World) -> None:
    watch = await watching(world, 30)

    slots = await watch.watch.slots(local(6, hour=9, minute=7))

    first, second = f"budgets-{world.first.id}", f"budgets-{world.first.id + 1}"
    assert slots == {
        "budgets": local(6, hour=9, minute=10),
        first: local(7),
        second: local(22, hour=7, minute=30),
    }
    later = await watch.watch.slots(local(6, hour=9, minute=10))
    assert later["budgets"] == local(6, hour=9, minute=20)


async def test_without_bots_to_look_after_it_never_looks(world: World) -> None:
    watch = await watching(world, 30)
    watch.watch.connect({})

    assert await watch.watch.slots(local(6)) == {}
    assert await watch.keys(FIRST.opens_at) == []
