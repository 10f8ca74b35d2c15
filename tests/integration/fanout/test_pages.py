"""Two processes that serve one web chat: it is the same to a visitor which one has their page."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.adapters.web import Elsewhere
from bot.web.files import file_token
from handlers.ports.addresses import ChatRef
from handlers.ports.contents import Bar, Bars, Image, Question, Text
from handlers.ports.fanout import FanoutAwayError, Pages
from handlers.ports.messaging import Acknowledgement, OutboundMessage, RecipientUnreachable
from storage.redis.fanout import RedisFanout
from tests.contract.messages import QUESTION
from tests.fakes.clock import START
from tests.integration.fanout.conftest import FanoutOf
from tests.integration.fanout.processes import carrying, eventually
from tests.integration.web.site import Core, Site, one_chat

pytestmark = pytest.mark.anyio

PICTURE = Image(
    Bars("Sở Nội vụ", "Vòng 1", (Bar("Lãnh đạo cấp phòng", 7, 8, 15),)), "hinh.png", "Sở Nội vụ"
)


@dataclass
class Outbox:
    """What the outbox holds for people, and what it has on its way."""

    held: set[ChatRef] = field(default_factory=set)
    on_its_way: dict[str, OutboundMessage] = field(default_factory=dict)

    async def held_of(self, chats: Sequence[ChatRef]) -> Sequence[ChatRef]:
        return [chat for chat in chats if chat in self.held]

    async def passed_on(self, key: str) -> OutboundMessage | None:
        return self.on_its_way.get(key)


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.adapters.web.LOOK", timedelta(milliseconds=20))


@pytest.fixture
def outbox() -> Outbox:
    return Outbox()


@pytest.fixture
async def sites(fanout_of: FanoutOf, outbox: Outbox) -> AsyncIterator[Sequence[Site]]:
    """Two processes of one system."""
    core = Core()
    async with AsyncExitStack() as stack:
        found = []
        for name in "ab":
            fanout = fanout_of(name)
            elsewhere = Elsewhere(fanout, outbox.held_of, outbox.passed_on)
            site = await stack.enter_async_context(one_chat(core, elsewhere))
            await stack.enter_async_context(carrying(fanout, site.adapter.pages))
            if isinstance(fanout, RedisFanout):
                await eventually(fanout._is_here.is_set)
            found.append(site)
        yield found


async def test_a_session_of_one_process_is_known_to_the_other(sites: Sequence[Site]) -> None:
    a, b = sites
    cookie = await a.cookie()

    known = await b.get("/chat/session", Cookie=cookie)

    assert known.status == 204


async def test_a_message_reaches_all_tabs_of_its_chat_wherever_they_are(
    sites: Sequence[Site],
) -> None:
    a, b = sites
    cookie = await a.cookie()
    async with a.page(cookie) as here, b.page(cookie) as there:
        await a.send(a.chat(cookie), "one")
        await b.send(a.chat(cookie), "two")
        for page in (here, there):
            seen: set[str] = set()
            # What was sent while the other page was opening may come twice; pages merge by id.
            while seen != {"one", "two"}:
                seen.add((await page.hear("message"))["message"]["id"])


async def test_a_question_is_accepted_where_its_reader_is_at_another_process(
    sites: Sequence[Site],
) -> None:
    a, b = sites
    cookie = await a.cookie()
    async with b.page(cookie) as page:
        await a.send(a.chat(cookie), "q", QUESTION)
        shown = (await page.hear("message"))["message"]

    assert (shown["id"], shown["question"]["remaining_ms"]) == ("q", 40_000)


async def test_a_question_is_refused_where_nobody_reads_it_anywhere(sites: Sequence[Site]) -> None:
    a, b = sites
    cookie = await a.cookie()
    async with b.page(cookie):
        pass
    await eventually(lambda: not b.adapter._readers.chats)

    with pytest.raises(RecipientUnreachable):
        await a.send(a.chat(cookie), "q", QUESTION)


async def test_a_stored_answer_is_shown_in_the_tabs_of_the_other_process(
    sites: Sequence[Site],
) -> None:
    a, b = sites
    cookie = await a.cookie()
    a.core.answer = Acknowledgement("stored")
    async with a.page(cookie) as one, b.page(cookie) as other:
        await one.choose("a:7:3:1")
        await one.hear("ack")
        shown = await other.hear("chosen")

    assert shown == {"type": "chosen", "attempt": 7, "position": 3, "place": 1}
    assert "chosen" not in one.types()


async def test_a_message_sent_a_moment_before_its_page_opened_elsewhere_is_not_lost(
    sites: Sequence[Site],
) -> None:
    a, b = sites
    cookie = await a.cookie()
    await a.send(a.chat(cookie), "just now")  # in no transcript: `core.sent` has nothing

    async with b.page(cookie) as page:
        shown = (await page.hear("message"))["message"]

    assert shown["id"] == "just now"


async def test_a_picture_can_be_fetched_before_it_is_noted_that_it_was_sent(
    sites: Sequence[Site], outbox: Outbox
) -> None:
    a, b = sites
    cookie, stranger = await a.cookie(), await a.cookie()
    outbox.on_its_way["k"] = OutboundMessage(a.chat(cookie), "k", PICTURE)

    own = await b.get(f"/chat/files/{file_token('k')}", Cookie=cookie)
    others = await b.get(f"/chat/files/{file_token('k')}", Cookie=stranger)

    assert (own.status, own.content[:8]) == (200, b"\x89PNG\r\n\x1a\n")
    assert others.status == 404


async def test_what_was_held_though_its_reader_is_here_is_fetched(
    sites: Sequence[Site], outbox: Outbox
) -> None:
    a, b = sites
    reached: list[ChatRef] = []

    async def reach(chat: ChatRef) -> None:
        reached.append(chat)
        outbox.held.discard(chat)

    b.adapter.on_reader(reach)
    cookie = await a.cookie()
    async with b.page(cookie):
        await eventually(lambda: len(reached) == 1)  # they have come
        outbox.held.add(a.chat(cookie))
        await eventually(lambda: len(reached) == 2)

    assert reached == [a.chat(cookie)] * 2


class Broken:
    """A fan-out whose server is away until somebody says that it is back."""

    def __init__(self) -> None:
        self.pages: Pages | None = None

    async def run(self, pages: Pages) -> None:
        raise NotImplementedError

    async def attend(self, chat_key: str) -> None:
        pass

    def leave(self, chat_key: str) -> None:
        pass

    def tell(self, chat_key: str, frame: str) -> None:
        pass

    async def reach(self, chat_key: str, frame: str) -> bool:
        raise FanoutAwayError


@pytest.fixture
async def cut_off(outbox: Outbox) -> AsyncIterator[Site]:
    """A process that cannot reach any other."""
    async with one_chat(None, Elsewhere(Broken(), outbox.held_of, outbox.passed_on)) as site:
        yield site


async def test_without_the_server_pages_of_this_process_are_served_as_ever(cut_off: Site) -> None:
    cookie = await cut_off.cookie()
    async with cut_off.page(cookie) as page:
        await cut_off.send(cut_off.chat(cookie), "q", QUESTION)
        await page.hear("message")
        await page.say("Xin chào")
        await page.hear("ack")


@pytest.mark.parametrize("content", [QUESTION, Text("Xin chào")], ids=["question", "text"])
async def test_without_the_server_messages_for_others_pages_wait(
    cut_off: Site, content: Question | Text
) -> None:
    chat = cut_off.chat(await cut_off.cookie())

    with pytest.raises(RecipientUnreachable):
        await cut_off.send(chat, "k", content)


async def test_when_the_server_is_back_what_was_held_in_doubt_is_tried_again(
    cut_off: Site,
) -> None:
    reached: list[ChatRef] = []

    async def reach(chat: ChatRef) -> None:
        reached.append(chat)

    cut_off.adapter.on_reader(reach)
    chat = cut_off.chat(await cut_off.cookie())
    with pytest.raises(RecipientUnreachable):
        await cut_off.send(chat, "k")

    cut_off.adapter.pages.recovered()

    await eventually(lambda: reached == [chat])


async def test_when_the_server_is_back_pages_are_greeted_again_with_what_they_missed(
    cut_off: Site,
) -> None:
    cookie = await cut_off.cookie()
    chat = cut_off.chat(cookie)
    async with cut_off.page(cookie) as page:
        missed = OutboundMessage(chat, "missed", Text("Xin chào"))
        cut_off.core.sent[chat.chat_id].append(missed)
        cut_off.adapter.pages.recovered()
        again = await page.hear("hello")

    assert [message["id"] for message in again["messages"]] == ["missed"]


async def test_a_question_told_again_has_only_what_is_left_of_its_time(
    sites: Sequence[Site],
) -> None:
    a, b = sites
    cookie = await a.cookie()
    async with a.page(cookie) as first:
        await a.send(a.chat(cookie), "q", replace(QUESTION, closes_at=START + timedelta(hours=1)))
        await first.hear("message")
        await a.send(ChatRef("web", "chat", "nobody"), "after")  # the question has left before it
        a.clock.advance(timedelta(seconds=3))
        async with b.page(cookie) as second:
            shown = (await second.hear("message"))["message"]

    assert shown["question"]["remaining_ms"] == 37_000


async def test_what_was_sent_long_ago_is_not_said_again_as_the_newest(site_alone: Site) -> None:
    cookie = await site_alone.cookie()
    await site_alone.send(site_alone.chat(cookie), "old")
    # The person has gone on at another process, for more messages than a page is given.
    site_alone.clock.advance(timedelta(minutes=2))

    async with site_alone.line(cookie) as page:
        hello = await page.hear("hello")

    assert hello["messages"] == []


@pytest.fixture
async def site_alone() -> AsyncIterator[Site]:
    async with one_chat() as site:
        yield site
