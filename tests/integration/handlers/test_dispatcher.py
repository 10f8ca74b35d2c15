"""What every message meets on its way: the intake, one commit, refusals, and what goes wrong."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from handlers.dispatcher import Dispatcher
from handlers.payloads import answer_payload, command_payload, dialogue_payload
from handlers.ports.addresses import ChatKind
from handlers.ports.contents import Content, Question
from handlers.ports.messaging import Acknowledgement, NotDurableError
from handlers.ports.records import OutboxRow, Role
from handlers.ports.repositories import UnitOfWork
from handlers.ports.rosters import Match
from storage.engine import Database
from storage.unit_of_work import SqlUnitsOfWork
from tests.fakes.clock import FakeClock
from tests.fakes.intake import BrokenIntake, FakeHandover, FakeIntake
from tests.fakes.secrets import SECRET
from tests.integration.handlers.conftest import LEASE, World
from tests.integration.handlers.conversation import Conversation
from tests.integration.handlers.people_lists import (
    all_sent,
    entry_of,
    listed,
    match,
    register,
    store,
)

pytestmark = pytest.mark.anyio


def no_database() -> AbstractAsyncContextManager[UnitOfWork]:
    """Units of work on a database that is away."""
    raise ConnectionError("secret words of the driver")


def talking_to(world: World, dispatcher: Dispatcher, name: str = "hoa") -> Conversation:
    return Conversation(dispatcher, world.database, world.clock, name)


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("B", None),
        ("đáp án b", None),
        ("2", None),
        ("5945", None),
        ("bỏ qua", None),
        ("/boqua", None),
        ("", answer_payload(1, 1, 0)),  # type: ignore[arg-type]
        ("", command_payload("skip")),
    ],
)
async def test_answers_and_skips_go_to_the_intake_before_any_database_work(
    world: World, text: str, choice: str | None
) -> None:
    intake = FakeIntake(Acknowledgement("stored", "Đã ghi nhận"))
    hoa = talking_to(world, Dispatcher(no_database, intake, world.handover))

    await hoa.deliver(hoa.message(text=text, choice=choice))

    assert hoa.acknowledgement == Acknowledgement("stored", "Đã ghi nhận")
    assert len(intake.messages) == 1


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("vào thi", None),
        ("Nguyễn Thị Hoa", None),
        ("", command_payload("play")),
        ("", dialogue_payload("consent", "yes")),
    ],
)
async def test_other_messages_do_not_trouble_the_intake(
    world: World, text: str, choice: str | None
) -> None:
    intake = FakeIntake(Acknowledgement("stored"))
    hoa = talking_to(world, Dispatcher(world.begin, intake, world.handover))

    await hoa.deliver(hoa.message(text=text, choice=choice))

    assert intake.messages == []
    assert hoa.acknowledgement.verdict != "stored"


async def test_the_intake_gets_cleaned_text(world: World) -> None:
    intake = FakeIntake(Acknowledgement("stored"))
    hoa = talking_to(world, Dispatcher(world.begin, intake, world.handover))

    await hoa.write(" \u202eb\u200b. ")

    assert intake.messages[0].text == "b."


async def test_an_answer_to_no_question_gets_a_clear_reply(world: World) -> None:
    hoa = await world.registered()

    assert "Hiện không có câu hỏi nào đang chờ bạn trả lời." in await hoa.write("B")
    assert "Vào thi" in hoa.choices


async def test_an_answer_choice_of_somebody_else_gets_silence(world: World) -> None:
    hoa, nam = await world.registered("hoa"), await world.registered("nam")
    await hoa.write("vào thi")
    await hoa.press("Bắt đầu làm bài")
    attempt = await world.attempt_of(hoa)
    payload = answer_payload(attempt.id, attempt.progress.position, 0)

    assert await nam.press_payload(payload) == ""
    assert nam.heard == []
    assert await world.person("stranger").press_payload(payload) == ""
    assert (await world.attempt_of(hoa)).progress == attempt.progress


async def test_twenty_taps_get_one_question_at_most(world: World) -> None:
    hoa = await world.registered()
    await hoa.write("vào thi")
    begin = hoa.choices["Bắt đầu làm bài"]
    await hoa.press_payload(begin)
    question = hoa.heard[0]
    assert isinstance(question, Question)
    tap = answer_payload(question.attempt, question.position, 1)

    heard: list[Content] = []
    for _ in range(20):
        await hoa.press_payload(tap)
        heard += hoa.heard

    assert [each.position for each in heard if isinstance(each, Question)] == [2]
    assert len(heard) == 1


async def test_what_a_group_says_among_itself_is_acknowledged_and_ignored(world: World) -> None:
    hoa = world.person()
    message = hoa.message(text="/start")
    group = replace(message.chat, kind=ChatKind.GROUP)

    await hoa.deliver(replace(message, chat=group, is_addressed=False))

    assert hoa.acknowledgement == Acknowledgement("ignored")
    assert hoa.heard == []


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u202e\u2066", "\x00\x07", "\u3164"])
async def test_a_message_without_anything_visible_gets_silence(world: World, text: str) -> None:
    hoa = world.person()

    await hoa.write(text)

    assert hoa.acknowledgement == Acknowledgement("ignored")
    assert hoa.heard == []


async def test_a_repeated_update_is_handled_once(world: World) -> None:
    hoa = world.person()
    message = hoa.message(text="trợ giúp")

    assert await hoa.deliver(message) != ""
    assert await hoa.deliver(message) == ""
    assert hoa.acknowledgement == Acknowledgement("repeated")


async def test_replies_are_handed_to_the_relay_after_the_commit(world: World) -> None:
    hoa = world.person()
    message = hoa.message(text="trợ giúp")

    await hoa.deliver(message)

    assert [row.message.key for row in world.handover.rows] == [f"reply:{message.update_key}:0"]
    assert [row.message.content for row in world.handover.rows] == list(hoa.heard)


async def test_unknown_texts_offer_what_can_be_done(world: World) -> None:
    stranger, hoa = world.person("stranger"), await world.registered()

    assert "chưa hiểu tin nhắn này" in await stranger.write("mấy giờ rồi?")
    assert list(stranger.choices) == ["Đăng ký", "Thể lệ", "Trợ giúp"]
    assert "chưa hiểu tin nhắn này" in await hoa.write("mấy giờ rồi?")
    assert list(hoa.choices) == ["Vào thi", "Điểm của tôi", "Thể lệ", "Trợ giúp"]


async def test_unclear_texts_while_playing_point_to_the_open_question(world: World) -> None:
    hoa = await world.registered()
    await hoa.write("vào thi")
    await hoa.press("Bắt đầu làm bài")

    assert "Bạn đang làm bài." in await hoa.write("mấy giờ rồi?")
    assert list(hoa.choices) == ["Tiếp tục", "Bỏ qua"]
    await hoa.press("Tiếp tục")
    assert [type(content) for content in hoa.heard] == [Question]


@pytest.mark.parametrize(
    "payload",
    ["", "x", "c:nothing", "d:nothing:1", "d:consent:yes", "a:1:2", "c:play:1", "😀" * 500],
)
async def test_a_choice_that_nobody_offers_now_gets_a_clear_reply_or_silence(
    world: World, payload: str
) -> None:
    hoa = world.person()

    await hoa.press_payload(payload)

    assert hoa.acknowledgement.verdict in {"handled", "stale", "ignored"}
    assert len(hoa.heard) <= 1


@pytest.mark.parametrize("words", ["1", "1.", "Đúng người này", "dung nguoi nay"])
async def test_the_number_or_the_words_of_the_task_put_last_settle_it(
    world: World, words: str
) -> None:
    (entry,) = await store(world, listed(world))
    liaison = await world.with_role("mai", Role.UNIT_LIAISON, "SO-NV")
    person, _ = await register(world)
    await match(world, person, None)
    await all_sent(world)
    await liaison.write("trợ giúp")
    await all_sent(world)

    await liaison.write(words)

    assert (await entry_of(world, entry)).match is Match.CONFIRMED


@pytest.mark.parametrize("words", ["3", "đúng"])
async def test_other_words_settle_no_task(world: World, words: str) -> None:
    (entry,) = await store(world, listed(world))
    liaison = await world.with_role("mai", Role.UNIT_LIAISON, "SO-NV")
    person, _ = await register(world)
    await match(world, person, None)
    await all_sent(world)

    await liaison.write(words)

    assert (await entry_of(world, entry)).match is Match.SUGGESTED


async def test_a_skip_without_a_question_finds_nothing_to_skip(world: World) -> None:
    hoa = await world.registered()

    assert await hoa.write("bỏ qua") == "Bạn không có câu hỏi nào đang chờ trả lời."


async def test_what_goes_wrong_is_told_kindly_and_logged_with_ids_only(world: World) -> None:
    hoa = talking_to(world, Dispatcher(world.begin, BrokenIntake(), world.handover))
    message = hoa.message(text="B")

    with capture_logs() as logs:
        reply = await hoa.deliver(message)

    assert reply.startswith("Xin lỗi, hệ thống vừa gặp trục trặc")
    assert hoa.acknowledgement == Acknowledgement("failed", reply)
    assert [(log["event"], log["error"]) for log in logs] == [("update_failed", "ConnectionError")]
    assert logs[0]["update"] == message.update_key
    assert "secret" not in str(logs)
    assert logs[0]["where"][-1].startswith("answer:")


async def test_an_apology_is_said_once_for_one_update(world: World) -> None:
    hoa = talking_to(world, Dispatcher(world.begin, BrokenIntake(), world.handover))
    message = hoa.message(text="B")
    await hoa.deliver(message)

    assert await hoa.deliver(message) == ""


async def test_without_a_database_the_platform_is_not_acknowledged(world: World) -> None:
    hoa = talking_to(world, Dispatcher(no_database, FakeIntake(), FakeHandover()))

    with capture_logs() as logs, pytest.raises(NotDurableError):
        await hoa.write("vào thi")

    assert [log["event"] for log in logs] == ["update_failed", "apology_failed"]
    assert "secret" not in str(logs)


class BrokenHandover:
    """A relay that has stopped."""

    def hand_over(self, rows: Sequence[OutboxRow]) -> None:
        raise RuntimeError("stopped")


async def test_a_relay_that_has_stopped_causes_no_second_reply(world: World) -> None:
    hoa = talking_to(world, Dispatcher(world.begin, FakeIntake(), BrokenHandover()))

    with capture_logs() as logs:
        await hoa.write("trợ giúp")

    # The reply is durable, and goes out when its lease has run out.
    assert len(hoa.heard) == 1
    assert hoa.acknowledgement.verdict == "handled"
    assert [log["event"] for log in logs] == ["update_failed"]


async def test_an_installation_without_a_contest_answers_too(
    sqlite_url: str, clock: FakeClock
) -> None:
    database = Database(sqlite_url)
    begin = SqlUnitsOfWork(database, LEASE, SECRET)
    hoa = Conversation(Dispatcher(begin, FakeIntake(), FakeHandover()), database, clock, "hoa")

    assert "Cuộc thi trực tuyến xin chào bạn!" in await hoa.write("/start")
    assert "Bên kiểm soát dữ liệu: Ban Tổ chức Cuộc thi." in await hoa.write("đăng ký")
    assert "Thể lệ chưa được công bố." in await hoa.write("thể lệ")
    await database.dispose()
