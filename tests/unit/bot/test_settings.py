"""Settings: what is read, and what is said about a value that cannot be used."""

import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings import Settings, SettingsError, load_settings, session_secret

SECRET = "Không-ai-biết-bí-mật-này-đâu-2023"


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
        ("MESSAGING_ADAPTERS", "web,icq"),
        ("MESSAGING_ADAPTERS", " , "),
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
