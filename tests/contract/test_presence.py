"""Platforms that keep a question until its reader is there: nobody's clock runs unseen."""

from collections.abc import AsyncIterator
from functools import partial

import pytest

from handlers.ports.addresses import ChatRef
from handlers.ports.contents import Text
from handlers.ports.messaging import RecipientUnreachable, SupportsReaders
from tests.contract.messages import QUESTION, send
from tests.contract.platforms import KnowsPresence, Platform, WebPage
from tests.integration.web.site import eventually

pytestmark = pytest.mark.anyio

PRESENCE_PLATFORMS = (WebPage.opened,)
"""Those of ``PLATFORMS`` that wait for readers; test_capabilities.py tells if one is missing."""


class Present:
    """A person who comes and goes, and what the core is told of it."""

    def __init__(self, platform: Platform) -> None:
        assert isinstance(platform, KnowsPresence)
        assert isinstance(platform.adapter, SupportsReaders)
        self.platform = platform
        self.reached: list[ChatRef] = []
        self.come_back = platform.come_back
        self.leave = platform.leave
        platform.adapter.on_reader(self._remember)

    async def _remember(self, chat: ChatRef) -> None:
        self.reached.append(chat)


@pytest.fixture(params=PRESENCE_PLATFORMS, ids=lambda opened: opened.__self__.__name__)
async def person(request: pytest.FixtureRequest) -> AsyncIterator[Present]:
    async with request.param() as platform:
        yield Present(platform)


async def test_a_question_is_refused_while_its_reader_is_away(person: Present) -> None:
    await person.leave()

    with pytest.raises(RecipientUnreachable):
        await send(person.platform, "q", QUESTION)


async def test_a_text_is_taken_while_its_reader_is_away(person: Present) -> None:
    await person.leave()

    ref = await send(person.platform, "a", Text("Bạn đã bị ngắt kết nối."))

    assert ref.chat == person.platform.chat


async def test_the_core_is_told_once_when_the_reader_is_there_again(person: Present) -> None:
    await person.leave()
    assert person.reached == []

    await person.come_back()

    await eventually(lambda: person.reached == [person.platform.chat])
    await person.platform.settle()
    assert person.reached == [person.platform.chat]


async def test_a_question_is_shown_to_a_reader_who_is_there_again(person: Present) -> None:
    await person.leave()
    await person.come_back()

    await send(person.platform, "q", QUESTION)

    assert "SIPAS" in (await person.platform.see(1))[-1]


async def test_the_core_is_told_each_time_the_reader_comes_back(person: Present) -> None:
    for times in (1, 2, 3):
        await person.leave()
        await person.come_back()

        await eventually(partial(_were_reached, person, times))


def _were_reached(person: Present, times: int) -> bool:
    return len(person.reached) == times
