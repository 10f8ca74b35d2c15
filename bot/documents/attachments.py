"""Pictures and files of messages, drawn and written when they are needed.

Away from the event loop, one after the other in a thread of their own, as matplotlib wants; what
many chats are sent is made once.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache, lru_cache

from handlers.ports.contents import (
    Certificate,
    CertificateFile,
    Document,
    Drawing,
    Image,
    Picture,
    Sheet,
    WithFile,
)

PDF = "application/pdf"
PNG = "image/png"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_KEPT = 16
"""Pictures, and as many files: those that a reminder or digest sends to many at about one time."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as it goes to a platform."""

    file_name: str
    media_type: str
    data: bytes = field(repr=False)


def attachment_of(content: WithFile) -> Attachment:
    """The file of a message. Not to be called by two threads at once."""
    match content:
        case Image(Picture() as picture):
            return Attachment(content.file_name, picture.media_type, picture.data)
        case Image():
            return Attachment(content.file_name, PNG, _drawn(content.drawing))
        case Document():
            return Attachment(content.file_name, XLSX, _written(content.sheet))
        case CertificateFile():
            return Attachment(content.file_name, PDF, _printed(content.certificate))


async def attached(content: WithFile) -> Attachment:
    """The file of a message, without holding up the event loop."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_thread(), attachment_of, content)


@cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="attachments")


@lru_cache(maxsize=_KEPT)
def _drawn(drawing: Drawing) -> bytes:
    # It takes half a second to import, which a process that draws nothing is spared.
    from bot.documents.charts import png_of  # noqa: PLC0415

    return png_of(drawing)


@lru_cache(maxsize=_KEPT)
def _written(sheet: Sheet) -> bytes:
    from bot.documents.spreadsheets import xlsx_of  # noqa: PLC0415

    return xlsx_of(sheet)


@lru_cache(maxsize=_KEPT)
def _printed(certificate: Certificate) -> bytes:
    from bot.documents.certificates import pdf_of  # noqa: PLC0415

    return pdf_of([certificate])
