"""Pictures and documents of messages over HTTP, drawn from what the outbox has kept of them."""

import hashlib
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from itsdangerous import BadData, Signer
from itsdangerous.encoding import base64_decode, base64_encode
from starlette import status
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.documents.attachments import attached
from handlers.ports.contents import Image, WithFile
from handlers.ports.messaging import OutboundMessage

PICTURES_PATH = "/pictures/"

Find = Callable[[str], Awaitable[OutboundMessage | None]]
"""The message with a key, whatever chat it is for."""


class PublicPictures:
    """Pictures for platforms that fetch them themselves and so have no session.

    An address cannot be guessed from a message's key without the secret. Documents have none, as
    they may hold names.

    Args:
        public_url: where the platforms reach this server.
    """

    def __init__(self, secret: str, public_url: str, find: Find) -> None:
        self._base = f"{public_url.rstrip('/')}{PICTURES_PATH}"
        self._find = find
        self._signer = Signer(
            secret,
            salt="hoithi.web.pictures",
            key_derivation="hmac",
            digest_method=hashlib.sha256,
        )

    def url_of(self, message: OutboundMessage) -> str:
        """The address of a message's picture."""
        return f"{self._base}{self._signer.sign(file_token(message.key)).decode()}.png"

    def route(self) -> Route:
        return Route(f"{PICTURES_PATH}{{name}}", self._show)

    async def _show(self, request: Request) -> Response:
        name: str = request.path_params["name"]
        try:
            token = self._signer.unsign(name.removesuffix(".png")).decode()
        except BadData:
            return await file_response(None)
        message = await self._find(key_of(token))
        is_picture = message is not None and isinstance(message.content, Image)
        return await file_response(message if is_picture else None)


def file_token(key: str) -> str:
    """A message's key as one part of a path, whatever letters it has."""
    return base64_encode(key).decode()


def key_of(token: str) -> str:
    """The key that ``file_token`` was given; empty, which no key is, for what is no token."""
    try:
        return base64_decode(token).decode()
    except (BadData, UnicodeDecodeError):
        return ""


async def file_response(message: OutboundMessage | None) -> Response:
    """The file of a message.

    Raises:
        HTTPException: status 404 if there is no message, or none with a file.
    """
    content = message.content if message is not None else None
    if not isinstance(content, WithFile):
        raise HTTPException(status.HTTP_404_NOT_FOUND)
    return await content_response(content)


async def content_response(content: WithFile) -> Response:
    """The file of a content."""
    file = await attached(content)
    shown = "inline" if isinstance(content, Image) else "attachment"
    # RFC 6266: the one form in which names have Vietnamese letters.
    disposition = f"{shown}; filename*=UTF-8''{quote(file.file_name, safe='')}"
    return Response(
        file.data, media_type=file.media_type, headers={"Content-Disposition": disposition}
    )
