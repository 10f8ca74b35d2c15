"""Typed settings from the environment or ``.env``; ``.env.example`` lists every one of them."""

import re
import secrets
from pathlib import Path
from typing import Annotated, Self, TypeVar

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from handlers.texts.loader import LOCALES
from storage.engine import driver_url

SESSION_KEY = Path("data/session.key")
SECRET_LENGTH = 32
"""Characters; half of what is made here, and more than anybody guesses."""
ADAPTERS = ("web", "telegram_aiogram", "telegram_ptb")
TELEGRAM_ADAPTERS = frozenset({"telegram_aiogram", "telegram_ptb"})


_TELEGRAM_TOKEN = re.compile(r"[1-9]\d{0,15}:[A-Za-z0-9_-]{30,64}")
_TELEGRAM_SECRET = re.compile(r"[A-Za-z0-9_-]{32,256}")

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
    outbox_senders: int = Field(
        default=64, ge=1, le=1024, description="messages on their way at once for each bot, count"
    )
    intake_batch: int = Field(
        default=256, ge=1, le=5000, description="answers in one commit at most, count"
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
        names = tuple(name.strip() for name in value.split(",") if name.strip())
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


class TelegramSettings(BaseSettings):
    """What an operator may set about Telegram."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, env_prefix="TELEGRAM_", extra="ignore"
    )

    tokens: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        default=(),
        description="what BotFather has given, one for each bot, separated by commas",
    )
    webhook_url: str = Field(
        default="",
        pattern="^(https?://.+)?$",
        description="https address of this server as Telegram reaches it; if empty, long polling",
    )
    webhook_secret: SecretStr | None = Field(
        default=None,
        description="proves that updates come from Telegram, 32 or more of A-Z, a-z, 0-9, _ and -",
    )
    api_url: str = Field(
        default="https://api.telegram.org",
        pattern="^https?://[^@]+$",
        description="address of the Bot API, for a server of one's own",
    )
    messages_per_second: float = Field(
        default=30, gt=0, le=1000, description="what Telegram grants each bot over all its chats"
    )

    @field_validator("tokens", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        tokens = tuple(token.strip() for token in value.split(",") if token.strip())
        if any(_TELEGRAM_TOKEN.fullmatch(token) is None for token in tokens):
            raise ValueError("not a token as BotFather writes it")
        if len({bot_of(token) for token in tokens}) < len(tokens):
            raise ValueError("the same bot twice")
        return tokens

    @field_validator("webhook_secret")
    @classmethod
    def _long_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _TELEGRAM_SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("it needs 32 to 256 of A-Z, a-z, 0-9, _ and -")
        return value

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.tokens:
            raise ValueError("TELEGRAM_TOKENS is needed")
        if self.webhook_url and self.webhook_secret is None:
            raise ValueError("TELEGRAM_WEBHOOK_SECRET is needed with TELEGRAM_WEBHOOK_URL")
        return self


def bot_of(token: str) -> str:
    """Id of the Telegram bot to which a token belongs."""
    return token.partition(":")[0]


def load_settings() -> Settings:
    """The settings of this process.

    Raises:
        SettingsError: naming every variable whose value cannot be used.
    """
    return _load(Settings)


def load_telegram_settings() -> TelegramSettings:
    """The settings of Telegram.

    Raises:
        SettingsError: naming every variable that is missing or whose value cannot be used.
    """
    return _load(TelegramSettings)


def _load(kind: type[Loaded]) -> Loaded:
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
        _keep(secrets.token_urlsafe(48), key_file)
    return key_file.read_text(encoding="ascii").strip()


def _keep(secret: str, key_file: Path) -> None:
    """Write the file all at once: with an empty one, anybody could sign."""
    key_file.parent.mkdir(parents=True, exist_ok=True)
    draft = key_file.with_name(f"{key_file.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(secret, encoding="ascii")
    draft.rename(key_file)


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ")
