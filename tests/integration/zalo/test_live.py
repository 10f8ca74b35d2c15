"""A live round in a group on Zalo: numbered text, answered by a mention of the bot or a reply."""

import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import anyio
import pytest

from bot.app import App
from contest.live import State
from contest.model import PersonId, Position
from handlers.ports.live_contents import LiveRoundId
from storage.engine import Database
from storage.outbox import Lease
from storage.unit_of_work import SqlUnitsOfWork
from tests.fakes.clock import START
from tests.fakes.moving import MovingClock
from tests.integration.live.stage import KEY, START_IN, Stage, seed
from tests.integration.web.site import eventually
from tests.integration.zalo.desk import (
    BOT,
    HOST,
    INLETS,
    NAME,
    SECRET,
    TOKEN,
    adapter_of,
    listening,
)
from tests.integration.zalo.system import CHAT_MESSAGES_PER_SECOND, PATIENCE
from tests.platforms.live_people import Plan, Way, ZaloRoom, take_part
from tests.platforms.zalo.emulator import ZaloEmulator, running_zalo
from tests.platforms.zalo.people import Group, Person

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(60)]

WRONG = 0
WAYS = (Way.MENTION, Way.REPLY, Way.MENTION)


@dataclass
class Hall:
    """A group with three people and one who has not registered."""

    group: Group
    room: ZaloRoom
    stranger: Person
    stage: Stage

    async def play(self, position: int, *places: int | None) -> None:
        """Everybody who has a place answers it."""
        plans = [Plan(n, 0.0, place) for n, place in enumerate(places) if place is not None]
        await take_part(self.room, Position(position), plans)

    async def stored(self, count: int) -> None:
        """Return when so many answers are stored."""
        with anyio.fail_after(PATIENCE):
            while len(await self.stage.stored()) < count:  # noqa: ASYNC110 - it tells nobody
                await anyio.sleep(0.01)

    async def shows(self, count: int) -> list[str]:
        """What the group was told, once that is so much."""
        with anyio.fail_after(PATIENCE):
            while len(self.group.shown) < count:
                await self.group.chat.until(count)
        return [shown.text for shown in self.group.shown]


@asynccontextmanager
async def opened_hall(zalo: ZaloEmulator, inlet: str, database: Path) -> AsyncIterator[Hall]:
    """A running system in which a live round begins in ten minutes."""
    clock, url = MovingClock(start=START), f"sqlite:///{database}"
    account = zalo.add_bot(TOKEN, name=NAME)
    people = [zalo.person(name) for name in ("Hoa", "Bình", "Lan")]
    stranger = zalo.person("Người lạ")
    group = zalo.group("Nhóm Sở Nội vụ", [*people, stranger], account)
    room = ZaloRoom(group, BOT, people, WAYS)
    live_round = await seeded(url, clock, room)
    async with AsyncExitStack() as stack:
        app = App(url, clock, SECRET)
        stack.push_async_callback(app.close)
        adapter = adapter_of(zalo, clock, f"https://{HOST}" if inlet == "webhook" else "", NAME)
        adapter.capabilities = replace(
            adapter.capabilities,
            messages_per_second=1_000,
            chat_messages_per_second=CHAT_MESSAGES_PER_SECOND,
        )
        stack.push_async_callback(adapter.close)
        if adapter.webhook is not None:
            await stack.enter_async_context(listening(zalo, adapter.webhook, clock))
        await stack.enter_async_context(app.running([adapter]))
        await eventually(lambda: account.webhook is not None or zalo.calls["getUpdates"] > 0)
        yield Hall(group, room, stranger, Stage(app, clock, (), live_round))


async def seeded(url: str, clock: MovingClock, room: ZaloRoom) -> LiveRoundId:
    database = Database(url)
    try:
        begin = SqlUnitsOfWork(database, Lease("office", timedelta(0)), SECRET)
        starts_at = clock.now() + START_IN
        return await seed(begin, clock.now(), {room.chat: room.users}, starts_at)
    finally:
        await database.dispose()


@pytest.mark.parametrize("inlet", INLETS)
async def test_a_round_of_three_questions_by_mention_and_reply(
    inlet: str, sqlite_template: Path, tmp_path: Path
) -> None:
    database = Path(shutil.copyfile(sqlite_template, tmp_path / "hoithi.db"))
    async with running_zalo() as zalo, opened_hall(zalo, inlet, database) as hall:
        stage = hall.stage

        await stage.open_question(1)
        await hall.play(1, KEY, KEY, WRONG)
        await hall.stored(3)
        # The first answer counts, and who is not registered has no say.
        await hall.play(1, WRONG, None, KEY)
        await hall.group.say(hall.stranger, "B", mention=True)
        await stage.close_question()
        told = await hall.shows(3)

        await stage.open_question(2)
        await hall.group.say(hall.room._people[0], "Em chọn đáp án b ạ", mention_at="end")
        await hall.group.say(hall.room._people[1], "2.", reply_to_bot=True)
        await hall.group.say(hall.room._people[2], "chưa biết", reply_to_bot=False)
        await hall.stored(5)
        await stage.close_question()
        await stage.open_question(3)
        await hall.play(3, KEY, None, None)
        await hall.stored(6)
        await stage.close_question()
        await stage.next_move()
        await stage.until(State.FINISHED)
        results = await stage.results()
        shown = await hall.shows(8)

    call, question, key = told
    assert "Chung kết" in call
    assert question.startswith("Câu 1/3 · 20 giây\nCâu hỏi ")
    assert "A. một\nB. hai\nC. ba\nD. bốn\n\n" in question
    assert "nhắc tên bot" in question
    assert "Đáp án đúng: B" in key
    assert [(one.score.person, one.score.points) for one in results] == [
        (PersonId(1), 3),
        (PersonId(2), 2),
        (PersonId(3), 0),
    ]
    # The call, three questions and their keys, and the end: nothing for an answer.
    headings = [text.partition("\n")[0] for text in shown]
    assert [text.startswith("Câu ") for text in headings[:7]] == [False, *[True] * 6]
    assert not any(text.startswith("Câu ") for text in headings[7:])
    # Who polls has asked whether a webhook is set, and none is.
    assert set(zalo.refused) <= {("getWebhookInfo", 404)}
