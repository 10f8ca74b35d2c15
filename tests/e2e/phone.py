"""A visitor with a phone: what a person does on the page, by what they see."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

SMALL: ViewportSize = {"width": 390, "height": 844}
PATIENCE_MS = 20_000
"""The machine is shared: what has not happened by then is taken to have failed."""


class Phone:
    """One page of the chat; several may share a context, as tabs do."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.set_default_timeout(PATIENCE_MS)

    async def open(self, host: str, path: str = "/chat/") -> None:
        """Load the page and wait until it is connected."""
        await self.page.goto(f"http://{host}{path}")
        await self.is_online()

    async def is_online(self) -> None:
        """Wait for the connection."""
        await expect(self.page.locator("[data-chat]")).to_have_attribute(
            "data-connection", "online", timeout=PATIENCE_MS
        )

    async def say(self, text: str) -> None:
        """Type something and send it with Enter."""
        field = self.page.locator("[data-typed]")
        await field.fill(text)
        await field.press("Enter")

    async def press(self, label: str) -> None:
        """Press the newest button with that label."""
        button = self.page.locator("[data-choice]:enabled", has_text=re.compile(f"^{label}$"))
        await button.last.click()

    async def register(self, name: str) -> None:
        """Go through the registration dialogue."""
        await self.say("bắt đầu")
        await self.press("Đồng ý")
        await self.sees("Bước 1/5")
        await self.say(name)
        await self.sees("Bước 2/5")
        await self.say("08/11/1980")
        await self.sees("Bước 3/5")
        await self.say("so noi vu")
        await self.press("Sở Nội vụ")
        await self.press("Cán bộ, công chức, viên chức")
        await self.press("Không cung cấp")
        await self.press("Đúng")

    async def begin(self) -> None:
        """Enter the round up to its first question."""
        await self.press("Vào thi")
        await self.press("Bắt đầu làm bài")
        await self.sees_question(1)

    async def sees(self, text: str) -> None:
        """Wait for a text in the conversation."""
        await expect(self.page.locator("[data-log]")).to_contain_text(text, timeout=PATIENCE_MS)

    def question(self, position: int) -> Locator:
        """The card of a question."""
        return self.page.locator(f"[data-question][data-position='{position}']")

    async def sees_question(self, position: int) -> None:
        """Wait until a question can be answered."""
        await self.is_in_state(position, "open")

    async def is_in_state(self, position: int, *states: str) -> None:
        """Wait until a question's card is in one of these states."""
        await expect(self.question(position)).to_have_attribute(
            "data-state", re.compile(f"^({'|'.join(states)})$"), timeout=PATIENCE_MS
        )

    async def answer(self, position: int, place: int) -> None:
        """Choose an option of a question with the pointer."""
        await self.question(position).locator(f"[data-option][data-place='{place}']").click()

    async def has_no_barriers(self) -> None:
        """A pass of axe without violations (WCAG 2.1 AA and best practices)."""
        result = await Axe().run(self.page)
        assert result.violations_count == 0, result.generate_report()


@asynccontextmanager
async def visitor(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A browser context of its own: one person, one session, on the screen of a phone."""
    # Without motion, or axe would measure the contrast of a card that is still fading in.
    context = await browser.new_context(
        viewport=SMALL, locale="vi-VN", has_touch=True, reduced_motion="reduce"
    )
    try:
        yield context
    finally:
        await context.close()
