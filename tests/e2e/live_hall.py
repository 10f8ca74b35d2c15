"""A hall with a projector and phones: a live round in a web room of a running server."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

from playwright.async_api import ViewportSize

from bot.adapters.web import room_chat
from bot.clock import SystemClock
from bot.web.live_addresses import ScreenCodes, ScreenRef, room_path
from contest.live import State
from contest.live_rooms import RoomId
from contest.live_rules import LiveRules
from contest.model import OptionIndex, Topic
from handlers.ports.catalogue import NewQuestion
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_orders import HostOrder, HostResult, OrderKind
from handlers.ports.live_records import HostedRound, NewLiveRoom, NewLiveRound, Shows
from storage.engine import Database
from storage.live_intake import LiveIntake
from storage.outbox import Lease
from storage.unit_of_work import SqlUnitsOfWork
from tests.e2e.serving import SECRET, ServeProcess

PROJECTOR: ViewportSize = {"width": 1920, "height": 1080}
PATIENCE = 60.0
"""Seconds; generous, as the machine is shared."""
CODE = "7F3K9QXY"
TITLE = "Thi trực tiếp tìm hiểu cải cách hành chính tỉnh Đắk Lắk năm 2026"
RIGHT = 0
"""The place of the right option of every question."""

LONG = NewQuestion(
    "LIVE-1",
    Topic("PAR"),
    "Theo Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ về thực hiện cơ chế một cửa, một"
    " cửa liên thông trong giải quyết thủ tục hành chính (được sửa đổi, bổ sung năm 2021), khi hồ"
    " sơ giải quyết quá hạn thì cơ quan có thẩm quyền phải thực hiện việc nào sau đây đối với tổ"
    " chức, cá nhân đã nộp hồ sơ tại Bộ phận Một cửa?",
    (
        "Gửi văn bản xin lỗi tổ chức, cá nhân, trong đó nêu rõ lý do quá hạn và hẹn lại thời hạn"
        " trả kết quả; việc hẹn lại không quá một lần",
        "Thông báo bằng tin nhắn điện thoại cho tổ chức, cá nhân về việc lùi thời hạn trả kết quả"
        " giải quyết hồ sơ",
        "Trả lại toàn bộ hồ sơ và đề nghị tổ chức, cá nhân nộp lại tại Trung tâm Phục vụ hành"
        " chính công",
        "Không phải thực hiện việc nào",
    ),
    OptionIndex(RIGHT),
)
SHORT = NewQuestion(
    "LIVE-2",
    Topic("PAR"),
    "Theo Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ, cải cách hành chính giai đoạn 2021"
    " - 2030 tập trung vào bao nhiêu nội dung?",
    ("06 nội dung", "05 nội dung", "07 nội dung", "08 nội dung"),
    OptionIndex(RIGHT),
)
QUESTIONS = (LONG, SHORT)


@dataclass
class Hall:
    """A live round of two questions, with its host in the hands of a test."""

    server: ServeProcess
    database: Database
    live_round: LiveRoundId
    room: RoomId
    _orders: "count[int]" = field(default_factory=count)

    @property
    def room_path(self) -> str:
        return room_path(CODE)

    @property
    def screen_url(self) -> str:
        path = ScreenCodes(SECRET).path_of(ScreenRef(self.live_round, self.room))
        return f"http://{self.server.host}{path}"

    async def cut_short(self) -> None:
        """Let nothing more be expected of the room for this question, however long its time is.

        No test then has to be as fast as a clock.
        """
        clock = SystemClock()
        intake = LiveIntake(self.database, clock, Lease("host", timedelta(0)), 16)
        await intake.lost(room_chat(CODE), clock.now())
        await self.until(State.REVEALED)
        await intake.regained(room_chat(CODE))
        await intake.drain()

    async def order(self, kind: OrderKind) -> None:
        """Let the host act, as the command line does: over the database."""
        intake = LiveIntake(self.database, SystemClock(), Lease("host", timedelta(0)), 16)
        key = f"host-{next(self._orders)}"
        outcome = await intake.order(self.live_round, HostOrder(kind, "user:host"), key)
        await intake.drain()
        assert outcome.result is HostResult.DONE, outcome.result

    async def hosted(self) -> HostedRound:
        begin = SqlUnitsOfWork(self.database, Lease("host", timedelta(0)), SECRET)
        async with begin.reading() as tx:
            found = await tx.live.find(self.live_round)
        assert found is not None
        return found

    async def until(self, state: State) -> None:
        """Return when the stored round is there."""
        async with asyncio.timeout(PATIENCE):
            while (await self.hosted()).live.state is not state:  # noqa: ASYNC110 - another process moves it
                await asyncio.sleep(0.05)


async def opened_hall(server: ServeProcess, database: Database, rules: LiveRules) -> Hall:
    """A round that begins when its host says so."""
    begin = SqlUnitsOfWork(database, Lease("host", timedelta(0)), SECRET)
    now = datetime.now(UTC)
    async with begin() as tx:
        await tx.catalogue.store_questions(QUESTIONS)
        contest = await tx.rounds.contest()
        assert contest is not None
        stored = await tx.questions.valid_on(now.date())
        ids = {question.text: question.id for question in stored}
        live_round = await tx.live.create(
            NewLiveRound(
                contest=contest.id,
                title=TITLE,
                rules=rules,
                questions=tuple(ids[question.text] for question in QUESTIONS),
                starts_at=now + timedelta(minutes=4),
                host_key="web:chat:host",
                rooms=(NewLiveRoom(room_chat(CODE), "Hội trường lớn"),),
                shows=Shows.NAMES,
            )
        )
        await tx.commit()
    hall = Hall(server, database, live_round, RoomId(0))
    return replace(hall, room=next(iter((await hall.hosted()).rooms)))
