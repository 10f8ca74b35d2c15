"""Settings of Telegram: what is needed, and what is said about a value that cannot be used."""

import pytest

from bot.settings import SettingsError, bot_of, load_settings
from bot.telegram_settings import TelegramSettings, load_telegram_settings

TOKEN = "7000000001:" + "A" * 35
OTHER = "7000000002:" + "B" * 35
SECRET = "x" * 32


@pytest.fixture(autouse=True)
def only_a_token(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    for name in TelegramSettings.model_fields:
        monkeypatch.delenv(f"TELEGRAM_{name.upper()}", raising=False)
    monkeypatch.setenv("TELEGRAM_TOKENS", TOKEN)


def test_a_token_is_enough() -> None:
    settings = load_telegram_settings()

    assert [token.get_secret_value() for token in settings.tokens] == [TOKEN]
    assert (settings.webhook_url, settings.api_url) == ("", "https://api.telegram.org")
    assert settings.messages_per_second == 30


def test_there_may_be_several_bots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKENS", f" {TOKEN} ,{OTHER},")

    tokens = load_telegram_settings().tokens

    assert [bot_of(token.get_secret_value()) for token in tokens] == ["7000000001", "7000000002"]


def test_a_token_and_a_secret_are_in_no_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_WEBHOOK_SECRET", SECRET)

    shown = repr(load_telegram_settings())

    assert "AAAA" not in shown
    assert SECRET not in shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_TOKENS", "mat-khau"),
        ("TELEGRAM_TOKENS", f"{TOKEN},7000000002:mat-khau"),
        ("TELEGRAM_TOKENS", f"{TOKEN},{TOKEN[:-1]}B"),
        ("TELEGRAM_TOKENS", f"{TOKEN}/mat-khau"),
        ("TELEGRAM_WEBHOOK_SECRET", "mat-khau"),
        ("TELEGRAM_WEBHOOK_SECRET", "mật-khẩu" * 8),
        ("TELEGRAM_WEBHOOK_URL", "mat-khau"),
        ("TELEGRAM_API_URL", "https://ai:mat-khau@may-chu"),
        ("TELEGRAM_MESSAGES_PER_SECOND", "0"),
        ("TELEGRAM_MESSAGES_PER_SECOND", "mat-khau"),
    ],
)
def test_a_bad_value_is_refused_by_the_name_of_its_variable_alone(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as caught:
        load_telegram_settings()

    assert str(caught.value).startswith(f"{name}: ")
    assert "mat-khau" not in str(caught.value)
    assert "AAAA" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("name", "value", "needed"),
    [
        ("TELEGRAM_TOKENS", "", "TELEGRAM_TOKENS is needed"),
        (
            "TELEGRAM_WEBHOOK_URL",
            "https://hoithi.example.vn",
            "TELEGRAM_WEBHOOK_SECRET is needed with TELEGRAM_WEBHOOK_URL",
        ),
    ],
)
def test_what_is_missing_is_named(
    name: str, value: str, needed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as caught:
        load_telegram_settings()

    assert str(caught.value) == needed


def test_telegram_runs_through_one_library_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MESSAGING_ADAPTERS", "web,telegram_ptb,telegram_aiogram")

    with pytest.raises(SettingsError, match="MESSAGING_ADAPTERS: Telegram through one library"):
        load_settings()


def test_platforms_are_run_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MESSAGING_ADAPTERS", "telegram_ptb,web,telegram_ptb")

    assert load_settings().messaging_adapters == ("telegram_ptb", "web")
