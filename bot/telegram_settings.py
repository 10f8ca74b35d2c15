"""Typed settings of Telegram, needed only where it runs."""

import re
from typing import Annotated, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.settings import checked_secret, listed_tokens, load

_TOKEN = re.compile(r"[1-9]\d{0,15}:[A-Za-z0-9_-]{30,64}")


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
    replies_per_second: float = Field(
        default=60,
        gt=0,
        le=1000,
        description="what replies may climb to while people wait and Telegram does not object",
    )

    @field_validator("tokens", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return listed_tokens(value, _TOKEN, "BotFather")

    @field_validator("webhook_secret")
    @classmethod
    def _long_secret(cls, value: SecretStr | None) -> SecretStr | None:
        return checked_secret(value)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.tokens:
            raise ValueError("TELEGRAM_TOKENS is needed")
        if self.webhook_url and self.webhook_secret is None:
            raise ValueError("TELEGRAM_WEBHOOK_SECRET is needed with TELEGRAM_WEBHOOK_URL")
        return self


def load_telegram_settings() -> TelegramSettings:
    """The settings of Telegram.

    Raises:
        SettingsError: naming every variable that is missing or whose value cannot be used.
    """
    return load(TelegramSettings)
