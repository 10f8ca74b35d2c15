"""Pictures and files in a real browser: seen, read aloud, opened and kept."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, expect
from python_calamine import CalamineWorkbook

from handlers.ports.addresses import ChatRef
from handlers.ports.contents import (
    Bar,
    Bars,
    CellKind,
    Document,
    Image,
    Sheet,
    SheetColumn,
    Text,
)
from tests.e2e.phone import PATIENCE_MS, Phone, visitor
from tests.integration.web.site import Site, one_chat

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

CAPTION = "Sở Nội vụ: lãnh đạo cấp phòng 7/15 (cần 8), thiếu 1."
PICTURE = Image(
    Bars(
        "Sở Nội vụ",
        "Vòng 1, đến 7 giờ 30 ngày 14/11/2023",
        (Bar("Lãnh đạo sở", 1, 1, 4), Bar("Lãnh đạo cấp phòng", 7, 8, 15)),
    ),
    "so-noi-vu.png",
    CAPTION,
)
COLUMNS = (SheetColumn("Đơn vị", width=30), SheetColumn("Đã tham gia", CellKind.COUNT))
TABLE = Document(
    Sheet("Vòng 1", "Tình hình tham gia", COLUMNS, (("Sở Nội vụ", 23), ("Sở Y tế", 31))),
    "Tình hình tham gia.xlsx",
    "Tình hình tham gia của 2 đơn vị.",
)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with one_chat() as site:
        yield site


async def chat_of(context: BrowserContext, site: Site) -> ChatRef:
    (cookie,) = await context.cookies()
    return site.chat(f"{cookie['name']}={cookie['value']}")


async def test_a_picture_is_seen_and_read_out_once(browser: Browser, site: Site) -> None:
    async with visitor(browser) as context:
        phone = Phone(await context.new_page())
        await phone.open(site.host)
        chat = await chat_of(context, site)

        await site.send(chat, "picture", PICTURE)

        image = phone.page.get_by_role("img", name=CAPTION)
        await expect(image).to_be_visible(timeout=PATIENCE_MS)
        await expect(image).to_have_js_property("naturalWidth", 1_080, timeout=PATIENCE_MS)
        box = await image.bounding_box()
        assert box is not None
        assert 340 < box["width"] < 390
        await expect(phone.page.get_by_text(CAPTION)).to_have_attribute("aria-hidden", "true")
        await phone.has_no_barriers()
        assert phone.faults == []


async def test_the_end_stays_in_sight_when_a_picture_has_come(browser: Browser, site: Site) -> None:
    async with visitor(browser) as context:
        phone = Phone(await context.new_page())
        await phone.open(site.host)
        chat = await chat_of(context, site)
        for number in range(20):
            await site.send(chat, f"text-{number}", Text(f"Tin số {number}"))

        await site.send(chat, "picture", PICTURE)

        image = phone.page.get_by_role("img", name=CAPTION)
        await expect(image).to_have_js_property("naturalWidth", 1_080, timeout=PATIENCE_MS)
        caption = phone.page.get_by_text(CAPTION)
        await expect(caption).to_be_in_viewport(ratio=1, timeout=PATIENCE_MS)


async def test_a_picture_that_does_not_come_leaves_its_words(browser: Browser, site: Site) -> None:
    async with visitor(browser) as context:
        phone = Phone(await context.new_page())
        await context.route("**/files/**", lambda route: route.abort())
        await phone.open(site.host)

        await site.send(await chat_of(context, site), "picture", PICTURE)

        caption = phone.page.get_by_text(CAPTION)
        await expect(caption).to_be_visible(timeout=PATIENCE_MS)
        await expect(phone.page.locator("[data-picture]")).to_have_count(0, timeout=PATIENCE_MS)
        await expect(caption).not_to_have_attribute("aria-hidden", "true")
        await phone.has_no_barriers()


async def test_a_file_is_named_and_kept(browser: Browser, site: Site, tmp_path: Path) -> None:
    async with visitor(browser) as context:
        phone = Phone(await context.new_page())
        await phone.open(site.host)
        await site.send(await chat_of(context, site), "table", TABLE)
        link = phone.page.get_by_role("link", name="Tình hình tham gia.xlsx")
        await expect(link).to_contain_text("Bảng tính Excel, 2 dòng", timeout=PATIENCE_MS)
        await phone.has_no_barriers()

        async with phone.page.expect_download() as begun:
            await link.click()
        download = await begun.value
        await download.save_as(tmp_path / "kept.xlsx")

        assert download.suggested_filename == "Tình hình tham gia.xlsx"
        book = CalamineWorkbook.from_path(tmp_path / "kept.xlsx")
        rows = book.get_sheet_by_index(0).to_python()
        assert rows[2:] == [["Sở Nội vụ", 23], ["Sở Y tế", 31]]
        assert phone.faults == []
