"""Telegram through python-telegram-bot, used as a client over our wire instead of httpx.

Its own transport costs ten times the CPU of aiohttp; ``BaseRequest`` is its extension point for
another one.
"""

import json
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, cast

from aiohttp import FormData
from telegram import Bot, InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    TelegramError,
)
from telegram.request import BaseRequest, RequestData

from bot.adapters._telegram.api import CALL_SECONDS
from bot.adapters._telegram.attachments import UPLOADS, File, form_of
from bot.adapters._telegram.errors import failure, migrated
from bot.adapters._telegram.wire import Answer, Wire
from handlers.ports.messaging import MessagingError, TemporaryFailure

_STATUS: Final[Mapping[type[TelegramError], int]] = {
    BadRequest: 400,
    InvalidToken: 401,
    Forbidden: 403,
    Conflict: 409,
}


class _WireError(TelegramError):
    """Carries an error of the port through the library, which wraps foreign ones."""

    def __init__(self, meaning: MessagingError) -> None:
        super().__init__("wire")
        self.meaning = meaning


class WireRequest(BaseRequest):
    """Sends over our wire."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    @property
    def read_timeout(self) -> float:
        return CALL_SECONDS

    async def initialize(self) -> None:
        """The wire opens itself."""

    async def shutdown(self) -> None:
        await self._wire.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        body = _body(request_data)
        seconds = CALL_SECONDS if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        try:
            answer = await self._wire.post(url.rpartition("/")[2], body, seconds)
        except MessagingError as error:
            raise _WireError(error) from None
        if answer.status == 429:
            # The library's own error for this warns of a coming change each time it is made.
            raise _WireError(failure(429, retry_after=_retry_after(answer)))
        return answer


class PtbApi:
    """``BotApi`` through python-telegram-bot."""

    def __init__(self, bot: str, wire: Wire) -> None:
        # At DEBUG the library logs every call with its text, and so people's answers.
        logging.getLogger("telegram").setLevel(logging.INFO)
        request = WireRequest(wire)
        # The real token is the wire's secret.
        self._bot = Bot(
            f"{bot}:wire", base_url="wire:", request=request, get_updates_request=request
        )
        self._wire = wire

    async def call(
        self, method: str, params: Mapping[str, Any], seconds: float = CALL_SECONDS
    ) -> Any:
        # `do_api_request` gives plain JSON back. It warns where the library has a method of the
        # same name, which would read the answer into models; Telegram takes names in any case.
        name = method[0].upper() + method[1:]
        values = dict(params)
        if (field := UPLOADS.get(method)) is not None:
            values[field] = InputFile(params[field].data, params[field].name)
        try:
            return await self._bot.do_api_request(name, values, read_timeout=seconds)
        except _WireError as error:
            raise error.meaning from None
        except ChatMigrated:
            raise migrated() from None
        except TelegramError as error:
            raise _meaning(error) from None

    async def close(self) -> None:
        await self._wire.close()


def _body(data: RequestData | None) -> bytes | FormData:
    if data is not None and data.contains_files:
        # Each a name, the bytes and a media type, for which Telegram does not look.
        uploads = (data.multipart_data or {}).items()
        files = {name: File(upload[0], cast(bytes, upload[1])) for name, upload in uploads}
        return form_of(data.json_parameters, files)
    parameters = data.parameters if data is not None else {}
    return json.dumps(parameters, ensure_ascii=False).encode()


def _meaning(error: TelegramError) -> MessagingError:
    status = next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), None)
    if status is None:
        return TemporaryFailure("server error", outcome_unknown=True)
    return failure(status, error.message)


def _retry_after(answer: Answer) -> timedelta | None:
    parameters = json.loads(answer.body).get("parameters", {})
    seconds = parameters.get("retry_after")
    return timedelta(seconds=seconds) if isinstance(seconds, int) else None
