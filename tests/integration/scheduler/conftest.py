"""The relay on a real outbox, polling without waiting for the wall's clock."""

from datetime import timedelta

import pytest


@pytest.fixture(autouse=True)
def _poll_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.relay.POLL", timedelta(milliseconds=2))
