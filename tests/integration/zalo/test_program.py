"""Zalo as the program sets it up from its settings."""

from pathlib import Path

import pytest

from bot.adapters.zalo import ZaloAdapter
from bot.app import App
from bot.clock import SystemClock
from bot.platforms import opened_platforms
from bot.settings import SettingsError, load_settings
from bot.zalo_settings import ZaloSettings
from handlers.ports.messaging import ImageStyle, Quota
from tests.integration.zalo.desk import BOT, HOST, SECRET, TOKEN

pytestmark = pytest.mark.anyio

OTHER = "4000000002:another-token-of-tests-0123456789"


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> App:
    """A system whose operator has named Zalo and nothing else."""
    monkeypatch.chdir(tmp_path)
    for name in ZaloSettings.model_fields:
        monkeypatch.delenv(f"ZALO_{name.upper()}", raising=False)
    monkeypatch.setenv("MESSAGING_ADAPTERS", "zalo")
    return App(f"sqlite:///{tmp_path}/hoithi.db", SystemClock(), SECRET)


async def test_each_token_is_a_bot_with_its_plan_and_its_webhook(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZALO_TOKENS", f"{TOKEN},{OTHER}")
    monkeypatch.setenv("ZALO_WEBHOOK_URL", f"https://{HOST}/")
    monkeypatch.setenv("ZALO_WEBHOOK_SECRET", SECRET)
    monkeypatch.setenv("ZALO_PLAN_MESSAGES", "9000")

    async with opened_platforms(load_settings(), app) as platforms:
        bots = [each for each in platforms.adapters if isinstance(each, ZaloAdapter)]

        assert [bot.bot for bot in bots] == [BOT, "4000000002"]
        assert [bot.capabilities.quota for bot in bots] == [Quota(9_000, users=50, groups=3)] * 2
        assert [bot.webhook and bot.webhook.path for bot in bots] == [
            f"/webhooks/zalo/{BOT}",
            "/webhooks/zalo/4000000002",
        ]
    await app.close()


async def test_without_an_address_messages_are_fetched(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZALO_TOKENS", TOKEN)

    async with opened_platforms(load_settings(), app) as platforms:
        (bot,) = platforms.adapters
        assert isinstance(bot, ZaloAdapter)
        assert bot.webhook is None
        assert not platforms.has_pages
    await app.close()


async def test_what_zalo_can_do_is_said_as_it_is(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZALO_TOKENS", TOKEN)
    monkeypatch.setenv("ZALO_MESSAGES_PER_SECOND", "2")

    async with opened_platforms(load_settings(), app) as platforms:
        can = platforms.adapters[0].capabilities
    await app.close()

    assert (can.max_text_length, can.messages_per_second) == (2_000, 2)
    assert (can.chat_messages_per_second, can.chat_burst) == (1, 1)
    assert {can.edit, can.callback_answer, can.phone_request, can.initiates} == {False}
    assert (can.image, can.document) == (ImageStyle.NONE, False)


async def test_without_a_token_the_start_is_refused(app: App) -> None:
    with pytest.raises(SettingsError, match=r"^ZALO_TOKENS is needed$"):
        async with opened_platforms(load_settings(), app):
            pass
    await app.close()
