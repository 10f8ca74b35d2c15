"""The web chat in a real browser, on the screen of a phone, with the real game behind it."""

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.phone import PATIENCE_MS, Phone, visitor
from tests.e2e.serving import ServeProcess

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]


async def test_a_visitor_registers_and_plays_to_the_end_without_barriers(
    browser: Browser, server: ServeProcess
) -> None:
    async with visitor(browser) as context:
        phone = Phone(await context.new_page())
        await phone.open(server.host)
        await phone.has_no_barriers()
        await phone.register("Nguyễn Thị Lan")
        await phone.begin()
        await phone.has_no_barriers()

        for position in (1, 2, 3):
            await phone.sees_question(position)
            await phone.answer(position, 1)
        await phone.sees_question(4)
        await phone.say("5945")

        await phone.sees("Bạn đã hoàn thành bài thi")
        for position in (1, 2, 3):
            await phone.is_in_state(position, "answered")
        await phone.has_no_barriers()
        assert phone.faults == []


async def test_when_time_runs_out_the_next_question_comes_before_the_visitors_eyes(
    browser: Browser, server: ServeProcess
) -> None:
    async with visitor(browser) as context:
        phone = Phone(await context.new_page())
        await phone.open(server.host)
        await phone.register("Trần Văn Bình")
        await phone.begin()
        seconds = phone.question(1).locator("[data-seconds]")
        await expect(seconds).to_have_text("3", timeout=PATIENCE_MS)

        await phone.sees_question(2)

        await phone.is_in_state(1, "expired")
        await expect(phone.question(1).locator("[data-option]:enabled")).to_have_count(0)


async def test_after_a_lost_connection_the_visitor_goes_on_at_the_same_question(
    browser: Browser, server: ServeProcess
) -> None:
    async with visitor(browser) as context:
        phone = Phone(await context.new_page())
        await phone.open(server.host)
        await phone.register("Lê Thị Hạnh")
        await phone.begin()
        await phone.answer(1, 0)
        await phone.sees_question(2)

        await server.kill()
        await expect(phone.page.locator("[data-trouble]")).to_be_visible(timeout=PATIENCE_MS)
        await phone.has_no_barriers()
        await server.start()

        await phone.is_online()
        await phone.sees_question(2)
        await phone.answer(2, 0)
        await phone.sees_question(3)
        await phone.is_in_state(1, "answered")
        await phone.is_in_state(2, "answered")


async def test_a_page_loaded_again_shows_the_question_with_the_time_that_is_left(
    browser: Browser, server: ServeProcess
) -> None:
    async with visitor(browser) as context:
        phone = Phone(await context.new_page())
        await phone.open(server.host)
        await phone.register("Phạm Minh Khoa")
        await phone.begin()
        await expect(phone.question(1).locator("[data-seconds]")).to_have_text(
            "7", timeout=PATIENCE_MS
        )

        await phone.page.reload()

        await phone.sees_question(1)
        shown = await phone.question(1).locator("[data-seconds]").inner_text()
        assert 1 <= int(shown) <= 7


async def test_two_tabs_of_one_visitor_show_the_same_attempt(
    browser: Browser, server: ServeProcess
) -> None:
    async with visitor(browser) as context:
        first, second = Phone(await context.new_page()), Phone(await context.new_page())
        await first.open(server.host)
        await first.register("Hoàng Ngọc Mai")
        await second.open(server.host)
        await first.begin()
        await second.sees_question(1)

        await second.answer(1, 2)

        await first.sees_question(2)
        await second.sees_question(2)
        for tab in (first, second):
            await tab.is_in_state(1, "answered")
            chosen = tab.question(1).locator("[data-option][aria-pressed='true']")
            await expect(chosen).to_have_attribute("data-place", "2")


async def test_the_game_is_played_with_the_keyboard_alone(
    browser: Browser, server: ServeProcess
) -> None:
    async with visitor(browser) as context:
        phone = Phone(await context.new_page())
        await phone.open(server.host)
        await phone.register("Vũ Thanh Nam")
        await phone.begin()
        option = phone.question(1).locator("[data-option][data-place='0']")
        await expect(option).to_be_enabled(timeout=PATIENCE_MS)
        await phone.page.locator("[data-typed]").focus()

        for _ in range(30):
            await phone.page.keyboard.press("Shift+Tab")
            if await option.evaluate("button => button === document.activeElement"):
                break
        await phone.page.keyboard.press("Enter")

        await phone.sees_question(2)
        await phone.is_in_state(1, "answered")
