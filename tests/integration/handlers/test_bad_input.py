"""Whatever somebody sends, in whatever state: a clear reply or silence, never an exception."""

from collections.abc import Mapping
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from handlers.ports.contents import Content, Text
from handlers.ports.messaging import Capabilities, ChoiceStyle
from handlers.ports.records import Dialogue
from handlers.rendering import MAX_PAGE_LENGTH, render, utf16_length
from handlers.texts.loader import wording
from tests.fakes.clock import START
from tests.integration.handlers.conftest import World
from tests.integration.handlers.conversation import Conversation

pytestmark = pytest.mark.anyio

ZALO = Capabilities(max_text_length=2_000, choices=ChoiceStyle.NUMBERED_TEXT)
NUMBERS = count(1)

AGREED: Mapping[str, Any] = {"notice": "1", "consented_at": "2023-11-07T01:00:00+00:00"}
NAMED: Mapping[str, Any] = {**AGREED, "name": "Nguyễn Thị Hoa"}
BORN: Mapping[str, Any] = {**NAMED, "birth": "1980-11-08"}

DIALOGUES: Mapping[str, Dialogue | None] = {
    "nothing": None,
    "consent": Dialogue("consent"),
    "name": Dialogue("name", AGREED),
    "birth": Dialogue("birth", NAMED),
    "unit": Dialogue("unit", BORN),
    "hits": Dialogue("unit", {**BORN, "hits": [40, 65, 9_999_999], "has_searched": True}),
    "audience": Dialogue("audience", {**BORN, "unit": 3}),
    "fix": Dialogue("fix", {**BORN, "unit": 3, "audience": "citizens", "is_fixing": True}),
    "confirm": Dialogue("confirm", {**BORN, "unit": 3, "audience": "citizens"}),
    "language": Dialogue("none", {"locale": "en"}),
    "erase": Dialogue("erase"),
    "from another version": Dialogue("shoe-size", {"shoe": 42}),
}

NASTY = (
    "x" * 10_000,
    "😀" * 10_000,
    "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "\x00\x01\x02\x1b[2J",
    "\u202egnp.exe\u202c",
    "a\u0300" + "\u0301" * 5_000,
    "\ud800\udfff",
    "<img src=x onerror=alert(1)>",
    "*đậm* _nghiêng_ [liên kết](https://example.org)",
    "'; DROP TABLE person; --",
    "{ $name } { command-help }",
    "%s %d {0}",
    "/" * 100,
    "/start " + "A" * 5_000,
    "9" * 4_000,
    "-1",
    "0",
    "٣",
    "B",
    "đáp án B",
    "\n\n\n",
    "ﷺ" * 2_000,
    "=HYPERLINK()",
    "d:consent:yes",
)

WORDS = st.sampled_from(
    ["vào thi", "hủy", "đồng ý", "1", "2", "7", "B", "bỏ qua", "/start", "/xoa", "làm bài", "Hoa"]
)
TEXTS = st.text(st.characters(codec=None), max_size=60) | WORDS
CHOICES = st.none() | st.text(max_size=64) | st.from_regex(r"[acd]:[a-z0-9]{1,9}:[a-z0-9]{1,9}")


async def in_state(world: World, state: str, *, is_registered: bool = False) -> Conversation:
    """Somebody new with this dialogue in progress."""
    name = f"p{next(NUMBERS)}"
    somebody = await world.registered(name) if is_registered else world.person(name)
    dialogue = DIALOGUES[state]
    if dialogue is not None:
        async with world.begin() as tx:
            await tx.dialogues.put(somebody.user, dialogue, world.clock.now())
            await tx.commit()
    return somebody


def assert_clear(contents: list[Content]) -> None:
    """A few messages that every platform can show as they are."""
    assert len(contents) <= 3
    for content in contents:
        assert isinstance(content, Text)
        assert content.body.strip()
        assert utf16_length(content.body) <= MAX_PAGE_LENGTH
        assert all(len(choice.payload.encode()) <= 64 for choice in content.choices)
        shown = render(content, ZALO, wording("vi"), START).text
        assert content.body in shown


@pytest.mark.parametrize("state", DIALOGUES)
async def test_nasty_texts_get_a_clear_reply_or_silence(world: World, state: str) -> None:
    with capture_logs() as logs:
        for text in NASTY:
            somebody = await in_state(world, state)
            await somebody.write(text)
            assert_clear(list(somebody.heard))

    assert logs == []


@given(st.sampled_from(sorted(DIALOGUES)), st.booleans(), st.lists(TEXTS, max_size=6))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_any_texts_in_any_state_get_a_clear_reply_or_silence(
    world: World, state: str, is_registered: bool, texts: list[str]
) -> None:
    somebody = await in_state(world, state, is_registered=is_registered)

    with capture_logs() as logs:
        for text in texts:
            await somebody.write(text)
            assert_clear([each for each in somebody.heard if isinstance(each, Text)])

    assert logs == []


@given(st.sampled_from(sorted(DIALOGUES)), CHOICES, TEXTS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_any_choice_in_any_state_gets_a_clear_reply_or_silence(
    world: World, state: str, choice: str | None, text: str
) -> None:
    somebody = await in_state(world, state)

    with capture_logs() as logs:
        await somebody.deliver(somebody.message(text=text, choice=choice))

    assert logs == []
    assert_clear(list(somebody.heard))
