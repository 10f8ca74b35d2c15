"""Takes the pictures of a live round in ``docs/images/`` from a server, in headless Chromium.

Run it from the root of the project after a change that people can see:

    .venv/bin/python -m docs.take_live_pictures

It starts ``hoithi serve`` on a database of its own, registers a hall of people under invented names
and lets them answer two questions, one of them with a phone that is photographed. It needs what the
browser tests need (``make chromium``), and takes about two minutes. Nothing checks the pictures but
the eye: look at them before a commit.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from playwright.async_api import Page, async_playwright, expect

from bot.adapters.web import room_chat
from bot.clock import SystemClock
from bot.demo.contest import load_contest
from contest.live import State
from contest.live_rules import LiveRules
from contest.model import Audience, Level, Position, Unit
from contest.rules import RoundRules, Window
from handlers.payloads import live_payload
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.live_orders import OrderKind
from handlers.ports.messaging import InboundMessage
from handlers.ports.records import NewPerson
from storage import schema
from storage.engine import Database
from storage.live_intake import LiveIntake
from storage.outbox import Lease
from storage.unit_of_work import SqlUnitsOfWork
from tests.e2e.conftest import CHROMIUM_FLAGS
from tests.e2e.live_hall import CODE, PROJECTOR, RIGHT, Hall, opened_hall
from tests.e2e.phone import PATIENCE_MS, Phone, visitor
from tests.e2e.serving import SECRET, ServeProcess

IMAGES = Path(__file__).with_name("images")
PUBLIC_URL = "https://hoithi.example.vn"
PEOPLE = 240
RULES = LiveRules(question_limit=timedelta(seconds=20), reveal_for=None, may_change=True)
SEED = 2026
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "H'", "Y")
MIDDLES = ("Thị Minh", "Văn", "Thị Xuân", "Quốc", "Nguyễn Hoàng Bảo", "Thanh")
GIVEN = ("Ngọc", "Bình", "Hạnh", "Khoa", "Mai", "Nam", "Quỳnh", "Anh")
NO_LEASE = Lease("pictures", timedelta(0))


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody in the hall; ``skill`` is how often they know the answer."""

    user: UserRef
    skill: float


async def main() -> None:
    """Take all pictures, replacing those that are there."""
    with TemporaryDirectory() as folder:
        async with running(Path(folder)) as hall, async_playwright() as playwright:
            guests = await register(hall.database)
            browser = await playwright.chromium.launch(
                executable_path=os.environ.get("CHROMIUM_PATH") or shutil.which("chromium"),
                args=list(CHROMIUM_FLAGS),
            )
            async with visitor(browser) as context:
                phone = Phone(await context.new_page())
                small = await context.new_page()
                screen = await browser.new_page(
                    viewport=PROJECTOR, locale="vi-VN", reduced_motion="reduce"
                )
                await come_in(hall, phone)
                for page in (screen, small):
                    await page.goto(hall.screen_url)
                await play(hall, guests, phone.page, screen, small)
            await browser.close()


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Hall]:
    """A server with a live round that begins when its host says so."""
    url = f"sqlite:///{folder / 'hoithi.db'}"
    database = Database(url)
    await schema.upgrade(database)
    now = datetime.now(UTC)
    window = Window(now - timedelta(hours=1), now + timedelta(hours=1))
    await load_contest(SqlUnitsOfWork(database, NO_LEASE, SECRET), window, RoundRules())
    server = ServeProcess(url, folder, settings={"PUBLIC_URL": PUBLIC_URL})
    await server.start()
    try:
        yield await opened_hall(server, database, RULES)
    finally:
        await server.kill()
        await database.dispose()


async def register(database: Database) -> list[Guest]:
    """Fill the hall with people of many units."""
    dice, now = Random(SEED), datetime.now(UTC)  # noqa: S311 - picks names, guards nothing
    names = [" ".join(parts).replace("' ", "'") for parts in product(FAMILIES, MIDDLES, GIVEN)]
    dice.shuffle(names)
    guests = []
    async with SqlUnitsOfWork(database, NO_LEASE, SECRET)() as tx:
        units = [unit for unit in await tx.units.existing_on(now.date()) if plays(unit)]
        for number, name in enumerate(names[:PEOPLE]):
            user = UserRef("web", "chat", f"guest-{number}")
            person = NewPerson(
                full_name=name,
                birth_date=date(1985, 5, 19),
                unit=units[number * 7 % min(len(units), 24)].id,
                audience=Audience.OFFICIALS,
                locale="vi",
                notice_version="1",
                consented_at=now,
            )
            await tx.people.register(user, ChatRef("web", "chat", user.user_id), person)
            guests.append(Guest(user, dice.uniform(0.4, 1.0)))
        await tx.commit()
    return guests


def plays(unit: Unit) -> bool:
    return unit.level != Level("TINH")


async def come_in(hall: Hall, phone: Phone) -> None:
    """Register as a visitor would, and wait in the lobby."""
    await phone.page.goto(f"http://{hall.server.host}{hall.room_path}")
    await phone.page.locator("[data-register]").click()
    await phone.is_online()
    await phone.register("Nguyễn Thị Hoa")
    await phone.page.wait_for_url(f"**{hall.room_path}", timeout=PATIENCE_MS)


async def play(hall: Hall, guests: list[Guest], phone: Page, screen: Page, small: Page) -> None:
    """Two questions, and a picture of everything that can be seen on the way."""
    dice = Random(SEED)  # noqa: S311 - picks answers, guards nothing
    await seen(screen, "lobby")
    await take(screen, "man-hinh-cho")
    for position, name in ((Position(1), "cau-dai"), (Position(2), "cau-hoi")):
        await hall.order(OrderKind.START if position == 1 else OrderKind.NEXT)
        await seen(phone, "question")
        await phone.locator(f"[data-option][data-place='{RIGHT}']").click()
        await answer(hall, guests, position, dice)
        await expect(screen.locator("[data-answered]")).to_have_text(
            str(PEOPLE + 1), timeout=PATIENCE_MS
        )
        await take(screen, f"man-hinh-{name}")
        await take(phone, f"phong-thi-{name}")
        await hall.until(State.REVEALED)
        await seen(screen, "revealed")
        await take(screen, f"man-hinh-{name}-dap-an")
    await expect(phone.locator("[data-own]")).to_be_visible(timeout=PATIENCE_MS)
    await take(phone, "phong-thi-dap-an")
    await expect(screen.locator("[data-standing]")).to_be_visible(timeout=PATIENCE_MS)
    await take(screen, "man-hinh-xep-hang")
    await hall.order(OrderKind.PAUSE)
    await seen(screen, "paused")
    await take(screen, "man-hinh-tam-dung")
    await hall.order(OrderKind.STOP)
    for page in (screen, small, phone):
        await seen(page, "finished")
    await take(screen, "man-hinh-ket-qua")
    await take(small, "man-hinh-dien-thoai")
    await take(phone, "phong-thi-ket-qua")


async def answer(hall: Hall, guests: list[Guest], position: Position, dice: Random) -> None:
    """Let everybody answer, each as well as they can."""
    clock = SystemClock()
    intake = LiveIntake(hall.database, clock, NO_LEASE, 256)
    messages = [
        InboundMessage(
            update_id=f"{guest.user.user_id}-{position}",
            chat=room_chat(CODE),
            sender=guest.user,
            received_at=clock.now(),
            choice=live_payload(hall.live_round, position, place(guest, dice)),
        )
        for guest in guests
    ]
    await asyncio.gather(*(intake.answer(message) for message in messages))
    await intake.drain()


def place(guest: Guest, dice: Random) -> int:
    return RIGHT if dice.random() < guest.skill else dice.choice((1, 1, 2, 3))


async def seen(page: Page, phase: str) -> None:
    where = page.locator("[data-room], [data-screen]")
    await expect(where).to_have_attribute("data-phase", phase, timeout=PATIENCE_MS * 2)


async def take(page: Page, name: str) -> None:
    await page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    asyncio.run(main())
