"""A whole process with live rounds: its platforms are simulated, its clock can be moved on."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import count

import anyio
from sqlalchemy import select

from bot.app import App
from bot.live import GRACE
from contest.live import State
from contest.live_rules import LiveRules
from contest.model import Audience, Level, OptionIndex, PersonId, Position, Topic, UnitId
from handlers.payloads import live_payload
from handlers.ports.addresses import ChatKind, ChatRef, UserRef
from handlers.ports.catalogue import NewQuestion, NewUnit
from handlers.ports.contents import Text
from handlers.ports.live_contents import LiveQuestion, LiveRoundId
from handlers.ports.live_orders import HostOrder, HostOutcome, HostResult, OrderKind
from handlers.ports.live_records import HostedRound, LiveTimer, NewLiveRoom, NewLiveRound
from handlers.ports.live_standings import LiveDisplay, PlacedScore
from handlers.ports.messaging import (
    Acknowledgement,
    Capabilities,
    ChoiceStyle,
    InboundMessage,
    MessageRef,
    OutboundMessage,
)
from handlers.ports.records import NewPerson
from storage.engine import Database
from storage.live_intake import LiveIntake
from storage.outbox import Lease
from storage.tables.live import live_answer_table
from storage.unit_of_work import SqlUnitsOfWork
from tests.fakes.adapter import PATIENCE, FakeAdapter
from tests.fakes.clock import START
from tests.fakes.moving import MovingClock
from tests.fakes.secrets import SECRET

SECOND = timedelta(seconds=1)
START_IN = timedelta(minutes=10)
LIMIT = 20 * SECOND
QUESTIONS = 3
KEY = OptionIndex(1)
"""Of every question."""
RULES = LiveRules(question_limit=LIMIT, reveal_for=10 * SECOND)
LOOK_SECONDS = 0.005


class GroupPlatform(FakeAdapter):
    """A platform with groups whose messages can be changed.

    Attributes:
        edited: edits in the order in which the platform took them, with the message each changed.
        broken: raised by every call while it is set.
    """

    capabilities = Capabilities(
        max_text_length=4096,
        choices=ChoiceStyle.BUTTONS,
        callback_answer=True,
        edit=True,
    )

    def __init__(self, platform: str = "telegram", bot: str = "7") -> None:
        super().__init__(platform, bot)
        self.edited: list[tuple[str, OutboundMessage]] = []
        self.broken: Exception | None = None

    async def send(self, message: OutboundMessage) -> MessageRef:
        if self.broken is not None:
            self.tried.append(message)
            self._moved.set()
            raise self.broken
        return await super().send(message)

    async def edit(self, message_id: str, message: OutboundMessage) -> MessageRef:
        self.edited.append((message_id, message))
        self._moved.set()
        return MessageRef(message.chat, message_id)

    def room(self, number: int) -> ChatRef:
        return ChatRef(self.platform, self.bot, f"-{number}", ChatKind.GROUP)

    def questions(self, chat: ChatRef) -> list[LiveQuestion]:
        """Questions that a room was posted."""
        shown = [message.content for message in self.sent if message.chat == chat]
        return [each for each in shown if isinstance(each, LiveQuestion)]

    def texts(self, chat: ChatRef) -> list[str]:
        shown = [message.content for message in self.sent if message.chat == chat]
        return [each.body for each in shown if isinstance(each, Text)]

    def ends(self, chat: ChatRef) -> int:
        """How often a room was told that the round is over."""
        keys = {message.key for message in self.sent if message.chat == chat}
        return sum(":end:" in key for key in keys)


class PlainPlatform(GroupPlatform):
    """One on which nothing can be edited, and answers are typed."""

    capabilities = Capabilities(max_text_length=2000, choices=ChoiceStyle.NUMBERED_TEXT)
    edit = None  # type: ignore[assignment]


@dataclass
class Stage:
    """A running process with one live round.

    Attributes:
        sent: answers that people gave, each under an id of its own, with what was said to them.
    """

    app: App
    clock: MovingClock
    platforms: Sequence[GroupPlatform]
    live_round: LiveRoundId
    sent: list[Acknowledgement] = field(default_factory=list)
    _updates: "count[int]" = field(default_factory=lambda: count(1))

    async def hosted(self) -> HostedRound:
        async with self.app.units_of_work.reading() as tx:
            found = await tx.live.find(self.live_round)
        assert found is not None
        return found

    async def display(self) -> LiveDisplay:
        async with self.app.units_of_work.reading() as tx:
            found = await tx.live.display(self.live_round)
        assert found is not None
        return found

    async def state(self) -> State:
        return (await self.hosted()).live.state

    async def until(self, state: State, position: int | None = None) -> HostedRound:
        """Return when the round is there."""
        return await self.until_so(
            lambda one: one.live.state is state and position in (None, one.live.position)
        )

    async def until_so(self, holds: Callable[[HostedRound], bool]) -> HostedRound:
        """Return when the stored round is so."""
        with anyio.fail_after(PATIENCE):
            while not holds(hosted := await self.hosted()):  # noqa: ASYNC110 - it tells nobody
                await anyio.sleep(LOOK_SECONDS)
        return hosted

    async def jump(self, duration: timedelta) -> None:
        """Move the clock on, and let the process do what its timers would have done."""
        self.clock.jump(duration)
        await self.app._pulse.beat()
        await self.app.live.sweep()
        await self.app.live.sweep()

    async def open_question(self, position: int = 1, *, but: Sequence[ChatRef] = ()) -> HostedRound:
        """Let a question be asked; returns when every room has it, but for these."""
        while (hosted := await self.hosted()).live.position < position:
            await self.next_move(hosted.version)
        waiting = {chat.key for chat in but}
        return await self.until_so(
            lambda one: (
                one.live.position == position
                and all(
                    room.delivered_at is not None
                    for id_, room in one.live.rooms.items()
                    if one.rooms[id_].chat.key not in waiting
                )
            )
        )

    async def close_question(self) -> HostedRound:
        """Let the time of the question run out; returns when its key is out."""
        hosted = await self.hosted()
        await self.next_move()
        return await self.until(State.REVEALED, hosted.live.position)

    async def next_move(self, version: int | None = None) -> None:
        """Jump to when the round has to be looked at next, and look.

        Not if the round has moved on from that version by itself: its next move is another one.
        """
        timer = await self._timer()
        if version not in (None, timer.version):
            return
        assert timer.wake_at is not None
        ahead = timer.wake_at - self.clock.now()
        # The sweep leaves to a timer what has been due for less than its grace.
        await self.jump(max(ahead, timedelta(0)) + GRACE + SECOND / 100)

    async def _timer(self) -> LiveTimer:
        async with self.app.units_of_work.reading() as tx:
            (timer,) = [t for t in await tx.live.timers() if t.live_round == self.live_round]
        return timer

    async def press(
        self, number: int, place: int, chat: ChatRef, position: int | None = None
    ) -> Acknowledgement:
        """Somebody presses an option of the question that is out in a group."""
        at = position or (await self.hosted()).live.position
        return await self.give(self.pressing(number, place, chat, at))

    async def say(self, number: int, chat: ChatRef, text: str) -> Acknowledgement:
        """Somebody types something, with a word to the bot."""
        return await self.give(self._message(number, chat, text=text))

    def pressing(self, number: int, place: int, chat: ChatRef, position: int) -> InboundMessage:
        """A press that has not been handed in."""
        payload = live_payload(self.live_round, Position(position), place)
        return self._message(number, chat, choice=payload)

    def _message(
        self, number: int, chat: ChatRef, *, text: str = "", choice: str | None = None
    ) -> InboundMessage:
        return InboundMessage(
            update_id=f"{number}-{next(self._updates)}-{self.clock.now().timestamp()}",
            chat=chat,
            sender=user(chat, number),
            received_at=self.clock.now(),
            text=text,
            choice=choice,
        )

    async def give(self, message: InboundMessage) -> Acknowledgement:
        """Hand in what a platform brings."""
        platform = next(p for p in self.platforms if p.platform == message.chat.platform)
        await platform.until_running()
        assert platform.deliver is not None
        acknowledgement = await platform.deliver(message)
        self.sent.append(acknowledgement)
        return acknowledgement

    async def results(self) -> Sequence[PlacedScore]:
        """The final result, once it is complete."""
        with anyio.fail_after(PATIENCE):
            while True:
                async with self.app.units_of_work.reading() as tx:
                    found = await tx.live.results(self.live_round)
                if found is not None:
                    return found
                await self.app.live.sweep()

    async def stored(self) -> set[tuple[PersonId, int, OptionIndex]]:
        """What is stored of everybody's answers."""
        c = live_answer_table.c
        async with self.app.database.read() as connection:
            rows = await connection.execute(select(c.person_id, c.position, c.option))
            return {(PersonId(person), at, OptionIndex(option)) for person, at, option in rows}

    async def order_elsewhere(self, database: Database, kind: OrderKind) -> None:
        """Order through another process, which sends nothing itself."""
        intake = LiveIntake(database, self.clock, Lease("elsewhere", timedelta(0)), 16)
        outcome = await intake.order(self.live_round, HostOrder(kind, "command line"), "elsewhere")
        assert outcome.result is HostResult.DONE

    async def order(self, kind: OrderKind, key: str, **fields: object) -> HostOutcome:
        order = replace(HostOrder(kind, "user:host"), **fields)  # type: ignore[arg-type]
        return await self.app.live.intake.order(self.live_round, order, key)

    @property
    def verdicts(self) -> Counter[str]:
        return Counter(each.verdict for each in self.sent)


def user(chat: ChatRef, number: int) -> UserRef:
    """Somebody on the platform of a chat."""
    return UserRef(chat.platform, chat.bot, f"person-{number}")


async def seed(
    begin: SqlUnitsOfWork,
    now: datetime,
    rooms: Mapping[ChatRef, Sequence[UserRef]],
    starts_at: datetime,
    rules: LiveRules = RULES,
    questions: int = QUESTIONS,
    *,
    as_poll: bool = False,
) -> LiveRoundId:
    """Store a contest whose people sit in rooms, each room a unit of its own, and a live round.

    People have their ids in the order given, from 1.
    """
    async with begin() as tx:
        units = [NewUnit(f"DV-{n}", f"Đơn vị {n}", Level("SO")) for n, _ in enumerate(rooms, 1)]
        await tx.catalogue.store_units(units)
        await tx.catalogue.store_questions(
            [
                NewQuestion(
                    f"PAR-{n}", Topic("PAR"), f"Câu hỏi {n}?", ("một", "hai", "ba", "bốn"), KEY
                )
                for n in range(1, questions + 1)
            ]
        )
        contest = await tx.catalogue.create_contest("Tìm hiểu CCHC", "Sở Nội vụ")
        ids = {unit.code: unit.id for unit in await tx.units.existing_on(now.date())}
        bank = [one.id for one in await tx.questions.valid_on(now.date())]
        seats = [
            NewLiveRoom(chat, f"Đơn vị {n}", ids[f"DV-{n}"]) for n, chat in enumerate(rooms, 1)
        ]
        for seat in seats:
            assert seat.unit is not None
            await tx.groups.bind(seat.chat, seat.unit, "host", now)
            for who in rooms[seat.chat]:
                private = ChatRef(who.platform, who.bot, who.user_id)
                await tx.people.register(who, private, _person(seat.unit, now))
        new = NewLiveRound(
            contest.id,
            "Chung kết",
            rules,
            tuple(bank),
            starts_at,
            "host",
            tuple(seats),
            as_poll=as_poll,
        )
        live_round = await tx.live.create(new)
        await tx.commit()
    return live_round


def _person(unit: UnitId, now: datetime) -> NewPerson:
    return NewPerson(
        full_name="Nguyễn Thị Ánh",
        birth_date=date(1990, 2, 28),
        unit=unit,
        audience=Audience.OFFICIALS,
        locale="vi",
        notice_version="1",
        consented_at=now,
    )


@asynccontextmanager
async def running(
    url: str, clock: MovingClock, platforms: Sequence[GroupPlatform], live_round: LiveRoundId
) -> AsyncIterator[Stage]:
    """One start of the process, until the body ends."""
    app = App(url, clock, SECRET, senders=8)
    try:
        async with app.running(platforms):
            for platform in platforms:
                await platform.until_running()
            yield Stage(app, clock, platforms, live_round)
    finally:
        await app.close()


@dataclass(frozen=True)
class Theatre:
    """What is there before a process begins: two rooms on Telegram, one on Zalo, two people in
    each, numbered from 1, and a live round in ten minutes."""

    url: str
    clock: MovingClock
    live_round: LiveRoundId

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Stage]:
        """One start of the process, before platforms that have never seen it."""
        platforms = (GroupPlatform("telegram", "7"), PlainPlatform("zalo", "9"))
        async with running(self.url, self.clock, platforms, self.live_round) as stage:
            yield stage


async def build(url: str, rules: LiveRules = RULES) -> Theatre:
    """Store all that is there before a process begins."""
    clock = MovingClock(start=START)
    database = Database(url)
    telegram, zalo = GroupPlatform("telegram", "7"), PlainPlatform("zalo", "9")
    rooms = [telegram.room(1), telegram.room(2), zalo.room(1)]
    people = {
        chat: [user(chat, 2 * place + 1), user(chat, 2 * place + 2)]
        for place, chat in enumerate(rooms)
    }
    try:
        begin = SqlUnitsOfWork(database, Lease("office", timedelta(0)), SECRET)
        live_round = await seed(begin, clock.now(), people, clock.now() + START_IN, rules)
    finally:
        await database.dispose()
    return Theatre(url, clock, live_round)


@asynccontextmanager
async def staged(url: str, rules: LiveRules = RULES) -> AsyncIterator[Stage]:
    """A process in which nothing has been called yet."""
    theatre = await build(url, rules)
    async with theatre.running() as stage:
        yield stage
