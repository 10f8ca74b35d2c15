"""Typed settings from the environment or ``.env``; ``.env.example`` lists every one of them."""

import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from handlers.texts.loader import LOCALES
from storage.drivers import driver_url

SESSION_KEY = Path("data/session.key")
SECRET_LENGTH = 32
"""Characters; half of what is made here, and more than anybody guesses."""
ADAPTERS = ("web", "zalo", "telegram_aiogram", "telegram_ptb")
TELEGRAM_ADAPTERS = frozenset({"telegram_aiogram", "telegram_ptb"})
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{32,256}")
_REDIS_URL = re.compile(r"(rediss?://([^\s@/]*@)?[^\s@/:]+(:\d+)?(/\d+)?|unix://(/[^\s@?]+)+)")

Loaded = TypeVar("Loaded", bound=BaseSettings)


class SettingsError(Exception):
    """A setting has a value that cannot be used; the message names the variable, not the value."""


class Settings(BaseSettings):
    """What an operator may set. A bad value stops the start with the variable's name."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    database_url: SecretStr = Field(
        default=SecretStr("sqlite:///data/hoithi.db"),
        description="where everything is kept: sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME",
    )
    messaging_adapters: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("web",),
        description=f"platforms to run, separated by commas: {', '.join(ADAPTERS)}",
    )
    session_secret: SecretStr | None = Field(
        default=None,
        description="signs web chat sessions, 32 characters or more; if empty, data/session.key",
    )
    web_host: str = Field(default="127.0.0.1", description="address the web chat listens on")
    web_port: int = Field(
        default=8080, ge=0, le=65535, description="port the web chat listens on; 0 for a free one"
    )
    trusted_proxies: str = Field(
        default="127.0.0.1",
        description="reverse proxies, separated by commas, whose word on https is taken: addresses",
    )
    public_url: str = Field(
        default="",
        # No slash at the end, no query: paths are put behind it.
        pattern=r"^(https?://[^\s/?#@]+(/[^\s/?#@]+)*)?$",
        description="address of this server as people reach it, for links; no slash at the end",
    )
    redis_url: SecretStr | None = Field(
        default=None,
        description="what several processes share lies there, if set: redis://:PASSWORD@HOST",
    )
    redis_away_part: float = Field(
        default=0.5,
        gt=0,
        le=1,
        description="part of each bot's rate that a process uses while Redis is away",
    )
    outbox_senders: int = Field(
        default=256, ge=1, le=1024, description="messages on their way at once for each bot, count"
    )
    intake_batch: int = Field(
        default=256, ge=1, le=5000, description="answers in one commit at most, count"
    )
    admission_delay_seconds: float = Field(
        default=2.0,
        gt=0,
        le=60,
        description="how long players may wait for a message before newcomers queue, seconds",
    )
    locale: str = Field(
        default="vi", description=f"language of the command line: {' or '.join(LOCALES)}"
    )
    log_level: str = Field(
        default="INFO",
        pattern="^(DEBUG|INFO|WARNING|ERROR)$",
        description="least important log line shown: DEBUG, INFO, WARNING or ERROR",
    )

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: SecretStr) -> SecretStr:
        driver_url(value.get_secret_value())
        return value

    @field_validator("redis_url")
    @classmethod
    def _known_server(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _REDIS_URL.fullmatch(value.get_secret_value()):
            raise ValueError("not the address of a Redis or Valkey server")
        return value

    @field_validator("session_secret")
    @classmethod
    def _long_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < SECRET_LENGTH:
            raise ValueError(f"it needs {SECRET_LENGTH} characters or more")
        return value

    @field_validator("messaging_adapters", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        names = listed(value)
        if not names or any(name not in ADAPTERS for name in names):
            raise ValueError("an unknown platform")
        if len(TELEGRAM_ADAPTERS.intersection(names)) > 1:
            raise ValueError("Telegram through one library at a time")
        return tuple(dict.fromkeys(names))

    @field_validator("locale")
    @classmethod
    def _known_locale(cls, value: str) -> str:
        if value not in LOCALES:
            raise ValueError("an unknown language")
        return value


def bot_of(token: str) -> str:
    """Our name for the bot to which a token belongs: the digits before the colon."""
    return token.partition(":")[0]


def listed(value: str) -> tuple[str, ...]:
    """What is written in one variable, separated by commas."""
    return tuple(each.strip() for each in value.split(",") if each.strip())


def listed_tokens(value: object, shape: re.Pattern[str], source: str) -> object:
    """The tokens of a platform's bots, for a validator that runs before the others.

    Args:
        source: who gives tokens of that shape.

    Raises:
        ValueError: if one has another shape, or two belong to one bot.
    """
    if not isinstance(value, str):
        return value
    tokens = listed(value)
    if any(shape.fullmatch(token) is None for token in tokens):
        raise ValueError(f"not a token as {source} writes it")
    if len({bot_of(token) for token in tokens}) < len(tokens):
        raise ValueError("the same bot twice")
    return tokens


def checked_secret(value: SecretStr | None) -> SecretStr | None:
    """A webhook's secret, for a validator.

    Raises:
        ValueError: if it is guessed too easily, or a header cannot hold it.
    """
    if value is not None and not _WEBHOOK_SECRET.fullmatch(value.get_secret_value()):
        raise ValueError("it needs 32 to 256 of A-Z, a-z, 0-9, _ and -")
    return value


def load_settings() -> Settings:
    """The settings of this process.

    Raises:
        SettingsError: naming every variable whose value cannot be used.
    """
    return load(Settings)


def load(kind: type[Loaded]) -> Loaded:
    """The settings of one class, in this process.

    Raises:
        SettingsError: naming every variable that is missing or whose value cannot be used.
    """
    prefix = kind.model_config.get("env_prefix", "")
    try:
        return kind()
    except ValidationError as error:
        lines = [
            f"{_variable(prefix, fault['loc'])}{_plain(fault['msg'])}"
            for fault in error.errors(include_input=False, include_url=False)
        ]
        raise SettingsError("; ".join(lines)) from None


def _variable(prefix: str, place: tuple[int | str, ...]) -> str:
    """How a line begins that is about one variable; those about several name them themselves."""
    return f"{prefix}{'_'.join(map(str, place))}".upper() + ": " if place else ""


def session_secret(settings: Settings, key_file: Path = SESSION_KEY) -> str:
    """The secret that signs sessions: the one set, or one made once and kept beside the data."""
    if settings.session_secret is not None:
        return settings.session_secret.get_secret_value()
    if not key_file.exists():
        _make_secret(key_file)
    return key_file.read_text(encoding="ascii").strip()


def keep_secret(secret: str, key_file: Path) -> None:
    """Write the file all at once: with an empty one, anybody could sign."""
    _draft(secret, key_file).rename(key_file)


def _make_secret(key_file: Path) -> None:
    """Make the file unless it is there by then: replicas that start at once share the first."""
    draft = _draft(secrets.token_urlsafe(48), key_file)
    with suppress(FileExistsError):
        key_file.hardlink_to(draft)
    draft.unlink()


def _draft(secret: str, key_file: Path) -> Path:
    key_file.parent.mkdir(parents=True, exist_ok=True)
    draft = key_file.with_name(f"{key_file.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(secret, encoding="ascii")
    return draft


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ")
