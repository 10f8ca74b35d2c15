"""Waiting in line as people see it, from the press to the first question or an honest word."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from contest.model import PersonId
from handlers.payloads import command_payload
from handlers.ports.contents import Question, Text
from handlers.ports.messaging import Lane, OutboundMessage
from handlers.ports.rosters import Duty
from storage.engine import Database
from storage.outbox_store import SqlOutboxStore
from storage.tables.contests import round_table
from tests.fakes.clock import FakeClock
from tests.fakes.rush import BOT, PLATFORM, SECOND, Rush
from tests.integration.admission.conftest import PEOPLE, RATE, RULES

pytestmark = pytest.mark.anyio

BOTH = list(range(1, PEOPLE + 1))
ONE_KIND = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MINUTE = timedelta(minutes=1)
LONG = 10 * MINUTE


def queued(rush: Rush, person: int) -> list[OutboundMessage]:
    """What is on its way to somebody."""
    return [
        row.message
        for rows in rush.way.lanes.values()
        for row in rows
        if row.message.chat.chat_id == str(person)
    ]


def text_to(rush: Rush, person: int) -> str:
    (message,) = queued(rush, person)
    assert isinstance(message.content, Text)
    return message.content.body


async def test_whoever_the_bot_can_serve_begins_and_the_others_see_place_and_time(
    rush: Rush,
) -> None:
    acknowledged = await rush.press_all(BOTH)

    assert [each.verdict for each in acknowledged] == ["handled"] * 4 + ["waiting"] * 8
    notices = [each.notice or "" for each in acknowledged[4:]]
    assert notices[0] == (
        "Bạn đang ở vị trí 1, dự kiến chưa đầy 1 phút nữa đến lượt. "
        "Bạn không cần làm gì thêm và không mất thời gian trả lời."
    )
    assert [notice.split(",")[0] for notice in notices[:3]] == [
        "Bạn đang ở vị trí 1",
        "Bạn đang ở vị trí 2",
        "Bạn đang ở vị trí 3",
    ]
    # A press costs no message: only questions are on their way.
    assert [type(row.message.content) for row in rush.way.lanes[Lane.REPLY]] == [Question] * 4
    assert not rush.way.lanes[Lane.REMINDER]


async def test_everybody_plays_in_the_order_of_the_line(rush: Rush) -> None:
    await rush.press_all(BOTH)
    await rush.run_until_over(LONG)

    asked = rush.account.asked_at
    assert sorted(asked) == BOTH
    turns = [asked[person] for person in BOTH[4:]]
    assert turns == sorted(turns)
    assert await rush.states() == {"admitted": 8}
    assert rush.account.verdicts == {"stored": 2 * PEOPLE}


@ONE_KIND
async def test_pressing_again_keeps_the_place_and_says_it(rush: Rush) -> None:
    await rush.press_all(BOTH)

    again = await rush.press(6)

    assert again.verdict == "waiting"
    assert again.notice is not None
    assert again.notice.startswith("Bạn đang ở vị trí 2,")
    assert queued(rush, 6) == []


@ONE_KIND
@pytest.mark.parametrize("words", ["vào thi", "tiếp tục", "bắt đầu làm bài"])
async def test_whoever_asks_in_words_is_told_their_place_and_may_leave(
    rush: Rush, words: str
) -> None:
    await rush.press_all(BOTH)

    acknowledged = await rush.write(6, words)

    assert acknowledged.verdict == "waiting"
    (message,) = queued(rush, 6)
    assert message.lane is Lane.REMINDER
    assert isinstance(message.content, Text)
    assert "bạn ở vị trí 2 trong hàng chờ" in message.content.body
    assert "Lúc 08 giờ 00" in message.content.body
    assert [choice.payload for choice in message.content.choices] == [command_payload("leave")]


@ONE_KIND
async def test_whoever_is_not_waiting_is_briefed_as_ever(rush: Rush) -> None:
    await rush.press_all(BOTH[:6])

    acknowledged = await rush.write(9, "vào thi")

    assert acknowledged.verdict == "handled"
    assert "2 câu hỏi trắc nghiệm" in text_to(rush, 9)


@ONE_KIND
async def test_a_repeated_press_changes_nothing(rush: Rush) -> None:
    await rush.press_all(BOTH[:5])
    message = rush.message(6, choice=command_payload("begin"))

    first = await rush.deliver(message)
    second = await rush.deliver(message)

    assert (first.verdict, second.verdict) == ("waiting", "repeated")
    assert await rush.states() == {"waiting": 2}


@ONE_KIND
async def test_whoever_leaves_the_line_is_not_called(rush: Rush) -> None:
    await rush.press_all(BOTH)

    await rush.press(6, command_payload("leave"))
    assert "Bạn đã rời hàng chờ" in text_to(rush, 6)
    await rush.run_until_over(LONG)

    assert 6 not in rush.account.asked_at
    assert await rush.states() == {"admitted": 7, "left": 1}


@ONE_KIND
async def test_leaving_a_line_in_which_one_does_not_stand_says_so(rush: Rush) -> None:
    await rush.write(6, "rời hàng chờ")

    assert "Bạn không ở trong hàng chờ" in text_to(rush, 6)


async def test_after_a_restart_the_line_goes_on_where_it_was(
    rush: Rush, database: Database, clock: FakeClock
) -> None:
    await rush.press_all(BOTH)
    await rush.run(SECOND)
    began = set(rush.account.asked_at)

    # Of the process before nothing is left but the rows.
    after = Rush(database, clock, RATE)
    await SqlOutboxStore(database, after.lease).release_all()
    await after.poll()
    await after.admission.look(clock.now())
    assert (await after.press(2)).verdict == "handled"
    await after.run_until_over(LONG)

    asked = sorted(after.account.asked_at, key=lambda person: after.account.asked_at[person])
    assert sorted(began | set(asked)) == BOTH
    in_line = [person for person in asked if person > 4]
    assert in_line == sorted(in_line)
    assert await after.states() == {"admitted": 8}


@ONE_KIND
async def test_whoever_still_waits_at_the_end_of_the_round_is_told(rush: Rush) -> None:
    await rush.press_all(BOTH)
    rush.clock.advance(timedelta(hours=1))

    await rush.admission.look(rush.clock.now())
    await rush.admission.inform(rush.clock.now())
    await rush.admission.look(rush.clock.now())
    await rush.admission.admit(rush.clock.now())
    rush.way.lanes[Lane.REPLY].clear()
    await rush.poll()

    for person in BOTH[4:]:
        assert "đã kết thúc trước khi đến lượt bạn" in text_to(rush, person)
    assert await rush.states() == {"closed": 8}


@ONE_KIND
async def test_whoever_joins_too_late_is_told_before(database: Database, clock: FakeClock) -> None:
    rush = Rush(database, clock, rate=0.5)
    await rush.prepare(PEOPLE, RULES, timedelta(seconds=10))

    acknowledged = await rush.press_all(BOTH)

    assert "vòng thi kết thúc lúc 08 giờ 00" in (acknowledged[-1].notice or "")
    assert all(len(each.notice or "") <= 200 for each in acknowledged)
    await rush.write(12, "vào thi")
    assert "có thể trước khi đến lượt bạn" in text_to(rush, 12)


@ONE_KIND
async def test_a_turn_comes_to_nothing_for_somebody_who_was_excluded_meanwhile(
    rush: Rush,
) -> None:
    await rush.press_all(BOTH)
    async with rush.units_of_work() as tx:
        await tx.exclusions.bar(PersonId(6), Duty.TECHNICAL, "test", rush.clock.now())
        await tx.commit()

    await rush.run_until_over(LONG)

    assert 6 not in rush.account.asked_at
    assert rush.account.messages["turn"] == 8
    assert await rush.states() == {"admitted": 8}


@ONE_KIND
async def test_somebody_who_cannot_begin_at_all_does_not_join(
    rush: Rush, database: Database
) -> None:
    await rush.press_all(BOTH[:5])
    too_old = replace(RULES, minimum_age=40)
    async with rush.units_of_work() as tx:
        await tx.exclusions.bar(PersonId(7), Duty.TECHNICAL, "test", rush.clock.now())
        await tx.commit()

    assert (await rush.press(99)).verdict == "handled"  # not registered: asked for consent
    assert (await rush.press(1)).verdict == "handled"  # playing: shown the question again
    assert (await rush.press(7)).verdict == "handled"  # excluded: told so
    async with database.write() as connection:
        rules = {"minimum_age": too_old.minimum_age, "blueprint": [["PAR", 2]]}
        await connection.execute(update(round_table).values(rules=rules))
    assert (await rush.press(8)).verdict == "handled"  # too young: told so
    assert await rush.states() == {"waiting": 1}


@ONE_KIND
async def test_on_a_platform_without_limits_nobody_waits(
    database: Database, clock: FakeClock
) -> None:
    rush = Rush(database, clock, rate=None)
    await rush.prepare(PEOPLE, RULES, timedelta(hours=1))

    acknowledged = await rush.press_all(BOTH)

    assert {each.verdict for each in acknowledged} == {"handled"}
    assert await rush.states() == {}


@ONE_KIND
async def test_conversations_stand_back_while_players_wait(rush: Rush) -> None:
    await rush.press_all(BOTH)
    assert rush.way.delay(PLATFORM, BOT, rush.clock.now()) == SECOND
    await rush.write(12, "trợ giúp")
    assert [message.lane for message in queued(rush, 12)] == [Lane.REPLY]

    # One more reply makes it longer than half of the limit.
    await rush.write(11, "trợ giúp")
    await rush.write(1, "tiếp tục")

    assert [message.lane for message in queued(rush, 11)] == [Lane.REMINDER]
    assert [message.lane for message in queued(rush, 1)] == [Lane.REPLY, Lane.REPLY]


@ONE_KIND
async def test_whoever_waits_for_long_is_told_their_place_and_called_back(
    database: Database, clock: FakeClock
) -> None:
    rush = Rush(database, clock, rate=0.2)
    await rush.prepare(PEOPLE, RULES, timedelta(hours=1))
    await rush.press_all(BOTH)
    await rush.run_until_over(2 * LONG)

    assert sorted(rush.account.asked_at) == BOTH
    assert rush.account.messages["place"] >= 2
    assert rush.account.messages["soon"] >= 1
    assert rush.account.messages["turn"] == PEOPLE - 1
