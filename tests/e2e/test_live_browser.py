"""A live round in a real browser: the big screen of a hall, and somebody's phone in it."""

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Locator, Page, expect

from contest.live_rules import LiveRules
from handlers.ports.live_orders import OrderKind
from storage.engine import Database
from tests.e2e.live_hall import PROJECTOR, RIGHT, TITLE, Hall, opened_hall
from tests.e2e.phone import PATIENCE_MS, Phone, visitor
from tests.e2e.serving import ServeProcess

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

WRONG = 1
LIMIT = 120
"""Seconds of a question: more than a busy machine needs for all that is done meanwhile."""


@pytest.fixture
async def hall(server: ServeProcess, database: Database) -> Hall:
    """A round whose host says when it goes on."""
    limit = timedelta(seconds=LIMIT)
    rules = LiveRules(question_limit=limit, reveal_for=None, may_change=True)
    return await opened_hall(server, database, rules)


@dataclass
class Eyes:
    """All that look on: the projector, the same page on a phone, and a contestant's phone."""

    hall: Hall
    screen: Page
    small: Page
    phone: Phone

    @property
    def page(self) -> Page:
        return self.phone.page

    @property
    def all(self) -> Sequence[Page]:
        return self.screen, self.small, self.page

    def option(self, place: int, page: Page | None = None) -> Locator:
        return (page or self.page).locator(f"[data-option][data-place='{place}']")


@pytest.fixture
async def eyes(browser: Browser, hall: Hall) -> AsyncIterator[Eyes]:
    """Three pages that show nothing yet."""
    beamer = await browser.new_context(viewport=PROJECTOR, locale="vi-VN", reduced_motion="reduce")
    async with visitor(browser) as pockets:
        screen, small = await beamer.new_page(), await pockets.new_page()
        phone = Phone(await pockets.new_page())
        for page in (screen, small):
            page.on("pageerror", lambda error: phone.faults.append(str(error)))
        yield Eyes(hall, screen, small, phone)
    await beamer.close()


async def in_phase(page: Page, phase: str) -> None:
    where = page.locator("[data-room], [data-screen]")
    await expect(where).to_have_attribute("data-phase", phase, timeout=PATIENCE_MS)


async def has_no_barriers(page: Page) -> None:
    """A pass of axe without violations (WCAG 2.1 AA and best practices)."""
    result = await Axe().run(page)
    assert result.violations_count == 0, result.generate_report()


async def fits(page: Page) -> None:
    """Nothing is wider than the page, and on a projector nothing is below its edge or cut off."""
    width, height, cut = await page.evaluate(
        """() => [
            document.documentElement.scrollWidth - innerWidth,
            document.documentElement.scrollHeight - innerHeight,
            [...document.querySelectorAll(".asked-box, .option, .place")]
                .filter((box) => box.scrollHeight > box.clientHeight + 1
                    || box.scrollWidth > box.clientWidth + 1)
                .map((box) => box.textContent),
        ]"""
    )
    assert width <= 0
    if page.viewport_size == PROJECTOR:
        assert height <= 0
        assert cut == []


async def words(page: Page) -> list[dict[str, float]]:
    """Where the words of question and options stand."""
    found: list[dict[str, float]] = await page.evaluate(
        """() => [...document.querySelectorAll("[data-asked], [data-option-text]")]
            .map((word) => word.getBoundingClientRect().toJSON())"""
    )
    return found


async def test_a_hall_plays_a_round_before_its_big_screen(eyes: Eyes) -> None:
    await wait_in_the_lobby(eyes)
    await come_in_through_the_chat(eyes)
    before = await answer_a_long_question(eyes)
    await change_the_answer_with_the_keyboard_alone(eyes)
    await see_key_and_standing(eyes, before)
    await go_on_after_a_crash(eyes)
    await pause_and_end(eyes)

    assert eyes.phone.faults == []


async def wait_in_the_lobby(eyes: Eyes) -> None:
    for page in (eyes.screen, eyes.small):
        await page.goto(eyes.hall.screen_url)
        await in_phase(page, "lobby")
    await expect(eyes.screen.locator("[data-address]")).to_contain_text("/phong/7F3K9QXY")
    await expect(eyes.screen.locator("[data-lobby-title]")).to_contain_text("Sắp bắt đầu lúc")
    for page in (eyes.screen, eyes.small):
        await has_no_barriers(page)
        await fits(page)


async def come_in_through_the_chat(eyes: Eyes) -> None:
    """Who is not registered is led through the chat, and brought back by itself."""
    page, hall = eyes.page, eyes.hall
    await page.goto(f"http://{hall.server.host}{hall.room_path}")
    await expect(page.locator("[data-guest]")).to_be_visible(timeout=PATIENCE_MS)
    await has_no_barriers(page)
    await page.locator("[data-register]").click()
    await eyes.phone.is_online()
    await eyes.phone.register("Nguyễn Thị Hoa")
    await page.wait_for_url(f"**{hall.room_path}", timeout=PATIENCE_MS)
    await in_phase(page, "lobby")
    await expect(page.locator("[data-you]")).to_contain_text("Nguyễn Thị Hoa")


async def answer_a_long_question(eyes: Eyes) -> list[dict[str, float]]:
    """A question of 300 letters fits everywhere, and a page loaded again knows its answer."""
    page, screen = eyes.page, eyes.screen
    await eyes.hall.order(OrderKind.START)
    for each in eyes.all:
        await in_phase(each, "question")
        await expect(each.locator("[data-asked]")).to_contain_text("Bộ phận Một cửa?")
        await fits(each)
    before = await words(screen)
    await eyes.option(WRONG).click(timeout=PATIENCE_MS)
    await expect(page.locator("[data-outcome]")).to_have_text(
        "Đã ghi nhận · Bạn đổi được đến hết giờ.", timeout=PATIENCE_MS
    )
    await expect(screen.locator("[data-answered]")).to_have_text("1", timeout=PATIENCE_MS)
    await page.reload()
    await expect(eyes.option(WRONG)).to_have_attribute("aria-pressed", "true", timeout=PATIENCE_MS)
    assert 0 < int(await page.locator("[data-seconds]").inner_text()) <= LIMIT
    return before


async def change_the_answer_with_the_keyboard_alone(eyes: Eyes) -> None:
    right = eyes.option(RIGHT)
    await expect(right).to_be_enabled(timeout=PATIENCE_MS)
    await eyes.page.keyboard.press("Tab")
    assert await right.evaluate("button => button === document.activeElement")
    await eyes.page.keyboard.press("Enter")
    await expect(right).to_have_attribute("aria-pressed", "true", timeout=PATIENCE_MS)
    await expect(eyes.page.locator("[data-outcome]")).to_contain_text(
        "Đã ghi nhận", timeout=PATIENCE_MS
    )
    for page in eyes.all:
        await has_no_barriers(page)


async def see_key_and_standing(eyes: Eyes, before: list[dict[str, float]]) -> None:
    """Once the question is closed: key, bars, own result, standing; and no word has moved."""
    page, screen = eyes.page, eyes.screen
    await expect(screen.locator(".option.right")).to_have_count(0)
    await eyes.hall.cut_short()
    key = eyes.option(RIGHT, screen)
    await expect(key).to_have_class(re.compile("right"), timeout=PATIENCE_MS)
    await expect(key).to_contain_text("100%")
    # Answers and standing take turns.
    await expect(screen.locator("[data-asking]")).to_be_visible(timeout=PATIENCE_MS)
    assert await words(screen) == before
    await fits(screen)
    await expect(page.locator("[data-outcome]")).to_contain_text(
        "Bạn trả lời đúng · Đáp án đúng: A", timeout=PATIENCE_MS
    )
    await expect(page.locator("[data-right]")).to_have_text("1/1", timeout=PATIENCE_MS)
    await expect(page.locator("[data-rank]")).to_have_text("1")
    await has_no_barriers(page)
    await expect(screen.locator("[data-standing]")).to_be_visible(timeout=PATIENCE_MS)
    await expect(screen.locator("[data-people]")).to_contain_text("Nguyễn Thị Hoa")
    await fits(eyes.small)


async def go_on_after_a_crash(eyes: Eyes) -> None:
    """The pages come back to the question by themselves."""
    await eyes.hall.order(OrderKind.NEXT)
    await in_phase(eyes.page, "question")
    await eyes.hall.server.kill()
    await expect(eyes.page.locator("[data-trouble]")).not_to_be_empty(timeout=PATIENCE_MS)
    await eyes.hall.server.start()
    for page in eyes.all:
        where = page.locator("[data-room], [data-screen]")
        await expect(where).to_have_attribute("data-connection", "online", timeout=PATIENCE_MS)
        await in_phase(page, "question")
    await eyes.option(RIGHT).click(timeout=PATIENCE_MS)
    await expect(eyes.page.locator("[data-outcome]")).to_contain_text(
        "Đã ghi nhận", timeout=PATIENCE_MS
    )


async def pause_and_end(eyes: Eyes) -> None:
    await eyes.hall.order(OrderKind.PAUSE)
    for page in eyes.all:
        await in_phase(page, "paused")
        await expect(page.locator("[data-notice-title]")).to_have_text("Buổi thi tạm dừng")
    await eyes.hall.order(OrderKind.STOP)
    for page in eyes.all:
        await in_phase(page, "finished")
        await expect(page.locator("[data-units]")).to_contain_text("Sở Nội vụ")
    await has_no_barriers(eyes.page)
    await has_no_barriers(eyes.screen)
    await expect(eyes.screen.locator("[data-title]")).to_have_text(TITLE)
    await fits(eyes.screen)
