"""Typed settings of Zalo, needed only where it runs."""

import re
from typing import Annotated, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.settings import checked_secret, listed, listed_tokens, load
from handlers.ports.messaging import Quota

_TOKEN = re.compile(r"\d{1,32}:[A-Za-z0-9._~+=-]{16,256}")
"""Only "digits:secret" is documented; this takes whatever can stand in an address as it is."""


class ZaloSettings(BaseSettings):
    """What an operator may set about Zalo."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, env_prefix="ZALO_", extra="ignore"
    )

    tokens: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        default=(),
        description="what Zalo Bot Creator has given, one for each bot, separated by commas",
    )
    display_names: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="names of the bots in groups, in the order of the tokens; if empty, Zalo tells",
    )
    webhook_url: str = Field(
        default="",
        pattern="^(https://.+)?$",
        description="https address of this server as Zalo reaches it; if empty, long polling",
    )
    webhook_secret: SecretStr | None = Field(
        default=None,
        description="proves that messages come from Zalo, 32 to 256 of A-Z, a-z, 0-9, _ and -",
    )
    api_url: str = Field(
        default="https://bot-api.zaloplatforms.com",
        pattern="^https?://[^@]+$",
        description="address of the Bot API, should Zalo move it again",
    )
    messages_per_second: float = Field(
        default=5,
        gt=0,
        le=1000,
        description="what each bot sends over all its chats; Zalo publishes no limit",
    )
    plan_messages: int = Field(
        default=3000, ge=1, description="messages a month in the plan of each bot, count"
    )
    plan_users: int = Field(
        default=50, ge=1, description="people who may write to each bot in its plan, count"
    )
    plan_groups: int = Field(
        default=3, ge=0, description="groups that each bot may join in its plan, count"
    )
    replies_per_hour: int = Field(
        default=30, ge=2, description="messages to one chat outside of play in an hour, count"
    )
    replies_per_day: int = Field(
        default=100, ge=2, description="messages to one chat outside of play in a day, count"
    )

    @property
    def plan(self) -> Quota:
        """What each bot may use up."""
        return Quota(
            self.plan_messages,
            self.plan_users,
            self.plan_groups,
            self.replies_per_hour,
            self.replies_per_day,
        )

    @field_validator("tokens", mode="before")
    @classmethod
    def _split_tokens(cls, value: object) -> object:
        return listed_tokens(value, _TOKEN, "Bot Creator")

    @field_validator("display_names", mode="before")
    @classmethod
    def _split_names(cls, value: object) -> object:
        return listed(value) if isinstance(value, str) else value

    @field_validator("webhook_secret")
    @classmethod
    def _long_secret(cls, value: SecretStr | None) -> SecretStr | None:
        return checked_secret(value)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.tokens:
            raise ValueError("ZALO_TOKENS is needed")
        if self.display_names and len(self.display_names) != len(self.tokens):
            raise ValueError("ZALO_DISPLAY_NAMES needs one name for each of ZALO_TOKENS")
        if self.webhook_url and self.webhook_secret is None:
            raise ValueError("ZALO_WEBHOOK_SECRET is needed with ZALO_WEBHOOK_URL")
        return self


def load_zalo_settings() -> ZaloSettings:
    """The settings of Zalo.

    Raises:
        SettingsError: naming every variable that is missing or whose value cannot be used.
    """
    return load(ZaloSettings)
