"""What goes back for a call, in the envelope of the Bot API."""

from http import HTTPStatus
from typing import NamedTuple

from tests.platforms.telegram.errors import ApiError
from tests.platforms.telegram.texts import as_json, quoted

REASONS = {status.value: status.phrase for status in HTTPStatus}


class Reply(NamedTuple):
    """An HTTP response; ``description`` repeats that of an error, for the log."""

    status: int
    body: bytes
    content_type: str = "application/json"
    retry_after: int = 0
    description: str = ""

    def encode(self) -> bytes:
        retry = f"Retry-After: {self.retry_after}\r\n" if self.retry_after else ""
        head = (
            f"HTTP/1.1 {self.status} {REASONS.get(self.status, '')}\r\n{retry}"
            f"Content-Type: {self.content_type}\r\nContent-Length: {len(self.body)}\r\n"
            "Connection: keep-alive\r\n\r\n"
        )
        return head.encode() + self.body


def ok_reply(result: str, description: str = "") -> Reply:
    """Success; ``result`` is JSON."""
    extra = f',"description":{quoted(description)}' if description else ""
    return Reply(200, f'{{"ok":true,"result":{result}{extra}}}'.encode())


def error_reply(error: ApiError) -> Reply:
    answer: dict[str, object] = {
        "ok": False,
        "error_code": error.code,
        "description": error.description,
    }
    if error.parameters:
        answer["parameters"] = dict(error.parameters)
    retry_after = error.parameters.get("retry_after", 0)
    return Reply(
        error.code,
        as_json(answer).encode(),
        retry_after=retry_after,
        description=error.description,
    )
