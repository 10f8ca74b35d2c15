"""Pictures and files reach Telegram whole, through either library."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from bot.adapters._telegram.adapter import TelegramAdapter
from bot.documents.attachments import attachment_of
from handlers.ports.addresses import ChatRef
from handlers.ports.contents import Bar, Bars, Document, Image, Sheet, SheetColumn
from handlers.ports.messaging import OutboundMessage, RecipientUnreachable, TemporaryFailure
from tests.fakes.clock import FakeClock
from tests.integration.telegram.desk import adapter_of
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.faults import Fault, FaultKind
from tests.platforms.telegram.model import Message
from tests.platforms.telegram.people import Person

pytestmark = pytest.mark.anyio

AN = 11
PICTURE = Image(
    Bars("Sở Nội vụ", "Vòng 1", (Bar("Lãnh đạo cấp phòng", 7, 8, 15),)),
    "so-noi-vu.png",
    "Sở Nội vụ: <b>7/15</b> & cần 8.",
)
TABLE = Document(
    Sheet("Vòng 1", "Tình hình", (SheetColumn("Đơn vị"),), (("Sở Nội vụ",),)),
    'Tình hình 50% "vòng 1".xlsx',
    "Tình hình tham gia của 1 đơn vị.",
)


@pytest.fixture
async def adapter(library: str, telegram: TelegramEmulator) -> AsyncIterator[TelegramAdapter]:
    adapter = adapter_of(library, telegram, FakeClock())
    yield adapter
    await adapter.close()


@pytest.fixture
def an(telegram: TelegramEmulator) -> Person:
    person = telegram.person(AN)
    person.start()
    return person


def to(chat_id: int, content: Image | Document) -> OutboundMessage:
    return OutboundMessage(ChatRef("telegram", "7000000001", str(chat_id)), "key", content)


def media(message: Message) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(f"{{{message.media}}}")
    return fields


async def test_a_picture_arrives_whole_with_its_caption(
    adapter: TelegramAdapter, an: Person
) -> None:
    ref = await adapter.send(to(AN, PICTURE))

    message = await an.chat().read()
    (photo,) = media(message)["photo"]
    assert ref.message_id == str(message.message_id)
    assert message.text == PICTURE.caption
    assert photo["file_size"] == len(attachment_of(PICTURE).data)
    assert photo["width"] == 1_080


async def test_a_document_arrives_whole_with_its_name_and_caption(
    adapter: TelegramAdapter, an: Person
) -> None:
    await adapter.send(to(AN, TABLE))

    message = await an.chat().read()
    document = media(message)["document"]
    assert message.text == TABLE.caption
    assert document["file_name"] == TABLE.file_name
    assert document["file_size"] == len(attachment_of(TABLE).data)


async def test_a_caption_that_is_too_long_is_cut(adapter: TelegramAdapter, an: Person) -> None:
    await adapter.send(to(AN, replace(PICTURE, caption="🇻🇳" * 300)))

    assert (await an.chat().read()).text == "🇻🇳" * 255 + "🇻…"


async def test_a_picture_may_go_without_words(adapter: TelegramAdapter, an: Person) -> None:
    await adapter.send(to(AN, replace(PICTURE, caption="")))

    assert (await an.chat().read()).text == ""


@pytest.mark.parametrize("content", [PICTURE, TABLE])
async def test_a_file_for_somebody_who_has_never_written_finds_nobody(
    adapter: TelegramAdapter, content: Image | Document
) -> None:
    with pytest.raises(RecipientUnreachable):
        await adapter.send(to(99, content))


async def test_an_upload_that_breaks_off_may_have_arrived(
    adapter: TelegramAdapter, telegram: TelegramEmulator, an: Person
) -> None:
    telegram.faults.add(Fault(FaultKind.RESET))

    with pytest.raises(TemporaryFailure) as broken:
        await adapter.send(to(AN, PICTURE))

    assert broken.value.outcome_unknown
    assert broken.value.__suppress_context__
