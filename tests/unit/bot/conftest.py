"""Every test starts without settings: an empty environment, an empty folder."""

from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

from bot import settings, telegram_settings, zalo_settings

SETTINGS: tuple[type[BaseSettings], ...] = tuple(
    kind
    for module in (settings, telegram_settings, zalo_settings)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, BaseSettings) and kind is not BaseSettings
)
"""All settings classes, in the order of their modules."""


def variable(kind: type[BaseSettings], name: str) -> str:
    """The environment variable of a field."""
    return f"{kind.model_config.get('env_prefix', '')}{name}".upper()


@pytest.fixture(autouse=True)
def _no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for kind in SETTINGS:
        for name in kind.model_fields:
            monkeypatch.delenv(variable(kind, name), raising=False)
