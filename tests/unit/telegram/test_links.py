"""Deep links carry a payload back to the bot unchanged."""

import pytest

from bot.adapters._telegram.links import start_link


@pytest.mark.parametrize("payload", ["SO-NV", "a", "x" * 64, "vai_tro-9"])
def test_a_link_opens_the_bot_with_the_payload(payload: str) -> None:
    assert start_link("hoithi_bot", payload) == f"https://t.me/hoithi_bot?start={payload}"


@pytest.mark.parametrize("payload", ["", "x" * 65, "Sở", "a b", "a&b", "a=b", "a\n", "²"])
def test_what_a_link_cannot_carry_is_refused(payload: str) -> None:
    with pytest.raises(ValueError, match="up to 64"):
        start_link("hoithi_bot", payload)
