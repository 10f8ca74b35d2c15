"""The whole system looks after the budget of a platform that counts its messages."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import pytest

from bot.app import App
from bot.clock import SystemClock
from bot.demo.contest import load_contest
from contest.model import Audience, Unit
from contest.rules import RoundRules, Window
from handlers.ports.addresses import ChatKind, ChatRef, UserRef
from handlers.ports.contents import Text
from handlers.ports.messaging import InboundMessage, Quota
from handlers.ports.records import Grant, NewPerson, Role
from tests.fakes.adapter import FakeAdapter
from tests.fakes.clock import START
from tests.fakes.secrets import SECRET

pytestmark = pytest.mark.anyio

WINDOW = Window(START + timedelta(seconds=1), START + timedelta(days=10))
PAGE = "https://hoithi.example/chat/"
PERSON = ChatRef("zalo", "40", "hoa")
GROUP = ChatRef("zalo", "40", "g-1", ChatKind.GROUP)
ORGANISER = ChatRef("web", "chat", "binh")
numbers = count(1)


def page_of(unit: Unit | None) -> str | None:
    return f"{PAGE}?u={unit.code}" if unit else PAGE


@pytest.fixture
async def app(sqlite_url: str) -> AsyncIterator[App]:
    """A contest a second before its round opens, with one person, one group and an organiser."""
    app = App(sqlite_url, SystemClock(start=START), SECRET, join_link=page_of)
    await load_contest(app.units_of_work, WINDOW, RoundRules())
    async with app.units_of_work() as tx:
        units = {each.code: each.id for each in await tx.units.existing_on(START.date())}
        person = NewPerson(
            full_name="Nguyễn Thị Hoa",
            birth_date=date(1980, 11, 8),
            unit=units["SO-NV"],
            audience=Audience.OFFICIALS,
            locale="vi",
            notice_version="1",
            consented_at=START,
        )
        await tx.people.register(UserRef("zalo", "40", "hoa"), PERSON, person)
        await tx.people.grant(UserRef("web", "chat", "binh"), ORGANISER, Grant(Role.ORGANISER))
        await tx.groups.bind(GROUP, units["SO-NV"], "leader", START)
        await tx.commit()
    yield app
    await app.close()


def adapters(messages: int) -> tuple[FakeAdapter, FakeAdapter]:
    """A platform that grants so many messages, and one that counts none."""
    limited, free = FakeAdapter("zalo", "40"), FakeAdapter("web", "chat")
    limited.capabilities = replace(limited.capabilities, quota=Quota(messages, 50, 3))
    return limited, free


def texts(adapter: FakeAdapter, chat: ChatRef) -> list[str]:
    """What a chat was sent."""
    contents = [each.content for each in adapter.sent if each.chat == chat]
    return [each.body for each in contents if isinstance(each, Text)]


def wants_to_play() -> InboundMessage:
    user = UserRef("zalo", "40", "hoa")
    return InboundMessage(f"u{next(numbers)}", PERSON, user, WINDOW.opens_at, text="vào thi")


async def test_when_a_round_opens_that_cannot_be_paid_for_everybody_is_told_where_to_go(
    app: App,
) -> None:
    limited, free = adapters(messages=15)
    async with app.running([limited, free]) as running:
        await free.until(lambda: bool(texts(free, ORGANISER)))
        await limited.until(lambda: len(texts(limited, GROUP)) == 2)
        await running.deliver(wants_to_play())
        await limited.until(lambda: len(texts(limited, PERSON)) == 2)

    (warning,) = texts(free, ORGANISER)
    assert warning.startswith("Kính gửi đồng chí,\nZalo 40 có thể không đủ tin nhắn cho")
    assert sum(f"{PAGE}?u=SO-NV" in text for text in texts(limited, GROUP)) == 1
    assert sum("đã mở!" in text for text in texts(limited, GROUP)) == 1
    refusal = texts(limited, PERSON)[1]
    assert "không còn đủ cho trọn một bài thi" in refusal
    assert PAGE in refusal


async def test_with_enough_left_nobody_hears_of_budgets(app: App) -> None:
    limited, free = adapters(messages=3_000)
    async with app.running([limited, free]) as running:
        await limited.until(lambda: bool(texts(limited, GROUP)))
        await running.deliver(wants_to_play())
        await limited.until(lambda: len(texts(limited, PERSON)) == 2)

    assert texts(free, ORGANISER) == []
    assert "đã mở!" in texts(limited, GROUP)[0]
    assert "câu hỏi trắc nghiệm" in texts(limited, PERSON)[1]
