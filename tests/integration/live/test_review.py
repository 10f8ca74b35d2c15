"""What can go wrong between a round and its surroundings: refusals, erasure, a second round."""

from collections.abc import AsyncIterator
from dataclasses import replace

import anyio
import pytest
from sqlalchemy import select

from contest.live import State
from contest.live_rooms import Trouble
from handlers.live_hosting.results import result_texts
from handlers.live_hosting.texts import Situation, situation_text
from handlers.ports.contents import Text
from handlers.ports.live_orders import HostResult, OrderKind
from handlers.ports.live_records import Shows
from handlers.ports.messaging import MessageRejected
from handlers.texts.loader import wording
from storage.tables.outbox import Delivery, outbox_table
from tests.fakes.adapter import PATIENCE
from tests.integration.live.hall import P1, P2, RIGHT, RULES, SECOND, Hall
from tests.integration.live.hosts import open_chat
from tests.integration.live.stage import LOOK_SECONDS, Stage, staged
from tests.integration.live.test_platforms_down import troubles
from tests.integration.storage.world import dump

pytestmark = pytest.mark.anyio


@pytest.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    async with staged(database_url) as stage:
        yield stage


async def test_a_question_that_was_refused_is_sent_again_to_a_room_that_the_host_waits_for(
    stage: Stage,
) -> None:
    zalo = stage.platforms[1]
    await stage.next_move()
    await zalo.until(lambda: len(zalo.sent) == 1)
    zalo.broken = MessageRejected("migrated")
    await stage.next_move()
    hosted = await stage.until_so(lambda one: troubles(one) == [None, None, Trouble.FAILED])
    zalo.broken = None
    await until_given_up(stage)

    waited = await stage.order(OrderKind.WAIT, "w", rooms=(max(hosted.rooms),))
    again = await stage.order(OrderKind.WAIT, "w2", rooms=(max(hosted.rooms),))

    hosted = await stage.open_question()
    assert (waited.result, again.result) == (HostResult.DONE, HostResult.UNCHANGED)
    assert troubles(hosted) == [None, None, None]
    assert [each.position for each in zalo.questions(zalo.room(1))] == [1]
    assert (await stage.say(5, zalo.room(1), "B")).verdict == "stored"


async def until_given_up(stage: Stage) -> None:
    """The trouble is told before the message is settled."""
    dead = select(outbox_table.c.key).where(outbox_table.c.state == Delivery.DEAD.value)
    with anyio.fail_after(PATIENCE):
        while True:
            async with stage.app.database.read() as connection:
                if (await connection.execute(dead)).all():
                    return
            await anyio.sleep(LOOK_SECONDS)


async def test_a_name_is_forgotten_before_the_next_question_is_asked(hall: Hall) -> None:
    """Where somebody plays is noted with the next question; the standing has their name before."""
    await hall.begun(rooms=1, shows=Shows.NAMES)
    await hall.register(1)
    async with hall.world.begin.reading() as tx:
        named = await tx.people.find(hall.people[1])
    assert named is not None
    await hall.answer(hall.press(1))
    await hall.settle()
    assert named.full_name in await dump(hall.world.database)

    async with hall.world.begin() as tx:
        await tx.people.forget(hall.people[1], hall.clock.now())
        await tx.commit()

    assert named.full_name not in await dump(hall.world.database)


async def test_a_cancelled_round_tells_nobody_whether_the_last_answer_was_right(
    hall: Hall,
) -> None:
    """Its key was never out, and the question may be asked again."""
    await hall.begun(rooms=1)
    await hall.register(1)
    await hall.answer(hall.press(1))
    await hall.settle()
    await hall.order(OrderKind.NEXT)
    await hall.deliver()
    await hall.answer(hall.press(1, position=P2))

    await hall.order(OrderKind.CANCEL)

    async with hall.world.begin.reading() as tx:
        assert [each.position for each in await tx.live.log(hall.id)] == [P1]
        (told,) = await result_texts(tx, await hall.hosted(), wording("vi"))
    assert isinstance(told, Text)
    assert told.body == "Buổi thi đã hủy nên không có kết quả."


async def test_of_two_rounds_in_a_group_a_letter_is_for_the_one_that_can_be_answered(
    hall: Hall,
) -> None:
    """The newer round has shown its key while the older one still asks."""
    await hall.register(1, 2)
    await hall.begun(rooms=1, rules=replace(RULES, question_limit=60 * SECOND))
    older = hall.id
    hall.handed.rows.clear()
    await hall.begun(rooms=1, rules=replace(RULES, question_limit=10 * SECOND))
    hall.clock.advance(5 * SECOND)
    punctual = hall.write(1, "B")
    hall.clock.advance(5 * SECOND)
    await hall.due()
    await hall.intake.drain()
    assert (await hall.live()).state is State.REVEALED
    newer = hall.id

    # Both could be answered then, so the newer question was meant, however late that is processed.
    assert await hall.answer(punctual, hall.write(2, "B")) == ["stored", "stored"]

    async with hall.world.begin.reading() as tx:
        of_newer = await tx.live.answers(newer, P1, list(hall.people.values()))
        of_older = await tx.live.answers(older, P1, list(hall.people.values()))
    assert [given.option for ballot in of_newer.values() for given in ballot.values()] == [RIGHT]
    assert (list(of_newer), list(of_older)) == ([hall.people[1]], [hall.people[2]])


async def test_after_the_last_key_nobody_is_promised_another_question(hall: Hall) -> None:
    await hall.begun(rooms=1, questions=1)
    await hall.settle()
    say = wording("vi")

    told = situation_text(Situation(await hall.hosted()), say)
    await hall.order(OrderKind.PAUSE)
    await hall.order(OrderKind.RESUME)

    notes = [await hall.content(key) for key in await hall.queued() if ":v" in key]
    assert "tự kết thúc và công bố kết quả lúc 08:00:30" in told
    assert notes[-1].body.startswith("Buổi thi tiếp tục. Kết quả chung cuộc")
    assert "tiếp theo" not in told + notes[-1].body


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", ["Dừng hẳn", "Hủy buổi thi"])
async def test_an_old_confirmation_ends_no_round_that_has_gone_on(hall: Hall, name: str) -> None:
    """On Telegram a choice that was not taken stays in the chat."""
    await hall.begun(questions=3)
    host = await open_chat(hall)
    await host.open()
    await host.press(name)
    (confirm,) = [label for label in host.offered if label.startswith("Xác nhận")]
    payload = host.chat.choices[confirm]
    await host.press("Không, quay lại")
    await hall.settle()
    await hall.order(OrderKind.NEXT)

    assert "không còn hiệu lực; không có gì thay đổi" in await host.chat.press_payload(payload)

    assert (await hall.live()).state is State.OPEN
