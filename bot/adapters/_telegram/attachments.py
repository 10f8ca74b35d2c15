"""Messages with a picture or a file: the call that sends them, and the form that carries it."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from aiohttp import FormData

from bot.adapters._telegram.messages import Params
from bot.documents.attachments import attached
from handlers.ports.contents import Image, WithFile
from handlers.ports.messaging import OutboundMessage
from handlers.rendering import clip

MAX_CAPTION_LENGTH = 1_024
"""UTF-16 code units (core.telegram.org/bots/api#sendphoto); the picture shows what is cut."""

UPLOAD_SECONDS = 60.0
"""For half a megabyte over a line that is as slow as lines get."""

UPLOADS: Final[Mapping[str, str]] = {"sendPhoto": "photo", "sendDocument": "document"}
"""Calls with a file, and the parameter whose value is a ``File``."""


class File(NamedTuple):
    """A file to be sent."""

    name: str
    data: bytes


async def file_call(message: OutboundMessage, content: WithFile) -> tuple[str, Params]:
    """The method, and its parameters, that send a message with what it has to show."""
    file = await attached(content)
    method = "sendPhoto" if isinstance(content, Image) else "sendDocument"
    params: Params = {
        "chat_id": message.chat.chat_id,
        UPLOADS[method]: File(file.file_name, file.data),
    }
    if content.caption:
        params["caption"] = clip(content.caption, MAX_CAPTION_LENGTH)
    return method, params


def form_of(fields: Mapping[str, str], files: Mapping[str, File]) -> FormData:
    """Parameters as multipart/form-data; to be sent once."""
    form = FormData()
    for name, value in fields.items():
        form.add_field(name, value)
    for name, file in files.items():
        form.add_field(name, file.data, filename=file.name)
    return form
