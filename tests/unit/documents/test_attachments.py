"""Files of messages: made once for all who get them, away from the event loop."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import anyio
import pytest

from bot.documents import attachments, charts, spreadsheets
from bot.documents.attachments import Attachment, attached, attachment_of
from handlers.ports.contents import (
    Bar,
    Bars,
    CertificateFile,
    Document,
    Image,
    Sheet,
    SheetColumn,
)
from tests.unit.documents.certificates import CERTIFICATE

pytestmark = pytest.mark.anyio

CHART = Bars("Sở Nội vụ", "Vòng 1", (Bar("Lãnh đạo cấp phòng", 7, 8, 15),))
PICTURE = Image(CHART, "so-noi-vu.png", "7/15")
TABLE = Document(
    Sheet("Vòng 1", "Tình hình", (SheetColumn("Đơn vị"),), (("Sở Nội vụ",),)), "bang.xlsx", "1"
)


class Workshop:
    """Counts what is made, and how many things at once."""

    def __init__(self) -> None:
        self.made: list[Bars | Sheet] = []
        self.threads: set[int] = set()
        self.busy = self.most_busy = 0
        self.opened = threading.Event()
        self.opened.set()

    def make(self, subject: Bars | Sheet) -> bytes:
        self.busy += 1
        self.most_busy = max(self.most_busy, self.busy)
        self.opened.wait(timeout=5)
        self.made.append(subject)
        self.threads.add(threading.get_ident())
        self.busy -= 1
        return f"file {len(self.made)}".encode()


@pytest.fixture
def workshop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Workshop]:
    workshop = Workshop()
    monkeypatch.setattr(charts, "png_of", workshop.make)
    monkeypatch.setattr(spreadsheets, "xlsx_of", workshop.make)
    forget()
    yield workshop
    forget()


def forget() -> None:
    attachments._drawn.cache_clear()
    attachments._written.cache_clear()


def picture(number: int) -> Image:
    return replace(PICTURE, drawing=replace(CHART, title=f"Đơn vị {number}"))


async def test_a_picture_is_a_png_file() -> None:
    file = await attached(PICTURE)

    assert (file.file_name, file.media_type) == ("so-noi-vu.png", "image/png")
    assert file.data.startswith(b"\x89PNG\r\n\x1a\n")


async def test_a_document_is_an_xlsx_file() -> None:
    file = await attached(TABLE)

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert (file.file_name, file.media_type) == ("bang.xlsx", media_type)
    assert file.data.startswith(b"PK\x03\x04")


async def test_a_certificate_is_a_pdf_file() -> None:
    file = await attached(CertificateFile(CERTIFICATE, "giay-chung-nhan.pdf", "Vòng 1"))

    assert (file.file_name, file.media_type) == ("giay-chung-nhan.pdf", "application/pdf")
    assert file.data.startswith(b"%PDF-")


async def test_the_same_figures_are_drawn_once_for_many_chats(workshop: Workshop) -> None:
    files = [await attached(replace(PICTURE, caption=f"Kính gửi {n}")) for n in range(20)]

    assert {file.data for file in files} == {b"file 1"}
    assert workshop.made == [CHART]


async def test_the_same_table_is_written_once_for_many_chats(workshop: Workshop) -> None:
    files = [await attached(replace(TABLE, file_name=f"{n}.xlsx")) for n in range(3)]

    assert [file.file_name for file in files] == ["0.xlsx", "1.xlsx", "2.xlsx"]
    assert workshop.made == [TABLE.sheet]


async def test_only_some_files_are_kept(workshop: Workshop) -> None:
    for number in range(17):
        await attached(picture(number))

    await attached(picture(0))

    assert len(workshop.made) == 18


async def test_files_are_made_one_at_a_time_while_the_loop_goes_on(workshop: Workshop) -> None:
    workshop.opened.clear()
    async with anyio.create_task_group() as tasks:
        for number in range(5):
            tasks.start_soon(attached, picture(number))
        tasks.start_soon(attached, TABLE)
        await anyio.lowlevel.checkpoint()
        workshop.opened.set()

    assert len(workshop.made) == 6
    assert workshop.most_busy == 1
    assert threading.get_ident() not in workshop.threads


def test_a_file_is_not_told_by_its_repr() -> None:
    assert "7/15" not in repr(attachment_of(PICTURE))
    assert "secret" not in repr(Attachment("a.png", "image/png", b"secret"))
