"""A live round in two groups on Telegram, each with a bot of its own and by another library."""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import anyio
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.adapters._telegram.adapter import TelegramAdapter
from bot.app import App
from bot.platforms import polls_of, telegram_bots
from bot.serving import serving
from bot.telegram_settings import TelegramSettings
from bot.web.app import create_app
from bot.web.webhooks import Webhooks
from contest.live import State
from contest.live_rooms import RoomState
from contest.live_rules import LiveRules
from contest.model import PersonId, Position
from handlers.ports.live_contents import LiveRoundId
from storage.engine import Database
from storage.outbox import Lease
from storage.unit_of_work import SqlUnitsOfWork
from tests.e2e.serving import free_port
from tests.fakes.clock import START
from tests.fakes.moving import MovingClock
from tests.integration.live.stage import KEY, LIMIT, RULES, START_IN, Stage, seed
from tests.integration.telegram.system import FAST, SECRET, copied
from tests.integration.web.site import eventually
from tests.platforms.live_people import Deed, Plan, TelegramRoom, Way, take_part
from tests.platforms.telegram.bots import Bot
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.limits import Limit
from tests.platforms.telegram.model import Chat, Message
from tests.platforms.telegram.people import GroupLife
from tests.platforms.telegram.polls import Poll

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(60)]

WRONG = 0
PATIENCE = 20.0
BY_LETTERS = (Way.PRESS, Way.REPLY, Way.MENTION)
BY_VOTES = (Way.VOTE, Way.VOTE, Way.VOTE)


@dataclass
class Hall:
    """Two groups with three people in each; those of the first have the ids 1 to 3."""

    telegram: TelegramEmulator
    url: str
    clock: MovingClock
    live_round: LiveRoundId
    bots: tuple[Bot, Bot]
    groups: tuple[GroupLife, GroupLife]
    rooms: tuple[TelegramRoom, TelegramRoom]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Stage]:
        """One start of the process: aiogram with a webhook, and python-telegram-bot that polls."""
        async with AsyncExitStack() as stack:
            app = App(self.url, self.clock, SECRET, senders=8)
            stack.push_async_callback(app.close)
            port = free_port()
            first = self._adapter("telegram_aiogram", self.bots[0], app, port)
            second = self._adapter("telegram_ptb", self.bots[1], app, None)
            for adapter in (first, second):
                stack.push_async_callback(adapter.close)
            await stack.enter_async_context(app.running([first, second]))
            assert first.webhook is not None
            site = Webhooks(create_app([]), [first.webhook], app.clock)
            await stack.enter_async_context(serving(site, "127.0.0.1", port, ""))
            await eventually(lambda: self.bots[0].webhook is not None)
            async with asyncio.timeout(PATIENCE):
                await self.bots[1].polls.begun()
            yield Stage(app, self.clock, (), self.live_round)

    def _adapter(self, library: str, bot: Bot, app: App, port: int | None) -> TelegramAdapter:
        settings = TelegramSettings(
            _env_file=None,
            tokens=(SecretStr(bot.token),),
            api_url=self.telegram.url,
            webhook_url=f"http://127.0.0.1:{port}" if port else "",
            webhook_secret=SecretStr(SECRET),
            messages_per_second=FAST.overall_per_second,
        )
        (adapter,) = telegram_bots(library, settings, app.clock, None, polls_of(app))
        adapter.capabilities = replace(
            adapter.capabilities, chat_messages_per_second=1 / FAST.per_chat_seconds
        )
        return adapter

    async def play(self, position: int, *places: int | None) -> list[Deed]:
        """Everybody who has a place answers it; the first three are in the first group."""
        answers = [
            take_part(
                room,
                Position(position),
                [Plan(n, 0.0, place) for n, place in enumerate(chosen) if place is not None],
            )
            for room, chosen in zip(self.rooms, (places[:3], places[3:]), strict=True)
        ]
        return [deed for deeds in await asyncio.gather(*answers) for deed in deeds]

    def texts(self) -> list[list[str]]:
        """What each group was told."""
        return [group.chat.texts for group in self.groups]

    async def told(self, words: str) -> None:
        """Return when both groups have been told something."""
        for group in self.groups:
            chat = group.chat
            await chat.until(partial(said, chat, words), PATIENCE)


@asynccontextmanager
async def opened_hall(
    telegram: TelegramEmulator,
    database: Path,
    ways: tuple[Way, ...],
    rules: LiveRules = RULES,
    *,
    as_poll: bool = False,
) -> AsyncIterator[Hall]:
    """A live round that begins in ten minutes."""
    clock, url = MovingClock(start=START), f"sqlite:///{database}"
    bots = (telegram.bot, telegram.add_bot("hoithi_hai_bot"))
    groups, rooms = [], []
    for number, bot in enumerate(bots, start=1):
        group = telegram.group(telegram.person(number, "Chủ nhóm"), f"Đơn vị {number}")
        group.add_bot(bot)
        people = [telegram.person(100 * number + one) for one in range(len(ways))]
        groups.append(group)
        rooms.append(TelegramRoom(group, bot, people, ways))
    store = Database(url)
    try:
        begin = SqlUnitsOfWork(store, Lease("office", timedelta(0)), SECRET)
        people_of = {room.chat: room.users for room in rooms}
        starts_at = clock.now() + START_IN
        live_round = await seed(begin, clock.now(), people_of, starts_at, rules, as_poll=as_poll)
    finally:
        await store.dispose()
    yield Hall(telegram, url, clock, live_round, bots, (groups[0], groups[1]), (rooms[0], rooms[1]))


def said(chat: Chat, words: str) -> bool:
    return any(words in text for text in chat.texts)


def was_edited(message: Message) -> bool:
    return bool(message.versions)


async def until_stored(stage: Stage, count: int) -> None:
    """Return when so many answers are stored."""
    with anyio.fail_after(PATIENCE):
        while len(await stage.stored()) < count:  # noqa: ASYNC110 - it tells nobody
            await anyio.sleep(0.01)


def notices(deeds: list[Deed]) -> list[str]:
    """What those were told who pressed."""
    return [deed.notice for deed in deeds if deed.press is not None]


async def answered(deeds: list[Deed]) -> None:
    """Return when every button has stopped spinning."""
    for deed in deeds:
        if deed.press is not None:
            await deed.press.answered(PATIENCE)


def hear_everything(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("aiohttp", "aiogram", "asyncio", "uvicorn", "telegram"):
        caplog.set_level(logging.DEBUG, logger=name)


async def test_a_round_of_three_questions_by_letters(
    telegram: TelegramEmulator,
    sqlite_template: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    hear_everything(caplog)
    async with opened_hall(telegram, copied(sqlite_template, tmp_path), BY_LETTERS) as hall:
        with capture_logs() as logs:
            async with hall.running() as stage:
                await play_by_letters(hall, stage)
                results = await stage.results()

    # Two bots, of which nobody can see the other's token or what was answered.
    told = json.dumps([*logs, *[record.getMessage() for record in caplog.records]], default=str)
    assert not any(bot.token in told for bot in hall.bots)
    assert f"l:{hall.live_round}:" not in told
    assert [(one.score.person, one.score.points) for one in results] == [
        (PersonId(1), 3),
        (PersonId(2), 2),
        (PersonId(3), 2),
        (PersonId(4), 1),
        (PersonId(5), 1),
        (PersonId(6), 1),
    ]
    assert telegram.refusals == Counter()


async def play_by_letters(hall: Hall, stage: Stage) -> None:
    await stage.open_question(1)
    deeds = await hall.play(1, KEY, KEY, KEY, KEY, KEY, KEY)
    await until_stored(stage, 6)
    await answered(deeds)
    assert notices(deeds) == ["Đã ghi nhận câu 1: B."] * 2
    # Nobody is told anything in a group for an answer: the question is the last word.
    assert all(texts[-1].startswith("Câu 1/3 · 20 giây\n") for texts in hall.texts())
    await shows_the_count(hall, stage)
    await stage.close_question()
    await hall.told("Đáp án đúng: B")

    late = await hall.play(1, KEY, None, None, None, None, None)
    await answered(late)
    assert notices(late) == ["Đã hết giờ nên câu trả lời này không được tính."]

    await stage.open_question(2)
    await hall.play(2, KEY, KEY, KEY, WRONG, WRONG, WRONG)
    await until_stored(stage, 12)
    again = await hall.play(2, WRONG, None, None, KEY, None, None)
    await answered(again)
    assert notices(again) == ["Bạn đã trả lời câu này rồi; câu trả lời đầu tiên được tính."] * 2
    await stage.close_question()

    await stage.open_question(3)
    await hall.play(3, KEY, None, None, None, None, None)
    await until_stored(stage, 13)
    await stage.close_question()
    await stage.next_move()
    await stage.until(State.FINISHED)


async def shows_the_count(hall: Hall, stage: Stage) -> None:
    """At half time the questions themselves tell how many have answered, and nothing else."""
    await stage.jump(LIMIT / 2)
    await stage.app.live.look()
    for room, group in zip(hall.rooms, hall.groups, strict=True):
        question = room.question(Position(1))
        await group.chat.until(partial(was_edited, question), PATIENCE)
        assert question.text.endswith("\n3 người đã trả lời")
        assert question.text.removesuffix("\n3 người đã trả lời") == question.versions[0][0]
        assert len(question.buttons) == 4
        assert question.is_protected


async def test_a_round_by_polls_and_a_restart_in_the_middle(
    telegram: TelegramEmulator, sqlite_template: Path, tmp_path: Path
) -> None:
    rules = replace(RULES, may_change=True)
    database = copied(sqlite_template, tmp_path)
    async with opened_hall(telegram, database, BY_VOTES, rules, as_poll=True) as hall:
        async with hall.running() as stage:
            await stage.open_question(1)
            await hall.play(1, KEY, KEY, WRONG, KEY, None, None)
            await until_stored(stage, 4)
        async with hall.running() as stage:
            # What the polls ask is read from the database now.
            await hall.play(1, None, WRONG, KEY, None, KEY, WRONG)
            hall.rooms[0]._people[0].retract(hall.rooms[0].question(Position(1)))
            await until_stored(stage, 6)
            polls = [room.question(Position(1)).poll for room in hall.rooms]
            assert [isinstance(poll, Poll) and poll.is_closed for poll in polls] == [False, False]
            await hall.bots[0].queue.drained()
            await hall.bots[1].queue.drained()
            await stage.close_question()
            await hall.told("Đáp án đúng: B")
            await closed(hall, Position(1))
            for position in (2, 3):
                await stage.open_question(position)
                await stage.close_question()
            await stage.next_move()
            await stage.until(State.FINISHED)
            results = await stage.results()

    # A vote that was taken back stays the answer that it was.
    assert {one.score.person: one.score.points for one in results} == {
        PersonId(1): 1,
        PersonId(2): 0,
        PersonId(3): 1,
        PersonId(4): 1,
        PersonId(5): 1,
        PersonId(6): 0,
    }
    assert telegram.count("editMessageText") == 0
    # A restart within a second sets the webhook too soon for Telegram, and again.
    assert set(telegram.refusals) <= {Limit.WEBHOOK}


async def closed(hall: Hall, position: Position) -> None:
    """Return when both polls of a question are closed."""
    for room, group in zip(hall.rooms, hall.groups, strict=True):
        poll = room.question(position).poll
        assert isinstance(poll, Poll)
        await group.chat.until(partial(getattr, poll, "is_closed"), PATIENCE)


async def test_a_group_that_puts_the_bot_out_keeps_nobody_waiting(
    telegram: TelegramEmulator, sqlite_template: Path, tmp_path: Path
) -> None:
    async with (
        opened_hall(telegram, copied(sqlite_template, tmp_path), BY_LETTERS) as hall,
        hall.running() as stage,
    ):
        await stage.open_question(1)
        await hall.play(1, None, None, None, KEY, None, None)
        await until_stored(stage, 1)
        hall.groups[0].remove_bot(hall.bots[0])
        lost = await stage.until_so(
            lambda one: RoomState.LOST in [room.state for room in one.live.rooms.values()]
        )
        hall.groups[0].add_bot(hall.bots[0])
        await stage.until_so(
            lambda one: RoomState.LOST not in [room.state for room in one.live.rooms.values()]
        )

        await stage.close_question()
        await stage.open_question(2)
        deeds = await hall.play(2, KEY, None, None, None, None, None)
        await answered(deeds)

    assert lost.live.position == Position(1)
    assert notices(deeds) == ["Đã ghi nhận câu 2: B."]
