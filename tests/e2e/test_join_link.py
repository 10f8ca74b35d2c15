"""A link of a unit in a real browser: whoever begins on that page is asked for no unit."""

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.phone import PATIENCE_MS, Phone, visitor
from tests.e2e.serving import ServeProcess

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]


async def test_the_unit_of_a_link_is_chosen_for_whoever_begins(
    browser: Browser, server: ServeProcess
) -> None:
    async with visitor(browser) as context:
        phone = Phone(await context.new_page())
        await phone.open(server.host, "/chat/?u=SO-NV")

        await begin(phone)
        await phone.press("Đồng ý")
        await phone.sees("Họ và tên của bạn là gì")
        await phone.say("Nguyễn Thị Lan")
        await phone.sees("sinh ngày nào")
        await phone.say("08/11/1980")

        await phone.press("Cán bộ, công chức, viên chức")
        await phone.press("Không cung cấp")
        await phone.sees("Sở Nội vụ")
        await expect(phone.page.locator("[data-log]")).not_to_contain_text("thuộc đơn vị nào")
        assert phone.faults == []


@pytest.mark.parametrize("code", ["KHONG-CO", "a b", "<script>", "x" * 41, ""])
async def test_a_link_with_anything_else_begins_as_without(
    browser: Browser, server: ServeProcess, code: str
) -> None:
    async with visitor(browser) as context:
        phone = Phone(await context.new_page())
        await phone.open(server.host, f"/chat/?u={code}")

        await begin(phone)

        await expect(phone.page.locator("[data-choice]:enabled").first).to_have_text(
            "Đồng ý", timeout=PATIENCE_MS
        )
        assert phone.faults == []


async def begin(phone: Phone) -> None:
    """Press the only button of the page's welcome."""
    await phone.page.locator("[data-welcome] [data-command]").click()
