"""Messages to send, and how to read what was shown."""

from dataclasses import replace
from datetime import timedelta

from contest.model import AttemptId, Position
from handlers.ports.addresses import ChatRef
from handlers.ports.contents import (
    Bar,
    Bars,
    Choice,
    Content,
    Document,
    Image,
    Passed,
    Question,
    Receipt,
    Sheet,
    SheetColumn,
    Text,
)
from handlers.ports.live_contents import LiveQuestion, LiveRoundId
from handlers.ports.messaging import MessageRef, OutboundMessage
from tests.contract.platforms import Platform
from tests.fakes.clock import START

QUESTION = Question(
    attempt=AttemptId(7),
    position=Position(3),
    of=16,
    text="Chỉ số nào do người dân chấm?",
    options=("PAR INDEX", "SIPAS", "PCI", "DTI"),
    limit=timedelta(seconds=40),
    closes_at=START + timedelta(days=1),
    locale="vi",
    previous=Receipt(AttemptId(7), Position(2), Passed.ANSWERED, place=1),
)

LIVE = LiveQuestion(
    live_round=LiveRoundId(7),
    position=Position(3),
    of=10,
    text="Chỉ số nào do người dân chấm?",
    options=("PAR INDEX", "SIPAS", "PCI", "DTI"),
    limit=timedelta(seconds=20),
    locale="vi",
)

MENU = Text(
    "Mời bạn chọn nhóm đối tượng.",
    (Choice("Cán bộ, công chức", "d:audience:officials"), Choice("Người dân", "d:audience:public")),
)

PICTURE = Image(
    Bars("Sở Nội vụ", "Vòng 1", (Bar("Lãnh đạo cấp phòng", 7, 8, 15),)),
    "so-noi-vu.png",
    "Sở Nội vụ: lãnh đạo cấp phòng 7/15, cần 8, thiếu 1.",
)

TABLE = Document(
    Sheet("Vòng 1", "Tình hình tham gia", (SheetColumn("Đơn vị"),), (("Sở Nội vụ",),)),
    "tình hình.xlsx",
    "Tình hình tham gia của 1 đơn vị.",
)

LONG_TEXT = "Kính gửi các bạn!" + " Cải cách hành chính 🇻🇳 cần mọi người cùng tham gia 👩‍💼." * 20


async def send(platform: Platform, key: str, content: Content) -> MessageRef:
    """Send a message to the person."""
    return await platform.adapter.send(OutboundMessage(platform.chat, key, content))


def stranger(platform: Platform) -> ChatRef:
    """The chat of somebody who has never been there."""
    return replace(platform.chat, chat_id="nobody")


def appear_in_order(shown: str, *parts: str) -> bool:
    """Whether all parts stand in a text, one after the other."""
    rest = shown
    for part in parts:
        _, found, rest = rest.partition(part)
        if not found:
            return False
    return True
