"""Settings: what is read, and what is said about a value that cannot be used."""

import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings import Settings, SettingsError, bot_of, load_settings, session_secret
from bot.telegram_settings import load_telegram_settings

SECRET = "Không-ai-biết-bí-mật-này-đâu-2023"
TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
OTHER_TOKEN = "220201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


def test_without_any_setting_everything_has_a_default() -> None:
    settings = load_settings()

    assert settings.database_url.get_secret_value() == "sqlite:///data/hoithi.db"
    assert settings.messaging_adapters == ("web",)
    assert (settings.web_host, settings.web_port) == ("127.0.0.1", 8080)
    assert (settings.locale, settings.log_level) == ("vi", "INFO")


def test_a_setting_comes_from_the_environment_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("WEB_PORT=9000\nLOCALE=en\n", encoding="utf-8")
    monkeypatch.setenv("WEB_PORT", "9001")

    settings = load_settings()

    assert (settings.web_port, settings.locale) == (9001, "en")


def test_an_empty_value_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SESSION_SECRET", "")
    monkeypatch.setenv("WEB_PORT", "")

    settings = load_settings()

    assert settings.session_secret is None
    assert settings.web_port == 8080


def test_platforms_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MESSAGING_ADAPTERS", " web ,")

    assert load_settings().messaging_adapters == ("web",)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://hoithi:mat-khau@may-chu/hoithi"),
        ("DATABASE_URL", "mat-khau"),
        ("DATABASE_URL", "postgresql://hoithi:mat-khau@may-chu:cong/hoithi"),
        ("DATABASE_URL", "sqlite://mat-khau"),
        ("SESSION_SECRET", "bi-mat-qua-ngan"),
        ("REDIS_URL", "https://:mat-khau@may-chu"),
        ("REDIS_URL", "redis://:mat-khau@may-chu:cong"),
        ("REDIS_AWAY_PART", "-0.5"),
        ("REDIS_AWAY_PART", "1.5"),
        ("MESSAGING_ADAPTERS", "web,icq"),
        ("MESSAGING_ADAPTERS", " , "),
        ("MESSAGING_ADAPTERS", "telegram_aiogram,telegram_ptb"),
        ("WEB_PORT", "tam-tram"),
        ("WEB_PORT", "65536"),
        ("WEB_PORT", "-1"),
        ("OUTBOX_SENDERS", "0"),
        ("INTAKE_BATCH", "5001"),
        ("LOCALE", "tlh"),
        ("LOG_LEVEL", "chatty"),
    ],
)
def test_a_bad_value_is_refused_by_the_name_of_its_variable_alone(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as caught:
        load_settings()

    assert str(caught.value).startswith(f"{name}: ")
    assert value not in str(caught.value)
    assert "mat-khau" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_every_bad_value_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_PORT", "tam-tram")
    monkeypatch.setenv("LOCALE", "tlh")

    with pytest.raises(SettingsError) as caught:
        load_settings()

    assert "WEB_PORT: " in str(caught.value)
    assert "LOCALE: " in str(caught.value)


def test_no_secret_is_in_the_repr_of_the_settings() -> None:
    settings = Settings(
        database_url=SecretStr(f"postgresql://hoithi:{SECRET}@localhost/hoithi"),
        session_secret=SecretStr(SECRET),
        redis_url=SecretStr(f"redis://:{SECRET}@localhost"),
    )

    assert SECRET not in repr(settings)
    assert SECRET not in str(settings)


def test_a_session_secret_that_was_set_is_used_and_nothing_is_written(tmp_path: Path) -> None:
    key_file = tmp_path / "data" / "session.key"

    used = session_secret(Settings(session_secret=SecretStr(SECRET)), key_file)

    assert used == SECRET
    assert not key_file.exists()


def test_a_session_secret_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    key_file = tmp_path / "data" / "session.key"

    first = session_secret(Settings(), key_file)

    assert len(first) >= 48
    assert session_secret(Settings(), key_file) == first
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert list(key_file.parent.iterdir()) == [key_file]


def test_a_bot_is_set_up_by_its_token_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKENS", f"{TOKEN}, {OTHER_TOKEN}")

    settings = load_telegram_settings()

    assert [bot_of(token.get_secret_value()) for token in settings.tokens] == [
        "110201543",
        "220201543",
    ]
    assert TOKEN not in repr(settings)
    assert (settings.webhook_url, settings.api_url) == ("", "https://api.telegram.org")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_TOKENS", "mat-khau"),
        ("TELEGRAM_TOKENS", "110201543:mat-khau"),
        ("TELEGRAM_TOKENS", f"{TOKEN},{TOKEN}"),
        ("TELEGRAM_WEBHOOK_URL", "mat-khau"),
        ("TELEGRAM_WEBHOOK_SECRET", "mat-khau"),
        ("TELEGRAM_WEBHOOK_SECRET", "mat-khau" * 40),
        ("TELEGRAM_API_URL", "https://hoithi:mat-khau@may-chu/"),
        ("TELEGRAM_MESSAGES_PER_SECOND", "0"),
        ("TELEGRAM_MESSAGES_PER_SECOND", "mat-khau"),
    ],
)
def test_a_bad_value_about_telegram_is_refused_by_the_name_of_its_variable_alone(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKENS", TOKEN)
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as caught:
        load_telegram_settings()

    assert str(caught.value).startswith(f"{name}: ")
    assert "mat-khau" not in str(caught.value)
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, "TELEGRAM_TOKENS"),
        (
            {"TELEGRAM_TOKENS": TOKEN, "TELEGRAM_WEBHOOK_URL": "https://thi.daklak.example"},
            "TELEGRAM_WEBHOOK_SECRET",
        ),
    ],
)
def test_what_telegram_needs_is_named_if_it_is_missing(
    given: dict[str, str], missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=f"^{missing} is needed"):
        load_telegram_settings()
