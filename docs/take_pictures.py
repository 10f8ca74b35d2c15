"""Takes the pictures in ``docs/images/`` from a running demonstration, in headless Chromium.

Run it from the root of the project after a change that people can see:

    .venv/bin/python -m docs.take_pictures

It starts ``hoithi demo`` with simulated citizens, waits until enough of them play, registers one
visitor under an invented name and plays their attempt to its end. It needs what the browser tests
need (``make chromium``), and takes about eight minutes, because the contest runs in real time: a
faster one would show a countdown that does not fit the seconds named in the text. Nothing checks
the pictures but the eye: look at them before a commit.
"""

import asyncio
import csv
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import FrameLocator, Page, ViewportSize, async_playwright, expect

from bot.demo.contest import DATA
from bot.web.demo import CITIZEN_PATH, DEMO_PATH
from contest.rules import RoundRules
from tests.e2e.conftest import CHROMIUM_FLAGS
from tests.e2e.phone import PATIENCE_MS, Phone, visitor
from tests.e2e.serving import free_port

IMAGES = Path(__file__).with_name("images")
DESKTOP: ViewportSize = {"width": 1400, "height": 900}
CITIZENS = 150
WARM_UP_SECONDS = 390
"""By then all citizens have come, and more than half have finished."""
SHOWN = 3
"""Position of the question in the pictures."""
SHOWN_SECONDS = 27
"""On its countdown, out of 40."""
THINKING_SECONDS = 2
MISSED = frozenset({2, 7, 15})
"""Positions that the visitor answers wrongly, like people do."""


async def main() -> None:
    """Take all pictures, replacing those that are there."""
    async with demonstration() as host, async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM_PATH") or shutil.which("chromium"),
            args=list(CHROMIUM_FLAGS),
        )
        await asyncio.sleep(WARM_UP_SECONDS)
        async with visitor(browser) as context:
            three, phone = await context.new_page(), Phone(await context.new_page())
            await three.set_viewport_size(DESKTOP)
            await phone.open(host, CITIZEN_PATH)
            await phone.register("Nguyễn Thị Hoa")
            await three.goto(f"http://{host}{DEMO_PATH}")
            await ask(three.frame_locator("#leader iframe"), "tình hình")
            await ask(three.frame_locator("#organiser iframe"), "tiến độ")
            await phone.begin()
            for position in range(1, SHOWN):
                await answer(phone, position)
            await picture_question(three, phone)
            await picture_finish(phone)
        await browser.close()


@asynccontextmanager
async def demonstration() -> AsyncIterator[str]:
    """A demonstration while the body runs; gives its host and port."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("hoithi")),
        "demo",
        *("--citizens", str(CITIZENS), "--port", str(port)),
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        await reachable(port)
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()


async def reachable(port: int) -> None:
    """Return when something listens on the port."""
    async with asyncio.timeout(60):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.2)
            else:
                writer.close()
                return


async def ask(phone: FrameLocator, words: str) -> None:
    """Type something on one of the three phones and wait for the report."""
    field = phone.locator("[data-typed]")
    await expect(phone.locator("[data-chat]")).to_have_attribute(
        "data-connection", "online", timeout=PATIENCE_MS
    )
    await field.fill(words)
    await field.press("Enter")
    await expect(phone.locator("[data-log]")).to_contain_text("Kính gửi", timeout=PATIENCE_MS)
    await field.blur()


async def picture_question(three: Page, phone: Phone) -> None:
    """The open question, on three phones and on one."""
    await phone.sees_question(SHOWN)
    seconds = phone.question(SHOWN).locator("[data-seconds]")
    await expect(seconds).to_have_text(str(SHOWN_SECONDS), timeout=PATIENCE_MS)
    await phone.page.screenshot(path=IMAGES / "phone.png")
    await three.screenshot(path=IMAGES / "demo.png")


async def picture_finish(phone: Phone) -> None:
    """The end of the attempt, with its score."""
    count = RoundRules().question_count
    for position in range(SHOWN, count + 1):
        await answer(phone, position)
    await phone.sees_question(count + 1)
    await phone.say("5945")
    await phone.sees("Bạn đã hoàn thành bài thi")
    number = phone.page.locator("[data-own]").last
    await expect(number).to_have_attribute("data-fate", "stored", timeout=PATIENCE_MS)
    await phone.page.screenshot(path=IMAGES / "finish.png")


async def answer(phone: Phone, position: int) -> None:
    """Answer as somebody would who has learnt most of the demonstration's questions."""
    await phone.sees_question(position)
    await asyncio.sleep(THINKING_SECONDS)
    card = phone.question(position)
    asked = await card.locator("[data-asked]").inner_text()
    texts = await card.locator("[data-option-text]").all_inner_texts()
    right = texts.index(right_answers()[asked])
    await phone.answer(position, (right + 1) % len(texts) if position in MISSED else right)


def right_answers() -> dict[str, str]:
    """The right option of every question of the demonstration, by the question's text."""
    with (DATA / "questions.csv").open(encoding="utf-8") as file:
        return {
            row["question"]: row[f"option_{row['correct'].lower()}"] for row in csv.DictReader(file)
        }


if __name__ == "__main__":
    asyncio.run(main())
