"""Web rooms and big screens of a live round, on a real server, with the real intake behind them."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from bot.adapters.web import room_chat, user_of
from bot.web.app import CHAT_PATH, create_app
from bot.web.assets import assets
from bot.web.chat import WebChat
from bot.web.live import LivePages, live_texts
from bot.web.live_addresses import ScreenCodes, ScreenRef, room_path
from contest.live_rooms import RoomId, Trouble
from contest.live_rules import LiveRules
from contest.model import Position
from handlers.live_screens import Phase
from handlers.payloads import live_payload
from handlers.ports.contents import Text
from handlers.ports.live_contents import LiveQuestion
from handlers.ports.live_orders import OrderKind
from handlers.ports.live_records import HostedRound
from handlers.ports.messaging import Acknowledgement, InboundMessage, OutboundMessage
from handlers.texts.loader import LOCALES, wording
from storage.engine import Database
from tests.fakes.clock import FakeClock
from tests.integration.live.hall import LIMIT, RIGHT, RULES, WRONG, Hall, group
from tests.integration.storage.world import create_world, new_person
from tests.integration.web.site import SECRET, Core, Page, Site, eventually, running_site

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

CODE = "7F3K9QXY"
NOTICES = set(Phase) - {Phase.LOBBY, Phase.QUESTION, Phase.REVEALED}
"""Phases that are told in words."""
ROOM = room_chat(CODE)
SECOND = timedelta(seconds=1)


class Voting(Core):
    """A core that takes answers in."""

    hall: Hall

    async def deliver(self, message: InboundMessage) -> Acknowledgement:
        self.delivered.append(message)
        await self.gate.wait()
        return await self.hall.intake.answer(message) or Acknowledgement("handled")


@dataclass
class Venue:
    """A web room and a group of Telegram, the page of the room, and screens."""

    site: Site
    hall: Hall

    async def visitor(self, name: str = "Nguyễn Thị Hoa") -> str:
        """The cookie of somebody who has registered in the chat."""
        cookie = await self.site.cookie()
        session = cookie.partition("=")[2].partition(".")[0]
        async with self.hall.world.begin() as tx:
            person = new_person(self.hall.world)
            await tx.people.register(user_of(session), self.site.chat(cookie), person)
            await tx.commit()
        return cookie

    @asynccontextmanager
    async def phone(self, cookie: str = "", origin: str = "own") -> AsyncIterator[Page]:
        """The room on somebody's phone."""
        async with self.line(f"{CHAT_PATH}phong/{CODE}/socket", cookie, origin) as page:
            yield page

    @asynccontextmanager
    async def screen(self, room: int | None = 1) -> AsyncIterator[Page]:
        """The big screen of a room, the first if no other is named; or of all rooms."""
        async with self.line(f"{self.screen_path(room)}/socket") as page:
            yield page

    @asynccontextmanager
    async def line(self, path: str, cookie: str = "", origin: str = "own") -> AsyncIterator[Page]:
        stated = f"http://{self.site.host}" if origin == "own" else origin
        connection = connect(
            f"ws://{self.site.host}{path}",
            origin=Origin(stated),
            additional_headers={"Cookie": cookie} if cookie else {},
            proxy=None,
            compression=None,
            ping_interval=None,
        )
        async with connection as opened:
            yield Page(opened)

    def screen_path(self, room: int | None = 1) -> str:
        ref = ScreenRef(self.hall.id, RoomId(room) if room else None)
        return ScreenCodes(SECRET).path_of(ref)

    def payload(self, place: int = RIGHT, position: int = 1) -> str:
        return live_payload(self.hall.id, Position(position), place)

    async def deliver(self) -> None:
        """Let the question that is out reach both rooms."""
        await self.hall.deliver()

    async def reveal(self) -> None:
        """Let the time of both rooms run out, and the key come out."""
        self.hall.clock.advance(LIMIT * SECOND)
        await self.hall.due()
        await self.hall.intake.drain()

    async def hosted(self) -> HostedRound:
        return await self.hall.hosted()


@pytest.fixture
def rules() -> LiveRules:
    return RULES


@pytest.fixture
async def venue(database: Database, rules: LiveRules) -> AsyncIterator[Venue]:
    """A round that starts in ten minutes."""
    clock, core = FakeClock(), Voting()
    world = await create_world(database)
    core.hall = hall = Hall(world, clock)
    await hall.create(rules=rules, chats=[ROOM, group(2)])

    def make_app(adapter: Any) -> Any:
        reading = world.begin.reading
        live = LivePages(reading, clock, adapter, CHAT_PATH, SECRET, "https://thi.example")
        return create_app([WebChat(adapter, CHAT_PATH, SECRET)], live=live)

    async with running_site(make_app, core, clock) as site:
        yield Venue(site, hall)
    await hall.intake.drain()


async def state_of(page: Page, phase: str) -> dict[str, Any]:
    """The next state in which the page is in a phase."""
    while True:
        state: dict[str, Any] = (await page.hear("state"))["state"]
        if state["phase"] == phase:
            return state


def is_watching() -> bool:
    return "live-watch" in {task.get_name() for task in asyncio.all_tasks()}


def milliseconds(venue: Venue, seconds: float) -> int:
    """An instant so many seconds after the beginning, as the frames name it."""
    return round(venue.hall.at(seconds).timestamp() * 1000)


async def test_a_room_shows_a_question_from_its_delivery_and_the_key_after_the_last_room(
    venue: Venue,
) -> None:
    cookie = await venue.visitor()
    async with venue.phone(cookie) as phone, venue.screen() as screen:
        lobby = await phone.hear("hello")
        assert lobby["you"] == {"name": "Nguyễn Thị Ánh"}
        assert (lobby["state"]["phase"], lobby["state"]["starts_text"]) == ("lobby", "08:10")
        assert (lobby["now"], lobby["state"]["starts_at"]) == (
            milliseconds(venue, 0),
            milliseconds(venue, 600),
        )

        await venue.hall.order(OrderKind.START)
        assert (await state_of(phone, "sending"))["question"] is None
        await venue.deliver()
        asked = await state_of(phone, "question")
        assert asked["question"]["text"] == "Câu hỏi 1?"
        assert [each["letter"] for each in asked["question"]["options"]] == ["A", "B", "C"]
        assert asked["closes_at"] == milliseconds(venue, LIMIT)
        assert (asked["right"], asked["counts"], asked["standing"]) == (None, None, None)

        venue.hall.clock.advance(3 * SECOND)
        await phone.choose(venue.payload())
        ack = await phone.hear("ack")
        assert ack["verdict"] == "stored"
        assert await screen.hear("count") == {"type": "count", "position": 1, "answered": 1}

        await venue.reveal()
        for page in (phone, screen):
            revealed = await state_of(page, "revealed")
            assert (revealed["right"], revealed["counts"]) == (1, [0, 1, 0])
            assert [each["name"] for each in revealed["standing"]["units"]] == ["Sở Nội vụ"]
            # The points of a unit of one person would be those of the person.
            assert [each["average"] for each in revealed["standing"]["units"]] == [None]
            assert [each["name"] for each in revealed["standing"]["people"]] == ["N. T. Á."]
        own = (await phone.hear("own"))["own"]
        assert (own["place"], own["is_right"]) == (1, True)
        assert own["total"] == {"points": 1, "right": 1, "of": 1, "ranks": [1, 1]}
    assert "own" not in screen.types()


async def test_a_page_loaded_again_finds_its_answer_and_nothing_of_the_key(venue: Venue) -> None:
    cookie = await venue.visitor()
    await venue.hall.order(OrderKind.START)
    await venue.deliver()
    async with venue.phone(cookie) as phone:
        await phone.hear("hello")
        await phone.choose(venue.payload(WRONG))
        await phone.hear("ack")
    venue.hall.clock.advance(5 * SECOND)

    async with venue.phone(cookie) as again:
        hello = await again.hear("hello")

    assert (hello["state"]["phase"], hello["answered"]) == ("question", 1)
    assert hello["state"]["closes_at"] - hello["now"] == 15_000
    assert hello["own"] == {"position": 1, "place": 0, "is_right": None, "total": None}
    assert (hello["state"]["right"], hello["state"]["counts"]) == (None, None)


async def test_other_tabs_of_the_same_person_are_shown_the_answer(venue: Venue) -> None:
    cookie, other = await venue.visitor(), await venue.visitor()
    await venue.hall.order(OrderKind.START)
    await venue.deliver()
    async with venue.phone(cookie) as one, venue.phone(cookie) as two, venue.phone(other) as third:
        for phone in (one, two, third):
            await phone.hear("hello")

        await one.choose(venue.payload(WRONG))

        assert (await two.hear("own"))["own"]["place"] == 0
        await third.settle()
        await one.settle()
    assert "own" not in third.types()
    assert "own" not in one.types()


async def test_an_answer_is_refused_with_a_word_about_why(venue: Venue) -> None:
    cookie = await venue.visitor()
    await venue.hall.order(OrderKind.START)
    await venue.deliver()
    async with venue.phone(cookie) as phone:
        await phone.hear("hello")
        await phone.choose(venue.payload())
        await phone.hear("ack")

        venue.hall.clock.advance(SECOND)
        await phone.choose(venue.payload(WRONG))
        again = await phone.hear("ack")
        venue.hall.clock.advance(LIMIT * SECOND)
        await phone.choose(venue.payload())
        late = await phone.hear("ack")

    assert (again["verdict"], late["verdict"]) == ("duplicate", "late")
    assert again["notice"] == "Bạn đã trả lời câu này rồi; câu trả lời đầu tiên được tính."
    assert late["notice"] == "Đã hết giờ nên câu trả lời này không được tính."


async def test_an_answer_is_stamped_when_it_arrives_however_long_the_one_before_takes(
    venue: Venue,
) -> None:
    cookie = await venue.visitor()
    await venue.hall.order(OrderKind.START)
    await venue.deliver()
    async with venue.phone(cookie) as phone:
        await phone.hear("hello")
        venue.site.core.shut_gate()
        await phone.choose(venue.payload(position=2))
        await phone.choose(venue.payload())
        await phone.settle()

        venue.hall.clock.advance(LIMIT * SECOND)
        venue.site.core.gate.set()
        verdicts = [(await phone.hear("ack"))["verdict"] for _ in range(2)]

    assert verdicts == ["not_open", "stored"]


async def test_what_does_not_count_here_is_not_shown_as_an_answer(venue: Venue) -> None:
    cookie, hall = await venue.visitor(), venue.hall
    await hall.order(OrderKind.START)
    await venue.deliver()
    sender = user_of(cookie.partition("=")[2].partition(".")[0])
    await hall.answer(hall.message(sender, group(2), choice=venue.payload()))
    hall.clock.advance(SECOND)

    async with venue.phone(cookie) as phone:
        await phone.hear("hello")
        await phone.choose(venue.payload(WRONG))
        assert (await phone.hear("ack"))["verdict"] == "elsewhere"
    async with venue.phone(cookie) as again:
        assert (await again.hear("hello"))["own"]["place"] is None


async def test_the_result_tells_everybody_their_own_place(venue: Venue) -> None:
    first, second = await venue.visitor(), await venue.visitor()
    await venue.hall.order(OrderKind.START)
    await venue.deliver()
    async with venue.phone(first) as one, venue.phone(second) as two:
        for phone in (one, two):
            await phone.hear("hello")
            venue.hall.clock.advance(SECOND)
            await phone.choose(venue.payload())
            await phone.hear("ack")
        await venue.reveal()
        # Both have a point, and which of them was faster is known at the end.
        assert [(await each.hear("own"))["own"]["total"]["ranks"] for each in (one, two)] == [
            [1, 2],
            [1, 2],
        ]

        await venue.hall.order(OrderKind.STOP)
        await venue.hall.intake.drain()

        for phone, place in ((one, 1), (two, 2)):
            while (await phone.hear("own"))["own"]["total"]["ranks"] != [place, place]:
                pass


async def test_pause_annulment_and_end_are_shown(venue: Venue) -> None:
    cookie = await venue.visitor()
    await venue.hall.order(OrderKind.START)
    await venue.deliver()
    async with venue.phone(cookie) as phone, venue.screen(None) as screen:
        assert (await screen.hear("hello"))["state"]["phase"] == "question"
        await phone.hear("hello")

        await venue.hall.order(OrderKind.PAUSE)
        assert (await state_of(phone, "paused"))["question"] is None
        venue.hall.clock.advance(600 * SECOND)
        await venue.hall.order(OrderKind.RESUME)
        assert (await state_of(screen, "question"))["closes_at"] == milliseconds(venue, 600 + LIMIT)
        assert (await state_of(phone, "question"))["question"]["text"] == "Câu hỏi 1?"

        await venue.hall.order(OrderKind.SKIP)
        assert (await state_of(phone, "annulled"))["right"] is None
        await venue.hall.order(OrderKind.STOP)
        assert (await state_of(phone, "finished"))["next_at"] is None


async def test_a_room_in_trouble_does_not_show_the_question(venue: Venue) -> None:
    await venue.hall.order(OrderKind.START)
    hall = venue.hall
    async with venue.screen(1) as own, venue.screen(2) as other:
        for screen in (own, other):
            assert (await screen.hear("hello"))["state"]["phase"] == "sending"

        await hall.intake.posted(0, hall.id, Position(1), group(2), hall.clock.now(), "m1")
        await hall.intake.troubled(hall.id, Position(1), ROOM, Trouble.FAILED, hall.clock.now())

        assert (await state_of(own, "trouble"))["question"] is None
        assert (await state_of(other, "question"))["question"]["text"] == "Câu hỏi 1?"


async def test_who_is_not_registered_is_led_through_the_chat_and_let_in_then(
    venue: Venue,
) -> None:
    await venue.hall.order(OrderKind.START)
    await venue.deliver()
    page = await venue.site.get(f"{room_path(CODE)}?lang=en")
    cookie = await venue.site.cookie()
    gate = f"{CHAT_PATH}phong/{CODE}/gate"

    async with venue.phone(cookie) as stranger, venue.phone() as nobody:
        for phone in (stranger, nobody):
            hello = await phone.hear("hello")
            assert (hello["you"], hello["title"]) == (None, "Hội thi trực tiếp")
            assert "state" not in hello
            await phone.choose(venue.payload())
            await phone.settle()
    assert venue.site.core.delivered == []
    assert 'href="/chat/?phong=7F3K9QXY&amp;lang=en"' in page.body
    assert (await venue.site.get(gate)).status == 401
    assert (await venue.site.get(gate, Cookie=cookie)).status == 401

    registered = await venue.visitor()
    assert (await venue.site.get(gate, Cookie=registered)).status == 204


@pytest.mark.parametrize("written", ["7F3K9QXY", "7f3k-9qxy"])
async def test_a_room_is_found_however_its_code_is_typed(venue: Venue, written: str) -> None:
    page = await venue.site.get(f"/phong/{written}")

    assert page.status == 200
    assert 'data-socket="/chat/phong/7F3K9QXY/socket"' in page.body


async def test_what_is_no_room_and_no_screen_is_not_found(venue: Venue) -> None:
    signed = venue.screen_path()
    forged = [signed[:-1], f"{signed}x", "/man-hinh/1-1", "/man-hinh/%00", "/phong/ABCD2345"]
    elsewhere = ScreenCodes("another secret").path_of(ScreenRef(venue.hall.id, RoomId(1)))

    for path in [*forged, elsewhere, f"{elsewhere}/code.svg"]:
        assert (await venue.site.get(path)).status == 404
    with pytest.raises(InvalidStatus):
        async with venue.line(f"{elsewhere}/socket"):
            pass


async def test_pages_of_other_sites_open_no_socket(venue: Venue) -> None:
    with pytest.raises(InvalidStatus):
        async with venue.phone(await venue.visitor(), "https://elsewhere.example"):
            pass


async def test_the_screen_of_a_web_room_shows_how_to_come_in_and_others_do_not(
    venue: Venue,
) -> None:
    own, other = [await venue.site.get(venue.screen_path(room)) for room in (1, 2)]

    assert "<span>thi.example</span><span>/phong/7F3K9QXY</span>" in own.body
    code = await venue.site.get(f"{venue.screen_path()}/code.svg")
    assert (code.status, code.headers["content-type"]) == (200, "image/svg+xml")
    assert "data-join" not in other.body
    assert (await venue.site.get(f"{venue.screen_path(2)}/code.svg")).status == 404


@pytest.mark.parametrize("locale", LOCALES)
async def test_every_text_that_the_scripts_ask_for_is_there(venue: Venue, locale: str) -> None:
    texts = live_texts(wording(locale))
    names = ("live-page.js", "live-room.js", "live-screen.js", "live-standing.js", "live-return.js")
    scripts = "".join(assets().files[name].body.decode() for name in names)

    asked_for = set(re.findall(r'\btext\(\s*"([a-z-]+)"', scripts))
    asked_for |= {phase.value for phase in NOTICES} | {f"{phase.value}-means" for phase in NOTICES}
    assert len(asked_for) > 40
    assert {f"page-{key}" for key in asked_for} <= set(texts)
    for path in (room_path(CODE), venue.screen_path()):
        assert "{{" not in (await venue.site.get(f"{path}?lang={locale}")).body


async def test_the_pages_run_no_script_of_others_and_are_not_listed(venue: Venue) -> None:
    for path in (room_path(CODE), venue.screen_path()):
        page = await venue.site.get(path)

        policy = page.headers["content-security-policy"]
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert page.headers["x-robots-tag"] == "noindex"
        assert page.headers["cache-control"] == "no-store"
        assert "style=" not in page.body
        assert re.findall(r"<script(?! type=\"module\" src=\"/static/)", page.body) == []


async def test_what_is_sent_to_a_room_counts_as_delivered_and_is_kept_for_nobody(
    venue: Venue,
) -> None:
    question = LiveQuestion(venue.hall.id, Position(1), 3, "?", ("a", "b"), 20 * SECOND, "vi")

    for key, content in (("live:1:call:1", Text("Mời vào")), ("live:1:1:1:q", question)):
        sent = await venue.site.adapter.send(OutboundMessage(ROOM, key, content))

        assert (sent.chat, sent.message_id) == (ROOM, key)
        assert await venue.site.adapter.shown(ROOM, key) is None


async def test_nothing_is_read_of_the_database_when_nobody_watches(venue: Venue) -> None:
    async with venue.screen() as screen, venue.phone(await venue.visitor()) as phone:
        await screen.hear("hello")
        await phone.hear("hello")
        assert is_watching()

    await eventually(lambda: not is_watching())


async def test_a_page_goes_elsewhere_when_the_process_stops(venue: Venue) -> None:
    async with venue.phone(await venue.visitor()) as phone:
        await phone.hear("hello")

        venue.site.running.cancel()

        assert await phone.close_code() == 1012
