"""Settings of Zalo: what is needed, and what is said about a value that cannot be used."""

import pytest

from bot.settings import SettingsError, bot_of, load_settings
from bot.zalo_settings import ZaloSettings, load_zalo_settings

TOKEN = "4000000001:" + "A" * 32
OTHER = "4000000002:" + "B" * 32
SECRET = "x" * 32


@pytest.fixture(autouse=True)
def _only_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ZaloSettings.model_fields:
        monkeypatch.delenv(f"ZALO_{name.upper()}", raising=False)
    monkeypatch.setenv("ZALO_TOKENS", TOKEN)


def test_a_token_is_enough() -> None:
    settings = load_zalo_settings()

    assert [token.get_secret_value() for token in settings.tokens] == [TOKEN]
    assert settings.api_url == "https://bot-api.zaloplatforms.com"
    assert (settings.webhook_url, settings.display_names) == ("", ())
    assert settings.messages_per_second == 5


def test_without_more_the_plan_is_the_free_one() -> None:
    settings = load_zalo_settings()

    assert (settings.plan_messages, settings.plan_users, settings.plan_groups) == (3_000, 50, 3)


def test_there_may_be_several_bots_each_with_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZALO_TOKENS", f" {TOKEN} ,{OTHER},")
    monkeypatch.setenv("ZALO_DISPLAY_NAMES", "Bot Đố Vui, Bot Hội Thi")

    settings = load_zalo_settings()

    assert [bot_of(token.get_secret_value()) for token in settings.tokens] == [
        "4000000001",
        "4000000002",
    ]
    assert settings.display_names == ("Bot Đố Vui", "Bot Hội Thi")


def test_a_token_and_a_secret_are_in_no_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZALO_WEBHOOK_SECRET", SECRET)

    shown = repr(load_zalo_settings())

    assert "AAAA" not in shown
    assert SECRET not in shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ZALO_TOKENS", "mat-khau"),
        ("ZALO_TOKENS", f"{TOKEN},4000000002:mat-khau"),
        ("ZALO_TOKENS", f"{TOKEN},{TOKEN[:-1]}B"),
        ("ZALO_TOKENS", f"{TOKEN}/mat-khau"),
        ("ZALO_TOKENS", f"{TOKEN}?mat-khau"),
        ("ZALO_WEBHOOK_SECRET", "mat-khau"),
        ("ZALO_WEBHOOK_SECRET", "mật-khẩu" * 8),
        ("ZALO_WEBHOOK_SECRET", "mat-khau" * 40),
        ("ZALO_WEBHOOK_URL", "mat-khau"),
        ("ZALO_WEBHOOK_URL", "http://mat-khau"),
        ("ZALO_API_URL", "https://ai:mat-khau@may-chu"),
        ("ZALO_MESSAGES_PER_SECOND", "0"),
        ("ZALO_PLAN_MESSAGES", "mat-khau"),
        ("ZALO_PLAN_USERS", "0"),
        ("ZALO_PLAN_GROUPS", "-1"),
    ],
)
def test_a_bad_value_is_refused_by_the_name_of_its_variable_alone(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as caught:
        load_zalo_settings()

    assert str(caught.value).startswith(f"{name}: ")
    assert "mat-khau" not in str(caught.value)
    assert "AAAA" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("name", "value", "needed"),
    [
        ("ZALO_TOKENS", "", "ZALO_TOKENS is needed"),
        (
            "ZALO_WEBHOOK_URL",
            "https://hoithi.example",
            "ZALO_WEBHOOK_SECRET is needed with ZALO_WEBHOOK_URL",
        ),
        (
            "ZALO_DISPLAY_NAMES",
            "Bot Đố Vui,Bot Hội Thi",
            "ZALO_DISPLAY_NAMES needs one name for each of ZALO_TOKENS",
        ),
    ],
)
def test_what_is_missing_is_named(
    name: str, value: str, needed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as caught:
        load_zalo_settings()

    assert str(caught.value) == needed


def test_zalo_runs_beside_other_platforms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MESSAGING_ADAPTERS", "web,zalo,telegram_aiogram")

    assert load_settings().messaging_adapters == ("web", "zalo", "telegram_aiogram")
