"""Frames in and out: delivering, acknowledging, sending, and what a page is told on connecting."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import anyio
import pytest
from starlette.applications import Starlette
from structlog.testing import capture_logs
from websockets.exceptions import InvalidStatus

from bot.web import serving
from bot.web.wire import OpenQuestion
from contest.model import AttemptId, Position
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.contents import Announcement, Choice, Passed, Question, Receipt, Text
from handlers.ports.messaging import (
    Acknowledgement,
    OutboundMessage,
    RecipientUnreachable,
    SupportsReaders,
)
from tests.fakes.clock import START
from tests.integration.web.site import Site, eventually, one_chat

pytestmark = pytest.mark.anyio


def question(position: int = 3, previous: Receipt | None = None) -> Question:
    return Question(
        attempt=AttemptId(7),
        position=Position(position),
        of=15,
        text="PAR INDEX là gì?",
        options=("Chỉ số <b>cải cách</b> hành chính", "Chỉ số khác"),
        limit=timedelta(seconds=40),
        closes_at=datetime(2023, 11, 21, 17, 0, tzinfo=UTC),
        locale="vi",
        previous=previous,
    )


async def test_typed_text_is_delivered_as_it_was_typed(site: Site) -> None:
    cookie = await site.cookie()
    chat = site.chat(cookie)
    async with site.page(cookie) as page:
        frame_id = await page.say("  Vào thi \u202e!")
        ack = await page.hear("ack")

    assert ack == {"type": "ack", "id": frame_id, "verdict": "handled", "notice": None}
    (message,) = site.core.delivered
    assert message.update_id == frame_id
    assert (message.chat, message.sender) == (chat, UserRef("web", "chat", chat.chat_id))
    assert (message.text, message.choice) == ("  Vào thi \u202e!", None)
    assert message.received_at == START


async def test_a_choice_is_delivered_with_its_payload(site: Site) -> None:
    site.core.answer = Acknowledgement("stored", "Đã ghi nhận")
    async with site.page(await site.cookie()) as page:
        await page.choose("a:7:3:1")
        ack = await page.hear("ack")

    assert (ack["verdict"], ack["notice"]) == ("stored", "Đã ghi nhận")
    assert (site.core.delivered[0].text, site.core.delivered[0].choice) == ("", "a:7:3:1")


async def test_nothing_is_acknowledged_before_deliver_has_returned(site: Site) -> None:
    site.core.shut_gate()
    async with site.page(await site.cookie()) as page:
        await page.say("vào thi")
        await page.settle()

        assert len(site.core.delivered) == 1
        assert "ack" not in page.types()

        site.core.gate.set()
        await page.hear("ack")


async def test_a_frame_is_stamped_when_it_arrives_not_when_its_turn_comes(site: Site) -> None:
    site.core.shut_gate()
    async with site.page(await site.cookie()) as page:
        await page.say("a")
        await page.settle()
        site.clock.advance(timedelta(seconds=3))
        await page.say("b")
        await page.settle()
        site.clock.advance(timedelta(seconds=3))
        site.core.gate.set()
        await page.hear("ack")
        await page.hear("ack")

    stamps = [(message.text, message.received_at) for message in site.core.delivered]
    assert stamps == [("a", START), ("b", START + timedelta(seconds=3))]


async def test_a_frame_that_was_not_acknowledged_comes_again_as_the_same_update(site: Site) -> None:
    cookie, frame_id = await site.cookie(), str(uuid4())
    site.core.shut_gate()
    async with site.page(cookie) as page:
        await page.say("vào thi", frame_id)
        await page.settle()
    site.core.gate.set()
    async with site.page(cookie) as page:
        await page.say("vào thi", frame_id)
        ack = await page.hear("ack")

    assert ack["id"] == frame_id
    assert [message.update_key for message in site.core.delivered] == [f"web:chat:{frame_id}"] * 2


async def test_what_a_page_sent_before_it_went_is_delivered(site: Site) -> None:
    site.core.shut_gate()
    async with site.page(await site.cookie()) as page:
        await page.say("một")
        await page.say("hai")
        await page.settle()

    site.core.gate.set()

    await eventually(lambda: [each.text for each in site.core.delivered] == ["một", "hai"])


async def test_a_failing_core_leaves_the_frame_unacknowledged_and_the_log_without_words(
    site: Site,
) -> None:
    site.core.answer = RuntimeError("họ tên của một người")
    with capture_logs() as logs:
        async with site.page(await site.cookie()) as page:
            await page.say("vào thi")

            assert await page.close_code() == 1011

    assert "ack" not in page.types()
    assert logs == [
        {
            "event": "web_page_failed",
            "log_level": "error",
            "step": "deliver",
            "error": "RuntimeError",
        }
    ]


async def test_every_tab_gets_what_is_sent(site: Site) -> None:
    cookie = await site.cookie()
    async with site.page(cookie) as one, site.page(cookie) as other:
        await site.send(site.chat(cookie), "m1", Text("Xin chào", (Choice("Vào thi", "c:play"),)))
        frames = [await one.hear("message"), await other.hear("message")]

    assert (
        frames
        == [
            {
                "type": "message",
                "message": {
                    "kind": "text",
                    "id": "m1",
                    "body": "Xin chào",
                    "choices": [{"label": "Vào thi", "payload": "c:play"}],
                },
            }
        ]
        * 2
    )


async def test_nobody_gets_what_is_sent_to_somebody_else(site: Site) -> None:
    async with site.page(await site.cookie()) as page:
        await site.send(ChatRef("web", "chat", "somebody-else"), "m1")
        await page.settle()

    assert page.types() == ["hello", "pong"]


async def test_a_stored_answer_is_shown_in_the_other_tabs(site: Site) -> None:
    cookie = await site.cookie()
    site.core.answer = Acknowledgement("stored")
    async with site.page(cookie) as one, site.page(cookie) as other:
        await one.choose("a:7:3:1")
        await one.hear("ack")
        shown = await other.hear("chosen")
        await one.settle()

    assert shown == {"type": "chosen", "attempt": 7, "position": 3, "place": 1}
    assert "chosen" not in one.types()


@pytest.mark.parametrize(
    ("verdict", "payload"), [("late", "a:7:3:1"), ("duplicate", "a:7:3:1"), ("stored", "c:play")]
)
async def test_nothing_else_is_shown_as_chosen(site: Site, verdict: str, payload: str) -> None:
    cookie = await site.cookie()
    site.core.answer = Acknowledgement(verdict)
    async with site.page(cookie) as one, site.page(cookie) as other:
        await one.choose(payload)
        await one.hear("ack")
        await other.settle()

    assert other.types() == ["hello", "pong"]


async def test_a_question_carries_its_time_and_payloads_and_what_became_of_the_last(
    site: Site,
) -> None:
    cookie = await site.cookie()
    receipt = Receipt(AttemptId(7), Position(2), Passed.ANSWERED, place=0)
    async with site.page(cookie) as page:
        await site.send(site.chat(cookie), "q3", question(previous=receipt))
        frame = await page.hear("message")

    assert frame["message"] == {
        "kind": "question",
        "id": "q3",
        "question": {
            "attempt": 7,
            "position": 3,
            "of": 15,
            "text": "PAR INDEX là gì?",
            "options": [
                {
                    "letter": "A",
                    "text": "Chỉ số <b>cải cách</b> hành chính",
                    "payload": "a:7:3:0",
                },
                {"letter": "B", "text": "Chỉ số khác", "payload": "a:7:3:1"},
            ],
            "limit_ms": 40_000,
            "remaining_ms": 40_000,
        },
        "previous": {
            "attempt": 7,
            "position": 2,
            "passed": "answered",
            "place": 0,
            "correct": None,
            "right_place": None,
        },
    }


async def test_a_question_just_before_the_end_of_the_round_has_only_what_is_left(
    site: Site,
) -> None:
    cookie = await site.cookie()
    site.clock.advance(question().closes_at - START - timedelta(seconds=12))
    async with site.page(cookie) as page:
        await site.send(site.chat(cookie), "q3", question())
        frame = await page.hear("message")

    assert frame["message"]["question"]["remaining_ms"] == 12_000


async def test_a_contest_that_runs_fast_shows_the_time_that_a_person_has(site: Site) -> None:
    cookie = await site.cookie()
    chat = site.chat(cookie)
    # Four times as fast as the wall.
    site.clock.wall = lambda instant: START + (instant - START) / 4  # type: ignore[method-assign]
    site.core.open = OpenQuestion(AttemptId(7), Position(3), timedelta(seconds=20))
    async with site.page(cookie) as page:
        await site.send(chat, "q3", question())
        frame = await page.hear("message")

    assert page.heard[0]["clock"]["remaining_ms"] == 5_000
    shown = frame["message"]["question"]
    assert (shown["limit_ms"], shown["remaining_ms"]) == (10_000, 10_000)


async def test_an_announcement_has_a_title(site: Site) -> None:
    cookie = await site.cookie()
    async with site.page(cookie) as page:
        await site.send(site.chat(cookie), "n1", Announcement("Thông báo số 2", "Vòng 1 …"))
        frame = await page.hear("message")

    assert frame["message"] == {
        "kind": "announcement",
        "id": "n1",
        "title": "Thông báo số 2",
        "body": "Vòng 1 …",
    }


async def test_a_question_is_not_sent_to_nobody(site: Site) -> None:
    chat = site.chat(await site.cookie())

    with pytest.raises(RecipientUnreachable):
        await site.send(chat, "q3", question())
    await site.send(chat, "m1", Text("ở lại trong hội thoại"))


async def test_a_question_is_not_sent_to_a_page_that_was_closed(site: Site) -> None:
    cookie = await site.cookie()
    async with site.page(cookie):
        await site.send(site.chat(cookie), "q3", question())
    await eventually(lambda: not site.adapter._readers.chats)

    with pytest.raises(RecipientUnreachable):
        await site.send(site.chat(cookie), "q4", question(4))


async def test_a_line_that_was_cut_without_a_word_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(serving, "PING_SECONDS", 0.05)
    async with one_chat() as site:
        cookie = await site.cookie()
        tab = await site.open_silently(cookie)
        await eventually(lambda: bool(site.adapter._readers.chats))

        await eventually(lambda: not site.adapter._readers.chats)

        with pytest.raises(RecipientUnreachable):
            await site.send(site.chat(cookie), "q3", question())
        tab.close()
        await tab.wait_closed()


def test_a_cut_line_is_noticed_within_ten_seconds() -> None:
    config = serving.server_config(Starlette(), "127.0.0.1", 0)

    assert config.ws_ping_interval is not None
    assert config.ws_ping_timeout is not None
    assert config.ws_ping_interval + config.ws_ping_timeout <= 10


async def test_the_core_is_told_when_somebody_who_was_away_is_there(site: Site) -> None:
    cookie = await site.cookie()
    told: list[ChatRef] = []

    async def reached(chat: ChatRef) -> None:
        told.append(chat)

    assert isinstance(site.adapter, SupportsReaders)
    site.adapter.on_reader(reached)
    async with site.page(cookie):
        await eventually(lambda: told == [site.chat(cookie)])
        async with site.page(cookie) as second_tab:
            await second_tab.settle()
    await eventually(lambda: not site.adapter._readers.chats)
    assert told == [site.chat(cookie)]

    async with site.page(cookie):
        await eventually(lambda: told == [site.chat(cookie)] * 2)


async def test_a_held_question_follows_the_greeting(site: Site) -> None:
    cookie = await site.cookie()

    async def reached(chat: ChatRef) -> None:
        await site.send(chat, "q3", question())

    site.adapter.on_reader(reached)
    async with site.page(cookie) as page:
        frame = await page.hear("message")

    assert page.types() == ["hello", "message"]
    assert frame["message"]["id"] == "q3"


async def test_a_new_visitor_is_greeted_with_nothing(site: Site) -> None:
    async with site.page(await site.cookie()) as page:
        assert page.heard == [{"type": "hello", "messages": [], "clock": None}]


async def test_a_page_is_greeted_with_the_last_fifty_messages_and_the_open_clock(
    site: Site,
) -> None:
    cookie = await site.cookie()
    chat = site.chat(cookie)
    site.core.sent[chat.chat_id] = [
        OutboundMessage(chat, f"m{number}", Text(str(number))) for number in range(60)
    ] + [OutboundMessage(chat, "q3", question())]
    site.core.open = OpenQuestion(AttemptId(7), Position(3), timedelta(seconds=17.5))
    async with site.line(cookie) as page:
        hello = await page.hear("hello")

    assert [message["id"] for message in hello["messages"]] == [
        *(f"m{number}" for number in range(11, 60)),
        "q3",
    ]
    assert hello["messages"][-1]["question"]["remaining_ms"] is None
    assert hello["clock"] == {"attempt": 7, "position": 3, "remaining_ms": 17_500}


async def test_a_message_that_is_sent_but_not_yet_stored_is_not_lost_on_a_new_page(
    site: Site,
) -> None:
    cookie = await site.cookie()
    async with site.page(cookie):
        await site.send(site.chat(cookie), "q3", question())
        site.clock.advance(timedelta(seconds=2))
        async with site.line(cookie) as page:
            hello = await page.hear("hello")

    assert [message["id"] for message in hello["messages"]] == ["q3"]
    assert hello["messages"][0]["question"]["remaining_ms"] == 38_000


async def test_a_message_stands_in_the_greeting_once(site: Site) -> None:
    cookie = await site.cookie()
    chat = site.chat(cookie)
    await site.send(chat, "m1")
    site.core.sent[chat.chat_id] = [OutboundMessage(chat, "m1", Text("Xin chào"))]
    async with site.line(cookie) as page:
        hello = await page.hear("hello")

    assert [message["id"] for message in hello["messages"]] == ["m1"]


async def test_a_tab_that_lags_too_far_behind_is_given_up_and_holds_nobody_up(site: Site) -> None:
    cookie = await site.cookie()
    async with site.page(cookie) as page:
        # Nothing here waits, so the page has no chance to take anything in between.
        for number in range(100):
            await site.send(site.chat(cookie), f"m{number}")
        await eventually(lambda: not site.adapter._readers.chats)
        await page.close_code()

    assert len(page.heard) < 100


async def test_a_stopping_server_asks_pages_to_come_back_and_finishes_what_it_took(
    site: Site,
) -> None:
    cookie = await site.cookie()
    site.core.shut_gate()
    async with site.page(cookie) as page:
        await page.say("vào thi")
        await page.settle()
        site.running.cancel()

        assert await page.close_code() == 1012
        assert not site.running.done()

        site.core.gate.set()
        with anyio.fail_after(5), pytest.raises(asyncio.CancelledError):
            await site.running

    with pytest.raises(InvalidStatus) as refused:
        async with site.page(cookie):
            pass
    assert refused.value.response.status_code == 403
    assert (await site.get("/healthz")).status == 503
